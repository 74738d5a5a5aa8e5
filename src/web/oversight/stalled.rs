//! What does not move 卡住: what each hangs on in words, since when, who must act, and the act for it.

use std::collections::BTreeMap;

use axum::extract::State;
use maud::{Markup, html};
use serde::Deserialize;

use super::{acts, filters};
use crate::domain::explain::{Cause, Owner, Remedy};
use crate::domain::identifiers::OfficerId;
use crate::domain::request::Duty;
use crate::doors::concern::is_concerned;
use crate::doors::present::wait::{WaitView, waits};
use crate::doors::question::Question;
use crate::doors::stalled::{self, Sought, Stall, cause_word};
use crate::doors::{Doors, Problem, cursor};
use crate::storage::accounts;
use crate::web::parts::light;
use crate::web::{Frame, Page};

/// Rows of a page.
const ROWS: usize = 50;
/// What something may hang on, the most usual first.
const CAUSES: [Cause; 7] = [
    Cause::Unclaimed,
    Cause::Claimed,
    Cause::Applicant,
    Cause::Sitting,
    Cause::Notice,
    Cause::Date,
    Cause::Nothing,
];

/// Which part of the list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    cause: String,
    #[serde(default)]
    step: String,
    #[serde(default)]
    department: String,
    cursor: Option<String>,
}

impl Asked {
    fn sought(&self, frame: &Frame) -> Result<Sought, Problem> {
        let (workflow, stage) = filters::step(&self.step);
        let cause = CAUSES.into_iter().find(|it| cause_word(*it) == self.cause);
        Ok(Sought {
            cause,
            workflow,
            stage,
            department: self.department.parse().ok(),
            after: cursor::decode(self.cursor.as_deref())?,
            complaints: super::hears_complaints(frame),
            ..Sought::default()
        })
    }
}

/// The list.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Question(asked): Question<Asked>,
) -> Result<Page, Problem> {
    let mut page = stalled::page(&doors, &asked.sought(&frame)?, ROWS).await?;
    let officer = &frame.officer()?.officer;
    page.rows.retain(|row| is_concerned(officer, &row.found));
    let names = names(&doors, &page.rows).await?;
    let next = page.next.map(cursor::encode);
    let title = frame.say("stalled-title");
    let causes = CAUSES.map(cause_word);
    let quiet = [("days", stalled::QUIET_DAYS.into())];
    let body = html! {
        (super::rooms(&frame))
        h1 { (title) }
        p class="hint" { (frame.say_with("stalled-hint", &quiet)) }
        form class="bar" method="get" action=(frame.link("/oversight/stalled")) {
            (filters::words(&frame, "cause", "stalled-column-cause", &causes, &asked.cause))
            (filters::steps(&doors, &frame, &asked.step))
            (filters::departments(&doors, &frame, &asked.department))
            button class="quiet" { (frame.say("queue-filter")) }
        }
        @if page.rows.is_empty() { p class="empty" { (frame.say(if next.is_some() { "stalled-none-here" } else { "stalled-none" })) } }
        @else { (acts::choosing(&frame, table(&doors, &frame, &page.rows, &names))) }
        @if let Some(next) = &next {
            p { a href=(filters::address(&frame, "/oversight/stalled", &[("cause", &asked.cause), ("step", &asked.step), ("department", &asked.department), ("cursor", next)])) { (frame.say("page-more")) } }
        }
    };
    Ok(Page::staff(&frame, title, body))
}

/// What colleagues call those who hold what does not move.
async fn names(doors: &Doors, rows: &[Stall]) -> Result<BTreeMap<OfficerId, String>, Problem> {
    let holders = rows.iter().filter_map(holder);
    let accounts = accounts::find_all(doors.engine.store().reader(), holders).await?;
    let named = accounts
        .into_iter()
        .map(|account| (account.id, account.name));
    Ok(named.collect())
}

fn holder(stall: &Stall) -> Option<OfficerId> {
    match stall.stalled.on.as_ref()?.on {
        Owner::Department { holder, .. } => holder,
        _ => None,
    }
}

fn table(
    doors: &Doors,
    frame: &Frame,
    rows: &[Stall],
    names: &BTreeMap<OfficerId, String>,
) -> Markup {
    html! {
        div class="table" {
            table {
                caption { (frame.say("stalled-order")) }
                thead { tr {
                    (acts::head(frame))
                    @for key in ["light", "case", "cause", "since", "who", "help"] { th scope="col" { (frame.say(&format!("stalled-column-{key}"))) } }
                } }
                tbody { @for stall in rows { (row(doors, frame, stall, names)) } }
            }
        }
    }
}

fn row(doors: &Doors, frame: &Frame, stall: &Stall, names: &BTreeMap<OfficerId, String>) -> Markup {
    let case = doors.case(&stall.found);
    let number = stall.found.case_number().to_string();
    let link = frame.link(&format!("/oversight/requests/{number}"));
    let shown = shown(&waits(&case, true), stall);
    let cause = cause_word(stall.stalled.cause);
    let who = match (stall.department(), shown.as_ref()) {
        (Some(department), _) => frame.words(&case.department(department)).to_owned(),
        (None, Some(wait)) => frame.say(&format!("why-{}", wait.who)),
        (None, None) => "—".to_owned(),
    };
    let holder = holder(stall).and_then(|holder| names.get(&holder));
    html! {
        tr data-row {
            (acts::tick(frame, &number, stall.stalled.duty()))
            td { @if let Some(wait) = &shown { (light::of(frame, wait.light, wait.working_days_left.unwrap_or_default())) } @else { "—" } }
            th scope="row" { a class="case" href=(link) { (number) } br; small { (frame.text(&stall.found.service.workflow.title)) } }
            td {
                b { (frame.say(&format!("cause-{cause}"))) }
                @if let Some(title) = shown.as_ref().and_then(|wait| wait.title.as_ref()) { br; (frame.words(title)) }
            }
            td class="date" {
                @if let Some(wait) = &shown { (frame.brief_day(wait.since)) @if let Some(until) = wait.until { br; small { (frame.say_with("why-until", &[("day", frame.brief_last_day(until).into())])) } } }
                @else { (frame.brief_day(stall.found.request.last_event_at)) }
            }
            td { (who) @if let Some(holder) = holder { br; small { (holder) } } }
            td { (help(frame, &number, &link, stall)) }
        }
    }
}

/// What the request hangs on, as it is shown.
fn shown(waits: &[WaitView], stall: &Stall) -> Option<WaitView> {
    let on = stall.stalled.on.as_ref()?;
    let duty = on.duty.as_ref().map(ToString::to_string);
    let stage = on.stage.as_ref().map(ToString::to_string);
    let same =
        |wait: &&WaitView| (&wait.duty, &wait.stage, wait.since) == (&duty, &stage, on.since);
    waits.iter().find(same).cloned()
}

/// The acts for this cause; where no act of a supervisor moves it, where to look.
fn help(frame: &Frame, number: &str, link: &str, stall: &Stall) -> Markup {
    let open = html! { a href=(link) { (frame.say("stalled-look")) } };
    let Some(duty) = stall.stalled.duty().filter(|_| acts::supervises(frame)) else {
        return match stall.stalled.cause {
            Cause::Sitting => {
                html! { a href=(frame.link("/desk/sittings")) { (frame.say("nav-sittings")) } " · " (open) }
            }
            _ => open,
        };
    };
    html! {
        @for (index, remedy) in stall.stalled.acts.iter().enumerate() {
            @if index > 0 { " · " }
            a href=(remedy_link(frame, number, link, duty, *remedy)) { (frame.say(&format!("act-{}", name(*remedy)))) }
        }
    }
}

fn name(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Urge => "urge",
        Remedy::Reassign => "reassign",
        Remedy::Waive => "waive",
        Remedy::DecideInStead => "decide-in-stead",
    }
}

/// An opinion in somebody's stead is written at the request itself, the rest by the page of acts.
fn remedy_link(frame: &Frame, number: &str, link: &str, duty: &Duty, remedy: Remedy) -> String {
    match remedy {
        Remedy::DecideInStead => format!("{link}#acts"),
        _ => acts::link(frame, name(remedy), number, duty),
    }
}
