//! What those who keep the house did, to be read by administrators and auditors: nobody changes it.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;

use crate::domain::calendar::Instant;
use crate::domain::identifiers::{DepartmentKey, OfficerId, RoleKey};
use crate::doors::question::Question;
use crate::doors::{Doors, Problem, cursor};
use crate::i18n;
use crate::storage::accounts;
use crate::storage::acts::{self, Act, PAGE_MAX, Wanted};
use crate::web::parts::csv;
use crate::web::{Frame, Page};

/// Rows of a page.
const ROWS: u64 = 50;
/// Most officers that one text means.
const PEOPLE_MAX: u64 = 50;
/// Longest text that is searched for, in characters.
const TEXT_MAX_CHARS: usize = 100;
/// Most pages of the file.
const PAGES_MAX: usize = 100;

/// Which acts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// A number, or part of a name or login: by them or on their account.
    #[serde(default)]
    person: String,
    cursor: Option<String>,
}

impl Asked {
    async fn wanted(&self, doors: &Doors) -> Result<Wanted, Problem> {
        let before = cursor::decode::<i64>(self.cursor.as_deref())?;
        let text: String = self.person.trim().chars().take(TEXT_MAX_CHARS).collect();
        let people = match (text.is_empty(), text.parse()) {
            (true, _) => None,
            (_, Ok(number)) => Some(vec![OfficerId(number)]),
            _ => {
                let meant = accounts::Wanted {
                    text: Some(text),
                    ..accounts::Wanted::default()
                };
                let db = doors.engine.store().reader();
                let found = accounts::search(db, &meant, None, PEOPLE_MAX).await?;
                Some(found.into_iter().map(|account| account.id).collect())
            }
        };
        Ok(Wanted {
            people,
            before,
            ..Wanted::default()
        })
    }

    fn address(&self, path: &str, cursor: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("person", &self.person);
        if let Some(cursor) = cursor {
            query.append_pair("cursor", cursor);
        }
        format!("{path}?{}", query.finish())
    }
}

/// The page.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Question(asked): Question<Asked>,
) -> Result<Page, Problem> {
    let wanted = asked.wanted(&doors).await?;
    let mut found = acts::list(doors.engine.store().reader(), &wanted, ROWS + 1).await?;
    let more = found.len() as u64 > ROWS;
    found.truncate(ROWS as usize);
    let next = found.last().filter(|_| more);
    let next = next.map(|last| cursor::encode(last.id));
    let names = names(&doors, &found).await?;
    let title = frame.say("acts-title");
    let body = html! {
        h1 { (title) }
        p class="hint" { (frame.say("acts-kept")) }
        form class="bar" method="get" action=(frame.link("/admin/acts")) role="search" {
            label for="person" { (frame.say("acts-person")) }
            input id="person" name="person" value=(asked.person) autocomplete="off" data-key="/";
            button class="quiet" { (frame.say("queue-filter")) }
        }
        (table(&doors, &frame, &found, &names))
        p class="actions" {
            @if let Some(next) = next { a href=(frame.link(&asked.address("/admin/acts", Some(&next)))) { (frame.say("page-more")) } }
            @if !found.is_empty() { a href=(frame.link(&asked.address("/admin/acts.csv", None))) { "CSV" } }
        }
    };
    Ok(super::page(&frame, title, body))
}

/// The same as a file, without pages.
pub(super) async fn table_to_take(
    State(doors): State<Doors>,
    Question(asked): Question<Asked>,
) -> Result<Response, Problem> {
    let db = doors.engine.store().reader();
    let mut wanted = asked.wanted(&doors).await?;
    let mut lines =
        vec!["number,at,by,by_name,subject,name,kind,before,after,reason,call".to_owned()];
    for _ in 0..PAGES_MAX {
        let found = acts::list(db, &wanted, PAGE_MAX).await?;
        let names = names(&doors, &found).await?;
        lines.extend(found.iter().map(|act| line(act, &names)));
        wanted.before = found.last().map(|last| last.id);
        if (found.len() as u64) < PAGE_MAX {
            break;
        }
    }
    Ok(csv::response("lianban-acts", &lines))
}

fn line(act: &Act, names: &BTreeMap<OfficerId, String>) -> String {
    let number =
        |id: Option<OfficerId>| id.map_or_else(|| "operator".to_owned(), |id| id.to_string());
    let name = |id: Option<OfficerId>| {
        id.and_then(|id| names.get(&id))
            .cloned()
            .unwrap_or_default()
    };
    let cells = [
        act.at.to_rfc3339(),
        number(act.by),
        name(act.by),
        act.subject.clone(),
        name(act.officer),
        act.kind.clone(),
        act.before.to_string(),
        act.after.to_string(),
        act.reason.clone(),
        act.correlation.clone().unwrap_or_default(),
    ];
    let cells: Vec<String> = cells.iter().map(|cell| csv::quoted(cell)).collect();
    format!("{},{}", act.id, cells.join(","))
}

/// Everybody who acted or was acted on, by number.
pub(super) async fn names(
    doors: &Doors,
    acts: &[Act],
) -> Result<BTreeMap<OfficerId, String>, Problem> {
    let people = acts.iter().flat_map(|act| [act.by, act.officer]);
    let people: Vec<OfficerId> = people.flatten().collect();
    let found = accounts::find_all(doors.engine.store().reader(), people).await?;
    let named = found.into_iter().map(|account| (account.id, account.name));
    Ok(named.collect())
}

/// What the table says of each act.
const COLUMNS: [&str; 5] = ["at", "by", "what", "on", "change"];

/// Acts as a table.
pub(super) fn table(
    doors: &Doors,
    frame: &Frame,
    acts: &[Act],
    names: &BTreeMap<OfficerId, String>,
) -> Markup {
    let labels = COLUMNS.map(|key| frame.say(&format!("acts-column-{key}")));
    let [at, by, what, on, changed] = &labels;
    html! {
        @if acts.is_empty() { p class="empty" { (frame.say("acts-none")) } }
        @else {
            div class="table stack" {
                table {
                    caption { (frame.say("acts-caption")) }
                    thead { tr { @for label in &labels { th scope="col" { (label) } } } }
                    tbody {
                        @for act in acts {
                            tr {
                                td class="date" data-label=(at) { (frame.minute(act.at)) }
                                td data-label=(by) { (person(act.by, names).unwrap_or_else(|| frame.say("acts-operator"))) }
                                th scope="row" data-label=(what) { (kind(frame, &act.kind)) }
                                td data-label=(on) { (person(act.officer, names).unwrap_or_else(|| subject(doors, frame, &act.subject))) }
                                td data-label=(changed) { (change(doors, frame, act)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn person(id: Option<OfficerId>, names: &BTreeMap<OfficerId, String>) -> Option<String> {
    id.map(|id| names.get(&id).cloned().unwrap_or_else(|| id.to_string()))
}

fn kind(frame: &Frame, kind: &str) -> String {
    let found = i18n::find(frame.language(), &format!("act-{kind}"), &[]);
    found.unwrap_or_else(|| kind.to_owned())
}

/// What was acted on, where it is no account.
fn subject(doors: &Doors, frame: &Frame, subject: &str) -> String {
    match subject.split_once(':') {
        Some(("department", key)) => named(doors, frame, "department", key),
        Some((kind @ ("link" | "template"), number)) => {
            frame.say_with(&format!("acts-on-{kind}"), &[("number", number.into())])
        }
        _ => subject.to_owned(),
    }
}

/// Each member that changed, from what to what.
fn change(doors: &Doors, frame: &Frame, act: &Act) -> Markup {
    let members = |value: &Value| -> Vec<String> {
        let members = value.as_object().into_iter().flatten();
        members.map(|(name, _)| name.clone()).collect()
    };
    let mut all = members(&act.before);
    all.extend(members(&act.after));
    all.sort();
    all.dedup();
    html! {
        @if !act.reason.is_empty() { p { (act.reason) } }
        @if !all.is_empty() {
            ul class="plainlist" {
                @for name in &all {
                    li {
                        (member(frame, name)) " "
                        @if act.before.get(name).is_some() { (value(doors, frame, name, &act.before[name.as_str()])) " → " }
                        b { (value(doors, frame, name, &act.after[name.as_str()])) }
                    }
                }
            }
        }
    }
}

fn member(frame: &Frame, name: &str) -> String {
    let key = format!("acts-member-{}", name.replace('_', "-"));
    i18n::find(frame.language(), &key, &[]).unwrap_or_else(|| name.to_owned())
}

fn value(doors: &Doors, frame: &Frame, name: &str, value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::Bool(true) => frame.say("acts-yes"),
        Value::Bool(false) => frame.say("acts-no"),
        Value::String(text) => match (name, text.parse::<Instant>()) {
            ("expires_at", Ok(at)) => frame.minute(at),
            _ => named(doors, frame, name, text),
        },
        Value::Array(list) => {
            let words = list.iter().filter_map(Value::as_str);
            let words: Vec<String> = words.map(|word| named(doors, frame, name, word)).collect();
            words.join(" · ")
        }
        other => other.to_string(),
    }
}

/// A key of the town by its name.
fn named(doors: &Doors, frame: &Frame, member: &str, word: &str) -> String {
    let directory = doors.engine.directory();
    let title = match member {
        "department" => {
            let key = word.parse::<DepartmentKey>().ok();
            key.and_then(|key| Some(&directory.departments.get(&key)?.title))
        }
        "roles" => {
            let key = word.parse::<RoleKey>().ok();
            key.and_then(|key| Some(&directory.roles.get(&key)?.title))
        }
        _ => None,
    };
    title.map_or_else(|| word.to_owned(), |title| frame.text(title).to_owned())
}
