//! A due date that moved because the working days did: the applicant is told.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::command::Actor;
use crate::domain::directory::SUPERVISOR;
use crate::domain::refusal::Refusal;
use crate::domain::request::NoticeKind;

use super::seats::{not_yours, role};
use super::turn::Turn;

/// Only the engine counts days anew.
pub(super) fn tell(
    turn: &mut Turn<'_>,
    actor: &Actor,
    was: NaiveDate,
    due: NaiveDate,
) -> Result<(), Refusal> {
    if *actor != Actor::Engine {
        let lead = &turn.rules.workflow.lead;
        return Err(not_yours(lead, &role(SUPERVISOR)));
    }
    let values = BTreeMap::from([
        ("date".to_owned(), was.to_string()),
        ("due".to_owned(), due.to_string()),
    ]);
    turn.as_engine(turn.at, |turn| {
        turn.notify(NoticeKind::DueMoved, values, BTreeMap::new())
    });
    Ok(())
}
