//! Cards against one's own department at a request: read and answered, whatever became of the work.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::place;
use crate::domain::command::{Action, Command};
use crate::domain::decide::seats::may_take;
use crate::domain::event::Event;
use crate::doors::place::Place;
use crate::doors::present::cards::{CardView, own};
use crate::doors::question::Question;
use crate::doors::{Doors, Found, Problem, recent};
use crate::web::entry::see_other;
use crate::web::form::Form;
use crate::web::parts::cards::{Typed, list, within};
use crate::web::parts::field;
use crate::web::{Frame, Page};

/// What the page is told in its query.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// A card was answered just now; which, the journal says.
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
    let answered = asked.done.is_some() && has_answered(&doors, &frame, &found).await?;
    page(&doors, &frame, &found, answered, None)
}

/// Whether whoever reads answered one a moment ago.
async fn has_answered(doors: &Doors, frame: &Frame, found: &Found) -> Result<bool, Problem> {
    let lines = recent::lines(doors, found, frame.officer()?.officer.id).await?;
    let is_answer = |event: &Event| matches!(event, Event::CardAnswered { .. });
    Ok(lines.iter().any(|entry| is_answer(&entry.event)))
}

/// Answers one.
pub(super) async fn answer(
    State(doors): State<Doors>,
    frame: Frame,
    Place((case, number)): Place<(String, u32)>,
    form: Form,
) -> Result<Response, Problem> {
    let caller = frame.staff_caller();
    let found = doors.case_of(&caller, &case).await?;
    let command = Command {
        actor: caller.actor(),
        action: Action::AnswerCard {
            card: number,
            text: form.text("text").to_owned(),
        },
        expected: None,
    };
    let id = found.request.id;
    let done = doors.command(id, &caller, command, &form.envelope, &form.digest);
    let problem = match done.await {
        Ok(_) => {
            let there = format!("/desk/requests/{}/cards?done=yes", found.case_number());
            return Ok(see_other(&frame.link(&there)));
        }
        Err(problem) if problem.status < 500 => problem,
        Err(problem) => return Err(problem),
    };
    let mistakes = field::mistakes(&frame, &problem, |pointer| {
        Some(pointer.trim_start_matches('/').to_owned())
    });
    let typed = Typed {
        number,
        form: &form,
        mistakes: &mistakes,
    };
    let found = doors.find(id).await?;
    let page = page(&doors, &frame, &found, false, Some(typed))?;
    Ok(page.mistaken(problem.status()).into_response())
}

fn page(
    doors: &Doors,
    frame: &Frame,
    found: &Found,
    answered: bool,
    typed: Option<Typed<'_>>,
) -> Result<Page, Problem> {
    let case = doors.case(found);
    let cards = own(&case, &frame.officer()?.officer);
    if cards.is_empty() {
        return Err(Problem::not_found());
    }
    let number = found.case_number().to_string();
    let title = frame.say("cards-title");
    let name_of = |field: &str| (field == "text").then(|| frame.say("card-reply"));
    let (form, mistakes) = typed.map_or((String::new(), &[][..]), |typed| {
        (within(typed.number), typed.mistakes)
    });
    let body = html! {
        p class="back" { a href=(frame.link("/desk")) data-key="u" { (frame.say("duty-back")) } }
        @if answered { p class="done" role="status" { (frame.say("card-done")) } }
        (field::summary_named(frame, &form, mistakes, name_of))
        h1 { (title) " · " (number) }
        p class="lead" { (frame.text(&found.service.workflow.title)) }
        p class="hint" { (frame.say("cards-hint")) }
        (list(frame, &number, &cards, typed))
        (work(doors, frame, found, &cards)?)
    };
    Ok(Page::staff(frame, format!("{title} · {number}"), body))
}

/// The work that the cards are about, as far as it is open to whoever reads.
fn work(
    doors: &Doors,
    frame: &Frame,
    found: &Found,
    cards: &[CardView],
) -> Result<Markup, Problem> {
    let (case, rules) = (doors.case(found), doors.rules(found));
    let officer = &frame.officer()?.officer;
    let open = found.request.seats.iter().filter(|(duty, seat)| {
        let carded = cards.iter().any(|card| card.clock == duty.clock());
        carded && may_take(&rules, officer, duty, seat)
    });
    Ok(html! {
        @for (duty, _) in open {
            p { a class="button quiet" href=(frame.link(&place(&case.number(), &duty.to_string()))) { (frame.words(&case.duty(duty))) } }
        }
    })
}
