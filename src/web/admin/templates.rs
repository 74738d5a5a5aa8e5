//! Reasons that a department gives again and again: kept by its head or an administrator, offered where
//! an opinion is written.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::officers::departments;
use crate::access::Keeper;
use crate::domain::directory::ADMINISTRATOR;
use crate::domain::identifiers::DepartmentKey;
use crate::doors::place::Place;
use crate::doors::question::Question;
use crate::doors::{Doors, Problem, cursor};
use crate::storage::reason_templates::{self, Template, Words};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// Rows of a page.
const ROWS: u64 = 100;
/// Longest text, in characters.
const TEXT_MAX_CHARS: usize = 500;
/// Verdicts that need words.
pub(in crate::web) const VERDICTS: [&str; 4] = ["agree", "conditions", "refuse", "not_concerned"];

/// What the page is told in its query.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    cursor: Option<String>,
}

/// The list, with a form for each and one for another.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Question(asked): Question<Asked>,
) -> Result<Page, Problem> {
    let after: Option<String> = cursor::decode(asked.cursor.as_deref())?;
    let after = after.as_deref().map(place_of).transpose()?;
    page(&doors, &frame, after.as_ref(), &Tried::default()).await
}

/// A form that was sent and is wrong.
#[derive(Default)]
struct Tried<'a> {
    within: &'a str,
    form: Option<&'a Form>,
    wrong: &'a [Mistake],
}

/// What a cursor of this page says: the last department and number.
fn place_of(text: &str) -> Result<reason_templates::Place, Problem> {
    let place = text.split_once('/').and_then(|(department, id)| {
        let id: i64 = id.parse().ok()?;
        Some((department.to_owned(), id))
    });
    place.ok_or_else(|| Problem::new("query", "`cursor` is not one of ours"))
}

/// Whose templates somebody keeps, with the departments merged into theirs: their own first, or with
/// `None` everybody's.
fn kept_by(doors: &Doors, frame: &Frame) -> Result<Option<Vec<DepartmentKey>>, Problem> {
    let officer = &frame.officer()?.officer;
    let engine = &doors.engine;
    let own = || {
        engine
            .directory()
            .merged_with(&officer.department, engine.now())
    };
    Ok((!officer.is(ADMINISTRATOR)).then(own))
}

async fn page(
    doors: &Doors,
    frame: &Frame,
    after: Option<&reason_templates::Place>,
    tried: &Tried<'_>,
) -> Result<Page, Problem> {
    let (within, typed, wrong) = (tried.within, tried.form, tried.wrong);
    let kept = kept_by(doors, frame)?;
    let db = doors.engine.store().reader();
    let mut all = reason_templates::list(db, kept.as_deref(), after, ROWS + 1).await?;
    let more = all.len() as u64 > ROWS;
    all.truncate(ROWS as usize);
    let next = all.last().filter(|_| more);
    let next = next.map(|last| cursor::encode(format!("{}/{}", last.department, last.id)));
    let title = frame.say("templates-title");
    let names = departments(doors, frame);
    let directory = doors.engine.directory();
    let name = |key: &str| {
        let mut all = directory.departments.iter();
        let found = all.find(|(known, _)| known.as_str() == key);
        found
            .map_or(key, |(_, found)| frame.text(&found.title))
            .to_owned()
    };
    let body = html! {
        (field::summary_named(frame, within, wrong, |_| None))
        h1 { (title) }
        p class="hint" { (frame.say("templates-hint")) }
        @for template in &all {
            @let form = format!("t{}", template.id);
            section class="card" {
                details open[form == within] {
                    summary { (name(&template.department)) " · " (verdict(frame, &template.words.verdict)) " · " (in_short(frame, template)) }
                    (existing(frame, template, &form, typed.filter(|_| form == within), wrong))
                }
            }
        }
        @if all.is_empty() { p class="empty" { (frame.say("templates-none")) } }
        @if let Some(next) = next { p class="actions" { a href=(frame.link(&format!("/admin/templates?cursor={next}"))) { (frame.say("page-more")) } } }
        section class="card" {
            h2 { (frame.say("templates-add")) }
            form method="post" action=(frame.link("/admin/templates")) class="narrow" {
                (form::key())
                @if kept.is_none() {
                    (field::select(frame, &Line { name: "department", label: &frame.say("me-department"), value: typed.map_or("", |form| form.text("department")), mistake: field::of(wrong, "department"), ..Line::within("new") }, &names))
                }
                (words(frame, "new", None, typed.filter(|_| within == "new"), wrong))
                button { (frame.say("templates-add-go")) }
            }
        }
    };
    Ok(super::page(frame, title, body))
}

fn verdict(frame: &Frame, word: &str) -> String {
    frame.say(&format!("opinion-{}", word.replace('_', "-")))
}

/// A template in the page's language, for a list.
fn in_short(frame: &Frame, template: &Template) -> String {
    let text = frame.text_of(&template.words.zh, &template.words.en);
    text.chars().take(40).collect()
}

fn existing(
    frame: &Frame,
    template: &Template,
    within: &str,
    typed: Option<&Form>,
    wrong: &[Mistake],
) -> Markup {
    let link = |act: &str| frame.link(&format!("/admin/templates/{}/{act}", template.id));
    html! {
        form method="post" action=(link("change")) class="narrow" {
            (form::key())
            (field::hidden("version", &template.version.to_string()))
            (words(frame, within, Some(&template.words), typed, wrong))
            button { (frame.say("form-save")) }
        }
        form method="post" action=(link("retire")) {
            (form::key())
            (field::hidden("version", &template.version.to_string()))
            button class="quiet" { (frame.say("templates-retire")) }
        }
    }
}

fn words(
    frame: &Frame,
    within: &str,
    stands: Option<&Words>,
    typed: Option<&Form>,
    wrong: &[Mistake],
) -> Markup {
    let shown = |name: &str, stands: &str| {
        typed.map_or_else(|| stands.to_owned(), |form| form.raw(name).to_owned())
    };
    let of = |pick: fn(&Words) -> &String| stands.map(pick).cloned().unwrap_or_default();
    let verdicts: Vec<(String, String)> = VERDICTS
        .iter()
        .map(|word| ((*word).to_owned(), verdict(frame, word)))
        .collect();
    let mistake = |name: &'static str| typed.and(field::of(wrong, name));
    let (for_verdict, zh, en) = (
        shown("verdict", &of(|words| &words.verdict)),
        shown("zh", &of(|words| &words.zh)),
        shown("en", &of(|words| &words.en)),
    );
    let max = Some(TEXT_MAX_CHARS as u32);
    html! {
        (field::select(frame, &Line { name: "verdict", label: &frame.say("opinion-says"), value: &for_verdict, mistake: mistake("verdict"), ..Line::within(within) }, &verdicts))
        (field::area(frame, &Line { name: "zh", label: &frame.say("templates-zh"), value: &zh, max_chars: max, mistake: mistake("zh"), ..Line::within(within) }, 2))
        (field::area(frame, &Line { name: "en", label: &frame.say("templates-en"), value: &en, max_chars: max, mistake: mistake("en"), ..Line::within(within) }, 2))
    }
}

/// What was typed, or what is wrong with it.
fn understood(frame: &Frame, form: &Form) -> Result<Words, Vec<Mistake>> {
    let fits = |name: &str| (1..=TEXT_MAX_CHARS).contains(&form.text(name).chars().count());
    let mut wrong = Vec::new();
    let mut refuse = |field: &str, key: &str| {
        wrong.push(Mistake {
            field: field.to_owned(),
            words: frame.say(key),
        });
    };
    if !VERDICTS.contains(&form.text("verdict")) {
        refuse("verdict", "templates-verdict-wrong");
    }
    for name in ["zh", "en"] {
        if !fits(name) {
            refuse(name, "templates-text-wrong");
        }
    }
    match wrong.is_empty() {
        true => Ok(Words {
            verdict: form.text("verdict").to_owned(),
            zh: form.text("zh").to_owned(),
            en: form.text("en").to_owned(),
        }),
        false => Err(wrong),
    }
}

fn keeper(doors: &Doors, frame: &Frame, form: &Form) -> Result<Keeper, Problem> {
    let by = frame.officer()?.officer.id;
    Ok(doors.access.keeper(by, form.envelope.correlation.as_str()))
}

/// The page once more, from the template that the form is of.
async fn refused(
    doors: &Doors,
    frame: &Frame,
    of: Option<&Template>,
    form: &Form,
    wrong: &[Mistake],
    status: StatusCode,
) -> Result<Response, Problem> {
    let within = of.map_or_else(|| "new".to_owned(), |of| format!("t{}", of.id));
    let before = of.map(|of| (of.department.clone(), of.id - 1));
    let tried = Tried {
        within: &within,
        form: Some(form),
        wrong,
    };
    let page = page(doors, frame, before.as_ref(), &tried).await?;
    Ok(page.mistaken(status).into_response())
}

fn done(frame: &Frame) -> Response {
    see_other(&frame.link("/admin/templates"))
}

/// Adds one.
pub(super) async fn add(
    State(doors): State<Doors>,
    frame: Frame,
    form: Form,
) -> Result<Response, Problem> {
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    let words = match understood(&frame, &form) {
        Ok(words) => words,
        Err(wrong) => return refused(&doors, &frame, None, &form, &wrong, unfit).await,
    };
    let chosen = form.text("department");
    let known = departments(&doors, &frame);
    let chosen = known.into_iter().find(|(key, _)| key == chosen);
    let chosen = chosen.and_then(|(key, _)| key.parse().ok());
    let own = kept_by(&doors, &frame)?.and_then(|own| own.into_iter().next());
    let Some(department) = own.or(chosen) else {
        let wrong = [Mistake {
            field: "department".to_owned(),
            words: frame.say("templates-department-wrong"),
        }];
        return refused(&doors, &frame, None, &form, &wrong, unfit).await;
    };
    let key = form::once(&frame, &form)?;
    let keeper = keeper(&doors, &frame, &form)?;
    keeper.add_reason(&department, &words, &key).await?;
    Ok(done(&frame))
}

/// Changes or retires one, if it still is as it was seen.
pub(super) async fn act(
    State(doors): State<Doors>,
    frame: Frame,
    Place((id, act)): Place<(i64, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let found = reason_templates::find(doors.engine.store().reader(), id).await?;
    let kept = kept_by(&doors, &frame)?;
    let theirs = |found: &Template| {
        let own =
            |kept: &Vec<DepartmentKey>| kept.iter().any(|own| own.as_str() == found.department);
        kept.as_ref().is_none_or(own)
    };
    let found = found.filter(theirs).ok_or_else(Problem::not_found)?;
    let words = match act.as_str() {
        "retire" => None,
        "change" => match understood(&frame, &form) {
            Ok(words) => Some(words),
            Err(wrong) => {
                let unfit = StatusCode::UNPROCESSABLE_ENTITY;
                return refused(&doors, &frame, Some(&found), &form, &wrong, unfit).await;
            }
        },
        _ => return Err(Problem::not_found()),
    };
    let seen = Template {
        version: form.text("version").parse().unwrap_or_default(),
        ..found
    };
    let keeper = keeper(&doors, &frame, &form)?;
    if keeper.change_reason(&seen, words.as_ref()).await? {
        return Ok(done(&frame));
    }
    let wrong = [Mistake {
        field: String::new(),
        words: frame.say("templates-stale"),
    }];
    let status = StatusCode::PRECONDITION_FAILED;
    refused(&doors, &frame, Some(&seen), &form, &wrong, status).await
}
