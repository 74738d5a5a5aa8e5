//! Rating how it was handled 好差评: five levels, once, when it is over.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::{Asking, Voice};
use crate::domain::command::{Action, WORDS_MAX_CHARS};
use crate::domain::request::RatingLevel;
use crate::doors::Problem;
use crate::doors::present::case::both;
use crate::doors::present::feedback::may_rate;
use crate::web::Page;
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::public::following::Done;

const LEVELS: [RatingLevel; 5] = [
    RatingLevel::VerySatisfied,
    RatingLevel::Satisfied,
    RatingLevel::FairlySatisfied,
    RatingLevel::Dissatisfied,
    RatingLevel::VeryDissatisfied,
];

/// The five levels.
pub(super) async fn ask(voice: Voice) -> Page {
    if may_rate(&voice.doors.case(&voice.found)) {
        return page(&voice, "", "", &[]);
    }
    // Not over yet, or rated already.
    let why = voice.frame.say("rating-closed");
    voice.closed("rating", &html! { p { (why) } })
}

/// Rates.
pub(super) async fn rate(voice: Voice, form: Form) -> Result<Response, Problem> {
    let (chosen, text) = (form.text("level"), form.raw("text"));
    let level = LEVELS.into_iter().find(|level| level.as_str() == chosen);
    let Some(level) = level else {
        let mistake = Mistake {
            field: "level".to_owned(),
            words: voice.frame.say("mistake-choice"),
        };
        let page = page(&voice, "", text, &[mistake]);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(page.mistaken(status).into_response());
    };
    let action = Action::Rate {
        level,
        text: text.trim().to_owned(),
    };
    let again = |voice: &Voice, mistakes: &[Mistake]| page(voice, chosen, text, mistakes);
    voice.carry_out(&form, action, Done::Rated, again).await
}

fn page(voice: &Voice, level: &str, text: &str, mistakes: &[Mistake]) -> Page {
    let frame = &voice.frame;
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
    voice.page(&Asking {
        key: "rating",
        place: "rating",
        grave: false,
        mistakes,
        before: html! { p { (frame.say("rating-lead")) } },
        fields: html! { (field::choice(frame, &level, &options)) (field::area(frame, &text, 4)) },
    })
}
