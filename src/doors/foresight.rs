//! What would follow from an opinion, asked of the core before anybody gives it.

use super::{Doors, Found};
use crate::domain::command::{Action, Actor, Command, Opinion};
use crate::domain::decide::decide;
use crate::domain::directory::Officer;
use crate::domain::event::Event;
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

/// Whether the request would decide itself with what an officer does now.
#[must_use]
pub fn decides(doors: &Doors, found: &Found, officer: &Officer, action: Action) -> bool {
    let command = Command {
        actor: Actor::Officer(officer.clone()),
        action,
        expected: None,
    };
    let (request, facts) = (&found.request, &found.facts);
    let outcome = decide(&doors.rules(found), request, facts, &command, found.at);
    outcome.is_ok_and(|outcome| {
        let mut entries = outcome.entries.iter();
        entries.any(|entry| matches!(entry.event, Event::Decided { .. }))
    })
}
