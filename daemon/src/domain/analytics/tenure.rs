//! For how long somebody was a member who leaves, in classes.

const DAY_MS: i64 = 86_400_000;

/// A class of tenure: its word in the store and in requests, what people read, and from how many days on it is.
struct Class {
    word: &'static str,
    about: &'static str,
    from_days: i64,
}

const CLASSES: [Class; 5] = [
    class("day", "less than a day", 0),
    class("week", "1 to 7 days", 1),
    class("month", "7 to 30 days", 7),
    class("year", "30 to 365 days", 30),
    class("longer", "365 days and more", 365),
];
const UNKNOWN: Class = class("unknown", "not known", 0);

const fn class(word: &'static str, about: &'static str, from_days: i64) -> Class {
    Class {
        word,
        about,
        from_days,
    }
}

/// The word of a tenure; none is `unknown`.
pub fn word(tenure_ms: Option<i64>) -> &'static str {
    let of = |ms: i64| {
        let found = CLASSES.iter().rev();
        found
            .into_iter()
            .find(|class| ms >= class.from_days * DAY_MS)
    };
    tenure_ms.and_then(of).unwrap_or(&UNKNOWN).word
}

/// What people read for a word.
pub fn about(word: &str) -> Option<&'static str> {
    let known = CLASSES.iter().chain([&UNKNOWN]);
    known
        .into_iter()
        .find(|class| class.word == word)
        .map(|class| class.about)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_begins_with_its_first_millisecond() {
        for (tenure_ms, expected) in [
            (Some(0), "day"),
            (Some(DAY_MS - 1), "day"),
            (Some(DAY_MS), "week"),
            (Some(7 * DAY_MS), "month"),
            (Some(30 * DAY_MS), "year"),
            (Some(365 * DAY_MS - 1), "year"),
            (Some(365 * DAY_MS), "longer"),
            (Some(-1), "unknown"),
            (None, "unknown"),
        ] {
            assert_eq!(word(tenure_ms), expected, "{tenure_ms:?}");
            assert!(about(expected).is_some());
        }
    }
}
