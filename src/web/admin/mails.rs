//! Outgoing mail: how far each letter is. Whom it reaches is told by part, never by address.

use std::collections::BTreeMap;

use axum::extract::State;
use maud::{Markup, html};
use serde::Deserialize;

use crate::domain::identifiers::{CaseNumber, OfficerId, RequestId};
use crate::doors::question::Question;
use crate::doors::{Doors, Problem, cursor};
use crate::storage::accounts;
use crate::storage::mails::{self, Row, State as Progress};
use crate::web::{Frame, Page};

/// Rows of a page.
const ROWS: u64 = 50;
/// States with the ends of their keys.
const STATES: [(Progress, &str); 3] = [
    (Progress::NotTold, "not-told"),
    (Progress::Queued, "queued"),
    (Progress::Sent, "sent"),
];

/// Which mails.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// The end of a state's key; empty: all.
    #[serde(default)]
    state: String,
    cursor: Option<String>,
}

/// The page.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Question(asked): Question<Asked>,
) -> Result<Page, Problem> {
    let db = doors.engine.store().reader();
    let state = STATES.iter().find(|(_, name)| *name == asked.state);
    let state = state.map(|(state, _)| *state);
    let before = match cursor::decode::<String>(asked.cursor.as_deref())? {
        Some(place) => Some(place_of(&place)?),
        None => None,
    };
    let mut rows = mails::page(db, state, before, ROWS + 1).await?;
    let more = rows.len() as u64 > ROWS;
    rows.truncate(ROWS as usize);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|last| cursor::encode(format!("{}~{}", last.at, last.job_id)));
    let mut counts = Vec::new();
    for (state, name) in STATES {
        counts.push((name, mails::count(db, state).await?));
    }
    let names = names(&doors, &rows).await?;
    let title = frame.say("mails-title");
    let body = html! {
        h1 { (title) }
        ul class="figures" {
            @for (name, count) in &counts {
                li class=[(*name == "not-told" && *count > 0).then_some("red")] {
                    a href=(frame.link(&format!("/admin/mails?state={name}"))) { b { (count) } (frame.say(&format!("mail-state-{name}"))) }
                }
            }
        }
        @if !asked.state.is_empty() { p { a href=(frame.link("/admin/mails")) { (frame.say("mails-all")) } } }
        @if rows.is_empty() { p class="empty" { (frame.say("mails-none")) } }
        @else {
            div class="table" {
                table {
                    caption { (frame.say("mails-caption")) }
                    thead { tr { @for key in ["state", "what", "case", "whom", "at", "detail"] { th scope="col" { (frame.say(&format!("mails-column-{key}"))) } } } }
                    tbody { @for row in &rows { (self::row(&doors, &frame, row, &names)) } }
                }
            }
            @if let Some(next) = next { p { a href=(frame.link(&format!("/admin/mails?state={}&cursor={next}", asked.state))) { (frame.say("page-more")) } } }
        }
        p class="hint" { (frame.say("mails-hint")) }
    };
    Ok(super::page(&frame, title, body))
}

fn place_of(place: &str) -> Result<(i64, uuid::Uuid), Problem> {
    let parsed = place
        .split_once('~')
        .and_then(|(at, job)| Some((at.parse().ok()?, job.parse().ok()?)));
    parsed.ok_or_else(|| Problem::new("query", "`cursor` is not one of ours"))
}

/// Names of the officers who were written to.
async fn names(doors: &Doors, rows: &[Row]) -> Result<BTreeMap<i64, String>, Problem> {
    let officers = rows.iter().filter_map(|row| officer(&row.recipient));
    let found = accounts::find_all(doors.engine.store().reader(), officers).await?;
    Ok(found
        .into_iter()
        .map(|account| (account.id.0, account.name))
        .collect())
}

fn officer(recipient: &str) -> Option<OfficerId> {
    let number = recipient.strip_prefix("officer:")?;
    number.parse().ok().map(OfficerId)
}

fn row(doors: &Doors, frame: &Frame, row: &Row, names: &BTreeMap<i64, String>) -> Markup {
    let (name, light) = match row.state {
        Progress::NotTold => ("not-told", "red"),
        Progress::Queued => ("queued", "grey"),
        Progress::Sent => ("sent", "green"),
    };
    let case = RequestId::try_from(row.request_id).ok();
    html! {
        tr {
            td { span class={ "light " (light) } { (frame.say(&format!("mail-light-{name}"))) } }
            th scope="row" { (subject(frame, &row.template)) }
            td class="case" { @match case { Some(id) => (CaseNumber::from(id)), None => "—" } }
            td { (whom(doors, frame, &row.recipient, names)) }
            td { (frame.stored_minute(row.at)) }
            td { @if row.detail.is_empty() { "—" } @else { code lang="en" { (row.detail) } } }
        }
    }
}

/// What a letter is about: the beginning of its subject, before anybody is named.
fn subject(frame: &Frame, template: &str) -> String {
    let key = format!("{}-subject", template.replace('_', "-"));
    let blank = [
        "service",
        "case",
        "authority",
        "department",
        "due",
        "date",
        "count",
    ]
    .map(|name| (name, "".into()));
    let subject = crate::i18n::find(frame.language(), &key, &blank);
    let subject = subject.unwrap_or_else(|| frame.say("mails-other"));
    let begins = subject.split(['：', ':']).next().unwrap_or_default();
    begins.trim().to_owned()
}

fn whom(doors: &Doors, frame: &Frame, recipient: &str, names: &BTreeMap<i64, String>) -> String {
    if let Some(officer) = officer(recipient) {
        let found = names.get(&officer.0);
        return found.map_or_else(|| frame.say("mails-officer"), Clone::clone);
    }
    let directory = doors.engine.directory();
    let mut parts = recipient.split(':');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("applicant"), ..) => frame.say("mails-applicant"),
        (Some("post"), Some(department), Some(_)) => {
            let title = directory.departments.iter();
            let department = title
                .filter(|(key, _)| key.as_ref() == department)
                .map(|(_, found)| frame.text(&found.title))
                .next()
                .unwrap_or(department);
            let role = directory.roles.iter();
            let role = role
                .filter(|(key, _)| key.as_ref() == role_of(recipient))
                .map(|(_, found)| frame.text(&found.title))
                .next()
                .unwrap_or_default();
            format!("{department} {role}")
        }
        _ => frame.say("mails-somebody"),
    }
}

fn role_of(recipient: &str) -> &str {
    recipient.rsplit(':').next().unwrap_or_default()
}
