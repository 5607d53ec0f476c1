//! Names that are the same for the same thing, for ever.

use emperione_protocol::ActionId;
use ring::digest;

use super::cases::chain::write_hex;

/// The first 128 bits of a text's SHA-256.
pub fn of(text: &str) -> u128 {
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    let half = hash.as_ref().iter().take(16);
    half.fold(0, |number, byte| (number << 8) | u128::from(*byte))
}

/// The SHA-256 of bytes, in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    write_hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// The action of a name: always the same, so that its effect has one key.
pub fn action(name: &str) -> ActionId {
    ActionId(u64::try_from(of(name) >> 68).expect("60 bits are left"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_has_sixty_bits_and_one_name() {
        assert_eq!(action("abc"), ActionId(0x0ba7_816b_f8f0_1cfe));
        assert_ne!(action("abc"), action("abd"));
    }

    #[test]
    fn it_is_the_beginning_of_the_sha_256() {
        assert_eq!(
            format!("{:032x}", of("abc")),
            "ba7816bf8f01cfea414140de5dae2223"
        );
        assert!(hex(b"abc").starts_with(&format!("{:032x}", of("abc"))));
        assert_eq!(hex(b"").len(), 64);
    }
}
