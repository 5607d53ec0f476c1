-- The batch of events that was committed last: tells whether a commit whose answer was lost took place.
INSERT INTO meta (name, value) VALUES ('batch', '');
