//! A spreadsheet takes a cell that begins like a formula for one.

/// As [`harmless`], so that [`disarm`] gives back what was there.
pub fn armour(cell: &str) -> String {
    if cell.starts_with('\'') {
        format!("'{cell}")
    } else {
        harmless(cell)
    }
}

/// A cell without what keeps a spreadsheet from taking it for a formula.
pub fn disarm(cell: &str) -> &str {
    let bare = cell
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with(FORMULAS) || rest.starts_with('\''));
    bare.unwrap_or(cell)
}

/// What a formula begins with.
const FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell that no spreadsheet takes for a formula.
pub fn harmless(cell: &str) -> String {
    if cell.starts_with(FORMULAS) {
        format!("'{cell}")
    } else {
        cell.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_harmless_and_comes_back_as_it_was() {
        for cell in [
            "", "spam", "=1+1", "+1", "-1", "@a", "'tis", "'=1", "''", "\t=1",
        ] {
            let armoured = armour(cell);
            assert!(!armoured.starts_with(FORMULAS), "{cell}");
            assert_eq!(disarm(&armoured), cell);
        }
        assert_eq!(disarm("'tis spam"), "'tis spam");
    }
}
