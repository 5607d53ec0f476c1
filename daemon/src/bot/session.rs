//! What must be the same for a session to be resumed.

use emperione_protocol::system::Intents;
use ring::digest::{SHA256, digest};

use crate::domain::cases::chain::write_hex;

/// The gateway's version, as the frames of `twilight-gateway` are.
const API_VERSION: u32 = 10;

/// What of the gateway's events a bot may see, by the tier of privileged intents that it was granted (Gateway: List of
/// Intents). Presences are never asked for.
pub(super) fn intents(tier: Intents) -> twilight_gateway::Intents {
    use twilight_gateway::Intents as Bits;
    let open = Bits::GUILDS
        | Bits::GUILD_MODERATION
        | Bits::GUILD_INVITES
        | Bits::GUILD_VOICE_STATES
        | Bits::GUILD_MESSAGES
        | Bits::GUILD_MESSAGE_REACTIONS
        | Bits::AUTO_MODERATION_CONFIGURATION
        | Bits::AUTO_MODERATION_EXECUTION;
    match tier {
        Intents::Full => open | Bits::GUILD_MEMBERS | Bits::MESSAGE_CONTENT,
        Intents::NoContent => open | Bits::GUILD_MEMBERS,
        Intents::Minimal => open,
    }
}

/// Names the properties of a shard's session; the token only by its hash.
pub(super) fn fingerprint(
    token: &str,
    intents: twilight_gateway::Intents,
    shard: u32,
    shards: u32,
) -> String {
    let token = digest(&SHA256, token.as_bytes());
    let token = write_hex(&token.as_ref()[..12]);
    format!(
        "v{API_VERSION} token {token} intents {} shard {shard}/{shards}",
        intents.bits()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_changes_with_each_property_and_hides_the_token() {
        let all = intents(Intents::Full);
        let base = fingerprint("secret", all, 0, 1);

        assert!(!base.contains("secret"));
        for other in [
            fingerprint("secret2", all, 0, 1),
            fingerprint("secret", intents(Intents::Minimal), 0, 1),
            fingerprint("secret", all, 1, 2),
            fingerprint("secret", all, 0, 2),
        ] {
            assert_ne!(base, other);
        }
    }
}
