//! Names, most of them plausible and a few of them hostile.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

const FIRST: [&str; 40] = [
    "amber", "birch", "cobalt", "dapper", "ember", "fable", "gentle", "hazel", "indigo", "jolly",
    "kindle", "lunar", "maple", "nimble", "ochre", "pepper", "quiet", "rustic", "silver", "timber",
    "umber", "velvet", "willow", "xenial", "yonder", "zesty", "arctic", "brisk", "cosmic", "dusty",
    "early", "frosty", "golden", "humble", "ivory", "jade", "lucky", "misty", "noble", "opal",
];
const SECOND: [&str; 40] = [
    "otter", "falcon", "badger", "comet", "lantern", "harbor", "meadow", "pebble", "raven",
    "sparrow", "thistle", "walrus", "beacon", "canyon", "drifter", "engine", "fiddle", "glacier",
    "heron", "island", "juniper", "kettle", "lagoon", "marble", "nectar", "orchid", "puffin",
    "quarry", "ripple", "sailor", "tunnel", "urchin", "violet", "wagon", "yarrow", "zephyr",
    "acorn", "breeze", "cactus", "dynamo",
];

/// Display names as people who mean harm, or play, choose them: escapes, bidirectional overrides, wide and joined
/// characters, spreadsheet formulas, markup, and sheer length.
const ODD: [&str; 12] = [
    "\u{1b}[31mred\u{1b}[0m",
    "\u{1b}]0;owned\u{7}title",
    "\u{202e}txet desrever",
    "zero\u{200b}width\u{200d}joined",
    "=HYPERLINK(\"http://example.org\")",
    "<script>alert(1)</script>",
    "漢字かな交じり",
    "👩‍👩‍👧‍👦 family",
    "Ａｄｍｉｎ",
    "tab\tand\nnewline",
    "مرحبا بالعالم",
    "Z̸̢̛a̷l̶g̵o̸",
];

/// A user name that nobody else has, since it ends with a number.
pub(super) fn username(rng: &mut ChaCha8Rng, number: usize) -> String {
    let (first, second) = (
        FIRST[rng.random_range(0..FIRST.len())],
        SECOND[rng.random_range(0..SECOND.len())],
    );
    format!("{first}_{second}{number}")
}

/// A display name for some of them.
pub(super) fn display_name(rng: &mut ChaCha8Rng, username: &str) -> Option<String> {
    match rng.random_range(0..100) {
        0 => Some(ODD[rng.random_range(0..ODD.len())].into()),
        1..=35 => username.split(['_', ' ']).next().map(|first| {
            let mut letters = first.chars();
            letters
                .next()
                .map(|letter| letter.to_uppercase().chain(letters).collect())
                .unwrap_or_default()
        }),
        _ => None,
    }
}
