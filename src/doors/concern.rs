//! Need to know: who may learn that a request is there at all.

use super::Found;
use crate::domain::definition::Workflow;
use crate::domain::directory::{AUDITOR, GOVERNMENT_HEAD, Officer, SUPERVISOR};
use crate::domain::request::Request;
use crate::engine::SeenBy;

/// Whether an officer may know that a request is there: they watch over all, or their department
/// has a part in it, holds a seat of it, or owes it an answer.
#[must_use]
pub fn is_concerned(officer: &Officer, found: &Found) -> bool {
    may_know(officer, &found.request, &found.service.workflow)
}

/// The same as the engine asks it of the request that a command finds.
pub(super) fn concerned(officer: Officer) -> SeenBy {
    SeenBy::those(move |request, workflow| may_know(&officer, request, workflow))
}

fn may_know(officer: &Officer, request: &Request, workflow: &Workflow) -> bool {
    let department = &officer.department;
    officer.is(SUPERVISOR)
        || officer.is(AUDITOR)
        || approves_extensions(officer, workflow)
        || workflow.standing_departments().contains(department)
        || request
            .seats
            .values()
            .any(|seat| &seat.department == department || seat.holder == Some(officer.id))
        || request
            .reviews
            .values()
            .any(|review| &review.department == department)
        || request
            .cards
            .iter()
            .any(|card| &card.department == department)
}

/// Who may extend a term has to see whose: the head of the government is of no department here.
fn approves_extensions(officer: &Officer, workflow: &Workflow) -> bool {
    let limits = &workflow.limits;
    let terms = [
        Some(&limits.statutory),
        limits.promised.as_ref(),
        Some(&limits.deliver.limit),
    ];
    let rules = terms
        .into_iter()
        .flatten()
        .filter_map(|limit| limit.extend.as_ref());
    let mut approvers = rules.map(|rule| rule.approver.as_ref());
    approvers.any(|approver| approver == GOVERNMENT_HEAD && officer.is(approver))
}
