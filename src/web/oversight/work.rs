//! All open work, whosever it is, most urgent first: the list behind the figures of the overview and
//! behind each cell of a table.

use std::collections::BTreeMap;

use axum::extract::State;
use chrono::Days;
use maud::{Markup, html};
use serde::Deserialize;

use super::{acts, filters};
use crate::domain::calendar::{civil, midnight};
use crate::domain::identifiers::OfficerId;
use crate::domain::request::Duty;
use crate::doors::concern::is_concerned;
use crate::doors::present::queue::QueueRow;
use crate::doors::question::Question;
use crate::doors::{Doors, Found, Problem, cursor, queue};
use crate::storage::accounts;
use crate::storage::queues::{self, Filter, Standing};
use crate::web::parts::light;
use crate::web::{Frame, Page};

/// Rows of a page.
const ROWS: u64 = 50;
/// How work may stand.
const STANDINGS: [&str; 5] = ["today", "yellow", "red", "grey", "unclaimed"];

/// Which part of the list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    standing: String,
    #[serde(default)]
    step: String,
    #[serde(default)]
    department: String,
    cursor: Option<String>,
}

impl Asked {
    fn filter(&self, frame: &Frame) -> Filter {
        let now = frame.now();
        let tomorrow = midnight(civil(now).date() + Days::new(1));
        let (workflow, stage) = filters::step(&self.step);
        Filter {
            unclaimed: self.standing == "unclaimed",
            workflow,
            stage,
            outside_stages: self.step.ends_with(filters::COUNTER),
            department: self.department.parse().ok(),
            standing: match self.standing.as_str() {
                "today" => Some(Standing::Due(now, tomorrow)),
                "yellow" => Some(Standing::Soon(now)),
                "red" => Some(Standing::Overdue(now)),
                "grey" => Some(Standing::Stopped),
                _ => None,
            },
            without_complaints: !super::hears_complaints(frame),
        }
    }
}

/// Where the list of a department's work in a service or stage stands, `standing` so.
pub(super) fn link(frame: &Frame, department: &str, step: &str, standing: &str) -> String {
    let parameters = [
        ("department", department),
        ("step", step),
        ("standing", standing),
    ];
    filters::address(frame, "/oversight/work", &parameters)
}

/// The list.
pub(super) async fn read(
    State(doors): State<Doors>,
    frame: Frame,
    Question(asked): Question<Asked>,
) -> Result<Page, Problem> {
    let db = doors.engine.store().reader();
    let after = cursor::decode(asked.cursor.as_deref())?;
    let page = queues::of_all(db, &asked.filter(&frame), after.as_ref(), ROWS).await?;
    let next = page.next.map(cursor::encode);
    let officer = &frame.officer()?.officer;
    let may_know = |found: &Found| is_concerned(officer, found);
    let rows = queue::rows_where(&doors, page.rows, may_know).await?;
    let holders = rows.iter().filter_map(|row| row.holder).map(OfficerId);
    let names = accounts::find_all(db, holders).await?.into_iter();
    let names: BTreeMap<i64, String> = names.map(|it| (it.id.0, it.name)).collect();
    let title = frame.say("work-title");
    let body = html! {
        (super::rooms(&frame))
        h1 { (title) }
        form class="bar" method="get" action=(frame.link("/oversight/work")) {
            (filters::words(&frame, "standing", "requests-open", &STANDINGS, &asked.standing))
            (filters::steps(&doors, &frame, &asked.step))
            (filters::departments(&doors, &frame, &asked.department))
            button class="quiet" { (frame.say("queue-filter")) }
        }
        @if rows.is_empty() { p class="empty" { (frame.say("work-none")) } }
        @else { (acts::choosing(&frame, table(&doors, &frame, &rows, &names))) }
        @if let Some(next) = &next {
            p { a href=(filters::address(&frame, "/oversight/work", &[("standing", &asked.standing), ("step", &asked.step), ("department", &asked.department), ("cursor", next)])) { (frame.say("page-more")) } }
        }
    };
    Ok(Page::staff(&frame, title, body))
}

fn table(doors: &Doors, frame: &Frame, rows: &[QueueRow], names: &BTreeMap<i64, String>) -> Markup {
    html! {
        div class="table" {
            table {
                caption { (frame.say("queue-order")) }
                thead { tr {
                    (acts::head(frame))
                    @for key in ["light", "case", "matter", "service"] { th scope="col" { (frame.say(&format!("queue-column-{key}"))) } }
                    th scope="col" { (frame.say("overview-department")) }
                    th scope="col" { (frame.say("work-open-since")) }
                    @for key in ["due", "holder"] { th scope="col" { (frame.say(&format!("queue-column-{key}"))) } }
                } }
                tbody { @for row in rows { (self::row(doors, frame, row, names)) } }
            }
        }
    }
}

fn row(doors: &Doors, frame: &Frame, row: &QueueRow, names: &BTreeMap<i64, String>) -> Markup {
    let link = frame.link(&format!("/oversight/requests/{}", row.case_number));
    let holder = row.holder.and_then(|holder| names.get(&holder));
    let duty = row.duty.parse::<Duty>().ok();
    html! {
        tr data-row {
            (acts::tick(frame, &row.case_number, duty.as_ref()))
            td { (light::of(frame, row.light, row.working_days_left)) }
            th scope="row" class="case" { a href=(link) { (row.case_number) } }
            td { (frame.words(&row.title)) }
            td { (frame.words(&row.service)) }
            td { (filters::department(doors, frame, &row.department)) }
            td class="date" { (frame.brief_day(row.opened_at)) }
            td class="date" { (frame.brief_last_day(row.due_at)) @if row.provisional { " " small { (frame.say("light-provisional")) } } }
            td { @if let Some(holder) = holder { (holder) } @else { span class="tag free" { (frame.say("queue-free")) } } }
        }
    }
}
