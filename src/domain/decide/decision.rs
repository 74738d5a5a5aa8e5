//! The decision 决定 toward the citizen, the certificate, the delivery, and every way to end.

use std::collections::BTreeMap;

use crate::domain::command::{Actor, Command, Ruling};
use crate::domain::event::{CancelReason, Event};
use crate::domain::facts::FactsPatch;
use crate::domain::identifiers::StageKey;
use crate::domain::refusal::Refusal;
use crate::domain::request::{
    By, Capacity, ClockKey, DecisionOutcome, Duty, NoticeKind, Phase, Review, ReviewId,
    ReviewProgress, Told, Verdict,
};
use crate::domain::{parts, routing};

use super::corrections::{self, applicant_or_desk};
use super::opinions::fully_reasoned;
use super::seats::{at_work, role};
use super::turn::Turn;
use super::{short_enough, worded};

/// All rounds have joined: the decision is due, or falls by itself where the workflow says so.
///
/// A decision that falls by itself stands in the name of whoever gave the last opinion, but nobody
/// is recorded as having acted in [`Capacity::Decide`]: no person weighed it, the workflow declared
/// beforehand what unanimous agreement means. Recorded, it would turn every last reviewer into one
/// who decided what they reviewed, which is what the separation of duties forbids.
pub(in crate::domain) fn open(turn: &mut Turn<'_>) {
    turn.enter(Phase::Deciding);
    let step = &turn.rules.workflow.decide;
    let closer = turn.last_opinion_by().filter(|by| by.officer().is_some());
    if let Some(by) = closer.filter(|_| routing::decides_itself(turn.rules, &turn.request)) {
        let ruling = Ruling {
            outcome: DecisionOutcome::Grant,
            reason: None,
            basis: None,
            text: String::new(),
        };
        turn.in_name_of(by, |turn| fall(turn, &ruling));
        return;
    }
    let (department, limit, role) = (step.department.clone(), step.limit, step.role.clone());
    turn.start_clock(ClockKey::Decide, limit, turn.from, department.clone());
    turn.open_seat(Duty::Decide, &department, &role);
}

pub(super) fn decide(
    turn: &mut Turn<'_>,
    command: &Command,
    ruling: &Ruling,
) -> Result<(), Refusal> {
    turn.require(&[Phase::Deciding])?;
    let officer = at_work(turn, command, &Duty::Decide)?;
    short_enough("text", &ruling.text)?;
    match ruling.outcome {
        DecisionOutcome::Refuse => fully_reasoned(
            ruling.reason.as_deref(),
            ruling.basis.as_deref(),
            &ruling.text,
        )?,
        DecisionOutcome::Grant | DecisionOutcome::GrantConditions => {
            parts::may_grant(turn.rules.workflow, &turn.request)?;
            has_its_conditions(turn, ruling)?;
        }
    }
    turn.acted(Capacity::Decide, officer.id);
    fall(turn, ruling);
    Ok(())
}

/// A grant with conditions says them, or carries those of the departments.
fn has_its_conditions(turn: &Turn<'_>, ruling: &Ruling) -> Result<(), Refusal> {
    let conditional = ruling.outcome == DecisionOutcome::GrantConditions;
    let said = !ruling.text.trim().is_empty();
    if conditional && !said && opinions_that(turn, Verdict::Conditions).is_empty() {
        return Err(Refusal::Unreasoned {
            missing: vec!["text"],
        });
    }
    Ok(())
}

fn fall(turn: &mut Turn<'_>, ruling: &Ruling) {
    let conditions = opinions_that(turn, Verdict::Conditions);
    let refusals = opinions_that(turn, Verdict::Refuse);
    let outcome = match ruling.outcome {
        DecisionOutcome::Refuse => DecisionOutcome::Refuse,
        _ if conditions.is_empty() && ruling.outcome == DecisionOutcome::Grant => {
            DecisionOutcome::Grant
        }
        _ => DecisionOutcome::GrantConditions,
    };
    let own_condition =
        ruling.outcome == DecisionOutcome::GrantConditions && !ruling.text.trim().is_empty();
    let event = Event::Decided {
        outcome,
        reason: ruling.reason.clone(),
        basis: ruling.basis.clone(),
        conditions: conditions.clone(),
        refusals: refusals.clone(),
        own_condition,
    };
    turn.record_with(event, FactsPatch::of_words(DECISION_WORDS, &ruling.text));
    wind_up(turn);
    start_delivery(turn);
    let withheld = parts::withheld(turn.rules.workflow, &turn.request);
    let mut items = words_of(turn, &conditions);
    items.extend(own_condition.then(|| DECISION_WORDS.to_owned()));
    match outcome {
        DecisionOutcome::Refuse => refuse(turn, ruling, &refusals),
        _ if !withheld.is_empty() => {
            items.extend(words_of(turn, &withheld));
            grant(turn, NoticeKind::GrantedInPart, items);
        }
        DecisionOutcome::Grant => grant(turn, NoticeKind::Granted, items),
        DecisionOutcome::GrantConditions => grant(turn, NoticeKind::GrantedConditions, items),
    }
}

/// Where the words of the decision stand among the facts.
pub const DECISION_WORDS: &str = "decision";

/// Counting opinions that say so, in order; not those of stages that were skipped after all.
fn opinions_that(turn: &Turn<'_>, verdict: Verdict) -> Vec<ReviewId> {
    let said = |review: &Review| {
        let opinion = review.opinion.as_ref();
        review.progress == ReviewProgress::Closed && opinion.is_some_and(|o| o.verdict == verdict)
    };
    let reviews = turn.request.reviews.iter().filter(|(id, review)| {
        !review.advice && said(review) && !turn.request.is_skipped(&id.stage)
    });
    reviews.map(|(id, _)| id.clone()).collect()
}

fn words_of(turn: &Turn<'_>, reviews: &[ReviewId]) -> Vec<String> {
    reviews
        .iter()
        .filter_map(|id| Some((id, turn.request.reviews.get(id)?.round)))
        .map(|(id, round)| super::opinions::words_place(id, round))
        .collect()
}

fn grant(turn: &mut Turn<'_>, kind: NoticeKind, items: Vec<String>) {
    turn.enter(Phase::Certifying);
    let mut words = BTreeMap::from([("items".to_owned(), items)]);
    let own = turn
        .request
        .decision
        .as_ref()
        .is_some_and(|d| d.own_condition);
    if kind == NoticeKind::GrantedInPart && !own && turn.facts.words.contains_key(DECISION_WORDS) {
        words.insert("reason".to_owned(), vec![DECISION_WORDS.to_owned()]);
    }
    turn.notify(kind, BTreeMap::new(), words);
    let rule = &turn.rules.workflow.result.grant;
    let (by, limit, role) = (rule.by.clone(), rule.limit, rule.role.clone());
    turn.start_clock(ClockKey::Issue, limit, turn.from, by.clone());
    turn.open_seat(Duty::Issue, &by, &role);
}

/// A refusal is delivered too: it is told with reasons and remedy, by mail or at the counter.
fn refuse(turn: &mut Turn<'_>, ruling: &Ruling, refusals: &[ReviewId]) {
    turn.enter(Phase::Delivering);
    let mut values = BTreeMap::new();
    for (key, value) in [("reason_code", &ruling.reason), ("basis", &ruling.basis)] {
        if let Some(value) = value {
            values.insert(key.to_owned(), value.clone());
        }
    }
    let words = BTreeMap::from([
        ("reason".to_owned(), vec![DECISION_WORDS.to_owned()]),
        ("items".to_owned(), words_of(turn, refusals)),
    ]);
    turn.notify(NoticeKind::Refused, values, words);
    open_delivery(turn);
}

/// Issue and delivery together have their term from the decision (Art. 44).
fn start_delivery(turn: &mut Turn<'_>) {
    let deliver = &turn.rules.workflow.limits.deliver;
    let (owner, budget) = (deliver.owner.clone(), deliver.limit.budget);
    turn.start_clock(ClockKey::Deliver, budget, turn.from, owner);
}

fn open_delivery(turn: &mut Turn<'_>) {
    let owner = turn.rules.workflow.limits.deliver.owner.clone();
    let role = role(crate::domain::directory::WINDOW);
    turn.open_seat(Duty::Deliver, &owner, &role);
}

pub(super) fn issue(turn: &mut Turn<'_>, command: &Command) -> Result<(), Refusal> {
    turn.require(&[Phase::Certifying])?;
    let officer = at_work(turn, command, &Duty::Issue)?;
    turn.acted(Capacity::Issue, officer.id);
    turn.close_seat(&Duty::Issue);
    turn.record(Event::CertificateIssued);
    turn.enter(Phase::Delivering);
    open_delivery(turn);
    turn.notify(
        NoticeKind::CertificateReady,
        BTreeMap::new(),
        BTreeMap::new(),
    );
    Ok(())
}

pub(super) fn deliver(turn: &mut Turn<'_>, command: &Command, text: &str) -> Result<(), Refusal> {
    turn.require(&[Phase::Delivering])?;
    at_work(turn, command, &Duty::Deliver)?;
    worded(text)?;
    hand_over(turn, text);
    Ok(())
}

/// 送达 and 办结. Whoever holds the decision in their hands was told of it.
pub(super) fn hand_over(turn: &mut Turn<'_>, text: &str) {
    turn.close_seat(&Duty::Deliver);
    let untold = turn.request.notices.iter().filter(|notice| {
        let told = matches!(notice.told, Told::At(_));
        notice.kind.tells_the_decision() && !told
    });
    let untold: Vec<u32> = untold.map(|notice| notice.number).collect();
    for number in untold {
        turn.close_seat(&Duty::Tell(number));
        turn.record(Event::NoticeTold { number });
    }
    turn.record_with(Event::Delivered, FactsPatch::of_words("delivery", text));
    turn.enter(Phase::Concluded);
    if turn.request.certificate_at.is_some() {
        turn.notify(NoticeKind::Delivered, BTreeMap::new(), BTreeMap::new());
    }
}

/// Guarded by state, not by version: whichever of decision and withdrawal comes first wins.
pub(super) fn withdraw(turn: &mut Turn<'_>, actor: &Actor, reason: &str) -> Result<(), Refusal> {
    applicant_or_desk(turn, actor)?;
    turn.require(&[
        Phase::Received,
        Phase::AwaitingCorrection,
        Phase::UnderReview,
        Phase::Deciding,
    ])?;
    short_enough("reason", reason)?;
    end(
        turn,
        Phase::Withdrawn,
        None,
        FactsPatch::of_words("withdrawal", reason),
    );
    turn.notify(NoticeKind::Withdrawn, BTreeMap::new(), BTreeMap::new());
    Ok(())
}

/// Ends the request: nothing of it stays in any queue, but for a complaint, which is answered all
/// the same.
pub(in crate::domain) fn end(
    turn: &mut Turn<'_>,
    phase: Phase,
    reason: Option<&str>,
    patch: Option<FactsPatch>,
) {
    wind_up(turn);
    let duties: Vec<Duty> = turn.request.seats.keys().cloned().collect();
    let ends = |duty: &&Duty| !matches!(duty, Duty::Complaint(_));
    for duty in duties.iter().filter(ends) {
        turn.close_seat(duty);
    }
    let clocks: Vec<ClockKey> = turn.request.clocks.keys().cloned().collect();
    let ends = |clock: &&ClockKey| !matches!(clock, ClockKey::Complaint(_));
    for clock in clocks.iter().filter(ends) {
        turn.end_clock(clock);
    }
    let reason = reason.map(str::to_owned);
    turn.record_with(Event::PhaseEntered { phase, reason }, patch);
}

/// Reviews, corrections, stops and the terms up to the decision end with it.
fn wind_up(turn: &mut Turn<'_>) {
    routing::cancel_open(turn, None, CancelReason::Ended);
    let stages: Vec<StageKey> = turn.request.stages.keys().cloned().collect();
    for stage in &stages {
        corrections::moot(turn, stage);
        turn.end_clock(&ClockKey::Stage(stage.clone()));
    }
    if turn.request.intake_correction.is_some() {
        // An answer that comes after the end must find nothing to answer.
        turn.record(Event::CorrectionClosed {
            stage: None,
            lapsed: false,
        });
    }
    turn.close_seat(&Duty::Decide);
    turn.end_clock(&ClockKey::Statutory);
    turn.end_clock(&ClockKey::Promised);
    let open: Vec<u32> = turn
        .request
        .stops
        .iter()
        .filter(|s| s.is_open())
        .map(|stop| stop.number)
        .collect();
    let as_of = turn.from;
    for number in open {
        turn.record(Event::Resumed { number, as_of });
    }
}

impl Turn<'_> {
    /// Who gave the opinion that was recorded last in this turn.
    fn last_opinion_by(&self) -> Option<By> {
        let opinions = self.entries().iter().rev();
        opinions
            .filter(|entry| matches!(entry.event, Event::Opined { .. }))
            .map(|entry| entry.by.clone())
            .next()
    }
}
