//! Charts in text.

/// The most cells that a bar takes.
const WIDTH: f64 = 40.0;
/// Eighths of a cell, from one to seven.
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// A bar whose length is the share of `value` in `most`. What is above zero is seen.
pub(crate) fn bar(value: f64, most: f64, ascii: bool) -> String {
    let share = if most > 0.0 { value / most } else { 0.0 };
    let cells = (share * WIDTH).clamp(0.0, WIDTH);
    let parts = if ascii { 1.0 } else { 8.0 };
    let mut left = (cells * parts).round();
    if value > 0.0 {
        left = left.max(1.0);
    }
    let mut text = String::new();
    while left >= parts {
        text.push(if ascii { '#' } else { '█' });
        left -= parts;
    }
    let rest = (1u8..8).zip(EIGHTHS).find(|(n, _)| f64::from(*n) >= left);
    if left > 0.0 {
        text.extend(rest.map(|(_, mark)| mark));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share() {
        for (value, most, bar_of, ascii) in [
            (0.0, 10.0, "", false),
            (
                10.0,
                10.0,
                "████████████████████████████████████████",
                false,
            ),
            (1.0, 80.0, "▌", false),
            (3.0, 80.0, "█▌", false),
            (0.001, 10.0, "▏", false),
            (0.001, 10.0, "#", true),
            (2.0, 40.0, "##", true),
            (0.0, 0.0, "", true),
        ] {
            assert_eq!(bar(value, most, ascii), bar_of, "{value} of {most}");
        }
    }
}
