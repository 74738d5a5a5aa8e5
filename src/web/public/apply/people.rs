//! Who files, and who applies.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::sheet::{From, Sheet, Turned};
use super::typed;
use crate::domain::definition::FilerKind;
use crate::doors::Problem;
use crate::doors::drafts::plan::{Plan, Step, filer_kinds};
use crate::doors::filing::is_for_another;
use crate::doors::place::Place;
use crate::doors::question::Question;
use crate::i18n;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::parts::page::TYPING;

/// A page about people.
pub(super) async fn read(
    sheet: Sheet,
    Place((_, part)): Place<(String, String)>,
    Question(from): Question<From>,
) -> Result<Response, Turned> {
    let step = step(&part)?;
    let plan = sheet.plan();
    sheet.asked(&plan, &step)?;
    Ok(page(&sheet, &plan, &step, &[], from.is_change()))
}

/// What was said about them.
pub(super) async fn write(
    mut sheet: Sheet,
    Place((_, part)): Place<(String, String)>,
    form: Form,
) -> Result<Response, Turned> {
    let step = step(&part)?;
    let said = said(&step, &form);
    let changed = sheet.change(|draft| {
        let into = match step {
            Step::Applicant => &mut draft.answers.applicant,
            _ => &mut draft.answers.filer,
        };
        for (key, text) in &said {
            into.insert((*key).to_owned(), text.clone());
        }
    });
    changed.await?;
    if let Some(turned) = sheet.turned(&form) {
        return Ok(turned);
    }
    let plan = sheet.plan();
    let mistakes = sheet.mistakes(plan.mistakes_at(&step));
    if mistakes.is_empty() || form.text("then") == "save" {
        return Ok(onwards(&sheet, &plan, &step, &form));
    }
    Ok(page(
        &sheet,
        &plan,
        &step,
        &mistakes,
        form.text("from") == "check",
    ))
}

/// Whoever changes that somebody else files is asked who, even on the way back to the answers.
fn onwards(sheet: &Sheet, plan: &Plan, step: &Step, form: &Form) -> Response {
    let asks_proxy = *step == Step::Filer && plan.mistakes_at(&Step::Proxy).next().is_some();
    if asks_proxy && form.text("then") != "save" {
        let from = if form.text("from") == "check" {
            "?from=check"
        } else {
            ""
        };
        let link = format!("{}{from}", Step::Proxy.path());
        return crate::web::entry::see_other(&sheet.link(&link));
    }
    sheet.onwards(plan, step, form)
}

fn step(part: &str) -> Result<Step, Problem> {
    match part {
        "filer" => Ok(Step::Filer),
        "proxy" => Ok(Step::Proxy),
        "applicant" => Ok(Step::Applicant),
        _ => Err(Problem::not_found()),
    }
}

fn said(step: &Step, form: &Form) -> Vec<(&'static str, String)> {
    let text = |name: &'static str| (name, form.text(name).to_owned());
    match step {
        Step::Filer => vec![text("kind")],
        Step::Proxy => vec![text("name"), text("authority")],
        _ => vec![
            text("name"),
            ("identity", typed::identity(form.text("identity"))),
            ("phone", typed::phone(form.text("phone"))),
            ("email", typed::email(form.text("email"))),
            text("language"),
        ],
    }
}

fn page(sheet: &Sheet, plan: &Plan, step: &Step, mistakes: &[Mistake], change: bool) -> Response {
    let frame = &sheet.frame;
    let (title, inside) = match step {
        Step::Filer => ("apply-filer-title", filer(sheet, plan, mistakes)),
        Step::Proxy => ("apply-proxy-title", proxy(sheet, plan, mistakes)),
        _ => ("apply-applicant-title", applicant(sheet, plan, mistakes)),
    };
    let body = html! {
        form id=(TYPING) method="post" action=(sheet.link(&step.path())) novalidate {
            (form::key())
            @if change { (field::hidden("from", "check")) }
            (inside)
            (sheet.buttons())
        }
    };
    sheet
        .page(plan, step, &frame.say(title), mistakes, body)
        .typing(None)
        .into_response()
}

fn filer(sheet: &Sheet, plan: &Plan, mistakes: &[Mistake]) -> Markup {
    let frame = &sheet.frame;
    let kinds = filer_kinds(sheet.workflow(), sheet.draft.answers.officer.is_some());
    let option = |kind: FilerKind| {
        let kind = kind.as_str();
        (kind.to_owned(), frame.say(&format!("apply-filer-{kind}")))
    };
    let options: Vec<(String, String)> = kinds.into_iter().map(option).collect();
    let line = Line {
        name: "kind",
        label: &frame.say("apply-filer-kind"),
        value: plan.sender().map_or("", |sender| sender.kind.as_str()),
        mistake: field::of(mistakes, "kind"),
        ..Line::default()
    };
    html! { div class="one" { (field::choice(frame, &line, &options)) } }
}

fn proxy(sheet: &Sheet, plan: &Plan, mistakes: &[Mistake]) -> Markup {
    let frame = &sheet.frame;
    let said = &sheet.draft.answers.filer;
    let value = |key: &str| said.get(key).map_or("", String::as_str);
    let papers = plan.papers_of_filer(sheet.workflow());
    let papers: Vec<&str> = papers.map(|material| frame.text(&material.title)).collect();
    html! {
        p { (frame.say("apply-proxy-why")) }
        @if !papers.is_empty() {
            p { (frame.say_with("apply-proxy-papers", &[("papers", papers.join(&frame.say("list-separator")).into())])) }
        }
        (field::line(frame, &Line {
            name: "name", label: &frame.say("apply-filer-name"), value: value("name"),
            mistake: field::of(mistakes, "name"), ..Line::default()
        }))
        (field::area(frame, &Line {
            name: "authority", label: &frame.say("apply-filer-authority"), value: value("authority"),
            hint: Some(&frame.say("apply-filer-authority-hint")),
            mistake: field::of(mistakes, "authority"), ..Line::default()
        }, 3))
    }
}

fn applicant(sheet: &Sheet, plan: &Plan, mistakes: &[Mistake]) -> Markup {
    let frame = &sheet.frame;
    let said = &sheet.draft.answers.applicant;
    let another = plan
        .sender()
        .is_some_and(|sender| is_for_another(sender.kind));
    // A browser fills in who sits before it; that is the applicant only where they file themselves.
    let own = |token: &'static str| Some(if another { "off" } else { token });
    let line = |name: &'static str, hint: Option<&'static str>| {
        (
            name,
            frame.say(&format!("apply-applicant-{name}")),
            hint.map(|key| frame.say(key)),
            said.get(name).map_or("", String::as_str),
        )
    };
    let (name, name_label, _, name_value) = line("name", None);
    let (identity, identity_label, identity_hint, identity_value) =
        line("identity", Some("apply-hint-identity"));
    let (phone, phone_label, phone_hint, phone_value) =
        line("phone", Some("apply-applicant-phone-hint"));
    let (email, email_label, email_hint, email_value) =
        line("email", Some("apply-applicant-email-hint"));
    let languages =
        [("zh", "中文"), ("en", "English")].map(|(key, name)| (key.to_owned(), name.to_owned()));
    let language = match plan.applicant().language {
        crate::domain::definition::Language::Zh => "zh",
        crate::domain::definition::Language::En => "en",
    };
    html! {
        @if another { p { (frame.say("apply-applicant-other")) } }
        (field::line(frame, &Line {
            name, label: &name_label, value: name_value, mistake: field::of(mistakes, name),
            autocomplete: own("name"), ..Line::default()
        }))
        (field::line(frame, &Line {
            name: identity, label: &identity_label, hint: identity_hint.as_deref(), value: identity_value,
            mistake: field::of(mistakes, identity), autocomplete: Some("off"), ..Line::default()
        }))
        (field::line(frame, &Line {
            name: phone, label: &phone_label, hint: phone_hint.as_deref(), value: phone_value, kind: "tel",
            inputmode: Some("tel"), mistake: field::of(mistakes, phone), autocomplete: own("tel"), short: true, ..Line::default()
        }))
        (field::line(frame, &Line {
            name: email, label: &email_label, hint: email_hint.as_deref(), value: email_value, kind: "email",
            inputmode: Some("email"), mistake: field::of(mistakes, email), autocomplete: own("email"), optional: true, ..Line::default()
        }))
        (field::choice(frame, &Line {
            name: "language", label: &i18n::text(frame.language(), "apply-applicant-language", &[]),
            value: language, mistake: field::of(mistakes, "language"), ..Line::default()
        }, &languages))
    }
}
