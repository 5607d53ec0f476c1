//! Texts of people's, on one line that mentions nobody and formats nothing.

/// Makes a text calm; what would be longer than so many letters is left out.
pub fn calm(text: &str, longest: usize) -> String {
    let mut calm = String::new();
    let mut left = longest;
    for letter in text.chars() {
        let (before, letter, after) = match letter {
            '\n' | '\r' => ("", ' ', ""),
            '<' | '>' | '[' | ']' | '`' | '|' | '*' | '~' | '_' | '#' | '\\' => ("\\", letter, ""),
            // A space of no width: what follows is no name of anybody.
            '@' => ("", '@', "\u{200b}"),
            letter => ("", letter, ""),
        };
        let letters = 1 + usize::from(!before.is_empty()) + usize::from(!after.is_empty());
        if letters > left {
            break;
        }
        left -= letters;
        calm.push_str(before);
        calm.push(letter);
        calm.push_str(after);
    }
    calm
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_words_and_loses_its_power() {
        assert_eq!(calm("a @b\n[c]", 99), "a @\u{200b}b \\[c\\]");
        assert_eq!(calm("**", 3), "\\*");
        assert_eq!(calm("abc", 2), "ab");
    }
}
