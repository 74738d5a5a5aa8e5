//! Signing in and out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use maud::html;

use crate::doors::cookies::{self, Keep};
use crate::doors::{Doors, Problem};
use crate::web::entry::see_other;
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// The form.
pub(super) async fn read(frame: Frame) -> Page {
    page(&frame, &[])
}

fn page(frame: &Frame, mistakes: &[Mistake]) -> Page {
    let body = html! {
        (field::summary(frame, mistakes))
        h1 { (frame.say("enter-title")) }
        form method="post" class="narrow" {
            (field::line(frame, &Line { name: "token", label: &frame.say("enter-token"), kind: "password", mistake: field::of(mistakes, "token"), ..Line::default() }))
            button { (frame.say("enter-go")) }
        }
    };
    Page::public(frame, frame.say("enter-title"), body)
}

/// Starts a session.
pub(super) async fn enter(
    State(doors): State<Doors>,
    frame: Frame,
    form: Form,
) -> Result<Response, Problem> {
    let token = form.text("token");
    match doors.access.caller(token).await {
        Ok(_) => {
            let mut response = see_other(&frame.link("/desk"));
            if let Some(cookie) = cookies::set(&doors, cookies::STAFF, token, Keep::Session) {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            Ok(response)
        }
        Err(crate::access::Error::Unknown) => {
            let words = frame.say("enter-wrong");
            let mistake = Mistake {
                field: "token".to_owned(),
                words,
            };
            Ok(page(&frame, &[mistake])
                .mistaken(StatusCode::UNPROCESSABLE_ENTITY)
                .into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Ends it.
pub(super) async fn leave(State(doors): State<Doors>, frame: Frame) -> Response {
    let mut response = see_other(&frame.link("/"));
    if let Some(cookie) = cookies::set(&doors, cookies::STAFF, "", Keep::Forget) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
