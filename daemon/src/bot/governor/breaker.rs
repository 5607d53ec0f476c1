//! Stops all calls before Discord does: 10,000 answers 401, 403 or 429 in ten minutes block the address
//! (Rate Limits: Invalid Request Limit), and a refused token will not get better by asking.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::answer::{Said, Scope};

const WINDOW: Duration = Duration::from_mins(10);
/// A twentieth of what Discord allows.
const MOST_INVALID: usize = 500;
/// How long a refused token rests before it is tried again; after the last one it must be replaced.
const TOKEN_RESTS: [Duration; 2] = [Duration::from_secs(30), Duration::from_mins(5)];
const SHORTEST_BLOCK: Duration = Duration::from_mins(1);
const LONGEST_BLOCK: Duration = Duration::from_mins(15);

/// Why no call leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Discord answers 401: the token is wrong or was revoked.
    Token,
    /// Too many answers 401, 403 and 429.
    Invalid,
    /// Discord's edge answers with HTML.
    Edge,
}

impl Cause {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Token => "discord refuses the bot's token",
            Self::Invalid => "too many calls were refused in the last ten minutes",
            Self::Edge => "discord's edge blocks this address",
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Breaker {
    invalid: VecDeque<Instant>,
    open: Option<(Cause, Option<Instant>)>,
    /// Answers 401 in a row.
    token: usize,
    /// Blocks of the edge in a row.
    edge: u32,
}

impl Breaker {
    /// Takes note of an answer. A webhook's token is not the bot's, so its 401 says nothing about the bot's.
    pub(crate) fn note(&mut self, said: &Said, webhook: bool, now: Instant) {
        let shared = said.pause.is_some_and(|pause| pause.scope == Scope::Shared);
        if matches!(said.status, 401 | 403 | 429) && !shared {
            self.invalid.push_back(now);
        }
        if said.edge {
            let rest = SHORTEST_BLOCK * 2u32.pow(self.edge.min(4));
            self.edge += 1;
            self.open = Some((Cause::Edge, Some(now + rest.min(LONGEST_BLOCK))));
        } else if said.status == 401 && !webhook {
            let rest = TOKEN_RESTS.get(self.token).copied();
            self.token += 1;
            self.open = Some((Cause::Token, rest.map(|rest| now + rest)));
        } else if self.invalid(now) >= MOST_INVALID {
            let oldest = self.invalid[self.invalid.len() / 2];
            self.open = Some((Cause::Invalid, Some(oldest + WINDOW)));
        } else if said.status < 400 && !webhook {
            self.token = 0;
            self.edge = 0;
        }
    }

    /// Why nothing may leave now, and until when; without a time until the token is replaced.
    pub(crate) fn closed(&mut self, now: Instant) -> Option<(Cause, Option<Instant>)> {
        if let Some((_, Some(until))) = self.open
            && until <= now
        {
            self.open = None;
        }
        self.open
    }

    /// After a rest one call goes ahead, to see.
    pub(crate) fn probing(&self) -> bool {
        self.token > 0 || self.edge > 0
    }

    /// Stops until the token is replaced, as the gateway's close code 4004 asks for.
    pub(crate) fn refuse_token(&mut self) {
        self.token = TOKEN_RESTS.len() + 1;
        self.open = Some((Cause::Token, None));
    }

    pub(crate) fn token_replaced(&mut self) {
        self.token = 0;
        if matches!(self.open, Some((Cause::Token, _))) {
            self.open = None;
        }
    }

    /// The invalid requests of the last ten minutes.
    pub(crate) fn invalid(&mut self, now: Instant) -> usize {
        while let Some(first) = self.invalid.front()
            && now.saturating_duration_since(*first) >= WINDOW
        {
            self.invalid.pop_front();
        }
        self.invalid.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bot::governor::answer::Pause;

    fn answer(status: u16) -> Said {
        Said {
            status,
            ..Said::default()
        }
    }

    #[test]
    fn f22_a_refused_token_is_tried_three_times_and_then_never() {
        let start = Instant::now();
        let mut breaker = Breaker::default();
        let mut now = start;
        let mut tries = 0;

        while now < start + Duration::from_hours(24) {
            if breaker.closed(now).is_none() {
                tries += 1;
                breaker.note(&answer(401), false, now);
            }
            now += Duration::from_secs(1);
        }

        assert_eq!(tries, 3);
        breaker.token_replaced();
        assert_eq!(breaker.closed(now), None);
        assert!(!breaker.probing());
    }

    #[test]
    fn f26_a_block_of_the_edge_rests_a_minute_and_longer_each_time() {
        let now = Instant::now();
        let mut breaker = Breaker::default();
        let html = Said {
            edge: true,
            ..answer(429)
        };

        breaker.note(&html, false, now);
        let (cause, until) = breaker.closed(now).unwrap();
        assert_eq!((cause, until), (Cause::Edge, Some(now + SHORTEST_BLOCK)));
        assert_eq!(breaker.closed(now + SHORTEST_BLOCK), None);
        assert!(breaker.probing());

        let later = now + SHORTEST_BLOCK;
        breaker.note(&html, false, later);
        assert_eq!(
            breaker.closed(later).unwrap().1,
            Some(later + SHORTEST_BLOCK * 2)
        );
    }

    #[test]
    fn stops_well_before_discord_blocks_and_goes_on_when_the_window_has_moved() {
        let start = Instant::now();
        let mut breaker = Breaker::default();
        let mut now = start;
        for _ in 0..MOST_INVALID {
            assert_eq!(breaker.closed(now), None);
            breaker.note(&answer(403), false, now);
            now += Duration::from_millis(100);
        }

        assert_eq!(breaker.closed(now).unwrap().0, Cause::Invalid);
        assert_eq!(breaker.closed(start + WINDOW * 2), None);
    }

    #[test]
    fn f25_a_shared_limit_is_no_invalid_request() {
        let now = Instant::now();
        let mut breaker = Breaker::default();
        let pause = Pause {
            after: Duration::from_secs(1_337),
            scope: Scope::Shared,
        };

        breaker.note(
            &Said {
                pause: Some(pause),
                ..answer(429)
            },
            false,
            now,
        );

        assert_eq!(breaker.invalid(now), 0);
    }

    #[test]
    fn a_webhooks_401_says_nothing_of_the_bots_token() {
        let now = Instant::now();
        let mut breaker = Breaker::default();

        breaker.note(&answer(401), true, now);

        assert_eq!(breaker.closed(now), None);
        assert_eq!(breaker.invalid(now), 1);
    }
}
