//! Names of reviews, clocks and duties as plain strings, so that they can be keys of objects.

use serde::{Deserialize, Serialize};

use super::{ClockKey, Duty, ReviewId};

/// A name that belongs to no clock, duty or review.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` names nothing in a request; a review reads like `verify.age` or `verify.vaccination#children-1`"
)]
pub struct UnknownName(pub String);

/// JSON keeps these names as plain strings, so that they can be keys of objects.
macro_rules! as_string {
    ($($name:ty),*) => {$(
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}
as_string!(ClockKey, ReviewId, Duty);
