//! What time alone does to a request: rungs, silence, windows that close, stops that end.
//!
//! Every timer is derived from the state, and firing it leaves an event that removes it, so that
//! each fires once whoever looks, and a stop cannot be overtaken by a late one. Start at
//! [`pending`], then [`fire`].

use super::calendar::{Calendar, Instant, OfficeHours};
use super::clock::Ledger;
use super::decide::turn::Turn;
use super::decide::{Rules, claims, corrections, intake, opinions, seats, supervision};
use super::definition::{Fate, IntakeSilence, Policy, Silence, StageWork};
use super::identifiers::StageKey;
use super::ladder::{Ladder, Rung, RungAction, RungAt};
use super::refusal::Refusal;
use super::request::{
    ClockKey, Duty, Phase, Progress, Request, ReviewId, ReviewProgress, RoundOutcome,
};
use super::{directory, due, routing, rungs};

/// How long after its instant a timer still counts as prompt: the sweep may be a little behind.
pub const PROMPT_WITHIN_MINUTES: i64 = 15;
/// Timers one command may catch up; more than a request can ever have pending.
const CATCH_UP_MAX: usize = 10_000;

/// Something that happens at an instant if nothing else does.
#[derive(Debug, Clone, PartialEq)]
pub struct Timer {
    /// When.
    pub at: Instant,
    /// What.
    pub what: What,
}

/// What a timer does.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A stop reaches its planned end.
    StopEnds(u32),
    /// Nobody looked at the application in time.
    IntakeSilence,
    /// A review's silence counts as agreement.
    ReviewSilence(ReviewId),
    /// The collecting window of a correction closes.
    CollectEnds(StageKey),
    /// The applicant's answer is not in.
    AnswerLapses(Option<StageKey>),
    /// A waiting stage is over.
    WaitEnds(StageKey),
    /// The last kept review of a negative round is due.
    KeptReviewsDue(StageKey),
    /// Under `lead`: the others are past due.
    LeadsTurn(StageKey),
    /// A claim was left untouched for too long.
    ClaimLapses(Duty),
    /// The department of a seat goes on in another.
    Merges(Duty),
    /// A rung of a ladder.
    Rung(DueRung),
}

/// A rung with its instant.
#[derive(Debug, Clone, PartialEq)]
pub struct DueRung {
    /// The clock.
    pub clock: ClockKey,
    /// Its round.
    pub round: u32,
    /// Which rung.
    pub index: u8,
    /// When.
    pub due: Instant,
    /// What it does.
    pub actions: Vec<RungAction>,
}

impl Timer {
    /// Ends of stops first, so that what they held counts, and mergers, so that the right department
    /// is told; silence before any rung of the same
    /// instant; then inner clocks first, then by rung.
    fn order(&self) -> (Instant, u8, u8, u8) {
        match &self.what {
            What::StopEnds(_) | What::Merges(_) => (self.at, 0, 0, 0),
            What::Rung(rung) => (self.at, 2, rung.clock.depth(), rung.index),
            _ => (self.at, 1, 0, 0),
        }
    }
}

/// The next instant at which time alone changes the request; an index of the store.
#[must_use]
pub fn wake_at(rules: &Rules<'_>, request: &Request) -> Option<Instant> {
    let next = reckoned(rules, request, Rungs::Next).into_iter();
    next.map(|timer| timer.at).min()
}

/// Everything that time alone will do, in no order.
#[must_use]
pub fn pending(rules: &Rules<'_>, request: &Request) -> Vec<Timer> {
    reckoned(rules, request, Rungs::All)
}

/// Which rungs of each ladder are reckoned. `check` has them in the order in which they fall due, so that
/// the next of a ladder is its first that has not fired.
#[derive(Clone, Copy)]
enum Rungs {
    Next,
    All,
}

fn reckoned(rules: &Rules<'_>, request: &Request, rungs: Rungs) -> Vec<Timer> {
    let mut timers = Vec::new();
    let stops = request.stops.iter().filter(|stop| stop.is_open());
    timers.extend(stops.map(|stop| Timer {
        at: stop.until,
        what: What::StopEnds(stop.number),
    }));
    for (key, clock) in request
        .clocks
        .iter()
        .filter(|(_, clock)| clock.ended.is_none())
    {
        let hours = rules.directory.hours(&clock.department);
        let Some(ledger) = request.ledger(key) else {
            continue;
        };
        timers.extend(at_due(rules, request, key, &ledger, hours));
        let ladder = rungs_of(rules, request, key, &ledger, hours);
        let ladder = ladder.map(|rung| Timer {
            at: rung.due,
            what: What::Rung(rung),
        });
        timers.extend(ladder.take(match rungs {
            Rungs::Next => 1,
            Rungs::All => usize::MAX,
        }));
    }
    timers.extend(of_stages(rules, request));
    timers.extend(request.seats.keys().filter_map(|duty| {
        Some(Timer {
            at: claims::lapses_at(rules, request, duty)?,
            what: What::ClaimLapses(duty.clone()),
        })
    }));
    timers.extend(mergers(rules, request));
    timers
}

/// Seats of departments that go on in others: their work is queued there from that day.
fn mergers(rules: &Rules<'_>, request: &Request) -> impl Iterator<Item = Timer> {
    request.seats.iter().filter_map(|(duty, seat)| {
        let next = rules.directory.succession(&seat.department)?;
        Some(Timer {
            at: next.begins().max(seat.opened_at),
            what: What::Merges(duty.clone()),
        })
    })
}

/// What happens when a clock itself is due, besides its ladder.
fn at_due(
    rules: &Rules<'_>,
    request: &Request,
    key: &ClockKey,
    ledger: &Ledger,
    hours: &OfficeHours,
) -> Option<Timer> {
    let what = match key {
        ClockKey::Intake => (rules.workflow.intake.silence == IntakeSilence::DeemedAccepted)
            .then_some(What::IntakeSilence)?,
        ClockKey::Collect(stage) => What::CollectEnds(stage.clone()),
        ClockKey::Answer(stage) => What::AnswerLapses(Some(stage.clone())),
        ClockKey::IntakeAnswer => What::AnswerLapses(None),
        ClockKey::Review(id) => {
            let review = request.reviews.get(id)?;
            let deemed = rules.review(id)?.silence == Silence::DeemAgree;
            // Without proof that the notice reached the department, silence escalates instead.
            (deemed && review.seen && review.is_open()).then(|| What::ReviewSilence(id.clone()))?
        }
        _ => return None,
    };
    let due = ledger.due(rules.calendar, hours)?;
    Some(Timer { at: due.at, what })
}

fn of_stages(rules: &Rules<'_>, request: &Request) -> Vec<Timer> {
    let open = request
        .stages
        .iter()
        .filter(|(_, state)| state.progress == Progress::Open)
        .filter(|_| request.phase == Phase::UnderReview);
    let mut timers = Vec::new();
    for (key, state) in open {
        let Some(stage) = rules.workflow.stage(key) else {
            continue;
        };
        match &stage.work {
            StageWork::Wait(_) => {
                let bound = due::running(rules, request, &ClockKey::Stage(key.clone()));
                let clock = request.clocks.get(&ClockKey::Stage(key.clone()));
                let opened = clock.map_or(request.received_at, |clock| clock.started);
                let end = bound
                    .map(|due| due.at)
                    .into_iter()
                    .chain(state.wait_until.map(|until| until.max(opened)))
                    .min();
                timers.extend(end.map(|at| Timer {
                    at,
                    what: What::WaitEnds(key.clone()),
                }));
            }
            StageWork::Round(round) => {
                let negative = state.outcome == Some(RoundOutcome::Negative);
                let waiting = request
                    .reviews_of(key)
                    .any(|(_, review)| review.progress == ReviewProgress::Waiting);
                let what = if negative && round.fate == Fate::Keep {
                    What::KeptReviewsDue(key.clone())
                } else if round.policy == Policy::Lead && waiting {
                    What::LeadsTurn(key.clone())
                } else {
                    continue;
                };
                let at = routing::others_done_at(rules, request, key);
                timers.extend(at.map(|at| Timer {
                    at: at.max(request.received_at),
                    what,
                }));
            }
        }
    }
    timers
}

/// The ladder of a clock; none for clocks that end by themselves.
#[must_use]
pub fn ladder<'a>(rules: &Rules<'a>, key: &ClockKey) -> Option<&'a Ladder> {
    let workflow = rules.workflow;
    let own: Option<&'a Ladder> = match key {
        ClockKey::Collect(_) | ClockKey::Answer(_) | ClockKey::IntakeAnswer => return None,
        ClockKey::Card(_) => return None,
        ClockKey::Intake => workflow.intake.ladder.as_ref(),
        ClockKey::Decide => workflow.decide.ladder.as_ref(),
        ClockKey::Review(id) => {
            let round = workflow.stage(&id.stage)?.round();
            let rules = round.into_iter().flat_map(|round| &round.reviews);
            rules
                .filter(|rule| rule.key == id.review)
                .find_map(|rule| rule.ladder.as_ref())
        }
        ClockKey::Stage(key) => {
            let stage = workflow.stage(key)?;
            // A stage that only waits ends by itself.
            stage.round()?;
            stage.ladder.as_ref()
        }
        ClockKey::Statutory | ClockKey::Promised => workflow.limits.ladder.as_ref(),
        ClockKey::FollowUp | ClockKey::Complaint(_) => workflow.decide.ladder.as_ref(),
        ClockKey::Issue | ClockKey::Deliver | ClockKey::Tell(_) => None,
    };
    Some(own.unwrap_or(&workflow.ladder))
}

/// The rungs of a running clock that have not fired, with their instants; none while stopped.
#[must_use]
pub fn rungs(rules: &Rules<'_>, request: &Request, key: &ClockKey) -> Vec<DueRung> {
    let Some((clock, ledger)) = request.clocks.get(key).zip(request.ledger(key)) else {
        return Vec::new();
    };
    let hours = rules.directory.hours(&clock.department);
    rungs_of(rules, request, key, &ledger, hours).collect()
}

fn rungs_of<'r>(
    rules: &Rules<'r>,
    request: &'r Request,
    key: &'r ClockKey,
    ledger: &'r Ledger,
    hours: &'r OfficeHours,
) -> impl Iterator<Item = DueRung> + 'r {
    let calendar: &'r Calendar = rules.calendar;
    let clock = &request.clocks[key];
    let rungs: Vec<(usize, Rung)> = match key {
        // An unanswered card climbs.
        ClockKey::Card(_) => vec![(0, unanswered_card())],
        _ => {
            let ladder = ladder(rules, key);
            ladder
                .map(|ladder| ladder.rungs.iter().cloned().enumerate().collect())
                .unwrap_or_default()
        }
    };
    rungs
        .into_iter()
        .filter(|(index, _)| clock.ended.is_none() && !clock.fired.contains(&(*index as u8)))
        .filter_map(move |(index, rung)| {
            Some(DueRung {
                clock: key.clone(),
                round: clock.round,
                index: index as u8,
                due: rung.due_on(ledger, calendar, hours)?,
                actions: rung.actions,
            })
        })
}

fn unanswered_card() -> Rung {
    let supervisor = super::decide::seats::role(directory::SUPERVISOR);
    Rung {
        at: RungAt::Due,
        actions: vec![RungAction::Notify(supervisor)],
    }
}

/// Fires, in order, everything due by the command's time, and says when the next is due.
///
/// # Errors
/// When a condition of the workflow has no value, which `check` rules out beforehand.
pub(in crate::domain) fn fire(turn: &mut Turn<'_>) -> Result<Option<Instant>, Refusal> {
    for _ in 0..CATCH_UP_MAX {
        let next = reckoned(turn.rules, &turn.request, Rungs::Next).into_iter();
        match next.min_by_key(Timer::order) {
            Some(timer) if timer.at <= turn.at => {
                turn.as_engine(timer.at, |turn| perform(turn, timer.what))?;
            }
            next => return Ok(next.map(|timer| timer.at)),
        }
    }
    Ok(wake_at(turn.rules, &turn.request))
}

fn perform(turn: &mut Turn<'_>, what: What) -> Result<(), Refusal> {
    match what {
        What::StopEnds(number) => {
            supervision::end_stop(turn, number);
            Ok(())
        }
        What::IntakeSilence => intake::deem_accepted(turn),
        What::ReviewSilence(review) => opinions::deem(turn, &review),
        What::CollectEnds(stage) => {
            corrections::dispatch(turn, &stage);
            Ok(())
        }
        What::AnswerLapses(stage) => corrections::lapse(turn, stage.as_ref()),
        What::WaitEnds(stage) | What::KeptReviewsDue(stage) => routing::finish(turn, &stage),
        What::LeadsTurn(stage) => routing::settle(turn, &stage),
        What::ClaimLapses(duty) => {
            claims::lapse(turn, &duty);
            Ok(())
        }
        What::Merges(duty) => {
            seats::go_on(turn, &duty);
            Ok(())
        }
        What::Rung(rung) => {
            rungs::fire(turn, rung);
            Ok(())
        }
    }
}

/// Whether a piece of work has a clock that bounds it.
#[must_use]
pub fn is_bounded(request: &Request, duty: &Duty) -> bool {
    request
        .clocks
        .get(&duty.clock())
        .is_some_and(|clock| clock.ended.is_none())
}
