//! Letters that are about no single request: calls to sittings, the daily digest of a queue and the
//! daily seal.

use chrono::NaiveDate;

use crate::domain::calendar::Instant;
use crate::domain::definition::{Language, Text};
use crate::domain::directory::Directory;
use crate::domain::identifiers::{CaseNumber, DepartmentKey};
use crate::domain::sitting::Sitting;

use super::case::Links;
use super::letter::{Mail, Reader};
use super::values::{Values, numbered};
use super::{dates, names};

/// Most lines a letter lists; the pages show the rest.
const LINES_MAX: usize = 50;

/// One piece of work in a queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// The case.
    pub case: CaseNumber,
    /// The service.
    pub service: Text,
    /// When it is due.
    pub due: Option<Instant>,
}

/// A sitting as one department is called to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Convened<'a> {
    /// The sitting.
    pub sitting: &'a Sitting,
    /// What of its agenda the department reviews, with the service of each.
    pub items: &'a [(CaseNumber, Text)],
    /// The civil day of the letter.
    pub today: NaiveDate,
}

/// One day's seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed<'a> {
    /// The civil day.
    pub day: NaiveDate,
    /// Its root, hex.
    pub root: &'a str,
    /// How many journals it holds.
    pub journals: usize,
    /// All of it, as `verify` takes it: JSON. It names no person.
    pub file: &'a str,
}

/// What waits in a department's queue, most urgent first as given.
#[must_use]
pub fn digest(
    directory: &Directory,
    department: &DepartmentKey,
    waiting: &[Waiting],
    today: NaiveDate,
    links: Links<'_>,
    reader: &Reader,
    message_id: &str,
) -> Mail {
    let language = reader.language;
    let lines: Vec<String> = waiting
        .iter()
        .take(LINES_MAX)
        .map(|work| {
            let due = work
                .due
                .map(|at| dates::date(language, dates::last_day(at), today));
            let service = work.service.in_language(language);
            format!("{}  {service}  {}", work.case, due.unwrap_or_default())
        })
        .collect();
    let values = Values::none(language)
        .with(
            "department",
            names::department(directory, department, language),
        )
        .with("date", dates::date(language, today, today))
        .with_some("items", cut(lines, waiting.len()))
        .with("link", links.queue());
    mail("digest", &values, reader, message_id)
}

/// The call to a sitting, held where its lead is; people come to it by the clock.
#[must_use]
pub fn convened(
    directory: &Directory,
    convened: &Convened<'_>,
    links: Links<'_>,
    reader: &Reader,
    message_id: &str,
) -> Mail {
    let (language, sitting) = (reader.language, convened.sitting);
    let lead = names::department(directory, &sitting.lead, language);
    let items = convened.items.iter().take(LINES_MAX);
    let lines: Vec<String> = items
        .map(|(case, service)| format!("{case}  {}", service.in_language(language)))
        .collect();
    let date = dates::minute(language, sitting.called_for, convened.today);
    let values = Values::none(language)
        .with("department", lead.clone())
        .with("seat", lead)
        .with("date", date)
        .with_some("items", cut(lines, convened.items.len()))
        .with("link", links.sitting(sitting.id));
    mail("sitting-called", &values, reader, message_id)
}

/// The day's seal as a file, to be kept outside the building.
#[must_use]
pub fn seal(sealed: &Sealed<'_>, reader: &Reader, message_id: &str) -> Mail {
    let file = format!("seal-{}.json", sealed.day);
    let values = Values::none(reader.language)
        .with("date", seal_day(reader.language, sealed.day))
        .with("number", super::plain::line(sealed.root))
        .with("items", sealed.journals.to_string())
        .with("name", file.clone());
    let text = sealed.file.to_owned();
    mail("seal", &values, reader, message_id).with_file(file, "application/json", text)
}

fn seal_day(language: Language, day: NaiveDate) -> String {
    // Seals are kept for years: the year is always said.
    dates::full(language, day)
}

fn cut(lines: Vec<String>, all: usize) -> Option<String> {
    let left_out = all - lines.len();
    let listed = numbered(&lines);
    match (lines.is_empty(), left_out) {
        (true, _) => None,
        (false, 0) => Some(listed),
        (false, more) => Some(format!("{listed}\n… +{more}")),
    }
}

fn mail(template: &str, values: &Values, reader: &Reader, message_id: &str) -> Mail {
    let greeting = values
        .clone()
        .with("name", super::plain::line(&reader.name))
        .text("salutation");
    let body = format!("{greeting}\n\n{}", values.text(&format!("{template}-body")));
    let subject = values.text(&format!("{template}-subject"));
    Mail::new(template, reader, &subject, body, message_id)
}
