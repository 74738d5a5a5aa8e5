//! What an auditor reads by a link, without an account: the overview, or one request with its journal
//! and picture. Nothing personal is in it; every look is noted; nobody is led away with the address.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::{course, overview, why};
use crate::access;
use crate::domain::visibility::View;
use crate::doors::place::Place;
use crate::doors::present::complaints::is_of_complaint;
use crate::doors::present::journal::line;
use crate::doors::present::status::status;
use crate::doors::{Doors, Found, Problem};
use crate::language;
use crate::storage::audit_links::Link;
use crate::storage::journal;
use crate::web::{Frame, Page, parts};

/// Search engines that come upon a link keep nothing of it.
const ROBOTS: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-robots-tag"),
    HeaderValue::from_static("noindex, nofollow, noarchive"),
);

async fn follow(doors: &Doors, token: &str, page: &str) -> Result<Link, Problem> {
    match doors.access.follow_link(token, page).await {
        Ok(link) => Ok(link),
        Err(access::Error::Unknown) => Err(Problem::not_found()),
        Err(error) => Err(error.into()),
    }
}

/// The request of a link; 404 where it opens the overview.
async fn request(doors: &Doors, token: &str, page: &str) -> Result<(Link, Found), Problem> {
    let link = follow(doors, token, page).await?;
    let id = link.request.ok_or_else(Problem::not_found)?;
    let found = doors.find(id).await?;
    Ok((link, found))
}

fn unindexed(page: impl IntoResponse) -> Response {
    let mut response = page.into_response();
    let (name, value) = ROBOTS;
    response.headers_mut().insert(name, value);
    response
}

/// What the link opens.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Place(token): Place<String>,
) -> Result<Response, Problem> {
    let link = follow(&doors, &token, "link").await?;
    let page = match link.request {
        Some(id) => of_request(&doors, &frame, &token, &link, &doors.find(id).await?).await?,
        None => of_house(&doors, &frame, &link).await?,
    };
    Ok(unindexed(page))
}

/// What stands above everything: what it is for and how long it holds.
fn head(frame: &Frame, link: &Link) -> Markup {
    let until = [("until", frame.minute(link.ends_at).into())];
    html! { p class="note" { (link.label) " · " (frame.say_with("audit-until", &until)) } }
}

async fn of_house(doors: &Doors, frame: &Frame, link: &Link) -> Result<Page, Problem> {
    let overview = doors.overview(false).await?;
    let title = frame.say("overview-title");
    let body = html! {
        (head(frame, link))
        h1 { (title) }
        (overview::to_read(doors, frame, &overview))
    };
    Ok(Page::public(frame, title, body))
}

async fn of_request(
    doors: &Doors,
    frame: &Frame,
    token: &str,
    link: &Link,
    found: &Found,
) -> Result<Page, Problem> {
    let case = doors.case(found);
    let number = found.case_number();
    let shown = status(&case, Vec::new());
    let picture = frame.link(&format!("/audit/{token}/diagram.svg"));
    let course = course::of(frame, &case);
    let body = html! {
        (head(frame, link))
        h1 { (number) }
        p class="lead" { (frame.words(&shown.service)) " · " (frame.words(&shown.phase_words)) }
        p { a href=(frame.link(&format!("/audit/{token}/journal"))) { (frame.say("journal-title")) } }
        @if !case.request.is_over() {
            section aria-labelledby="waits" {
                h2 id="waits" { (frame.say("why-title")) }
                (why::waits(frame, &case, &BTreeSet::new()))
            }
        }
        section aria-labelledby="course" {
            h2 id="course" { (frame.say("course-title")) }
            (parts::picture::shown(&picture, &frame.say_with("course-alt", &[("case", number.to_string().into())])))
            details { summary { (frame.say("chart-table")) } (course::twin(frame, &course)) }
        }
    };
    Ok(Page::public(frame, number.to_string(), body))
}

/// The request drawn on its workflow.
pub(super) async fn picture(
    State(doors): State<Doors>,
    frame: Frame,
    Place(token): Place<String>,
) -> Result<Response, Problem> {
    let (_, found) = request(&doors, &token, "diagram").await?;
    let overlay = course::overlay(&frame, &doors.case(&found));
    let drawing = language::drawn_upon(
        &found.service.workflow,
        doors.engine.directory(),
        frame.language(),
        &overlay,
    );
    Ok(unindexed(parts::picture::of_now(drawing)))
}

/// The journal, with whether its chain holds; what is personal is withheld, and what tells of a complaint.
/// Its lines stay in the chain.
pub(super) async fn journal(
    State(doors): State<Doors>,
    frame: Frame,
    Place(token): Place<String>,
) -> Result<Response, Problem> {
    let (link, found) = request(&doors, &token, "journal").await?;
    let lines = journal::read(doors.engine.store().reader(), found.request.id).await?;
    let broken = lines.iter().find(|line| line.fault.is_some());
    let whole = lines.len() as u64 == found.request.version;
    let nothing = View::default();
    let title = frame.say("journal-title");
    let body = html! {
        (head(&frame, &link))
        p class="back" { a href=(frame.link(&format!("/audit/{token}"))) { (found.case_number()) } }
        h1 { (title) }
        @match broken {
            Some(line) => p class="note warm" { (frame.say_with("audit-chain-broken", &[("seq", (line.line as i64).into())])) },
            None if !whole => p class="note warm" { (frame.say("audit-chain-short")) },
            None => p class="done" { (frame.say_with("audit-chain-holds", &[("count", (lines.len() as i64).into())])) },
        }
        div class="table" {
            table {
                caption { (found.case_number()) }
                thead { tr { @for key in ["seq", "at", "by", "what", "hash"] { th scope="col" { (frame.say(&format!("journal-{key}"))) } } } }
                tbody {
                    @for written in &lines {
                        @let row = line(written.seq, &written.entry, written.hash.clone(), &nothing);
                        tr {
                            td class="number" { (row.seq) }
                            td class="date" { (frame.minute(row.at)) }
                            td { (frame.say(&format!("journal-by-{}", row.by))) @if let Some(department) = &row.department { " " small { (department) } } }
                            @let hidden = is_of_complaint(&found.request, &written.entry.event);
                            td { @if !hidden { code { (row.event) } } @if hidden || row.withheld { " " small { (frame.say("journal-withheld")) } } }
                            td { code { (row.hash.as_deref().map_or("", |hash| &hash[..12.min(hash.len())])) } }
                        }
                    }
                }
            }
        }
    };
    Ok(unindexed(Page::public(&frame, title, body)))
}
