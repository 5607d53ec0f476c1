//! Close codes of the gateway (Opcodes and Status Codes: Gateway Close Event Codes).

/// What to do after a close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The session lives: resume it.
    Resume,
    /// The session is over: identify anew.
    Identify,
    /// Coming back would not help.
    Stop,
}

pub(super) fn verdict(code: Option<u16>) -> Verdict {
    match code {
        Some(4004 | 4010..=4014) => Verdict::Stop,
        Some(4007 | 4009) => Verdict::Identify,
        _ => Verdict::Resume,
    }
}

/// The code in words, with the way out where an operator has one.
pub(super) fn words(code: Option<u16>) -> String {
    let Some(code) = code else {
        return "the connection was closed".into();
    };
    let words = match code {
        4000 => "unknown error",
        4001 => "unknown opcode",
        4002 => "decode error",
        4003 => "not authenticated",
        4004 => {
            "the token is wrong: make a new one in the developer portal and put it into the token file"
        }
        4005 => "already authenticated",
        4007 => "invalid sequence number",
        4008 => "sent too much",
        4009 => "the session timed out",
        4010 => "invalid shard",
        4011 => "more shards are needed",
        4012 => "invalid version of the gateway",
        4013 => "invalid intents",
        4014 => {
            "privileged intents are not enabled: enable them in the developer portal, or set bot.intents to `no-content` or `minimal`"
        }
        1006 => "the connection was lost",
        _ => "no reason known",
    };
    format!("{words} (close code {code})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f14_fatal_codes_stop_and_others_come_back() {
        let of = |verdict_is| {
            (4000..=4014)
                .filter(|code| verdict(Some(*code)) == verdict_is)
                .collect::<Vec<_>>()
        };

        assert_eq!(of(Verdict::Stop), [4004, 4010, 4011, 4012, 4013, 4014]);
        assert_eq!(of(Verdict::Identify), [4007, 4009]);
        for code in [None, Some(1000), Some(1001), Some(1006)] {
            assert_eq!(verdict(code), Verdict::Resume);
        }
    }
}
