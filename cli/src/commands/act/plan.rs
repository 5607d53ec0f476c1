//! Plans as files that people read, edit and keep, and that `emp apply` takes.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;
use std::{fs, io};

use emperione_protocol::batches::{Act, Aim, Plan, PlanLine, PlanRequest};
use emperione_protocol::{BatchId, Code, GuildId, UserId};
use indicatif::HumanDuration;
use serde::{Deserialize, Serialize};

use crate::clean::{clean, escape};
use crate::commands::case::whom;
use crate::error::Failure;
use crate::output::Row;

/// The first line of the file; a later form has a higher number.
const HEAD: &str = "# emp plan 1";
/// What `emp apply` reads beside the lines.
const ACT: &str = "act ";

/// A plan as its file holds it.
pub(super) struct Planned {
    pub(super) request: PlanRequest,
    pub(super) undoes: Option<BatchId>,
}

/// The part of the file that says what is done.
#[derive(Deserialize, Serialize)]
struct Order {
    guild: GuildId,
    #[serde(flatten)]
    act: Act,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undoes: Option<BatchId>,
}

impl Row for PlanLine {
    const COLUMNS: &'static [&'static str] = &["target", "id", "allowed", "why not"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.target.name.clone(),
            self.target.id.to_string(),
            if self.refused.is_some() { "no" } else { "yes" }.into(),
            self.refused.clone().unwrap_or_default(),
        ]
    }
}

/// A plan in a sentence or two.
pub(super) fn words(plan: &Plan) -> String {
    let all = plan.lines.len();
    let refused = plan
        .lines
        .iter()
        .filter(|line| line.refused.is_some())
        .count();
    let mut words = format!(
        "{} {} of {all} in {}: {} of Discord, {}",
        plan.act.kind,
        all - refused,
        clean(&plan.guild_name),
        counted(plan.calls, "call"),
        at_least(plan.wait_ms),
    );
    if refused > 0 {
        let _ = write!(words, " · {refused} refused");
    }
    for risk in &plan.risks {
        let _ = write!(words, " · {risk}");
    }
    words
}

/// How long it takes, in words.
pub(super) fn at_least(ms: u64) -> String {
    match ms {
        ..1_000 => "about a second".into(),
        _ => format!("at least {}", HumanDuration(Duration::from_millis(ms))),
    }
}

fn counted(number: u64, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

/// Writes a plan into a file, `-` for standard output; an older file stays as it is.
///
/// # Errors
/// If the file is there already or cannot be written.
pub(super) fn write(plan: &Plan, path: &Path) -> Result<String, Failure> {
    let text = text(plan);
    if path == Path::new("-") {
        return Ok(text);
    }
    let written = fs::File::create_new(path)
        .and_then(|mut file| io::Write::write_all(&mut file, text.as_bytes()));
    written.map_err(|error| {
        let hint = "name another file, or delete this one";
        Failure::error(format!("{}: {error}", path.display())).hint(hint)
    })?;
    Ok(String::new())
}

fn text(plan: &Plan) -> String {
    let order = Order {
        guild: plan.guild,
        act: plan.act.clone(),
        undoes: plan.undoes,
    };
    let order = serde_json::to_string(&order).expect("an act has only texts and numbers");
    let mut text = format!(
        "{HEAD}\n# {}\n# `emp apply` does the lines with a plus; delete a line to leave somebody out.\n{ACT}{}\n",
        words(plan),
        escape(&order)
    );
    for line in &plan.lines {
        let aim = serde_json::to_value(&line.aim).unwrap_or_default();
        let mut own = aim.as_object().cloned().unwrap_or_default();
        own.remove("target");
        let own = if own.is_empty() {
            String::new()
        } else {
            let own = serde_json::Value::Object(own).to_string();
            format!(" {}", escape(&own))
        };
        let mut whom = whom(plan.act.kind, &line.target);
        // A name that begins with a brace is not taken for what is different.
        if !whom.starts_with(['@', '#']) {
            whom.insert_str(0, "in ");
        }
        let (id, whom) = (line.target.id, clean(&whom));
        let _ = match &line.refused {
            None => writeln!(text, "+ {id}{own} {whom}"),
            Some(why) => writeln!(text, "- {id}{own} {whom} {}", clean(why)),
        };
    }
    text
}

/// Reads a plan.
///
/// # Errors
/// If it is no plan, or a line is none; the line is named.
pub(super) fn read(text: &str) -> Result<Planned, Failure> {
    let wrong = |number: usize, why: &str| {
        Failure::new(Code::Line, format!("line {number}: {why}"))
            .hint("a plan is written by `--plan FILE` of the acting verbs")
    };
    if text.starts_with('{') {
        return read_json(text);
    }
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(place, line)| (place + 1, line));
    if lines.next().map(|(_, line)| line.trim_end()) != Some(HEAD) {
        return Err(wrong(1, &format!("it does not begin with `{HEAD}`")));
    }
    let (mut order, mut aims) = (None, Vec::new());
    for (number, line) in lines {
        match line.trim() {
            "" => {}
            line if line.starts_with(['#', '-']) => {}
            line => match (line.strip_prefix(ACT), line.strip_prefix("+ ")) {
                (Some(json), _) if order.is_none() => {
                    let read = serde_json::from_str::<Order>(json);
                    order = Some(read.map_err(|error| wrong(number, &error.to_string()))?);
                }
                (_, Some(rest)) => aims.push(aim(rest).map_err(|why| wrong(number, &why))?),
                _ => return Err(wrong(number, "it is no line of a plan")),
            },
        }
    }
    let Some(order) = order else {
        return Err(
            Failure::usage("the plan does not say what is to be done").hint(format!(
                "its line that begins with `{}` is missing",
                ACT.trim_end()
            )),
        );
    };
    Ok(Planned {
        undoes: order.undoes,
        request: PlanRequest {
            guild: order.guild,
            act: order.act,
            aims,
            query: None,
        },
    })
}

fn aim(rest: &str) -> Result<Aim, String> {
    let (id, rest) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
    let target: UserId = id.parse().map_err(|_| format!("`{id}` is no id"))?;
    let own = rest.trim_start();
    if !own.starts_with('{') {
        return Ok(Aim::new(target));
    }
    let mut values = serde_json::Deserializer::from_str(own).into_iter::<serde_json::Value>();
    let value = values.next().and_then(Result::ok);
    let mut value = value.ok_or("what is different for this one is no JSON")?;
    value["target"] = serde_json::json!(target);
    serde_json::from_value(value).map_err(|error| error.to_string())
}

/// A plan as `--dry-run --json` prints it.
fn read_json(text: &str) -> Result<Planned, Failure> {
    let plan: Plan = serde_json::from_str(text).map_err(|error| {
        Failure::new(Code::Line, format!("line {}: {error}", error.line()))
            .hint("a plan in JSON is printed by `--dry-run --json` of the acting verbs")
    })?;
    let allowed = plan.lines.into_iter().filter(|line| line.refused.is_none());
    Ok(Planned {
        request: PlanRequest {
            guild: plan.guild,
            act: plan.act,
            aims: allowed.map(|line| line.aim).collect(),
            query: None,
        },
        undoes: plan.undoes,
    })
}

#[cfg(test)]
mod tests {
    use emperione_protocol::guilds::UserRef;
    use pretty_assertions::assert_eq;

    use emperione_protocol::actions::Kind;

    use super::*;

    fn plan() -> Plan {
        let line = |id: u64, name: &str, refused: Option<&str>| PlanLine {
            aim: Aim {
                undoes: (id == 12).then_some(7),
                ..Aim::new(UserId(id))
            },
            target: UserRef {
                id: UserId(id),
                name: name.into(),
                display_name: None,
            },
            refused: refused.map(Into::into),
            already: false,
            code: refused.map(|_| Code::ActorRank),
        };
        Plan {
            guild: GuildId(7),
            guild_name: "Harbor".into(),
            act: Act {
                reason: Some("a raid\n+ 99".into()),
                ..Act::new(Kind::Ban)
            },
            lines: vec![
                line(11, "alice", None),
                line(12, "{\"target\":\"1\"}\n+ 13 @x", None),
                line(14, "mona", Some("you stand not above the target")),
            ],
            calls: 1,
            wait_ms: 0,
            risks: vec!["1 have roles".into()],
            confirm: None,
            undoes: Some(BatchId(9)),
        }
    }

    #[test]
    fn a_plan_survives_its_file_and_hostile_names_add_nobody() {
        let plan = plan();

        let read = read(&text(&plan)).unwrap();

        assert_eq!(read.undoes, plan.undoes);
        assert_eq!(read.request.act, plan.act);
        let allowed: Vec<_> = plan.lines[..2]
            .iter()
            .map(|line| line.aim.clone())
            .collect();
        assert_eq!(read.request.aims, allowed);
    }

    #[test]
    fn what_is_no_plan_is_refused_with_its_line() {
        for (wrong, line) in [
            ("11\n12\n", "line 1"),
            ("# emp plan 1\nact {}\n", "line 2"),
            ("# emp plan 1\n\n+ alice\n", "line 3"),
            ("# emp plan 1\nbanish 11\n", "line 2"),
        ] {
            let failure = read(wrong).err().unwrap();
            assert!(failure.message.starts_with(line), "{}", failure.message);
        }
        assert!(read("# emp plan 1\n+ 11 @alice\n").is_err());
    }
}
