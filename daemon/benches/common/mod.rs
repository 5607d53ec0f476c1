//! What the benchmarks share: frames as Discord sends them, and what the process has used.

use std::fs;
use std::io::{self, Write};
use std::time::Duration;

pub const GUILD: u64 = 1_100_000_000_000_000_000;
const AUTHORS: u64 = 1_000;
const CHANNELS: u64 = 20;
/// Linux counts CPU time in these (`sysconf(_SC_CLK_TCK)`).
const TICKS_PER_SECOND: u64 = 100;

/// A `MESSAGE_CREATE` of about 1.1 kB, the n-th of a busy guild: 1,000 authors, 20 channels, one message a millisecond.
pub fn message(n: u64) -> String {
    let id = ((400_000_000_000 + n) << 22) | (n & 0xfff);
    let (author, channel) = (n.wrapping_mul(7_919) % AUTHORS, n % CHANNELS);
    format!(
        r#"{{"t":"MESSAGE_CREATE","s":{seq},"op":0,"d":{{"type":0,"tts":false,"timestamp":"2026-11-23T18:00:00.123000+00:00","pinned":false,"nonce":"{n}","mentions":[],"mention_roles":[],"mention_everyone":false,"member":{{"roles":["{GUILD}","1100000000000000017"],"premium_since":null,"pending":false,"nick":null,"mute":false,"joined_at":"2024-03-01T12:00:00.000000+00:00","flags":0,"deaf":false,"communication_disabled_until":null,"banner":null,"avatar":null}},"id":"{id}","flags":0,"embeds":[],"edited_timestamp":null,"content":"so I tried it again last night and \"of course\" it worked at the first attempt, whatever that says about me","components":[],"channel_type":0,"channel_id":"{channel_id}","author":{{"username":"member{author}","public_flags":0,"primary_guild":null,"id":"{author_id}","global_name":"Member {author}","display_name_styles":null,"discriminator":"0","collectibles":null,"clan":null,"bot":false,"avatar_decoration_data":null,"avatar":"0123456789abcdef0123456789abcdef"}},"attachments":[],"guild_id":"{GUILD}"}}}}"#,
        seq = n + 3,
        channel_id = GUILD + 1_000 + channel,
        author_id = GUILD + 100_000 + author,
    )
}

/// A `GUILD_MEMBERS_CHUNK` with 1,000 members.
pub fn chunk(index: u64, count: u64) -> String {
    let member = |n: u64| {
        format!(
            r#"{{"user":{{"id":"{}","username":"member_{n}","global_name":"Member {n}","discriminator":"0","avatar":"0123456789abcdef0123456789abcdef","bot":false}},"nick":{},"roles":["{}","{}"],"joined_at":"2024-03-01T12:00:00.000000+00:00","deaf":false,"mute":false,"flags":0,"communication_disabled_until":null}}"#,
            GUILD + n,
            if n.is_multiple_of(5) {
                format!("\"nick {n}\"")
            } else {
                "null".into()
            },
            GUILD + 1 + n % 13,
            GUILD + 20 + n % 3,
        )
    };
    let members: Vec<_> = (index * 1_000..(index + 1) * 1_000).map(member).collect();
    format!(
        r#"{{"t":"GUILD_MEMBERS_CHUNK","s":{},"op":0,"d":{{"guild_id":"{GUILD}","members":[{}],"chunk_index":{index},"chunk_count":{count}}}}}"#,
        index + 3,
        members.join(",")
    )
}

/// The guild, without members.
pub fn guild() -> String {
    let channels: Vec<_> = (0..CHANNELS)
        .map(|n| {
            format!(
                r#"{{"id":"{}","type":0,"name":"channel-{n}"}}"#,
                GUILD + 1_000 + n
            )
        })
        .collect();
    format!(
        r#"{{"t":"GUILD_CREATE","s":2,"op":0,"d":{{"id":"{GUILD}","name":"Bench","owner_id":"1","member_count":100000,"roles":[],"members":[],"channels":[{}]}}}}"#,
        channels.join(",")
    )
}

/// The CPU time of this process so far, of all its threads, in user and kernel.
pub fn cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let (_, after_name) = stat.rsplit_once(')').unwrap();
    let fields: Vec<_> = after_name.split_whitespace().collect();
    let ticks: u64 = [11, 12]
        .map(|field: usize| fields[field].parse::<u64>().unwrap())
        .iter()
        .sum();
    Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND)
}

/// The resident memory of this process, in bytes.
pub fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes * 1_024
}

/// Prints a line of the table.
pub fn line(text: &str) {
    let line = format!("{text}\n");
    io::stdout().write_all(line.as_bytes()).unwrap();
}

/// So many in a second of CPU time.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate for people"
)]
pub fn rate(count: u64, time: Duration) -> u64 {
    (count as f64 / time.as_secs_f64().max(0.001)) as u64
}
