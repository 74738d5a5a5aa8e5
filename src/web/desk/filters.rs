//! Filters of the queue that one keeps: links with a name of one's own.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::tabs::Tab;
use crate::domain::identifiers::WorkflowKey;
use crate::doors::filters::{self, FILTER_NAME_MAX_CHARS, FILTERS_MAX};
use crate::doors::question::Question;
use crate::doors::{Doors, Problem};
use crate::storage::saved_filters::Row;
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// What a filter keeps of the queue's address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    #[serde(default)]
    tab: Tab,
    #[serde(default)]
    service: String,
}

impl Kept {
    /// Of a tab, narrowed to a service or not.
    pub(super) fn new(tab: Tab, service: &str) -> Self {
        // What names no service narrows nothing.
        let service = service.parse::<WorkflowKey>().map(|key| key.to_string());
        Self {
            tab,
            service: service.unwrap_or_default(),
        }
    }

    fn of_form(form: &Form) -> Self {
        Self::new(Tab::named(form.text("tab")), form.text("service"))
    }

    /// The query of the queue's address.
    pub(super) fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("tab", self.tab.name());
        if !self.service.is_empty() {
            query.append_pair("service", &self.service);
        }
        query.finish()
    }
}

/// The kept filters as links above the queue, and the way to keep the one that is shown.
pub(super) fn bar(frame: &Frame, rows: &[Row], shown: &Kept) -> Markup {
    let query = shown.query();
    html! {
        p class="bar" {
            @if !rows.is_empty() { span { (frame.say("filters-kept")) } }
            @for row in rows {
                a href=(frame.link(&format!("/desk?{}", row.query))) aria-current=[(row.query == query).then_some("true")] { (row.name) }
            }
            a href=(frame.link(&format!("/desk/filters?{query}"))) { (frame.say("filters-keep")) }
        }
    }
}

/// The kept filters, and a form that keeps one more.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Question(shown): Question<Kept>,
) -> Result<Page, Problem> {
    let shown = Kept::new(shown.tab, &shown.service);
    page(&doors, &frame, &shown, "", &[]).await
}

/// Keeps one.
pub(super) async fn keep(
    State(doors): State<Doors>,
    frame: Frame,
    form: Form,
) -> Result<Response, Problem> {
    let shown = Kept::of_form(&form);
    let officer = frame.officer()?.officer.id;
    let query = shown.query();
    match filters::keep(&doors, officer, form.text("name"), &query).await {
        Ok(()) => Ok(see_other(&frame.link(&format!("/desk?{query}")))),
        Err(problem) if problem.status == 422 => {
            let field_of = |pointer: &str| Some(pointer.trim_start_matches('/').to_owned());
            let mistakes = field::mistakes(&frame, &problem, field_of);
            let page = page(&doors, &frame, &shown, form.raw("name"), &mistakes).await?;
            let page = page.mistaken(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(page.into_response())
        }
        Err(problem) => Err(problem),
    }
}

/// Takes one away.
pub(super) async fn remove(
    State(doors): State<Doors>,
    frame: Frame,
    form: Form,
) -> Result<Response, Problem> {
    let officer = frame.officer()?.officer.id;
    filters::forget(&doors, officer, form.text("name")).await?;
    Ok(see_other(&frame.link("/desk/filters")))
}

async fn page(
    doors: &Doors,
    frame: &Frame,
    shown: &Kept,
    name: &str,
    mistakes: &[Mistake],
) -> Result<Page, Problem> {
    let rows = filters::of(doors, frame.officer()?.officer.id).await?;
    let title = frame.say("filters-title");
    let label = frame.say("filters-name");
    let most = [("most", (FILTERS_MAX as i64).into())];
    let hint = frame.say_with("filters-name-hint", &most);
    let line = Line {
        name: "name",
        label: &label,
        hint: Some(&hint),
        value: name,
        mistake: field::of(mistakes, "name"),
        max_chars: Some(FILTER_NAME_MAX_CHARS as u32),
        autocomplete: Some("off"),
        ..Line::default()
    };
    let name_of = |field: &str| (field == "name").then(|| label.clone());
    let body = html! {
        p class="back" { a href=(frame.link("/desk")) data-key="u" { (frame.say("duty-back")) } }
        (field::summary_named(frame, "", mistakes, name_of))
        h1 { (title) }
        form method="post" action=(frame.link("/desk/filters")) class="narrow" {
            (form::key())
            (field::hidden("tab", shown.tab.name()))
            (field::hidden("service", &shown.service))
            p { (frame.say("filters-this")) " " b { (words(doors, frame, shown)) } }
            (field::line(frame, &line))
            button { (frame.say("filters-go")) }
        }
        @if rows.is_empty() { p class="empty" { (frame.say("filters-none")) } }
        ul class="plainlist" {
            @for row in &rows {
                li {
                    a href=(frame.link(&format!("/desk?{}", row.query))) { (row.name) } " "
                    form method="post" action=(frame.link("/desk/filters/remove")) {
                        (form::key())
                        (field::hidden("name", &row.name))
                        button class="plain" { (frame.say_with("filters-remove", &[("name", row.name.as_str().into())])) }
                    }
                }
            }
        }
    };
    Ok(Page::staff(frame, title, body))
}

/// What a filter shows, in words.
fn words(doors: &Doors, frame: &Frame, shown: &Kept) -> String {
    let tab = frame.say(&format!("queue-tab-{}", shown.tab.name()));
    let key = shown.service.parse::<WorkflowKey>().ok();
    let service = key.and_then(|key| doors.engine.registry().newest(&key));
    match service {
        Some(service) => format!("{tab} · {}", frame.text(&service.workflow.title)),
        None => tab,
    }
}
