//! Correction 补正: every department's missing items in one notice, the stage's clocks stopped
//! from when the applicant was told until the answer.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::command::{Actor, Answer, Command, ITEMS_MAX, Item, WORDS_MAX_CHARS};
use crate::domain::definition::Lapse;
use crate::domain::directory::{CLERK, HEAD};
use crate::domain::event::Event;
use crate::domain::facts::FactsPatch;
use crate::domain::form::controls;
use crate::domain::identifiers::StageKey;
use crate::domain::refusal::{Problem, Refusal};
use crate::domain::request::{AskedItem, ClockKey, Duty, NoticeKind, Phase, ReviewId};
use crate::domain::routing;
use crate::domain::stop::{Ground, StopScope};

use super::seats::{at_work, not_yours, role};
use super::turn::Turn;
use super::{asking, decision, intake, merging, notices, opinions, reopening};

pub(super) fn ask(
    turn: &mut Turn<'_>,
    command: &Command,
    id: &ReviewId,
    items: &[Item],
) -> Result<(), Refusal> {
    opinions::is_open(turn, id)?;
    at_work(turn, command, &Duty::Review(id.clone()))?;
    asking::within_reads(turn, id, items)?;
    let stage = &id.stage;
    let state = turn.unsettled_stage(stage)?;
    let sent = state
        .correction
        .as_ref()
        .is_some_and(|asked| asked.notice.is_some());
    if sent || (state.corrections_sent > 0 && !state.another_correction_allowed) {
        return Err(Refusal::SecondCorrection {
            stage: stage.clone(),
        });
    }
    let first = state.correction.is_none();
    note_items(turn, Some(stage), Some(id), items)?;
    if first {
        open_window(turn, stage);
    }
    Ok(())
}

/// The first item opens a short window in which siblings add theirs.
fn open_window(turn: &mut Turn<'_>, stage: &StageKey) {
    let (lead, collect) = (
        turn.rules.workflow.lead.clone(),
        turn.rules.workflow.correction.collect,
    );
    turn.start_clock(
        ClockKey::Collect(stage.clone()),
        collect,
        turn.from,
        lead.clone(),
    );
    turn.open_seat(Duty::Correction(stage.clone()), &lead, &role(CLERK));
}

/// Records what is missing and gives it back, for the notice.
pub(super) fn note_items(
    turn: &mut Turn<'_>,
    stage: Option<&StageKey>,
    review: Option<&ReviewId>,
    items: &[Item],
) -> Result<Vec<AskedItem>, Refusal> {
    check_items(turn, items)?;
    let scope = stage.map_or("intake".to_owned(), ToString::to_string);
    let number = turn.request.version;
    let mut patch = FactsPatch::default();
    let mut asked = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let words = format!("item:{scope}:{number}.{index}");
        patch.words.insert(words.clone(), item.explanation.clone());
        asked.push(AskedItem {
            what: item.what.clone(),
            review: review.cloned(),
            words,
        });
    }
    turn.record_with(
        Event::ItemsAsked {
            stage: stage.cloned(),
            items: asked.clone(),
        },
        Some(patch),
    );
    Ok(asked)
}

/// Where the explanations of missing items stand, as a notice names them.
pub(super) fn places(items: &[AskedItem]) -> BTreeMap<String, Vec<String>> {
    let places = items.iter().map(|item| item.words.clone()).collect();
    BTreeMap::from([("items".to_owned(), places)])
}

/// What each place explains and which review asked for it: a letter may be written when the
/// correction is closed already, and has to name the items all the same.
pub(super) fn named(items: &[AskedItem]) -> BTreeMap<String, String> {
    items.iter().flat_map(AskedItem::names).collect()
}

fn check_items(turn: &Turn<'_>, items: &[Item]) -> Result<(), Refusal> {
    let workflow = turn.rules.workflow;
    let mut problems = Vec::new();
    let mut complain = |pointer: String, problem: &str, detail: String| {
        problems.push(Problem {
            pointer,
            problem: problem.to_owned(),
            detail,
            expected: None,
        });
    };
    if items.is_empty() || items.len() > ITEMS_MAX {
        let detail = format!("name between 1 and {ITEMS_MAX} missing items");
        complain("/items".to_owned(), "range", detail);
    }
    for (index, item) in items.iter().enumerate() {
        let root = root(&item.what);
        if workflow.field(root).is_none() && workflow.material(root).is_none() {
            let detail = format!(
                "`{}` is neither a field nor a material of this service",
                item.what
            );
            complain(format!("/items/{index}/what"), "unknown", detail);
        }
        if item.explanation.trim().is_empty() {
            let detail = "say what is wrong and how to mend it".to_owned();
            complain(format!("/items/{index}/explanation"), "missing", detail);
        }
        if item.explanation.chars().count() > WORDS_MAX_CHARS {
            let detail = format!("at most {WORDS_MAX_CHARS} characters");
            complain(format!("/items/{index}/explanation"), "too_long", detail);
        }
        if controls(&item.explanation) {
            let detail = "take out the control characters".to_owned();
            complain(format!("/items/{index}/explanation"), "control", detail);
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Invalid { problems })
    }
}

pub(super) fn send(
    turn: &mut Turn<'_>,
    command: &Command,
    stage: &StageKey,
) -> Result<(), Refusal> {
    at_work(turn, command, &Duty::Correction(stage.clone()))?;
    dispatch(turn, stage);
    Ok(())
}

/// One notice with everything that was collected.
pub(in crate::domain) fn dispatch(turn: &mut Turn<'_>, stage: &StageKey) {
    asking::join_missing(turn, stage);
    let asked = turn
        .request
        .stages
        .get(stage)
        .and_then(|state| state.correction.clone());
    let Some(asked) = asked else {
        return;
    };
    turn.close_seat(&Duty::Correction(stage.clone()));
    let mut values = named(&asked.items);
    values.insert("stage".to_owned(), stage.to_string());
    let notice = turn.notify(NoticeKind::Correction, values, places(&asked.items));
    turn.record(Event::CorrectionSent {
        stage: Some(stage.clone()),
        notice,
        askers: asked.items.into_iter().filter_map(|it| it.review).collect(),
    });
}

/// From "told" the answer clock runs, and the clocks it holds up stand still.
pub(super) fn told(turn: &mut Turn<'_>, notice: u32) {
    let intake = turn.request.intake_correction.as_ref();
    if intake.is_some_and(|asked| asked.notice == Some(notice)) {
        let intake = &turn.rules.workflow.intake;
        let (answer, desk) = (intake.answer, intake.desk.clone());
        turn.start_clock(ClockKey::IntakeAnswer, answer, turn.from, desk);
        return;
    }
    let Some(stage) = stage_of(turn, notice) else {
        return;
    };
    let workflow = turn.rules.workflow;
    let answer = ClockKey::Answer(stage.clone());
    turn.start_clock(
        answer.clone(),
        workflow.correction.answer,
        turn.from,
        workflow.lead.clone(),
    );
    if let Some(due) = turn.due(&answer) {
        stop(turn, StopScope::Stage(stage), Ground::Correction, due.at);
    }
}

/// A notice that bounced after all was not told: the answer clock it began counts for nothing.
pub(super) fn untold(turn: &mut Turn<'_>, notice: u32) {
    let intake = turn.request.intake_correction.as_ref();
    if intake.is_some_and(|asked| asked.notice == Some(notice)) {
        turn.end_clock(&ClockKey::IntakeAnswer);
    } else if let Some(stage) = stage_of(turn, notice) {
        turn.end_clock(&ClockKey::Answer(stage.clone()));
        resume(turn, &stage);
    }
}

fn stage_of(turn: &Turn<'_>, notice: u32) -> Option<StageKey> {
    let stages = turn.request.stages.iter();
    let mut open = stages.filter_map(|(key, state)| Some((key, state.correction.as_ref()?)));
    open.find(|(_, asked)| asked.notice == Some(notice))
        .map(|(key, _)| key.clone())
}

/// Stops clocks until an instant.
pub(super) fn stop(
    turn: &mut Turn<'_>,
    scope: StopScope,
    ground: Ground,
    until: crate::domain::calendar::Instant,
) -> u32 {
    let number = turn.request.stops.len() as u32 + 1;
    turn.record(Event::Stopped {
        number,
        scope,
        ground,
        until,
    });
    number
}

pub(super) fn answer(
    turn: &mut Turn<'_>,
    actor: &Actor,
    stage: Option<&StageKey>,
    answer: &Answer,
) -> Result<(), Refusal> {
    applicant_or_desk(turn, actor)?;
    let only = only_open_stage(turn).filter(|_| turn.request.intake_correction.is_none());
    let stage = stage.or(only.as_ref());
    let asked = match stage {
        None => turn.request.intake_correction.clone(),
        Some(stage) => turn
            .request
            .stages
            .get(stage)
            .and_then(|state| state.correction.clone()),
    };
    let asked = asked.ok_or(Refusal::NothingAsked)?;
    let notice = asked.notice.ok_or(Refusal::NothingAsked)?;
    let answer = &asking::same_rows(turn, answer, &asked)?;
    let names: BTreeSet<&str> = asked.items.iter().map(|item| root(&item.what)).collect();
    brings_everything(turn, answer, &names)?;
    let (patch, rows) = merging::merge(turn, answer, Some(&names))?;
    if !asked.told {
        notices::record_told(turn, notice);
    }
    turn.record_with(
        Event::CorrectionAnswered {
            stage: stage.cloned(),
            rows,
        },
        Some(patch),
    );
    match stage {
        None => {
            turn.end_clock(&ClockKey::IntakeAnswer);
            turn.enter(Phase::Received);
            intake::open(turn);
            Ok(())
        }
        Some(stage) => go_on(turn, stage),
    }
}

/// The one open correction that was sent, where the answer does not say which it is for.
fn only_open_stage(turn: &Turn<'_>) -> Option<StageKey> {
    let sent = turn.request.stages.iter().filter(|(_, state)| {
        let asked = state.correction.as_ref();
        asked.is_some_and(|asked| asked.notice.is_some())
    });
    let mut sent = sent.map(|(key, _)| key.clone());
    let first = sent.next()?;
    sent.next().is_none().then_some(first)
}

/// An answer is given once, so it has to bring whatever the notice names.
fn brings_everything(
    turn: &Turn<'_>,
    answer: &Answer,
    asked: &BTreeSet<&str>,
) -> Result<(), Refusal> {
    let brought = |name: &str| {
        answer.form.contains_key(name)
            || answer
                .materials
                .iter()
                .any(|(key, files)| key.as_ref() == name && !files.is_empty())
    };
    let problems: Vec<Problem> = asked
        .iter()
        .filter(|name| !brought(name))
        .map(|name| {
            let field = turn.rules.workflow.field(name).is_some();
            let part = if field { "form" } else { "materials" };
            Problem {
                pointer: format!("/{part}/{name}"),
                problem: "missing".to_owned(),
                detail: "the notice asks for it; bring everything in one answer".to_owned(),
                expected: None,
            }
        })
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Invalid { problems })
    }
}

fn root(path: &str) -> &str {
    path.split('.').next().unwrap_or_default()
}

/// What the applicant does, they may also have done for them at the window.
pub(super) fn applicant_or_desk(turn: &Turn<'_>, actor: &Actor) -> Result<(), Refusal> {
    let intake = &turn.rules.workflow.intake;
    match actor {
        Actor::Applicant => Ok(()),
        Actor::Officer(officer) if officer.department == intake.desk => {
            let may = officer.is(intake.role.as_ref()) || officer.is(HEAD);
            if may {
                Ok(())
            } else {
                Err(not_yours(&intake.desk, &intake.role))
            }
        }
        _ => Err(Refusal::ApplicantOnly),
    }
}

/// After the answer: clocks run on, reviews follow the rows, and what read changed facts reopens.
fn go_on(turn: &mut Turn<'_>, stage: &StageKey) -> Result<(), Refusal> {
    turn.end_clock(&ClockKey::Answer(stage.clone()));
    resume(turn, stage);
    routing::reconcile(turn, |_| true)?;
    reopening::reopen_changed(turn, |_| true)?;
    routing::settle_all(turn, |_| true)?;
    routing::advance(turn)
}

fn resume(turn: &mut Turn<'_>, stage: &StageKey) {
    let scope = StopScope::Stage(stage.clone());
    let open: Vec<u32> = turn
        .request
        .stops
        .iter()
        .filter(|stop| stop.is_open() && stop.ground == Ground::Correction && stop.scope == scope)
        .map(|stop| stop.number)
        .collect();
    let as_of = turn.from;
    for number in open {
        turn.record(Event::Resumed { number, as_of });
    }
}

/// No answer came in time.
pub(in crate::domain) fn lapse(
    turn: &mut Turn<'_>,
    stage: Option<&StageKey>,
) -> Result<(), Refusal> {
    let asked = match stage {
        None => turn.request.intake_correction.as_ref(),
        Some(stage) => turn
            .request
            .stages
            .get(stage)
            .and_then(|state| state.correction.as_ref()),
    };
    let missing = asked.map_or(Vec::new(), |asked| asked.items.clone());
    turn.record(Event::CorrectionClosed {
        stage: stage.cloned(),
        lapsed: true,
    });
    let withdraws = match stage {
        None => true,
        Some(_) => turn.rules.workflow.correction.lapse == Lapse::Withdraw,
    };
    if let Some(stage) = stage {
        turn.end_clock(&ClockKey::Answer(stage.clone()));
        resume(turn, stage);
    } else {
        turn.end_clock(&ClockKey::IntakeAnswer);
    }
    if withdraws {
        decision::end(
            turn,
            Phase::DeemedWithdrawn,
            Some("correction_lapsed"),
            None,
        );
    }
    let mut values = named(&missing);
    values.extend(stage.map(|stage| ("stage".to_owned(), stage.to_string())));
    turn.notify(NoticeKind::CorrectionLapsed, values, places(&missing));
    Ok(())
}

/// The stage ended without the answer being needed any more.
pub(in crate::domain) fn moot(turn: &mut Turn<'_>, stage: &StageKey) {
    let asked = turn
        .request
        .stages
        .get(stage)
        .and_then(|state| state.correction.clone());
    let Some(asked) = asked else {
        return;
    };
    turn.close_seat(&Duty::Correction(stage.clone()));
    if let Some(notice) = asked.notice {
        turn.close_seat(&Duty::Tell(notice));
    }
    turn.end_clock(&ClockKey::Answer(stage.clone()));
    turn.record(Event::CorrectionClosed {
        stage: Some(stage.clone()),
        lapsed: false,
    });
    resume(turn, stage);
}
