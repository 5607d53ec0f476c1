//! What Discord offers while an option is being typed: cases and durations.

use emperione_protocol::PageRequest;
use emperione_protocol::cases::{Case, CaseFilter};
use serenity::all::{CommandDataOptionValue, CreateAutocompleteResponse};

use super::call::Call;
use crate::domain::duration;

/// The most that Discord shows (Application Commands: Autocomplete).
const MOST: usize = 25;
/// The longest name of a choice.
const LONGEST: usize = 100;
/// How far back cases are offered.
const RECENT: u32 = 200;
const DURATIONS: [&str; 8] = ["10m", "1h", "6h", "12h", "1d", "3d", "7d", "28d"];

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
        Some(("duration", typed)) => durations(typed)
            .into_iter()
            .fold(none, |all, text| all.add_string_choice(&text, &text)),
        _ => none,
    }
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
    cases.truncate(MOST);
    cases
}

fn name(case: &Case) -> String {
    let reason = case.reason.as_deref().unwrap_or("no reason given");
    let text = format!(
        "#{} {} {}: {reason}",
        case.number, case.kind, case.target.name
    );
    text.chars().take(LONGEST).collect()
}

/// What was typed, if it is a duration, and the usual ones that begin so.
fn durations(typed: &str) -> Vec<String> {
    let typed = typed.trim();
    let own = duration::parse(typed).is_ok() && !DURATIONS.contains(&typed);
    let own = own.then(|| typed.to_owned()).into_iter();
    let usual = DURATIONS.iter().filter(|usual| usual.starts_with(typed));
    own.chain(usual.map(|usual| (*usual).to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_offered_by_their_beginning() {
        assert_eq!(durations("1"), ["10m", "1h", "12h", "1d"]);
        assert_eq!(durations("1h30m"), ["1h30m"]);
        assert_eq!(durations("soon"), Vec::<String>::new());
        assert_eq!(durations("").len(), DURATIONS.len());
    }
}
