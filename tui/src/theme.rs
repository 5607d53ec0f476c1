//! Styles by meaning. Views name a meaning and never a colour; a meaning that matters also has a word or a glyph.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::{bar, border};

use crate::options::ThemeName;

/// What a style can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Theme {
    pub(crate) base: Style,
    /// Labels, units, what is there but not wanted.
    pub(crate) muted: Style,
    pub(crate) title: Style,
    /// What is in focus, and numbers that carry the screen.
    pub(crate) accent: Style,
    pub(crate) selected: Style,
    pub(crate) good: Style,
    pub(crate) warning: Style,
    pub(crate) alert: Style,
    /// A key that can be pressed.
    pub(crate) key: Style,
    /// Lines between things.
    pub(crate) rule: Style,
    /// Bars of a chart.
    pub(crate) bar: Style,
    /// A field that takes text.
    pub(crate) input: Style,
}

const PLAIN: Style = Style::new();

impl Theme {
    pub(crate) fn new(name: ThemeName, color: bool) -> Self {
        match name {
            ThemeName::Dark if color => Self::dark(),
            ThemeName::Light if color => Self::light(),
            _ => Self::contrast(),
        }
    }

    fn dark() -> Self {
        let ink = |index| PLAIN.fg(Color::Indexed(index));
        Self {
            base: ink(252),
            muted: ink(245),
            title: ink(255).add_modifier(Modifier::BOLD),
            accent: ink(117),
            selected: ink(255)
                .bg(Color::Indexed(238))
                .add_modifier(Modifier::BOLD),
            good: ink(114),
            warning: ink(221),
            alert: ink(210).add_modifier(Modifier::BOLD),
            key: ink(117),
            rule: ink(240),
            bar: ink(74),
            input: ink(255).bg(Color::Indexed(236)),
        }
    }

    fn light() -> Self {
        let paper = Color::Indexed(255);
        let ink = |index| PLAIN.fg(Color::Indexed(index)).bg(paper);
        Self {
            base: ink(236),
            muted: ink(242),
            title: ink(232).add_modifier(Modifier::BOLD),
            accent: ink(25),
            selected: ink(232)
                .bg(Color::Indexed(252))
                .add_modifier(Modifier::BOLD),
            good: ink(22),
            warning: ink(94),
            alert: ink(124).add_modifier(Modifier::BOLD),
            key: ink(25),
            rule: ink(248),
            bar: ink(31),
            input: ink(232).bg(Color::Indexed(253)),
        }
    }

    /// Without colour: weight, underline and reversal on the terminal's own two colours.
    fn contrast() -> Self {
        let bold = PLAIN.add_modifier(Modifier::BOLD);
        Self {
            base: PLAIN,
            muted: PLAIN,
            title: bold,
            accent: bold,
            selected: bold.add_modifier(Modifier::REVERSED),
            good: PLAIN,
            warning: bold,
            alert: bold.add_modifier(Modifier::UNDERLINED),
            key: bold,
            rule: PLAIN,
            bar: PLAIN,
            input: PLAIN.add_modifier(Modifier::UNDERLINED),
        }
    }
}

/// The marks of the screen, in Unicode or in ASCII.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Glyphs {
    pub(crate) unicode: bool,
    pub(crate) good: &'static str,
    pub(crate) warning: &'static str,
    pub(crate) bad: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) ended: &'static str,
    pub(crate) pointer: &'static str,
    /// Before a selected row.
    pub(crate) mark: &'static str,
    pub(crate) ellipsis: &'static str,
    pub(crate) separator: &'static str,
    pub(crate) arrow: &'static str,
    pub(crate) line: &'static str,
    pub(crate) cursor: &'static str,
    pub(crate) none: &'static str,
    pub(crate) border: border::Set<'static>,
    pub(crate) bars: bar::Set<'static>,
}

impl Glyphs {
    pub(crate) fn new(unicode: bool) -> Self {
        if unicode {
            Self::unicode()
        } else {
            Self::ascii()
        }
    }

    fn unicode() -> Self {
        Self {
            unicode: true,
            good: "●",
            warning: "▲",
            bad: "✗",
            waiting: "◌",
            ended: "○",
            pointer: "▸",
            mark: "✓",
            ellipsis: "…",
            separator: "·",
            arrow: "→",
            line: "─",
            cursor: "▏",
            none: "–",
            border: border::ROUNDED,
            bars: bar::NINE_LEVELS,
        }
    }

    fn ascii() -> Self {
        Self {
            unicode: false,
            good: "*",
            warning: "!",
            bad: "x",
            waiting: "~",
            ended: "o",
            pointer: ">",
            mark: "+",
            ellipsis: "..",
            separator: "-",
            arrow: "->",
            line: "-",
            cursor: "|",
            none: "-",
            border: border::Set {
                top_left: "+",
                top_right: "+",
                bottom_left: "+",
                bottom_right: "+",
                vertical_left: "|",
                vertical_right: "|",
                horizontal_top: "-",
                horizontal_bottom: "-",
            },
            bars: bar::Set {
                full: "#",
                seven_eighths: "#",
                three_quarters: "#",
                five_eighths: "+",
                half: "+",
                three_eighths: "-",
                one_quarter: "-",
                one_eighth: ".",
                empty: " ",
            },
        }
    }
}

/// How everything looks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Look {
    pub(crate) theme: Theme,
    pub(crate) glyphs: Glyphs,
    color: bool,
}

impl Look {
    pub(crate) fn new(name: ThemeName, color: bool, unicode: bool) -> Self {
        Self {
            theme: Theme::new(name, color),
            glyphs: Glyphs::new(unicode),
            color,
        }
    }

    pub(crate) fn set_theme(&mut self, name: ThemeName) {
        self.theme = Theme::new(name, self.color);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of an indexed colour of the cube or the greys (WCAG 2.2).
    fn luminance(color: Color) -> f64 {
        let Color::Indexed(index) = color else {
            panic!("{color:?} is not indexed");
        };
        let rgb = if index >= 232 {
            [8 + 10 * (u16::from(index) - 232); 3]
        } else {
            let step = |n: u16| if n == 0 { 0 } else { 55 + 40 * n };
            let cube = u16::from(index) - 16;
            [step(cube / 36), step(cube / 6 % 6), step(cube % 6)]
        };
        let linear = rgb.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn texts(theme: &Theme) -> [Style; 9] {
        let Theme {
            base,
            muted,
            title,
            accent,
            good,
            warning,
            alert,
            key,
            selected,
            ..
        } = *theme;
        [
            base, muted, title, accent, good, warning, alert, key, selected,
        ]
    }

    #[test]
    fn every_text_can_be_read_on_its_background() {
        for (name, background) in [(ThemeName::Dark, 234), (ThemeName::Light, 255)] {
            for style in texts(&Theme::new(name, true)) {
                let back = luminance(style.bg.unwrap_or(Color::Indexed(background)));
                let front = luminance(style.fg.unwrap());
                let ratio = (front.max(back) + 0.05) / (front.min(back) + 0.05);
                assert!(ratio >= 4.5, "{name:?}: {style:?} has {ratio:.1}");
            }
        }
    }

    #[test]
    fn no_color_means_none_in_every_theme() {
        for name in ThemeName::ALL {
            let theme = Theme::new(name, false);
            for style in texts(&theme)
                .into_iter()
                .chain([theme.rule, theme.bar, theme.input])
            {
                assert_eq!((style.fg, style.bg), (None, None));
            }
        }
    }

    #[test]
    fn ascii_is_ascii() {
        let Glyphs {
            good,
            warning,
            bad,
            waiting,
            ended,
            pointer,
            mark,
            ellipsis,
            ..
        } = Glyphs::new(false);
        let Glyphs {
            separator,
            arrow,
            line,
            cursor,
            none,
            border,
            bars,
            ..
        } = Glyphs::new(false);
        for glyph in [
            good,
            warning,
            bad,
            waiting,
            ended,
            pointer,
            mark,
            ellipsis,
            separator,
            arrow,
            line,
            cursor,
            none,
            border.top_left,
            border.vertical_left,
            border.horizontal_top,
            bars.full,
            bars.half,
            bars.one_eighth,
        ] {
            assert!(glyph.is_ascii());
        }
    }
}
