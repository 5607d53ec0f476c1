//! What people write.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

const WORDS: [&str; 64] = [
    "the", "new", "build", "works", "on", "my", "machine", "but", "not", "yet", "in", "release",
    "mode", "does", "anyone", "know", "why", "this", "breaks", "after", "update", "thanks", "that",
    "fixed", "it", "see", "pinned", "message", "for", "details", "who", "is", "up", "a", "game",
    "tonight", "around", "eight", "sounds", "good", "to", "me", "i", "think", "we", "should",
    "try", "another", "map", "first", "lol", "same", "here", "nice", "work", "everyone", "please",
    "read", "rules", "before", "posting", "again", "later", "today",
];

pub(super) const EMOJI: [&str; 8] = ["👍", "❤️", "😂", "🎉", "👀", "🔥", "✅", "🤔"];

pub(super) fn sentence(rng: &mut ChaCha8Rng) -> String {
    let length = rng.random_range(2..18);
    let words: Vec<_> = (0..length)
        .map(|_| WORDS[rng.random_range(0..WORDS.len())])
        .collect();
    let end = ["", "", ".", "!", "?"][rng.random_range(0..5)];
    format!("{}{end}", words.join(" "))
}

pub(super) fn spam(rng: &mut ChaCha8Rng) -> String {
    format!(
        "free gifts, only today: https://gifts.example.com/claim?ref={}",
        rng.random_range(0..3)
    )
}

pub(super) fn raid(rng: &mut ChaCha8Rng) -> String {
    format!(
        "JOIN NOW https://raid.example.net/{:04x} @everyone",
        rng.random_range(0..0x1_0000_u32)
    )
}
