//! What is told in a log channel, in words. Names and reasons come from people, so nothing in them may become a mention,
//! a link or a heading.

use std::fmt::Write;

use emperione_protocol::actions::{ActorRef, Kind, Subject};
use emperione_protocol::inbox::{Decision, ItemKind, ItemState};
use emperione_protocol::{BatchId, ChannelId, GuildId, MessageId, UserId};

use super::calm;

/// How much of a reason or a cause is told.
const LONGEST: usize = 1000;

/// What became of a case, of a batch, or of an alert; or a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    Opened,
    Applied,
    Failed,
    Ended,
    Batch,
    /// An item of the inbox is new or changed; its one post shows how it stands.
    Item,
    Alert,
    /// A report of a schedule.
    Report,
}

impl Told {
    const ALL: [Self; 8] = [
        Self::Opened,
        Self::Applied,
        Self::Failed,
        Self::Ended,
        Self::Batch,
        Self::Item,
        Self::Alert,
        Self::Report,
    ];

    /// Its word in columns and in posts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Applied => "applied",
            Self::Failed => "failed",
            Self::Ended => "ended",
            Self::Batch => "batch",
            Self::Item => "item",
            Self::Alert => "alert",
            Self::Report => "report",
        }
    }

    /// Whether it is worth its post however late that is.
    pub fn keeps(self) -> bool {
        matches!(self, Self::Item | Self::Report)
    }

    /// What a word means.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|told| told.word() == word)
    }

    fn color(self) -> u32 {
        match self {
            Self::Opened => 0x00f0_b232,
            Self::Applied => 0x0023_a55a,
            Self::Failed => 0x00da_373c,
            Self::Ended => 0x0080_848e,
            Self::Batch | Self::Item | Self::Report => 0x0058_65f2,
            Self::Alert => 0x00eb_459e,
        }
    }
}

/// A post without its small print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub title: String,
    pub text: String,
    pub color: u32,
}

impl Words {
    fn new(told: Told, title: String) -> Self {
        Self {
            title,
            text: String::new(),
            color: told.color(),
        }
    }

    fn line(mut self, name: &str, value: Option<impl AsRef<str>>) -> Self {
        if let Some(value) = value {
            let _ = writeln!(self.text, "**{name}** {}", value.as_ref());
        }
        self
    }
}

/// What is told of a case.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub number: u64,
    pub kind: Kind,
    pub target: UserId,
    pub target_name: &'a str,
    pub actor: &'a ActorRef,
    pub reason: Option<&'a str>,
    pub length: Option<&'a str>,
    pub undoes: Option<u64>,
    /// The rule that brought it about.
    pub rule: Option<&'a str>,
}

/// The post of a case. `why` says how it failed or ended.
pub fn of_case(told: Told, case: &Case<'_>, why: &str) -> Words {
    let kind = case.kind.to_string().replace('_', " ");
    let title = format!("Case {} · {kind} · {}", case.number, told.word());
    let what = match case.kind.subject() {
        Subject::Member => "Member",
        Subject::Channel => "Channel",
        Subject::Guild => "Guild",
    };
    let target = format!("{} ({})", code(case.target_name), case.target);
    Words::new(told, title)
        .line(what, Some(target))
        .line("By", Some(actor(case.actor)))
        .line("For", case.length)
        .line("Undoes case", case.undoes.map(|number| number.to_string()))
        .line("Rule", case.rule.map(calm))
        .line("Reason", case.reason.map(calm))
        .line("Why", Some(why).filter(|why| !why.is_empty()).map(calm))
}

/// The post of cases of a batch that ended.
pub fn of_ends(batch: BatchId, kind: Kind, cases: usize, why: &str) -> Words {
    let kind = kind.to_string().replace('_', " ");
    Words::new(Told::Ended, format!("{cases} cases · {kind} · ended"))
        .line("Batch", Some(batch.to_string()))
        .line("Why", Some(why).filter(|why| !why.is_empty()).map(calm))
}

/// What is told of a batch at its end.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    pub id: BatchId,
    pub kind: Kind,
    /// `done` or `cancelled`.
    pub state: &'a str,
    pub actor: &'a ActorRef,
    pub reason: Option<&'a str>,
    pub total: u64,
    pub applied: u64,
    pub failed: u64,
    pub refused: u64,
}

/// The one post of a batch.
pub fn of_batch(batch: &Batch<'_>) -> Words {
    let kind = batch.kind.to_string().replace('_', " ");
    let mut counts = format!("{} of {} applied", batch.applied, batch.total);
    for (count, word) in [(batch.failed, "failed"), (batch.refused, "refused")] {
        if count > 0 {
            let _ = write!(counts, " · {count} {word}");
        }
    }
    let title = format!("Batch {} · {kind} · {}", batch.id, batch.state);
    Words::new(Told::Batch, title)
        .line("Targets", Some(counts))
        .line("By", Some(actor(batch.actor)))
        .line("Reason", batch.reason.map(calm))
}

/// What is told of an item of the inbox: nothing that anybody wrote, and not who reported.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    pub guild: GuildId,
    pub number: u64,
    pub kind: ItemKind,
    pub state: ItemState,
    pub target: UserId,
    pub target_name: &'a str,
    /// The message that was reported.
    pub message: Option<(ChannelId, MessageId)>,
    /// The case that is appealed against.
    pub case: Option<u64>,
    pub reports: u32,
    pub assignee: Option<&'a ActorRef>,
    pub decision: Option<Decision>,
    /// The case of what was done.
    pub outcome: Option<u64>,
    pub merged_into: Option<u64>,
}

/// The post of an item.
pub fn of_item(item: &Item<'_>) -> Words {
    let (kind, state) = (item.kind.word(), item.state.word());
    let link = item.message.map(|(channel, message)| {
        let guild = item.guild;
        format!("https://discord.com/channels/{guild}/{channel}/{message}")
    });
    let (who, by) = match (item.kind, item.state) {
        (ItemKind::Report, ItemState::Resolved) => ("Member", "Resolved by"),
        (ItemKind::Alert, ItemState::Resolved) => ("Alert", "Resolved by"),
        (ItemKind::Alert, _) => ("Alert", "Claimed by"),
        (ItemKind::Appeal, ItemState::Resolved) => ("Appeal of", "Resolved by"),
        (ItemKind::Report, _) => ("Member", "Claimed by"),
        (ItemKind::Appeal, _) => ("Appeal of", "Claimed by"),
    };
    let outcome = item
        .outcome
        .map_or(String::new(), |case| format!(" (case {case})"));
    let decision = item.decision.map(|it| format!("{}{outcome}", it.word()));
    let reports = (item.kind == ItemKind::Report).then(|| item.reports.to_string());
    let target = format!("{} ({})", code(item.target_name), item.target);
    let mut words = Words::new(
        Told::Item,
        format!("Inbox {} · {kind} · {state}", item.number),
    )
    .line(who, Some(target))
    .line("Message", link)
    .line("Against case", item.case.map(|case| case.to_string()))
    .line("Reports", reports)
    .line(by, item.assignee.map(actor))
    .line("Decision", decision)
    .line(
        "Went on in item",
        item.merged_into.map(|into| into.to_string()),
    );
    words.color = match item.state {
        ItemState::Open => Told::Opened.color(),
        ItemState::Claimed => Told::Item.color(),
        ItemState::Resolved | ItemState::Merged => Told::Ended.color(),
    };
    words
}

/// What is told of an alert, as it waits: a title, and the lines below it.
pub fn alert_text(title: &str, says: &str, rule: &str, since: &impl std::fmt::Display) -> String {
    let (says, rule) = (calm(says), calm(rule));
    format!("{title}\n**Value** {says}\n**Rule** {rule}\n**Since** {since}\n")
}

/// What is told of a report, as it waits.
pub fn report_text(title: &str, lines: &str) -> String {
    format!("{title}\n{lines}\n\nThe file holds the whole report.")
}

/// The post of an alert or a report, from a title and the lines below it.
pub fn of_lines(told: Told, text: &str) -> Words {
    let (title, text) = text.split_once('\n').unwrap_or((text, ""));
    Words {
        text: text.into(),
        ..Words::new(told, title.into())
    }
}

/// The post in place of those that could not be told in time.
pub fn of_backlog(counts: &[(Told, u64)]) -> Words {
    let total: u64 = counts.iter().map(|(_, count)| count).sum();
    let parts: Vec<_> = counts
        .iter()
        .map(|(told, count)| format!("{count} {}", told.word()))
        .collect();
    let mut words = Words::new(Told::Failed, format!("{total} posts were not delivered"));
    words.text = format!(
        "This channel could not be told for more than a day: {}. `emp case list` shows them.",
        parts.join(", ")
    );
    words
}

/// The small print of a post, by which it is found again.
pub fn footer(post: &impl std::fmt::Display) -> String {
    format!("empd · {post}")
}

fn actor(actor: &ActorRef) -> String {
    match actor {
        ActorRef::User { user } => format!("{} ({})", code(&user.name), user.id),
        ActorRef::Local { name, .. } | ActorRef::System { name } => code(name),
    }
}

/// A name, as text and nothing else.
fn code(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|letter| !letter.is_control())
        .map(|letter| if letter == '`' { '\'' } else { letter })
        .collect();
    format!("`{name}`")
}

fn calm(text: impl AsRef<str>) -> String {
    calm::calm(text.as_ref(), LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    static BY: ActorRef = ActorRef::System {
        name: String::new(),
    };

    fn case<'a>(name: &'a str, reason: &'a str) -> Case<'a> {
        Case {
            number: 12,
            kind: Kind::Ban,
            target: UserId(42),
            target_name: name,
            actor: &BY,
            reason: Some(reason),
            length: Some("7d"),
            undoes: None,
            rule: None,
        }
    }

    #[test]
    fn a_post_says_what_became_of_whom_and_why() {
        let words = of_case(Told::Failed, &case("alice", "spam"), "missing access");

        assert_eq!(words.title, "Case 12 · ban · failed");
        assert_eq!(
            words.text,
            "**Member** `alice` (42)\n**By** ``\n**For** 7d\n**Reason** spam\n**Why** missing access\n"
        );
    }

    #[test]
    fn nothing_that_people_write_mentions_or_links_anybody() {
        let reason = "<@42> @everyone [click](https://evil.example)\n# big";

        let case = Case {
            rule: Some("**links** @everyone"),
            ..case("a`b`", reason)
        };
        let words = of_case(Told::Applied, &case, "");

        assert!(words.text.contains("`a'b'`"), "{}", words.text);
        for bad in ["<@42", "@everyone", "[click](", "\n#"] {
            assert!(!words.text.contains(&format!(" {bad}")), "{}", words.text);
        }
    }

    #[test]
    fn the_post_of_an_item_says_who_what_and_how_it_stands() {
        let item = Item {
            guild: GuildId(1),
            number: 3,
            kind: ItemKind::Report,
            state: ItemState::Resolved,
            target: UserId(42),
            target_name: "a`b`",
            message: Some((ChannelId(2), MessageId(5))),
            case: None,
            reports: 2,
            assignee: Some(&BY),
            decision: Some(Decision::Acted),
            outcome: Some(7),
            merged_into: None,
        };

        let words = of_item(&item);

        assert_eq!(words.title, "Inbox 3 · report · resolved");
        assert_eq!(
            words.text,
            "**Member** `a'b'` (42)\n**Message** https://discord.com/channels/1/2/5\n**Reports** 2\n\
             **Resolved by** ``\n**Decision** acted (case 7)\n"
        );
    }

    #[test]
    fn the_longest_reason_fits_into_an_embed() {
        let words = of_case(
            Told::Failed,
            &case("a", &"@".repeat(3000)),
            &"<".repeat(3000),
        );

        // Message: Embed Limits, 4096 for a description.
        assert!(words.text.chars().count() <= 4096 - 20);
    }

    #[test]
    fn every_word_is_read_again() {
        for told in Told::ALL {
            assert_eq!(Told::read(told.word()), Some(told));
        }
        assert_eq!(Told::read("nothing"), None);
    }
}
