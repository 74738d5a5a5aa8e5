//! Reasons that a department gives again and again: kept by its head or an administrator, offered where
//! an opinion is written.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::officers::departments;
use crate::domain::directory::ADMINISTRATOR;
use crate::domain::identifiers::DepartmentKey;
use crate::doors::place::Place;
use crate::doors::{Doors, Problem};
use crate::storage::acts::By;
use crate::storage::reason_templates::{self, Template, Words};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// Longest text, in characters.
const TEXT_MAX_CHARS: usize = 500;
/// Verdicts that need words.
pub(in crate::web) const VERDICTS: [&str; 4] = ["agree", "conditions", "refuse", "not_concerned"];

/// The list, with a form for each and one for another.
pub(super) async fn read(State(doors): State<Doors>, frame: Frame) -> Result<Page, Problem> {
    page(&doors, &frame, "", None, &[]).await
}

/// Whose templates somebody keeps: their own department's, or with `None` everybody's.
fn kept_by(frame: &Frame) -> Result<Option<DepartmentKey>, Problem> {
    let officer = &frame.officer()?.officer;
    let own = officer.department.clone();
    Ok((!officer.is(ADMINISTRATOR)).then_some(own))
}

async fn page(
    doors: &Doors,
    frame: &Frame,
    within: &str,
    typed: Option<&Form>,
    wrong: &[Mistake],
) -> Result<Page, Problem> {
    let kept = kept_by(frame)?;
    let db = doors.engine.store().reader();
    let all = reason_templates::list(db, kept.as_ref()).await?;
    let title = frame.say("templates-title");
    let names = departments(doors, frame);
    let name = |key: &str| {
        let found = names.iter().find(|(known, _)| known == key);
        found.map_or_else(|| key.to_owned(), |(_, name)| name.clone())
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

fn by(frame: &Frame, form: &Form) -> Result<By, Problem> {
    Ok(By {
        officer: Some(frame.officer()?.officer.id),
        correlation: Some(form.envelope.correlation.to_string()),
    })
}

async fn refused(
    doors: &Doors,
    frame: &Frame,
    within: &str,
    form: &Form,
    wrong: &[Mistake],
    status: StatusCode,
) -> Result<Response, Problem> {
    let page = page(doors, frame, within, Some(form), wrong).await?;
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
        Err(wrong) => return refused(&doors, &frame, "new", &form, &wrong, unfit).await,
    };
    let chosen = form.text("department");
    let known = departments(&doors, &frame);
    let chosen = known.into_iter().find(|(key, _)| key == chosen);
    let chosen = chosen.and_then(|(key, _)| key.parse().ok());
    let Some(department) = kept_by(&frame)?.or(chosen) else {
        let wrong = [Mistake {
            field: "department".to_owned(),
            words: frame.say("templates-department-wrong"),
        }];
        return refused(&doors, &frame, "new", &form, &wrong, unfit).await;
    };
    let now = doors.engine.ports().machine.now();
    let tx = doors.engine.store().begin().await?;
    let by = by(&frame, &form)?;
    // A double tap finds its words there already.
    let there = reason_templates::list(&tx, Some(&department)).await?;
    if !there.iter().any(|template| template.words == words) {
        reason_templates::add(&tx, &by, &department, &words, now).await?;
    }
    tx.commit().await.map_err(crate::storage::Error::from)?;
    Ok(done(&frame))
}

/// Changes or retires one, if it still is as it was seen.
pub(super) async fn act(
    State(doors): State<Doors>,
    frame: Frame,
    Place((id, act)): Place<(i64, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let store = doors.engine.store();
    let found = reason_templates::find(store.reader(), id).await?;
    let kept = kept_by(&frame)?;
    let theirs = |found: &Template| {
        kept.as_ref()
            .is_none_or(|own| own.as_str() == found.department)
    };
    let found = found.filter(theirs).ok_or_else(Problem::not_found)?;
    let within = format!("t{id}");
    let words = match act.as_str() {
        "retire" => None,
        "change" => match understood(&frame, &form) {
            Ok(words) => Some(words),
            Err(wrong) => {
                let unfit = StatusCode::UNPROCESSABLE_ENTITY;
                return refused(&doors, &frame, &within, &form, &wrong, unfit).await;
            }
        },
        _ => return Err(Problem::not_found()),
    };
    let seen = Template {
        version: form.text("version").parse().unwrap_or_default(),
        ..found
    };
    let now = doors.engine.ports().machine.now();
    let tx = store.begin().await?;
    let by = by(&frame, &form)?;
    if reason_templates::change(&tx, &by, &seen, words.as_ref(), now).await? {
        tx.commit().await.map_err(crate::storage::Error::from)?;
        return Ok(done(&frame));
    }
    drop(tx);
    let wrong = [Mistake {
        field: String::new(),
        words: frame.say("templates-stale"),
    }];
    let status = StatusCode::PRECONDITION_FAILED;
    refused(&doors, &frame, &within, &form, &wrong, status).await
}
