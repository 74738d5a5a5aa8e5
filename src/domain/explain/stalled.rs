//! What does not move, why, and which act of a supervisor helps: each act that is offered here is one
//! that `decide` accepts.

use chrono::TimeDelta;

use super::{Owner, Wait, explain};
use crate::domain::calendar::Instant;
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
    /// The work it hangs on, if it is a seat in a queue: what the acts are done to.
    pub duty: Option<Duty>,
    /// What a supervisor may do about it now.
    pub acts: Vec<Remedy>,
    /// Everything it waits for.
    pub waits: Vec<Wait>,
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

/// Why a request does not move at an instant; none where it does. It is quiet when nothing has happened
/// for longer than `quiet`.
#[must_use]
pub fn stalled(
    rules: &Rules<'_>,
    request: &Request,
    at: Instant,
    quiet: TimeDelta,
) -> Option<Stalled> {
    let waits = explain(rules, request, at);
    let overdue = waits.iter().filter(|wait| wait.light == Light::Red);
    let overdue = overdue.min_by_key(|wait| wait.until);
    let why = match overdue {
        Some(_) => Why::Overdue,
        None if at - request.last_event_at > quiet => Why::Quiet,
        None => return None,
    };
    let worst = overdue.or(waits.first());
    let duty = worst.and_then(|wait| wait.duty.clone());
    Some(Stalled {
        why,
        cause: worst.map_or(Cause::Nothing, |wait| cause(&wait.on)),
        acts: duty
            .as_ref()
            .map_or(Vec::new(), |duty| remedies(rules, request, duty, at)),
        duty,
        waits,
    })
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
