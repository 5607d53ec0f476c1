//! How schedules stand.

use std::time::Duration;

use emperione_protocol::schedules::{Delivery, DeliveryState, Destination, Schedule};
use emperione_protocol::{ChannelId, GuildId};

use super::super::analytics::calendar;
use super::super::{Parts, Result};
use super::deliver::is_computed;
use crate::clock::millis;
use crate::domain::explanation::{Question, lacking};
use crate::domain::permissions::{
    ATTACH_FILES, EMBED_LINKS, READ_MESSAGE_HISTORY, SEND_MESSAGES, VIEW_CHANNEL,
};
use crate::domain::reports::schedule::Due;
use crate::store::schedules::{self as rows, DeliveryRow, ScheduleRow};
use crate::store::{self, Tx, guilds, outbox};

/// A report waits for the numbers of its period; after this that is a problem.
const LATE: Duration = Duration::from_hours(3);
/// What a post with a file takes, and its name in Discord's settings.
const NEEDED: [(u64, &str); 5] = [
    (VIEW_CHANNEL, "View Channel"),
    (SEND_MESSAGES, "Send Messages"),
    (EMBED_LINKS, "Embed Links"),
    (ATTACH_FILES, "Attach Files"),
    (READ_MESSAGE_HISTORY, "Read Message History"),
];

/// A schedule as clients see it.
pub(super) async fn shown(parts: &Parts, tx: &mut Tx, row: ScheduleRow) -> Result<Schedule> {
    let zone = guilds::zone(tx, row.guild).await?;
    let calendar = calendar(tx, row.guild).await?;
    let last = rows::last(tx, row.guild, &row.name, 1).await?.pop();
    let last = match last {
        Some(last) => Some(delivery(tx, last).await?),
        None => None,
    };
    let channel = |id: Option<ChannelId>| parts.channel_name(row.guild, id?);
    let about = match row.user {
        Some(user) => parts
            .stored_user(tx, row.guild, user)
            .await?
            .map(|of| of.name),
        None => channel(row.channel),
    };
    Ok(Schedule {
        problem: problem(parts, tx, &row, last.as_ref()).await?,
        place: channel(row.to),
        about,
        guild: row.guild,
        kind: row.kind,
        every: row.timing.every,
        user: row.user,
        channel: row.channel,
        minute: row.timing.minute,
        day: row.timing.day,
        zone: zone.unwrap_or_else(|| "UTC".into()),
        format: row.format,
        to: row
            .to
            .map_or(Destination::Folder, |channel| Destination::Channel {
                channel,
            }),
        set_at: row.set_at,
        next_at: row.timing.next(&calendar, parts.clock.now()),
        last,
        name: row.name,
    })
}

/// A delivery as clients see it: one that was posted is done when Discord has it.
pub(in crate::services) async fn delivery(
    tx: &mut Tx,
    row: DeliveryRow,
) -> store::Result<Delivery> {
    let mut shown = Delivery {
        period: row.period,
        by_hand: row.run > 0,
        due_at: row.due_at,
        done_at: row.done_at,
        state: match (row.done_at, &row.error) {
            (None, _) => DeliveryState::Pending,
            (Some(_), None) => DeliveryState::Done,
            (Some(_), Some(_)) => DeliveryState::Failed,
        },
        tries: row.tries,
        file: row.file,
        error: row.error,
    };
    let Some(post) = row.post else {
        return Ok(shown);
    };
    if let Some((done_at, refused)) = outbox::state(tx, post).await? {
        shown.state = match (done_at, &refused) {
            (None, _) => DeliveryState::Waiting,
            (Some(_), None) => DeliveryState::Done,
            (Some(_), Some(_)) => DeliveryState::Failed,
        };
        (shown.done_at, shown.error) = (done_at, refused);
    }
    Ok(shown)
}

/// Why reports of a schedule do not arrive, with the way out.
pub(in crate::services) async fn problem(
    parts: &Parts,
    tx: &mut Tx,
    row: &ScheduleRow,
    last: Option<&Delivery>,
) -> store::Result<Option<String>> {
    if let Some(why) = row.to.and_then(|channel| lacks(parts, row.guild, channel)) {
        return Ok(Some(why));
    }
    if let Some((last, why)) = last.and_then(|last| Some((last, last.error.as_ref()?))) {
        return Ok(Some(format!("{} did not arrive: {why}", last.period)));
    }
    let calendar = calendar(tx, row.guild).await?;
    let now = parts.clock.now();
    let due = row.timing.last(&calendar, now);
    let late = |due: &Due| due.at > row.since && now.0 - due.at.0 > millis(LATE);
    let Some(due) = due.filter(late) else {
        return Ok(None);
    };
    let is_computed = is_computed(tx, row.guild, due).await?;
    Ok((!is_computed)
        .then(|| "it waits for the numbers of its period: see `emp job show aggregate`".to_owned()))
}

/// What is missing to post to a channel; nothing is known of a guild that is away.
fn lacks(parts: &Parts, guild: GuildId, channel: ChannelId) -> Option<String> {
    let state = parts.state.read();
    let known = state.guild(guild)?;
    let Some(found) = known.channels.get(&channel) else {
        return Some(format!(
            "the channel {channel} is gone: name another one with `emp report schedule set`"
        ));
    };
    let me = state.me.as_ref()?;
    let question = Question {
        user: me.id,
        channel: Some(channel),
        permission: SEND_MESSAGES,
        now: parts.clock.now(),
    };
    let missing = lacking(guild, known, question, &NEEDED);
    (!missing.is_empty()).then(|| {
        let (name, missing) = (&found.name, missing.join(", "));
        format!("in #{name} the bot lacks {missing}: give it that in the channel's settings")
    })
}
