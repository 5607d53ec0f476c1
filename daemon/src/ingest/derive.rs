//! What follows from the order of message rows, written in their transaction: who waited how long for an answer
//! ([`answers`](crate::domain::answers)), and when newcomers wrote ([`join`](crate::domain::join)).
//!
//! Live messages come in order, so what is needed of the past is little and held in memory: a projection of the rows,
//! loaded at the start and changed by commits alone. A message that comes late lies in the middle of what is counted:
//! then the rows are read again from its hour on. Those of a gap are read once, when the gap's messages are all there.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp, UserId};

use super::batch::Batch;
use super::count::Fresh;
use super::reconcile::MARGIN_MS;
use crate::domain::answers::{LONGEST_MS, Run};
use crate::domain::event::AuthorKind;
use crate::domain::join::{self, MOST, Milestones, WATCHED_MS};
use crate::store::facts::hour;
use crate::store::messages::{NewMessage, Said};
use crate::store::{self, Tx, answers, guilds, joins, messages, meta};

/// How many rows are read at once.
const PAGE: u32 = 10_000;
/// Newcomers who never write are forgotten when there are so many.
const FEW: usize = 1_024;
/// Says in the database that the answers of messages from before they were counted are not counted yet.
const DUE: &str = "answers_due";

type Place = (GuildId, ChannelId);
type Person = (GuildId, UserId);

/// What the rows before a batch mean for it.
#[derive(Default)]
pub(super) struct Memory {
    runs: HashMap<Place, Run>,
    /// Who joined when and has not written the tenth message.
    newcomers: HashMap<Person, Timestamp>,
    full: usize,
}

/// What a batch changes in the memory, once it is committed.
#[derive(Default)]
pub(super) struct Learned {
    runs: HashMap<Place, Run>,
    came: Vec<(Person, Timestamp)>,
    done: Vec<Person>,
}

impl Memory {
    /// Reads what is needed. Messages from before answers were counted are counted here, once.
    pub(super) async fn load(tx: &mut Tx, now: Timestamp) -> store::Result<Self> {
        let mut memory = Self::default();
        let is_due = meta::get(tx, DUE).await?.is_some_and(|due| due == "yes");
        for guild in guilds::all(tx).await? {
            let of = (guild.id, None);
            let runs = if is_due {
                recount(tx, of, Timestamp(0)).await?
            } else {
                follow(tx, of, Timestamp(now.0 - MARGIN_MS), |_, _, _| ()).await?
            };
            memory.runs.extend(runs);
        }
        if is_due {
            meta::set(tx, DUE, "no").await?;
        }
        let since = Timestamp(now.0 - WATCHED_MS);
        memory.newcomers = joins::open(tx, since).await?.into_iter().collect();
        Ok(memory)
    }

    /// Takes over what a committed batch changed.
    pub(super) fn learn(&mut self, learned: Learned, now: Timestamp) {
        self.runs.extend(learned.runs);
        self.newcomers.extend(learned.came);
        for person in learned.done {
            self.newcomers.remove(&person);
        }
        if self.newcomers.len() > self.full.max(FEW) {
            self.newcomers
                .retain(|_, joined_at| joined_at.0 > now.0 - WATCHED_MS);
            self.full = 2 * self.newcomers.len();
        }
    }
}

/// Writes what follows from the messages and joins of a batch, after these.
pub(super) async fn write(
    tx: &mut Tx,
    batch: &Batch,
    fresh: &Fresh,
    memory: &Memory,
) -> store::Result<Learned> {
    let mut learned = Learned::default();
    let late = answer(tx, batch, fresh, (memory, &mut learned)).await?;
    for (guild, from) in &batch.recounts {
        let runs = recount(tx, (*guild, None), *from).await?;
        learned.runs.extend(runs);
    }
    for ((guild, channel), from) in late {
        let runs = recount(tx, (guild, Some(channel)), from).await?;
        learned.runs.extend(runs);
    }
    settle(tx, batch, fresh, (memory, &mut learned)).await?;
    Ok(learned)
}

fn is_said(row: &NewMessage) -> bool {
    row.author_kind == AuthorKind::Person
}

/// Counts what live messages answer, and gives the channels in which one came late, with its time.
async fn answer(
    tx: &mut Tx,
    batch: &Batch,
    fresh: &Fresh,
    (memory, learned): (&Memory, &mut Learned),
) -> store::Result<BTreeMap<Place, Timestamp>> {
    let mut said: Vec<&NewMessage> = batch
        .messages
        .rows
        .iter()
        .filter(|row| is_said(row))
        .collect();
    said.retain(|row| !batch.recounts.contains_key(&row.guild));
    said.sort_unstable_by_key(|row| row.id);
    let mut counts = BTreeMap::new();
    let mut late = BTreeMap::new();
    for row in said {
        let place = (row.guild, row.channel);
        let run = learned
            .runs
            .entry(place)
            .or_insert_with(|| memory.runs.get(&place).cloned().unwrap_or_default());
        let is_known = fresh.known.contains(&row.id);
        match (run.last() < Some(row.id), is_known) {
            (true, false) => {
                count(
                    &mut counts,
                    run,
                    (row.guild, row.id, row.channel, row.author),
                );
            }
            // It lies before others, or the answer to its commit was lost and the run does not know it.
            (false, false) | (true, true) => {
                late.entry(place).or_insert(row.id.created_at());
            }
            (false, true) => {}
        }
    }
    answers::add(tx, &counts).await?;
    Ok(late)
}

fn count(
    counts: &mut BTreeMap<answers::Key, i64>,
    run: &mut Run,
    (guild, id, channel, author): (GuildId, MessageId, ChannelId, UserId),
) {
    let at = hour(id.created_at());
    run.hear(id, author, |bin| {
        *counts.entry((guild, at, channel, bin)).or_default() += 1;
    });
}

/// Counts the answers of a guild, or of one of its channels, anew from the hour of a time on.
async fn recount(
    tx: &mut Tx,
    of: (GuildId, Option<ChannelId>),
    from: Timestamp,
) -> store::Result<HashMap<Place, Run>> {
    let first = hour(from);
    answers::forget(tx, of, first).await?;
    let mut counts = BTreeMap::new();
    let runs = follow(
        tx,
        of,
        Timestamp(first),
        |place: Place, id: MessageId, bin| {
            let at = hour(id.created_at());
            if at >= first {
                *counts.entry((place.0, at, place.1, bin)).or_default() += 1;
            }
        },
    )
    .await?;
    answers::add(tx, &counts).await?;
    Ok(runs)
}

/// Goes through all messages that matter from a time on, tells every answer, and gives the runs as they end.
async fn follow(
    tx: &mut Tx,
    of: (GuildId, Option<ChannelId>),
    from: Timestamp,
    mut answered: impl FnMut(Place, MessageId, u8),
) -> store::Result<HashMap<Place, Run>> {
    let mut runs: HashMap<Place, Run> = HashMap::new();
    let first = MessageId::first_at(Timestamp(from.0 - LONGEST_MS));
    let mut after = MessageId(first.0.saturating_sub(1));
    loop {
        let page: Vec<Said> = messages::said(tx, of, after, PAGE).await?;
        for (id, channel, author) in &page {
            let place = (of.0, *channel);
            let run = runs.entry(place).or_default();
            run.hear(*id, *author, |bin| answered(place, *id, bin));
        }
        match page.last() {
            Some((last, ..)) if page.len() == PAGE as usize => after = *last,
            _ => return Ok(runs),
        }
    }
}

/// Adds the joins of a batch, and finds when the newcomers wrote whom the batch tells something of.
async fn settle(
    tx: &mut Tx,
    batch: &Batch,
    fresh: &Fresh,
    (memory, learned): (&Memory, &mut Learned),
) -> store::Result<()> {
    let mut people: BTreeSet<Person> = BTreeSet::new();
    for (guild, user, joined_at) in &batch.joins {
        joins::add(tx, *guild, *user, *joined_at).await?;
        people.insert((*guild, *user));
        learned.came.push(((*guild, *user), *joined_at));
    }
    let author = |row: &NewMessage| (row.guild, row.author);
    if !memory.newcomers.is_empty() {
        let live = batch.messages.rows.iter().filter(|row| is_said(row));
        people.extend(
            live.map(author)
                .filter(|person| memory.newcomers.contains_key(person)),
        );
    }
    // What is read later may be older than what the memory holds.
    let found = batch.backfill.rows.iter().filter(|row| is_said(row));
    people.extend(
        found
            .filter(|row| fresh.found.contains(&row.id))
            .map(author),
    );
    for person in people {
        if find(tx, person).await? {
            learned.done.push(person);
        }
    }
    Ok(())
}

/// Finds when a newcomer wrote after each join, and says whether no message can change the last of them.
async fn find(tx: &mut Tx, person: Person) -> store::Result<bool> {
    let known = joins::of(tx, person.0, person.1).await?;
    let mut is_done = true;
    for (index, join) in known.iter().enumerate() {
        let next = known.get(index + 1).map(|next| next.joined_at);
        let window = (join.joined_at, join::until(join.joined_at, next));
        let ids = messages::first_of(tx, person, window, MOST).await?;
        let wrote = Milestones::of(&ids);
        is_done = wrote.is_complete();
        if wrote != join.wrote {
            let joined_at = join.joined_at;
            joins::set(tx, person, &joins::JoinRow { joined_at, wrote }).await?;
        }
    }
    Ok(is_done)
}
