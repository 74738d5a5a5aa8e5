//! What surrounds a command: the revision its sender saw, its idempotency key, its correlation id.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::body;
use super::preconditions::{IdempotencyKey, IfMatch};
use super::problem::Problem;
use crate::telemetry::Correlation;

/// The envelope of one POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The seat's revision as the sender saw it.
    pub expected: Option<u64>,
    /// The sender's key.
    pub key: IdempotencyKey,
    /// Names the request through every room.
    pub correlation: Correlation,
    /// Method and path: the same key at another place is another wish.
    address: String,
}

impl<S: Sync> FromRequestParts<S> for Envelope {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Ok(Self {
            expected: IfMatch::from_request_parts(parts, state).await?.0,
            key: IdempotencyKey::from_request_parts(parts, state).await?,
            correlation: Correlation::from_request_parts(parts, state).await?,
            address: format!("{} {}", parts.method, parts.uri.path()),
        })
    }
}

/// The envelope of a POST that would harm if it came twice: the key has to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedEnvelope(pub Envelope);

impl<S: Sync> FromRequestParts<S> for KeyedEnvelope {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let envelope = Envelope::from_request_parts(parts, state).await?;
        envelope.key.clone().required()?;
        Ok(Self(envelope))
    }
}

impl Envelope {
    /// The envelope of a form: what headers say elsewhere stands in its fields.
    #[must_use]
    pub fn of_form(
        method: &axum::http::Method,
        path: &str,
        key: IdempotencyKey,
        expected: Option<u64>,
        correlation: Correlation,
    ) -> Self {
        Self {
            expected,
            key,
            correlation,
            address: format!("{method} {path}"),
        }
    }

    /// The envelope of one part of a bulk command: its key is the whole's and its own.
    #[must_use]
    pub fn for_part(&self, part: &str) -> Self {
        let key = self.key.0.as_ref().map(|key| format!("{key}/{part}"));
        Self {
            key: IdempotencyKey(key),
            expected: None,
            ..self.clone()
        }
    }

    /// What an idempotency key stands for: where it went, and what was in it.
    #[must_use]
    pub fn fingerprint(&self, body_digest: &str) -> String {
        body::digest(format!("{}\n{body_digest}", self.address).as_bytes())
    }
}
