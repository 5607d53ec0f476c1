//! Stories: messages in, screen out.

mod overview;
