//! Where a request goes next: stages open when those before them are finished, rounds settle,
//! reviews come and go with the rows they are about, and at the end the decision is due.
//!
//! Called after everything that may have moved a request; doing it twice changes nothing.

mod opening;
mod reconciling;
mod settling;
mod wanting;

use super::calendar::Instant;
use super::decide::Rules;
use super::decide::turn::Turn;
use super::definition::{OnJoin, Policy, Stage, StageWork, WaitFor};
use super::event::Event;
use super::identifiers::StageKey;
use super::refusal::Refusal;
use super::request::{
    CancelReason, ClockKey, Phase, Progress, Request, Review, ReviewId, ReviewProgress,
    RoundOutcome, Verdict,
};

pub use opening::current_mode;
pub(in crate::domain) use opening::{mode, queue_review, review_limit, start_review};
pub(in crate::domain) use reconciling::{reconcile, settle_all};
pub use settling::others_done_at;
pub(in crate::domain) use settling::{cancel, cancel_open, finish, settle};
pub use wanting::row_id;
pub(in crate::domain) use wanting::still_wanted;

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

fn open<'a>(turn: &mut Turn<'a>, stage: &'a Stage) -> Result<(), Refusal> {
    let Some(wanted) = wanting::needed(turn, stage)? else {
        turn.record(Event::StageSkipped {
            stage: stage.key.clone(),
        });
        return Ok(());
    };
    match &stage.work {
        StageWork::Wait(wait) => open_wait(turn, stage, wait),
        StageWork::Round(round) => opening::open_round(turn, stage, round, wanted)?,
    }
    // A stage that was skipped before may have others behind it at work already.
    super::decide::reopening::hold_downstream(turn, &stage.key);
    Ok(())
}

fn open_wait(turn: &mut Turn<'_>, stage: &Stage, wait: &WaitFor) {
    let (budget, until) = match wait {
        WaitFor::For(budget) => (*budget, None),
        WaitFor::Date { field, at_most } => (*at_most, date_answer(turn, field.as_ref())),
    };
    // A day that is past already was waited for: what follows counts from now, not from then.
    let until = until.map(|until| until.max(turn.from));
    turn.record(Event::StageOpened {
        stage: stage.key.clone(),
        wait_until: until,
    });
    let lead = turn.rules.workflow.lead.clone();
    turn.start_clock(ClockKey::Stage(stage.key.clone()), budget, turn.from, lead);
}

/// A wait whose date was corrected ends on the new one; its bound stays.
fn wait_anew(turn: &mut Turn<'_>, key: &StageKey, wait: &WaitFor) {
    let WaitFor::Date { field, .. } = wait else {
        return;
    };
    let opened = turn.request.clocks.get(&ClockKey::Stage(key.clone()));
    let opened = opened.map_or(turn.from, |clock| clock.started);
    let until = date_answer(turn, field.as_ref()).map(|until| until.max(opened));
    let state = turn.request.stages.get(key);
    if state.is_some_and(|state| state.progress == Progress::Open && state.wait_until != until) {
        turn.record(Event::StageOpened {
            stage: key.clone(),
            wait_until: until.map(|until| until.max(turn.from)),
        });
    }
}

/// The midnight that ends the named date; a date that is no date leaves the bound alone.
fn date_answer(turn: &Turn<'_>, field: &str) -> Option<Instant> {
    let text = turn.facts.form.get(field)?.as_str()?;
    let date: chrono::NaiveDate = text.parse().ok()?;
    Some(super::calendar::midnight(date))
}

/// Whether every counting opinion of the request agreed: somebody did, nobody refused, and nobody
/// whose word the round needed was passed over.
#[must_use]
pub fn all_agreed(rules: &Rules<'_>, request: &Request) -> bool {
    let counting = || request.reviews.iter().filter(|(_, review)| !review.advice);
    let verdict = |review: &Review| review.opinion.as_ref().map(|opinion| opinion.verdict);
    !has_negative_round(request)
        && counting().any(|(_, review)| verdict(review).is_some_and(Verdict::is_yes))
        && counting().all(|(id, review)| match review.progress {
            ReviewProgress::Closed => verdict(review) != Some(Verdict::Refuse),
            ReviewProgress::Cancelled => dispensable(rules, request, id, review),
            // Whoever was waived was never heard; a person weighs that.
            ReviewProgress::Waiting | ReviewProgress::Open | ReviewProgress::Waived => false,
        })
}

/// Whether a review that was withdrawn is missed by nobody: nothing asks for it any more, or its
/// round was settled for good without it.
fn dispensable(rules: &Rules<'_>, request: &Request, id: &ReviewId, review: &Review) -> bool {
    if review.cancelled != Some(CancelReason::Settled) {
        return true;
    }
    let round = rules.workflow.stage(&id.stage).and_then(Stage::round);
    let outcome = request
        .stages
        .get(&id.stage)
        .and_then(|state| state.outcome);
    outcome == Some(RoundOutcome::Positive)
        && round.is_some_and(|round| round.policy != Policy::All)
}

/// Whether the workflow lets the request decide itself now.
#[must_use]
pub fn decides_itself(rules: &Rules<'_>, request: &Request) -> bool {
    rules.workflow.decide.on_join == OnJoin::Decide && all_agreed(rules, request)
}
