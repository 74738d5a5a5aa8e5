//! One act of a supervisor on many pieces of work: chosen in a list, given one reason, done one by one,
//! with what came of each.

use std::collections::BTreeSet;

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::{filters, intervene};
use crate::domain::calendar::Instant;
use crate::domain::command::{Act, Action};
use crate::domain::directory::{Officer, SUPERVISOR};
use crate::domain::identifiers::{CaseNumber, DepartmentKey};
use crate::domain::request::{ClockKey, Duty, Request};
use crate::domain::stop::{Ground, StopScope};
use crate::doors::supervising::{self, BULK_MAX, Part};
use crate::doors::{Doors, Found, Problem};
use crate::storage::accounts;
use crate::web::form::{self, Form};
use crate::web::parts::field::{self, Line, Mistake};
use crate::web::{Frame, Page};

/// What supervisors may do to many at once; what cannot be taken back is done one by one.
const OF_SUPERVISORS: [&str; 5] = ["urge", "reassign", "waive", "extend", "stop"];
/// What heads may, where the workflow names them.
const OF_HEADS: [&str; 2] = ["extend", "stop"];
/// Stands for a request where the work it hangs on is no seat in a queue.
const NO_DUTY: &str = "-";
/// Most officers that a list of colleagues offers.
const COLLEAGUES_MAX: u64 = 500;

pub(super) fn supervises(frame: &Frame) -> bool {
    super::is(frame, &[SUPERVISOR])
}

fn offered(frame: &Frame) -> &'static [&'static str] {
    match (supervises(frame), super::intervenes(frame)) {
        (true, _) => &OF_SUPERVISORS,
        (false, true) => &OF_HEADS,
        (false, false) => &[],
    }
}

/// A list whose rows can be ticked, with the acts below; for those who only look, the list alone.
pub(super) fn choosing(frame: &Frame, list: Markup) -> Markup {
    let acts = offered(frame);
    if acts.is_empty() {
        return list;
    }
    html! {
        form method="get" action=(frame.link("/oversight/acts")) {
            (list)
            p class="actions" {
                (frame.say("acts-with-ticked"))
                @for act in acts { button class="quiet" name="act" value=(act) { (frame.say(&format!("act-{act}"))) } }
            }
        }
    }
}

/// The head of the column of boxes.
pub(super) fn head(frame: &Frame) -> Markup {
    html! {
        @if super::intervenes(frame) { th scope="col" { input type="checkbox" data-all="row" aria-label=(frame.say("queue-tick-all")); } }
    }
}

/// The box of one row.
pub(super) fn tick(frame: &Frame, number: &str, duty: Option<&Duty>) -> Markup {
    html! {
        @if super::intervenes(frame) {
            td { input type="checkbox" name="row" value=(value(number, duty)) aria-label=(frame.say_with("queue-tick", &[("case", number.into())])); }
        }
    }
}

fn value(number: &str, duty: Option<&Duty>) -> String {
    let duty = duty.map_or_else(|| NO_DUTY.to_owned(), ToString::to_string);
    format!("{number} {duty}")
}

/// The page of one act on one piece of work.
pub(super) fn link(frame: &Frame, act: &str, number: &str, duty: &Duty) -> String {
    let row = value(number, Some(duty));
    filters::address(frame, "/oversight/acts", &[("act", act), ("row", &row)])
}

/// A piece of work as it was ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    number: String,
    duty: Option<Duty>,
}

impl Row {
    fn parsed(text: &str) -> Option<Self> {
        let (number, duty) = text.split_once(' ')?;
        number.parse::<CaseNumber>().ok()?;
        let duty = match duty {
            NO_DUTY => None,
            duty => Some(duty.parse().ok()?),
        };
        Some(Self {
            number: number.to_owned(),
            duty,
        })
    }

    fn value(&self) -> String {
        value(&self.number, self.duty.as_ref())
    }
}

/// What was ticked, each once; acts on a whole request take it once, however much of it was ticked.
fn rows<'t>(act: &str, ticked: impl Iterator<Item = &'t str>) -> Vec<Row> {
    let mut seen = BTreeSet::new();
    let whole = matches!(act, "extend" | "stop");
    let parsed = ticked.filter_map(Row::parsed).map(|row| match whole {
        true => Row { duty: None, ..row },
        false => row,
    });
    parsed
        .filter(|row| seen.insert(row.value()))
        .take(BULK_MAX)
        .collect()
}

fn known_act(frame: &Frame, act: &str) -> Result<&'static str, Problem> {
    let found = offered(frame).iter().find(|known| **known == act);
    found.copied().ok_or_else(Problem::not_found)
}

/// The page that asks for the reason.
pub(super) async fn choose(
    State(doors): State<Doors>,
    frame: Frame,
    RawQuery(query): RawQuery,
) -> Result<Page, Problem> {
    let query = query.unwrap_or_default();
    let asked: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let of = |name: &'static str| {
        let named = asked.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.as_str())
    };
    let act = known_act(&frame, of("act").next().unwrap_or_default())?;
    let rows = rows(act, of("row"));
    page(&doors, &frame, act, &rows, None, &[]).await
}

/// What the form says besides the work.
enum Wanted {
    Urge,
    Waive,
    Reassign(Option<DepartmentKey>, Option<Officer>),
    Extend(ClockKey),
    Stop(Ground, Instant),
}

impl Wanted {
    async fn read(doors: &Doors, act: &str, form: &Form) -> Result<Self, Problem> {
        if form.text("reason").is_empty() {
            return Err(Problem::at("/reason", "missing", "say why"));
        }
        Ok(match act {
            "urge" => Self::Urge,
            "waive" => Self::Waive,
            "reassign" => Self::Reassign(
                intervene::known_department(doors, form)?,
                intervene::officer(doors, form).await?,
            ),
            "extend" => Self::Extend(intervene::parsed(form, "clock")?),
            "stop" => Self::Stop(
                intervene::ground(form)?,
                intervene::end_of(intervene::day(form)?)?,
            ),
            _ => return Err(Problem::not_found()),
        })
    }

    /// The act on one piece of work; none where it cannot be done to such work.
    fn on(&self, duty: Option<&Duty>) -> Option<Act> {
        Some(match (self, duty) {
            (Self::Urge, Some(duty)) => Act::Urge(duty.clone()),
            (Self::Waive, Some(Duty::Review(review))) => Act::Waive(review.clone()),
            (Self::Reassign(department, officer), Some(duty)) => Act::Reassign {
                duty: duty.clone(),
                department: department.clone(),
                officer: officer.clone(),
            },
            (Self::Extend(clock), _) => Act::Extend(clock.clone()),
            (Self::Stop(ground, until), _) => Act::Stop {
                scope: StopScope::Request,
                ground: *ground,
                until: *until,
            },
            (Self::Urge | Self::Waive | Self::Reassign(..), _) => return None,
        })
    }
}

/// Does it, and says what came of each.
pub(super) async fn carry_out(
    State(doors): State<Doors>,
    frame: Frame,
    Path(act): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let act = known_act(&frame, &act)?;
    let rows = rows(act, form.all("row"));
    let wanted = match Wanted::read(&doors, act, &form).await {
        Ok(wanted) => wanted,
        Err(problem) if problem.status == 422 => {
            let field_of = |pointer: &str| Some(pointer.trim_start_matches('/').to_owned());
            let mistakes = field::mistakes(&frame, &problem, field_of);
            let page = page(&doors, &frame, act, &rows, Some(&form), &mistakes).await?;
            let page = page.mistaken(StatusCode::UNPROCESSABLE_ENTITY);
            return Ok(page.into_response());
        }
        Err(problem) => return Err(problem),
    };
    let outcomes = outcomes(&doors, &frame, &rows, &wanted, &form).await;
    Ok(result(&doors, &frame, act, &form, &rows, &outcomes)
        .await?
        .into_response())
}

/// What came of each row; work to which this cannot be done is refused before.
async fn outcomes(
    doors: &Doors,
    frame: &Frame,
    rows: &[Row],
    wanted: &Wanted,
    form: &Form,
) -> Vec<Result<Request, Problem>> {
    let part = |row: &Row| {
        let act = wanted.on(row.duty.as_ref())?;
        Some(Part {
            key: row.value().replace(' ', "/"),
            case_number: row.number.clone(),
            action: Action::Supervise {
                act,
                reason: form.text("reason").to_owned(),
            },
        })
    };
    let parts: Vec<Option<Part>> = rows.iter().map(part).collect();
    let fitting: Vec<bool> = parts.iter().map(Option::is_some).collect();
    let caller = frame.staff_caller();
    let parts = parts.into_iter().flatten().collect();
    let done = supervising::each(doors, &caller, &form.envelope, &form.digest, parts).await;
    let mut done = done.into_iter();
    let outcome = |fits: bool| {
        let done = if fits { done.next() } else { None };
        done.unwrap_or_else(|| Err(Problem::new("not_open", "this cannot be done to such work")))
    };
    fitting.into_iter().map(outcome).collect()
}

async fn page(
    doors: &Doors,
    frame: &Frame,
    act: &str,
    rows: &[Row],
    typed: Option<&Form>,
    mistakes: &[Mistake],
) -> Result<Page, Problem> {
    let title = frame.say(&format!("act-{act}"));
    let found = found(doors, frame, rows).await;
    let fields = fields(doors, frame, act, typed, mistakes).await?;
    let body = html! {
        (field::summary(frame, mistakes))
        p class="back" { a href=(frame.link("/oversight/stalled")) { (frame.say("stalled-title")) } }
        h1 { (title) }
        @if rows.is_empty() { p class="empty" { (frame.say("bulk-nothing")) } }
        @else {
            p class="lead" { (frame.say_with("acts-count", &[("count", rows.len().into())])) }
            div class="two" {
                ul class="plainlist" { @for (row, found) in rows.iter().zip(&found) { li { (name(doors, frame, row, found.as_ref())) } } }
                form method="post" action=(frame.link(&format!("/oversight/acts/{act}"))) {
                    (form::key())
                    @for row in rows { (field::hidden("row", &row.value())) }
                    (fields)
                    p class="hint" { (frame.say("acts-hint")) }
                    button { (title) }
                }
            }
        }
    };
    Ok(Page::staff(frame, title, body))
}

/// The requests of the rows, as far as the reader may know of them.
async fn found(doors: &Doors, frame: &Frame, rows: &[Row]) -> Vec<Option<Found>> {
    let caller = frame.staff_caller();
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(doors.case_of(&caller, &row.number).await.ok());
    }
    found
}

fn name(doors: &Doors, frame: &Frame, row: &Row, found: Option<&Found>) -> Markup {
    let duty = row.duty.as_ref().zip(found);
    html! {
        a class="case" href=(frame.link(&format!("/oversight/requests/{}", row.number))) { (row.number) }
        @if let Some(found) = found { " " (frame.text(&found.service.workflow.title)) }
        @if let Some((duty, found)) = duty { " · " (frame.words(&doors.case(found).duty(duty))) }
    }
}

async fn fields(
    doors: &Doors,
    frame: &Frame,
    act: &str,
    typed: Option<&Form>,
    mistakes: &[Mistake],
) -> Result<Markup, Problem> {
    let labels = [
        "act-department",
        "act-officer",
        "act-clock",
        "act-ground",
        "act-until",
        "form-reason",
    ];
    let labels = labels.map(|key| frame.say(key));
    let [department, officer, clock, ground, until, reason] = &labels;
    let line = |name: &'static str, label| Line {
        name,
        label,
        value: typed.map_or("", |form| form.raw(name)),
        mistake: field::of(mistakes, name),
        ..Line::default()
    };
    Ok(html! {
        @match act {
            "reassign" => {
                (field::select(frame, &Line { optional: true, ..line("department", department) }, &departments(doors, frame)))
                (field::select(frame, &Line { optional: true, ..line("officer", officer) }, &officers(doors, frame).await?))
                p class="hint" { (frame.say("acts-reassign-hint")) }
            }
            "extend" => (field::select(frame, &line("clock", clock), &clocks(frame))),
            "stop" => {
                (field::select(frame, &line("ground", ground), &intervene::grounds(frame)))
                (field::line(frame, &Line { kind: "date", short: true, ..line("until", until) }))
            }
            _ => {}
        }
        (field::area(frame, &line("reason", reason), 3))
    })
}

fn departments(doors: &Doors, frame: &Frame) -> Vec<(String, String)> {
    let departments = doors.engine.directory().departments.iter();
    let named = departments.map(|(key, it)| (key.to_string(), frame.text(&it.title).to_owned()));
    named.collect()
}

async fn officers(doors: &Doors, frame: &Frame) -> Result<Vec<(String, String)>, Problem> {
    let accounts = accounts::list(doors.engine.store().reader(), None, COLLEAGUES_MAX).await?;
    let active = accounts.into_iter().filter(|account| account.active);
    let named = active.map(|account| {
        let department = filters::department(doors, frame, account.department.as_str());
        (
            account.id.0.to_string(),
            format!("{} · {department}", account.name),
        )
    });
    Ok(named.collect())
}

fn clocks(frame: &Frame) -> Vec<(String, String)> {
    let clocks = [
        (ClockKey::Statutory, "clock-statutory"),
        (ClockKey::Promised, "clock-promised"),
    ];
    clocks
        .map(|(key, words)| (key.to_string(), frame.say(words)))
        .into()
}

async fn result(
    doors: &Doors,
    frame: &Frame,
    act: &str,
    form: &Form,
    rows: &[Row],
    outcomes: &[Result<Request, Problem>],
) -> Result<Page, Problem> {
    let title = frame.say("acts-result");
    let name_of_act = frame.say(&format!("act-{act}"));
    let by = frame.officer()?.name.clone();
    let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let found = found(doors, frame, rows).await;
    let counts = [
        ("done", done.into()),
        ("refused", (outcomes.len() - done).into()),
    ];
    let body = html! {
        p class="back" { a href=(frame.link("/oversight/stalled")) { (frame.say("stalled-title")) } }
        h1 { (title) }
        dl class="facts" {
            div { dt { (frame.say("acts-what")) } dd { (name_of_act) } }
            div { dt { (frame.say("acts-by")) } dd { (by) " · " (frame.minute(frame.now())) } }
            div { dt { (frame.say("form-reason")) } dd class="said" { (form.text("reason")) } }
        }
        p role="status" { b { (frame.say_with("acts-came", &counts)) } }
        @if rows.is_empty() { p { (frame.say("bulk-nothing")) } }
        @else {
            progress max=(rows.len()) value=(done) aria-label=(frame.say("acts-progress")) {}
            ul class="plainlist" {
                @for ((row, found), outcome) in rows.iter().zip(&found).zip(outcomes) {
                    li {
                        (name(doors, frame, row, found.as_ref())) " "
                        @match outcome {
                            Ok(_) => span class="light green" { (frame.say("acts-done")) },
                            Err(problem) => { span class="light red" { (frame.say("acts-refused")) } " " (field::refused(frame, problem)) }
                        }
                    }
                }
            }
        }
        p class="hint" { (frame.say("acts-on-record")) }
    };
    Ok(Page::staff(frame, title, body))
}
