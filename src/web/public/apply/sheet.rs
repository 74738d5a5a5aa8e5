//! A draft that is open in this browser, with everything that its pages need.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::words;
use crate::domain::calendar::Calendar;
use crate::domain::decide::Rules;
use crate::domain::definition::Workflow;
use crate::domain::identifiers::{CaseNumber, WorkflowKey};
use crate::doors::drafts::plan::{Plan, Step};
use crate::doors::drafts::{self, Code, Draft};
use crate::doors::place::named;
use crate::doors::problem::PlaceError;
use crate::doors::{Doors, Problem, cookies};
use crate::engine::Service;
use crate::web::entry::see_other;
use crate::web::form::Form;
use crate::web::parts::field::{self, Mistake};
use crate::web::public::turned;
use crate::web::{Frame, Page};

/// A draft that is open.
pub struct Sheet {
    /// The doors.
    pub doors: Doors,
    /// The page's frame.
    pub frame: Frame,
    /// The service, in the version that is filed on now.
    pub service: Arc<Service>,
    /// Working days.
    calendar: Arc<Calendar>,
    /// What opens the draft.
    pub code: Code,
    /// The draft.
    pub draft: Draft,
}

/// Where a page was opened from.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct From {
    /// `check`: from the answers, whereto it returns.
    pub from: Option<String>,
    /// The file that another takes the place of.
    pub replace: Option<String>,
}

impl From {
    /// Whether the page was opened to change one answer.
    #[must_use]
    pub fn is_change(&self) -> bool {
        self.from.as_deref() == Some("check")
    }
}

/// Why a page is not shown: the person is led to another, or told no.
#[derive(Debug)]
pub enum Turned {
    /// To this address.
    Elsewhere(String),
    /// With a refusal.
    Refused(Problem),
}

impl std::convert::From<Problem> for Turned {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl IntoResponse for Turned {
    fn into_response(self) -> Response {
        match self {
            Self::Elsewhere(link) => see_other(&link),
            Self::Refused(problem) => problem.into_response(),
        }
    }
}

/// The service that a path names.
///
/// # Errors
/// 404.
pub fn service(doors: &Doors, key: &str) -> Result<Arc<Service>, Problem> {
    let key: WorkflowKey = named(key)?;
    let found = doors.engine.registry().newest(&key);
    found.ok_or_else(Problem::not_found)
}

/// Whether the reader may go on with a draft whose code they have.
pub fn is_open_to(frame: &Frame, draft: &Draft) -> bool {
    let reader = frame.staff().map(|staff| staff.officer.id);
    draft.answers.officer.is_none() || draft.answers.officer == reader
}

/// The draft that this browser holds, of whatever service. One of the window is its officer's alone:
/// whoever comes to the same browser after them does not find it.
///
/// # Errors
/// Trouble of the store.
pub async fn held(
    doors: &Doors,
    frame: &Frame,
    headers: &HeaderMap,
) -> Result<Option<(Code, Draft)>, Problem> {
    let shown = cookies::Shown::of(headers);
    let Some(code) = shown.get(doors, cookies::DRAFT).and_then(Code::typed) else {
        return Ok(None);
    };
    let draft = drafts::open(doors, &code).await?;
    let draft = draft.filter(|draft| is_open_to(frame, draft));
    Ok(draft.map(|draft| (code, draft)))
}

impl FromRequestParts<Doors> for Sheet {
    type Rejection = Turned;

    async fn from_request_parts(parts: &mut Parts, doors: &Doors) -> Result<Self, Turned> {
        let frame = Frame::from_request_parts(parts, doors).await?;
        let params = RawPathParams::from_request_parts(parts, doors).await;
        let params = params.map_err(|_| Problem::not_found())?;
        let key = params.iter().find(|(name, _)| *name == "service");
        let key = key.map_or("", |(_, key)| key);
        let service = service(doors, key)?;
        let elsewhere = |path: String| Turned::Elsewhere(frame.link(&path));
        let found = held(doors, &frame, &parts.headers).await?;
        let found = found.filter(|(_, draft)| draft.workflow == service.workflow.key);
        let Some((code, draft)) = found else {
            return Err(elsewhere(format!("/apply/{key}")));
        };
        if let Some(id) = draft.filed_as {
            let case = CaseNumber::from(id);
            return Err(elsewhere(format!("/apply/{key}/done/{case}")));
        }
        Ok(Self {
            doors: doors.clone(),
            frame,
            service,
            calendar: doors.engine.calendar(),
            code,
            draft,
        })
    }
}

impl Sheet {
    /// The service's workflow.
    #[must_use]
    pub fn workflow(&self) -> &Workflow {
        &self.service.workflow
    }

    /// What the draft's plan rests on.
    #[must_use]
    pub fn rules(&self) -> Rules<'_> {
        self.doors.engine.rules(&self.service, &self.calendar)
    }

    /// The plan of the draft as it is now.
    #[must_use]
    pub fn plan(&self) -> Plan {
        Plan::of(&self.rules(), &self.draft, self.frame.today())
    }

    /// An address within this application.
    #[must_use]
    pub fn link(&self, rest: &str) -> String {
        let service = &self.workflow().key;
        self.frame.link(&format!("/apply/{service}/{rest}"))
    }

    /// Changes the draft, and goes on with it as changed.
    ///
    /// # Errors
    /// As [`drafts::change`].
    pub async fn change(&mut self, change: impl Fn(&mut Draft)) -> Result<(), Problem> {
        let (version, language) = (self.workflow().version, self.frame.language());
        let all = |draft: &mut Draft| {
            change(draft);
            draft.version = version;
            draft.language = language;
            Ok(())
        };
        self.draft = drafts::change(&self.doors, &self.code, all).await?;
        Ok(())
    }

    /// A page that this draft does not ask leads to the first that it does.
    ///
    /// # Errors
    /// That page.
    pub fn asked(&self, plan: &Plan, step: &Step) -> Result<(), Turned> {
        match plan.number(step) {
            Some(_) => Ok(()),
            None => Err(Turned::Elsewhere(self.link(&plan.first_open().path()))),
        }
    }

    /// Back to the page, looking otherwise, if that is what its form was sent for.
    #[must_use]
    pub fn turned(&self, form: &Form) -> Option<Response> {
        let from = if form.text("from") == "check" {
            "?from=check"
        } else {
            ""
        };
        let back = format!("{}{from}", self.frame.path());
        turned(&self.doors, &self.frame, form, &back)
    }

    /// Onwards from a page that is in order, or saved for later.
    #[must_use]
    pub fn onwards(&self, plan: &Plan, step: &Step, form: &Form) -> Response {
        let next = match (form.text("then"), form.text("from")) {
            ("save", _) => "saved".to_owned(),
            (_, "check") => Step::Check.path(),
            _ => plan.after(step).path(),
        };
        see_other(&self.link(&next))
    }

    /// Mistakes as a page shows them.
    pub fn mistakes<'e>(&self, errors: impl IntoIterator<Item = &'e PlaceError>) -> Vec<Mistake> {
        let errors = errors.into_iter();
        errors
            .map(|error| words::mistake(&self.frame, self.workflow(), error))
            .collect()
    }

    /// A page of the wizard: where one is, what is wrong, the question, and the way back.
    #[must_use]
    pub fn page(
        &self,
        plan: &Plan,
        step: &Step,
        title: &str,
        mistakes: &[Mistake],
        body: Markup,
    ) -> Page {
        let frame = &self.frame;
        let number = plan.number(step).unwrap_or_default();
        let all = plan.steps.len();
        let back = plan.before(step).map(|step| self.link(&step.path()));
        let start = || frame.link(&format!("/apply/{}", self.workflow().key));
        let body = html! {
            p class="back" { a href=(back.unwrap_or_else(start)) { (frame.say("form-back")) } }
            (field::summary(frame, mistakes))
            div class="steps" {
                p {
                    b { (frame.say_with("apply-step", &[("number", (number as u64).into()), ("all", (all as u64).into())])) }
                    " · " (frame.text(&self.workflow().title))
                }
                progress value=(number) max=(all) aria-hidden="true" {}
            }
            h1 { (title) }
            (body)
        };
        let page = Page::public(frame, title, body);
        match mistakes.is_empty() {
            true => page,
            false => page.mistaken(StatusCode::UNPROCESSABLE_ENTITY),
        }
    }

    /// The buttons under every question.
    #[must_use]
    pub fn buttons(&self) -> Markup {
        html! {
            div class="actions" {
                button name="then" value="next" { (self.frame.say("form-next")) }
                button class="quiet" name="then" value="save" { (self.frame.say("apply-save")) }
            }
        }
    }
}
