//! Evidence of cases: what may be named as one, which messages belong to it, and how the case's log vouches for it.

use std::collections::BTreeMap;

use emperione_protocol::messages::read_link;
use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp, UserId};

use super::cases::chain::{content_hash, write_hex};

/// The kinds of the entries that tell of it.
pub const NAMED: &str = "evidence";
pub const KEPT: &str = "evidence_kept";
pub const MISSING: &str = "evidence_missing";
/// Says which pieces lost words or files; it names nobody and stays in erasures.
pub const ERASED: &str = "evidence_erased";

/// Discord takes no longer addresses in its own messages.
const LONGEST_LINK: usize = 2_000;

/// What somebody names as evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Message(ChannelId, MessageId),
    /// A message whose channel is still to be found.
    Id(MessageId),
    Link(String),
    /// What an item of the inbox holds.
    Item(u64),
}

/// Reads what is named as evidence.
///
/// # Errors
/// If it is none, in words.
pub fn read_source(guild: GuildId, text: &str) -> Result<Source, String> {
    let text = text.trim();
    if let Some((of, channel, message)) = read_link(text) {
        return if of == guild {
            Ok(Source::Message(channel, message))
        } else {
            Err(format!("`{text}` is a message of another server"))
        };
    }
    if let Some(number) = text.strip_prefix("item:").and_then(|it| it.parse().ok()) {
        return Ok(Source::Item(number));
    }
    if let Ok(id) = text.parse() {
        return Ok(Source::Id(MessageId(id)));
    }
    // What "Copy Message ID" gives with the shift key held.
    if let Some((channel, message)) = text.split_once('-')
        && let (Ok(channel), Ok(message)) = (channel.parse(), message.parse())
    {
        return Ok(Source::Message(ChannelId(channel), MessageId(message)));
    }
    read_address(text).map(Source::Link)
}

fn read_address(text: &str) -> Result<String, String> {
    let shown: String = text.chars().take(80).collect();
    let plain = |letter: char| letter.is_whitespace() || letter.is_control();
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    if rest.is_none_or(str::is_empty) || text.contains(plain) {
        return Err(format!(
            "`{shown}` is no link, no id of a message, and no item of the inbox as `item:N`"
        ));
    }
    if text.chars().count() > LONGEST_LINK {
        return Err(format!("a link has more than {LONGEST_LINK} letters"));
    }
    Ok(text.into())
}

/// The link of a message.
pub fn link(guild: GuildId, channel: ChannelId, message: MessageId) -> String {
    format!("https://discord.com/channels/{guild}/{channel}/{message}")
}

/// A message as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub message: MessageId,
    pub author: UserId,
    pub author_name: String,
    pub text: String,
    pub edited_at: Option<Timestamp>,
}

/// The message and the nearest `around` on each side, in their order. Of what is known twice, the first counts.
pub fn window(found: Vec<Found>, message: MessageId, around: usize) -> Vec<Found> {
    let mut all = BTreeMap::new();
    for one in found {
        all.entry(one.message).or_insert(one);
    }
    let after = all.split_off(&message);
    let first = all.len().saturating_sub(around);
    let before = all.into_values().skip(first);
    let has = usize::from(after.contains_key(&message));
    before
        .chain(after.into_values().take(around + has))
        .collect()
}

/// The salted hash of what a message said and who said it.
pub fn quote_hash(salt: &[u8], message: MessageId, author: UserId, text: &str) -> Vec<u8> {
    content_hash(salt, &format!("{message} {author}\n{text}")).to_vec()
}

/// The salted hash of what is known of an attachment.
pub fn file_hash(salt: &[u8], size: u64, name: &str, sha256: Option<&[u8]>) -> Vec<u8> {
    let hash = sha256.map(write_hex).unwrap_or_default();
    content_hash(salt, &format!("{size} {hash}\n{name}")).to_vec()
}

/// What the case's log keeps of all parts of a piece, in their order; erasing a part leaves it as it is.
pub fn seal_of<'a>(hashes: impl IntoIterator<Item = &'a [u8]>) -> String {
    let all = hashes.into_iter().collect::<Vec<_>>().concat();
    write_hex(&content_hash(&all, ""))
}

/// What the log says when a piece was kept.
pub fn told(piece: u32, what: &str, seal: &str) -> String {
    format!("piece {piece}: {what}; seal {seal}")
}

/// The piece and the seal of such an entry.
pub fn read_told(text: &str) -> Option<(u32, &str)> {
    let (_, seal) = text.rsplit_once("; seal ")?;
    let seal = seal.split(';').next()?;
    let (piece, _) = text.strip_prefix("piece ")?.split_once(':')?;
    Some((piece.parse().ok()?, seal))
}

/// What the log says of parts that were erased: of each piece its number, and how many messages and files.
pub fn told_erased(parts: &BTreeMap<u32, (u64, u64)>) -> String {
    let count = |n: u64, what: &str| match n {
        0 => String::new(),
        1 => format!(" 1 {what}"),
        n => format!(" {n} {what}s"),
    };
    let words = parts.iter().map(|(piece, lost)| match lost {
        (0, 0) => format!("piece {piece}: link"),
        (quotes, files) => {
            let quotes = count(*quotes, "message");
            format!("piece {piece}:{quotes}{}", count(*files, "file"))
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The pieces that such an entry names.
pub fn read_erased(text: &str) -> Vec<u32> {
    let piece = |part: &str| part.strip_prefix("piece ")?.split(':').next()?.parse().ok();
    text.split(", ").filter_map(piece).collect()
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    const GUILD: GuildId = GuildId(7);

    #[test]
    fn what_is_named_is_read() {
        let message = Source::Message(ChannelId(2), MessageId(3));
        for (text, source) in [
            ("https://discord.com/channels/7/2/3", message.clone()),
            ("2-3", message),
            (
                " 80351110224678912 ",
                Source::Id(MessageId(80_351_110_224_678_912)),
            ),
            ("item:4", Source::Item(4)),
            (
                "https://example.org/a?b",
                Source::Link("https://example.org/a?b".into()),
            ),
        ] {
            assert_eq!(read_source(GUILD, text), Ok(source), "{text}");
        }
    }

    #[test]
    fn what_is_no_evidence_is_refused_with_the_reason() {
        for (text, words) in [
            ("https://discord.com/channels/8/2/3", "another server"),
            ("", "no link"),
            ("spam", "no link"),
            ("javascript:alert(1)", "no link"),
            ("https://", "no link"),
            ("https://a b", "no link"),
            ("https://a\u{1b}[2J", "no link"),
        ] {
            let refusal = read_source(GUILD, text).unwrap_err();
            assert!(refusal.contains(words), "{text}: {refusal}");
        }
        let long = format!("https://{}", "a".repeat(LONGEST_LINK));
        assert!(read_source(GUILD, &long).is_err());
    }

    fn found(ids: impl IntoIterator<Item = u64>) -> Vec<Found> {
        let one = |id| Found {
            message: MessageId(id),
            author: UserId(1),
            author_name: "ann".into(),
            text: String::new(),
            edited_at: None,
        };
        ids.into_iter().map(one).collect()
    }

    #[test]
    fn a_window_is_the_message_and_its_neighbours() {
        let ids = |found: Vec<Found>| -> Vec<u64> {
            found.into_iter().map(|one| one.message.0).collect()
        };
        for (around, expected) in [
            (0, vec![5]),
            (2, vec![3, 4, 5, 6, 7]),
            (9, (1..10).collect()),
        ] {
            let window = window(found((1..10).rev()), MessageId(5), around);
            assert_eq!(ids(window), expected);
        }
        // One that is gone leaves what was said around it.
        let gone = window(found([1, 2, 8, 9]), MessageId(5), 1);
        assert_eq!(ids(gone), [2, 8]);
    }

    #[test]
    fn the_log_is_read_as_it_is_written() {
        let seal = seal_of([[1_u8; 32].as_slice(), &[2; 32]]);
        let text = told(3, "message 1; seal of approval", &seal);
        assert_eq!(read_told(&text), Some((3, seal.as_str())));
        assert_eq!(read_told("piece 2: a link"), None);

        let parts = BTreeMap::from([(1, (2, 1)), (4, (0, 1))]);
        let text = told_erased(&parts);
        assert_eq!(text, "piece 1: 2 messages 1 file, piece 4: 1 file");
        assert_eq!(read_erased(&text), [1, 4]);
    }
}
