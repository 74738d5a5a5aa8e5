//! I2: at most one opinion in force for each review and round, none without authority.

use super::Case;
use super::report::Check;
use crate::domain::event::{Entry, Event, Manner};
use crate::domain::evolve;
use crate::domain::request::{By, Request};

pub(super) fn check(case: &Case, check: &mut Check) {
    let mut before: Option<Request> = None;
    for line in &case.lines {
        let entry = &line.entry;
        match &mut before {
            None => before = evolve::begin(case.id(), entry),
            Some(request) => {
                if matches!(entry.event, Event::Opined { .. }) {
                    check.count(Some(case.id()), opinion(request, entry));
                }
                evolve::evolve(request, entry);
            }
        }
    }
}

fn opinion(before: &Request, entry: &Entry) -> Result<(), String> {
    let Event::Opined {
        review: id, manner, ..
    } = &entry.event
    else {
        return Ok(());
    };
    let review = before
        .reviews
        .get(id)
        .ok_or(format!("an opinion on {id}, which was not open"))?;
    if review.opinion.is_some() {
        return Err(format!(
            "a second opinion on {id} in round {}",
            review.round
        ));
    }
    let entitled = match (manner, &entry.by) {
        (Manner::Given, By::Officer(_, department)) => department == &review.department,
        (Manner::Deemed, By::Engine) | (Manner::InStead, By::Officer(..)) => true,
        _ => false,
    };
    if entitled {
        Ok(())
    } else {
        Err(format!("{:?} had no authority over {id}", entry.by))
    }
}
