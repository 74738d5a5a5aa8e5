//! Referring up 上报: whoever works on a review puts it before the head of the department.

use std::collections::BTreeMap;

use crate::domain::command::Opinion;
use crate::domain::directory::{HEAD, Officer};
use crate::domain::effect::Recipient;
use crate::domain::event::Event;
use crate::domain::facts::FactsPatch;
use crate::domain::refusal::Refusal;
use crate::domain::request::{Duty, ReviewId};

use super::reasoned;
use super::seats::role;
use super::turn::Turn;

/// Moves the review to the head, with the reason; its clock runs on.
pub(super) fn refer_up(
    turn: &mut Turn<'_>,
    id: &ReviewId,
    opinion: &Opinion,
    officer: &Officer,
) -> Result<(), Refusal> {
    reasoned(&opinion.text)?;
    let duty = Duty::Review(id.clone());
    let seat = turn.seat(&duty)?;
    if officer.is(HEAD) || seat.role.as_str() == HEAD {
        return Err(Refusal::NobodyAbove { review: id.clone() });
    }
    let (department, head) = (seat.department.clone(), role(HEAD));
    let place = format!("referred:{id}:{}", turn.request.version + 1);
    let event = Event::Moved {
        duty: duty.clone(),
        department: department.clone(),
        role: head.clone(),
        officer: None,
    };
    turn.record_with(event, FactsPatch::of_words(place, &opinion.text));
    let to = Recipient::Post(department, head);
    turn.tell(to, "assigned", Some(duty), BTreeMap::new());
    Ok(())
}
