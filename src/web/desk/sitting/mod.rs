//! Sittings 集中审批会 on the page: call, fill, attend, speak, close.

mod list;
mod room;

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::domain::calendar::instant;
use crate::domain::command::{Actor, Opinion};
use crate::domain::identifiers::{OfficerId, SittingId};
use crate::domain::request::{ReviewId, Verdict};
use crate::domain::sitting::{Item, Sitting, SittingAction};
use crate::doors::credentials::case_number;
use crate::doors::place::{Place, named};
use crate::doors::problem::PlaceError;
use crate::doors::{Doors, Found, Problem, sitting};
use crate::engine::{SittingCall, SittingError};
use crate::storage::reason_templates::Template;
use crate::storage::{accounts, queues};
use crate::web::Frame;
use crate::web::entry::see_other;
use crate::web::form::Form;
use crate::web::parts::field::{self, Mistake};
use crate::web::parts::reasons;

pub(super) use list::read as list;

/// What stands on an agenda, and who is named on the page.
struct Shown {
    sitting: Sitting,
    items: Vec<Found>,
    waiting: Vec<Found>,
    names: BTreeMap<i64, String>,
    templates: Vec<Template>,
}

/// The page of one sitting.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Place(id): Place<String>,
) -> Result<crate::web::Page, Problem> {
    let shown = look(&doors, &frame, &id).await?;
    room::page(&doors, &frame, &shown, &[], None)
}

/// Calls a sitting and opens its page.
pub(super) async fn call(
    State(doors): State<Doors>,
    frame: Frame,
    form: Form,
) -> Result<Response, Problem> {
    let officer = frame.officer()?.officer.clone();
    let missing = |name: &str| Problem::at(format!("/{name}"), "missing", "choose one");
    let parsed = form
        .text("what")
        .split_once(' ')
        .and_then(|(workflow, stage)| Some((workflow.parse().ok()?, stage.parse().ok()?)));
    let at = chrono::NaiveDateTime::parse_from_str(form.text("at"), "%Y-%m-%dT%H:%M");
    let called = match (parsed, at) {
        (Some((workflow, stage)), Ok(at)) => {
            let wanted = SittingCall {
                workflow,
                stage,
                called_for: instant(at),
                by: Actor::Officer(officer),
            };
            doors
                .engine
                .call_sitting(wanted)
                .await
                .map_err(Problem::from)
        }
        (None, _) => Err(missing("what")),
        (_, Err(_)) => Err(missing("at")),
    };
    match called {
        Ok(sitting) => Ok(see_other(
            &frame.link(&format!("/desk/sittings/{}", sitting.id)),
        )),
        Err(problem) if problem.status < 500 => {
            let mistakes = mistakes(&frame, &problem);
            let status = status(&problem);
            Ok(list::page(&doors, &frame, &mistakes, Some(&form))
                .await?
                .mistaken(status)
                .into_response())
        }
        Err(problem) => Err(problem),
    }
}

/// What happens in the room: `attend`, `agenda`, `draft`, `close`, `call-off`.
pub(super) async fn act(
    State(doors): State<Doors>,
    frame: Frame,
    Place((id, act)): Place<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    match carry_out(&doors, &frame, &id, &act, &form).await {
        Ok(()) => Ok(see_other(&frame.link(&format!("/desk/sittings/{id}")))),
        Err(problem) if problem.status < 500 && problem.status != 404 => {
            let shown = look(&doors, &frame, &id).await?;
            let page = room::page(
                &doors,
                &frame,
                &shown,
                &in_room(&doors, &frame, &shown, &problem),
                Some(&form),
            )?;
            Ok(page.mistaken(status(&problem)).into_response())
        }
        Err(problem) => Err(problem),
    }
}

async fn carry_out(
    doors: &Doors,
    frame: &Frame,
    id: &str,
    act: &str,
    form: &Form,
) -> Result<(), Problem> {
    let officer = &frame.officer()?.officer;
    let id = sitting::of(doors, officer, SittingId(named(id)?)).await?.id;
    match act {
        "close" => {
            let correlation = Some(form.envelope.correlation.as_str());
            let minutes = form.text("minutes");
            doors
                .engine
                .close_sitting(id, officer, minutes, correlation)
                .await?;
        }
        "agenda" => {
            let items: Vec<_> = form
                .all("request")
                .filter_map(|number| case_number(number).ok())
                .collect();
            let (_, outcomes) = doors.engine.add_to_agenda(id, &items, officer).await?;
            for outcome in outcomes {
                outcome.map_err(SittingError::from)?;
            }
        }
        _ => {
            let action = action(doors, frame, act, form).await?;
            doors.engine.sit(id, action, officer).await?;
        }
    }
    Ok(())
}

async fn action(
    doors: &Doors,
    frame: &Frame,
    act: &str,
    form: &Form,
) -> Result<SittingAction, Problem> {
    Ok(match act {
        "attend" => SittingAction::Attend(match form.given("officer") {
            None => frame.officer()?.officer.clone(),
            Some(number) => attending(doors, &number).await?,
        }),
        "draft" => {
            let (request, review) = form.text("item").split_once(' ').unwrap_or_default();
            let review: ReviewId = review
                .parse()
                .map_err(|_| Problem::at("/item", "missing", "choose one"))?;
            SittingAction::Draft {
                request: case_number(request)?,
                review,
                opinion: Opinion {
                    verdict: verdict(form)?,
                    reason: form.given("reason"),
                    basis: form.given("basis"),
                    text: reasons::in_words(form),
                    with: Vec::new(),
                },
            }
        }
        "call-off" => SittingAction::CallOff,
        _ => return Err(Problem::not_found()),
    })
}

fn verdict(form: &Form) -> Result<Verdict, Problem> {
    let known = [
        Verdict::Agree,
        Verdict::Conditions,
        Verdict::Refuse,
        Verdict::NotConcerned,
    ];
    let found = known
        .into_iter()
        .find(|verdict| verdict.as_str() == form.text("verdict"));
    found.ok_or_else(|| Problem::at("/verdict", "missing", "choose what the opinion says"))
}

async fn attending(
    doors: &Doors,
    number: &str,
) -> Result<crate::domain::directory::Officer, Problem> {
    let unknown = || Problem::at("/officer", "choice", "there is no such officer");
    let number = number.parse().map_err(|_| unknown())?;
    let account = accounts::find(doors.engine.store().reader(), OfficerId(number)).await?;
    let account = account
        .filter(|account| account.active)
        .ok_or_else(unknown)?;
    Ok(crate::domain::directory::Officer {
        id: account.id,
        department: account.department,
        roles: account.roles,
    })
}

async fn look(doors: &Doors, frame: &Frame, id: &str) -> Result<Shown, Problem> {
    let officer = &frame.officer()?.officer;
    let sitting = sitting::of(doors, officer, SittingId(named(id)?)).await?;
    let db = doors.engine.store().reader();
    let items = doors
        .find_all(sitting.agenda.iter().copied().collect())
        .await?;
    let queued = queues::requests_in_stage(db, &sitting.workflow, &sitting.stage, None).await?;
    let queued = queued.into_iter().map(|(_, id)| id);
    let others = queued.filter(|id| !sitting.agenda.contains(id));
    let mut waiting = doors.find_all(others.collect()).await?;
    waiting.retain(|found| waits(found, &sitting));
    let people = sitting
        .present
        .values()
        .flatten()
        .copied()
        .chain(sitting.presider);
    let accounts = accounts::find_all(db, people).await?;
    Ok(Shown {
        templates: reasons::of(doors, &officer.department).await?,
        items,
        waiting,
        names: accounts
            .into_iter()
            .map(|account| (account.id.0, account.name))
            .collect(),
        sitting,
    })
}

/// Whether a request waits for this sitting now, and not in writing.
fn waits(found: &Found, sitting: &Sitting) -> bool {
    item(found).waits(&sitting.stage).is_some()
}

/// A request as a sitting looks at it, without its words.
fn item(found: &Found) -> Item<'_> {
    Item {
        request: &found.request,
        workflow: &found.service.workflow,
        facts: None,
    }
}

/// What is wrong; what stands against a close names the case, the department and the review.
fn in_room(doors: &Doors, frame: &Frame, shown: &Shown, problem: &Problem) -> Vec<Mistake> {
    let named = |error: &PlaceError| {
        let rest = error.pointer.strip_prefix("/agenda/")?;
        let (number, review) = rest.split_once('/')?;
        let review: ReviewId = review.parse().ok()?;
        let mut items = shown.items.iter();
        let item = items.find(|item| item.case_number().to_string() == number)?;
        let case = doors.case(item);
        let department = &item.request.reviews.get(&review)?.department;
        let values = [
            ("case", number.into()),
            (
                "department",
                frame.words(&case.department(department)).to_owned().into(),
            ),
            (
                "review",
                frame.words(&case.review(&review)).to_owned().into(),
            ),
            ("why", field::place_words(frame, error).into()),
        ];
        Some(Mistake {
            field: String::new(),
            words: frame.say_with("sitting-standing", &values),
        })
    };
    let named: Vec<Mistake> = problem.errors.iter().filter_map(named).collect();
    match named.is_empty() {
        true => mistakes(frame, problem),
        false => named,
    }
}

fn mistakes(frame: &Frame, problem: &Problem) -> Vec<Mistake> {
    field::mistakes(frame, problem, |pointer| {
        let name = pointer
            .rsplit('/')
            .find(|part| part.parse::<usize>().is_err())?;
        (!name.is_empty() && !pointer.starts_with("/agenda")).then(|| name.to_owned())
    })
}

fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}
