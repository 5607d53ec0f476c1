//! Draws the whole screen.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::{Link, State};
use crate::line::{Names, candidates, usage};
use crate::screens::{Screen, analytics, batches, cases, inbox, jobs, live, members, overview};
use crate::widgets::{bar, centered, field, header, help, rule, toast};
use crate::{dialog, text};

/// Less than this cannot be used.
const LEAST: (u16, u16) = (40, 10);

impl State {
    /// Draws everything; what is open lies over the screen, the inmost last.
    pub(crate) fn view(&self, area: Rect, buf: &mut Buffer) {
        buf.set_style(area, self.look.theme.base);
        if area.width < LEAST.0 || area.height < LEAST.1 {
            centered(
                "make the terminal larger",
                self.look.theme.warning,
                area,
                buf,
            );
            return;
        }
        let rule_height = u16::from(area.height >= 20);
        let [head, line, news, content, foot] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(rule_height),
            Constraint::Length(self.news_height(area.height)),
            Constraint::Fill(1),
            Constraint::Length(1),
        ])
        .areas(area);
        header::draw(self, rule_height > 0, head, buf);
        if rule_height > 0 {
            rule(&self.look, line, buf);
            header::draw_guild(self, line, buf);
        }
        self.draw_news(news, buf);
        self.draw_screen(content, buf);
        self.draw_over(content, buf);
        toast::draw(
            &self.toasts,
            self.dialog.is_some(),
            &self.look,
            content,
            buf,
        );
        self.draw_foot(foot, buf);
    }

    fn news_height(&self, height: u16) -> u16 {
        let is_lost = matches!(self.link, Link::Lost(_));
        u16::from(is_lost) + u16::from(self.banner.is_some() && height >= 20)
    }

    /// The banner, and under it what is wrong with the connection.
    fn draw_news(&self, area: Rect, buf: &mut Buffer) {
        let (glyphs, theme) = (&self.look.glyphs, &self.look.theme);
        let room = usize::from(area.width.saturating_sub(2));
        let lost = match &self.link {
            Link::Lost(why) => {
                let tries = if self.tries == 1 { "try" } else { "tries" };
                let tries = format!("{} {tries}", self.tries);
                let text = format!("{} {why}; what is shown is old ({tries})", glyphs.bad);
                Some((text, theme.alert))
            }
            _ => None,
        };
        let banner = self
            .banner
            .as_ref()
            .map(|banner| (banner.clone(), theme.muted));
        for ((content, style), y) in lost.into_iter().chain(banner).zip(area.y..area.bottom()) {
            let content = text::clean(&content);
            let content = text::fit(&content, room, glyphs.ellipsis);
            buf.set_stringn(area.x + 1, y, content, room, style);
        }
    }

    fn draw_screen(&self, area: Rect, buf: &mut Buffer) {
        let look = &self.look;
        let time = (self.now, &self.zone);
        if self.guild.is_none() && self.guilds.ready().is_some() {
            let text = "the bot is in no guild yet: `emp status` prints the page that lets it in";
            centered(text, look.theme.muted, area, buf);
            return;
        }
        match self.screen {
            Screen::Overview => {
                let shown = overview::Shown {
                    overview: &self.overview,
                    counts: &self.counts,
                    status: &self.status,
                    facts: self.live.facts(),
                    now: self.now,
                    zone: &self.zone,
                };
                overview::draw(shown, look, area, buf);
            }
            Screen::Live => live::draw(&self.live, &self.zone, look, area, buf),
            Screen::Members => members::draw(&self.members, time, look, area, buf),
            Screen::Cases => cases::draw(&self.cases, time, look, area, buf),
            Screen::Inbox => inbox::draw(&self.inbox, time, look, area, buf),
            Screen::Jobs => jobs::draw(&self.jobs, self.now, look, area, buf),
            Screen::Batches => batches::draw(&self.batches, time, look, area, buf),
            Screen::Analytics => analytics::draw(&self.analytics, look, area, buf),
        }
    }

    fn draw_over(&self, area: Rect, buf: &mut Buffer) {
        if let Some(scroll) = self.help {
            help::draw(self, scroll, area, buf);
        }
        if let Some(open) = &self.dialog {
            dialog::draw(open, &self.look, area, buf);
        }
    }

    /// The command line if it is open, else the keys.
    fn draw_foot(&self, area: Rect, buf: &mut Buffer) {
        let theme = &self.look.theme;
        let Some(line) = &self.line else {
            bar::draw(self, area, buf);
            return;
        };
        let room = usize::from(area.width);
        let wide = (room / 2).max(24).min(room.saturating_sub(2));
        let mut spans = vec![Span::styled(":", theme.key)];
        spans.extend(field::input(&line.input, true, &self.look, wide));
        let (hint, style) = match &line.problem {
            Some(problem) => (text::clean(problem), theme.alert),
            None => (self.line_hint(line), theme.muted),
        };
        let hint = text::fit(
            &hint,
            room.saturating_sub(wide + 3),
            self.look.glyphs.ellipsis,
        );
        spans.push(Span::styled(format!("  {hint}"), style));
        Line::from(spans).render(area, buf);
    }

    /// What may be written next.
    fn line_hint(&self, line: &crate::line::State) -> String {
        let typed = line.stem();
        let (members, guilds) = (self.member_names(), self.guild_names());
        let names = Names {
            members: &members,
            guilds: &guilds,
        };
        let word = typed.split_whitespace().next().unwrap_or_default();
        let is_first = !typed.contains(char::is_whitespace);
        match (usage(word), is_first) {
            (Some(usage), true) if !usage.is_empty() => usage.into(),
            _ => candidates(typed, names).join(" "),
        }
    }
}
