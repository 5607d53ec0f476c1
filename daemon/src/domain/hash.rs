//! Names that are the same for the same thing, for ever.

use std::fmt::Write;

use ring::digest;

/// The first 128 bits of a text's SHA-256.
pub fn of(text: &str) -> u128 {
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    let half = hash.as_ref().iter().take(16);
    half.fold(0, |number, byte| (number << 8) | u128::from(*byte))
}

/// The SHA-256 of bytes, in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let hash = digest::digest(&digest::SHA256, bytes);
    let mut text = String::with_capacity(2 * hash.as_ref().len());
    for byte in hash.as_ref() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

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
