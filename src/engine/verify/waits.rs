//! I10: no request in a state with no next action, owner and bound.

use super::Case;
use super::report::Check;

pub(super) fn check(case: &Case, check: &mut Check) {
    let request = &case.stored.request;
    if request.is_over() {
        return;
    }
    check.count(Some(case.id()), moves(case));
    for duty in request.seats.keys() {
        let running = request
            .clocks
            .get(&duty.clock())
            .is_some_and(|clock| clock.ended.is_none());
        check.count(
            Some(case.id()),
            match running {
                true => Ok(()),
                false => Err(format!("{duty} has no bound")),
            },
        );
    }
}

fn moves(case: &Case) -> Result<(), String> {
    if case.stored.wake_at.is_some() || !case.stored.request.seats.is_empty() {
        Ok(())
    } else {
        Err("open, with nobody at work and nothing due".into())
    }
}
