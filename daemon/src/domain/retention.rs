//! How long what is kept for a time may be kept, and how that is written: a number of days, of which 0 keeps no text, and
//! anything else for good.

use emperione_protocol::privacy::{Keeps, Retained};

/// So many days metrics look back.
pub const LOOKED_BACK: u32 = 40;
/// Whoever wants more keeps it for good.
const LONGEST: u32 = 36_500;

/// The fewest days that a kind can be kept for.
pub const fn least(kind: Retained) -> u32 {
    match kind {
        Retained::Text | Retained::Evidence => 1,
        Retained::Activity | Retained::Joins | Retained::Cases => LOOKED_BACK,
    }
}

/// What a number of days means.
pub const fn read(kind: Retained, days: u32) -> Keeps {
    match (kind, days) {
        (Retained::Text, 0) => Keeps::Nothing,
        (_, 0) => Keeps::ForGood,
        (_, days) => Keeps::Days(days),
    }
}

/// The number of days, or why a kind cannot be kept so.
pub fn write(kind: Retained, keeps: Keeps) -> Result<u32, String> {
    let least = least(kind);
    match (kind, keeps) {
        (_, Keeps::Days(days)) if days > LONGEST => Err(format!(
            "{LONGEST} days are the most{}",
            if kind == Retained::Text {
                ""
            } else {
                "; for more say `forever`"
            }
        )),
        (_, Keeps::Days(days)) if days < least => Err(match kind {
            Retained::Text => "0 days are `none`".into(),
            Retained::Evidence => "at least 1 day is needed, or `forever`".into(),
            _ => format!(
                "at least {least} days are needed, because metrics and ladders look back so far; or `forever`"
            ),
        }),
        (_, Keeps::Days(days)) => Ok(days),
        (Retained::Text, Keeps::ForGood) => {
            Err("text is kept for a time only; say how many days, or `none`".into())
        }
        (Retained::Text, Keeps::Nothing) | (_, Keeps::ForGood) => Ok(0),
        (_, Keeps::Nothing) => Err(format!(
            "`none` is for text, and not for {kind}; say how many days, or `forever`"
        )),
    }
}

/// How long a kind stays, in words, and where it goes then.
pub fn words(kind: Retained, keeps: Keeps) -> String {
    match (kind, keeps) {
        (_, Keeps::ForGood) => "until the guild is removed".into(),
        (Retained::Activity | Retained::Joins, Keeps::Days(_)) => {
            format!("{keeps}, then in the archive")
        }
        (Retained::Cases, Keeps::Days(_)) => {
            format!("{keeps}, then in the archive without names and reasons")
        }
        _ => keeps.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for kind in Retained::ALL {
            for keeps in [Keeps::Days(40), Keeps::ForGood, Keeps::Nothing] {
                if let Ok(days) = write(kind, keeps) {
                    assert_eq!(read(kind, days), keeps, "{kind}");
                }
            }
        }
    }

    #[test]
    fn what_would_break_metrics_or_keep_texts_for_good_is_refused() {
        let refused = |kind, keeps| write(kind, keeps).unwrap_err();
        for kind in [Retained::Activity, Retained::Joins, Retained::Cases] {
            assert!(refused(kind, Keeps::Days(39)).starts_with("at least 40 days"));
            assert!(refused(kind, Keeps::Nothing).ends_with("or `forever`"));
        }
        assert_eq!(write(Retained::Activity, Keeps::Days(40)), Ok(40));
        assert!(refused(Retained::Text, Keeps::ForGood).contains("for a time only"));
        assert_eq!(refused(Retained::Text, Keeps::Days(0)), "0 days are `none`");
        assert!(refused(Retained::Evidence, Keeps::Days(0)).starts_with("at least 1 day"));
        assert!(refused(Retained::Evidence, Keeps::Days(36_501)).contains("36500 days"));
    }
}
