//! A complaint 投诉 about the handling of a request.

use serde::{Deserialize, Serialize};

use crate::domain::calendar::Instant;

/// A complaint 投诉; its words and those of its answer are among the facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// Number within the request, from 1.
    pub number: u32,
    /// When it was made.
    pub at: Instant,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Instant>,
}

impl Complaint {
    /// Whether it still waits for its answer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.answered_at.is_none()
    }
}
