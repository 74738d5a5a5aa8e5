//! What people are told: each letter with made-up data, in both languages.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::domain::definition::Language;
use crate::doors::Problem;
use crate::doors::place::Place;
use crate::i18n;
use crate::notices::preview;
use crate::web::{Frame, Page};

const LANGUAGES: [(&str, Language); 2] = [("zh", Language::Zh), ("en", Language::En)];

/// Every letter by its subject.
pub(super) async fn read(frame: Frame) -> Page {
    let title = frame.say("samples-title");
    let to_applicants = preview::KINDS.len();
    let body = html! {
        h1 { (title) }
        p class="hint" { (frame.say("samples-hint")) }
        h2 { (frame.say("samples-applicant")) }
        (list(&frame, preview::templates().take(to_applicants)))
        h2 { (frame.say("samples-officer")) }
        (list(&frame, preview::templates().skip(to_applicants)))
    };
    super::page(&frame, title, body)
}

fn list(frame: &Frame, templates: impl Iterator<Item = &'static str>) -> Markup {
    html! {
        ul class="plainlist" {
            @for template in templates {
                @let letter = preview::letter(template, frame.language());
                li {
                    a href=(frame.link(&format!("/admin/notices/{template}"))) { (letter.map_or_else(|| template.to_owned(), |letter| letter.subject)) }
                    " " small class="case" { (template) }
                }
            }
        }
    }
}

/// One letter in both languages, each in a frame that may do nothing.
pub(super) async fn one(frame: Frame, Place(template): Place<String>) -> Result<Page, Problem> {
    let letter = preview::letter(&template, frame.language()).ok_or_else(Problem::not_found)?;
    let body = html! {
        p class="back" { a href=(frame.link("/admin/notices")) { (frame.say("samples-title")) } }
        h1 { (letter.subject) }
        div class="two" {
            @for (tongue, language) in LANGUAGES {
                section class="paper" {
                    h2 { (frame.say(&format!("samples-{tongue}"))) }
                    iframe sandbox="" lang=(i18n::tag(language)) title=(frame.say(&format!("samples-{tongue}")))
                        src=(frame.link(&format!("/admin/notices/{template}/{tongue}"))) {}
                }
            }
        }
    };
    Ok(super::page(&frame, letter.subject, body))
}

/// The letter itself, as plain text, for the frame.
pub(super) async fn letter(
    Place((template, tongue)): Place<(String, String)>,
) -> Result<Response, Problem> {
    let language = LANGUAGES.into_iter().find(|(name, _)| *name == tongue);
    let (_, language) = language.ok_or_else(Problem::not_found)?;
    let letter = preview::letter(&template, language).ok_or_else(Problem::not_found)?;
    let mut response = format!("{}\n\n{}", letter.subject, letter.text).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox; frame-ancestors 'self'",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
