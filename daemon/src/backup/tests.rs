use std::fs;

use emperione_protocol::{GuildId, Timestamp, UserId};

use super::erased::{self, Erasure};
use super::*;

fn header() -> Header {
    Header {
        database: "sqlite".into(),
        schema: 28,
        made_at: Timestamp(0),
        version: "0.1.0".into(),
    }
}

fn written(path: &std::path::Path) {
    let mut writer = Writer::create(path, &header()).unwrap();
    for name in ["one", "two"] {
        writer.begin(name).unwrap();
        writer.piece(&vec![7; 100_000]).unwrap();
        writer.piece(name.as_bytes()).unwrap();
        writer.end().unwrap();
    }
    writer.finish().unwrap();
}

#[test]
fn pieces_are_read_as_they_were_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.backup");
    written(&path);

    let mut reader = Reader::open(&path).unwrap();

    assert_eq!(reader.header, header());
    for name in ["one", "two"] {
        assert_eq!(reader.next_name().unwrap().as_deref(), Some(name));
        assert_eq!(reader.next_piece().unwrap().unwrap().len(), 100_000);
        assert_eq!(reader.next_piece().unwrap().unwrap(), name.as_bytes());
        assert_eq!(reader.next_piece().unwrap(), None);
    }
    assert_eq!(reader.next_name().unwrap(), None);
}

#[test]
fn a_changed_bit_and_a_missing_end_are_found_wherever_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.backup");
    written(&path);
    let whole = fs::read(&path).unwrap();

    for place in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        fs::write(&path, bytes).unwrap();
        assert!(Reader::open(&path).is_err(), "{place}");
        fs::write(&path, &whole[..place]).unwrap();
        assert!(Reader::open(&path).is_err(), "{place}");
    }
}

#[test]
fn the_list_of_the_erased_grows_and_a_line_that_was_cut_off_counts_not() {
    let folder = tempfile::tempdir().unwrap();
    let erasure = |n: u64| Erasure {
        at: Timestamp(n.cast_signed()),
        guild: GuildId(7),
        user: UserId(n),
    };
    assert_eq!(erased::all(folder.path()).unwrap(), []);

    erased::append(folder.path(), erasure(1)).unwrap();
    erased::append(folder.path(), erasure(2)).unwrap();

    assert_eq!(
        erased::all(folder.path()).unwrap(),
        [erasure(1), erasure(2)]
    );
    let path = erased::path(folder.path());
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}17 7")).unwrap();
    assert_eq!(erased::all(folder.path()).unwrap().len(), 2);
    erased::append(folder.path(), erasure(3)).unwrap();
    assert_eq!(erased::all(folder.path()).unwrap().len(), 3);
    fs::write(&path, format!("x\n{text}")).unwrap();
    assert!(erased::all(folder.path()).is_err());
}
