//! The first page: what can be applied for, and the way back to one's own request.

use std::sync::Arc;

use axum::extract::State;
use maud::html;
use serde::Deserialize;

use super::season;
use crate::doors::Doors;
use crate::doors::present::guide::{ServiceRow, service};
use crate::doors::question::Question;
use crate::engine::Service;
use crate::web::{Frame, Page};

/// What somebody looks for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

/// Services, with a search.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Question(search): Question<Search>,
) -> Page {
    let sought = search.q.trim().to_lowercase();
    let services = doors.engine.registry().services();
    let row = |found: &Arc<Service>| service(&found.workflow, doors.engine.directory());
    let fitting = services
        .iter()
        .map(|found| (row(found), &found.workflow.keywords))
        .filter(|(row, keywords)| matches(row, keywords, &sought));
    let mut rows: Vec<ServiceRow> = fitting.map(|(row, _)| row).collect();
    let nothing = rows.is_empty();
    if nothing {
        rows = services.iter().map(row).collect();
    }
    let body = html! {
        section class="hero" {
            h1 { (frame.say("home-title")) }
            p class="lead" { (frame.say("home-lead")) }
        }
        section class="doors" {
            form class="card follow" method="get" action=(frame.link("/cases")) {
                h2 { (frame.say("home-follow")) }
                p { (frame.say("home-follow-hint")) }
                button class="quiet" { (frame.say("home-follow-go")) }
            }
        }
        section aria-labelledby="services" {
            h2 id="services" { (frame.say("home-services")) }
            form class="search" method="get" action=(frame.link("/")) role="search" {
                label for="q" { (frame.say("home-search")) }
                input id="q" name="q" type="search" value=(search.q);
                button { (frame.say("home-search-go")) }
            }
            @if nothing { p class="note" role="status" { (frame.say("home-nothing")) } }
            ul class="services" {
                @for row in &rows { (card(&frame, row)) }
            }
        }
    };
    Page::public(&frame, frame.say("home-title"), body)
}

/// By the name, the department, or a word that people use for it: theirs may stand in a whole sentence.
fn matches(row: &ServiceRow, keywords: &[String], sought: &str) -> bool {
    let mut keywords = keywords.iter().map(|word| word.to_lowercase());
    let is_named = |word: String| word.contains(sought) || sought.contains(&word);
    if keywords.any(is_named) {
        return true;
    }

    let texts = [&row.title.zh, &row.lead.zh].into_iter();
    let mut texts = texts.chain(row.title.en.iter()).chain(row.lead.en.iter());
    sought.is_empty() || texts.any(|text| text.to_lowercase().contains(sought))
}

fn card(frame: &Frame, row: &ServiceRow) -> maud::Markup {
    html! {
        li class="card" {
            h3 { a href=(frame.link(&format!("/services/{}", row.workflow))) { (frame.words(&row.title)) } }
            p class="by" { (frame.say_with("home-lead-department", &[("department", frame.words(&row.lead).into())])) }
            @if let Some(window) = &row.window {
                p class="when" { (frame.say_with("home-window", &[("from", season::yearly(frame, &window.from).into()), ("to", season::yearly(frame, &window.to).into())])) }
            }
        }
    }
}
