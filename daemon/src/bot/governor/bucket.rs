//! The buckets of Discord's rate limits (Rate Limits: Header Format). A route's bucket is learned from its first
//! answer; until then one call at a time goes to each of its resources.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::answer::Window;

/// Two answers whose windows end this close are of the same window.
const SAME_WINDOW: Duration = Duration::from_millis(250);
/// Above this many, buckets that rest are forgotten.
const MANY: usize = 2_000;

/// Where a call goes: a method and route, and the guild, channel or webhook that it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    pub route: &'static str,
    pub resource: u64,
    /// A route of interactions and webhooks: it needs no bot token and is exempt from the global limit.
    pub webhook: bool,
}

/// Whether a call may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    Now,
    At(Instant),
    /// After an answer that is on its way.
    Later,
}

/// Which bucket a call was counted in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    bucket: Bucket,
    resource: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Bucket {
    /// By the route, as long as its answers named no bucket.
    Route(&'static str),
    Hash(Arc<str>),
}

#[derive(Debug, Default)]
pub(crate) struct Buckets {
    /// What each route's answers named; none if they have no limits.
    routes: HashMap<&'static str, Option<Arc<str>>>,
    states: HashMap<Key, State>,
}

#[derive(Debug)]
struct State {
    limit: u32,
    remaining: u32,
    resets_at: Option<Instant>,
    /// How long a window lasts: the longest that was seen of one, zero before any was.
    window: Duration,
    /// A 429 asked for silence.
    parked_until: Option<Instant>,
    flying: u32,
    unlimited: bool,
}

impl State {
    fn new(unlimited: bool) -> Self {
        Self {
            limit: 1,
            remaining: 1,
            resets_at: None,
            window: Duration::ZERO,
            parked_until: None,
            flying: 0,
            unlimited,
        }
    }

    fn opening(&mut self, now: Instant) -> Opening {
        if let Some(until) = self.parked_until {
            if until > now {
                return Opening::At(until);
            }
            self.parked_until = None;
        }
        if self.unlimited {
            return Opening::Now;
        }
        if self.resets_at.is_some_and(|at| at <= now) {
            self.resets_at = None;
            self.remaining = self.limit.saturating_sub(self.flying);
        }
        match self.resets_at {
            _ if self.remaining > 0 => Opening::Now,
            Some(at) => Opening::At(at),
            None if self.flying > 0 => Opening::Later,
            None => Opening::Now,
        }
    }

    /// Answers come in any order, so within a window the smaller number holds.
    fn learn(&mut self, window: &Window, now: Instant) {
        let resets_at = now + window.reset_after;
        let left = window.remaining.saturating_sub(self.flying);
        self.limit = window.limit.max(1);
        self.window = self.window.max(window.reset_after);
        self.unlimited = false;
        match self.resets_at {
            Some(known) if resets_at + SAME_WINDOW < known => {}
            Some(known) if resets_at > known + SAME_WINDOW => {
                self.resets_at = Some(resets_at);
                self.remaining = left;
            }
            Some(_) | None => {
                self.resets_at = Some(resets_at);
                self.remaining = left.min(self.remaining);
            }
        }
    }

    /// How long it takes at least before the last of so many calls may leave; those in flight may be some of them.
    fn takes(&self, calls: u64, now: Instant) -> Duration {
        let begin = self.parked_until.map_or(now, |until| until.max(now));
        let parked = begin - now;
        if self.unlimited {
            return parked;
        }
        let (free, left) = match self.resets_at.filter(|at| *at > begin) {
            Some(at) => (self.remaining.saturating_add(self.flying), at - begin),
            None => (self.limit, self.window),
        };
        let later = calls.saturating_sub(free.into());
        match later.div_ceil(self.limit.into()) {
            0 => parked,
            windows => {
                let whole = u32::try_from(windows - 1).unwrap_or(u32::MAX);
                parked + left + self.window.saturating_mul(whole)
            }
        }
    }

    fn rests(&self, now: Instant) -> bool {
        self.flying == 0
            && self.parked_until.is_none_or(|until| until <= now)
            && self.resets_at.is_none_or(|at| at <= now)
    }
}

impl Buckets {
    pub(crate) fn opening(&mut self, place: Place, now: Instant) -> Opening {
        self.state(&self.key(place)).opening(now)
    }

    /// Counts a call that leaves now.
    pub(crate) fn leave(&mut self, place: Place) -> Key {
        let key = self.key(place);
        let state = self.state(&key);
        state.flying += 1;
        state.remaining = state.remaining.saturating_sub(1);
        key
    }

    /// Takes back a call that has ended, and what its answer said.
    pub(crate) fn land(&mut self, key: &Key) {
        if let Some(state) = self.states.get_mut(key) {
            state.flying = state.flying.saturating_sub(1);
        }
    }

    /// Learns from an answer of a place.
    pub(crate) fn learn(&mut self, place: Place, window: Option<&Window>, now: Instant) {
        let Some(window) = window else {
            self.routes.entry(place.route).or_insert(None);
            return;
        };
        let before = self.key(place);
        self.routes.insert(place.route, Some(window.bucket.clone()));
        let key = self.key(place);
        let fresh = !self.states.contains_key(&key);
        let state = self.state(&key);
        if fresh {
            state.remaining = u32::MAX;
        }
        state.learn(window, now);
        if before != key {
            self.states.remove(&before);
        }
        self.forget(now);
    }

    /// Keeps silent towards a place.
    pub(crate) fn park(&mut self, place: Place, until: Instant) {
        let state = self.state(&self.key(place));
        state.parked_until = state.parked_until.max(Some(until));
    }

    /// How long it takes at least before the last of so many calls to each of these places may leave, by what is known of
    /// their buckets; zero where nothing is.
    pub(crate) fn takes(&self, calls: &[(Place, u64)], now: Instant) -> Duration {
        let mut counts: HashMap<Key, u64> = HashMap::new();
        for (place, count) in calls {
            *counts.entry(self.key(*place)).or_default() += count;
        }
        let known = counts
            .into_iter()
            .filter_map(|(key, count)| Some(self.states.get(&key)?.takes(count, now)));
        known.max().unwrap_or_default()
    }

    fn key(&self, place: Place) -> Key {
        let bucket = match self.routes.get(place.route) {
            Some(Some(hash)) => Bucket::Hash(hash.clone()),
            Some(None) | None => Bucket::Route(place.route),
        };
        Key {
            bucket,
            resource: place.resource,
        }
    }

    fn state(&mut self, key: &Key) -> &mut State {
        let unlimited =
            matches!(key.bucket, Bucket::Route(route) if self.routes.contains_key(route));
        let state = self
            .states
            .entry(key.clone())
            .or_insert_with(|| State::new(unlimited));
        state.unlimited |= unlimited;
        state
    }

    fn forget(&mut self, now: Instant) {
        if self.states.len() > MANY {
            self.states.retain(|_, state| !state.rests(now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BANS: Place = Place {
        route: "PUT ban",
        resource: 1,
        webhook: false,
    };

    fn window(remaining: u32, reset_after_ms: u64) -> Window {
        Window {
            bucket: "abc".into(),
            limit: 3,
            remaining,
            reset_after: Duration::from_millis(reset_after_ms),
        }
    }

    fn answered(buckets: &mut Buckets, key: &Key, window: Option<&Window>, now: Instant) {
        buckets.land(key);
        buckets.learn(BANS, window, now);
    }

    /// How many seconds so many bans take.
    fn seconds(buckets: &Buckets, bans: u64, now: Instant) -> u64 {
        buckets.takes(&[(BANS, bans)], now).as_secs()
    }

    #[test]
    fn an_unknown_route_lets_one_call_at_a_time_go() {
        let (mut buckets, now) = (Buckets::default(), Instant::now());

        assert_eq!(buckets.opening(BANS, now), Opening::Now);
        let first = buckets.leave(BANS);
        assert_eq!(buckets.opening(BANS, now), Opening::Later);

        answered(&mut buckets, &first, Some(&window(2, 1_000)), now);
        buckets.leave(BANS);
        buckets.leave(BANS);
        let reset = now + Duration::from_secs(1);
        assert_eq!(buckets.opening(BANS, now), Opening::At(reset));
        assert_eq!(buckets.opening(BANS, reset), Opening::Now);
    }

    #[test]
    fn resources_of_a_route_do_not_wait_for_each_other() {
        let (mut buckets, now) = (Buckets::default(), Instant::now());
        let elsewhere = Place {
            resource: 2,
            ..BANS
        };
        let first = buckets.leave(BANS);
        answered(&mut buckets, &first, Some(&window(0, 1_000)), now);

        assert_ne!(buckets.opening(BANS, now), Opening::Now);
        assert_eq!(buckets.opening(elsewhere, now), Opening::Now);
    }

    #[test]
    fn routes_with_one_hash_share_their_bucket() {
        let (mut buckets, now) = (Buckets::default(), Instant::now());
        let unban = Place {
            route: "DELETE ban",
            ..BANS
        };
        let first = buckets.leave(BANS);
        answered(&mut buckets, &first, Some(&window(2, 1_000)), now);
        let second = buckets.leave(unban);
        buckets.land(&second);
        buckets.learn(unban, Some(&window(0, 1_000)), now);

        assert_eq!(
            buckets.opening(BANS, now),
            Opening::At(now + Duration::from_secs(1))
        );
    }

    #[test]
    fn answers_out_of_order_never_open_a_bucket_too_far() {
        let (mut buckets, now) = (Buckets::default(), Instant::now());
        let first = buckets.leave(BANS);
        answered(&mut buckets, &first, Some(&window(2, 1_000)), now);
        let (second, third) = (buckets.leave(BANS), buckets.leave(BANS));

        answered(&mut buckets, &third, Some(&window(0, 1_000)), now);
        answered(&mut buckets, &second, Some(&window(1, 1_000)), now);

        assert_eq!(
            buckets.opening(BANS, now),
            Opening::At(now + Duration::from_secs(1))
        );
    }

    #[test]
    fn a_route_without_headers_has_no_limit_of_its_own() {
        let (mut buckets, now) = (Buckets::default(), Instant::now());
        let first = buckets.leave(BANS);
        answered(&mut buckets, &first, None, now);

        buckets.leave(BANS);
        assert_eq!(buckets.opening(BANS, now), Opening::Now);

        let until = now + Duration::from_secs(5);
        buckets.park(BANS, until);
        assert_eq!(buckets.opening(BANS, now), Opening::At(until));
    }

    #[test]
    fn a_lost_answer_does_not_block_a_bucket_for_ever() {
        let (mut buckets, now) = (Buckets::default(), Instant::now());
        let first = buckets.leave(BANS);

        buckets.land(&first);

        assert_eq!(buckets.opening(BANS, now), Opening::Now);
    }

    #[test]
    fn many_calls_take_the_rest_of_the_window_and_then_whole_ones() {
        let (mut buckets, now) = (Buckets::default(), Instant::now());
        assert_eq!(seconds(&buckets, 500, now), 0, "nothing is known");
        let first = buckets.leave(BANS);
        answered(&mut buckets, &first, Some(&window(2, 5_000)), now);

        let (later, next) = (now + Duration::from_secs(4), now + Duration::from_secs(5));
        for (bans, at, expected) in [
            (2, now, 0),
            (3, now, 5),
            (5, now, 5),
            (6, now, 10),
            (500, now, 830),
            (6, later, 6),
            // The window is over, and another one begins with the next call.
            (3, next, 0),
            (4, next, 5),
        ] {
            assert_eq!(seconds(&buckets, bans, at), expected, "{bans} bans");
        }
    }

    #[test]
    fn a_window_is_as_long_as_the_longest_that_was_seen() {
        let (mut buckets, now) = (Buckets::default(), Instant::now());
        let first = buckets.leave(BANS);
        answered(&mut buckets, &first, Some(&window(2, 5_000)), now);
        let second = buckets.leave(BANS);
        let later = now + Duration::from_secs(4);
        answered(&mut buckets, &second, Some(&window(1, 1_000)), later);

        assert_eq!(seconds(&buckets, 5, later), 6);
    }

    #[test]
    fn calls_in_flight_may_be_some_of_those_that_are_asked_about() {
        let (mut buckets, now) = (Buckets::default(), Instant::now());
        let first = buckets.leave(BANS);
        answered(&mut buckets, &first, Some(&window(2, 5_000)), now);

        buckets.leave(BANS);

        assert_eq!(seconds(&buckets, 2, now), 0);
        assert_eq!(seconds(&buckets, 3, now), 5);
    }

    #[test]
    fn a_parked_bucket_begins_when_its_silence_ends() {
        let (mut buckets, now) = (Buckets::default(), Instant::now());
        let first = buckets.leave(BANS);
        answered(&mut buckets, &first, Some(&window(0, 5_000)), now);

        buckets.park(BANS, now + Duration::from_secs(7));

        assert_eq!(seconds(&buckets, 1, now), 7);
        assert_eq!(seconds(&buckets, 4, now), 12);
    }

    #[test]
    fn what_has_no_limit_takes_no_time_and_a_shared_bucket_counts_both() {
        let (mut buckets, now) = (Buckets::default(), Instant::now());
        let first = buckets.leave(BANS);
        answered(&mut buckets, &first, None, now);
        assert_eq!(seconds(&buckets, 500, now), 0);

        let unban = Place {
            route: "DELETE ban",
            ..BANS
        };
        for place in [BANS, unban] {
            let key = buckets.leave(place);
            buckets.land(&key);
            buckets.learn(place, Some(&window(2, 5_000)), now);
        }

        assert_eq!(buckets.takes(&[(unban, 2)], now), Duration::ZERO);
        let both = buckets.takes(&[(BANS, 2), (unban, 2)], now);
        assert_eq!(both, Duration::from_secs(5));
    }
}
