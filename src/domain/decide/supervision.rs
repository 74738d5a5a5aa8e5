//! What supervisors may do, always with a reason, always on the journal.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use crate::domain::calendar::Instant;
use crate::domain::command::{Act, Actor};
use crate::domain::definition::ExtensionRule;
use crate::domain::directory::{ADMINISTRATOR, HEAD, Officer, SUPERVISOR};
use crate::domain::effect::Recipient;
use crate::domain::event::Event;
use crate::domain::facts::FactsPatch;
use crate::domain::identifiers::{DepartmentKey, OfficerId};
use crate::domain::refusal::Refusal;
use crate::domain::request::{
    Capacity, ClockKey, Duty, NoticeKind, Phase, Request, ReviewId, Seat,
};
use crate::domain::stop::{Ground, StopScope};
use crate::domain::{due, routing};

use super::Rules;
use super::seats::{may_be_put, not_yours, own_role, role};
use super::turn::Turn;
use super::{corrections, decision, opinions, reasoned, reopening};

/// Longest stop that may be ordered at once, in calendar days; it can be ordered again.
const STOP_MAX_DAYS: i64 = 180;

pub(super) fn supervise(
    turn: &mut Turn<'_>,
    actor: &Actor,
    act: &Act,
    reason: &str,
) -> Result<(), Refusal> {
    reasoned(reason)?;
    let supervisor = entitled(turn, actor, act)?.clone();
    let place = format!("act:{}", turn.request.version + 1);
    let event = Event::Intervened {
        act: act.code().to_owned(),
    };
    turn.record_with(event, FactsPatch::of_words(place.clone(), reason));
    carry_out(turn, act, supervisor.id, place)?;
    if takes_part(act) {
        turn.acted(Capacity::Supervise, supervisor.id);
    }
    Ok(())
}

/// Whether whoever does this has had a part in the request, and answers no complaint about it. Urging
/// changes nothing of it; what is done about a complaint is no part in what is complained about; an
/// opinion in somebody's stead is recorded as one.
fn takes_part(act: &Act) -> bool {
    match act {
        Act::Urge(_) | Act::DecideInStead { .. } => false,
        Act::Reassign { duty, .. } => !matches!(duty, Duty::Complaint(_)),
        _ => true,
    }
}

fn carry_out(
    turn: &mut Turn<'_>,
    act: &Act,
    supervisor: OfficerId,
    place: String,
) -> Result<(), Refusal> {
    match act {
        Act::Reassign {
            duty,
            department,
            officer,
        } => {
            let to = officer.as_ref();
            reassign(turn, duty, department.as_ref(), to, supervisor)
        }
        Act::Urge(duty) => urge(turn, duty),
        Act::Extend(clock) => extend(turn, clock, place),
        Act::Stop {
            scope,
            ground,
            until,
        } => stop(turn, scope, *ground, *until, place),
        Act::Resume { stop } => resume(turn, *stop),
        Act::Reopen(review) => reopening::reopen(turn, review),
        Act::Waive(review) => waive(turn, review),
        Act::DecideInStead { review, opinion } => {
            silent(turn.rules, &turn.request, review, turn.from)?;
            opinions::in_stead(turn, review, opinion, supervisor)
        }
        Act::AllowCorrection(stage) => {
            turn.require(&[Phase::UnderReview])?;
            turn.unsettled_stage(stage)?;
            turn.record(Event::AnotherCorrectionAllowed {
                stage: stage.clone(),
            });
            Ok(())
        }
        Act::Cancel => cancel(turn, supervisor, place),
        Act::KeepOn => keep_on(turn),
    }
}

/// Supervisors may act; terms are extended by the role that the workflow names, a head being the
/// lead's, and the lead's head may stop and resume; administrators may empty a hand.
fn entitled<'a>(turn: &Turn<'_>, actor: &'a Actor, act: &Act) -> Result<&'a Officer, Refusal> {
    let needs = |name: &'static str| Refusal::NeedsRole { role: role(name) };
    let officer = actor.officer().ok_or_else(|| needs(SUPERVISOR))?;
    match act {
        Act::Extend(clock) => {
            let rule = extension_rule(turn, clock)?;
            let lead = &turn.rules.workflow.lead;
            if !officer.is(rule.approver.as_ref()) {
                return Err(Refusal::NeedsRole {
                    role: rule.approver.clone(),
                });
            }
            // Art. 42(1) means the head of the authority that decides, not any department's.
            if rule.approver.as_str() == HEAD && &officer.department != lead {
                return Err(not_yours(lead, &rule.approver));
            }
            Ok(officer)
        }
        Act::Stop { .. } | Act::Resume { .. }
            if officer.department == turn.rules.workflow.lead && officer.is(HEAD) =>
        {
            Ok(officer)
        }
        _ if officer.is(SUPERVISOR) => Ok(officer),
        // Whoever closes an account sends back to its queue what lay in that hand, and nothing else.
        Act::Reassign {
            duty,
            department: None,
            officer: None,
        } if officer.is(ADMINISTRATOR) && turn.seat(duty)?.holder.is_some() => Ok(officer),
        _ => Err(needs(SUPERVISOR)),
    }
}

fn reassign(
    turn: &mut Turn<'_>,
    duty: &Duty,
    department: Option<&DepartmentKey>,
    officer: Option<&Officer>,
    by: OfficerId,
) -> Result<(), Refusal> {
    let seat = turn.seat(duty)?;
    let moved = Seat {
        department: department.unwrap_or(&seat.department).clone(),
        role: own_role(turn.rules, duty),
        ..seat.clone()
    };
    // A review may be another department's; whoever receives, decides and hands over is settled by the
    // workflow, and what somebody complained about does not go to a department that may be meant.
    if !matches!(duty, Duty::Review(_)) && moved.department != seat.department {
        return Err(not_yours(&seat.department, &moved.role));
    }
    if let Some(officer) = officer {
        may_be_put(turn, officer, duty, &moved)?;
    }
    let Seat {
        department, role, ..
    } = moved;
    let officer = officer.map(|officer| officer.id);
    let to = match officer {
        Some(officer) => Recipient::Officer(officer),
        None => Recipient::Post(department.clone(), role.clone()),
    };
    turn.record(Event::Moved {
        duty: duty.clone(),
        department,
        role,
        officer,
    });
    // Nobody is told of what they did themselves.
    if officer != Some(by) {
        turn.tell(to, "assigned", Some(duty.clone()), BTreeMap::new());
    }
    Ok(())
}

fn urge(turn: &mut Turn<'_>, duty: &Duty) -> Result<(), Refusal> {
    let seat = turn.seat(duty)?;
    let to = match seat.holder {
        Some(holder) => Recipient::Officer(holder),
        None => Recipient::Post(seat.department.clone(), seat.role.clone()),
    };
    turn.record(Event::Urged { duty: duty.clone() });
    turn.tell(to, "urge", Some(duty.clone()), BTreeMap::new());
    Ok(())
}

fn extension_rule<'a>(turn: &Turn<'a>, clock: &ClockKey) -> Result<&'a ExtensionRule, Refusal> {
    let limits = &turn.rules.workflow.limits;
    let limit = match clock {
        ClockKey::Statutory => Some(&limits.statutory),
        ClockKey::Promised => limits.promised.as_ref(),
        ClockKey::Deliver => Some(&limits.deliver.limit),
        _ => None,
    };
    limit
        .and_then(|limit| limit.extend.as_ref())
        .ok_or_else(|| Refusal::NotExtendable {
            clock: clock.clone(),
            why: "no_rule",
        })
}

/// Once, before due, and the reason is told to the applicant (Art. 42).
fn extend(turn: &mut Turn<'_>, key: &ClockKey, place: String) -> Result<(), Refusal> {
    let rule = extension_rule(turn, key)?;
    let refuse = |why| {
        Err(Refusal::NotExtendable {
            clock: key.clone(),
            why,
        })
    };
    let Some(clock) = turn
        .request
        .clocks
        .get(key)
        .filter(|clock| clock.ended.is_none())
    else {
        return refuse("not_running");
    };
    if clock.extension.is_some() {
        return refuse("already");
    }
    if turn.due(key).is_some_and(|due| due.at < turn.from) {
        return refuse("overdue");
    }
    let (by, approver) = (rule.by, rule.approver.clone());
    turn.record(Event::Extended {
        clock: key.clone(),
        by,
        approver,
    });
    let mut values = BTreeMap::from([
        ("days".to_owned(), by.amount().to_string()),
        ("clock".to_owned(), key.to_string()),
    ]);
    if let Some(due) = turn.due(key) {
        values.insert("due".to_owned(), due.date.to_string());
    }
    let words = BTreeMap::from([("reason".to_owned(), vec![place])]);
    turn.notify(NoticeKind::Extended, values, words);
    Ok(())
}

fn stop(
    turn: &mut Turn<'_>,
    scope: &StopScope,
    ground: Ground,
    until: Instant,
    place: String,
) -> Result<(), Refusal> {
    turn.require(&[Phase::Received, Phase::UnderReview, Phase::Deciding])?;
    let (after, latest) = (turn.from, turn.from + TimeDelta::days(STOP_MAX_DAYS));
    let refuse = |why| Err(Refusal::NotStoppable { why, after, latest });
    if !ground.may_be_ordered() {
        return refuse("ground");
    }
    if until <= after {
        return refuse("until");
    }
    if until > latest {
        return refuse("too_long");
    }
    match scope {
        StopScope::Request => {}
        StopScope::Stage(stage) => drop(turn.open_stage(stage)?),
        StopScope::Review(review) => opinions::is_open(turn, review)?,
    }
    let number = corrections::stop(turn, scope.clone(), ground, until);
    if ground.needs_notice() {
        let ground = serde_json::to_value(ground).ok();
        let ground = ground
            .and_then(|g| g.as_str().map(str::to_owned))
            .unwrap_or_default();
        let values = BTreeMap::from([
            ("stop".to_owned(), number.to_string()),
            ("ground".to_owned(), ground),
            (
                "until".to_owned(),
                crate::domain::calendar::civil(until).date().to_string(),
            ),
        ]);
        let words = BTreeMap::from([("reason".to_owned(), vec![place])]);
        turn.notify(NoticeKind::ClockStopped, values, words);
    }
    Ok(())
}

fn resume(turn: &mut Turn<'_>, number: u32) -> Result<(), Refusal> {
    let stop = turn.request.stops.iter().find(|stop| stop.number == number);
    let stop = stop.ok_or(Refusal::NoSuch {
        what: "stop",
        number,
    })?;
    if !stop.is_open() || !stop.ground.may_be_ordered() {
        return Err(Refusal::AlreadySettled {
            what: "stop",
            number,
        });
    }
    end_stop(turn, number);
    Ok(())
}

/// Lets the clocks of a stop run again.
pub(in crate::domain) fn end_stop(turn: &mut Turn<'_>, number: u32) {
    let as_of = turn.from;
    let stop = turn.request.stops.iter().find(|stop| stop.number == number);
    let tell = stop.is_some_and(|stop| stop.ground.needs_notice());
    turn.record(Event::Resumed { number, as_of });
    if tell {
        let values = BTreeMap::from([("stop".to_owned(), number.to_string())]);
        turn.notify(NoticeKind::ClockResumed, values, BTreeMap::new());
    }
}

/// A department is silent once its review is past due, or once a ladder has handed the review to
/// the supervisors. Until then the review is its own.
pub(in crate::domain) fn silent(
    rules: &Rules<'_>,
    request: &Request,
    id: &ReviewId,
    at: Instant,
) -> Result<(), Refusal> {
    opinions::open(request, id)?;
    let duty = Duty::Review(id.clone());
    let seat = request.seats.get(&duty);
    let seat = seat.ok_or_else(|| Refusal::NotOpen { duty: duty.clone() })?;
    let view = due::view(rules, request, &duty.clock(), at);
    match view.map(|view| view.at) {
        Some(due) if due >= at && seat.role.as_str() != SUPERVISOR => Err(Refusal::TooEarly {
            review: id.clone(),
            due,
        }),
        _ => Ok(()),
    }
}

fn waive(turn: &mut Turn<'_>, id: &ReviewId) -> Result<(), Refusal> {
    silent(turn.rules, &turn.request, id, turn.from)?;
    turn.record(Event::ReviewWaived { review: id.clone() });
    turn.close_seat(&Duty::Review(id.clone()));
    routing::settle(turn, &id.stage)
}

/// Ending somebody's request cannot be taken back: one proposes, another confirms.
fn cancel(turn: &mut Turn<'_>, officer: OfficerId, place: String) -> Result<(), Refusal> {
    if turn.request.is_over() || turn.request.is_decided() {
        return Err(Refusal::WrongPhase {
            phase: turn.request.phase,
        });
    }
    let act = Act::Cancel.code();
    let proposed = turn
        .request
        .proposals
        .iter()
        .find(|proposal| proposal.act == act);
    match proposed.map(|proposal| proposal.by) {
        None => {
            let last = turn.request.proposals.last();
            let number = last.map_or(1, |proposal| proposal.number + 1);
            turn.record(Event::Proposed {
                number,
                act: act.to_owned(),
                officer,
            });
            Ok(())
        }
        Some(proposer) if proposer == officer => Err(Refusal::SecondPersonNeeded),
        Some(_) => {
            decision::end(turn, Phase::Terminated, Some(act), None);
            let words = BTreeMap::from([("reason".to_owned(), vec![place])]);
            turn.notify(NoticeKind::Terminated, BTreeMap::new(), words);
            Ok(())
        }
    }
}

/// Whoever proposed it thinks better of it, or another does not agree.
fn keep_on(turn: &mut Turn<'_>) -> Result<(), Refusal> {
    let mut proposals = turn.request.proposals.iter();
    let proposed = proposals.find(|proposal| proposal.act == Act::Cancel.code());
    let number = proposed.map(|proposal| proposal.number);
    let number = number.filter(|_| !turn.request.is_over());
    let number = number.ok_or(Refusal::NoSuch {
        what: "proposal",
        number: 1,
    })?;
    turn.record(Event::Declined { number });
    Ok(())
}
