//! Check your answers, declare them, file.

use axum::Extension;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde_json::Value;

use super::sheet::{Sheet, Turned};
use super::{rows, words};
use crate::access::Caller;
use crate::domain::definition::{Field, FieldKind, Language};
use crate::doors::address::ClientAddress;
use crate::doors::body::digest;
use crate::doors::drafts::plan::{Plan, Step};
use crate::doors::envelope::Envelope;
use crate::doors::preconditions::IdempotencyKey;
use crate::doors::problem::PlaceError;
use crate::doors::{Problem, drafts, filing};
use crate::i18n;
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::{answers, field};
use crate::web::public::following::session;

/// Something to mend, with where.
struct Open {
    link: String,
    words: String,
}

/// The answers.
pub(super) async fn read(sheet: Sheet) -> Response {
    let plan = sheet.plan();
    let open = open(&sheet, &plan.mistakes);
    page(&sheet, &plan, &open, StatusCode::OK, false)
}

/// Files them.
pub(super) async fn send(
    sheet: Sheet,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Turned> {
    let plan = sheet.plan();
    let declared = form.has("declared");
    let mut wrong = open(&sheet, &plan.mistakes);
    if wrong.is_empty() && !declared {
        wrong.push(Open {
            link: "#declared".to_owned(),
            words: sheet.frame.say("apply-declare-missing"),
        });
    }
    if !wrong.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(page(&sheet, &plan, &wrong, status, declared));
    }
    match file(&sheet, plan, form, client, &headers).await {
        Ok(response) => Ok(response),
        Err(problem) if problem.status < 500 => {
            let mut wrong = open(&sheet, &problem.errors);
            if wrong.is_empty() {
                wrong.push(Open {
                    link: String::new(),
                    words: field::refused(&sheet.frame, &problem),
                });
            }
            let (plan, status) = (sheet.plan(), problem.status());
            Ok(page(&sheet, &plan, &wrong, status, declared))
        }
        Err(problem) => Err(problem.into()),
    }
}

/// The same draft sent twice is one request: it carries its own key. Whoever filed is signed in to
/// what they filed.
async fn file(
    sheet: &Sheet,
    plan: Plan,
    form: Form,
    client: ClientAddress,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let (doors, draft) = (&sheet.doors, &sheet.draft);
    let content = serde_json::to_vec(&(&draft.answers, &draft.materials));
    let content = content.map_err(Problem::internal)?;
    let handed = plan.handed(sheet.workflow());
    let handed = handed.ok_or_else(|| Problem::at("/filer/kind", "missing", "say who files"))?;
    let envelope = Envelope::of_form(
        &Method::POST,
        &format!("/apply/{}/check", draft.workflow),
        IdempotencyKey(Some(draft.submission_key.clone())),
        None,
        form.envelope.correlation,
    );
    let at_window = draft.answers.officer.is_some();
    let caller = match at_window {
        true => sheet.frame.staff_caller(),
        false => Caller::Public,
    };
    let filed = filing::file(doors, &caller, handed, &envelope, &digest(&content)).await?;
    drafts::filed(doors, draft, filed.id).await?;
    let mut response = see_other(&sheet.link(&format!("done/{}", filed.case_number)));
    // The officer at the window hands the number and the code over, and opens nobody's own page.
    if !at_window {
        session::begin(
            doors,
            client,
            headers,
            (filed.id, &doors.engine.secret(filed.id, 0)),
            &mut response,
        )
        .await?;
    }
    Ok(response)
}

fn open(sheet: &Sheet, mistakes: &[PlaceError]) -> Vec<Open> {
    let one = |error: &PlaceError| Open {
        link: link(sheet, &error.pointer),
        words: words::mistake(&sheet.frame, sheet.workflow(), error).words,
    };
    mistakes.iter().map(one).collect()
}

/// The page where a place is mended.
fn link(sheet: &Sheet, pointer: &str) -> String {
    let Some(step) = Step::of_pointer(pointer) else {
        return String::new();
    };
    let mut path = step.path();
    let parts: Vec<&str> = pointer.trim_start_matches('/').split('/').collect();
    if let ["form", group, index, ..] = parts.as_slice()
        && let Some(group) = sheet.workflow().field(group)
        && let Ok(index) = index.parse::<usize>()
        && let Some(row) = rows::rows(&sheet.draft, group).get(index)
    {
        path = format!("{path}/{}", row["id"].as_str().unwrap_or_default());
    }
    sheet.link(&format!("{path}?from=check"))
}

fn page(
    sheet: &Sheet,
    plan: &Plan,
    wrong: &[Open],
    status: StatusCode,
    declared: bool,
) -> Response {
    let frame = &sheet.frame;
    let is_open = !plan.mistakes.is_empty();
    let body = html! {
        (summary(sheet, wrong))
        section {
            h2 { (frame.say("apply-check-people")) }
            dl class="answers" { (people(sheet, plan)) }
        }
        section {
            h2 { (frame.say("apply-check-form")) }
            dl class="answers" {
                @for step in &plan.steps {
                    @if let Step::Field(key) = step && let Some(field) = sheet.workflow().field(key.as_str()) {
                        (answer(sheet, plan, field))
                    }
                }
            }
        }
        section {
            h2 { (frame.say("apply-check-materials")) }
            dl class="answers" {
                @for step in &plan.steps {
                    @if let Step::Material(key) = step && let Some(material) = sheet.workflow().material(key.as_str()) {
                        (line(sheet, step, frame.text(&material.title), html! {
                            @match plan.materials.get(key) {
                                Some(documents) => @for document in documents { div { (document.name) } },
                                None if material.optional => (frame.say("apply-check-none")),
                                None => (frame.say("apply-check-later")),
                            }
                        }))
                    }
                }
            }
        }
        @if is_open { p class="note warm" { (frame.say("apply-check-unfinished")) } }
        @else { (declaration(sheet, declared)) }
    };
    let title = frame.say("apply-check-title");
    let page = sheet.page(plan, &Step::Check, &title, &[], body);
    match status {
        StatusCode::OK => page.into_response(),
        status => page.mistaken(status).into_response(),
    }
}

fn summary(sheet: &Sheet, wrong: &[Open]) -> Markup {
    let frame = &sheet.frame;
    html! {
        @if !wrong.is_empty() {
            section class="summary" role="alert" aria-labelledby="summary-title" tabindex="-1" autofocus {
                h2 id="summary-title" { (frame.say(field::summary_title(wrong.len()))) }
                ul {
                    @for one in wrong {
                        li { @if one.link.is_empty() { (one.words) } @else { a href=(one.link) { (one.words) } } }
                    }
                }
            }
        }
    }
}

fn declaration(sheet: &Sheet, declared: bool) -> Markup {
    let frame = &sheet.frame;
    html! {
        form method="post" action=(sheet.link("check")) novalidate {
            (form::key())
            section class="card" {
                h2 { (frame.say("apply-declare-title")) }
                p { (frame.say("apply-declare-words")) }
                (field::tick("declared", &frame.say("apply-declare"), declared))
            }
            div class="actions" {
                button { (frame.say("apply-send")) }
                a class="button quiet" href=(sheet.link("saved")) { (frame.say("apply-save")) }
            }
        }
    }
}

/// One answer with the way to change it.
fn line(sheet: &Sheet, step: &Step, title: &str, said: Markup) -> Markup {
    html! {
        div {
            dt { (title) }
            dd { (said) }
            dd class="change" {
                a href=(sheet.link(&format!("{}?from=check", step.path()))) {
                    (sheet.frame.say("apply-change")) span class="unseen" { " " (title) }
                }
            }
        }
    }
}

fn people(sheet: &Sheet, plan: &Plan) -> Markup {
    let frame = &sheet.frame;
    let say = |key: &str| i18n::text(frame.language(), key, &[]);
    let applicant = plan.applicant();
    let not_said = say("apply-check-none");
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| not_said.clone());
    let language = match applicant.language {
        Language::Zh => "中文",
        Language::En => "English",
    };
    html! {
        @if plan.steps.contains(&Step::Filer) {
            (line(sheet, &Step::Filer, &say("apply-filer-kind"), html! {
                (plan.sender().map_or_else(|| not_said.clone(), |sender| say(&format!("apply-filer-{}", sender.kind.as_str()))))
            }))
        }
        @if plan.steps.contains(&Step::Proxy) && let Some(sender) = plan.sender() {
            (line(sheet, &Step::Proxy, &say("apply-filer-name"), html! { (or_none(&sender.name)) }))
            (line(sheet, &Step::Proxy, &say("apply-filer-authority"), html! { (or_none(&sender.authority)) }))
        }
        @for (key, value) in [
            ("name", applicant.name.clone()), ("identity", or_none(&applicant.identity)),
            ("phone", or_none(&applicant.phone)), ("email", or_none(&applicant.email)), ("language", language.to_owned()),
        ] {
            (line(sheet, &Step::Applicant, &say(&format!("apply-applicant-{key}")), html! { (value) }))
        }
    }
}

fn answer(sheet: &Sheet, plan: &Plan, field: &Field) -> Markup {
    let frame = &sheet.frame;
    let value = plan.form.get(field.key.as_str()).unwrap_or(&Value::Null);
    let said = match (&field.kind, value) {
        (FieldKind::Group { fields, .. }, Value::Array(rows)) => html! {
            @for row in rows { div class="row" { (group(sheet, fields, row)) } }
        },
        (FieldKind::Group { fields, .. }, Value::Object(_)) => group(sheet, fields, value),
        (kind, value) => in_words(sheet, kind, value),
    };
    let step = Step::Field(field.key.clone());
    line(sheet, &step, frame.text(&field.title), said)
}

fn group(sheet: &Sheet, fields: &[Field], row: &Value) -> Markup {
    html! {
        @for field in fields {
            @if let Some(value) = row.get(field.key.as_str()) {
                div { small { (sheet.frame.text(&field.title)) } " " (in_words(sheet, &field.kind, value)) }
            }
        }
    }
}

/// An answer as a person would say it.
fn in_words(sheet: &Sheet, kind: &FieldKind, value: &Value) -> Markup {
    let frame = &sheet.frame;
    let regions = &sheet.doors.engine.directory().regions;
    let yuan =
        |amount: &str| frame.say_with("apply-check-yuan", &[("amount", amount.to_owned().into())]);
    html! {
        @match (kind, value) {
            (_, Value::Null) => (frame.say("apply-check-none")),
            (FieldKind::Money, Value::String(amount)) => (yuan(amount)),
            _ => (answers::plain(frame, kind, value, regions)),
        }
    }
}
