//! What is opened and done in the guild of the fixtures.

use emperione_protocol::actions::{
    ActRequest, Action, ActorRef, Check, Detail, DirectMessage, Preview, State,
};
use emperione_protocol::cases::{CaseDetail, CaseEdit, Edited, Entry};
use emperione_protocol::guilds::RoleRef;
use emperione_protocol::members::{Change, MemberDetail};
use emperione_protocol::{RoleId, Timestamp};

use crate::testing::fixtures::{NOW, ago, case, cases, member, user};

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
        changes: vec![
            change(3_600, "nick", "alice to Alice of the hills"),
            change(86_400, "roles", "+Regular"),
            change(172_800, "join", "by the invite aurora"),
        ],
        cases: cases(2),
        temporary: Vec::new(),
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
    }
}

pub(crate) fn preview(request: &ActRequest, allowed: bool) -> Preview {
    let check = |name: &str, ok, detail: &str| Check {
        name: name.into(),
        ok,
        detail: detail.into(),
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
