//! Complaints 投诉: made by the applicant at any time, answered by supervisors who had no part in
//! the request.

use std::collections::BTreeMap;

use crate::domain::command::{Actor, Command};
use crate::domain::directory::SUPERVISOR;
use crate::domain::effect::Recipient;
use crate::domain::event::Event;
use crate::domain::facts::FactsPatch;
use crate::domain::refusal::Refusal;
use crate::domain::request::{Capacity, ClockKey, Complaint, Duty, NoticeKind};

use super::seats::{at_work, role};
use super::turn::{Turn, working_days};
use super::{applicant_alone, worded};

/// Working days until a complaint is answered.
const ANSWER_WORKING_DAYS: u32 = 5;

/// Where the words of a complaint stand among the facts.
#[must_use]
pub fn words_place(number: u32) -> String {
    format!("complaint:{number}")
}

/// Where the words of its answer stand.
#[must_use]
pub fn answer_place(number: u32) -> String {
    format!("complaint:{number}:answer")
}

/// Several are possible, one after the other.
pub(super) fn complain(turn: &mut Turn<'_>, actor: &Actor, text: &str) -> Result<(), Refusal> {
    applicant_alone(actor)?;
    if let Some(open) = turn.request.complaints.iter().find(|it| it.is_open()) {
        let number = open.number;
        return Err(Refusal::ComplaintOpen { number });
    }
    worded(text)?;
    let number = turn.request.complaints.len() as u32 + 1;
    let patch = FactsPatch::of_words(words_place(number), text);
    turn.record_with(Event::Complained { number }, patch);
    open(turn, number);
    Ok(())
}

fn open(turn: &mut Turn<'_>, number: u32) {
    let lead = &turn.rules.workflow.lead;
    let department = turn.rules.directory.supervision(lead).clone();
    let (duty, supervisor) = (Duty::Complaint(number), role(SUPERVISOR));
    let limit = working_days(ANSWER_WORKING_DAYS);
    let clock = ClockKey::Complaint(number);
    turn.start_clock(clock, limit, turn.from, department.clone());
    turn.open_seat(duty.clone(), &department, &supervisor);
    let post = Recipient::Post(department, supervisor);
    turn.tell(post, "complaint", Some(duty), BTreeMap::new());
}

pub(super) fn answer(
    turn: &mut Turn<'_>,
    command: &Command,
    number: u32,
    text: &str,
) -> Result<(), Refusal> {
    let what = "complaint";
    let mut complaints = turn.request.complaints.iter();
    let complaint = complaints.find(|complaint| complaint.number == number);
    match complaint.map(Complaint::is_open) {
        None => return Err(Refusal::NoSuch { what, number }),
        Some(false) => return Err(Refusal::AlreadySettled { what, number }),
        Some(true) => {}
    }
    let duty = Duty::Complaint(number);
    let officer = at_work(turn, command, &duty)?;
    worded(text)?;
    turn.acted(Capacity::Complaint, officer.id);
    turn.close_seat(&duty);
    let patch = FactsPatch::of_words(answer_place(number), text);
    turn.record_with(Event::ComplaintAnswered { number }, patch);
    let words = BTreeMap::from([("reason".to_owned(), vec![answer_place(number)])]);
    turn.notify(NoticeKind::ComplaintAnswered, BTreeMap::new(), words);
    Ok(())
}
