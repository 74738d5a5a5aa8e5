//! Why a call to the engine did not do its work.

use crate::domain::identifiers::WorkflowKey;
use crate::domain::refusal::Refusal;
use crate::storage;

/// A failed call. A refusal is lawful; the rest is trouble.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no; nothing was written.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such request or sitting.
    #[error("there is no such thing")]
    NotFound,
    /// No such service is published.
    #[error("there is no service {0}")]
    NoSuchService(WorkflowKey),
    /// A request runs on a workflow version that is not stored.
    #[error("version {1} of service {0} is missing")]
    MissingVersion(WorkflowKey, u32),
    /// This version was published with another content.
    #[error("version {version} of service {key} stands with another content; raise the version")]
    VersionTaken {
        /// The service.
        key: WorkflowKey,
        /// The version.
        version: u32,
    },
    /// The database belongs to a house with another signing key.
    #[error("the signing key is not the one of this database")]
    ForeignKey,
    /// The house of the database seals with another key, or this node has none.
    #[error("the seal key is not the one of this house")]
    ForeignSealKey,
    /// The idempotency key was used for another call.
    #[error("this idempotency key was used for another call")]
    IdempotencyReuse,
    /// Too much happens to these requests at once; the same call may succeed in a moment.
    #[error("too many changes at once")]
    Busy,
    /// The bytes of uploaded files cannot be reached.
    #[error("the uploaded files cannot be reached")]
    Files(#[source] std::io::Error),
    /// The decision itself broke, or the task that was carrying it out was lost: what it wrote, if
    /// anything, the request shows.
    #[error("the command panicked")]
    Panicked,
    /// The store failed.
    #[error("the store failed")]
    Storage(#[from] storage::Error),
}

impl Error {
    /// Whether the same call may succeed later, unchanged.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Busy | Self::Files(_) => true,
            Self::Storage(error) => error.is_transient(),
            _ => false,
        }
    }
}
