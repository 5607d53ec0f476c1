//! Kinds of acts as people write them.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use emperione_protocol::actions::Kind;

/// Reads a kind by its word, whose parts are joined by `-`.
pub(super) fn parser(takes: fn(&Kind) -> bool) -> impl TypedValueParser<Value = Kind> {
    let name = |kind: Kind| kind.word().replace(' ', "-");
    let names = Kind::ALL.into_iter().filter(takes).map(name);
    PossibleValuesParser::new(names).map(move |text| {
        let found = Kind::ALL.into_iter().find(|kind| name(*kind) == text);
        found.expect("only names of kinds are possible")
    })
}
