//! Rows of files as the cases that they become. What people and other bots write is read with some patience; what cannot
//! be read is refused with the reason.

use std::collections::BTreeMap;

use emperione_protocol::actions::{ActorRef, Detail, Kind};
use emperione_protocol::cases::CaseState;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{GuildId, Timestamp, UserId};

use super::cases::edit::{MOST_LABELS, check_label};
use super::cases::rule;
use super::hash;

/// Longer than what is typed here: other bots take more.
const LONGEST_REASON: usize = 4_000;
const LONGEST_NAME: usize = 200;
const MOST_NOTES: usize = 200;
/// Whole seconds since 1970 have fewer digits, milliseconds more.
const FIRST_MS: i64 = 100_000_000_000;

/// A case that a row would become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The case that it was elsewhere, or is here.
    pub origin: Option<(GuildId, u64)>,
    pub kind: Kind,
    pub state: CaseState,
    pub target: UserId,
    pub target_name: String,
    pub actor: ActorRef,
    pub reason: Option<String>,
    /// None if the row does not say.
    pub opened_at: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub hidden: bool,
    pub labels: Vec<String>,
    pub detail: Detail,
    pub notes: Vec<String>,
    /// The name of the rule that brought it about.
    pub rule: Option<String>,
}

impl Draft {
    /// What it is recognised by when it comes again.
    pub fn content_key(&self) -> String {
        let said = serde_json::json!([
            self.origin,
            self.kind,
            self.target,
            self.actor,
            self.reason,
            self.opened_at,
            self.until,
        ]);
        format!("{:032x}", hash::of(&said.to_string()))
    }
}

type Fields = BTreeMap<String, String>;

/// Reads a row. What it does not say is as `now` makes it.
///
/// # Errors
/// Why it cannot be taken.
pub fn read(fields: &Fields, now: Timestamp) -> Result<Draft, String> {
    let kind = read_kind(wanted(fields, "kind")?)?;
    let target = UserId(read_id("target", wanted(fields, "target")?)?);
    let until = read_time(fields, "until")?;
    let mut detail = read_detail(fields)?;
    if let Some(points) = get(fields, "points") {
        let points = points
            .parse()
            .ok()
            .filter(|points| (1..=100).contains(points));
        detail.points = Some(points.ok_or("points: are 1 to 100")?);
    }
    if kind != Kind::Warn {
        detail.points = None;
    }
    Ok(Draft {
        origin: read_origin(fields)?,
        kind,
        state: read_state(fields, until, now)?,
        target,
        target_name: name(fields, "target_name").unwrap_or_else(|| target.to_string()),
        actor: read_actor(fields)?,
        reason: read_reason(fields)?,
        opened_at: read_time(fields, "opened_at")?,
        until,
        closed_at: read_time(fields, "closed_at")?,
        hidden: read_flag(fields, "hidden")?,
        labels: read_labels(fields)?,
        detail,
        notes: read_notes(fields)?,
        rule: get(fields, "rule").and_then(rule::named),
    })
}

/// A field that says something.
fn get<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    let text = fields.get(name)?.trim();
    Some(text).filter(|text| !text.is_empty())
}

fn wanted<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, String> {
    get(fields, name).ok_or_else(|| format!("{name}: is missing"))
}

fn read_kind(text: &str) -> Result<Kind, String> {
    let word = text.to_lowercase().replace([' ', '-'], "_");
    let word = match word.as_str() {
        "warning" | "strike" => "warn",
        "mute" | "tempmute" | "temp_mute" => "timeout",
        "unmute" => "untimeout",
        "tempban" | "temp_ban" | "permban" | "hackban" => "ban",
        "pardon" => "unwarn",
        "nickname" => "nick",
        word => word,
    };
    serde_json::from_value(word.into())
        .map_err(|_| format!("kind: `{text}` is nothing that is done here"))
}

/// An id, alone or as a mention.
fn read_id(field: &str, text: &str) -> Result<u64, String> {
    let digits = text
        .trim_start_matches(['<', '@', '!', '#'])
        .trim_end_matches('>');
    let id = digits
        .parse()
        .ok()
        .filter(|id| *id > 0 && *id <= i64::MAX.cast_unsigned());
    id.ok_or_else(|| format!("{field}: `{text}` is no id"))
}

fn read_time(fields: &Fields, field: &str) -> Result<Option<Timestamp>, String> {
    let Some(text) = get(fields, field) else {
        return Ok(None);
    };
    let no_time = || format!("{field}: `{text}` is no time");
    if let Ok(number) = text.parse::<i64>() {
        let ms = if number < FIRST_MS {
            number.checked_mul(1_000)
        } else {
            Some(number)
        };
        return ms.map(|ms| Some(Timestamp(ms))).ok_or_else(no_time);
    }
    let civil = || {
        text.trim_end_matches(" UTC")
            .parse::<jiff::civil::DateTime>()
    };
    let time = text.parse::<jiff::Timestamp>().or_else(|_| {
        let zoned = civil()?.to_zoned(jiff::tz::TimeZone::UTC)?;
        Ok::<_, jiff::Error>(zoned.timestamp())
    });
    let time = time.map_err(|_| no_time())?;
    Ok(Some(Timestamp(time.as_millisecond())))
}

fn read_state(
    fields: &Fields,
    until: Option<Timestamp>,
    now: Timestamp,
) -> Result<CaseState, String> {
    let over = until.is_some_and(|until| until <= now);
    match get(fields, "state").map(str::to_lowercase).as_deref() {
        Some("applied" | "active") | None if !over => Ok(CaseState::Applied),
        Some("applied" | "active" | "ended" | "expired" | "inactive") | None => {
            Ok(CaseState::Ended)
        }
        Some("failed") => Ok(CaseState::Failed),
        Some("pending") => Err("state: it is pending, so how it ends is not known".into()),
        Some(state) => Err(format!("state: `{state}` is not applied, ended or failed")),
    }
}

fn read_actor(fields: &Fields) -> Result<ActorRef, String> {
    let known = name(fields, "actor_name");
    let id = get(fields, "actor");
    let named = |name: Option<String>| name.unwrap_or_else(|| "unknown".into());
    match (get(fields, "actor_kind").unwrap_or("user"), id) {
        ("user", Some(id)) => {
            let id = UserId(read_id("actor", id)?);
            Ok(ActorRef::User {
                user: UserRef {
                    id,
                    name: known.unwrap_or_else(|| id.to_string()),
                    display_name: None,
                },
            })
        }
        ("local", Some(uid)) => {
            let uid = uid
                .parse()
                .map_err(|_| format!("actor: `{uid}` is no uid"))?;
            let name = named(known);
            Ok(ActorRef::Local { uid, name })
        }
        ("user" | "system" | "local", _) => Ok(ActorRef::System { name: named(known) }),
        (kind, _) => Err(format!("actor_kind: `{kind}` is not user, local or system")),
    }
}

fn name(fields: &Fields, field: &str) -> Option<String> {
    get(fields, field).map(|name| name.chars().take(LONGEST_NAME).collect())
}

fn read_reason(fields: &Fields) -> Result<Option<String>, String> {
    let reason = get(fields, "reason");
    if reason.is_some_and(|reason| reason.chars().count() > LONGEST_REASON) {
        return Err(format!("reason: has more than {LONGEST_REASON} letters"));
    }
    Ok(reason.map(Into::into))
}

fn read_flag(fields: &Fields, field: &str) -> Result<bool, String> {
    match get(fields, field).map(str::to_lowercase).as_deref() {
        None | Some("no" | "false" | "0") => Ok(false),
        Some("yes" | "true" | "1") => Ok(true),
        Some(other) => Err(format!("{field}: `{other}` is not yes or no")),
    }
}

fn read_labels(fields: &Fields) -> Result<Vec<String>, String> {
    let text = get(fields, "labels").unwrap_or_default();
    let words = text.split([' ', ',']).filter(|word| !word.is_empty());
    let mut labels: Vec<String> = Vec::new();
    for word in words {
        let label = check_label(word).map_err(|error| format!("labels: {error}"))?;
        labels.push(label.into());
    }
    labels.sort_unstable();
    labels.dedup();
    if labels.len() > MOST_LABELS {
        return Err(format!("labels: a case has at most {MOST_LABELS}"));
    }
    Ok(labels)
}

/// What a kind needs besides; numbers of other cases mean nothing here.
fn read_detail(fields: &Fields) -> Result<Detail, String> {
    let Some(text) = get(fields, "detail") else {
        return Ok(Detail::default());
    };
    let read: Detail = serde_json::from_str(text).map_err(|error| format!("detail: {error}"))?;
    Ok(Detail {
        caused_by: None,
        ..read
    })
}

fn read_notes(fields: &Fields) -> Result<Vec<String>, String> {
    let text = get(fields, "notes").unwrap_or_default();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let notes: Vec<String> = lines.map(Into::into).collect();
    if notes.len() > MOST_NOTES {
        return Err(format!("notes: has more than {MOST_NOTES} lines"));
    }
    if notes
        .iter()
        .any(|note| note.chars().count() > LONGEST_REASON)
    {
        return Err(format!(
            "notes: a line has more than {LONGEST_REASON} letters"
        ));
    }
    Ok(notes)
}

fn read_origin(fields: &Fields) -> Result<Option<(GuildId, u64)>, String> {
    let Some(number) = get(fields, "number") else {
        return Ok(None);
    };
    let number = read_id("number", number)?;
    let guild = get(fields, "guild").map(|guild| read_id("guild", guild));
    Ok(Some((GuildId(guild.transpose()?.unwrap_or(0)), number)))
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        pairs.iter().map(owned).collect()
    }

    fn row(more: &[(&str, &str)]) -> Result<Draft, String> {
        let mut row = fields(&[("kind", "ban"), ("target", "80351110224678912")]);
        row.extend(fields(more));
        read(&row, NOW)
    }

    #[test]
    fn what_other_bots_write_is_read() {
        for (text, kind) in [
            ("Ban", Kind::Ban),
            ("TEMP-BAN", Kind::Ban),
            ("mute", Kind::Timeout),
            ("warning", Kind::Warn),
            ("role add", Kind::RoleAdd),
        ] {
            assert_eq!(row(&[("kind", text)]).unwrap().kind, kind, "{text}");
        }
        for text in [
            "1700000000",
            "1700000000000",
            "2023-11-14T22:13:20Z",
            "2023-11-14 22:13:20",
            "2023-11-14 22:13:20 UTC",
        ] {
            let at = row(&[("opened_at", text)]).unwrap().opened_at;
            assert_eq!(at, Some(Timestamp(1_700_000_000_000)), "{text}");
        }
        let mention = row(&[("target", "<@!42>"), ("actor_name", "Dyno")]).unwrap();
        assert_eq!(mention.target, UserId(42));
        assert_eq!(
            mention.actor,
            ActorRef::System {
                name: "Dyno".into()
            }
        );
    }

    #[test]
    fn what_cannot_be_read_is_refused_by_its_field() {
        for (field, text) in [
            ("kind", "hug"),
            ("kind", ""),
            ("target", "alice"),
            ("target", "0"),
            ("actor", "mona"),
            ("opened_at", "yesterday"),
            ("until", "99999999999999999999"),
            ("state", "pending"),
            ("state", "done"),
            ("hidden", "maybe"),
            ("labels", "Raid"),
            ("points", "0"),
            ("detail", "{\"x\":1}"),
            ("number", "-1"),
            ("actor_kind", "bot"),
        ] {
            let refusal = row(&[(field, text)]).unwrap_err();
            assert!(refusal.starts_with(field), "{field} `{text}`: {refusal}");
        }
        let long = "x".repeat(LONGEST_REASON + 1);
        assert!(row(&[("reason", &long)]).unwrap_err().starts_with("reason"));
    }

    #[test]
    fn what_is_over_is_not_in_force() {
        let state = |more: &[(&str, &str)]| row(more).unwrap().state;
        assert_eq!(state(&[]), CaseState::Applied);
        assert_eq!(state(&[("until", "1700000000")]), CaseState::Ended);
        let over = [("until", "1700000000"), ("state", "applied")];
        assert_eq!(state(&over), CaseState::Ended);
        assert_eq!(state(&[("until", "1900000000")]), CaseState::Applied);
    }

    #[test]
    fn the_same_row_has_the_same_key_and_another_has_another() {
        let key = |more: &[(&str, &str)]| row(more).unwrap().content_key();
        let all = [
            key(&[]),
            key(&[("reason", "spam")]),
            key(&[("opened_at", "1700000000")]),
            key(&[("number", "1")]),
            key(&[("actor", "7")]),
            key(&[("kind", "kick")]),
        ];
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
        assert_eq!(key(&[("reason", " spam ")]), key(&[("reason", "spam")]));
    }
}
