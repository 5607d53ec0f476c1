//! What Discord offers while an option is being typed: cases, durations, and templates for a reason.

use emperione_protocol::PageRequest;
use emperione_protocol::cases::{Case, CaseFilter};
use emperione_protocol::templates::Template;
use serenity::all::{CommandDataOptionValue, CreateAutocompleteResponse};

use super::Command;
use super::call::Call;
use super::retime::{self, Retime};
use crate::domain::duration;
use crate::domain::templates::{self, Typed};

/// The most that Discord shows (Application Commands: Autocomplete).
const MOST: usize = 25;
/// The longest name of a choice.
const LONGEST: usize = 100;
/// How far back cases are offered.
const RECENT: u32 = 200;
const DURATIONS: [&str; 8] = ["10m", "1h", "6h", "12h", "1d", "3d", "7d", "28d"];
/// What else an end may be.
const ENDS: [&str; 2] = [retime::FOREVER, retime::NOW];
/// What a bare number may be a number of.
const UNITS: [&str; 4] = ["m", "h", "d", "w"];

/// The choices that fit what was typed; none if there is nothing to offer, or the caller may not see it.
pub(super) async fn choices(call: &Call<'_>) -> CreateAutocompleteResponse {
    let none = CreateAutocompleteResponse::new();
    let focused = call
        .options()
        .iter()
        .find_map(|option| match &option.value {
            CommandDataOptionValue::Autocomplete { value, .. } => {
                Some((option.name.as_str(), value.as_str()))
            }
            _ => None,
        });
    match focused {
        Some(("number", typed)) => {
            let offered = cases(call, typed).await;
            offered.iter().fold(none, |all, case| {
                let number = i64::try_from(case.number).unwrap_or(i64::MAX);
                all.add_int_choice(name(case), number)
            })
        }
        Some(("reason", typed)) => {
            let offered = reasons(call, typed).await;
            offered.iter().fold(none, |all, template| {
                all.add_string_choice(title(template), value(template))
            })
        }
        Some(("duration", typed)) => {
            let ends = if is_retime(call) { &ENDS[..] } else { &[] };
            let ends = ends.iter().filter(|end| end.starts_with(typed.trim()));
            let ends = ends.map(|end| (*end).to_owned());
            let all = durations(typed).into_iter().chain(ends);
            all.fold(none, |all, text| all.add_string_choice(&text, &text))
        }
        _ => none,
    }
}

fn is_retime(call: &Call<'_>) -> bool {
    call.interaction.data.name == Retime::NAME
}

/// Recent cases whose number begins with what was typed, or whose words hold it.
async fn cases(call: &Call<'_>, typed: &str) -> Vec<Case> {
    let Ok(guild) = call.guild() else {
        return Vec::new();
    };
    let typed = typed.trim().trim_start_matches('#');
    let is_number = typed.chars().all(|letter| letter.is_ascii_digit());
    let filter = CaseFilter {
        guild: Some(guild),
        text: (!is_number).then(|| typed.to_owned()),
        ..CaseFilter::default()
    };
    let page = PageRequest {
        after: None,
        limit: RECENT,
    };
    let found = call.services.cases.list(&call.actor, &filter, &page).await;
    let mut cases = found.map_or_else(|_| Vec::new(), |page| page.items);
    cases.retain(|case| !is_number || case.number.to_string().starts_with(typed));
    cases.retain(|case| !is_retime(call) || retime::fits(case));
    cases.truncate(MOST);
    cases
}

/// Templates whose name or text holds what was typed.
async fn reasons(call: &Call<'_>, typed: &str) -> Vec<Template> {
    let Ok(guild) = call.guild() else {
        return Vec::new();
    };
    let found = call.services.templates.list(&call.actor, guild).await;
    let mut found = found.unwrap_or_default();
    let typed = typed.trim().to_lowercase();
    found.retain(|it| it.name.contains(&typed) || it.text.to_lowercase().contains(&typed));
    found.truncate(MOST);
    found
}

fn title(template: &Template) -> String {
    let text = format!("{}: {}", template.name, template.text.replace('\n', " "));
    text.chars().take(LONGEST).collect()
}

/// The text itself, where it fits into a choice and is read as nothing else.
fn value(template: &Template) -> String {
    let text = template.text.as_str();
    let fits = text.chars().count() <= LONGEST && !text.contains('\n');
    if fits && templates::read(text) == Typed::Literal(text) {
        text.to_owned()
    } else {
        templates::write(&template.name)
    }
}

fn name(case: &Case) -> String {
    let reason = case.reason.as_deref().unwrap_or("no reason given");
    let text = format!(
        "#{} {} {}: {reason}",
        case.number, case.kind, case.target.name
    );
    text.chars().take(LONGEST).collect()
}

/// What was typed, if it is a duration, the usual ones that begin so, and what a bare number may mean.
fn durations(typed: &str) -> Vec<String> {
    let typed = typed.trim();
    let own = (!typed.is_empty()).then(|| typed.to_owned());
    let usual = DURATIONS.iter().filter(|usual| usual.starts_with(typed));
    let is_number = !typed.is_empty() && typed.bytes().all(|letter| letter.is_ascii_digit());
    let meant = UNITS
        .iter()
        .filter(|_| is_number)
        .map(|unit| format!("{typed}{unit}"));
    let mut all: Vec<String> = Vec::new();
    for text in own
        .into_iter()
        .chain(usual.map(|usual| (*usual).to_owned()))
        .chain(meant)
    {
        if duration::parse(&text).is_ok() && !all.contains(&text) {
            all.push(text);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_offered_by_their_beginning() {
        assert_eq!(durations("1"), ["10m", "1h", "12h", "1d", "1m", "1w"]);
        assert_eq!(durations(" 45 "), ["45m", "45h", "45d", "45w"]);
        assert_eq!(durations("0"), Vec::<String>::new());
        assert_eq!(durations("99999"), ["99999m"]);
        assert_eq!(durations("1h30m"), ["1h30m"]);
        assert_eq!(durations("soon"), Vec::<String>::new());
        assert_eq!(durations("").len(), DURATIONS.len());
    }

    #[test]
    fn a_template_is_chosen_by_its_text_or_by_its_name() {
        let template = |text: &str| Template {
            name: "ads".into(),
            text: text.into(),
        };
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(value(&template("no ads")), "no ads");
        for text in [&long, "no\nads", "template:spam", "\\template:spam"] {
            assert_eq!(value(&template(text)), "template:ads", "{text}");
        }
        assert_eq!(title(&template("no\nads")), "ads: no ads");
        assert_eq!(title(&template(&long)).chars().count(), LONGEST);
    }
}
