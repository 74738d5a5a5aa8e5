//! Setting up a second factor: the secret as a picture and in letters, the first code of the app, and
//! the recovery codes.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

use super::{Then, codes, first, page, to_the_door, way_out};
use crate::access::{Enrolment, Pending};
use crate::doors::address::{self, ClientAddress};
use crate::doors::question::Question;
use crate::doors::tries::Try;
use crate::doors::{Doors, Problem};
use crate::web::entry::see_other;
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::parts::qr::qr;
use crate::web::{Frame, Page};

/// Letters of a secret that are read at a time.
const GROUP_CHARS: usize = 4;

/// The secret, the same until it counts.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Question(then): Question<Then>,
) -> Result<Response, Problem> {
    let Some(session) = frame.session() else {
        return Ok(to_the_door(&frame));
    };
    if let Some(first) = first(&frame, session, &[Pending::SetUpSecond]) {
        return Ok(first);
    }
    if session.has_second {
        return Ok(see_other(&frame.link("/desk/me")));
    }
    let begun = match doors.access.begun_second(session).await? {
        Some(begun) => begun,
        None => doors.access.begin_second(session).await?,
    };
    Ok(ask(&frame, &begun, &then, &[]).once())
}

fn ask(frame: &Frame, begun: &Enrolment, then: &Then, mistakes: &[Mistake]) -> Page {
    let title = frame.say("setup-title");
    let label = frame.say("setup-code");
    let line = Line {
        name: "code",
        label: &label,
        autocomplete: Some("one-time-code"),
        inputmode: Some("numeric"),
        max_chars: Some(10),
        mistake: field::of(mistakes, "code"),
        short: true,
        ..Line::default()
    };
    let body = html! {
        (field::summary(frame, mistakes))
        h1 { (title) }
        p class="lead" { (frame.say("setup-why")) }
        ol class="stages" {
            li { p { (frame.say("setup-app")) } }
            li {
                p { (frame.say("setup-scan")) }
                (qr(&begun.uri, &frame.say("setup-picture")))
                details {
                    summary { (frame.say("setup-by-hand")) }
                    p { (frame.say("setup-by-hand-hint")) }
                    p class="secret" { (grouped(&begun.secret)) }
                }
            }
            li {
                form method="post" action=(frame.link("/desk/second/set-up")) autocomplete="off" {
                    (field::hidden("then", then.path()))
                    (field::line(frame, &line))
                    button { (frame.say("setup-go")) }
                }
            }
        }
        (way_out(frame))
    };
    page(frame, title, body)
}

fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups = letters.chunks(GROUP_CHARS);
    groups
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Lets the secret count once the app shows its code.
pub(super) async fn confirm(
    State(doors): State<Doors>,
    frame: Frame,
    Extension(client): Extension<ClientAddress>,
    form: Form,
) -> Result<Response, Problem> {
    let Some(session) = frame.session() else {
        return Ok(to_the_door(&frame));
    };
    let then = Then {
        then: form.text("then").to_owned(),
    };
    if let Some(first) = first(&frame, session, &[Pending::SetUpSecond]) {
        return Ok(first);
    }
    if session.has_second {
        return Ok(see_other(&frame.link("/desk/me")));
    }
    let who = format!("second {}", session.account.id);
    let a_try = Try::begin_at(&doors, &who, &address::neighbourhood(client.0)).await?;
    let access = &doors.access;
    let made = access.confirm_second(session, form.text("code")).await;
    if let Some(made) = a_try.end(made, Option::is_none)? {
        return Ok(codes::shown(&frame, &made, then.path()));
    }
    let Some(begun) = doors.access.begun_second(session).await? else {
        return Ok(see_other(&frame.link("/desk/second/set-up")));
    };
    let mistake = Mistake {
        field: "code".to_owned(),
        words: frame.say("setup-wrong"),
    };
    let page = ask(&frame, &begun, &then, &[mistake]);
    Ok(page.mistaken(StatusCode::UNPROCESSABLE_ENTITY).once())
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn a_secret_is_read_four_letters_at_a_time() {
        assert_eq!(grouped("ABCDEFGHIJ"), "ABCD EFGH IJ");
    }
}
