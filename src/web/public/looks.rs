//! How a reader wants pages: language and size of letters, kept in the browser.

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use serde::Deserialize;

use crate::doors::cookies::{self, Keep};
use crate::doors::place::Place;
use crate::doors::question::Question;
use crate::doors::{Doors, Problem};
use crate::web::Frame;
use crate::web::entry::{is_path_of_ours, see_other};
use crate::web::form::Form;

/// How long a browser remembers, in days.
const REMEMBERED_DAYS: i64 = 365;

/// Where the reader was.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Then {
    /// A path of this house.
    then: Option<String>,
}

/// Changes the language and returns.
pub(super) async fn language(
    State(doors): State<Doors>,
    frame: Frame,
    Place(tongue): Place<String>,
    Question(then): Question<Then>,
) -> Result<Response, Problem> {
    match tongue.as_str() {
        "zh" | "en" => Ok(remember(&doors, &frame, cookies::LANGUAGE, &tongue, then)),
        _ => Err(Problem::not_found()),
    }
}

/// Changes the size of letters and returns.
pub(super) async fn letters(
    State(doors): State<Doors>,
    frame: Frame,
    Place(size): Place<String>,
    Question(then): Question<Then>,
) -> Result<Response, Problem> {
    match size.as_str() {
        "usual" | "large" => Ok(remember(&doors, &frame, cookies::LETTERS, &size, then)),
        _ => Err(Problem::not_found()),
    }
}

/// The button of a form that changes how pages look: what is typed is kept, and shown again.
pub const LOOK: &str = "look";

/// Back to the page, looking otherwise, if that is what the form was sent for. What was typed is kept by
/// whoever asks.
pub fn turned(doors: &Doors, frame: &Frame, form: &Form, back: &str) -> Option<Response> {
    let wanted = form.text(LOOK);
    let name = match wanted {
        "zh" | "en" => cookies::LANGUAGE,
        "usual" | "large" => cookies::LETTERS,
        _ => return None,
    };
    let then = Then {
        then: Some(back.to_owned()),
    };
    Some(remember(doors, frame, name, wanted, then))
}

fn remember(doors: &Doors, frame: &Frame, name: &str, value: &str, then: Then) -> Response {
    let then = then
        .then
        .as_deref()
        .filter(|then| is_path_of_ours(then))
        .unwrap_or("/");
    let mut response = see_other(&frame.link(then));
    if let Some(cookie) = cookies::set(doors, name, value, Keep::Days(REMEMBERED_DAYS)) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
