//! How far something is.

use crate::theme::Look;

/// A bar of so many cells; it is full only when everything is done.
pub(crate) fn bar(done: u64, total: u64, cells: usize, look: &Look) -> String {
    let wide = cells as u64;
    let filled = (done.min(total) * wide).checked_div(total).unwrap_or(wide);
    let filled = usize::try_from(filled).unwrap_or(cells);
    let rest = cells.saturating_sub(filled);
    let (full, empty) = (look.glyphs.bars.full, look.glyphs.line);
    format!("{}{}", full.repeat(filled), empty.repeat(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::ThemeName;

    #[test]
    fn is_full_only_at_the_end() {
        let look = Look::new(ThemeName::Dark, true, false);
        assert_eq!(bar(0, 3, 6, &look), "------");
        assert_eq!(bar(1, 3, 6, &look), "##----");
        assert_eq!(bar(9_999, 10_000, 6, &look), "#####-");
        assert_eq!(bar(3, 3, 6, &look), "######");
        assert_eq!(bar(0, 0, 2, &look), "##");
    }
}
