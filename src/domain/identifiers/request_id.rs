//! The id of a request: when it was made, and chance.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::super::calendar::Instant;

/// 2024-01-01T00:00Z in milliseconds since 1970: the year the first calendar covers.
const EPOCH_MILLIS: i64 = 1_704_067_200_000;
const RANDOM_BITS: u32 = 22;
const RANDOM_MASK: i64 = (1 << RANDOM_BITS) - 1;
/// 41 bits of milliseconds last until the year 2093.
const MAX_MILLIS: i64 = (1 << 41) - 1;

/// A 63-bit id of a request 办件: 41 bits of milliseconds since 2024, then 22 random bits. It sorts
/// by time and is never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct RequestId(i64);

/// A number that no request can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a request id; ids are not negative")]
pub struct RequestIdError(i64);

impl RequestId {
    /// An id for a request made at `at`, with the lower 22 bits of `random`. Instants before 2024
    /// or after 2093 take the nearest instant that fits.
    pub fn new(at: Instant, random: u32) -> Self {
        let millis = (at.timestamp_millis() - EPOCH_MILLIS).clamp(0, MAX_MILLIS);
        Self(millis << RANDOM_BITS | (i64::from(random) & RANDOM_MASK))
    }

    /// The id as storage keeps it.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for RequestId {
    type Error = RequestIdError;

    fn try_from(id: i64) -> Result<Self, RequestIdError> {
        if id < 0 {
            return Err(RequestIdError(id));
        }
        Ok(Self(id))
    }
}

impl From<RequestId> for i64 {
    fn from(id: RequestId) -> Self {
        id.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
