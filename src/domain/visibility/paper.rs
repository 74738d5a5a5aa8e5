//! Papers that a duty is about: whoever makes a certificate or hands a result over has them before them.

use crate::domain::definition::Workflow;
use crate::domain::parts;
use crate::domain::request::{DecisionOutcome, Duty, Request};

/// A paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// What the certificate will say, before it is made.
    Draft,
    /// The certificate.
    Certificate,
    /// The decision of refusal, of the whole or of a part.
    Refusal,
}

/// The papers that whoever works on a duty may read and print.
#[must_use]
pub fn papers(workflow: &Workflow, request: &Request, duty: &Duty) -> Vec<Paper> {
    let Some(decision) = &request.decision else {
        return Vec::new();
    };
    let refused = decision.outcome == DecisionOutcome::Refuse;
    let in_part = !parts::withheld(workflow, request).is_empty();
    let made = request.certificate_at.is_some();
    let all = match duty {
        Duty::Issue => [(!refused, Paper::Draft), (false, Paper::Refusal)],
        Duty::Deliver => [
            (made && !refused, Paper::Certificate),
            (refused || in_part, Paper::Refusal),
        ],
        _ => return Vec::new(),
    };
    let there = all.into_iter().filter(|(there, _)| *there);
    there.map(|(_, paper)| paper).collect()
}
