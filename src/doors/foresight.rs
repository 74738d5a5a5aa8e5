//! What would follow from an act, asked of the core before anybody does it.

use super::{Doors, Found};
use crate::domain::command::{Act, Action, Actor, Command, Opinion};
use crate::domain::decide::{Outcome, decide};
use crate::domain::directory::Officer;
use crate::domain::event::Event;
use crate::domain::refusal::Refusal;
use crate::domain::request::Verdict;

/// An agreement in words that nobody reads.
#[must_use]
pub fn agreement() -> Opinion {
    Opinion {
        verdict: Verdict::Agree,
        reason: None,
        basis: None,
        text: "?".to_owned(),
        with: Vec::new(),
    }
}

/// What would become of the request if an officer did this now; nothing is done.
///
/// # Errors
/// As it would be refused.
pub fn outcome(
    doors: &Doors,
    found: &Found,
    officer: &Officer,
    action: Action,
) -> Result<Outcome, Refusal> {
    let command = Command {
        actor: Actor::Officer(officer.clone()),
        action,
        expected: None,
    };
    let (request, facts) = (&found.request, &found.facts);
    decide(&doors.rules(found), request, facts, &command, found.at)
}

/// A supervisor's act, with words that nobody reads.
#[must_use]
pub fn supervising(act: Act) -> Action {
    Action::Supervise {
        act,
        reason: "?".to_owned(),
    }
}

/// Whether the request would decide itself with what an officer does now.
#[must_use]
pub fn decides(doors: &Doors, found: &Found, officer: &Officer, action: Action) -> bool {
    outcome(doors, found, officer, action).is_ok_and(|outcome| {
        let mut entries = outcome.entries.iter();
        entries.any(|entry| matches!(entry.event, Event::Decided { .. }))
    })
}
