//! The first page of a supervisor: figures, who has what, how old it is, how much is in time.

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::{chart, filters, work};
use crate::domain::identifiers::{StageKey, WorkflowKey};
use crate::doors::overview::Overview;
use crate::doors::{Doors, Problem};
use crate::storage::instant;
use crate::storage::reports::{AGES_DAYS, BANDS, Cell};
use crate::web::parts::csv;
use crate::web::{Frame, Page};

/// The page.
pub(super) async fn read(State(doors): State<Doors>, frame: Frame) -> Result<Page, Problem> {
    let overview = doors.overview(super::hears_complaints(&frame)).await?;
    let title = frame.say("overview-title");
    let body = html! {
        (super::rooms(&frame))
        h1 { (title) }
        p class="hint" { (frame.say_with("overview-at", &[("at", frame.minute(overview.at).into())])) }
        (figures(&frame, &overview))
        (table(&doors, &frame, &overview))
        div class="two" {
            section aria-labelledby="ages" {
                h2 id="ages" { (frame.say("overview-ages")) }
                (ages(&frame, &overview))
            }
            section aria-labelledby="weeks" {
                h2 id="weeks" { (frame.say("overview-weeks")) }
                (weeks(&frame, &overview))
            }
        }
    };
    Ok(Page::staff(&frame, title, body))
}

/// The figures and the table alone, for a reader who goes nowhere from here.
pub(super) fn to_read(doors: &Doors, frame: &Frame, overview: &Overview) -> Markup {
    let sum = |of: fn(&Cell) -> i64| overview.sum(of).to_string();
    let figures = [
        ("open", overview.open_requests.to_string()),
        ("today", overview.due_today.to_string()),
        ("yellow", sum(|cell| cell.counts.soon)),
        ("red", sum(|cell| cell.counts.overdue)),
        ("unclaimed", sum(|cell| cell.counts.unclaimed)),
        ("cards", overview.cards.to_string()),
    ];
    html! {
        p class="hint" { (frame.say_with("overview-at", &[("at", frame.minute(overview.at).into())])) }
        dl class="facts" {
            @for (key, value) in figures { div { dt { (frame.say(&format!("overview-{key}"))) } dd { (value) } } }
        }
        div class="table" {
            table {
                caption { (frame.say("overview-cells")) }
                thead { tr {
                    @for key in ["department", "step"] { th scope="col" { (frame.say(&format!("overview-{key}"))) } }
                    @for key in ["open", "unclaimed", "yellow", "red", "grey"] { th scope="col" class="number" { (frame.say(&format!("overview-{key}"))) } }
                } }
                tbody {
                    @for cell in &overview.cells {
                        @let counts = cell.counts;
                        tr {
                            th scope="row" { (filters::department(doors, frame, &cell.department)) }
                            td { (step(doors, frame, cell)) }
                            @for count in [counts.open, counts.unclaimed, counts.soon, counts.overdue, counts.stopped] { td class="number" { (count) } }
                        }
                    }
                }
            }
        }
        (ages(frame, overview))
        (weeks(frame, overview))
    }
}

/// Figures to begin the day with, each a door to the list behind it.
fn figures(frame: &Frame, overview: &Overview) -> Markup {
    let oldest = overview
        .oldest()
        .map_or_else(|| "—".to_owned(), |at| frame.brief_day(at));
    let count = |number: i64| number.to_string();
    let (stalled, more) = overview.stalled;
    let stalled = format!("{stalled}{}", if more { "+" } else { "" });
    let work = |standing: &str| work::link(frame, "", "", standing);
    let to = |path: &str| frame.link(path);
    let figures = [
        (
            "open",
            overview.open_requests.to_string(),
            to("/oversight/requests?open=yes"),
        ),
        ("today", overview.due_today.to_string(), work("today")),
        (
            "yellow",
            count(overview.sum(|cell| cell.counts.soon)),
            work("yellow"),
        ),
        (
            "red",
            count(overview.sum(|cell| cell.counts.overdue)),
            work("red"),
        ),
        (
            "unclaimed",
            count(overview.sum(|cell| cell.counts.unclaimed)),
            work("unclaimed"),
        ),
        ("oldest", oldest, work("")),
        ("stalled", stalled, to("/oversight/stalled")),
        (
            "cards",
            overview.cards.to_string(),
            to("/oversight/requests?cards=month"),
        ),
    ];
    html! {
        ul class="figures" {
            @for (key, value, link) in figures {
                @let words = if key == "open" { "overview-open-requests".to_owned() } else { format!("overview-{key}") };
                li class=(key) { a href=(link) { b { (value) } (frame.say(&words)) } }
            }
        }
    }
}

fn table(doors: &Doors, frame: &Frame, overview: &Overview) -> Markup {
    html! {
        section aria-labelledby="cells" {
            h2 id="cells" { (frame.say("overview-cells")) }
            @if overview.cells.is_empty() { p class="empty" { (frame.say("overview-nothing")) } }
            @else {
                div class="table" {
                    table {
                        caption { (frame.say("overview-cells-caption")) " " a href=(frame.link("/oversight/cells.csv")) { "CSV" } }
                        thead { tr {
                            th scope="col" { (frame.say("overview-department")) }
                            th scope="col" { (frame.say("overview-step")) }
                            @for key in ["open", "unclaimed", "yellow", "red", "grey"] { th scope="col" class="number" { (frame.say(&format!("overview-{key}"))) } }
                            th scope="col" class="number" { (frame.say("overview-median")) }
                            th scope="col" class="number" { (frame.say("overview-p90")) }
                            th scope="col" { (frame.say("overview-oldest")) }
                        } }
                        tbody { @for cell in &overview.cells { (row(doors, frame, cell)) } }
                    }
                }
            }
        }
    }
}

fn row(doors: &Doors, frame: &Frame, cell: &Cell) -> Markup {
    let counts = cell.counts;
    let step = match &cell.stage {
        Some(stage) => format!("{}/{stage}", cell.workflow),
        None => format!("{}{}", cell.workflow, filters::COUNTER),
    };
    let link = |standing: &str| work::link(frame, &cell.department, &step, standing);
    html! {
        tr {
            th scope="row" { (filters::department(doors, frame, &cell.department)) }
            td { (self::step(doors, frame, cell)) }
            td class="number" { a href=(link("")) { (counts.open) } }
            td class="number" { (behind(counts.unclaimed, &link("unclaimed"), "")) }
            td class="number" { (behind(counts.soon, &link("yellow"), "light yellow")) }
            td class="number" { (behind(counts.overdue, &link("red"), "light red")) }
            td class="number" { (behind(counts.stopped, &link("grey"), "light grey")) }
            td class="number" { (age(frame, quantile(&cell.ages, 1, 2))) }
            td class="number" { (age(frame, quantile(&cell.ages, 9, 10))) }
            td class="date" { (frame.brief_day(instant(cell.oldest))) }
        }
    }
}

/// A figure as a door to the list behind it; nothing lies behind none.
pub(super) fn behind(count: i64, link: &str, class: &str) -> Markup {
    let shape = match class {
        "light yellow" => "▲ ",
        "light red" => "■ ",
        "light grey" => "‖ ",
        _ => "",
    };
    html! { @if count > 0 { a class=[(!class.is_empty()).then_some(class)] href=(link) { (shape) (count) } } @else { "0" } }
}

/// The band in which the wanted share of the work lies.
fn quantile(ages: &[i64; BANDS], share: i64, of: i64) -> Option<usize> {
    let all: i64 = ages.iter().sum();
    let mut seen = 0;
    ages.iter().position(|band| {
        seen += band;
        all > 0 && seen * of >= all * share
    })
}

/// A band as short as a column is narrow.
fn brief_age(frame: &Frame, band: usize) -> String {
    match AGES_DAYS.get(band) {
        Some(days) => frame.say_with("overview-band", &[("days", (*days).into())]),
        None => frame.say_with(
            "overview-band-last",
            &[("days", AGES_DAYS[BANDS - 2].into())],
        ),
    }
}

/// A band in words: `≤ 3 天`, `> 30 天`.
fn age(frame: &Frame, band: Option<usize>) -> String {
    match band.map(|band| AGES_DAYS.get(band)) {
        None => "—".to_owned(),
        Some(Some(days)) => frame.say_with("overview-up-to", &[("days", (*days).into())]),
        Some(None) => frame.say_with("overview-over", &[("days", AGES_DAYS[BANDS - 2].into())]),
    }
}

fn step(doors: &Doors, frame: &Frame, cell: &Cell) -> String {
    let newest = cell.workflow.parse::<WorkflowKey>().ok();
    let newest = newest.and_then(|key| doors.engine.registry().newest(&key));
    let Some(service) = newest else {
        return cell.workflow.clone();
    };
    let title = frame.text(&service.workflow.title);
    let stage = cell
        .stage
        .as_ref()
        .and_then(|stage| stage.parse::<StageKey>().ok());
    let stage = stage.and_then(|stage| {
        service
            .workflow
            .stage(&stage)
            .map(|stage| frame.text(&stage.title).to_owned())
    });
    stage.map_or_else(
        || format!("{title} · {}", frame.say("overview-counter")),
        |stage| format!("{title} · {stage}"),
    )
}

fn ages(frame: &Frame, overview: &Overview) -> Markup {
    let ages = overview.ages();
    let bars: Vec<(String, i64)> = (0..BANDS)
        .map(|band| (brief_age(frame, band), ages[band]))
        .collect();
    chart::bars(
        frame,
        &frame.say("overview-ages"),
        &frame.say("overview-age"),
        &bars,
    )
}

fn weeks(frame: &Frame, overview: &Overview) -> Markup {
    let points: Vec<(String, i64, i64)> = overview
        .weeks
        .iter()
        .map(|(monday, week)| {
            let label = crate::notices::dates::brief(frame.language(), *monday, frame.today());
            (label, week.ended - week.late, week.ended)
        })
        .collect();
    chart::in_time(frame, &points)
}

/// The table as CSV; cells that a spreadsheet would compute are quoted as text.
pub(super) async fn csv(State(doors): State<Doors>, frame: Frame) -> Result<Response, Problem> {
    let overview = doors.overview(super::hears_complaints(&frame)).await?;
    let mut lines =
        vec!["department,workflow,stage,open,unclaimed,soon,overdue,stopped,oldest".to_owned()];
    for cell in &overview.cells {
        let texts = [
            cell.department.as_str(),
            cell.workflow.as_str(),
            cell.stage.as_deref().unwrap_or_default(),
        ];
        let texts: Vec<String> = texts.iter().map(|text| csv::quoted(text)).collect();
        let counts = cell.counts;
        let numbers = [
            counts.open,
            counts.unclaimed,
            counts.soon,
            counts.overdue,
            counts.stopped,
        ];
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        let oldest = instant(cell.oldest).to_rfc3339();
        lines.push(format!(
            "{},{},{oldest}",
            texts.join(","),
            numbers.join(",")
        ));
    }
    Ok(csv::response("lianban-open-work", &lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_the_band_that_holds_the_share() {
        assert_eq!(quantile(&[0; BANDS], 1, 2), None);
        assert_eq!(quantile(&[5, 0, 0, 0, 0, 5], 1, 2), Some(0));
        assert_eq!(quantile(&[5, 0, 0, 0, 0, 5], 9, 10), Some(5));
        assert_eq!(quantile(&[1, 1, 1, 1, 0, 0], 1, 2), Some(1));
    }
}
