//! A leaver 离岗: the account is closed, and what lay in their hands goes back to its queues, each
//! piece with its outcome.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::place;
use crate::domain::command::{Act, Action, Command};
use crate::domain::identifiers::OfficerId;
use crate::domain::request::Duty;
use crate::doors::credentials::case_number;
use crate::doors::place::Place;
use crate::doors::present::queue::QueueRow;
use crate::doors::{Doors, Problem, officers, queue};
use crate::storage::accounts::Account;
use crate::storage::queues::{self, Filter};
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// Most pieces of work that go back at once; more go with the next.
const HELD_MAX: u64 = 200;
/// Longest reason, in characters.
const REASON_MAX_CHARS: u32 = 500;

/// What is held, and the form.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Place((id, act)): Place<(i64, String)>,
) -> Result<Page, Problem> {
    if act != "close" {
        return Err(Problem::not_found());
    }
    let account = doors.access.officer(OfficerId(id)).await?;
    page(&doors, &frame, &account, "", &[]).await
}

async fn held(doors: &Doors, account: &Account) -> Result<Vec<QueueRow>, Problem> {
    let db = doors.engine.store().reader();
    let page = queues::held_by(db, account.id, &Filter::default(), None, HELD_MAX).await?;
    queue::rows(doors, page.rows).await
}

async fn page(
    doors: &Doors,
    frame: &Frame,
    account: &Account,
    reason: &str,
    wrong: &[Mistake],
) -> Result<Page, Problem> {
    let held = held(doors, account).await?;
    let name = [("name", account.name.as_str().into())];
    let (title, act, go) = match account.active {
        true => ("officer-close-title", "close", "officer-close-go"),
        false => (
            "officer-hand-back-title",
            "hand-back",
            "officer-hand-back-go",
        ),
    };
    let title = frame.say_with(title, &name);
    let (label, hint) = (frame.say("form-reason"), frame.say("officer-reason-hint"));
    let line = Line {
        name: "reason",
        label: &label,
        hint: Some(&hint),
        value: reason,
        max_chars: Some(REASON_MAX_CHARS),
        mistake: field::of(wrong, "reason"),
        ..Line::default()
    };
    let body = html! {
        (field::summary(frame, wrong))
        p class="back" { a href=(frame.link(&place(account))) { (account.name) } }
        h1 { (title) }
        @if account.active {
            ul { @for key in ["officer-close-login", "officer-close-work", "officer-close-stays"] { li { (frame.say(key)) } } }
        }
        (work(frame, &held))
        form method="post" action=(frame.link(&format!("{}/{act}", place(account)))) class="narrow" {
            (form::key())
            (field::area(frame, &line, 2))
            p class="actions" {
                button class="grave" { (frame.say(go)) }
                a href=(frame.link(&place(account))) { (frame.say("form-cancel")) }
            }
        }
    };
    Ok(super::page(frame, title, body))
}

fn work(frame: &Frame, held: &[QueueRow]) -> Markup {
    html! {
        @if held.is_empty() { p { (frame.say("officer-holds-nothing")) } }
        @else {
            div class="table" {
                table {
                    caption { (frame.say("officer-holds")) }
                    thead { tr { @for key in ["queue-column-case", "queue-column-matter", "queue-column-service", "queue-column-due"] { th scope="col" { (frame.say(key)) } } } }
                    tbody {
                        @for row in held {
                            tr {
                                th scope="row" class="case" { (row.case_number) }
                                td { (frame.words(&row.title)) }
                                td { (frame.words(&row.service)) }
                                td class="date" { (frame.brief_last_day(row.due_at)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Closes the account first, so that nothing new comes into these hands, and empties them then.
pub(super) async fn close(
    doors: &Doors,
    frame: &Frame,
    account: Account,
    form: &Form,
) -> Result<Response, Problem> {
    let is_self = frame.officer()?.officer.id == account.id;
    let last = officers::is_last_administrator(doors, account.id).await?;
    let refused = match (form.given("reason"), last, is_self) {
        (_, true, _) => Some(("", "officer-last", StatusCode::CONFLICT)),
        (_, _, true) => Some(("", "officer-self-close", StatusCode::CONFLICT)),
        (None, ..) => Some((
            "reason",
            "refused-reason-needed",
            StatusCode::UNPROCESSABLE_ENTITY,
        )),
        _ => None,
    };
    if let Some((field, key, status)) = refused {
        let wrong = [Mistake {
            field: field.to_owned(),
            words: frame.say(key),
        }];
        let page = page(doors, frame, &account, form.text("reason"), &wrong).await?;
        return Ok(page.mistaken(status).into_response());
    }
    // Under the locks of those who keep accounts: two of them may not close each other at once.
    let keeper = super::keeper(doors, frame, form)?;
    let closed = keeper.close_officer(account.id).await?;
    hand_back(doors, frame, &closed, form).await
}

/// Sends everything in an officer's hands back to where it came from.
pub(super) async fn hand_back(
    doors: &Doors,
    frame: &Frame,
    account: &Account,
    form: &Form,
) -> Result<Response, Problem> {
    if form.given("reason").is_none() {
        let wrong = [Mistake {
            field: "reason".to_owned(),
            words: frame.say("refused-reason-needed"),
        }];
        let page = page(doors, frame, account, "", &wrong).await?;
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(page.mistaken(status).into_response());
    }
    let mut outcomes = Vec::new();
    for row in held(doors, account).await? {
        let outcome = send_back(doors, frame, form, &row).await;
        outcomes.push((row, outcome.err()));
    }
    let left = queues::held_count(doors.engine.store().reader(), account.id).await?;
    let name = [("name", account.name.as_str().into())];
    let title = frame.say_with("officer-left-title", &name);
    let body = html! {
        h1 { (title) }
        @if !account.active { p class="done" role="status" { (frame.say("officer-left-closed")) } }
        @if outcomes.is_empty() { p { (frame.say("officer-holds-nothing")) } }
        ul class="plainlist" {
            @for (row, refused) in &outcomes {
                li {
                    span class="case" { (row.case_number) } " " (frame.words(&row.title)) " "
                    @match refused {
                        None => span class="light green" { (frame.say("officer-went-back")) },
                        Some(problem) => { span class="light red" { (frame.say("bulk-refused")) } " " (field::refused(frame, problem)) }
                    }
                }
            }
        }
        @if left > 0 {
            p class="note warm" { (frame.say_with("officer-still-holds", &[("count", left.into())])) }
            p { a class="button grave" href=(frame.link(&format!("{}/close", place(account)))) { (frame.say("officer-hand-back-rest")) } }
        }
        p class="actions" { a class="button quiet" href=(frame.link("/admin/officers")) { (frame.say("officers-back")) } }
    };
    Ok(super::page(frame, title, body).into_response())
}

async fn send_back(
    doors: &Doors,
    frame: &Frame,
    form: &Form,
    row: &QueueRow,
) -> Result<(), Problem> {
    let duty: Duty = row
        .duty
        .parse()
        .map_err(|_| Problem::internal("a seat's duty is none"))?;
    let id = case_number(&row.case_number)?;
    let caller = frame.staff_caller();
    let act = Act::Reassign {
        duty,
        department: None,
        officer: None,
    };
    let command = Command {
        actor: caller.actor(),
        action: Action::Supervise {
            act,
            reason: form.text("reason").to_owned(),
        },
        expected: None,
    };
    let part = format!("{}/{}", row.case_number, row.duty);
    let envelope = form.envelope.for_part(&part);
    doors
        .command(id, &caller, command, &envelope, &form.digest)
        .await?;
    Ok(())
}
