//! The work itself: papers on the left, answers and what to do on the right, what happened below.

mod act;
mod asking;
mod done;
mod draft;
mod forms;
mod handing;
mod letter;
mod page;
mod papers;
mod result;
mod sure;
mod typed;
mod who;

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;
use serde::Deserialize;

use super::place;
use crate::domain::command::Command;
use crate::domain::request::{Duty, Seat};
use crate::doors::duty::{Look, seat_of};
use crate::doors::place::Place;
use crate::doors::present::cards::{self, CardView};
use crate::doors::present::complaints::is_of_complaint;
use crate::doors::present::duty::{DutyView, duty as duty_view};
use crate::doors::present::timeline::{Happened, timeline};
use crate::doors::question::Question;
use crate::doors::{Doors, Found, Problem, recent};
use crate::storage::accounts::{self, Account};
use crate::storage::reason_templates::Template;
use crate::telemetry::Correlation;
use crate::web::entry::see_other;
use crate::web::form::Form;
use crate::web::parts::field::{self, Mistake};
use crate::web::parts::reasons;
use crate::web::{Frame, Page};

use asking::Asking;
use handing::Handing;
use letter::Letter;
use who::Who;

pub(super) use done::{Done, may_take_back, take_back, told};
pub(super) use papers::document;
pub(super) use result::{certificate, refusal};

/// Most lines of a history.
const HISTORY_LINES: u64 = 500;

/// Where a duty is.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct DutyPlace {
    case: String,
    duty: Duty,
}

impl DutyPlace {
    /// The page.
    fn link(&self) -> String {
        place(&self.case, &self.duty.to_string())
    }
}

/// What is done at a duty.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct ActPlace {
    case: String,
    duty: Duty,
    act: String,
}

/// What a page is told in its query.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// The case that was just done.
    done: Option<String>,
    /// The opinion on it that may still be taken back.
    undo: Option<String>,
    /// `items`: what is missing was just noted.
    noted: Option<String>,
    /// The event with which the history ends, for what came earlier.
    until: Option<u64>,
}

/// A duty with everything its page shows.
struct Shown {
    found: Found,
    duty: Duty,
    seat: Seat,
    view: DutyView,
    holder: Option<String>,
    colleagues: Vec<Account>,
    /// Who may do it, and what doing it costs.
    who: Who,
    templates: Vec<Template>,
    history: Vec<Happened>,
    /// Where what came before the history ends.
    earlier: Option<u64>,
    /// How the work came from hand to hand, with the reasons.
    handings: Vec<Handing>,
    /// What was asked of the applicant from here.
    asking: Option<Asking>,
    /// What is to be told, where that is the work.
    letter: Option<Letter>,
    /// Cards against the reader's department, over this work or to be answered.
    cards: Vec<CardView>,
}

/// What was typed, and what is wrong with it; and what was typed before and kept.
#[derive(Default)]
struct Typed<'a> {
    form: Option<&'a Form>,
    act: &'a str,
    mistakes: Vec<Mistake>,
    kept: BTreeMap<String, Form>,
}

impl Shown {
    /// The names of the files that the answer to a correction brought, as far as they are read here.
    fn brought(&self) -> Vec<String> {
        let materials = self.view.materials.iter();
        let files = materials.flat_map(|material| &material.documents);
        let new = files.filter(|file| self.is_new(&file.sha256));
        new.map(|file| file.name.clone()).collect()
    }

    /// Whether the answer to a correction brought this file.
    fn is_new(&self, sha256: &str) -> bool {
        self.asking
            .as_ref()
            .is_some_and(|asking| asking.brought.contains(sha256))
    }
}

impl Typed<'_> {
    /// The form of this act, if it was typed into.
    fn of(&self, act: &str) -> Option<&Form> {
        let sent = self.form.filter(|_| self.act == act);
        sent.or_else(|| self.kept.get(act))
    }

    /// What was typed into a field of this act.
    fn text(&self, act: &str, name: &str) -> &str {
        self.of(act).map_or("", |form| form.raw(name))
    }

    /// What is wrong with a field of this act.
    fn mistake(&self, act: &str, name: &str) -> Option<&str> {
        field::of(&self.mistakes, name).filter(|_| self.act == act)
    }
}

/// The page of a duty.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    correlation: Correlation,
    Place(at): Place<DutyPlace>,
    Question(asked): Question<Asked>,
) -> Result<Page, Problem> {
    let shown = look(&doors, &frame, &correlation, &at, asked.until).await?;
    let id = shown.found.request.id;
    let typed = Typed {
        kept: draft::kept(&doors, &frame, id, &at, &correlation).await?,
        ..Typed::default()
    };
    let (case, undo) = (asked.done.as_deref(), asked.undo.as_deref());
    let just = Done::checked(&doors, &frame, case, undo).await?;
    let told = (&asked, just.as_ref());
    Ok(page::page(&doors, &frame, &shown, &typed, told))
}

/// Carries out what a form of the page asks.
pub(super) async fn act(
    State(doors): State<Doors>,
    frame: Frame,
    correlation: Correlation,
    Place(at): Place<ActPlace>,
    form: Form,
) -> Result<Response, Problem> {
    let place = DutyPlace {
        case: at.case,
        duty: at.duty,
    };
    if at.act == act::DRAFT {
        return draft::keep(&doors, &frame, &place, &form).await;
    }
    match carry_out(&doors, &frame, &place, &at.act, &form).await {
        Ok(()) => afterwards(&doors, &frame, &place, &at.act, &form).await,
        Err(problem) if problem.status < 500 && problem.status != 401 => {
            again(
                &doors,
                &frame,
                &correlation,
                &place,
                &at.act,
                &form,
                problem,
            )
            .await
        }
        Err(problem) => Err(problem),
    }
}

async fn carry_out(
    doors: &Doors,
    frame: &Frame,
    at: &DutyPlace,
    act: &str,
    form: &Form,
) -> Result<(), Problem> {
    let caller = frame.staff_caller();
    let found = doors.case_of(&caller, &at.case).await?;
    let action = act::action(doors, frame, &at.duty, act, form).await?;
    sure::asked(doors, frame, &found, &action, form)?;
    let command = Command {
        actor: caller.actor(),
        action,
        expected: form.envelope.expected,
    };
    doors
        .command_of(&caller, &at.case, command, &form.envelope, &form.digest)
        .await?;
    match act {
        // What was done is done, also where its words could not be kept for the form.
        "retract" => draft::take_up(doors, frame, at, &found, form)
            .await
            .or_else(|problem| match problem.status {
                500.. => {
                    tracing::warn!(detail = problem.detail, "a draft could not be kept");
                    Ok(())
                }
                _ => Err(problem),
            }),
        _ => Ok(()),
    }
}

/// An address that a form was sent to, opened again: back to the work.
pub(super) async fn back(
    State(doors): State<Doors>,
    frame: Frame,
    Place(at): Place<ActPlace>,
) -> Result<Response, Problem> {
    let place = DutyPlace {
        case: at.case,
        duty: at.duty,
    };
    let found = doors.case_of(&frame.staff_caller(), &place.case).await?;
    let there = match found.request.seats.contains_key(&place.duty) {
        true => {
            seat_of(&doors, &found, &place.duty, &frame.officer()?.officer)?;
            place.link()
        }
        false => "/desk".to_owned(),
    };
    Ok(see_other(&frame.link(&there)))
}

/// While the work is in the officer's hand, the same page; once it left it, the next one, if they like.
async fn afterwards(
    doors: &Doors,
    frame: &Frame,
    at: &DutyPlace,
    act: &str,
    form: &Form,
) -> Result<Response, Problem> {
    let here = at.link();
    let found = doors.case_of(&frame.staff_caller(), &at.case).await?;
    let own = frame.officer()?.officer.id;
    let seat = found.request.seats.get(&at.duty);
    if seat.is_some() && act != "transfer" && form.has(act::OF) {
        draft::drop_sent(doors, frame, found.request.id, at, form).await?;
    }
    if seat.is_some_and(|seat| seat.holder == Some(own)) {
        let noted = if act == "items" { "?noted=items" } else { "" };
        return Ok(see_other(&frame.link(&format!("{here}{noted}"))));
    }
    let next = match form.has("next") {
        true => super::next_of(doors, frame).await?,
        false => None,
    };
    // What was just given away is not the next thing to do.
    let next = next.filter(|next| next != &here);
    let then = next.unwrap_or_else(|| "/desk".to_owned());
    let undo = match (act, &at.duty) {
        ("opinion", Duty::Review(_)) => {
            let duty = at.duty.to_string();
            let duty: String = url::form_urlencoded::byte_serialize(duty.as_bytes()).collect();
            format!("&undo={duty}")
        }
        _ => String::new(),
    };
    Ok(see_other(
        &frame.link(&format!("{then}?done={}{undo}", at.case)),
    ))
}

/// The page once more, with what was typed and what is wrong. Where somebody else was faster, what
/// they did stands first.
async fn again(
    doors: &Doors,
    frame: &Frame,
    correlation: &Correlation,
    at: &DutyPlace,
    act: &str,
    form: &Form,
    problem: Problem,
) -> Result<Response, Problem> {
    let shown = match look(doors, frame, correlation, at, None).await {
        Ok(shown) => shown,
        // The work is gone: somebody else did it, or it moved away.
        Err(gone) if gone.status == 404 => {
            return gone_page(doors, frame, at, (act, form), &problem).await;
        }
        Err(trouble) => return Err(trouble),
    };
    let mistakes = field::mistakes(frame, &problem, |at| act::field_of(form, at));
    let typed = Typed {
        form: Some(form),
        act,
        mistakes,
        kept: draft::kept(doors, frame, shown.found.request.id, at, correlation).await?,
    };
    let told = (&Asked::default(), None);
    Ok(page::page(doors, frame, &shown, &typed, told)
        .mistaken(status_of(&problem))
        .into_response())
}

fn status_of(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}

async fn gone_page(
    doors: &Doors,
    frame: &Frame,
    at: &DutyPlace,
    (act, form): (&str, &Form),
    problem: &Problem,
) -> Result<Response, Problem> {
    let found = match doors.case_of(&frame.staff_caller(), &at.case).await {
        Ok(found) => Some(found),
        Err(problem) if problem.status < 500 => None,
        Err(trouble) => return Err(trouble),
    };
    let item = |what: &str| {
        let case = doors.case(found.as_ref()?);
        Some(frame.words(&case.item(what)).to_owned())
    };
    let title = frame.say("duty-gone");
    let body = html! {
        h1 { (title) }
        p { (field::refused(frame, problem)) }
        (typed::to_copy(frame, act, form, item))
        p { a class="button" href=(frame.link("/desk")) { (frame.say("duty-back")) } }
    };
    Ok(Page::staff(frame, title, body)
        .mistaken(status_of(problem))
        .into_response())
}

async fn look(
    doors: &Doors,
    frame: &Frame,
    correlation: &Correlation,
    at: &DutyPlace,
    until: Option<u64>,
) -> Result<Shown, Problem> {
    let staff = frame.officer()?;
    let look = Look {
        doors,
        officer: &staff.officer,
        correlation,
        by_program: false,
    };
    let (found, seat) = look.at(&frame.staff_caller(), &at.case, &at.duty).await?;
    let db = doors.engine.store().reader();
    let holder = accounts::find_all(db, seat.holder)
        .await?
        .pop()
        .map(|account| account.name);
    let mut colleagues = accounts::of_post(db, &seat.department, &seat.role).await?;
    colleagues.retain(|account| account.id != staff.officer.id);
    let who = Who::of(doors, &found, &at.duty, &seat, &staff.officer).await?;
    colleagues.retain(|account| who.could(account.id));
    let templates = match at.duty {
        Duty::Review(_) => reasons::of(doors, &seat.department).await?,
        _ => Vec::new(),
    };
    let stretch = recent::stretch(doors, &found, until, HISTORY_LINES).await?;
    let handings = Handing::all(doors, &found, &stretch.lines, &at.duty).await?;
    // An earlier part of the history does not say how it went on.
    let asking = match until {
        None => Asking::of(doors, &found, &stretch.lines, &at.duty),
        Some(_) => None,
    };
    let mut entries: Vec<_> = stretch.lines.into_iter().map(|(_, entry)| entry).collect();
    if !matches!(at.duty, Duty::Complaint(_)) {
        entries.retain(|entry| !is_of_complaint(&found.request, &entry.event));
    }
    let case = doors.case(&found);
    let view = duty_view(&case, &at.duty, &seat);
    let history = timeline(&case, &entries).past;
    let letter = Letter::of(doors, frame, &found, &entries, &at.duty);
    let mut cards = cards::own(&case, &staff.officer);
    cards.retain(|card| card.answerable || card.clock == at.duty.clock());
    Ok(Shown {
        who,
        asking,
        handings,
        duty: at.duty.clone(),
        letter,
        cards,
        seat,
        view,
        holder,
        colleagues,
        templates,
        history,
        earlier: stretch.earlier,
        found,
    })
}
