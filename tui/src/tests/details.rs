//! What is opened and done in the guild of the fixtures.

use emperione_protocol::actions::{
    ActRequest, Action, ActorRef, Check, Detail, DirectMessage, Inverse, Kind, Preview, State,
};
use emperione_protocol::batches::{Act, Batch, BatchRequest, BatchState, Plan};
use emperione_protocol::cases::{Case, CaseChange, CaseDetail, CaseEdit, Edited, Entry};
use emperione_protocol::guilds::RoleRef;
use emperione_protocol::members::{Change, MemberDetail, Temporary};
use emperione_protocol::{ActionId, BatchId, Code, RoleId, Timestamp};

use super::plans;
use crate::testing::fixtures::{GUILD, NOW, ago, case, cases, member, user};
use crate::testing::many;

pub(crate) fn member_detail(number: u32) -> MemberDetail {
    let role = |position, name: &str| RoleRef {
        id: RoleId(5),
        name: name.into(),
        position,
    };
    let change = |seconds, kind: &str, text: &str| Change {
        at: ago(seconds),
        kind: kind.into(),
        text: text.into(),
    };
    MemberDetail {
        member: member(number),
        roles: vec![role(2, "Regular"), role(1, "Newcomer")],
        reactions: 31,
        edits: 4,
        deletes: 1,
        voice_ms: 5_400_000,
        counted_from: Some(ago(86_400 * 400)),
        changes: vec![
            change(3_600, "nick", "alice to Alice of the hills"),
            change(86_400, "roles", "+Regular"),
            change(172_800, "join", "by the invite aurora"),
        ],
        cases: cases(2),
        temporary: vec![Temporary {
            kind: Kind::Timeout,
            case: 1,
            action: Some(ActionId(1)),
            until: Some(ago(-1_800)),
        }],
        joins: Vec::new(),
        items: Vec::new(),
    }
}

pub(crate) fn case_detail(number: u32) -> CaseDetail {
    let case = case(number);
    let entry = |seconds, kind: &str, text: &str| Entry {
        at: ago(seconds),
        actor: case.actor.clone(),
        kind: kind.into(),
        text: text.into(),
    };
    CaseDetail {
        entries: vec![
            entry(30, "pending", ""),
            entry(
                29,
                "applied",
                "Discord confirmed it; the direct message was sent",
            ),
            entry(
                10,
                "note",
                "appealed by mail, stays as it is until the other moderators have had a look",
            ),
        ],
        case,
        evidence: Vec::new(),
    }
}

pub(crate) fn preview(request: &ActRequest, allowed: bool) -> Preview {
    let check = |name: &str, ok, detail: &str| Check {
        name: name.into(),
        ok,
        detail: detail.into(),
        warns: false,
        code: (!ok).then_some(Code::BotRank),
    };
    Preview {
        target: user(1),
        kind: request.kind,
        checks: vec![
            check("your rights", true, "local owner root (uid 0)"),
            check("the bot's rights", true, "BAN_MEMBERS"),
            check(
                "the bot's role",
                allowed,
                if allowed {
                    "above that of the member"
                } else {
                    "below `Moderator`, the highest role of the member"
                },
            ),
        ],
        allowed,
        calls: 2,
        ladder: None,
        wait_ms: 0,
    }
}

pub(crate) fn action(request: &ActRequest, state: State) -> Action {
    Action {
        id: request.id,
        guild: request.guild,
        case: 19,
        kind: request.kind,
        target: user(1),
        actor: ActorRef::Local {
            uid: 0,
            name: "root".into(),
        },
        reason: request.reason.clone(),
        state,
        error: (state == State::Failed).then(|| "the member left".into()),
        direct_message: DirectMessage::None,
        created_at: NOW,
        finished_at: state.is_final().then_some(NOW),
        until: request
            .duration_ms
            .map(|ms| Timestamp(NOW.0.saturating_add_unsigned(ms))),
        detail: Detail::default(),
        undoes: None,
        batch: None,
    }
}

pub(crate) fn edited(number: u32, edit: &CaseEdit) -> Edited {
    let (kind, text) = match edit {
        CaseEdit::Note(text) => ("note", text.as_str()),
        CaseEdit::Close(_) => ("closed", ""),
        _ => ("edited", ""),
    };
    let case = case(number);
    Edited {
        entry: Entry {
            at: NOW,
            actor: case.actor.clone(),
            kind: kind.into(),
            text: text.into(),
        },
        case,
    }
}

/// What edits changed in a case.
pub(crate) fn changes() -> Vec<CaseChange> {
    let change = |seconds, field: &str, old: Option<&str>, new: Option<&str>| CaseChange {
        at: ago(seconds),
        actor: case(1).actor,
        field: field.into(),
        old: old.map(Into::into),
        new: new.map(Into::into),
    };
    vec![
        change(90, "reason", Some("spam"), Some("link spam in #general")),
        change(30, "label", None, Some("raid")),
    ]
}

pub(crate) fn retimed(number: u64, length: Option<u64>) -> Case {
    let until = length.map(|ms| Timestamp(NOW.0.saturating_add_unsigned(ms)));
    Case {
        until,
        ..case(u32::try_from(number).unwrap_or(0))
    }
}

/// What would undo a case: nothing stands against it.
pub(crate) fn inverse(number: u64) -> Inverse {
    let request = ActRequest {
        id: ActionId(number + 500),
        reason: Some(format!("undo of case {number}")),
        undoes: Some(number),
        ..ActRequest::new(GUILD, Kind::Unban, user(1).id)
    };
    Inverse {
        request,
        target: user(1),
        changed: None,
        loses: Some("an unban brings nobody back".into()),
        caused: Vec::new(),
    }
}

/// What would undo a batch; somebody changed the same for every fourth.
pub(crate) fn batch_inverse(id: BatchId) -> Plan {
    let act = Act {
        reason: Some(format!("undo of batch {id}")),
        ..Act::new(Kind::Unban)
    };
    let mut plan = plans::plan(act, 8);
    let refused = plan.lines.iter_mut().filter_map(|it| it.refused.as_mut());
    refused.for_each(|why| *why = "changed since by @mona: unban, case #81".into());
    plan.lines
        .iter_mut()
        .zip(60..)
        .for_each(|(line, case)| line.aim.undoes = Some(case));
    plan.undoes = Some(id);
    plan.risks.clear();
    plan
}

/// A batch that was just begun.
pub(crate) fn created(request: &BatchRequest) -> Batch {
    Batch {
        id: request.id,
        act: request.act.clone(),
        undoes: request.undoes,
        total: request.aims.len() as u64,
        applied: 0,
        failed: 0,
        left_ms: 4_000,
        created_at: NOW,
        ..many::batch(1)
    }
}

pub(crate) fn turned(id: BatchId, state: BatchState) -> Batch {
    Batch {
        id,
        state,
        ..many::batch(1)
    }
}
