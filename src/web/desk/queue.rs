//! The queue 待办: what is open, most urgent first, and who holds it.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::filters::{self, Kept};
use super::tabs::{Counts, Tab, tabs};
use super::{finished, place};
use crate::domain::calendar::midnight;
use crate::domain::command::{Action, Command};
use crate::domain::decide::seats::is_free;
use crate::domain::directory::SUPERVISOR;
use crate::domain::identifiers::{CaseNumber, OfficerId, WorkflowKey};
use crate::domain::request::{Duty, Request};
use crate::doors::envelope::Envelope;
use crate::doors::present::Page as Listed;
use crate::doors::present::queue::QueueRow;
use crate::doors::question::Question;
use crate::doors::{self, Doors, Problem, cursor, queue};
use crate::storage::accounts;
use crate::storage::queues::{self, Filter};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::{field, light};
use crate::web::{Frame, Page};

/// Rows of a page.
const ROWS: u64 = 50;
/// Most rows that one press of a button claims.
const BULK_MAX: usize = 50;

/// Which part of the queue.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    tab: Tab,
    #[serde(default)]
    service: String,
    cursor: Option<String>,
    /// A case number, typed or scanned.
    #[serde(default)]
    q: String,
    /// What was just done, told at the top.
    done: Option<String>,
    /// The opinion on it that may still be taken back.
    undo: Option<String>,
    /// There was nothing to claim for whoever asked for the next.
    none: Option<String>,
}

/// The officer's queue.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Question(asked): Question<Asked>,
) -> Result<Page, Problem> {
    let staff = frame.officer()?;
    let officer = &staff.officer;
    let db = doors.engine.store().reader();
    let roles = queue::roles(&doors, officer, &officer.department)?;
    let counts = doors.counts(&officer.department, &roles).await?;
    let own = queues::own(db, officer.id, midnight(frame.today())).await?;
    let listed = if shows_done(&asked) {
        Listed {
            rows: Vec::new(),
            next: None,
        }
    } else if asked.q.trim().is_empty() {
        page(&doors, &frame, &asked).await?
    } else {
        found(&doors, &frame, asked.q.trim()).await?
    };
    let names = names(&doors, &listed.rows).await?;
    let (case, undo) = (asked.done.as_deref(), asked.undo.as_deref());
    let just = super::duty::Done::checked(&doors, &frame, case, undo).await?;
    let finished = match shows_done(&asked) {
        true => Some(finished::list(&doors, &frame).await?),
        false => None,
    };
    let kept = doors::filters::of(&doors, officer.id).await?;
    let counts = Counts {
        queue: counts.into(),
        free: counts.free,
        mine: own.held,
        done: own.finished,
    };
    let title = frame.say("queue-title");
    let body = html! {
        h1 { (department(&doors, &frame)) " · " (title) }
        (super::duty::told(&frame, just.as_ref()))
        div role="status" data-live=(super::live::address(&frame)) data-new=(frame.say("queue-new")) {
            p class="note fresh" hidden { a href=(frame.link(frame.here())) { (frame.say("queue-changed")) } }
        }
        @if frame.is_at_window() {
            p class="actions" {
                a class="button quiet" href=(frame.link("/")) { (frame.say("queue-counter")) }
                a class="button quiet" href=(frame.link("/desk/counter")) { (frame.say("counter-title")) }
                a class="button quiet" href=(frame.link("/desk/code")) { (frame.say("queue-lost-code")) }
            }
        }
        (tabs(&frame, asked.q.is_empty().then_some(asked.tab), &counts))
        (search(&doors, &frame, &asked))
        (filters::bar(&frame, &kept, &Kept::new(asked.tab, &asked.service)))
        @if let Some(hint) = asked.tab.hint().filter(|_| asked.q.is_empty()) { p class="hint" { (frame.say(hint)) } }
        @match finished {
            Some(finished) => (finished),
            None => (table(&frame, &asked, &listed, &names)),
        }
    };
    Ok(Page::staff(&frame, title, body))
}

/// Whether the list is what was finished, and not what is open.
fn shows_done(asked: &Asked) -> bool {
    asked.tab == Tab::Done && asked.q.trim().is_empty()
}

async fn page(doors: &Doors, frame: &Frame, asked: &Asked) -> Result<Listed<QueueRow>, Problem> {
    let officer = &frame.officer()?.officer;
    let db = doors.engine.store().reader();
    let after = cursor::decode(asked.cursor.as_deref())?;
    let filter = Filter {
        unclaimed: asked.tab == Tab::Unclaimed,
        workflow: asked.service.parse::<WorkflowKey>().ok(),
        standing: asked.tab.standing(),
        without_complaints: queue::leaves_out_complaints(officer),
        ..Filter::default()
    };
    let page = match asked.tab {
        Tab::Mine => queues::held_by(db, officer.id, &filter, after.as_ref(), ROWS).await?,
        Tab::All | Tab::Unclaimed | Tab::Waiting | Tab::Done => {
            let roles = queue::roles(doors, officer, &officer.department)?;
            queues::page(
                db,
                &officer.department,
                &roles,
                &filter,
                after.as_ref(),
                ROWS,
            )
            .await?
        }
    };
    Ok(Listed {
        rows: queue::rows(doors, page.rows).await?,
        next: page.next.map(cursor::encode),
    })
}

/// The open work of one case that the officer's queue has.
async fn found(doors: &Doors, frame: &Frame, number: &str) -> Result<Listed<QueueRow>, Problem> {
    let mut rows = Vec::new();
    if let Ok(found) = doors.case_of(&frame.staff_caller(), number).await {
        let officer = &frame.officer()?.officer;
        let seats = queues::of_request(doors.engine.store().reader(), found.request.id).await?;
        let roles = queue::roles(doors, officer, &officer.department)?;
        let own = seats.into_iter().filter(|seat| {
            seat.holder == Some(officer.id.0)
                || seat.department == officer.department.as_str()
                    && roles.iter().any(|role| seat.is_of(role))
        });
        rows = queue::rows(doors, own.collect()).await?;
    }
    Ok(Listed { rows, next: None })
}

/// What colleagues call those who hold something.
async fn names(doors: &Doors, rows: &[QueueRow]) -> Result<BTreeMap<i64, String>, Problem> {
    let holders = rows.iter().filter_map(|row| row.holder).map(OfficerId);
    let accounts = accounts::find_all(doors.engine.store().reader(), holders).await?;
    Ok(accounts
        .into_iter()
        .map(|account| (account.id.0, account.name))
        .collect())
}

fn department(doors: &Doors, frame: &Frame) -> String {
    let key = frame.staff().map(|staff| staff.officer.department.clone());
    let found = key.and_then(|key| doors.engine.directory().departments.get(&key));
    found.map_or_else(String::new, |found| frame.text(&found.title).to_owned())
}

fn search(doors: &Doors, frame: &Frame, asked: &Asked) -> Markup {
    let services = doors.engine.registry().services();
    html! {
        div class="bar" {
            form method="get" action=(frame.link("/desk")) role="search" {
                label for="q" { (frame.say("queue-search")) }
                input id="q" name="q" value=(asked.q) autocomplete="off" data-key="/";
                button class="quiet" { (frame.say("queue-search-go")) }
            }
            form method="get" action=(frame.link("/desk")) {
                (field::hidden("tab", asked.tab.name()))
                label for="service" { (frame.say("queue-service")) }
                select id="service" name="service" {
                    option value="" { (frame.say("queue-every-service")) }
                    @for service in &services {
                        @let key = service.workflow.key.as_str();
                        option value=(key) selected[asked.service == key] { (frame.text(&service.workflow.title)) }
                    }
                }
                button class="quiet" { (frame.say("queue-filter")) }
            }
            form method="post" action=(frame.link("/desk/next")) {
                (form::key())
                button data-key="n" { (frame.say("queue-next")) " " kbd aria-hidden="true" { "n" } }
            }
        }
    }
}

/// What the rows say, beside the box to tick.
const COLUMNS: [&str; 8] = [
    "light",
    "case",
    "applicant",
    "matter",
    "service",
    "received",
    "due",
    "holder",
];

fn table(
    frame: &Frame,
    asked: &Asked,
    listed: &Listed<QueueRow>,
    names: &BTreeMap<i64, String>,
) -> Markup {
    let labels = COLUMNS.map(|key| frame.say(&format!("queue-column-{key}")));
    html! {
        @if asked.none.is_some() && asked.tab == Tab::Unclaimed && !listed.rows.is_empty() { p class="note warm" role="status" { (frame.say("queue-next-none")) } }
        @if listed.rows.is_empty() {
            p class="empty" { (frame.say(if asked.q.is_empty() { "queue-empty" } else { "queue-not-found" })) }
            @if frame.staff().is_some_and(|staff| staff.officer.is(SUPERVISOR)) {
                p { a href=(frame.link("/oversight/stalled")) { (frame.say("queue-to-stalled")) } }
            }
        }
        @else {
            form method="post" action=(frame.link("/desk/claim")) {
                (form::key())
                div class="table stack" {
                    table {
                        caption { (frame.say("queue-order")) }
                        thead { tr {
                            th scope="col" { input type="checkbox" data-all="row" aria-label=(frame.say("queue-tick-all")); }
                            @for label in &labels { th scope="col" { (label) } }
                        } }
                        tbody { @for row in &listed.rows { (self::row(frame, row, names, &labels)) } }
                    }
                }
                p class="actions" {
                    button class="quiet" { (frame.say("queue-claim-ticked")) }
                    @if let Some(next) = &listed.next {
                        a href=(frame.link(&format!("/desk?tab={}&service={}&cursor={next}", asked.tab.name(), asked.service))) { (frame.say("page-more")) }
                    }
                }
            }
        }
    }
}

fn row(
    frame: &Frame,
    row: &QueueRow,
    names: &BTreeMap<i64, String>,
    labels: &[String; 8],
) -> Markup {
    let [light, case, applicant, matter, service, received, due, held] = labels;
    let holder = row.holder.and_then(|holder| names.get(&holder));
    let value = format!("{} {}", row.case_number, row.duty);
    html! {
        tr data-row {
            td { input type="checkbox" name="row" value=(value) disabled[row.holder.is_some()] aria-label=(frame.say_with("queue-tick", &[("case", row.case_number.as_str().into())])); }
            td data-label=(light) { (light::of(frame, row.light, row.working_days_left)) @if row.came_back { " " span class="tag" { (frame.say("queue-came-back")) } } }
            th scope="row" class="case" data-label=(case) { a href=(frame.link(&place(&row.case_number, &row.duty))) { (row.case_number) } }
            td data-label=(applicant) { (row.applicant.as_deref().unwrap_or("—")) }
            td data-label=(matter) { (frame.words(&row.title)) }
            td data-label=(service) { (frame.words(&row.service)) }
            td class="date" data-label=(received) { (frame.brief_day(row.received_at)) }
            td class="date" data-label=(due) { (frame.brief_last_day(row.due_at)) @if row.provisional { " " small { (frame.say("light-provisional")) } } }
            td data-label=(held) { @if let Some(holder) = holder { (holder) } @else { span class="tag free" { (frame.say("queue-free")) } } }
        }
    }
}

/// Claims the most urgent work that nobody holds, and opens it.
pub(super) async fn next(
    State(doors): State<Doors>,
    frame: Frame,
    form: Form,
) -> Result<Response, Problem> {
    let asked = Asked {
        tab: Tab::Unclaimed,
        ..Asked::default()
    };
    for row in page(&doors, &frame, &asked).await?.rows {
        let Ok(duty) = row.duty.parse::<Duty>() else {
            continue;
        };
        // Under the form's own key: a second tap gets what the first one claimed.
        match claim(
            &doors,
            &frame,
            &form,
            &form.envelope,
            (&row.case_number, duty),
        )
        .await
        {
            Ok(request) => return Ok(see_other(&frame.link(&claimed(&frame, &request)?))),
            Err(problem) if is_not_to_be_had(&problem) => {}
            Err(problem) => return Err(problem),
        }
    }
    // The first tap may have taken the last there was.
    let taken = match form::once(&frame, &form) {
        Ok(key) => doors.engine.request_of_call(&key).await?,
        Err(_) => None,
    };
    let onward = match taken {
        Some(taken) => claimed(&frame, &taken.request)?,
        None => "/desk?tab=unclaimed&none=yes".to_owned(),
    };
    Ok(see_other(&frame.link(&onward)))
}

/// Whether work is another's by now, or was never this officer's to take.
fn is_not_to_be_had(problem: &Problem) -> bool {
    matches!(problem.status, 403 | 404 | 409 | 412)
}

/// Where the seat is that the officer took last in a request.
fn claimed(frame: &Frame, request: &Request) -> Result<String, Problem> {
    let officer = frame.officer()?.officer.id;
    let seats = request.seats.iter();
    let held = seats.filter(|(_, seat)| seat.holder == Some(officer));
    let last = held.max_by_key(|(_, seat)| seat.revision);
    Ok(last.map_or_else(
        || "/desk?tab=mine".to_owned(),
        |(duty, _)| place(&CaseNumber::from(request.id).to_string(), &duty.to_string()),
    ))
}

/// The most urgent work that the officer holds, else that nobody holds; nothing that they are barred from.
pub(super) async fn most_urgent(doors: &Doors, frame: &Frame) -> Result<Option<String>, Problem> {
    let officer = frame.officer()?.officer.id;
    for tab in [Tab::Mine, Tab::Unclaimed] {
        let asked = Asked {
            tab,
            ..Asked::default()
        };
        for row in page(doors, frame, &asked).await?.rows {
            let Ok(duty) = row.duty.parse::<Duty>() else {
                continue;
            };
            let found = match doors.case_of(&frame.staff_caller(), &row.case_number).await {
                Ok(found) => found,
                Err(problem) if problem.status == 404 => continue,
                Err(problem) => return Err(problem),
            };
            if is_free(&doors.rules(&found), &found.request, &duty, officer).is_ok() {
                return Ok(Some(place(&row.case_number, &row.duty)));
            }
        }
    }
    Ok(None)
}

/// Claims what was ticked, with an outcome for each.
pub(super) async fn claim_ticked(
    State(doors): State<Doors>,
    frame: Frame,
    form: Form,
) -> Result<Page, Problem> {
    let mut outcomes = Vec::new();
    for value in form.all("row").take(BULK_MAX) {
        let Some((case, duty)) = value.split_once(' ') else {
            continue;
        };
        let Ok(parsed) = duty.parse::<Duty>() else {
            continue;
        };
        let envelope = form.envelope.for_part(&format!("{case}/{parsed}"));
        let outcome = claim(&doors, &frame, &form, &envelope, (case, parsed)).await;
        outcomes.push((case.to_owned(), duty.to_owned(), outcome.err()));
    }
    let title = frame.say("bulk-title");
    let body = html! {
        h1 { (title) }
        @if outcomes.is_empty() { p { (frame.say("bulk-nothing")) } }
        ul class="plainlist" {
            @for (case, duty, refused) in &outcomes {
                li {
                    a href=(frame.link(&place(case, duty))) { (case) } " "
                    @match refused {
                        None => span class="light green" { (frame.say("bulk-done")) },
                        Some(problem) => { span class="light red" { (frame.say("bulk-refused")) } " " (field::refused_with_remedy(&frame, problem)) }
                    }
                }
            }
        }
        p class="actions" { a class="button" href=(frame.link("/desk?tab=mine")) { (frame.say("bulk-to-mine")) } }
    };
    Ok(Page::staff(&frame, title, body))
}

async fn claim(
    doors: &Doors,
    frame: &Frame,
    form: &Form,
    envelope: &Envelope,
    (case, duty): (&str, Duty),
) -> Result<Request, Problem> {
    let caller = frame.staff_caller();
    let command = Command {
        actor: caller.actor(),
        action: Action::Claim(duty),
        expected: None,
    };
    doors
        .command_of(&caller, case, command, envelope, &form.digest)
        .await
}
