//! The command line that `:` opens: its grammar, its completion and its history.

use emperione_protocol::BatchId;
use emperione_protocol::actions::Kind;
use tui_input::Input;

use crate::dialog::edit::Part;
use crate::dialog::form::Given;
use crate::format;
use crate::options::ThemeName;
use crate::screens::Screen;

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Show(Screen),
    /// The list of members, filtered.
    Members(String),
    /// The list of cases, filtered by reason.
    Cases(String),
    Case(u64),
    /// What is written into a case.
    Edit(u64, Part, String),
    /// The undo of a case, or of what was done last from here.
    Undo(Option<u64>),
    Batch(BatchId),
    Member(String),
    Act {
        kind: Kind,
        who: String,
        given: Given,
    },
    Guild(String),
    Theme(ThemeName),
    Help,
    Quit,
}

/// The first words, with what follows them; `emp` has the same verbs.
const WORDS: [(&str, &str); 28] = [
    ("analytics", ""),
    ("ban", "WHO [DURATION] [REASON]"),
    ("batch", "ID"),
    ("batches", ""),
    ("case", "NUMBER | VERB NUMBER [TEXT]"),
    ("cases", "[PART OF THE REASON]"),
    ("guild", "NAME"),
    ("help", ""),
    ("inbox", ""),
    ("jobs", ""),
    ("kick", "WHO [REASON]"),
    ("live", ""),
    ("member", "WHO"),
    ("members", "[PART OF THE NAME]"),
    ("nick", "WHO [NICKNAME]"),
    ("note", "WHO TEXT"),
    ("overview", ""),
    ("q", ""),
    ("quit", ""),
    ("role", "add | remove ROLE WHO [DURATION] [REASON]"),
    ("softban", "WHO [REASON]"),
    ("theme", "dark | light | contrast"),
    ("timeout", "WHO DURATION [REASON]"),
    ("unban", "WHO [REASON]"),
    ("undo", "[CASE]"),
    ("untimeout", "WHO [REASON]"),
    (
        "voice",
        "move CHANNEL WHO | disconnect | mute | unmute | deafen | undeafen WHO [REASON]",
    ),
    ("warn", "WHO REASON"),
];

/// What may follow the first word, for the hint.
pub(crate) fn usage(word: &str) -> Option<&'static str> {
    WORDS
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, usage)| *usage)
}

/// Reads a line; the error says what is wrong with it.
pub(crate) fn parse(line: &str) -> Result<Command, String> {
    let line = line.trim().trim_start_matches(':');
    let (word, rest) = split(line);
    let command = match word {
        "" => return Err("nothing was typed".into()),
        "overview" => Command::Show(Screen::Overview),
        "live" => Command::Show(Screen::Live),
        "inbox" => Command::Show(Screen::Inbox),
        "jobs" => Command::Show(Screen::Jobs),
        "analytics" => Command::Show(Screen::Analytics),
        "batches" => Command::Show(Screen::Batches),
        "batch" => Command::Batch(rest.parse().map_err(|_| needs(word))?),
        "undo" if rest.is_empty() => Command::Undo(None),
        "undo" => Command::Undo(Some(number(rest).ok_or_else(|| needs(word))?)),
        "members" => Command::Members(rest.into()),
        "cases" => Command::Cases(rest.into()),
        "case" => return case(rest).ok_or_else(|| needs(word)),
        "member" if !rest.is_empty() => Command::Member(rest.into()),
        "guild" if !rest.is_empty() => Command::Guild(rest.into()),
        "theme" => Command::Theme(rest.parse().map_err(|error| format!("{error}"))?),
        "help" => Command::Help,
        "q" | "quit" => Command::Quit,
        _ => return act(word, rest),
    };
    Ok(command)
}

/// A case's number, or what is written into which case.
fn case(rest: &str) -> Option<Command> {
    let (word, after) = split(rest);
    let part = Part::WORDS.iter().find(|(known, _)| *known == word);
    let Some((_, part)) = part else {
        return number(rest).map(Command::Case);
    };
    let (case, text) = split(after);
    Some(Command::Edit(number(case)?, *part, text.into()))
}

/// A case's number, as `12` or `#12`.
fn number(text: &str) -> Option<u64> {
    text.trim_start_matches('#').parse().ok()
}

fn act(word: &str, rest: &str) -> Result<Command, String> {
    let kind = match word {
        "role" | "voice" => return role_or_voice(word, rest).ok_or_else(|| needs(word)),
        "ban" => Kind::Ban,
        "unban" => Kind::Unban,
        "softban" => Kind::Softban,
        "kick" => Kind::Kick,
        "timeout" => Kind::Timeout,
        "untimeout" => Kind::Untimeout,
        "warn" => Kind::Warn,
        "note" => Kind::Note,
        "nick" => Kind::Nick,
        _ if usage(word).is_some() => return Err(needs(word)),
        _ => {
            return Err(format!(
                "no command is called `{word}`; `?` lists the keys, tab the commands"
            ));
        }
    };
    whom(kind, rest, String::new()).ok_or_else(|| needs(word))
}

/// `role add ROLE WHO …` and `voice mute WHO …`, as `emp` has them.
fn role_or_voice(word: &str, rest: &str) -> Option<Command> {
    let (verb, rest) = split(rest);
    let full = format!("{word} {verb}");
    let kind = Kind::ALL.into_iter().find(|kind| kind.word() == full)?;
    let takes_name = matches!(kind, Kind::RoleAdd | Kind::RoleRemove | Kind::VoiceMove);
    let (what, rest) = if takes_name { split(rest) } else { ("", rest) };
    whom(kind, rest, what.into())
}

/// Whom, for how long, and why; a nickname stands where others have the reason.
fn whom(kind: Kind, rest: &str, what: String) -> Option<Command> {
    let (who, rest) = split(rest);
    if who.is_empty() {
        return None;
    }
    let takes_duration = matches!(kind, Kind::Ban | Kind::Timeout | Kind::RoleAdd);
    let (first, after) = split(rest);
    let duration_ms = format::parse_duration(first).filter(|_| takes_duration);
    let text: String = if duration_ms.is_some() { after } else { rest }.into();
    let (reason, what) = if kind == Kind::Nick {
        (String::new(), text)
    } else {
        (text, what)
    };
    Some(Command::Act {
        kind,
        who: who.into(),
        given: Given {
            duration_ms,
            reason,
            what,
        },
    })
}

fn needs(word: &str) -> String {
    format!("write `:{word} {}`", usage(word).unwrap_or_default())
}

fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    match text.split_once(char::is_whitespace) {
        Some((word, rest)) => (word, rest.trim()),
        None => (text, ""),
    }
}

/// Names that can follow a first word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'a> {
    pub(crate) members: &'a [String],
    pub(crate) guilds: &'a [String],
}

/// The words that could stand where the last one is.
pub(crate) fn candidates(line: &str, names: Names<'_>) -> Vec<String> {
    let (head, last) = match line.rfind(char::is_whitespace) {
        Some(at) => (line[..at].trim(), &line[at + 1..]),
        None => ("", line),
    };
    let fitting = |words: &mut dyn Iterator<Item = &str>| -> Vec<String> {
        let last = last.to_lowercase();
        words
            .filter(|word| word.to_lowercase().starts_with(&last))
            .map(Into::into)
            .collect()
    };
    match head {
        "case" => fitting(&mut Part::WORDS.iter().map(|(word, _)| *word)),
        "role" => fitting(&mut ["add", "remove"].into_iter()),
        "voice" => fitting(&mut VOICE.into_iter()),
        "" => fitting(&mut WORDS.iter().map(|(word, _)| *word)),
        "theme" => fitting(&mut ThemeName::ALL.iter().map(|theme| theme.word())),
        "guild" => fitting(&mut names.guilds.iter().map(String::as_str)),
        _ if names_somebody(head) => {
            let bare = last.trim_start_matches('@').to_lowercase();
            let fits = |name: &&String| name.to_lowercase().starts_with(&bare);
            let fitting = names.members.iter().filter(fits).take(50);
            fitting.map(|name| format!("@{name}")).collect()
        }
        _ => Vec::new(),
    }
}

const VOICE: [&str; 6] = ["move", "disconnect", "mute", "unmute", "deafen", "undeafen"];

/// Whether a member's name follows these words.
fn names_somebody(head: &str) -> bool {
    let words: Vec<_> = head.split_whitespace().collect();
    match words[..] {
        [word] => usage(word).is_some_and(|usage| usage.starts_with("WHO")),
        ["voice", verb] => verb != "move",
        ["role", _, _] | ["voice", "move", _] => true,
        _ => false,
    }
}

/// The open line.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) input: Input,
    /// What is wrong with what was entered.
    pub(crate) problem: Option<String>,
    /// How far back in the history it is.
    back: usize,
    /// While tab goes round: what was typed, and which candidate is shown.
    round: Option<(String, usize)>,
}

impl State {
    pub(crate) fn typed(&mut self) {
        self.problem = None;
        self.round = None;
    }

    /// Puts the next candidate in the place of the last word.
    pub(crate) fn complete(&mut self, names: Names<'_>) {
        let (typed, number) = match self.round.take() {
            Some((typed, number)) => (typed, number + 1),
            None => (self.input.value().to_owned(), 0),
        };
        let found = candidates(&typed, names);
        if found.is_empty() {
            return;
        }
        let number = number % found.len();
        let start = typed.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let space = if found.len() == 1 { " " } else { "" };
        self.input = Input::new(format!("{}{}{space}", &typed[..start], found[number]));
        if found.len() > 1 {
            self.round = Some((typed, number));
        }
    }

    /// What the candidates are made of: what was typed, not what tab put in its place.
    pub(crate) fn stem(&self) -> &str {
        match &self.round {
            Some((typed, _)) => typed,
            None => self.input.value(),
        }
    }

    /// Takes a command of before; `history` is oldest first.
    pub(crate) fn recall(&mut self, history: &[String], older: bool) {
        self.back = if older {
            (self.back + 1).min(history.len())
        } else {
            self.back.saturating_sub(1)
        };
        let line = match self.back {
            0 => String::new(),
            back => history[history.len() - back].clone(),
        };
        self.input = Input::new(line);
        self.typed();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn act_of(line: &str) -> (Kind, String, Option<u64>, String) {
        match parse(line) {
            Ok(Command::Act { kind, who, given }) => (kind, who, given.duration_ms, given.reason),
            other => panic!("{line} gave {other:?}"),
        }
    }

    #[test]
    fn reads_actions() {
        let week = 7 * 24 * 3_600_000;
        assert_eq!(
            act_of(":ban @spam 7d link spam"),
            (Kind::Ban, "@spam".into(), Some(week), "link spam".into())
        );
        assert_eq!(
            act_of("ban 42"),
            (Kind::Ban, "42".into(), None, String::new())
        );
        assert_eq!(
            act_of("warn bob 7d of spam"),
            (Kind::Warn, "bob".into(), None, "7d of spam".into()),
            "a warning has no duration"
        );
        assert_eq!(act_of("kick  x  y ").3, "y");
    }

    #[test]
    fn reads_roles_voice_and_nicknames() {
        let what = |line: &str| match parse(line) {
            Ok(Command::Act { kind, who, given }) => (kind, who, given),
            other => panic!("{line} gave {other:?}"),
        };
        let given = |what: &str, reason: &str| Given {
            what: what.into(),
            reason: reason.into(),
            duration_ms: None,
        };
        assert_eq!(
            what("role remove Quiet @bob calm again"),
            (
                Kind::RoleRemove,
                "@bob".into(),
                given("Quiet", "calm again")
            )
        );
        assert_eq!(
            what("voice move Lounge @bob"),
            (Kind::VoiceMove, "@bob".into(), given("Lounge", ""))
        );
        assert_eq!(
            what("voice mute @bob noise"),
            (Kind::VoiceMute, "@bob".into(), given("", "noise"))
        );
        assert_eq!(
            what("nick @bob Be Kind"),
            (Kind::Nick, "@bob".into(), given("Be Kind", ""))
        );
        assert_eq!(
            what("role add Quiet @bob 1d").2.duration_ms,
            Some(86_400_000)
        );
        for wrong in [
            "role",
            "role give x y",
            "role add Quiet",
            "voice mute",
            "nick",
        ] {
            assert!(parse(wrong).unwrap_err().starts_with("write `:"), "{wrong}");
        }
    }

    #[test]
    fn reads_what_is_written_into_a_case() {
        assert_eq!(
            parse("case close #12 it was a joke"),
            Ok(Command::Edit(12, Part::Close, "it was a joke".into()))
        );
        assert_eq!(
            parse("case hide 3"),
            Ok(Command::Edit(3, Part::Hide, String::new()))
        );
        assert!(parse("case close").is_err());
        assert_eq!(parse("undo 4"), Ok(Command::Undo(Some(4))));
        assert_eq!(parse("undo"), Ok(Command::Undo(None)));
        let id = BatchId(31);
        assert_eq!(parse("batch 00000000000z"), Ok(Command::Batch(id)));
        assert_eq!(parse("batch x"), Err(needs("batch")));
    }

    #[test]
    fn reads_screens() {
        assert_eq!(
            parse("members  alice b"),
            Ok(Command::Members("alice b".into()))
        );
        assert_eq!(parse("members"), Ok(Command::Members(String::new())));
        assert_eq!(parse("case #12"), Ok(Command::Case(12)));
        assert_eq!(parse("q"), Ok(Command::Quit));
        assert_eq!(parse("theme light"), Ok(Command::Theme(ThemeName::Light)));
    }

    #[test]
    fn says_what_is_missing() {
        assert_eq!(
            parse("ban").unwrap_err(),
            "write `:ban WHO [DURATION] [REASON]`"
        );
        assert_eq!(
            parse("case twelve").unwrap_err(),
            "write `:case NUMBER | VERB NUMBER [TEXT]`"
        );
        assert_eq!(parse("guild").unwrap_err(), "write `:guild NAME`");
        assert!(
            parse("frob")
                .unwrap_err()
                .starts_with("no command is called `frob`")
        );
        assert!(parse(" ").is_err());
    }

    #[test]
    fn every_word_is_a_command() {
        for (word, usage) in WORDS {
            let usage = usage
                .split(" | ")
                .next()
                .unwrap_or_default()
                .replace("NUMBER", "1")
                .replace("[CASE]", "1")
                .replace("add", "add Quiet @bob")
                .replace("move CHANNEL WHO", "move Lounge @bob");
            let usage = if usage == "ID" {
                "00000000000z"
            } else {
                &usage
            };
            let line = format!("{word} {usage}");
            assert!(parse(&line).is_ok(), "{line}");
        }
    }

    #[test]
    fn tab_goes_round_the_candidates() {
        let members = ["alice".to_owned(), "Albert".to_owned(), "bob".to_owned()];
        let names = Names {
            members: &members,
            guilds: &[],
        };
        let mut line = State {
            input: Input::new("ban al".into()),
            ..State::default()
        };

        let mut seen = Vec::new();
        for _ in 0..3 {
            line.complete(names);
            seen.push(line.input.value().to_owned());
        }
        assert_eq!(seen, ["ban @alice", "ban @Albert", "ban @alice"]);

        line.input = Input::new("mem".into());
        line.typed();
        line.complete(names);
        line.complete(names);
        assert_eq!(line.input.value(), "members");

        line.input = Input::new("theme l".into());
        line.typed();
        line.complete(names);
        assert_eq!(line.input.value(), "theme light ");
    }

    #[test]
    fn recalls_earlier_lines() {
        let history = ["one".to_owned(), "two".to_owned()];
        let mut line = State::default();
        let mut seen = Vec::new();
        for older in [true, true, true, false, false] {
            line.recall(&history, older);
            seen.push(line.input.value().to_owned());
        }
        assert_eq!(seen, ["two", "one", "one", "two", ""]);
    }
}
