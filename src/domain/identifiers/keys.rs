//! Keys that workflow and configuration files use, and the plain ids of rows.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The longest key, in characters.
pub const MAX_KEY_LENGTH: usize = 64;

/// Why a text is no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Nothing written.
    #[error("a key is missing; write lower-case letters, like public-security")]
    Empty,
    /// Longer than [`MAX_KEY_LENGTH`].
    #[error("a key of {0} characters is too long; use at most {MAX_KEY_LENGTH}")]
    TooLong(usize),
    /// Not a lower-case letter in front.
    #[error("key {key:?} starts with {found:?}; start it with a letter from a to z")]
    Start {
        /// The key as written.
        key: String,
        /// Its first character.
        found: char,
    },
    /// A character keys don't have.
    #[error("key {key:?} contains {found:?}; use only a to z, 0 to 9, - and _")]
    Character {
        /// The key as written.
        key: String,
        /// The first character that is not allowed.
        found: char,
    },
}

fn check(key: &str) -> Result<(), KeyError> {
    let length = key.chars().count();
    if length > MAX_KEY_LENGTH {
        return Err(KeyError::TooLong(length));
    }
    let first = key.chars().next().ok_or(KeyError::Empty)?;
    if !first.is_ascii_lowercase() {
        return Err(KeyError::Start {
            key: key.to_owned(),
            found: first,
        });
    }
    let allowed = |c: &char| matches!(c, 'a'..='z' | '0'..='9' | '-' | '_');
    match key.chars().find(|c| !allowed(c)) {
        None => Ok(()),
        Some(found) => Err(KeyError::Character {
            key: key.to_owned(),
            found,
        }),
    }
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The key as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = KeyError;

            fn from_str(text: &str) -> Result<Self, KeyError> {
                check(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = KeyError;

            fn try_from(text: String) -> Result<Self, KeyError> {
                check(&text)?;
                Ok(Self(text))
            }
        }

        impl From<$name> for String {
            fn from(key: $name) -> Self {
                key.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

keys! {
    /// One service 流程, `workflows/<key>.yaml`.
    WorkflowKey,
    /// A department 部门.
    DepartmentKey,
    /// A role an officer may hold.
    RoleKey,
    /// A stage 环节 of a workflow.
    StageKey,
    /// A review 审查 within a stage.
    ReviewKey,
    /// A field of a workflow's form.
    FieldKey,
    /// A material 材料 a workflow asks for.
    MaterialKey,
    /// An escalation ladder.
    LadderKey,
    /// A kind of notice 告知.
    NoticeKey,
}

macro_rules! row_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

row_ids! {
    /// An officer 经办人.
    OfficerId,
    /// A sitting 集中审批会.
    SittingId,
}
