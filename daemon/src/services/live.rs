//! What happened in the last hour by the second. This process counts what it hears; with Redis, each process puts its
//! counts there and adds those of the others. Losing Redis leaves the own ones.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use emperione_protocol::live::{Live as Record, LiveRequest};
use emperione_protocol::{ChannelId, GuildId, Timestamp};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::error::RecvError;

use super::{Error, Parts, Result};
use crate::domain::actor::Actor;
use crate::domain::live::{ChannelLine, Counts, Measure, SPAN, Second, second};
use crate::health::Reason;
use crate::ports::cache::Word;

/// The word with which a process says that it put its counts into the cache.
const TOPIC: &str = "live";
const SHARE_EVERY: Duration = Duration::from_secs(2);
/// Counts that did not change are put again after this, long before they end.
const REFRESH: Duration = Duration::from_secs(30);
const TTL: Duration = Duration::from_mins(2);
/// A process of which nothing was heard for so long is gone.
const GONE: Duration = Duration::from_secs(15);
const MOST_BARS: u32 = 3_600;

/// The service.
#[derive(Clone)]
pub struct Live {
    parts: Arc<Parts>,
    /// Names this process among those of the installation.
    id: Arc<str>,
    /// The other processes, and when they were heard.
    others: Arc<Mutex<HashMap<String, Instant>>>,
}

/// What all processes know of a guild's last hour.
pub struct Heard {
    parts: Vec<Counts>,
    /// False while other processes may know more.
    complete: bool,
}

/// The counts of a process, as the cache holds them.
#[derive(Serialize, Deserialize)]
struct Told {
    known: (i64, i64),
    seconds: Vec<(i64, Second)>,
    channels: Vec<ChannelLine>,
    forgot: Option<i64>,
    unheard: Vec<(i64, i64)>,
}

impl Parts {
    /// Whether this process does not listen to Discord now.
    pub(super) fn is_deaf(&self) -> bool {
        let deaf = [Reason::Gateway, Reason::GatewayFatal, Reason::Standby];
        self.has_lost_lease() || deaf.into_iter().any(|reason| self.health.holds(reason))
    }
}

impl Heard {
    /// What was counted in an interval of seconds; none where not all of it was heard.
    pub fn sum(
        &self,
        measure: Measure,
        channel: Option<ChannelId>,
        within: (i64, i64),
    ) -> Option<u64> {
        let mut parts = self.parts.iter();
        let heard = parts.any(|part| part.heard(measure, channel, within));
        heard.then(|| self.at_least(measure, channel, within))
    }

    /// What was counted, though there may have been more.
    pub fn at_least(
        &self,
        measure: Measure,
        channel: Option<ChannelId>,
        within: (i64, i64),
    ) -> u64 {
        let parts = self.parts.iter();
        parts.map(|part| part.sum(measure, channel, within)).sum()
    }
}

impl Live {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        Self {
            parts,
            id: format!("{:016x}", rand::random::<u64>()).into(),
            others: Arc::default(),
        }
    }

    /// Gives the counts of the last seconds, those of the running second included.
    pub async fn last(&self, actor: &Actor, request: &LiveRequest) -> Result<Record> {
        let LiveRequest {
            guild,
            channel,
            seconds,
            width,
        } = *request;
        self.parts.check_sees(actor, guild)?;
        if let Some(channel) = channel
            && !self.parts.sees_channel(actor, guild, channel)
        {
            return Err(Error::not_found("channel", &channel));
        }
        if width == 0 || seconds == 0 || i64::from(seconds) > SPAN || seconds / width > MOST_BARS {
            let why = "from one second to an hour can be looked at, in parts of a second or more";
            return Err(Error::invalid("seconds", why));
        }
        let heard = self.heard(guild).await;
        let end = second(self.parts.clock.now()) + 1;
        let (bars, width) = (i64::from(seconds.div_ceil(width)), i64::from(width));
        let from = end - bars * width;
        let measures = Measure::ALL.into_iter();
        let shown = measures.filter(|it| channel.is_none() || *it == Measure::Messages);
        let line = |measure: Measure| {
            let bar = |n: i64| {
                let begin = from + n * width;
                let sum = heard.sum(measure, channel, (begin, begin + width))?;
                Some(u32::try_from(sum).unwrap_or(u32::MAX))
            };
            (measure.name().to_owned(), (0..bars).map(bar).collect())
        };
        Ok(Record {
            from: Timestamp(from * 1_000),
            width: request.width,
            counts: shown.map(line).collect::<BTreeMap<_, _>>(),
            processes: u32::try_from(heard.parts.len()).unwrap_or(u32::MAX),
            complete: heard.complete,
        })
    }

    /// What all processes know of a guild.
    pub(super) async fn heard(&self, guild: GuildId) -> Heard {
        let mut parts: Vec<Counts> = self.own(guild).into_iter().collect();
        let now = second(self.parts.clock.now());
        for id in self.processes() {
            let bytes = self.parts.cache.get(&key(&id, guild)).await;
            let told = bytes.and_then(|bytes| serde_json::from_slice::<Told>(&bytes).ok());
            parts.extend(told.map(|told| told.counts(now)));
        }
        Heard {
            parts,
            complete: self.parts.cache.vitals().healthy,
        }
    }

    /// The own counts, if this process listens to Discord now.
    fn own(&self, guild: GuildId) -> Option<Counts> {
        if self.parts.is_deaf() {
            return None;
        }
        self.parts.live.lock().get(&guild).cloned()
    }

    fn processes(&self) -> Vec<String> {
        let mut others = self.others.lock();
        others.retain(|_, heard| heard.elapsed() < GONE);
        others.keys().cloned().collect()
    }

    /// Tells other processes what this one counts, and hears of theirs, until the daemon stops.
    pub async fn run(self) {
        if self.parts.cache.vitals().backend == "memory" {
            return;
        }
        let stop = self.parts.stop.clone();
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.share() => {}
            () = self.listen() => {}
        }
    }

    async fn share(&self) {
        let mut put: HashMap<GuildId, (u64, Instant)> = HashMap::new();
        loop {
            let guilds: Vec<GuildId> = self.parts.live.lock().keys().copied().collect();
            let mut tells = false;
            for guild in guilds {
                let Some(counts) = self.own(guild) else {
                    continue;
                };
                tells = true;
                let known = put.get(&guild);
                let same = |(changes, at): &(u64, Instant)| {
                    *changes == counts.changes() && at.elapsed() < REFRESH
                };
                if known.is_some_and(same) {
                    continue;
                }
                let changes = counts.changes();
                if let Ok(bytes) = serde_json::to_vec(&Told::new(&counts)) {
                    let key = key(&self.id, guild);
                    self.parts.cache.set(&key, &bytes, TTL).await;
                    put.insert(guild, (changes, Instant::now()));
                }
            }
            if tells {
                self.parts.cache.publish(TOPIC, &self.id).await;
            }
            tokio::time::sleep(SHARE_EVERY).await;
        }
    }

    async fn listen(&self) {
        let mut words = self.parts.cache.subscribe();
        loop {
            match words.recv().await {
                Ok(Word { topic, text }) if topic == TOPIC && *text != *self.id => {
                    self.others.lock().insert(text, Instant::now());
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }
}

impl Told {
    fn new(counts: &Counts) -> Self {
        Self {
            known: counts.known(),
            seconds: counts.seconds().copied().collect(),
            channels: counts.channels().collect(),
            forgot: counts.forgot(),
            unheard: counts.unheard().collect(),
        }
    }

    fn counts(self, now: i64) -> Counts {
        let mut counts = Counts::new(self.known.0, self.known.1);
        for (second, all) in self.seconds {
            for (measure, count) in Measure::ALL.into_iter().zip(all) {
                if count > 0 {
                    counts.add(measure, count, second, now);
                }
            }
        }
        for line in &self.channels {
            counts.put_channel(line, now);
        }
        counts.put_forgot(self.forgot);
        for (from, to) in self.unheard {
            counts.miss(from, to);
        }
        counts
    }
}

fn key(process: &str, guild: GuildId) -> String {
    format!("live:{process}:{guild}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_what_was_counted() {
        let now = 1_800_000_000;
        let mut counts = Counts::new(now - 100, now - 50);
        for other in 100..700 {
            counts.add_messages((ChannelId(other), None), 1, now - 30, now);
        }
        counts.add_messages((ChannelId(7), None), 3, now - 5, now);
        counts.add(Measure::Bans, 1, now - 4, now);
        counts.miss(now - 80, now - 70);

        let bytes = serde_json::to_vec(&Told::new(&counts)).unwrap();
        let told: Told = serde_json::from_slice(&bytes).unwrap();
        let again = told.counts(now);

        let hour = (now - 60, now + 1);
        for measure in Measure::ALL {
            let sum = |of: &Counts| (of.sum(measure, None, hour), of.heard(measure, None, hour));
            assert_eq!(sum(&again), sum(&counts), "{}", measure.name());
        }
        let channel = Some(ChannelId(7));
        assert_eq!(again.sum(Measure::Messages, channel, hour), 3);
        for id in [7, 100, 699] {
            let heard = |of: &Counts| of.heard(Measure::Messages, Some(ChannelId(id)), hour);
            assert_eq!(heard(&again), heard(&counts), "{id}");
        }
        assert!(!again.heard(Measure::Messages, None, (now - 75, now)));
    }
}
