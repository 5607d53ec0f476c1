//! Pages of lists: one row more than fits is read, so that the last page is known to be the last.

/// Cuts what was read to a page, and tells where the next one begins.
pub(super) fn cut<T>(
    rows: &mut Vec<T>,
    limit: u32,
    place: impl FnOnce(&T) -> String,
) -> Option<String> {
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    rows.last().filter(|_| more).map(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_after_which_there_is_more_has_a_next() {
        let mut full = vec![1, 2, 3];
        let mut last = vec![1, 2];

        assert_eq!(cut(&mut full, 2, i32::to_string), Some("2".into()));
        assert_eq!(cut(&mut last, 2, i32::to_string), None);
        assert_eq!((full, last), (vec![1, 2], vec![1, 2]));
    }
}
