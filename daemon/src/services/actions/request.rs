//! What of a request is wrong by itself, whatever the world is like.

use std::time::Duration;

use emperione_protocol::actions::{ActRequest, Kind, MAX_MESSAGES};

use crate::domain::actions::kinds::{Length, facts};
use crate::domain::actions::{LONGEST_DELETE, LONGEST_REASON, LONGEST_SLOW_MODE};
use crate::domain::duration;
use crate::services::{Error, Result};

/// The most points of one warning.
const MAX_POINTS: u32 = 100;
/// Guild: Modify Guild Member.
const LONGEST_NICK: usize = 32;

/// Refuses a request that is wrong by itself.
pub(in crate::services) fn check_request(request: &ActRequest) -> Result<()> {
    check_reason(request.kind, request.reason.as_deref())?;
    check_length(request)?;
    check_detail(request)?;
    let facts = facts(request.kind);
    let deletes = request.delete_message_seconds;
    if deletes.is_some_and(|seconds| seconds > LONGEST_DELETE || !facts.deletes) {
        return Err(Error::invalid(
            "delete_message_seconds",
            "is for bans and softbans, and 7 days at most",
        ));
    }
    if request.kind == Kind::Unwarn && request.undoes.is_none() {
        return Err(Error::invalid(
            "undoes",
            "is missing: which warning is taken back is said by its case",
        ));
    }
    Ok(())
}

/// Refuses a reason that is too long, or missing where a kind is its text.
pub(super) fn check_reason(kind: Kind, reason: Option<&str>) -> Result<()> {
    let reason = reason.unwrap_or_default();
    if reason.chars().count() > LONGEST_REASON {
        let why = format!("has more than {LONGEST_REASON} letters");
        return Err(Error::invalid("reason", why));
    }
    if facts(kind).needs_reason && reason.trim().is_empty() {
        let why = "is missing: a warning and a note are their text";
        return Err(Error::invalid("reason", why));
    }
    Ok(())
}

fn check_length(request: &ActRequest) -> Result<()> {
    let invalid = |why: String| Err(Error::invalid("duration", why));
    let length = request.duration_ms;
    match facts(request.kind).length {
        Length::Must(longest) => {
            let most = duration::format(longest);
            match length {
                None => invalid(format!("is missing; {most} are the most")),
                Some(length) if Duration::from_millis(length) > longest => {
                    invalid(format!("is too long: Discord takes {most} at most"))
                }
                Some(_) => check_not_zero(length),
            }
        }
        Length::Never if length.is_some() => {
            invalid(format!("is not for `{}`, which has none", request.kind))
        }
        Length::May | Length::Never => check_not_zero(length),
    }
}

fn check_not_zero(length: Option<u64>) -> Result<()> {
    if length == Some(0) {
        return Err(Error::invalid("duration", "is zero"));
    }
    Ok(())
}

fn check_detail(request: &ActRequest) -> Result<()> {
    let (kind, detail) = (request.kind, &request.detail);
    let fields = [
        (
            "role",
            detail.role.is_some(),
            matches!(kind, Kind::RoleAdd | Kind::RoleRemove),
        ),
        (
            "channel",
            detail.channel.is_some(),
            matches!(kind, Kind::VoiceMove | Kind::MessageDelete),
        ),
        (
            "slow_mode",
            detail.slow_mode.is_some(),
            kind == Kind::Slowmode,
        ),
        (
            "messages",
            !detail.messages.is_empty(),
            matches!(kind, Kind::Purge | Kind::MessageDelete),
        ),
        ("caused_by", detail.caused_by.is_some(), false),
        // One that is not weighed has a point.
        (
            "points",
            detail.points.is_some(),
            kind == Kind::Warn && detail.points.is_some(),
        ),
    ];
    for (name, given, wanted) in fields {
        match (given, wanted) {
            (false, true) => return Err(Error::invalid(name, "is missing")),
            (true, false) => return Err(Error::invalid(name, format!("is not for `{kind}`"))),
            _ => {}
        }
    }
    if detail.slow_mode.is_some_and(|it| it > LONGEST_SLOW_MODE) {
        let why = "is too long: Discord's slow mode is 6h at most";
        return Err(Error::invalid("slow_mode", why));
    }
    if detail
        .points
        .is_some_and(|points| !(1..=MAX_POINTS).contains(&points))
    {
        return Err(Error::invalid("points", format!("are 1 to {MAX_POINTS}")));
    }
    if detail.messages.len() > MAX_MESSAGES {
        let why = format!("are more than {MAX_MESSAGES}, the most of one purge");
        return Err(Error::invalid("messages", why));
    }
    check_nick(request)
}

fn check_nick(request: &ActRequest) -> Result<()> {
    let nick = request.detail.nick.as_deref();
    if nick.is_some() && request.kind != Kind::Nick {
        return Err(Error::invalid("nick", "is for `nick`"));
    }
    if nick.is_some_and(|nick| nick.trim().is_empty() || nick.chars().count() > LONGEST_NICK) {
        let why = format!("has 1 to {LONGEST_NICK} letters; without one it is taken away");
        return Err(Error::invalid("nick", why));
    }
    Ok(())
}
