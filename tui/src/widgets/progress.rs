//! How far something is.

use crate::theme::Look;

/// A bar of so many cells; it is full only when everything is done.
pub(crate) fn bar(done: u64, total: u64, cells: usize, look: &Look) -> String {
    let filled = match total {
        0 => cells,
        _ => {
            let cells = cells as u64;
            usize::try_from(done.min(total) * cells / total).unwrap_or(0)
        }
    };
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
