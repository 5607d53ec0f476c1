//! Ids. Text on the wire where a person or JavaScript may read it (JSON), numbers in MessagePack.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The first millisecond of 2015, which snowflakes count from (Discord, Reference: Snowflakes).
pub const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

macro_rules! snowflakes {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u64);

        impl $name {
            /// When Discord made this id, in milliseconds since 1970.
            pub fn created_at(self) -> crate::Timestamp {
                crate::Timestamp(((self.0 >> 22) + DISCORD_EPOCH_MS).cast_signed())
            }

            /// The lowest id that Discord makes at a time.
            pub fn first_at(time: crate::Timestamp) -> Self {
                let since = time.0.max(0).unsigned_abs().saturating_sub(DISCORD_EPOCH_MS);
                Self(since << 22)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                match text.parse() {
                    Ok(number) if number > 0 => Ok(Self(number)),
                    _ => Err(InvalidId { what: stringify!($name), text: text.into() }),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serialize(self, self.0, serializer)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserialize(deserializer, Self)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string" })
            }
        }
    )*};
}

snowflakes! {
    /// A channel or thread.
    ChannelId;
    /// A guild; also the id of its role `@everyone`.
    GuildId;
    /// A message.
    MessageId;
    /// A role.
    RoleId;
    /// A user.
    UserId;
}

impl GuildId {
    /// The role `@everyone`, which has the guild's id.
    pub fn everyone(self) -> RoleId {
        RoleId(self.0)
    }
}

/// Crockford's alphabet: no `i l o u`.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LETTERS: usize = 12;

macro_rules! randoms {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u64);

        impl $name {
            /// Makes a new id.
            pub fn random() -> Self {
                Self(rand::random::<u64>() >> 4)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let letters: String = (0..LETTERS).rev().map(|place| letter(self.0 >> (5 * place))).collect();
                f.pad(&letters)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let number = read_letters(text);
                number.map(Self).ok_or_else(|| InvalidId { what: stringify!($name), text: text.into() })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serialize(self, self.0, serializer)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserialize(deserializer, Self)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string" })
            }
        }
    )*};
}

randoms! {
    /// Names one action for ever: 60 random bits that the client chooses before it sends, so that a retry is recognised.
    ActionId;
    /// Names one batch for ever, as an action's id names an action.
    BatchId;
    /// Names one post to a log channel for ever.
    PostId;
}

fn letter(bits: u64) -> char {
    let [low, ..] = bits.to_le_bytes();
    char::from(ALPHABET[usize::from(low & 31)])
}

fn read_letters(text: &str) -> Option<u64> {
    let digit = |letter: u8| {
        let letter = letter.to_ascii_lowercase();
        ALPHABET.iter().position(|known| *known == letter)
    };
    let fits = text.len() == LETTERS;
    text.bytes()
        .filter(|_| fits)
        .try_fold(0, |number, letter| {
            Some(number << 5 | digit(letter)? as u64)
        })
        .filter(|_| fits)
}

/// A text that is no id of the kind it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a valid {what}")]
pub struct InvalidId {
    what: &'static str,
    text: String,
}

fn serialize<S: Serializer>(
    id: &impl fmt::Display,
    number: u64,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.collect_str(id)
    } else {
        serializer.serialize_u64(number)
    }
}

/// Takes text and numbers alike: serde keeps tagged and flattened records in a buffer first, and that no longer
/// knows which format it was filled from.
fn deserialize<'de, D, T>(deserializer: D, from_number: impl Fn(u64) -> T) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err = InvalidId>,
{
    deserializer.deserialize_any(IdVisitor(from_number))
}

struct IdVisitor<F>(F);

impl<T, F> de::Visitor<'_> for IdVisitor<F>
where
    T: FromStr<Err = InvalidId>,
    F: Fn(u64) -> T,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        Ok(self.0(number))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_action_id_survives_its_text(number in 0..1u64 << 60) {
            let id = ActionId(number);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
            prop_assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
        }
    }

    #[test]
    fn ids_are_text_in_json() {
        let json = serde_json::to_string(&(UserId(u64::MAX), ActionId(31))).unwrap();

        assert_eq!(json, r#"["18446744073709551615","00000000000z"]"#);
        assert_eq!(
            serde_json::from_str::<(UserId, ActionId)>(&json).unwrap(),
            (UserId(u64::MAX), ActionId(31))
        );
    }

    #[test]
    fn ids_are_numbers_in_message_pack() {
        let packed = rmp_serde::to_vec_named(&UserId(7)).unwrap();

        assert_eq!(packed, [7]);
        assert_eq!(rmp_serde::from_slice::<UserId>(&packed).unwrap(), UserId(7));
    }

    #[test]
    fn refuses_what_is_no_id() {
        assert!("0".parse::<UserId>().is_err());
        assert!("alice".parse::<UserId>().is_err());
        assert!("0000000000000".parse::<ActionId>().is_err());
        assert!("00000000000u".parse::<ActionId>().is_err());
    }
}
