//! The time of a frame at 200×60. `cargo bench -p emperione-tui --bench frame`
#![expect(clippy::unwrap_used, reason = "a benchmark may fail by a panic")]

use std::io::{self, Write};
use std::time::{Duration, Instant};

use emperione_tui::testing::Board;

const FRAMES: usize = 2_000;

fn main() {
    let mut board = Board::full(200, 60, 10_000);
    let mut out = io::stdout();
    for (screen, key) in [
        ("overview", '1'),
        ("live feed of 10,000 messages", '2'),
        ("500 members", '3'),
        ("500 cases", '4'),
        ("500 batches", '7'),
    ] {
        board.press(key);
        board.frame();
        let mut times: Vec<_> = (1..).take(FRAMES).map(|n| frame(&mut board, n)).collect();
        times.sort_unstable();
        let (half, last) = (times[FRAMES / 2], times[FRAMES * 99 / 100]);
        let (half, last) = (half.as_micros(), last.as_micros());
        writeln!(out, "{screen:<30} p50 {half:>6} µs   p99 {last:>6} µs").unwrap();
    }
}

fn frame(board: &mut Board, second: i64) -> Duration {
    let begun = Instant::now();
    board.tick(second);
    board.frame();
    begun.elapsed()
}
