//! The list of officers, to be searched.

use axum::extract::State;
use maud::{Markup, html};
use serde::Deserialize;

use super::{fields, place};
use crate::domain::identifiers::{DepartmentKey, OfficerId};
use crate::doors::question::Question;
use crate::doors::{Doors, Problem, cursor};
use crate::storage::accounts::{self, Account, Wanted};
use crate::web::{Frame, Page};

/// Rows of a page.
const ROWS: u64 = 50;
/// Longest text that is searched for, in characters.
const TEXT_MAX_CHARS: usize = 100;

/// Which officers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    department: String,
    /// `closed`, `all`, or empty: those who may come in.
    #[serde(default)]
    who: String,
    cursor: Option<String>,
}

/// The list.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Question(asked): Question<Asked>,
) -> Result<Page, Problem> {
    let wanted = Wanted {
        text: Some(asked.q.trim().chars().take(TEXT_MAX_CHARS).collect())
            .filter(|text: &String| !text.is_empty()),
        department: asked.department.parse::<DepartmentKey>().ok(),
        active: match asked.who.as_str() {
            "closed" => Some(false),
            "all" => None,
            _ => Some(true),
        },
    };
    let after = cursor::decode::<i64>(asked.cursor.as_deref())?.map(OfficerId);
    let db = doors.engine.store().reader();
    let mut found = accounts::search(db, &wanted, after, ROWS + 1).await?;
    let more = found.len() as u64 > ROWS;
    found.truncate(ROWS as usize);
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| cursor::encode(last.id));
    let ids: Vec<OfficerId> = found.iter().map(|account| account.id).collect();
    let logins = doors.access.logins(&ids).await?;
    let title = frame.say("officers-title");
    let labels = COLUMNS.map(|key| frame.say(key));
    let body = html! {
        h1 { (title) }
        p { a class="button" href=(frame.link("/admin/officers/add")) { (frame.say("officers-add")) } }
        (search(&doors, &frame, &asked))
        @if found.is_empty() { p class="empty" { (frame.say("officers-none")) } }
        @else {
            div class="table stack" {
                table {
                    caption { (frame.say("officers-caption")) }
                    thead { tr { @for label in &labels { th scope="col" { (label) } } } }
                    tbody { @for account in &found { (row(&doors, &frame, account, logins.get(&account.id), &labels)) } }
                }
            }
            @if let Some(next) = next {
                p { a href=(frame.link(&more_of(&asked, &next))) { (frame.say("page-more")) } }
            }
        }
    };
    Ok(super::page(&frame, title, body))
}

fn more_of(asked: &Asked, cursor: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("q", &asked.q)
        .append_pair("department", &asked.department)
        .append_pair("who", &asked.who)
        .append_pair("cursor", cursor)
        .finish();
    format!("/admin/officers?{query}")
}

fn search(doors: &Doors, frame: &Frame, asked: &Asked) -> Markup {
    html! {
        form class="bar" method="get" action=(frame.link("/admin/officers")) role="search" {
            label for="q" { (frame.say("officers-search")) }
            input id="q" name="q" value=(asked.q) autocomplete="off" data-key="/";
            label for="department" { (frame.say("me-department")) }
            select id="department" name="department" {
                option value="" { (frame.say("officers-every-department")) }
                @for (key, words) in fields::departments(doors, frame) {
                    option value=(key) selected[asked.department == key] { (words) }
                }
            }
            label for="who" { (frame.say("officers-state")) }
            select id="who" name="who" {
                @for (value, key) in [("", "officers-active"), ("closed", "officers-closed"), ("all", "officers-all")] {
                    option value=(value) selected[asked.who == value] { (frame.say(key)) }
                }
            }
            button class="quiet" { (frame.say("queue-filter")) }
        }
    }
}

/// What the list says of each account.
const COLUMNS: [&str; 6] = [
    "me-name",
    "enter-login",
    "me-department",
    "me-roles",
    "me-email",
    "officers-state",
];

fn row(
    doors: &Doors,
    frame: &Frame,
    account: &Account,
    login: Option<&String>,
    labels: &[String; 6],
) -> Markup {
    let [name, known_as, works_at, does, reached_at, stands] = labels;
    html! {
        tr data-row {
            th scope="row" data-label=(name) { a href=(frame.link(&place(account))) { (account.name) } }
            td data-label=(known_as) { @match login { Some(login) => (login), None => span class="tag free" { (frame.say("officers-no-login")) } } }
            td data-label=(works_at) { (department(doors, frame, account)) }
            td data-label=(does) { (roles(doors, frame, account).join(" · ")) }
            td data-label=(reached_at) { (account.email.as_deref().unwrap_or("—")) }
            td data-label=(stands) { (state(frame, account)) }
        }
    }
}

/// Whether they may come in, in a word and a shape.
pub(super) fn state(frame: &Frame, account: &Account) -> Markup {
    html! {
        @match account.active {
            true => span class="light green" { (frame.say("officer-is-active")) },
            false => span class="light grey" { (frame.say("officer-is-closed")) },
        }
    }
}

/// Where they work, by its name.
pub(super) fn department(doors: &Doors, frame: &Frame, account: &Account) -> String {
    let directory = doors.engine.directory();
    let found = directory.departments.get(&account.department);
    found.map_or_else(
        || account.department.to_string(),
        |found| frame.text(&found.title).to_owned(),
    )
}

/// What they are, by name.
pub(super) fn roles(doors: &Doors, frame: &Frame, account: &Account) -> Vec<String> {
    let known = &doors.engine.directory().roles;
    let name = |role| {
        known.get(role).map_or_else(
            || ToString::to_string(role),
            |found| frame.text(&found.title).to_owned(),
        )
    };
    account.roles.iter().map(name).collect()
}
