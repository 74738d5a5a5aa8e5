//! How to reach the applicant from now on: phone, mail, the language of letters.

use axum::response::{IntoResponse, Response};
use maud::html;

use super::{Asking, Voice};
use crate::domain::command::{Action, ContactChange};
use crate::domain::definition::Language;
use crate::doors::Problem;
use crate::doors::present::feedback::contact;
use crate::web::Page;
use crate::web::form::Form;
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::public::following::Done;

/// What is known, masked, and where to write the new.
pub(super) async fn ask(voice: Voice) -> Page {
    let asked = voice.asks_for_code();
    asked.unwrap_or_else(|| page(&voice, None, &[]))
}

/// Changes what was typed; what was left empty stays.
pub(super) async fn change(voice: Voice, form: Form) -> Result<Response, Problem> {
    if let Some(page) = voice.asks_for_code() {
        return Ok(page.into_response());
    }
    let email = form.has("no-email").then(String::new);
    let change = ContactChange {
        phone: form.given("phone"),
        email: email.or_else(|| form.given("email")),
        language: match form.text("language") {
            "zh" => Some(Language::Zh),
            "en" => Some(Language::En),
            _ => None,
        },
    };
    let action = Action::ChangeContact(change);
    let again = |voice: &Voice, mistakes: &[Mistake]| page(voice, Some(&form), mistakes);
    voice.carry_out(&form, action, Done::Contact, again).await
}

fn page(voice: &Voice, typed: Option<&Form>, mistakes: &[Mistake]) -> Page {
    let (frame, found) = (&voice.frame, &voice.found);
    let known = contact(found.facts.applicant.as_ref());
    let value = |name| typed.map_or("", |typed| typed.raw(name));
    let now = |known: Option<&str>| match known {
        Some(known) => frame.say_with("contact-now", &[("known", known.into())]),
        None => frame.say("contact-none"),
    };
    let (phone_hint, email_hint) = (now(known.phone.as_deref()), now(known.email.as_deref()));
    let (phone_label, email_label) = (frame.say("contact-phone"), frame.say("contact-email"));
    let language_label = frame.say("contact-language");
    let phone = Line {
        name: "phone",
        label: &phone_label,
        hint: Some(&phone_hint),
        value: value("phone"),
        mistake: field::of(mistakes, "phone"),
        kind: "tel",
        inputmode: Some("tel"),
        autocomplete: Some("tel"),
        optional: true,
        short: true,
        ..Line::default()
    };
    let email = Line {
        name: "email",
        label: &email_label,
        hint: Some(&email_hint),
        value: value("email"),
        mistake: field::of(mistakes, "email"),
        kind: "email",
        inputmode: Some("email"),
        autocomplete: Some("email"),
        optional: true,
        ..Line::default()
    };
    let spoken = match found.facts.language() {
        Language::Zh => "zh",
        Language::En => "en",
    };
    let spoken = typed.map_or(spoken, |typed| typed.text("language"));
    let language = Line {
        name: "language",
        label: &language_label,
        value: spoken,
        ..Line::default()
    };
    let tongues =
        [("zh", "中文"), ("en", "English")].map(|(key, name)| (key.to_owned(), name.to_owned()));
    let no_email = typed.is_some_and(|typed| typed.has("no-email"));
    voice.page(&Asking {
        key: "contact",
        place: "contact",
        grave: false,
        mistakes,
        before: html! { p { (frame.say("contact-lead")) } },
        fields: html! {
            (field::line(frame, &phone))
            (field::line(frame, &email))
            @if known.email.is_some() { (field::tick("no-email", &frame.say("contact-no-email"), no_email)) }
            (field::choice(frame, &language, &tongues))
        },
    })
}
