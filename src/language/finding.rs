//! One problem of a file, with its place.

use serde::Serialize;

pub use crate::domain::check::Severity;

use super::tree::Place;

/// One thing wrong with a file: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file as named by whoever asked.
    pub file: String,
    /// Stable kebab-case code.
    pub code: String,
    /// Whether it keeps the workflow from going live.
    pub severity: Severity,
    /// Dotted path in the file: `stages.verify.reviews.age.for`.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// Where it stands.
    pub place: Place,
}

/// Whether any of the findings keeps a workflow from going live.
#[must_use]
pub fn any_error(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
}
