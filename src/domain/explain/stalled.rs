//! What does not move, why, and which act of a supervisor helps: each act that is offered here is one
//! that `decide` accepts.

use super::{Owner, Wait};
use crate::domain::calendar::{Instant, civil};
use crate::domain::clock::Light;
use crate::domain::decide::{Rules, supervision};
use crate::domain::request::{Duty, Request};

/// A request that does not move.
#[derive(Debug, Clone, PartialEq)]
pub struct Stalled {
    /// By what it is known to be stalled.
    pub why: Why,
    /// What it hangs on, most of all.
    pub cause: Cause,
    /// What it hangs on; none where nothing is known of.
    pub on: Option<Wait>,
    /// What a supervisor may do about it now.
    pub acts: Vec<Remedy>,
    /// Everything it waits for.
    pub waits: Vec<Wait>,
}

impl Stalled {
    /// The work it hangs on, if it is a seat in a queue: what the acts are done to.
    #[must_use]
    pub fn duty(&self) -> Option<&Duty> {
        self.on.as_ref()?.duty.as_ref()
    }
}

/// By what a request is known to be stalled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Something is past due.
    Overdue,
    /// Nothing has happened for too long.
    Quiet,
}

/// What a stalled request hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Nobody of the department has taken the work.
    Unclaimed,
    /// Somebody has taken it and is silent.
    Claimed,
    /// The applicant owes an answer.
    Applicant,
    /// The next sitting.
    Sitting,
    /// A notice that has not arrived.
    Notice,
    /// A date.
    Date,
    /// Nothing that is known of.
    Nothing,
}

/// An act of a supervisor that helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Give the work to somebody else, or back to its queue.
    Reassign,
    /// Press on the record.
    Urge,
    /// End the review without an opinion.
    Waive,
    /// Give the opinion in the department's stead.
    DecideInStead,
}

/// Why a request does not move at an instant; none where it does, and where it is over with nothing left
/// to do. `waits` is what [`super::explain`] says, or as much of it as the reader may know. It is quiet
/// when nothing has happened on the last `quiet_days` working days, the day of the last event not counted.
#[must_use]
pub fn stalled(
    rules: &Rules<'_>,
    request: &Request,
    waits: Vec<Wait>,
    quiet_days: u32,
    at: Instant,
) -> Option<Stalled> {
    if waits.is_empty() && request.is_over() {
        return None;
    }
    let overdue = waits.iter().filter(|wait| wait.light == Light::Red);
    let overdue = overdue.min_by_key(|wait| wait.until);
    let why = match overdue {
        Some(_) => Why::Overdue,
        None if is_quiet(rules, request, quiet_days, at) => Why::Quiet,
        None => return None,
    };
    let oldest = || waits.iter().min_by_key(|wait| wait.since);
    let on = overdue.or_else(oldest).cloned();
    let duty = on.as_ref().and_then(|wait| wait.duty.as_ref());
    Some(Stalled {
        why,
        cause: on.as_ref().map_or(Cause::Nothing, |wait| cause(&wait.on)),
        acts: duty.map_or(Vec::new(), |duty| remedies(rules, request, duty, at)),
        on,
        waits,
    })
}

/// Days without an event are working days: nobody is expected to act on a holiday.
fn is_quiet(rules: &Rules<'_>, request: &Request, quiet_days: u32, at: Instant) -> bool {
    let last = civil(request.last_event_at).date();
    civil(at).date() > rules.calendar.add_working_days(last, quiet_days)
}

fn cause(on: &Owner) -> Cause {
    match on {
        Owner::Department { holder: None, .. } => Cause::Unclaimed,
        Owner::Department { .. } => Cause::Claimed,
        Owner::Applicant => Cause::Applicant,
        Owner::Sitting => Cause::Sitting,
        Owner::Notice { .. } => Cause::Notice,
        Owner::Date => Cause::Date,
    }
}

/// Whoever has the work may be pressed or relieved; a review may be ended in a silent department's
/// stead, and nothing else may.
fn remedies(rules: &Rules<'_>, request: &Request, duty: &Duty, at: Instant) -> Vec<Remedy> {
    let mut acts = vec![Remedy::Urge, Remedy::Reassign];
    if let Duty::Review(review) = duty
        && supervision::silent(rules, request, review, at).is_ok()
    {
        acts.extend([Remedy::Waive, Remedy::DecideInStead]);
    }
    acts
}
