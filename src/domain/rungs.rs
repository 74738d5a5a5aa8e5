//! What a rung does when it fires. Each is on the journal once per clock and round.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::calendar::civil;
use super::decide::seats::role;
use super::decide::turn::{Turn, working_days};
use super::definition::Silence;
use super::directory::{CLERK, HEAD, SUPERVISOR};
use super::effect::Recipient;
use super::event::{Event, RungManner};
use super::identifiers::{DepartmentKey, RoleKey};
use super::ladder::{CardColour, RungAction};
use super::request::{ClockKey, Duty};
use super::timers::{DueRung, PROMPT_WITHIN_MINUTES};

/// Working days a department has to reply to a card.
const CARD_REPLY_WORKING_DAYS: u32 = 3;

pub(in crate::domain) fn fire(turn: &mut Turn<'_>, rung: DueRung) {
    let late = turn.at - rung.due > TimeDelta::minutes(PROMPT_WITHIN_MINUTES);
    turn.record(Event::RungFired {
        clock: rung.clock.clone(),
        round: rung.round,
        index: rung.index,
        due: rung.due,
        actions: rung.actions.clone(),
        manner: if late {
            RungManner::Late
        } else {
            RungManner::Prompt
        },
    });
    let target = Target::of(turn, &rung.clock);
    for action in &rung.actions {
        act(turn, &rung, &target, action);
    }
}

/// Whom a clock's ladder speaks to: the seat it bounds, or the department it is kept by.
struct Target {
    duty: Option<Duty>,
    department: DepartmentKey,
    holder: Recipient,
}

impl Target {
    fn of(turn: &Turn<'_>, clock: &ClockKey) -> Self {
        let duty = turn
            .request
            .seats
            .keys()
            .find(|duty| &duty.clock() == clock)
            .cloned();
        let seat = duty.as_ref().and_then(|duty| turn.request.seats.get(duty));
        if let Some(seat) = seat {
            let holder = match seat.holder {
                Some(officer) => Recipient::Officer(officer),
                None => Recipient::Post(seat.department.clone(), seat.role.clone()),
            };
            return Self {
                duty,
                department: seat.department.clone(),
                holder,
            };
        }
        let department = match clock {
            ClockKey::Card(number) => {
                let card = turn
                    .request
                    .cards
                    .iter()
                    .find(|card| card.number == *number);
                card.map(|card| card.department.clone())
            }
            _ => None,
        };
        let department = department.unwrap_or_else(|| turn.rules.workflow.lead.clone());
        let department = turn.rules.directory.standing(&department, turn.at).clone();
        let holder = Recipient::Post(department.clone(), role(CLERK));
        Self {
            duty: None,
            department,
            holder,
        }
    }
}

fn act(turn: &mut Turn<'_>, rung: &DueRung, target: &Target, action: &RungAction) {
    let mut values = BTreeMap::from([
        ("clock".to_owned(), rung.clock.to_string()),
        ("department".to_owned(), target.department.to_string()),
    ]);
    if let Some(due) = turn.due(&rung.clock) {
        values.insert("due".to_owned(), due.date.to_string());
    }
    values.insert("date".to_owned(), civil(rung.due).date().to_string());
    match action {
        RungAction::Remind => {
            turn.tell(target.holder.clone(), "remind", target.duty.clone(), values);
        }
        RungAction::Notify(role) => {
            let to = Recipient::Post(target.department.clone(), role.clone());
            turn.tell(to, "notify-role", target.duty.clone(), values);
        }
        RungAction::Urge => {
            if let Some(duty) = &target.duty {
                turn.record(Event::Urged { duty: duty.clone() });
            }
            turn.tell(target.holder.clone(), "urge", target.duty.clone(), values);
        }
        RungAction::Card(colour) => card(turn, rung, target, *colour, values),
        RungAction::Reassign(role) => hand(turn, target, role, "reassigned", values),
        RungAction::HandTo(role) => hand(turn, target, role, "handed-to", values),
    }
}

/// Outer clocks bound no seat of their own; their ladders remind, urge and card the lead.
fn hand(
    turn: &mut Turn<'_>,
    target: &Target,
    to: &RoleKey,
    template: &str,
    values: BTreeMap<String, String>,
) {
    let recipient = Recipient::Post(target.department.clone(), to.clone());
    if let Some(Duty::Review(id)) = &target.duty
        && turn
            .rule(id)
            .is_some_and(|rule| rule.silence == Silence::Block)
    {
        // The department keeps the work until it speaks or a supervisor ends it; others are told.
        turn.tell(recipient, "notify-role", target.duty.clone(), values);
        return;
    }
    if let Some(duty) = &target.duty {
        turn.record(Event::Moved {
            duty: duty.clone(),
            department: target.department.clone(),
            role: to.clone(),
            officer: None,
        });
    }
    turn.tell(recipient, template, target.duty.clone(), values);
}

fn card(
    turn: &mut Turn<'_>,
    rung: &DueRung,
    target: &Target,
    colour: CardColour,
    values: BTreeMap<String, String>,
) {
    let number = turn.request.cards.len() as u32 + 1;
    turn.record(Event::CardIssued {
        number,
        colour,
        department: target.department.clone(),
        clock: rung.clock.clone(),
    });
    let reply = working_days(CARD_REPLY_WORKING_DAYS);
    turn.start_clock(
        ClockKey::Card(number),
        reply,
        turn.from,
        target.department.clone(),
    );
    // The head is asked to answer; a supervisor's copy informs.
    let letters: &[(&str, &str)] = match colour {
        CardColour::Yellow => &[(HEAD, "card-yellow")],
        CardColour::Red => &[(HEAD, "card-red"), (SUPERVISOR, "card-red-copy")],
    };
    for (name, template) in letters {
        let to = Recipient::Post(target.department.clone(), role(name));
        turn.tell(to, template, target.duty.clone(), values.clone());
    }
}
