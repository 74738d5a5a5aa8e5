//! I10: no request in a state with no next action, owner and bound.

use super::Case;
use super::report::Check;
use crate::domain::timers;

pub(super) fn check(case: &Case, check: &mut Check) {
    let request = &case.stored.request;
    if request.is_over() {
        return;
    }
    check.count(Some(case.id()), moves(case));
    for duty in request.seats.keys() {
        let bounded = timers::is_bounded(request, duty);
        let outcome = bounded.then_some(()).ok_or(format!("{duty} has no bound"));
        check.count(Some(case.id()), outcome);
    }
}

fn moves(case: &Case) -> Result<(), String> {
    if case.stored.wake_at.is_some() || !case.stored.request.seats.is_empty() {
        Ok(())
    } else {
        Err("open, with nobody at work and nothing due".into())
    }
}
