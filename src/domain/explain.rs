//! Why is it not done, and who must act: the smallest set of people or events that would let a
//! request move, since when, until when, and what happens if they do not.

mod stalled;

use serde::Serialize;

use super::calendar::Instant;
use super::clock::Light;
use super::decide::{Rules, claims};
use super::definition::{Mode, Policy, StageWork};
use super::due::{self, DueView};
use super::identifiers::{DepartmentKey, OfficerId, RoleKey, StageKey};
use super::ladder::RungAction;
use super::request::{ClockKey, Duty, Progress, Request, ReviewId, ReviewProgress, Told};
use super::routing;
use super::stop::Ground;
use super::timers;

pub use stalled::{Cause, Remedy, Stalled, Why, stalled};

/// One thing a request waits for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Wait {
    /// Who must act, or what must come.
    pub on: Owner,
    /// The work, if it is a seat in a queue.
    pub duty: Option<Duty>,
    /// The stage it belongs to.
    pub stage: Option<StageKey>,
    /// Under `any` and `at_least`, one of several is enough.
    pub one_of_several: bool,
    /// Since when.
    pub since: Instant,
    /// Until when; provisional beyond the published calendar.
    pub until: Option<Instant>,
    /// The holidays of that year are not published yet.
    pub provisional: bool,
    /// How urgent.
    pub light: Light,
    /// Working days left, negative when over.
    pub working_days_left: Option<i64>,
    /// Why the clock stands still, if it does.
    pub stopped: Option<Ground>,
    /// What happens next if nobody acts.
    pub next: Option<NextStep>,
    /// When it goes back to its queue, if its holder does nothing.
    pub claim_lapses_at: Option<Instant>,
}

/// Who must act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Owner {
    /// The applicant brings what was asked for.
    Applicant,
    /// Somebody of a department.
    Department {
        /// Which.
        department: DepartmentKey,
        /// In which role.
        role: RoleKey,
        /// Who claimed it.
        holder: Option<OfficerId>,
    },
    /// The next sitting.
    Sitting,
    /// The notice's arrival.
    Notice {
        /// Which notice.
        number: u32,
    },
    /// A date.
    Date,
}

/// The next rung or rule that time alone brings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NextStep {
    /// When.
    pub at: Instant,
    /// What a rung does; empty when a rule of silence speaks.
    pub actions: Vec<RungAction>,
}

/// Everything the request waits for; nothing when it is over and told.
#[must_use]
pub fn explain(rules: &Rules<'_>, request: &Request, at: Instant) -> Vec<Wait> {
    let mut waits: Vec<Wait> = request
        .seats
        .keys()
        .filter_map(|duty| of_seat(rules, request, duty, at))
        .collect();
    waits.extend(of_answers(rules, request, at));
    waits.extend(of_stages(rules, request, at));
    waits
}

fn of_seat(rules: &Rules<'_>, request: &Request, duty: &Duty, at: Instant) -> Option<Wait> {
    let seat = request.seats.get(duty)?;
    if let Duty::Review(id) = duty
        && !holds_up(rules, request, id)
    {
        return None;
    }
    let stage = match duty {
        Duty::Review(id) => Some(id.stage.clone()),
        Duty::Correction(stage) => Some(stage.clone()),
        _ => None,
    };
    let in_sitting = matches!(duty, Duty::Review(_))
        && stage.as_ref().is_some_and(|stage| {
            matches!(
                routing::current_mode(rules.workflow, request, stage),
                Some(Mode::Sitting(_))
            )
        });
    let on = if in_sitting {
        Owner::Sitting
    } else {
        Owner::Department {
            department: seat.department.clone(),
            role: seat.role.clone(),
            holder: seat.holder,
        }
    };
    let one_of_several = stage.as_ref().is_some_and(|stage| {
        let round = rules.workflow.stage(stage).and_then(|stage| stage.round());
        round.is_some_and(|round| matches!(round.policy, Policy::Any | Policy::AtLeast(_)))
    });
    let wait = wait(rules, request, &duty.clock(), on, seat.opened_at, at);
    Some(Wait {
        duty: Some(duty.clone()),
        stage,
        one_of_several,
        claim_lapses_at: claims::lapses_at(rules, request, duty),
        ..wait
    })
}

/// Whether the request waits for this review: advice and kept siblings of a positive round are
/// work, but nothing hangs on them.
fn holds_up(rules: &Rules<'_>, request: &Request, id: &ReviewId) -> bool {
    let Some(state) = request.stages.get(&id.stage) else {
        return false;
    };
    let (Some(round), Some(review)) = (
        rules.workflow.stage(&id.stage).and_then(|s| s.round()),
        request.reviews.get(id),
    ) else {
        return false;
    };
    let lead_waits = request
        .reviews_of(&id.stage)
        .any(|(_, other)| other.progress == ReviewProgress::Waiting);
    let department = rules
        .review(id)
        .map_or(&review.department, |rule| &rule.department);
    let counts = match &round.policy {
        _ if state.outcome.is_some() => true,
        Policy::All | Policy::Any | Policy::AtLeast(_) => !review.advice,
        Policy::Veto(vetoing) => !review.advice && vetoing.contains(department),
        Policy::Lead => lead_waits || department == &rules.workflow.lead,
    };
    state.progress == Progress::Open && counts
}

/// Answers the applicant owes, and notices that have not arrived yet.
fn of_answers(rules: &Rules<'_>, request: &Request, at: Instant) -> Vec<Wait> {
    let intake = request.intake_correction.iter().map(|asked| (None, asked));
    let stages = request.stages.iter();
    let stages = stages.filter_map(|(key, s)| Some((Some(key), s.correction.as_ref()?)));
    intake
        .chain(stages)
        .filter_map(|(stage, asked)| {
            let number = asked.notice?;
            let notice = request
                .notices
                .iter()
                .find(|notice| notice.number == number)?;
            let clock = match stage {
                None => ClockKey::IntakeAnswer,
                Some(stage) => ClockKey::Answer(stage.clone()),
            };
            let (on, since) = match notice.told {
                Told::At(told) => (Owner::Applicant, told),
                _ => (Owner::Notice { number }, notice.at),
            };
            let wait = wait(rules, request, &clock, on, since, at);
            Some(Wait {
                stage: stage.cloned(),
                ..wait
            })
        })
        .collect()
}

/// Stages that only wait for a date.
fn of_stages(rules: &Rules<'_>, request: &Request, at: Instant) -> Vec<Wait> {
    let open = request
        .stages
        .iter()
        .filter(|(_, state)| state.progress == Progress::Open);
    open.filter(|(key, _)| {
        let stage = rules.workflow.stage(key);
        stage.is_some_and(|stage| matches!(stage.work, StageWork::Wait(_)))
    })
    .map(|(key, state)| {
        let clock = ClockKey::Stage(key.clone());
        let since = request
            .clocks
            .get(&clock)
            .map_or(request.received_at, |c| c.started);
        let wait = wait(rules, request, &clock, Owner::Date, since, at);
        let until = wait.until.into_iter().chain(state.wait_until).min();
        Wait {
            stage: Some(key.clone()),
            until,
            ..wait
        }
    })
    .collect()
}

fn wait(
    rules: &Rules<'_>,
    request: &Request,
    clock: &ClockKey,
    on: Owner,
    since: Instant,
    at: Instant,
) -> Wait {
    let due: Option<DueView> = due::view(rules, request, clock, at);
    let stop = request
        .stops
        .iter()
        .find(|stop| stop.is_open() && stop.reaches(clock));
    Wait {
        on,
        duty: None,
        stage: None,
        one_of_several: false,
        since,
        until: due.map(|due| due.at),
        provisional: due.is_some_and(|due| due.provisional),
        light: due.map_or(Light::Green, |due| due.light),
        working_days_left: due.map(|due| due.working_days_left),
        stopped: stop.map(|stop| stop.ground),
        next: next_step(rules, request, clock),
        claim_lapses_at: None,
    }
}

fn next_step(rules: &Rules<'_>, request: &Request, clock: &ClockKey) -> Option<NextStep> {
    let rung = timers::rungs(rules, request, clock)
        .into_iter()
        .min_by_key(|rung| rung.due)?;
    Some(NextStep {
        at: rung.due,
        actions: rung.actions,
    })
}
