//! Where a request goes next: stages open when those before them are finished, rounds settle,
//! reviews come and go with the rows they are about, and at the end the decision is due.
//!
//! Called after everything that may have moved a request; doing it twice changes nothing.

mod opening;
mod settling;
mod wanting;

use super::calendar::Instant;
use super::decide::Rules;
use super::decide::turn::Turn;
use super::definition::{OnJoin, Stage, StageWork, WaitFor};
use super::event::Event;
use super::identifiers::StageKey;
use super::refusal::Refusal;
use super::request::{ClockKey, Phase, Progress, Request, ReviewProgress, RoundOutcome, Verdict};

pub use opening::current_mode;
pub(in crate::domain) use opening::{mode, queue_review, reconcile, review_limit, start_review};
pub use settling::others_done_at;
pub(in crate::domain) use settling::{cancel_open, finish, settle};
pub use wanting::row_id;

/// Opens every stage whose time has come, and the decision when all are finished.
pub(in crate::domain) fn advance(turn: &mut Turn<'_>) -> Result<(), Refusal> {
    if turn.request.phase != Phase::UnderReview {
        return Ok(());
    }
    while let Some(stage) = next_stage(turn) {
        if has_negative_round(&turn.request) {
            turn.record(Event::StageSkipped {
                stage: stage.key.clone(),
            });
        } else {
            open(turn, stage)?;
        }
    }
    let finished = |stage: &Stage| is_finished(&turn.request, &stage.key);
    if turn.rules.workflow.stages.iter().all(finished) {
        super::decide::decision::open(turn);
    }
    Ok(())
}

/// A stage not reached yet whose predecessors are all finished.
fn next_stage<'a>(turn: &Turn<'a>) -> Option<&'a Stage> {
    let request = &turn.request;
    turn.rules.workflow.stages.iter().find(|stage| {
        !request.stages.contains_key(&stage.key)
            && stage
                .after
                .iter()
                .all(|before| is_finished(request, before))
    })
}

fn is_finished(request: &Request, stage: &StageKey) -> bool {
    let state = request.stages.get(stage);
    state.is_some_and(|state| state.progress != Progress::Open)
}

/// Whether some round came out negative.
#[must_use]
pub fn has_negative_round(request: &Request) -> bool {
    request
        .stages
        .values()
        .any(|state| state.outcome == Some(RoundOutcome::Negative))
}

fn open(turn: &mut Turn<'_>, stage: &Stage) -> Result<(), Refusal> {
    if !wanting::holds(turn, stage.when.as_ref(), None, stage.key.as_ref())? {
        turn.record(Event::StageSkipped {
            stage: stage.key.clone(),
        });
        return Ok(());
    }
    match &stage.work {
        StageWork::Wait(wait) => {
            open_wait(turn, stage, wait);
            Ok(())
        }
        StageWork::Round(round) => opening::open_round(turn, stage, round),
    }
}

fn open_wait(turn: &mut Turn<'_>, stage: &Stage, wait: &WaitFor) {
    let (budget, until) = match wait {
        WaitFor::For(budget) => (*budget, None),
        WaitFor::Date { field, at_most } => (*at_most, date_answer(turn, field.as_ref())),
    };
    turn.record(Event::StageOpened {
        stage: stage.key.clone(),
        wait_until: until,
    });
    let lead = turn.rules.workflow.lead.clone();
    turn.start_clock(ClockKey::Stage(stage.key.clone()), budget, turn.from, lead);
}

/// The midnight that ends the named date; a date that is no date leaves the bound alone.
fn date_answer(turn: &Turn<'_>, field: &str) -> Option<Instant> {
    let text = turn.facts.form.get(field)?.as_str()?;
    let date: chrono::NaiveDate = text.parse().ok()?;
    Some(super::calendar::midnight(date))
}

/// Whether every counting opinion of the request agreed.
#[must_use]
pub fn all_agreed(request: &Request) -> bool {
    !has_negative_round(request)
        && request
            .reviews
            .values()
            .filter(|review| !review.advice)
            .all(|review| {
                review.progress == ReviewProgress::Cancelled
                    || review.progress == ReviewProgress::Waived
                    || review
                        .opinion
                        .as_ref()
                        .is_some_and(|o| o.verdict != Verdict::Refuse)
            })
}

/// Whether the workflow lets the request decide itself now.
#[must_use]
pub fn decides_itself(rules: &Rules<'_>, request: &Request) -> bool {
    rules.workflow.decide.on_join == OnJoin::Decide && all_agreed(request)
}
