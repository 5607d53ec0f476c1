//! How long a message is, as a class: facts hold nothing else of a text.

/// The most characters of a short message: a word of thanks, a yes.
pub const SHORT: usize = 20;
/// The most characters of a medium one: a sentence or two.
pub const MEDIUM: usize = 200;

/// The class of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// At most [`SHORT`] characters.
    Short,
    /// At most [`MEDIUM`] characters.
    Medium,
    Long,
}

impl Length {
    /// What people read for the word of a class.
    pub fn about(word: &str) -> Option<String> {
        Some(match word {
            "short" => format!("up to {SHORT} characters"),
            "medium" => format!("{} to {MEDIUM} characters", SHORT + 1),
            "long" => format!("more than {MEDIUM} characters"),
            _ => return None,
        })
    }

    /// None where there is no text, or none is shown to us: without the content intent, or where only attachments were
    /// sent. Characters are Unicode's scalar values.
    pub fn of(text: &str) -> Option<Self> {
        match text.chars().count() {
            0 => None,
            1..=SHORT => Some(Self::Short),
            n if n <= MEDIUM => Some(Self::Medium),
            _ => Some(Self::Long),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_and_not_bytes() {
        for (count, expected) in [
            (0, None),
            (1, Some(Length::Short)),
            (20, Some(Length::Short)),
            (21, Some(Length::Medium)),
            (200, Some(Length::Medium)),
            (201, Some(Length::Long)),
        ] {
            assert_eq!(Length::of(&"é".repeat(count)), expected, "{count}");
        }
    }
}
