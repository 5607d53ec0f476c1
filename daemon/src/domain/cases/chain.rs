//! The chain of a guild's entries: each hash covers the one before it, so that a changed, removed or moved entry is
//! found. A text counts by its salted hash, which is stored too: erasing a text with its salt leaves the chain whole.

use std::collections::{BTreeMap, BTreeSet};

use emperione_protocol::GuildId;
use ring::digest::{Context, SHA256};

/// The hash before a guild's first link.
pub const GENESIS: [u8; 32] = [0; 32];

/// The kind of the entry that says which texts of its case were erased: their numbers, with blanks between.
pub const ERASED: &str = "erased";

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its place in the chain, from 1.
    pub link: i64,
    pub case: i64,
    pub entry: i64,
    pub at: i64,
    pub actor_kind: String,
    pub actor_id: i64,
    pub actor_name: String,
    pub kind: String,
    pub text: String,
    /// Empty once the text is erased.
    pub salt: Vec<u8>,
    pub content_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

/// The end of a guild's chain as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub guild: GuildId,
    pub links: i64,
    pub hash: Vec<u8>,
    /// Entries that are older than the chain.
    pub unchained: i64,
}

/// The hash of a salted text.
pub fn content_hash(salt: &[u8], text: &str) -> [u8; 32] {
    finish([salt, text.as_bytes()])
}

/// The hash of an entry: of the one before it, its metadata and the hash of its text.
pub fn hash(previous: &[u8], guild: GuildId, link: &Link) -> [u8; 32] {
    finish([
        previous,
        &guild.0.to_le_bytes(),
        &link.link.to_le_bytes(),
        &link.case.to_le_bytes(),
        &link.entry.to_le_bytes(),
        &link.at.to_le_bytes(),
        link.actor_kind.as_bytes(),
        &link.actor_id.to_le_bytes(),
        link.actor_name.as_bytes(),
        link.kind.as_bytes(),
        &link.content_hash,
    ])
}

/// Hashes parts with their lengths, so that nothing can move from one part to the next.
fn finish<const N: usize>(parts: [&[u8]; N]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_le_bytes());
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// Where a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub link: i64,
    /// The case and the entry in it, if one stands there.
    pub entry: Option<(i64, i64)>,
    pub why: &'static str,
}

/// What a check of a whole chain gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub entries: u64,
    pub erased: u64,
    /// The last hash that was computed.
    pub head: Vec<u8>,
    pub broken: Option<Broken>,
    /// Whether the head that was noted elsewhere is in it.
    pub met: bool,
}

/// Checks a chain from its first link to its last.
pub struct Verifier {
    guild: GuildId,
    previous: Vec<u8>,
    next: i64,
    /// Texts that are gone and were not declared erased so far, by case and entry.
    gone: BTreeMap<(i64, i64), i64>,
    erased: u64,
    /// A head that was noted elsewhere, until it is met.
    wanted: Option<Vec<u8>>,
    broken: Option<Broken>,
}

impl Verifier {
    /// Begins at a guild's first link; `wanted` is a head that was noted elsewhere.
    pub fn new(guild: GuildId, wanted: Option<Vec<u8>>) -> Self {
        let mut verifier = Self {
            guild,
            previous: Vec::new(),
            next: 1,
            gone: BTreeMap::new(),
            erased: 0,
            wanted,
            broken: None,
        };
        verifier.pass(GENESIS.to_vec());
        verifier
    }

    /// Takes the next entry by its place; false once the chain is broken.
    pub fn take(&mut self, link: &Link) -> bool {
        if self.broken.is_some() {
            return false;
        }
        if let Some(why) = self.fault(link) {
            self.broken = Some(Broken {
                link: self.next.min(link.link),
                entry: Some((link.case, link.entry)),
                why,
            });
            return false;
        }
        if link.salt.is_empty() {
            self.gone.insert((link.case, link.entry), link.link);
        }
        if link.kind == ERASED {
            self.declare(link);
        }
        self.next += 1;
        self.pass(link.hash.clone());
        true
    }

    fn fault(&self, link: &Link) -> Option<&'static str> {
        if link.link > self.next {
            return Some("the entry before it is missing");
        }
        if link.link < self.next {
            return Some("it stands in the place of another");
        }
        let known = if link.salt.is_empty() {
            link.text.is_empty()
        } else {
            content_hash(&link.salt, &link.text).as_slice() == link.content_hash
        };
        if !known {
            return Some("its text is not the one that was written");
        }
        let fits = hash(&self.previous, self.guild, link).as_slice() == link.hash;
        (!fits).then_some("it is not the one that was written, or what stands before it is not")
    }

    fn declare(&mut self, link: &Link) {
        let numbers: BTreeSet<i64> = link.text.split(' ').flat_map(str::parse).collect();
        for number in numbers {
            if self.gone.remove(&(link.case, number)).is_some() {
                self.erased += 1;
            }
        }
    }

    fn pass(&mut self, hash: Vec<u8>) {
        if self.wanted.as_ref() == Some(&hash) {
            self.wanted = None;
        }
        self.previous = hash;
    }

    /// Ends the check: the chain must end where its head says. `unchained` is how many entries stand outside it.
    pub fn end(self, head: Option<&Head>, unchained: i64) -> Verdict {
        let broken = self
            .broken
            .clone()
            .or_else(|| self.loose_end(head, unchained));
        Verdict {
            entries: self.next.cast_unsigned() - 1,
            erased: self.erased,
            head: self.previous,
            broken,
            met: self.wanted.is_none(),
        }
    }

    fn loose_end(&self, head: Option<&Head>, unchained: i64) -> Option<Broken> {
        let at = |link, entry, why| Some(Broken { link, entry, why });
        if let Some((entry, link)) = self.gone.first_key_value() {
            return at(
                *link,
                Some(*entry),
                "its text is gone, and no entry says that it was erased",
            );
        }
        let (links, outside) = head.map_or((0, 0), |head| (head.links, head.unchained));
        if links >= self.next {
            return at(
                self.next,
                None,
                "the entry is missing at the end of the chain",
            );
        }
        if links < self.next - 1 || head.is_some_and(|head| head.hash != self.previous) {
            return at(
                self.next - 1,
                None,
                "the head of the chain is not that of its last entry",
            );
        }
        if unchained != outside {
            return at(
                0,
                None,
                "an entry was added to, or removed from, those outside the chain",
            );
        }
        None
    }
}

/// Bytes in hexadecimal.
pub fn write_hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Reads what [`write_hex`] wrote.
pub fn read_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let byte = |pair: &[u32]| match pair {
        [high, low] => u8::try_from(high << 4 | low).ok(),
        _ => None,
    };
    digits?.chunks(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::many::many;

    const GUILD: GuildId = GuildId(7);

    fn append(chain: &mut Vec<Link>, case: i64, kind: &str, text: &str) {
        let (place, previous) = chain.last().map_or((1, GENESIS.to_vec()), |last| {
            (last.link + 1, last.hash.clone())
        });
        let before = chain.iter().rfind(|link| link.case == case);
        let mut link = Link {
            link: place,
            case,
            entry: before.map_or(1, |link| link.entry + 1),
            at: 1_000 + place,
            actor_kind: "user".into(),
            actor_id: 5,
            actor_name: "mona".into(),
            kind: kind.into(),
            text: text.into(),
            salt: place.to_le_bytes().repeat(2),
            content_hash: Vec::new(),
            hash: Vec::new(),
        };
        link.content_hash = content_hash(&link.salt, text).to_vec();
        link.hash = hash(&previous, GUILD, &link).to_vec();
        chain.push(link);
    }

    fn chain() -> Vec<Link> {
        let mut chain = Vec::new();
        for (case, kind, text) in [
            (1, "pending", "spam"),
            (2, "adopted", ""),
            (1, "applied", ""),
            (0, "job_retried", "01J"),
            (2, "note", "came back"),
        ] {
            append(&mut chain, case, kind, text);
        }
        chain
    }

    fn head(chain: &[Link]) -> Head {
        Head {
            guild: GUILD,
            links: chain.last().map_or(0, |last| last.link),
            hash: chain
                .last()
                .map_or(GENESIS.to_vec(), |last| last.hash.clone()),
            unchained: 0,
        }
    }

    fn verify(chain: &[Link], head: &Head, wanted: Option<Vec<u8>>) -> Verdict {
        let mut verifier = Verifier::new(GUILD, wanted);
        for link in chain {
            verifier.take(link);
        }
        verifier.end(Some(head), 0)
    }

    /// Changes one stored column.
    fn mutate(link: &mut Link, column: usize, by: u8) {
        let number = i64::from(by) + 1;
        let flip = |bytes: &mut Vec<u8>| match bytes.get_mut(usize::from(by) % 40) {
            Some(byte) => *byte ^= 1 << (by % 8),
            None => bytes.clear(),
        };
        match column {
            0 => link.link += number,
            1 => link.case += number,
            2 => link.entry += number,
            3 => link.at -= number,
            4 => link.actor_kind.push('x'),
            5 => link.actor_id += number,
            6 => link.actor_name.insert(0, 'x'),
            7 => link.kind.push('x'),
            8 => link.text.push('x'),
            9 => flip(&mut link.salt),
            10 => flip(&mut link.content_hash),
            _ => flip(&mut link.hash),
        }
    }

    proptest! {
        #![proptest_config(many())]

        #[test]
        fn a_change_of_any_column_of_any_entry_is_found(row in 0..5_usize, column in 0..12_usize, by: u8) {
            let mut chain = chain();
            let head = head(&chain);
            mutate(&mut chain[row], column, by);
            prop_assert!(verify(&chain, &head, None).broken.is_some());
        }

        #[test]
        fn a_removed_or_moved_entry_is_found(row in 0..5_usize, other in 0..5_usize) {
            let whole = chain();
            let head = head(&whole);
            let mut removed = whole.clone();
            removed.remove(row);
            prop_assert!(verify(&removed, &head, None).broken.is_some());

            let mut moved = whole.clone();
            moved.swap(row, other);
            for (number, link) in (1..).zip(&mut moved) {
                link.link = number;
            }
            prop_assert_eq!(verify(&moved, &head, None).broken.is_some(), row != other);
        }
    }

    #[test]
    fn a_whole_chain_is_whole_since_every_head_it_had() {
        let chain = chain();
        for wanted in chain
            .iter()
            .map(|link| link.hash.clone())
            .chain([GENESIS.to_vec()])
        {
            let verdict = verify(&chain, &head(&chain), Some(wanted));
            assert_eq!((verdict.broken, verdict.met), (None, true));
        }
    }

    #[test]
    fn hexadecimal_is_read_as_it_is_written() {
        assert_eq!(write_hex(&[0, 10, 255]), "000aff");
        assert_eq!(read_hex("000aff"), Some(vec![0, 10, 255]));
        assert_eq!(read_hex("000AFF"), Some(vec![0, 10, 255]));
        assert_eq!((read_hex("0"), read_hex("xy")), (None, None));
    }

    #[test]
    fn names_the_first_broken_entry() {
        let mut chain = chain();
        let head = head(&chain);
        chain[2].kind = "failed".into();
        chain[4].text = "never came back".into();

        let broken = verify(&chain, &head, None).broken.unwrap();

        assert_eq!((broken.link, broken.entry), (3, Some((1, 2))));
    }

    #[test]
    fn a_chain_that_was_written_anew_lacks_the_head_that_was_noted() {
        let noted = chain()[4].hash.clone();
        let mut anew = chain();
        anew.truncate(3);
        append(&mut anew, 2, "note", "never came back");

        let verdict = verify(&anew, &head(&anew), Some(noted));

        assert_eq!((verdict.broken, verdict.met), (None, false));
    }

    #[test]
    fn an_erased_text_is_erased_if_an_entry_says_so() {
        let mut chain = chain();
        chain[0].text.clear();
        chain[0].salt.clear();
        let silent = verify(&chain, &head(&chain), None);
        append(&mut chain, 1, ERASED, "1");

        let told = verify(&chain, &head(&chain), None);

        assert_eq!(silent.broken.unwrap().entry, Some((1, 1)));
        assert_eq!((told.erased, told.broken), (1, None));
    }
}
