//! What is asked before an act is done to many.

use maud::{Markup, html};

use super::super::{filters, intervene};
use super::rows::Row;
use crate::domain::decide::seats::could_be_given;
use crate::domain::request::ClockKey;
use crate::doors::able::officer_of;
use crate::doors::{Doors, Found, Problem};
use crate::storage::accounts::{self, Account};
use crate::web::Frame;
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};

/// Most officers that a list of colleagues offers.
const COLLEAGUES_MAX: u64 = 500;

pub(super) async fn fields(
    doors: &Doors,
    frame: &Frame,
    act: &str,
    chosen: &[(&Row, Option<&Found>)],
    (typed, mistakes): (Option<&Form>, &[Mistake]),
) -> Result<Markup, Problem> {
    let officers = match act {
        "reassign" => officers(doors, frame, chosen).await?,
        _ => Vec::new(),
    };
    let labels = [
        "act-department",
        "act-officer",
        "act-clock",
        "act-ground",
        "act-until",
        "form-reason",
    ];
    let labels = labels.map(|key| frame.say(key));
    let [department, officer, clock, ground, until, reason] = &labels;
    let line = |name: &'static str, label| Line {
        name,
        label,
        value: typed.map_or("", |form| form.raw(name)),
        mistake: field::of(mistakes, name),
        ..Line::default()
    };
    Ok(html! {
        @match act {
            "reassign" => {
                (field::select(frame, &Line { optional: true, ..line("department", department) }, &departments(doors, frame)))
                @if officers.is_empty() { p class="note" { (frame.say("acts-nobody")) } }
                @else { (field::select(frame, &Line { optional: true, ..line("officer", officer) }, &officers)) }
                p class="hint" { (frame.say("acts-reassign-hint")) }
            }
            "extend" => (field::select(frame, &line("clock", clock), &clocks(frame))),
            "stop" => {
                (field::select(frame, &line("ground", ground), &intervene::grounds(frame)))
                (field::line(frame, &Line { kind: "date", short: true, ..line("until", until) }))
            }
            _ => {}
        }
        (field::area(frame, &line("reason", reason), 3))
    })
}

fn departments(doors: &Doors, frame: &Frame) -> Vec<(String, String)> {
    let departments = doors.engine.directory().departments.iter();
    let named = departments.map(|(key, it)| (key.to_string(), frame.text(&it.title).to_owned()));
    named.collect()
}

/// Officers who could be given some of what was chosen.
async fn officers(
    doors: &Doors,
    frame: &Frame,
    chosen: &[(&Row, Option<&Found>)],
) -> Result<Vec<(String, String)>, Problem> {
    let could = |account: &Account| {
        let officer = officer_of(account);
        chosen.iter().any(|(row, found)| {
            row.duty.as_ref().zip(*found).is_some_and(|(duty, found)| {
                could_be_given(&doors.rules(found), &found.request, duty, &officer)
            })
        })
    };
    let accounts = accounts::list(doors.engine.store().reader(), None, COLLEAGUES_MAX).await?;
    let active = accounts
        .into_iter()
        .filter(|account| account.active && could(account));
    let named = active.map(|account| {
        let department = filters::department(doors, frame, account.department.as_str());
        (
            account.id.0.to_string(),
            format!("{} · {department}", account.name),
        )
    });
    Ok(named.collect())
}

fn clocks(frame: &Frame) -> Vec<(String, String)> {
    let clocks = [
        (ClockKey::Statutory, "clock-statutory"),
        (ClockKey::Promised, "clock-promised"),
    ];
    clocks
        .map(|(key, words)| (key.to_string(), frame.say(words)))
        .into()
}
