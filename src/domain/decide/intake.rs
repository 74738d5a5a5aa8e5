//! The desk: five outcomes of Art. 32, and acceptance by silence.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::calendar::Instant;
use crate::domain::command::{Answer, Command, Item};
use crate::domain::definition::MaterialClass;
use crate::domain::event::{Event, RungManner};
use crate::domain::facts::FactsPatch;
use crate::domain::form;
use crate::domain::identifiers::StageKey;
use crate::domain::refusal::{Problem, Refusal};
use crate::domain::request::{Capacity, ClockKey, Duty, NoticeKind, Phase};
use crate::domain::{routing, timers};

use super::corrections;
use super::decision::end;
use super::seats::at_work;
use super::turn::Turn;

/// Puts a received request on the desk, with a fresh intake limit.
pub(in crate::domain) fn open(turn: &mut Turn<'_>) {
    let intake = &turn.rules.workflow.intake;
    let (desk, role, limit) = (intake.desk.clone(), intake.role.clone(), intake.limit);
    turn.start_clock(ClockKey::Intake, limit, turn.from, desk.clone());
    turn.open_seat(Duty::Intake, &desk, &role);
}

pub(super) fn accept(turn: &mut Turn<'_>, command: &Command) -> Result<(), Refusal> {
    at_desk(turn, command)?;
    with_every_core_material(turn)?;
    let now = turn.from;
    take_in(turn, false, now)
}

/// Nothing is accepted without its core materials; what is missing is asked for instead, once.
fn with_every_core_material(turn: &Turn<'_>) -> Result<(), Refusal> {
    let (workflow, facts) = (turn.rules.workflow, &turn.facts);
    let missing = form::missing_materials(
        workflow,
        turn.rules.conditions,
        turn.request.filer,
        &facts.form,
        &facts.materials,
    );
    let core = missing.into_iter().filter(|key| {
        let material = workflow.material(key.as_ref());
        material.is_some_and(|material| material.class == MaterialClass::Core)
    });
    let problems: Vec<Problem> = core
        .map(|key| Problem {
            pointer: format!("/materials/{key}"),
            problem: "missing".to_owned(),
            detail: "a core material is missing; ask the applicant for it".to_owned(),
            expected: None,
        })
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Invalid { problems })
    }
}

/// Art. 32(4): silence past the limit accepts as of the day of receipt.
pub(in crate::domain) fn deem_accepted(turn: &mut Turn<'_>) -> Result<(), Refusal> {
    let received = turn.request.received_at;
    take_in(turn, true, received)
}

fn take_in(turn: &mut Turn<'_>, deemed: bool, as_of: Instant) -> Result<(), Refusal> {
    turn.close_seat(&Duty::Intake);
    turn.record(Event::Accepted { deemed, as_of });
    turn.enter(Phase::UnderReview);
    let kind = if deemed {
        NoticeKind::DeemedAccepted
    } else {
        NoticeKind::Accepted
    };
    turn.notify(kind, BTreeMap::new(), BTreeMap::new());
    let workflow = turn.rules.workflow;
    let outer = [
        Some((ClockKey::Statutory, &workflow.limits.statutory)),
        workflow
            .limits
            .promised
            .as_ref()
            .map(|limit| (ClockKey::Promised, limit)),
    ];
    for (clock, limit) in outer.into_iter().flatten() {
        turn.start_clock(clock.clone(), limit.budget, as_of, workflow.lead.clone());
        overtake_past_rungs(turn, &clock);
    }
    routing::advance(turn)
}

/// Rungs that were past before their clock began are recorded, not fired.
fn overtake_past_rungs(turn: &mut Turn<'_>, clock: &ClockKey) {
    for rung in timers::rungs(turn.rules, &turn.request, clock) {
        if rung.due <= turn.from && turn.request.clocks[clock].started < turn.from {
            turn.record(Event::RungFired {
                clock: clock.clone(),
                round: rung.round,
                index: rung.index,
                due: rung.due,
                actions: Vec::new(),
                manner: RungManner::Overtaken,
            });
        }
    }
}

pub(super) fn ask(turn: &mut Turn<'_>, command: &Command, items: &[Item]) -> Result<(), Refusal> {
    at_desk(turn, command)?;
    let told_before = |kind| {
        turn.request
            .notices
            .iter()
            .any(|notice| notice.kind == kind)
    };
    if told_before(NoticeKind::CorrectionIntake) {
        return Err(Refusal::SecondCorrection {
            stage: intake_stage(),
        });
    }
    let asked = corrections::note_items(turn, None, None, items)?;
    turn.close_seat(&Duty::Intake);
    turn.enter(Phase::AwaitingCorrection);
    let (values, words) = (corrections::named(&asked), corrections::places(&asked));
    let notice = turn.notify(NoticeKind::CorrectionIntake, values, words);
    turn.record(Event::CorrectionSent {
        stage: None,
        notice,
        askers: BTreeSet::new(),
    });
    Ok(())
}

/// How refusals name the desk where a stage is expected.
fn intake_stage() -> StageKey {
    "intake".parse().expect("a key")
}

pub(super) fn correct_on_the_spot(
    turn: &mut Turn<'_>,
    command: &Command,
    answer: &Answer,
) -> Result<(), Refusal> {
    at_desk(turn, command)?;
    let (patch, rows) = super::merging::merge(turn, answer, None)?;
    turn.record_with(Event::CorrectionAnswered { stage: None, rows }, Some(patch));
    Ok(())
}

pub(super) fn refuse(
    turn: &mut Turn<'_>,
    command: &Command,
    reason: &str,
    basis: &str,
    text: &str,
) -> Result<(), Refusal> {
    at_desk(turn, command)?;
    super::opinions::fully_reasoned(Some(reason), Some(basis), text)?;
    let values = BTreeMap::from([
        ("reason_code".to_owned(), reason.to_owned()),
        ("basis".to_owned(), basis.to_owned()),
    ]);
    close(
        turn,
        Phase::NotAccepted,
        reason,
        NoticeKind::NotAccepted,
        values,
        "reason",
        text,
    );
    Ok(())
}

pub(super) fn not_needed(
    turn: &mut Turn<'_>,
    command: &Command,
    text: &str,
) -> Result<(), Refusal> {
    at_desk(turn, command)?;
    super::reasoned(text)?;
    let kind = NoticeKind::NotNeeded;
    close(
        turn,
        Phase::NotAccepted,
        "not_needed",
        kind,
        BTreeMap::new(),
        "reason",
        text,
    );
    Ok(())
}

pub(super) fn redirect(
    turn: &mut Turn<'_>,
    command: &Command,
    authority: &str,
) -> Result<(), Refusal> {
    at_desk(turn, command)?;
    super::reasoned(authority)?;
    let values = BTreeMap::from([("authority".to_owned(), authority.to_owned())]);
    let kind = NoticeKind::WrongAuthority;
    close(
        turn,
        Phase::Redirected,
        "wrong_authority",
        kind,
        values,
        "reason",
        authority,
    );
    Ok(())
}

fn close(
    turn: &mut Turn<'_>,
    phase: Phase,
    reason: &str,
    kind: NoticeKind,
    values: BTreeMap<String, String>,
    variable: &str,
    text: &str,
) {
    let place = "intake";
    let patch = FactsPatch::of_words(place, text);
    end(turn, phase, Some(reason), patch);
    let words = BTreeMap::from([(variable.to_owned(), vec![place.to_owned()])]);
    turn.notify(kind, values, words);
}

fn at_desk(turn: &mut Turn<'_>, command: &Command) -> Result<(), Refusal> {
    turn.require(&[Phase::Received])?;
    let officer = at_work(turn, command, &Duty::Intake)?;
    turn.acted(Capacity::Intake, officer.id);
    Ok(())
}
