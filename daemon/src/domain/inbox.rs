//! Items of the inbox: what may be done with one, and what one report of it says.

use emperione_protocol::actions::ActorRef;
use emperione_protocol::inbox::{Decision, ItemKind, ItemState};
use emperione_protocol::{GuildId, MessageId, UserId};

/// How much of the moderators' words a reporter is told.
const LONGEST_TOLD: usize = 1_000;

/// What an item is about; of each there is one that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Member(UserId),
    Message(MessageId),
    Case(u64),
    Alert(u64),
}

impl std::fmt::Display for About {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Member(user) => write!(f, "member:{user}"),
            Self::Message(message) => write!(f, "message:{message}"),
            Self::Case(number) => write!(f, "case:{number}"),
            Self::Alert(number) => write!(f, "alert:{number}"),
        }
    }
}

/// How an item stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    pub number: u64,
    pub kind: ItemKind,
    pub state: ItemState,
    pub assignee: Option<&'a ActorRef>,
}

/// Why something cannot be done with an item, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub message: String,
    pub hint: String,
}

impl Standing<'_> {
    /// Whether somebody may take it: nobody else has it.
    pub fn claim(&self, by: &ActorRef) -> Result<(), Refusal> {
        self.wait()?;
        match self.assignee {
            Some(has) if is_same(has, by) => Err(self.already("you have it already", "")),
            Some(has) => Err(self.held(has)),
            None => Ok(()),
        }
    }

    /// Whether somebody may give it back.
    pub fn release(&self, by: &ActorRef) -> Result<(), Refusal> {
        self.wait()?;
        match self.assignee {
            Some(has) if is_same(has, by) => Ok(()),
            Some(has) => Err(self.held(has)),
            None => Err(self.already("nobody has it", "")),
        }
    }

    /// Whether somebody may decide it: nobody else has it.
    pub fn decide(&self, by: &ActorRef) -> Result<(), Refusal> {
        self.wait()?;
        match self.assignee {
            Some(has) if !is_same(has, by) => Err(self.held(has)),
            _ => Ok(()),
        }
    }

    /// Whether it still waits.
    pub fn wait(&self) -> Result<(), Refusal> {
        let by = self
            .assignee
            .map_or(String::new(), |by| format!(" by {}", name(by)));
        match self.state {
            ItemState::Open | ItemState::Claimed => Ok(()),
            ItemState::Resolved => Err(self.already(&format!("it was resolved{by}"), "show")),
            ItemState::Merged => Err(self.already("it was merged into another one", "show")),
        }
    }

    fn held(&self, has: &ActorRef) -> Refusal {
        self.already(&format!("{} has it", name(has)), "assign")
    }

    fn already(&self, why: &str, verb: &str) -> Refusal {
        let number = self.number;
        let hint = match verb {
            "assign" => format!("take it over with `emp inbox assign {number}`"),
            "show" => format!("see `emp inbox show {number}`"),
            _ => String::new(),
        };
        Refusal {
            message: format!("item {number} of the inbox: {why}"),
            hint,
        }
    }
}

/// Whether two are the same person, whatever they are called now.
pub fn is_same(one: &ActorRef, other: &ActorRef) -> bool {
    match (one, other) {
        (ActorRef::User { user: one }, ActorRef::User { user: other }) => one.id == other.id,
        (ActorRef::Local { uid: one, .. }, ActorRef::Local { uid: other, .. }) => one == other,
        (ActorRef::System { name: one }, ActorRef::System { name: other }) => one == other,
        _ => false,
    }
}

/// What an actor is called.
pub fn name(actor: &ActorRef) -> &str {
    match actor {
        ActorRef::User { user } => &user.name,
        ActorRef::Local { name, .. } | ActorRef::System { name } => name,
    }
}

/// What a reporter is told of a decision.
#[derive(Clone, Copy, Debug)]
pub struct Verdict<'a> {
    pub decision: Option<Decision>,
    /// The case that was appealed against.
    pub case: Option<u64>,
    /// Whether something was done for it.
    pub acted: bool,
    /// The moderators' words for them.
    pub tell: Option<&'a str>,
    /// Who decided, where they are named.
    pub by: Option<&'a str>,
}

/// The text that answers a report or an appeal.
pub fn answer(guild: &str, verdict: Verdict<'_>) -> String {
    let case = verdict.case.unwrap_or_default();
    let mut text = match verdict.decision {
        Some(Decision::Granted) => {
            let how = if verdict.acted {
                "is undone"
            } else {
                "has ended"
            };
            format!("Your appeal in **{guild}** was granted: case {case} {how}.")
        }
        Some(Decision::Denied) => {
            format!("Your appeal in **{guild}** was denied: case {case} stands.")
        }
        Some(Decision::Acted) => format!(
            "Thank you for your report in **{guild}**. The moderators looked into it and acted."
        ),
        Some(Decision::Dismissed) | None => format!(
            "Thank you for your report in **{guild}**. The moderators looked into it and found nothing to act on."
        ),
    };
    if let Some(tell) = verdict.tell {
        text += "\nThey say: ";
        text.extend(tell.chars().take(LONGEST_TOLD));
    }
    if let Some(by) = verdict.by {
        text.extend(["\nDecided by ", by, "."]);
    }
    text
}

/// What a button under the post of an item does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Claim,
    Release,
    /// Takes it over from whoever has it.
    Take,
    /// Moves its reports into another one about the same member.
    Merge,
    Dismiss,
    /// Deletes the message that was reported.
    Delete,
    Warn,
    Timeout,
    Kick,
    Ban,
    Grant,
    /// Grants it although somebody changed something since.
    GrantAnyway,
    Deny,
}

impl Verb {
    const ALL: [Self; 13] = [
        Self::Claim,
        Self::Release,
        Self::Take,
        Self::Merge,
        Self::Dismiss,
        Self::Delete,
        Self::Warn,
        Self::Timeout,
        Self::Kick,
        Self::Ban,
        Self::Grant,
        Self::GrantAnyway,
        Self::Deny,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Release => "release",
            Self::Take => "take",
            Self::Merge => "merge",
            Self::Dismiss => "dismiss",
            Self::Delete => "delete",
            Self::Warn => "warn",
            Self::Timeout => "timeout",
            Self::Kick => "kick",
            Self::Ban => "ban",
            Self::Grant => "grant",
            Self::GrantAnyway => "grant-anyway",
            Self::Deny => "deny",
        }
    }

    /// What stands on the button.
    pub fn label(self) -> &'static str {
        match self {
            Self::Claim => "Claim",
            Self::Release => "Release",
            Self::Take => "Take over",
            Self::Merge => "Merge…",
            Self::Dismiss => "Dismiss…",
            Self::Delete => "Delete message…",
            Self::Warn => "Warn…",
            Self::Timeout => "Time out…",
            Self::Kick => "Kick…",
            Self::Ban => "Ban…",
            Self::Grant => "Grant…",
            Self::GrantAnyway => "Grant anyway…",
            Self::Deny => "Deny…",
        }
    }

    /// Whether it takes something from somebody.
    pub fn is_grave(self) -> bool {
        matches!(
            self,
            Self::Timeout | Self::Kick | Self::Ban | Self::GrantAnyway
        )
    }

    /// Its custom id; [`read_button`] reads what stands after the first colon.
    pub fn button(self, guild: GuildId, number: u64) -> String {
        format!("item:{}:{guild}:{number}", self.word())
    }
}

/// The buttons under the post of an item, row by row; none once it waits no more. `of_message`: whether there is a
/// message to delete.
pub fn buttons(kind: ItemKind, state: ItemState, of_message: bool) -> Vec<Vec<Verb>> {
    let mut first = match state {
        ItemState::Open => vec![Verb::Claim],
        ItemState::Claimed => vec![Verb::Release, Verb::Take],
        ItemState::Resolved | ItemState::Merged => return Vec::new(),
    };
    match kind {
        ItemKind::Report => {
            first.push(Verb::Merge);
            let delete = of_message.then_some(Verb::Delete);
            let second = [Verb::Dismiss].into_iter().chain(delete).collect();
            let third = vec![Verb::Warn, Verb::Timeout, Verb::Kick, Verb::Ban];
            vec![first, second, third]
        }
        ItemKind::Appeal => vec![first, vec![Verb::Grant, Verb::Deny]],
        ItemKind::Alert => vec![first, vec![Verb::Dismiss]],
    }
}

/// Reads what a button is for.
pub fn read_button(key: &str) -> Option<(Verb, GuildId, u64)> {
    let mut parts = key.split(':');
    let word = parts.next()?;
    let verb = Verb::ALL.into_iter().find(|verb| verb.word() == word)?;
    let (guild, number) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    parts.next().is_none().then_some((verb, guild, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(uid: u32, name: &str) -> ActorRef {
        let name = name.into();
        ActorRef::Local { uid, name }
    }

    fn standing(state: ItemState, assignee: Option<&ActorRef>) -> Standing<'_> {
        Standing {
            number: 3,
            kind: ItemKind::Report,
            state,
            assignee,
        }
    }

    #[test]
    fn the_second_who_claims_is_told_of_the_first() {
        let (mona, olga) = (local(1, "mona"), local(2, "olga"));

        assert_eq!(standing(ItemState::Open, None).claim(&mona), Ok(()));
        let refusal = standing(ItemState::Claimed, Some(&mona)).claim(&olga);

        let refusal = refusal.unwrap_err();
        assert_eq!(refusal.message, "item 3 of the inbox: mona has it");
        assert_eq!(refusal.hint, "take it over with `emp inbox assign 3`");
    }

    #[test]
    fn whoever_has_it_decides_and_gives_it_back_under_any_name() {
        let (mona, renamed, olga) = (local(1, "mona"), local(1, "m"), local(2, "olga"));
        let claimed = standing(ItemState::Claimed, Some(&mona));

        assert_eq!(claimed.decide(&renamed), Ok(()));
        assert_eq!(claimed.release(&renamed), Ok(()));
        assert!(claimed.decide(&olga).is_err());
        assert!(claimed.release(&olga).is_err());
        assert!(standing(ItemState::Open, None).release(&mona).is_err());
    }

    #[test]
    fn nothing_is_done_with_an_item_that_waits_no_more() {
        let mona = local(1, "mona");
        for state in [ItemState::Resolved, ItemState::Merged] {
            let item = standing(state, Some(&mona));
            assert!(item.claim(&mona).is_err() && item.decide(&mona).is_err());
        }
        let told = standing(ItemState::Resolved, Some(&mona)).wait();
        assert_eq!(
            told.unwrap_err().message,
            "item 3 of the inbox: it was resolved by mona"
        );
    }

    #[test]
    fn a_reporter_is_told_what_was_decided_and_by_whom_only_where_that_is_wished() {
        let verdict = Verdict {
            decision: Some(Decision::Acted),
            case: None,
            acted: true,
            tell: Some("well seen"),
            by: None,
        };

        assert_eq!(
            answer("Harbor", verdict),
            "Thank you for your report in **Harbor**. The moderators looked into it and acted.\nThey say: well seen"
        );
        let by = Some("mona");
        assert!(answer("Harbor", Verdict { by, ..verdict }).ends_with("\nDecided by mona."));
    }

    #[test]
    fn who_appealed_is_told_whether_the_case_was_undone_or_had_ended() {
        let granted = |acted| Verdict {
            decision: Some(Decision::Granted),
            case: Some(3),
            acted,
            tell: None,
            by: None,
        };

        assert_eq!(
            [true, false].map(|acted| answer("Harbor", granted(acted))),
            [
                "Your appeal in **Harbor** was granted: case 3 is undone.",
                "Your appeal in **Harbor** was granted: case 3 has ended."
            ]
        );
    }

    #[test]
    fn every_button_is_read_again() {
        for verb in Verb::ALL {
            let id = verb.button(GuildId(u64::MAX), 7);
            assert!(id.len() <= 100, "{id}");
            let (family, key) = id.split_once(':').unwrap();
            assert_eq!(family, "item");
            assert_eq!(read_button(key), Some((verb, GuildId(u64::MAX), 7)));
        }
        for key in ["", "claim:1", "claim:1:2:3", "eat:1:2"] {
            assert_eq!(read_button(key), None, "{key}");
        }
    }
}
