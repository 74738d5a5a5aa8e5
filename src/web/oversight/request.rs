//! One request as a supervisor sees it: why it is not done, who must act, and the acts that move it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::{course, done, history, intervene, proposed, why};
use crate::domain::command::{Action, Command};
use crate::doors::place::Place;
use crate::doors::present::cards::cards;
use crate::doors::present::status::status;
use crate::doors::present::strands::verdict_words;
use crate::doors::question::Question;
use crate::doors::{Doors, Found, Problem};
use crate::language;
use crate::storage::journal;
use crate::web::entry::see_other;
use crate::web::form::Form;
use crate::web::parts::field;
use crate::web::{Frame, Page, parts};

/// Most lines of the journal that are read for the page.
const LINES_MAX: u64 = 2_000;

/// What a page is told in its query.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// Something was done just now; what, the journal says.
    done: Option<String>,
}

/// The page.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Place(number): Place<String>,
    Question(asked): Question<Asked>,
) -> Result<Page, Problem> {
    let found = doors.case_of(&frame.staff_caller(), &number).await?;
    let done = match asked.done {
        Some(_) => done::words(&doors, &frame, &found).await?,
        None => None,
    };
    let typed = intervene::Typed::default();
    page(&doors, &frame, &found, &typed, done).await
}

/// The request drawn on its workflow.
pub(super) async fn picture(
    State(doors): State<Doors>,
    frame: Frame,
    Place(number): Place<String>,
) -> Result<Response, Problem> {
    let found = doors.case_of(&frame.staff_caller(), &number).await?;
    let overlay = course::overlay(&frame, &doors.case(&found));
    let drawing = language::drawn_upon(
        &found.service.workflow,
        doors.engine.directory(),
        frame.language(),
        &overlay,
    );
    Ok(parts::picture::of_now(drawing))
}

/// Carries out what a form asks.
pub(super) async fn act(
    State(doors): State<Doors>,
    frame: Frame,
    Place((number, act)): Place<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    match carry_out(&doors, &frame, &number, &act, &form).await {
        Ok(()) => Ok(see_other(
            &frame.link(&format!("/oversight/requests/{number}?done=yes")),
        )),
        Err(problem) if problem.status < 500 && problem.status != 404 => {
            let field_of = |pointer: &str| intervene::field_of(&problem, pointer);
            let typed = intervene::Typed {
                form: Some(&form),
                act: &act,
                mistakes: field::mistakes(&frame, &problem, field_of),
            };
            let status =
                StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let found = doors.case_of(&frame.staff_caller(), &number).await?;
            Ok(page(&doors, &frame, &found, &typed, None)
                .await?
                .mistaken(status)
                .into_response())
        }
        Err(problem) => Err(problem),
    }
}

async fn carry_out(
    doors: &Doors,
    frame: &Frame,
    number: &str,
    act: &str,
    form: &Form,
) -> Result<(), Problem> {
    let caller = frame.staff_caller();
    let command = Command {
        actor: caller.actor(),
        action: Action::Supervise {
            act: intervene::act(doors, act, form).await?,
            reason: form.text("reason").to_owned(),
        },
        expected: None,
    };
    doors
        .command_of(&caller, number, command, &form.envelope, &form.digest)
        .await?;
    Ok(())
}

async fn page(
    doors: &Doors,
    frame: &Frame,
    found: &Found,
    typed: &intervene::Typed<'_>,
    done: Option<String>,
) -> Result<Page, Problem> {
    let case = doors.case(found);
    let number = found.case_number();
    let shown = status(&case, Vec::new());
    let title = format!("{number} · {}", frame.words(&shown.service));
    let picture = frame.link(&format!("/oversight/requests/{number}/diagram.svg"));
    let course = course::of(frame, &case);
    let reader = doors.engine.store().reader();
    let lines = journal::page(reader, found.request.id, 0, LINES_MAX).await?;
    let history = history::section(doors, frame, found, &lines).await?;
    let stranded = why::stranded(doors, found).await?;
    let body = html! {
        p class="back" { a href=(frame.link("/oversight/requests")) { (frame.say("requests-title")) } }
        @if let Some(done) = done { p class="done" role="status" { (done) } }
        (field::summary_named(frame, typed.act, &typed.mistakes, |name| intervene::name_of(frame, name)))
        h1 { (number) }
        (proposed::shown(doors, frame, found, &lines, typed).await?)
        p class="lead" { (frame.words(&shown.service)) " · " (frame.words(&shown.phase_words)) " · " (shown.applicant.surname) }
        p {
            @for (term, due) in [("clock-statutory", &shown.due), ("clock-promised", &shown.promised)] {
                @if let Some(due) = due { (frame.say(term)) " " (parts::light::due(frame, due)) " " (frame.last_day(due)) br; }
            }
            a href=(frame.link(&format!("/oversight/requests/{number}/journal"))) { (frame.say("journal-title")) }
        }
        div class="two" {
            div {
                section aria-labelledby="waits" {
                    h2 id="waits" { (frame.say("why-title")) }
                    (why::waits(frame, &case, &stranded))
                }
                (departments(frame, &shown.departments))
                (history)
                (parts::cards::section(frame, &number.to_string(), &cards(&case, &frame.officer()?.officer)))
            }
            @if super::intervenes(frame) {
                section aria-labelledby="acts" {
                    h2 id="acts" { (frame.say("act-title")) }
                    p class="hint" { (frame.say("act-hint")) }
                    (intervene::forms(doors, frame, found, typed).await?)
                }
            }
        }
        section aria-labelledby="course" {
            h2 id="course" { (frame.say("course-title")) }
            p class="picture" {
                a href=(picture) { img src=(picture) alt=(frame.say_with("course-alt", &[("case", number.to_string().into())])) loading="lazy"; }
            }
            details { summary { (frame.say("chart-table")) } (course::twin(frame, &course)) }
        }
    };
    Ok(Page::staff(frame, title, body))
}

fn departments(frame: &Frame, rows: &[crate::doors::present::status::DepartmentRow]) -> Markup {
    html! {
        @if !rows.is_empty() {
            section aria-labelledby="departments" {
                h2 id="departments" { (frame.say("request-departments")) }
                ul class="strands" {
                    @for row in rows {
                        li {
                            b { (frame.words(&row.department_title)) } " " (frame.words(&row.review)) br;
                            @match &row.verdict {
                                Some(verdict) => (frame.words(&verdict_words(verdict))),
                                None => (frame.words(&row.words)),
                            }
                            @if row.in_stead { " " (frame.say("request-in-stead")) }
                            @if let Some(due) = &row.due { " " (parts::light::due(frame, due)) }
                        }
                    }
                }
            }
        }
    }
}
