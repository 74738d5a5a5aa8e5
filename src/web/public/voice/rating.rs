//! Rating how it was handled 好差评: five levels, once, when it is over.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::Saying;
use crate::access::Caller;
use crate::domain::command::{Action, WORDS_MAX_CHARS};
use crate::domain::request::RatingLevel;
use crate::doors::present::case::both;
use crate::doors::present::feedback::may_rate;
use crate::doors::{Doors, Found, Problem};
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::public::following::Done;
use crate::web::{Frame, Page};

const LEVELS: [RatingLevel; 5] = [
    RatingLevel::VerySatisfied,
    RatingLevel::Satisfied,
    RatingLevel::FairlySatisfied,
    RatingLevel::Dissatisfied,
    RatingLevel::VeryDissatisfied,
];

/// The five levels.
pub(super) async fn ask(
    State(doors): State<Doors>,
    frame: Frame,
    caller: Caller,
    Path(case): Path<String>,
) -> Result<Page, Problem> {
    let found = doors.case_of(&caller, &case).await?;
    if !may_rate(&doors.case(&found)) {
        return Ok(closed(&frame, &found));
    }
    Ok(page(&frame, &found, "", "", &[]))
}

/// Rates.
pub(super) async fn rate(
    State(doors): State<Doors>,
    frame: Frame,
    caller: Caller,
    Path(case): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let found = doors.case_of(&caller, &case).await?;
    let (chosen, text) = (form.text("level"), form.raw("text"));
    let level = LEVELS.into_iter().find(|level| level.as_str() == chosen);
    let Some(level) = level else {
        let words = frame.say("mistake-choice");
        let field = "level".to_owned();
        let page = page(&frame, &found, "", text, &[Mistake { field, words }]);
        return Ok(page
            .mistaken(StatusCode::UNPROCESSABLE_ENTITY)
            .into_response());
    };
    let saying = Saying {
        doors: &doors,
        frame: &frame,
        caller: &caller,
        found: &found,
        form: &form,
    };
    let action = Action::Rate {
        level,
        text: text.trim().to_owned(),
    };
    let again = |mistakes: &[Mistake]| page(&frame, &found, chosen, text, mistakes);
    saying.carry_out(action, Done::Rated, again).await
}

fn page(frame: &Frame, found: &Found, level: &str, text: &str, mistakes: &[Mistake]) -> Page {
    let options = LEVELS.map(|level| {
        let words = both(&format!("rating-{}", level.as_str().replace('_', "-")));
        (level.as_str().to_owned(), frame.words(&words).to_owned())
    });
    let (levels, why) = (frame.say("rating-level"), frame.say("rating-why"));
    let hint = frame.say("rating-why-hint");
    let level = Line {
        name: "level",
        label: &levels,
        value: level,
        mistake: field::of(mistakes, "level"),
        ..Line::default()
    };
    let text = Line {
        name: "text",
        label: &why,
        hint: Some(&hint),
        value: text,
        mistake: field::of(mistakes, "text"),
        max_chars: Some(WORDS_MAX_CHARS as u32),
        optional: true,
        ..Line::default()
    };
    let before = html! { p { (frame.say("rating-lead")) } };
    let fields = html! { (field::choice(frame, &level, &options)) (field::area(frame, &text, 4)) };
    super::page(
        frame,
        found,
        ("rating", "rating"),
        mistakes,
        &before,
        &fields,
    )
}

/// Not over yet, or rated already.
fn closed(frame: &Frame, found: &Found) -> Page {
    let title = frame.say("rating-title");
    let body = html! {
        h1 { (title) }
        p { (frame.say("rating-closed")) }
        p { a class="button" href=(frame.link(&format!("/cases/{}", found.case_number()))) { (frame.say("slip-back")) } }
    };
    Page::public(frame, title, body)
}
