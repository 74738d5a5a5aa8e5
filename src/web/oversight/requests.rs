//! Requests: a list to look through, by service and by whether they are over.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::html;
use serde::Deserialize;

use crate::domain::identifiers::WorkflowKey;
use crate::doors::concern::is_concerned;
use crate::doors::present::status::phase_words;
use crate::doors::question::Question;
use crate::doors::{Doors, Problem, cursor};
use crate::storage::requests;
use crate::web::entry::see_other;
use crate::web::parts::light;
use crate::web::{Frame, Page};

/// Rows of a page.
const ROWS: u64 = 50;

/// Which requests.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    service: String,
    /// `yes`, `no`, or empty: both.
    #[serde(default)]
    open: String,
    cursor: Option<String>,
    /// `month`: those about which a card was issued this month.
    #[serde(default)]
    cards: String,
    #[serde(default)]
    q: String,
}

/// The list; a case number that is found opens at once.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Question(asked): Question<Asked>,
) -> Result<Response, Problem> {
    let number = asked.q.trim();
    if !number.is_empty()
        && let Ok(found) = doors.case_of(&frame.staff_caller(), number).await
    {
        let place = format!("/oversight/requests/{}", found.case_number());
        return Ok(see_other(&frame.link(&place)));
    }
    let wanted = requests::Wanted {
        workflow: asked.service.parse::<WorkflowKey>().ok(),
        open: match asked.open.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        carded_since: (asked.cards == "month").then(|| super::month_begins(&frame)),
        before: cursor::decode::<i64>(asked.cursor.as_deref())?,
        ..requests::Wanted::default()
    };
    let mut listed = requests::list(doors.engine.store().reader(), &wanted, ROWS + 1).await?;
    let more = listed.len() as u64 > ROWS;
    listed.truncate(ROWS as usize);
    let next = listed
        .last()
        .filter(|_| more)
        .map(|id| cursor::encode(id.get()));
    let mut found = doors.find_all(listed).await?;
    let officer = &frame.officer()?.officer;
    found.retain(|found| is_concerned(officer, found));
    found.sort_by_key(|found| std::cmp::Reverse(found.request.id));
    let services = doors.engine.registry().services();
    let title = frame.say("requests-title");
    let body = html! {
        (super::rooms(&frame))
        h1 { (title) }
        form class="bar" method="get" action=(frame.link("/oversight/requests")) role="search" {
            label for="q" { (frame.say("queue-search")) }
            input id="q" name="q" value=(asked.q) autocomplete="off" data-key="/";
            label for="service" { (frame.say("queue-service")) }
            select id="service" name="service" {
                option value="" { (frame.say("queue-every-service")) }
                @for service in &services {
                    @let key = service.workflow.key.as_str();
                    option value=(key) selected[asked.service == key] { (frame.text(&service.workflow.title)) }
                }
            }
            label for="open" { (frame.say("requests-open")) }
            select id="open" name="open" {
                @for (value, key) in [("", "requests-both"), ("yes", "requests-open-only"), ("no", "requests-over-only")] {
                    option value=(value) selected[asked.open == value] { (frame.say(key)) }
                }
            }
            label class="option" { input type="checkbox" name="cards" value="month" checked[asked.cards == "month"]; (frame.say("overview-cards")) }
            button class="quiet" { (frame.say("queue-filter")) }
        }
        @if !number.is_empty() { p class="note warm" role="status" { (frame.say("requests-not-found")) } }
        @if found.is_empty() { p class="empty" { (frame.say("requests-none")) } }
        @else {
            div class="table" {
                table {
                    caption { (frame.say("requests-order")) }
                    thead { tr { @for key in ["light", "case", "service", "phase", "received", "last"] { th scope="col" { (frame.say(&format!("requests-column-{key}"))) } } } }
                    tbody {
                        @for found in &found {
                            @let case = doors.case(found);
                            @let due = crate::domain::due::view(&case.rules, &found.request, &crate::domain::request::ClockKey::Statutory, found.at);
                            tr data-row {
                                td { @if let Some(due) = due { (light::due(&frame, &due.into())) } @else { "—" } }
                                th scope="row" class="case" { a href=(frame.link(&format!("/oversight/requests/{}", found.case_number()))) { (found.case_number()) } }
                                td { (frame.text(&found.service.workflow.title)) }
                                td { (frame.words(&phase_words(found.request.phase))) }
                                td class="date" { (frame.brief_day(found.request.received_at)) }
                                td class="date" { (frame.brief_day(found.request.last_event_at)) }
                            }
                        }
                    }
                }
            }
            @if let Some(next) = next {
                p { a href=(super::filters::address(&frame, "/oversight/requests", &[("service", &asked.service), ("open", &asked.open), ("cards", &asked.cards), ("cursor", &next)])) { (frame.say("page-more")) } }
            }
        }
    };
    Ok(Page::staff(&frame, title, body).into_response())
}
