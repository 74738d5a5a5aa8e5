//! I10: no request in a state with no next action, owner and bound. One that is over may have work
//! left: telling, a bad rating, a complaint; that has its owner and bound as well.

use super::Case;
use super::report::Check;
use crate::domain::request::{Channel, Duty, NoticeKind, Request, Told};
use crate::domain::timers;

pub(super) fn check(case: &Case, check: &mut Check) {
    let request = &case.stored.request;
    if !request.is_over() {
        check.count(Some(case.id()), moves(case));
    }
    for duty in owed(request) {
        check.count(
            Some(case.id()),
            match request.seats.contains_key(&duty) {
                true => Ok(()),
                false => Err(format!("{duty} is owed and in nobody's queue")),
            },
        );
    }
    for duty in request.seats.keys() {
        let bounded = timers::is_bounded(request, duty);
        let outcome = bounded.then_some(()).ok_or(format!("{duty} has no bound"));
        check.count(Some(case.id()), outcome);
    }
}

/// What the applicant's words call for, whatever became of the request.
fn owed(request: &Request) -> Vec<Duty> {
    let complaints = request.complaints.iter().filter(|it| it.is_open());
    let rating = request.rating.as_ref();
    let bad = rating.filter(|it| it.level.is_bad() && it.followed_up_at.is_none());
    let answers = complaints.map(|complaint| Duty::Complaint(complaint.number));
    answers.chain(bad.map(|_| Duty::FollowUp)).collect()
}

fn moves(case: &Case) -> Result<(), String> {
    let request = &case.stored.request;
    if case.stored.wake_at.is_some() || !request.seats.is_empty() || is_asked_by_mail(request) {
        Ok(())
    } else {
        Err("open, with nobody at work and nothing due".into())
    }
}

/// Whether a letter that asks for what is missing is on its way: its sending is work of the house, and
/// ends in the applicant's time to answer, or in work for the desk.
fn is_asked_by_mail(request: &Request) -> bool {
    let asks = [NoticeKind::Correction, NoticeKind::CorrectionIntake];
    request.notices.iter().any(|notice| {
        asks.contains(&notice.kind)
            && notice.channel == Channel::Mail
            && notice.told == Told::Pending
    })
}
