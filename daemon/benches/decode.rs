//! Decoding alone: our frames, and serenity's own decoding of the same texts. `cargo bench -p emperione-daemon --bench decode`
#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a benchmark may fail by a panic"
)]

#[expect(dead_code, reason = "each benchmark uses its part")]
mod common;

use std::hint::black_box;

use common::{cpu, line, message, rate};
use emperione_daemon::bot::frames;
use serenity::model::event::GatewayEvent;

const FRAMES: u64 = 50_000;
const ROUNDS: u64 = 8;

fn measure(name: &str, texts: &[String], decode: impl Fn(&str)) -> u64 {
    let before = cpu();
    for _ in 0..ROUNDS {
        for text in texts {
            decode(text);
        }
    }
    let rate = rate(FRAMES * ROUNDS, cpu().saturating_sub(before));
    line(&format!("{name:<42} {rate:>10} messages per CPU-second"));
    rate
}

fn main() {
    let texts: Vec<_> = (0..FRAMES).map(message).collect();
    line(&format!("decode only, {} bytes a frame", texts[0].len()));

    let ours = measure("frames of empd", &texts, |text| {
        black_box(frames::decode(text).unwrap());
    });
    let theirs = measure("serenity 0.12.5", &texts, |text| {
        black_box(serde_json::from_str::<GatewayEvent>(text).unwrap());
    });
    line(&format!(
        "{:<42} {:>10}",
        "ratio, in tenths",
        ours * 10 / theirs.max(1)
    ));
}
