//! Links for auditors 审计链接: made by a supervisor, listed with how often they were looked through, and
//! revoked here.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::access::{Keeper, LINK_DAYS_MAX, LinkToBe, may_make};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::{CaseNumber, OfficerId};
use crate::doors::place::Place;
use crate::doors::{Doors, Problem};
use crate::storage::accounts::{self, Account};
use crate::storage::audit_links::{self, Link};
use crate::web::entry::see_other;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// Longest purpose, in characters.
const LABEL_MAX_CHARS: usize = 200;
/// Longest case number as people type it, in characters.
const NUMBER_MAX_CHARS: u32 = 40;
/// Lives to choose from, in days.
const LIVES_DAYS: [u32; 4] = [1, 7, 14, LINK_DAYS_MAX];

/// The list, and the form for another.
pub(super) async fn read(State(doors): State<Doors>, frame: Frame) -> Result<Page, Problem> {
    page(&doors, &frame, None, &[]).await
}

async fn page(
    doors: &Doors,
    frame: &Frame,
    typed: Option<&Form>,
    wrong: &[Mistake],
) -> Result<Page, Problem> {
    let db = doors.engine.store().reader();
    let now = doors.engine.ports().machine.now();
    let links = audit_links::list(db, now).await?;
    let ids: Vec<i64> = links.iter().map(|link| link.id).collect();
    let looks = audit_links::looks(db, &ids).await?;
    let makers: Vec<OfficerId> = links.iter().map(|link| link.made_by).collect();
    let makers = accounts::find_all(db, makers).await?;
    let makers: BTreeMap<OfficerId, Account> = makers
        .into_iter()
        .map(|account| (account.id, account))
        .collect();
    let title = frame.say("links-title");
    let body = html! {
        (super::rooms(frame))
        (field::summary(frame, wrong))
        h1 { (title) }
        p class="hint" { (frame.say("links-hint")) }
        (making(frame, typed, wrong))
        @if links.is_empty() { p class="empty" { (frame.say("links-none")) } }
        @else {
            div class="table" {
                table {
                    caption { (frame.say("links-caption")) }
                    thead { tr { @for key in ["label", "opens", "by", "ends", "looks", "act"] { th scope="col" { (frame.say(&format!("links-column-{key}"))) } } } }
                    tbody { @for link in &links { (row(frame, link, makers.get(&link.made_by), looks.get(&link.id), now)) } }
                }
            }
        }
    };
    Ok(Page::staff(frame, title, body))
}

fn making(frame: &Frame, typed: Option<&Form>, wrong: &[Mistake]) -> Markup {
    let text = |name: &str| typed.map_or("", |form| form.text(name));
    let lives: Vec<(String, String)> = LIVES_DAYS
        .iter()
        .map(|days| {
            let words = frame.say_with("links-days", &[("count", i64::from(*days).into())]);
            (days.to_string(), words)
        })
        .collect();
    html! {
        section class="card" {
            h2 { (frame.say("links-new")) }
            form method="post" action=(frame.link("/oversight/links")) class="narrow" {
                (form::key())
                (field::line(frame, &Line { name: "label", label: &frame.say("links-label"), hint: Some(&frame.say("links-label-hint")), value: text("label"), max_chars: Some(LABEL_MAX_CHARS as u32), autocomplete: Some("off"), mistake: field::of(wrong, "label"), ..Line::default() }))
                (field::line(frame, &Line { name: "case", label: &frame.say("open-number"), hint: Some(&frame.say("links-case-hint")), value: text("case"), max_chars: Some(NUMBER_MAX_CHARS), autocomplete: Some("off"), optional: true, mistake: field::of(wrong, "case"), ..Line::default() }))
                (field::select(frame, &Line { name: "days", label: &frame.say("links-life"), value: text("days"), mistake: field::of(wrong, "days"), ..Line::default() }, &lives))
                button { (frame.say("links-go")) }
            }
        }
    }
}

fn row(
    frame: &Frame,
    link: &Link,
    maker: Option<&Account>,
    looks: Option<&(i64, Instant)>,
    now: Instant,
) -> Markup {
    let over = link.revoked_at.is_some() || link.ends_at <= now;
    let is_shut = !over && !maker.is_some_and(may_make);
    html! {
        tr {
            th scope="row" { (link.label) @if is_shut { " " span class="light grey" { (frame.say("links-shut")) } } }
            td { @match link.request { Some(id) => span class="case" { (CaseNumber::from(id)) }, None => (frame.say("overview-title")) } }
            td { (maker.map_or("—", |maker| maker.name.as_str())) " · " (frame.minute(link.made_at)) }
            td { @match link.revoked_at { Some(at) => { (frame.say("links-revoked")) " " (frame.minute(at)) }, None => (frame.minute(link.ends_at)) } }
            td { @match looks { Some((count, last)) => { (count) " · " (frame.minute(*last)) }, None => "0" } }
            td {
                @if over { "—" } @else {
                    form method="post" action=(frame.link(&format!("/oversight/links/{}/revoke", link.id))) {
                        (form::key())
                        button class="plain" aria-label=(frame.say_with("links-revoke-one", &[("label", link.label.as_str().into())])) { (frame.say("links-revoke")) }
                    }
                }
            }
        }
    }
}

fn keeper(doors: &Doors, frame: &Frame, form: &Form) -> Result<Keeper, Problem> {
    let by = frame.officer()?.officer.id;
    Ok(doors.access.keeper(by, form.envelope.correlation.as_str()))
}

/// Makes one and shows it this once; the same form sent again shows the same.
pub(super) async fn make(
    State(doors): State<Doors>,
    frame: Frame,
    form: Form,
) -> Result<Response, Problem> {
    let mut wrong = Vec::new();
    let mut refuse = |field: &str, key: &str| {
        wrong.push(Mistake {
            field: field.to_owned(),
            words: frame.say(key),
        });
    };
    let label = form.text("label");
    if !(1..=LABEL_MAX_CHARS).contains(&label.chars().count()) {
        refuse("label", "links-label-wrong");
    }
    let days: u32 = form.text("days").parse().unwrap_or_default();
    if !LIVES_DAYS.contains(&days) {
        refuse("days", "links-life-wrong");
    }
    let request = match form.text("case") {
        "" => None,
        number => match doors.case_of(&frame.staff_caller(), number).await {
            Ok(found) => Some(found.request.id),
            Err(problem) if problem.status == 404 => {
                refuse("case", "requests-not-found");
                None
            }
            Err(problem) => return Err(problem),
        },
    };
    if !wrong.is_empty() {
        let page = page(&doors, &frame, Some(&form), &wrong).await?;
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(page.mistaken(status).into_response());
    }
    let keeper = keeper(&doors, &frame, &form)?;
    let key = form::once(&frame, &form)?;
    let token = doors.engine.link_token(&key);
    let link = LinkToBe {
        token: &token,
        label,
        request,
        days,
    };
    keeper.make_link(link, &key).await?;
    let link = format!("{}/audit/{token}", doors.settings.public_url);
    let title = frame.say("links-made");
    let body = html! {
        h1 { (title) }
        p { (frame.say("links-made-hint")) }
        p class="card" { code class="secret" { (link) } }
        p class="actions" { a class="button quiet" href=(frame.link("/oversight/links")) { (frame.say("links-title")) } }
    };
    Ok(Page::staff(&frame, title, body).once())
}

/// Makes one worthless.
pub(super) async fn revoke(
    State(doors): State<Doors>,
    frame: Frame,
    Place(id): Place<i64>,
    form: Form,
) -> Result<Response, Problem> {
    keeper(&doors, &frame, &form)?.revoke_link(id).await?;
    Ok(see_other(&frame.link("/oversight/links")))
}
