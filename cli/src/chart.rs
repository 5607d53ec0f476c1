//! Charts in text.

use console::Style;

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

/// Levels of a line, from nothing to the most.
const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII_LEVELS: [char; 8] = ['_', '.', ':', '-', '=', '+', '*', '#'];
/// The most cells that a line takes.
const LONGEST: usize = 60;

/// A line of one cell for each value, and a blank where there is none. Of more values than there are cells, neighbours
/// share one and their largest is shown.
pub(crate) fn line(values: &[Option<f64>], most: f64, ascii: bool) -> String {
    let levels = if ascii { ASCII_LEVELS } else { LEVELS };
    let cell = |values: &[Option<f64>]| values.iter().copied().flatten().reduce(f64::max);
    values
        .chunks(values.len().div_ceil(LONGEST).max(1))
        .map(|values| cell(values).map_or(' ', |value| level(&levels, value, most)))
        .collect()
}

/// From nothing to the most, as blanks that get darker.
const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];
const ASCII_SHADES: [char; 8] = [' ', '.', ':', '-', '=', '+', '*', '#'];
/// From dark to light, of the 256 colours of terminals: told apart by those who see few colours, too.
const COLORS: [u8; 8] = [235, 17, 18, 24, 30, 36, 42, 84];
/// Stands where nothing was heard.
const UNHEARD: &str = "··";

/// How cells are told from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paint {
    Color,
    Shades,
    Ascii,
}

impl Paint {
    /// A cell as wide as `blanks`, darker or lighter by the share of `value` in `most`.
    pub(crate) fn cell(self, blanks: &str, value: Option<f64>, most: f64) -> String {
        let Some(value) = value else {
            return if self == Self::Ascii {
                "??".into()
            } else {
                UNHEARD.into()
            };
        };
        match self {
            Self::Color => self.behind(blanks, Some(value), most),
            Self::Shades => blanks.replace(' ', &level(&SHADES, value, most).to_string()),
            Self::Ascii => blanks.replace(' ', &level(&ASCII_SHADES, value, most).to_string()),
        }
    }

    /// Text on a ground by the share of `value` in `most`; as it is without colours or a value.
    pub(crate) fn behind(self, text: &str, value: Option<f64>, most: f64) -> String {
        let Some(value) = value.filter(|_| self == Self::Color) else {
            return text.into();
        };
        let color = level(&COLORS, value, most);
        let letters = if color > 30 { 16 } else { 231 };
        let style = Style::new()
            .force_styling(true)
            .on_color256(color)
            .color256(letters);
        style.apply_to(text).to_string()
    }

    /// What the cells mean, up to the most.
    pub(crate) fn legend(self, most: &str) -> String {
        let steps = (0..=4u8).map(|step| self.cell("  ", Some(f64::from(step)), 4.0));
        let unheard = self.cell("  ", None, 1.0);
        format!(
            "0 {} {most}   {unheard} not heard",
            steps.collect::<String>()
        )
    }
}

/// The level of a value: the first for nothing only, the last for the most.
fn level<T: Copy>(levels: &[T], value: f64, most: f64) -> T {
    let share = if most > 0.0 { value / most } else { 0.0 };
    let steps = u32::try_from(levels.len() - 1).map_or(0.0, f64::from);
    let reached = (1u8..).zip(&levels[1..]);
    let reached = reached.take_while(|(n, _)| share * steps > f64::from(n - 1));
    reached.last().map_or(levels[0], |(_, level)| *level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_shows_gaps_and_what_is_above_nothing() {
        let values = [0.0, 0.01, 3.5, 7.0].map(Some);
        let [none, little, half, most] = values;

        assert_eq!(line(&[none, None, little, half, most], 7.0, false), "▁ ▂▅█");
        assert_eq!(line(&[none, None, little, half, most], 7.0, true), "_ .=#");
        assert_eq!(line(&[none, None], 0.0, true), "_ ");
        assert_eq!(line(&[], 0.0, true), "");
    }

    #[test]
    fn a_long_line_keeps_its_peaks() {
        let mut values = vec![Some(0.0); 150];
        values[4] = Some(9.0);

        assert_eq!(line(&values, 9.0, true), format!("_#{}", "_".repeat(48)));
    }

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

    #[test]
    fn a_cell_is_darker_the_more_it_holds() {
        let cells = |paint: Paint| {
            [Some(0.0), Some(0.1), Some(8.0), None].map(|value| paint.cell("  ", value, 8.0))
        };

        assert_eq!(cells(Paint::Shades), ["  ", "░░", "██", "··"]);
        assert_eq!(cells(Paint::Ascii), ["  ", "..", "##", "??"]);
        let [nothing, _, most, unheard] = cells(Paint::Color);
        assert_ne!(nothing, most);
        assert_eq!(unheard, "··");
        assert_eq!(Paint::Shades.legend("12"), "0   ░░▒▒▓▓██ 12   ·· not heard");
    }
}
