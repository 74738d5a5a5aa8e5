//! The page of an answer, and sending it.

use axum::extract::{OriginalUri, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::fields::Drawing;
use super::gather::Gathered;
use super::sent::{Documents, KEPT, Sent, UPLOAD, voucher};
use super::wanted::{Item, Place, Wanted, wanted};
use crate::access::Caller;
use crate::domain::command::{Action, Answer, Command};
use crate::domain::definition::Material;
use crate::domain::visibility::{View, Viewer, visible};
use crate::doors::place::Place as At;
use crate::doors::present::case::Case;
use crate::doors::present::status::{Status, status};
use crate::doors::problem::PlaceError;
use crate::doors::{Doors, Found, Problem};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Mistake};
use crate::web::public::following::Done;
use crate::web::{Frame, Page, parts};

/// The stage of the correction that a form answers.
const STAGE: &str = "stage";

/// What was asked, with the places to answer.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    caller: Caller,
    OriginalUri(here): OriginalUri,
    At(case): At<String>,
) -> Result<Page, Problem> {
    let found = doors.case_of(&caller, &case).await?;
    Ok(Asking::new(&doors, &frame, &found, here.path()).page(None, &[]))
}

/// Sends the answer; shows the page again, with everything that was typed, where it does not fit.
pub(super) async fn send(
    State(doors): State<Doors>,
    frame: Frame,
    caller: Caller,
    OriginalUri(here): OriginalUri,
    At(case): At<String>,
    sent: Result<Sent, Problem>,
) -> Result<Response, Problem> {
    let found = doors.case_of(&caller, &case).await?;
    let asking = Asking::new(&doors, &frame, &found, here.path());
    let sent = match sent {
        Ok(sent) => sent,
        Err(problem) if problem.status == 413 => {
            let mistakes = field::mistakes(&frame, &problem, |_| None);
            let page = asking.page(None, &mistakes).mistaken(problem.status());
            return Ok(page.into_response());
        }
        Err(problem) => return Err(problem),
    };
    let gathered = asking.gather(&sent.form);
    let problem = match asking.answer(&caller, &sent, &gathered).await {
        Ok(()) => {
            let back = format!("/cases/{}{}", found.case_number(), Done::Answered.query());
            return Ok(see_other(&frame.link(&back)));
        }
        Err(problem) if matches!(problem.status, 409 | 412 | 413 | 415 | 422) => problem,
        Err(problem) => return Err(problem),
    };
    // Somebody else may have answered meanwhile, at the counter or in another window.
    let found = doors.find(found.request.id).await?;
    let asking = Asking::new(&doors, &frame, &found, here.path());
    let mistakes = asking.mistakes(&problem, &gathered);
    let page = asking.page(Some(&sent), &mistakes);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(page.mistaken(status).into_response())
}

/// One request whose applicant is asked for something.
struct Asking<'a> {
    doors: &'a Doors,
    frame: &'a Frame,
    case: Case<'a>,
    status: Status,
    /// The applicant's own answers.
    view: View,
    /// The path of this page, to which vouchers are bound.
    path: &'a str,
}

impl<'a> Asking<'a> {
    fn new(doors: &'a Doors, frame: &'a Frame, found: &'a Found, path: &'a str) -> Self {
        let case = doors.case(found);
        let (request, facts) = (&found.request, &found.facts);
        Self {
            doors,
            frame,
            case,
            status: status(&case, Vec::new()),
            view: visible(case.rules.workflow, request, facts, Viewer::Applicant),
            path,
        }
    }

    fn gather(&self, typed: &Form) -> Gathered {
        let mut gathered = Gathered::default();
        let wanted = wanted(&self.case, &self.status);
        let meant = wanted.iter().filter(|one| one.stage == typed.given(STAGE));
        for item in meant.flat_map(|one| &one.items) {
            if let Place::Field(field, named) = &item.place {
                let current = self.view.form.get(field.key.as_ref() as &str);
                gathered.take(typed, field, named, current);
            }
        }
        gathered
    }

    /// Files that were not taken are told together with what the domain finds; where there are
    /// any, nothing is answered yet.
    async fn answer(
        &self,
        caller: &Caller,
        sent: &Sent,
        gathered: &Gathered,
    ) -> Result<(), Problem> {
        if !sent.mistakes.is_empty() {
            return Err(Problem::places(sent.mistakes.clone()));
        }
        let stage = sent.form.given(STAGE);
        let stage = stage.map(|stage| stage.parse()).transpose();
        let answer = Answer {
            form: gathered.form.clone(),
            materials: sent.documents.clone(),
        };
        let command = Command {
            actor: caller.actor(),
            action: Action::AnswerCorrection {
                stage: stage.map_err(|_| Problem::new("nothing_asked", "no such stage"))?,
                answer,
            },
            expected: None,
        };
        let id = self.case.request.id;
        self.doors
            .command(id, caller, command, &sent.form.envelope, &sent.digest)
            .await
            .map(|_| ())
    }

    /// Each mistake in words, with the name of the question it is about.
    fn mistakes(&self, problem: &Problem, gathered: &Gathered) -> Vec<Mistake> {
        if problem.errors.is_empty() {
            return field::mistakes(self.frame, problem, |_| None);
        }
        let mistake = |error: &PlaceError| {
            let words = field::place_words(self.frame, error);
            let name = self.name_of(&error.pointer);
            Mistake {
                field: gathered.field_of(&error.pointer).unwrap_or_default(),
                words: match name {
                    Some(name) => self.frame.say_with(
                        "answer-mistake",
                        &[("what", name.into()), ("words", words.into())],
                    ),
                    None => words,
                },
            }
        };
        problem.errors.iter().map(mistake).collect()
    }

    /// The innermost question or document that a pointer passes.
    fn name_of(&self, pointer: &str) -> Option<String> {
        let mut parts = pointer.split('/').skip(1);
        let part = parts.next()?;
        let key = parts.next()?;
        let workflow = self.case.rules.workflow;
        if part == "materials" {
            return Some(self.frame.text(&workflow.material(key)?.title).to_owned());
        }
        let field = workflow.field(key)?;
        let inner = match &field.kind {
            crate::domain::definition::FieldKind::Group { fields, .. } => {
                parts.last().and_then(|last| {
                    fields
                        .iter()
                        .find(|field| field.key.as_ref() as &str == last)
                })
            }
            _ => None,
        };
        Some(self.frame.text(&inner.unwrap_or(field).title).to_owned())
    }

    fn page(&self, sent: Option<&Sent>, mistakes: &[Mistake]) -> Page {
        let frame = self.frame;
        let wanted = wanted(&self.case, &self.status);
        let title = frame.say("answer-title");
        let number = &self.status.case_number;
        let back = frame.link(&format!("/cases/{number}"));
        let body = html! {
            (field::summary(frame, mistakes))
            p class="back" { a href=(back) { (frame.say("slip-back")) } }
            h1 { (title) }
            p { (frame.words(&self.status.service)) " · " span class="casenumber" { (number) } }
            @if wanted.is_empty() {
                p { (frame.say("refused-nothing-asked")) }
                p { a class="button" href=(back) { (frame.say("slip-back")) } }
            } @else { p class="lead" { (frame.say("answer-lead")) } }
            @for one in &wanted {
                @let own = sent.filter(|sent| sent.form.given(STAGE) == one.stage);
                (self.correction(one, own, mistakes))
            }
        };
        Page::public(frame, title, body)
    }

    fn correction(&self, one: &Wanted<'_>, sent: Option<&Sent>, mistakes: &[Mistake]) -> Markup {
        let frame = self.frame;
        let drawing = Drawing {
            frame,
            regions: &self.case.rules.directory.regions,
            typed: sent.map(|sent| &sent.form),
            mistakes,
        };
        html! {
            @if let Some(due) = &one.due {
                p { (frame.say_with("to-do-until", &[("date", frame.last_day(due).into())])) " " (parts::light::due(frame, due)) }
            }
            form method="post" enctype="multipart/form-data" action=(frame.link(&format!("/cases/{}/correction", self.status.case_number))) {
                (form::key())
                @if let Some(stage) = &one.stage { (field::hidden(STAGE, stage)) }
                @for (place, item) in one.items.iter().enumerate() {
                    section class="card asked" {
                        h2 { (frame.say_with("answer-item", &[("number", (place + 1).into()), ("of", one.items.len().into())])) (frame.words(&item.title)) }
                        @for said in item.said.iter().filter(|said| !said.is_empty()) { p class="said" { (said) } }
                        (self.item(&drawing, item, sent.map(|sent| &sent.documents)))
                    }
                }
                p class="hint" { (frame.say(if one.stops { "answer-clock" } else { "answer-once" })) }
                div class="actions" {
                    button { (frame.say("answer-go")) }
                    a href=(frame.link(&format!("/cases/{}", self.status.case_number))) { (frame.say("form-cancel")) }
                }
            }
        }
    }

    fn item(&self, drawing: &Drawing<'_>, item: &Item<'_>, kept: Option<&Documents>) -> Markup {
        match &item.place {
            Place::Material(material) => self.upload(drawing, material, kept),
            Place::Field(field, named) => {
                let current = self.view.form.get(field.key.as_ref() as &str);
                drawing.question(field, named, current)
            }
        }
    }

    /// A document: what is there already, and the way to send another.
    fn upload(
        &self,
        drawing: &Drawing<'_>,
        material: &Material,
        kept: Option<&Documents>,
    ) -> Markup {
        let frame = self.frame;
        let key = &material.key;
        let name = format!("{UPLOAD}{key}");
        let before = self.view.materials.get(key).map_or(&[][..], Vec::as_slice);
        let kept = kept
            .and_then(|kept| kept.get(key))
            .map_or(&[][..], Vec::as_slice);
        let mistake = field::of(drawing.mistakes, &name);
        let hint = format!("{name}-hint");
        let told = format!("{name}-mistake");
        let described = match mistake {
            Some(_) => format!("{hint} {told}"),
            None => hint.clone(),
        };
        html! {
            @if !before.is_empty() {
                p { (frame.say("answer-before")) @for (place, file) in before.iter().enumerate() { @if place > 0 { (frame.say("list-separator")) } (file.name) } }
            }
            @if !kept.is_empty() {
                p class="done" { (frame.say("answer-kept")) @for (place, file) in kept.iter().enumerate() { @if place > 0 { (frame.say("list-separator")) } (file.name) } }
                @for file in kept {
                    @if let Some(voucher) = voucher(self.doors, self.path, key, file) { (field::hidden(&format!("{KEPT}{key}"), &voucher)) }
                }
            }
            div class={ "field" @if mistake.is_some() { " wrong" } } {
                label for=(name) {
                    (frame.say(if kept.is_empty() { "answer-choose" } else { "answer-choose-other" }))
                    span class="unseen" { " " (frame.text(&material.title)) }
                }
                p class="hint" id=(hint) { (frame.say_with("answer-files", &[("size", (self.doors.settings.file_max_bytes / (1024 * 1024)).into())])) }
                @if let Some(mistake) = mistake { p class="mistake" id=(told) { b { (frame.say("form-mistake")) } (mistake) } }
                input type="file" id=(name) name=(name) multiple accept="image/jpeg,image/png,application/pdf,.jpg,.jpeg,.png,.pdf"
                    required[kept.is_empty()] aria-invalid=[mistake.map(|_| "true")] aria-describedby=(described);
            }
        }
    }
}
