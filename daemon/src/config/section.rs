//! A section of the configuration, declared once: its struct, its default, and what the man page, the annotated default
//! file and the nearest-name hints say about it.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};

/// A key of a section.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    /// The lines of its doc comment.
    pub about: &'static [&'static str],
    /// A value in TOML, for a key that has none by default.
    pub example: Option<&'static str>,
}

/// What every section can say about itself.
pub trait Section: Default + Serialize + DeserializeOwned {
    const NAME: &'static str;
    const ABOUT: &'static [&'static str];
    const FIELDS: &'static [Field];
}

/// What a section's values must be beyond their types.
pub trait Check {
    /// Names the first value that cannot be used.
    fn check(&self) -> Result<(), Problem> {
        Ok(())
    }
}

/// A value that cannot be used, by its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `section.field`.
    pub key: String,
    pub why: String,
    pub hint: Option<String>,
}

impl Problem {
    pub fn new(key: impl Into<String>, why: impl fmt::Display) -> Self {
        Self {
            key: key.into(),
            why: why.to_string(),
            hint: None,
        }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Declares a section: `field: Type = default;`, or `field: Type = default, eg "TOML";` where the default is none.
macro_rules! section {
    (
        $(#[doc = $about:literal])+
        $section:ident as $key:literal {
            $($(#[doc = $doc:literal])+ $field:ident: $type:ty = $default:expr $(, eg $example:literal)?;)+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $section {
            $($(#[doc = $doc])+ pub $field: $type,)+
        }

        impl Default for $section {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        impl $crate::config::section::Section for $section {
            const NAME: &'static str = $key;
            const ABOUT: &'static [&'static str] = &[$($about),+];
            const FIELDS: &'static [$crate::config::section::Field] = &[$(
                $crate::config::section::Field {
                    name: stringify!($field),
                    about: &[$($doc),+],
                    example: $crate::config::section::section!(@example $($example)?),
                },
            )+];
        }
    };
    (@example) => { None };
    (@example $example:literal) => { Some($example) };
}

pub(crate) use section;
