//! Cases: entries are chained, so that a changed one is found; erasing a text and its salt leaves the chain whole.

use emperione_protocol::{GuildId, Timestamp};
use ring::digest::{Context, SHA256, digest};

/// The first link of every guild's chain.
pub const GENESIS: [u8; 32] = [0; 32];

/// What is hashed of an entry besides its text.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    pub guild: GuildId,
    pub number: u64,
    pub entry: u64,
    pub at: Timestamp,
    pub actor: &'a str,
    pub kind: &'a str,
}

/// The hash of an entry: of the one before it, its metadata, and the hash of its salted text.
pub fn hash(previous: &[u8], link: Link<'_>, salt: &[u8], text: &str) -> [u8; 32] {
    let mut content = Context::new(&SHA256);
    content.update(salt);
    content.update(text.as_bytes());
    let metadata = format!(
        "{}\n{}\n{}\n{}\n{}\n{}",
        link.guild, link.number, link.entry, link.at.0, link.actor, link.kind
    );
    let mut whole = Context::new(&SHA256);
    whole.update(previous);
    whole.update(digest(&SHA256, metadata.as_bytes()).as_ref());
    whole.update(content.finish().as_ref());
    let mut hash = [0; 32];
    hash.copy_from_slice(whole.finish().as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: Link<'_> = Link {
        guild: GuildId(1),
        number: 2,
        entry: 3,
        at: Timestamp(4),
        actor: "user 5",
        kind: "applied",
    };

    #[test]
    fn every_part_of_an_entry_changes_its_hash() {
        let hashes = [
            hash(&GENESIS, LINK, b"salt", "text"),
            hash(&[1; 32], LINK, b"salt", "text"),
            hash(&GENESIS, Link { number: 9, ..LINK }, b"salt", "text"),
            hash(
                &GENESIS,
                Link {
                    actor: "user 6",
                    ..LINK
                },
                b"salt",
                "text",
            ),
            hash(&GENESIS, LINK, b"pepper", "text"),
            hash(&GENESIS, LINK, b"salt", "other"),
        ];

        let distinct: std::collections::HashSet<_> = hashes.iter().collect();
        assert_eq!(distinct.len(), hashes.len());
    }
}
