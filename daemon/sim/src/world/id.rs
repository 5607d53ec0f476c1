//! Snowflakes.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The first millisecond of 2015, which ids count from (Discord, Reference: Snowflakes).
pub const DISCORD_EPOCH_MS: i64 = 1_420_070_400_000;

/// An id; text in JSON, and a number is taken as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u64);

impl Id {
    /// The first id of a millisecond.
    pub fn at(ms: i64) -> Self {
        Self((ms - DISCORD_EPOCH_MS).max(0).unsigned_abs() << 22)
    }

    /// When it was made, in milliseconds since 1970.
    pub fn created_ms(self) -> i64 {
        (self.0 >> 22).cast_signed() + DISCORD_EPOCH_MS
    }

    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Id;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a snowflake")
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Id, E> {
                Ok(Id(number))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Id, E> {
                Id::parse(text).ok_or_else(|| E::custom("not a snowflake"))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_knows_its_time_and_reads_text_and_numbers() {
        let id = Id::at(1_700_000_000_123);

        assert_eq!(id.created_ms(), 1_700_000_000_123);
        assert_eq!(
            serde_json::from_str::<Id>(&format!("\"{id}\"")).unwrap(),
            id
        );
        assert_eq!(serde_json::from_str::<Id>(&id.to_string()).unwrap(), id);
    }
}
