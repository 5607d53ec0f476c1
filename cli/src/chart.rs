//! Charts in text.

use console::Style;

/// The most cells that a bar takes.
const WIDTH: f64 = 40.0;
/// Eighths of a cell, from one to seven.
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// From the least to the most of some values, nothing included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reach {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Reach {
    pub(crate) fn of(values: impl Iterator<Item = f64>) -> Self {
        let nothing = Self {
            low: 0.0,
            high: 0.0,
        };
        values.fold(nothing, |reach, value| Self {
            low: reach.low.min(value),
            high: reach.high.max(value),
        })
    }

    pub(crate) fn span(self) -> f64 {
        self.high - self.low
    }

    /// A bar to the right; where some values are less than nothing, those to the left of a line and the others to its right.
    pub(crate) fn bar(self, value: f64, ascii: bool) -> String {
        if self.low >= 0.0 {
            return bar(value, self.high, ascii);
        }
        let below = (-self.low / self.span() * WIDTH).round().max(1.0);
        let down = if value < 0.0 {
            (value / self.low * below).round().max(1.0)
        } else {
            0.0
        };
        let (block, line) = if ascii { ('#', '|') } else { ('█', '│') };
        let left = repeat(' ', below - down) + &repeat(block, down);
        let right = filled(value.max(0.0), self.high, WIDTH - below, ascii);
        format!("{left}{line}{right}")
    }
}

fn repeat(mark: char, mut cells: f64) -> String {
    let mut text = String::new();
    while cells >= 1.0 {
        text.push(mark);
        cells -= 1.0;
    }
    text
}

/// A bar whose length is the share of `value` in `most`. What is above zero is seen.
pub(crate) fn bar(value: f64, most: f64, ascii: bool) -> String {
    filled(value, most, WIDTH, ascii)
}

fn filled(value: f64, most: f64, width: f64, ascii: bool) -> String {
    let share = if most > 0.0 { value / most } else { 0.0 };
    let cells = (share * width).clamp(0.0, width);
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
/// share one and the one that is farthest from nothing is shown.
pub(crate) fn line(values: &[Option<f64>], reach: Reach, ascii: bool) -> String {
    let levels = if ascii { ASCII_LEVELS } else { LEVELS };
    let farther = |a: f64, b: f64| if b.abs() > a.abs() { b } else { a };
    let cell = |values: &[Option<f64>]| values.iter().copied().flatten().reduce(farther);
    let level = |value: f64| level(&levels, value - reach.low, reach.span());
    values
        .chunks(values.len().div_ceil(LONGEST).max(1))
        .map(|values| cell(values).map_or(' ', level))
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

    /// What the cells mean, from the least to the most.
    pub(crate) fn legend(self, (least, most): (&str, &str)) -> String {
        let steps = (0..=4u8).map(|step| self.cell("  ", Some(f64::from(step)), 4.0));
        let unheard = self.cell("  ", None, 1.0);
        format!(
            "{least} {} {most}   {unheard} not heard",
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

    fn upto(high: f64) -> Reach {
        Reach { low: 0.0, high }
    }

    #[test]
    fn what_is_less_than_nothing_goes_to_the_left_of_a_line() {
        let reach = Reach::of([30.0, -10.0, 0.0].into_iter());

        let bars = [30.0, -10.0, 0.0, -0.1, 0.1].map(|value| reach.bar(value, true));

        let blanks = " ".repeat(10);
        assert_eq!(bars[0], format!("{blanks}|{}", "#".repeat(30)));
        assert_eq!(bars[1], format!("{}|", "#".repeat(10)));
        assert_eq!(bars[2], format!("{blanks}|"));
        assert_eq!(bars[3], format!("{}#|", " ".repeat(9)));
        assert_eq!(bars[4], format!("{blanks}|#"));
        // Only losses.
        let reach = Reach::of([-4.0, -2.0].into_iter());
        let half = format!("{}{}│", " ".repeat(20), "█".repeat(20));
        assert_eq!(reach.bar(-2.0, false), half);
        assert_eq!(upto(2.0).bar(1.0, true), "#".repeat(20));
    }

    #[test]
    fn a_line_shows_gaps_and_what_is_above_nothing() {
        let values = [0.0, 0.01, 3.5, 7.0].map(Some);
        let [none, little, half, most] = values;

        let (zero, seven) = (upto(0.0), upto(7.0));
        let all = [none, None, little, half, most];
        assert_eq!(line(&all, seven, false), "▁ ▂▅█");
        assert_eq!(line(&all, seven, true), "_ .=#");
        assert_eq!(line(&[none, None], zero, true), "_ ");
        assert_eq!(line(&[], zero, true), "");
        let both = Reach {
            low: -7.0,
            high: 7.0,
        };
        assert_eq!(line(&[Some(-7.0), none, most], both, true), "_=#");
    }

    #[test]
    fn a_long_line_keeps_its_peaks() {
        let mut values = vec![Some(0.0); 150];
        values[4] = Some(9.0);

        assert_eq!(
            line(&values, upto(9.0), true),
            format!("_#{}", "_".repeat(48))
        );
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
        assert_eq!(
            Paint::Shades.legend(("0", "12")),
            "0   ░░▒▒▓▓██ 12   ·· not heard"
        );
    }
}
