//! Queue work: claim 领办, release, transfer; and who may sit where.

use std::collections::BTreeMap;

use crate::domain::calendar::Instant;
use crate::domain::command::{Actor, Command};
use crate::domain::directory::{CLERK, HEAD, Officer, SUPERVISION, SUPERVISOR, WINDOW};
use crate::domain::effect::Recipient;
use crate::domain::event::Event;
use crate::domain::facts::FactsPatch;
use crate::domain::identifiers::{DepartmentKey, OfficerId, RoleKey};
use crate::domain::refusal::Refusal;
use crate::domain::request::{Capacity, Duty, Request, Seat};

use super::turn::Turn;
use super::{Rules, reasoned};

pub(super) fn claim(turn: &mut Turn<'_>, command: &Command, duty: &Duty) -> Result<(), Refusal> {
    let officer = at_seat(turn, command, duty)?;
    is_free(turn.rules, &turn.request, duty, officer.id)?;
    if turn.seat(duty)?.holder == Some(officer.id) {
        return Ok(());
    }
    turn.record(Event::Claimed {
        duty: duty.clone(),
        officer: officer.id,
    });
    Ok(())
}

pub(super) fn release(turn: &mut Turn<'_>, command: &Command, duty: &Duty) -> Result<(), Refusal> {
    let officer = at_seat(turn, command, duty)?;
    if turn.seat(duty)?.holder != Some(officer.id) {
        return Err(Refusal::NotClaimed { duty: duty.clone() });
    }
    turn.record(Event::Released { duty: duty.clone() });
    Ok(())
}

pub(super) fn transfer(
    turn: &mut Turn<'_>,
    command: &Command,
    duty: &Duty,
    to: &Officer,
    reason: &str,
) -> Result<(), Refusal> {
    reasoned(reason)?;
    let officer = at_seat(turn, command, duty)?;
    let seat = turn.seat(duty)?.clone();
    if seat.holder != Some(officer.id) && !officer.is(HEAD) {
        return Err(Refusal::NotClaimed { duty: duty.clone() });
    }
    may_be_put(turn, to, duty, &seat)?;
    let patch = FactsPatch::of_words(format!("transfer:{}", turn.request.version + 1), reason);
    let event = Event::Moved {
        duty: duty.clone(),
        department: seat.department,
        role: seat.role,
        officer: Some(to.id),
    };
    turn.record_with(event, patch);
    if to.id != officer.id {
        let desk = Recipient::Officer(to.id);
        turn.tell(desk, "assigned", Some(duty.clone()), BTreeMap::new());
    }
    Ok(())
}

/// The department of a seat was merged: the work waits in the queue of the one it goes on in, for
/// whoever takes it there. Its clock runs on.
pub(in crate::domain) fn go_on(turn: &mut Turn<'_>, duty: &Duty) {
    let Some(seat) = turn.request.seats.get(duty).cloned() else {
        return;
    };
    let Some(next) = turn.rules.directory.succession(&seat.department) else {
        return;
    };
    turn.record(Event::Moved {
        duty: duty.clone(),
        department: next.by.clone(),
        role: seat.role,
        officer: None,
    });
}

/// Whoever holds a seat is shown what it reads: nobody may be put where it is not theirs to be, nor where
/// what they did before bars them from doing it.
pub(super) fn may_be_put(
    turn: &Turn<'_>,
    officer: &Officer,
    duty: &Duty,
    seat: &Seat,
) -> Result<(), Refusal> {
    if !may_take(turn.rules, officer, duty, seat) {
        return Err(not_yours(&seat.department, &seat.role));
    }
    is_free(turn.rules, &turn.request, duty, officer.id)
}

/// Whether nothing that the officer did before bars them from a duty.
///
/// # Errors
/// As what and after what they would act.
pub fn is_free(
    rules: &Rules<'_>,
    request: &Request,
    duty: &Duty,
    officer: OfficerId,
) -> Result<(), Refusal> {
    match duty.capacity() {
        Some(asked) => without_conflict(rules, request, asked, officer),
        None => Ok(()),
    }
}

/// Whether a supervisor could give an open duty to an officer where it lies: it is theirs to take, and
/// nothing bars them.
#[must_use]
pub fn could_be_given(
    rules: &Rules<'_>,
    request: &Request,
    duty: &Duty,
    officer: &Officer,
) -> bool {
    request.seats.get(duty).is_some_and(|seat| {
        let own = Seat {
            role: own_role(rules, duty),
            ..seat.clone()
        };
        may_take(rules, officer, duty, &own) && is_free(rules, request, duty, officer.id).is_ok()
    })
}

/// Who decides, should a person have to: the department as it stands by then, and the role.
#[must_use]
pub fn deciding_post<'a>(rules: &'a Rules<'_>, at: Instant) -> (&'a DepartmentKey, &'a RoleKey) {
    let step = &rules.workflow.decide;
    (rules.directory.standing(&step.department, at), &step.role)
}

/// Whether a review bars an officer from a decision that would otherwise be theirs to make.
#[must_use]
pub fn gives_up_decision(
    rules: &Rules<'_>,
    request: &Request,
    officer: &Officer,
    at: Instant,
) -> bool {
    let (department, role) = deciding_post(rules, at);
    let decides =
        &officer.department == department && (officer.is(role.as_ref()) || officer.is(HEAD));
    rules.workflow.separate_duties
        && decides
        && is_free(rules, request, &Duty::Decide, officer.id).is_ok()
}

/// The officer who sends a command about open work, if they may do it: right department and role,
/// nobody else holds it, their view is current, and no conflict rule speaks against it.
pub(super) fn at_work(turn: &Turn<'_>, command: &Command, duty: &Duty) -> Result<Officer, Refusal> {
    let officer = at_seat(turn, command, duty)?;
    is_free(turn.rules, &turn.request, duty, officer.id)?;
    let seat = turn.seat(duty)?;
    // A supervisor ends what they were handed by an act of their own, never in the department's name.
    match may_sit(turn.rules, &officer, duty, seat) {
        true => Ok(officer),
        false => Err(not_yours(&seat.department, &seat.role)),
    }
}

/// The officer who sends a command about who has open work, if it is theirs to have: as
/// [`at_work`], and supervisors where it was handed to them. Whom a conflict bars may still pass it on.
fn at_seat(turn: &Turn<'_>, command: &Command, duty: &Duty) -> Result<Officer, Refusal> {
    let seat = turn.seat(duty)?;
    let officer = officer(&command.actor, &seat.department, &seat.role)?;
    if !may_take(turn.rules, officer, duty, seat) {
        return Err(not_yours(&seat.department, &seat.role));
    }
    if let Some(expected) = command
        .expected
        .filter(|expected| *expected != seat.revision)
    {
        return Err(Refusal::Stale {
            duty: duty.clone(),
            revision: seat.revision,
            expected,
        });
    }
    match seat.holder {
        Some(holder) if holder != officer.id && !officer.is(HEAD) => {
            return Err(Refusal::HeldBy {
                duty: duty.clone(),
                holder,
            });
        }
        _ => {}
    }
    Ok(officer.clone())
}

/// The officer behind a command, or who else should have sent it.
pub(super) fn officer<'a>(
    actor: &'a Actor,
    department: &DepartmentKey,
    role: &RoleKey,
) -> Result<&'a Officer, Refusal> {
    actor.officer().ok_or_else(|| not_yours(department, role))
}

pub(super) fn not_yours(department: &DepartmentKey, role: &RoleKey) -> Refusal {
    Refusal::NotYours {
        department: department.clone(),
        role: role.clone(),
    }
}

/// Whether an officer may take a seat: the seat's role or the duty's own in its department, or its
/// head. A late department may still speak after its work was handed to the supervisors. Complaints
/// are for supervisors alone, and the head of their own department; a follow-up that was handed to
/// the supervisors is for them too.
#[must_use]
pub fn may_sit(rules: &Rules<'_>, officer: &Officer, duty: &Duty, seat: &Seat) -> bool {
    let own = officer.department == seat.department;
    let oversees = officer.is(SUPERVISOR);
    match duty {
        Duty::Complaint(_) => {
            let head = own && seat.department.as_str() == SUPERVISION && officer.is(HEAD);
            return oversees || head;
        }
        Duty::FollowUp if oversees && seat.role.as_str() == SUPERVISOR => return true,
        _ => {}
    }
    let role = own_role(rules, duty);
    own && (officer.is(seat.role.as_ref()) || officer.is(role.as_ref()) || officer.is(HEAD))
}

/// Whether an officer may have a seat in hand: who may sit at it, and any supervisor, of whatever
/// department, once a ladder handed it to the supervisors.
#[must_use]
pub fn may_take(rules: &Rules<'_>, officer: &Officer, duty: &Duty, seat: &Seat) -> bool {
    let handed = seat.role.as_str() == SUPERVISOR && officer.is(SUPERVISOR);
    handed || may_sit(rules, officer, duty, seat)
}

/// The role that the workflow gives a duty.
#[must_use]
pub fn own_role(rules: &Rules<'_>, duty: &Duty) -> RoleKey {
    let workflow = rules.workflow;
    match duty {
        Duty::Intake | Duty::Tell(_) => workflow.intake.role.clone(),
        Duty::Review(id) => rules
            .review(id)
            .map_or_else(|| role(CLERK), |rule| rule.role.clone()),
        Duty::Correction(_) => role(CLERK),
        Duty::Decide => workflow.decide.role.clone(),
        Duty::Issue => workflow.result.grant.role.clone(),
        Duty::Deliver => role(WINDOW),
        Duty::FollowUp => role(HEAD),
        Duty::Complaint(_) => role(SUPERVISOR),
    }
}

/// One of the engine's own role names as a key.
#[must_use]
pub fn role(name: &'static str) -> RoleKey {
    name.parse().expect("the engine's own role names are keys")
}

/// Intake, review and issue are done by different people, and nobody decides what they reviewed.
pub(super) fn without_conflict(
    rules: &Rules<'_>,
    request: &Request,
    asked: Capacity,
    officer: OfficerId,
) -> Result<(), Refusal> {
    if asked == Capacity::Complaint {
        return had_no_part(request, officer);
    }
    if !rules.workflow.separate_duties {
        return Ok(());
    }
    let clash = request
        .acted
        .iter()
        .find(|(before, officers)| officers.contains(&officer) && clashes(asked, **before));
    match clash {
        Some((before, _)) => Err(Refusal::Conflict {
            officer,
            asked,
            before: *before,
        }),
        None => Ok(()),
    }
}

/// Nobody answers a complaint about what they did themselves, whatever the workflow separates: as
/// one who acted, spoke in a department's stead, or decided.
fn had_no_part(request: &Request, officer: OfficerId) -> Result<(), Refusal> {
    let mut acted = request.acted.iter();
    let acted =
        acted.find(|(before, who)| **before != Capacity::Complaint && who.contains(&officer));
    let mut opinions = request
        .reviews
        .values()
        .filter_map(|it| it.opinion.as_ref());
    let spoke = opinions.any(|opinion| opinion.by.officer() == Some(officer));
    let decision = request.decision.as_ref();
    let decided = decision.is_some_and(|decision| decision.by.officer() == Some(officer));
    let part = acted.map(|(before, _)| *before);
    let part = part.or(spoke.then_some(Capacity::Review));
    match part.or(decided.then_some(Capacity::Decide)) {
        Some(before) => Err(Refusal::Conflict {
            officer,
            asked: Capacity::Complaint,
            before,
        }),
        None => Ok(()),
    }
}

fn clashes(a: Capacity, b: Capacity) -> bool {
    use Capacity::{Complaint, Decide, Intake, Issue, Preside, Review};
    matches!(
        (a.min(b), a.max(b)),
        (Intake | Review, Issue)
            | (Intake, Review)
            | (Review, Decide | Preside)
            | (Intake | Review | Decide | Issue | Preside, Complaint)
    )
}
