//! Opinions 意见: given, deemed by silence, given in a department's stead, or in a sitting.

use std::collections::BTreeSet;

use crate::domain::command::{Actor, Command, Opinion, SIGNATURES_MAX};
use crate::domain::definition::{Absent, Mode, Policy, SittingRule, Stage, Workflow};
use crate::domain::directory::Officer;
use crate::domain::event::{Event, Manner};
use crate::domain::facts::FactsPatch;
use crate::domain::identifiers::{OfficerId, SittingId};
use crate::domain::refusal::{Problem, Refusal};
use crate::domain::request::{
    Capacity, Duty, Phase, Request, Review, ReviewId, ReviewProgress, Verdict,
};
use crate::domain::{routing, visibility};

use super::seats::{at_work, may_sit, not_yours, without_conflict};
use super::turn::Turn;
use super::{referring, short_enough};

pub(super) fn see(turn: &mut Turn<'_>, actor: &Actor, id: &ReviewId) -> Result<(), Refusal> {
    let review = find(turn, id)?;
    let seen = review.seen || !review.is_open();
    let own = actor
        .officer()
        .is_some_and(|officer| officer.department == review.department);
    if own && !seen {
        turn.record(Event::ReviewSeen { review: id.clone() });
    }
    Ok(())
}

pub(super) fn opine(
    turn: &mut Turn<'_>,
    command: &Command,
    id: &ReviewId,
    opinion: &Opinion,
) -> Result<(), Refusal> {
    is_open(turn, id)?;
    let officer = at_work(turn, command, &Duty::Review(id.clone()))?;
    if opinion.verdict == Verdict::ReferUp {
        return referring::refer_up(turn, id, opinion, &officer);
    }
    if let Some(Mode::Sitting(_)) = routing::mode(turn, &id.stage) {
        return Err(Refusal::InSitting {
            stage: id.stage.clone(),
        });
    }
    check(turn, id, opinion, officer.id)?;
    write(turn, id, opinion, Manner::Given, Some(officer.id), None);
    routing::settle(turn, &id.stage)
}

/// The opinion that a sitting's close commits; without one, the absent department's rule speaks.
/// The round is looked at when the sitting has said all it has to say.
pub(super) fn sit(
    turn: &mut Turn<'_>,
    presider: &Actor,
    id: &ReviewId,
    said: Option<(&Opinion, &Officer)>,
    sitting: SittingId,
) -> Result<(), Refusal> {
    is_open(turn, id)?;
    if let Some(presider) = presider.officer() {
        without_conflict(turn.rules, &turn.request, Capacity::Preside, presider.id)?;
        turn.acted(Capacity::Preside, presider.id);
    }
    let mode = routing::mode(turn, &id.stage);
    match (said, mode) {
        (Some((opinion, officer)), Some(Mode::Sitting(_))) => {
            spoken(turn, id, opinion, officer, sitting)
        }
        (None, Some(Mode::Sitting(rule))) => {
            absent(turn, id, &rule, sitting);
            Ok(())
        }
        // Another absent department's item sent the round into the written queues already.
        (None, _) => Ok(()),
        (Some(_), _) => Err(Refusal::StageNotOpen {
            stage: id.stage.clone(),
        }),
    }
}

fn spoken(
    turn: &mut Turn<'_>,
    id: &ReviewId,
    opinion: &Opinion,
    officer: &Officer,
    sitting: SittingId,
) -> Result<(), Refusal> {
    let duty = Duty::Review(id.clone());
    let seat = turn.seat(&duty)?;
    if !may_sit(turn.rules, officer, &duty, seat) {
        return Err(not_yours(&seat.department, &seat.role));
    }
    check(turn, id, opinion, officer.id)?;
    let by = Actor::Officer(officer.clone()).by();
    turn.in_name_of(by, |turn| {
        let (author, sitting) = (Some(officer.id), Some(sitting));
        write(turn, id, opinion, Manner::Given, author, sitting);
    });
    Ok(())
}

fn absent(turn: &mut Turn<'_>, id: &ReviewId, rule: &SittingRule, sitting: SittingId) {
    let from = turn.from;
    match rule.absent {
        // The review stays where it is; the next sitting takes it.
        Absent::Defer => {}
        Absent::Written => turn.as_engine(from, |turn| {
            super::lead::hold_as(turn, &id.stage, &Mode::Parallel, None);
        }),
        Absent::Deemed => turn.as_engine(from, |turn| {
            write(turn, id, &agreement(), Manner::Deemed, None, Some(sitting));
        }),
    }
}

/// Silence that counts as agreement, as of the review's due instant.
pub(in crate::domain) fn deem(turn: &mut Turn<'_>, id: &ReviewId) -> Result<(), Refusal> {
    write(turn, id, &agreement(), Manner::Deemed, None, None);
    routing::settle(turn, &id.stage)
}

fn agreement() -> Opinion {
    Opinion {
        verdict: Verdict::Agree,
        reason: None,
        basis: None,
        text: String::new(),
        with: Vec::new(),
    }
}

/// An opinion that a supervisor gives in a silent department's stead.
pub(super) fn in_stead(
    turn: &mut Turn<'_>,
    id: &ReviewId,
    opinion: &Opinion,
    supervisor: OfficerId,
) -> Result<(), Refusal> {
    is_open(turn, id)?;
    sayable(turn.rules.workflow, id, opinion)?;
    says_why(turn, id, opinion)?;
    write(turn, id, opinion, Manner::InStead, Some(supervisor), None);
    routing::settle(turn, &id.stage)
}

pub(super) fn find<'t>(turn: &'t Turn<'_>, id: &ReviewId) -> Result<&'t Review, Refusal> {
    turn.request
        .reviews
        .get(id)
        .ok_or_else(|| Refusal::NoSuchReview { review: id.clone() })
}

/// Open for an opinion, in a request that is under review.
pub(super) fn is_open(turn: &Turn<'_>, id: &ReviewId) -> Result<(), Refusal> {
    open(&turn.request, id)
}

/// The same, of a request that nothing is done to.
pub(super) fn open(request: &Request, id: &ReviewId) -> Result<(), Refusal> {
    let review = request.reviews.get(id);
    let review = review.ok_or_else(|| Refusal::NoSuchReview { review: id.clone() })?;
    if !matches!(request.phase, Phase::UnderReview | Phase::Deciding) {
        return Err(Refusal::WrongPhase {
            phase: request.phase,
        });
    }
    match review.progress {
        ReviewProgress::Open => Ok(()),
        ReviewProgress::Waiting => Err(Refusal::LeadWaits),
        _ => Err(Refusal::NotOpen {
            duty: Duty::Review(id.clone()),
        }),
    }
}

fn check(
    turn: &Turn<'_>,
    id: &ReviewId,
    opinion: &Opinion,
    author: OfficerId,
) -> Result<(), Refusal> {
    sayable(turn.rules.workflow, id, opinion)?;
    says_why(turn, id, opinion)?;
    if opinion.with.len() > SIGNATURES_MAX {
        return Err(Refusal::Invalid {
            problems: vec![Problem {
                pointer: "/with".to_owned(),
                problem: "too_many".to_owned(),
                detail: format!("at most {SIGNATURES_MAX} officers sign beside the author"),
                expected: None,
            }],
        });
    }
    let others = opinion.with.iter().copied();
    let signed: BTreeSet<OfficerId> = std::iter::once(author).chain(others).collect();
    let needed = turn.rule(id).map_or(1, |rule| rule.people);
    if signed.len() < usize::from(needed) {
        return Err(Refusal::MoreOfficers {
            needed,
            given: signed.len() as u8,
        });
    }
    for officer in signed {
        without_conflict(turn.rules, &turn.request, Capacity::Review, officer)?;
    }
    Ok(())
}

/// Whether an opinion says all it has to, whoever gives it and whenever.
pub(in crate::domain) fn sayable(
    workflow: &Workflow,
    id: &ReviewId,
    opinion: &Opinion,
) -> Result<(), Refusal> {
    well_formed(opinion)?;
    says_what_is_printed(workflow, id, opinion)
}

/// Words that stand on the certificate, such as the school, cannot be left out of what grants it.
fn says_what_is_printed(
    workflow: &Workflow,
    id: &ReviewId,
    opinion: &Opinion,
) -> Result<(), Refusal> {
    let is_printed = workflow.prints_words_of(&id.stage, &id.review);
    let grants = matches!(opinion.verdict, Verdict::Agree | Verdict::Conditions);
    if grants && opinion.text.trim().is_empty() && is_printed {
        return Err(Refusal::Unreasoned {
            missing: vec!["text"],
        });
    }
    Ok(())
}

fn well_formed(opinion: &Opinion) -> Result<(), Refusal> {
    short_enough("text", &opinion.text)?;
    match opinion.verdict {
        Verdict::Refuse => fully_reasoned(
            opinion.reason.as_deref(),
            opinion.basis.as_deref(),
            &opinion.text,
        ),
        Verdict::Conditions if opinion.text.trim().is_empty() => Err(Refusal::Unreasoned {
            missing: vec!["text"],
        }),
        Verdict::ReferUp => Err(Refusal::NoOpinion),
        _ => Ok(()),
    }
}

/// Under `lead` the lead owns the risk when it decides against an adviser, with reasons of its own.
fn says_why(turn: &Turn<'_>, id: &ReviewId, opinion: &Opinion) -> Result<(), Refusal> {
    let round = turn.rules.workflow.stage(&id.stage).and_then(Stage::round);
    let led = round.is_some_and(|round| round.policy == Policy::Lead);
    let lead = &turn.rules.workflow.lead;
    let leads = turn.rule(id).is_some_and(|rule| &rule.department == lead);
    let silent = opinion.verdict != Verdict::Refuse && opinion.text.trim().is_empty();
    if !(led && leads && silent) {
        return Ok(());
    }
    let refuses = |review: &Review| {
        let opinion = review.opinion.as_ref();
        opinion.is_some_and(|opinion| opinion.verdict == Verdict::Refuse)
    };
    let mut others = turn.request.reviews_of(&id.stage);
    match others.find(|(other, review)| *other != id && refuses(review)) {
        Some((overruled, _)) => Err(Refusal::OverrulesSilently {
            review: overruled.clone(),
        }),
        None => Ok(()),
    }
}

/// A refusal states its reason, its words and its law (Art. 38).
pub(super) fn fully_reasoned(
    reason: Option<&str>,
    basis: Option<&str>,
    text: &str,
) -> Result<(), Refusal> {
    let blank = |given: Option<&str>| given.is_none_or(|given| given.trim().is_empty());
    let all = [
        ("reason", blank(reason)),
        ("basis", blank(basis)),
        ("text", blank(Some(text))),
    ];
    let missing: Vec<_> = all.into_iter().filter(|(_, blank)| *blank).collect();
    match missing.is_empty() {
        true => short_enough("text", text),
        false => Err(Refusal::Unreasoned {
            missing: missing.into_iter().map(|(name, _)| name).collect(),
        }),
    }
}

fn write(
    turn: &mut Turn<'_>,
    id: &ReviewId,
    opinion: &Opinion,
    manner: Manner,
    author: Option<OfficerId>,
    sitting: Option<SittingId>,
) {
    let read = visibility::digest(turn.rules.workflow, &turn.request, &turn.facts, id);
    let round = turn
        .request
        .reviews
        .get(id)
        .map_or(1, |review| review.round);
    let event = Event::Opined {
        review: id.clone(),
        verdict: opinion.verdict,
        reason: opinion.reason.clone(),
        basis: opinion.basis.clone(),
        read,
        with: opinion.with.clone(),
        sitting,
        manner,
    };
    turn.record_with(
        event,
        FactsPatch::of_words(words_place(id, round), &opinion.text),
    );
    // Who decides in another's stead acts as supervisor, not as reviewer.
    if manner == Manner::Given {
        for officer in opinion.with.iter().copied().chain(author) {
            turn.acted(Capacity::Review, officer);
        }
    }
    turn.close_seat(&Duty::Review(id.clone()));
}

/// Where an opinion's words stand among the facts.
#[must_use]
pub fn words_place(id: &ReviewId, round: u32) -> String {
    format!("review:{id}@{round}")
}
