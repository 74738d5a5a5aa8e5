//! Charts: drawn by hand as SVG, each with the same figures in a table under it.

use maud::{Markup, html};

use crate::web::Frame;

/// Height of the drawing, in its own units.
const HEIGHT: i64 = 120;
/// Width of one column.
const COLUMN: i64 = 56;

/// One bar for each band.
pub(super) fn bars(frame: &Frame, title: &str, band: &str, bars: &[(String, i64)]) -> Markup {
    let most = bars
        .iter()
        .map(|(_, count)| *count)
        .max()
        .unwrap_or(0)
        .max(1);
    let width = COLUMN * i64::try_from(bars.len()).unwrap_or(1);
    html! {
        figure class="chart" {
            svg viewBox=(format!("0 0 {width} {}", HEIGHT + 40)) role="img" aria-label=(title) {
                @for (index, (label, count)) in bars.iter().enumerate() {
                    @let left = COLUMN * i64::try_from(index).unwrap_or_default();
                    @let tall = HEIGHT * count / most;
                    rect class="bar" x=(left + 6) y=(HEIGHT - tall + 16) width=(COLUMN - 12) height=(tall.max(1)) rx="2" {}
                    text x=(left + COLUMN / 2) y=(HEIGHT - tall + 11) { (count) }
                    text class="label" x=(left + COLUMN / 2) y=(HEIGHT + 34) { (label) }
                }
            }
            (twin(frame, &[band.to_owned(), frame.say("chart-count")], bars.iter().map(|(label, count)| vec![label.clone(), count.to_string()])))
        }
    }
}

/// How much was in time, week by week, of how much ended.
pub(super) fn in_time(frame: &Frame, points: &[(String, i64, i64)]) -> Markup {
    let width = COLUMN * i64::try_from(points.len()).unwrap_or(1);
    let share = |in_time: i64, ended: i64| (ended > 0).then(|| in_time * 100 / ended);
    let line: Vec<String> = points
        .iter()
        .enumerate()
        .filter_map(|(index, (_, in_time, ended))| {
            let left = COLUMN * i64::try_from(index).ok()? + COLUMN / 2;
            let high = 16 + HEIGHT - HEIGHT * share(*in_time, *ended)? / 100;
            Some(format!("{left},{high}"))
        })
        .collect();
    let columns = [
        frame.say("chart-week"),
        frame.say("chart-ended"),
        frame.say("chart-in-time"),
    ];
    let rows = points.iter().map(|(label, in_time, ended)| {
        let share =
            share(*in_time, *ended).map_or_else(|| "—".to_owned(), |share| format!("{share} %"));
        vec![label.clone(), ended.to_string(), share]
    });
    html! {
        figure class="chart" {
            svg viewBox=(format!("0 0 {width} {}", HEIGHT + 40)) role="img" aria-label=(frame.say("overview-weeks")) {
                @for high in [16, 16 + HEIGHT / 2, 16 + HEIGHT] { line class="grid" x1="0" x2=(width) y1=(high) y2=(high) {} }
                polyline class="line" points=(line.join(" ")) {}
                @for point in &line {
                    @if let Some((left, high)) = point.split_once(',') { circle class="point" cx=(left) cy=(high) r="4" {} }
                }
                @for (index, (label, _, _)) in points.iter().enumerate() {
                    text class="label" x=(COLUMN * i64::try_from(index).unwrap_or_default() + COLUMN / 2) y=(HEIGHT + 34) { (label) }
                }
            }
            (twin(frame, &columns, rows))
        }
    }
}

/// The same figures as a table.
fn twin(frame: &Frame, columns: &[String], rows: impl Iterator<Item = Vec<String>>) -> Markup {
    html! {
        details {
            summary { (frame.say("chart-table")) }
            div class="table" {
                table {
                    thead { tr { @for column in columns { th scope="col" { (column) } } } }
                    tbody { @for row in rows { tr { @for cell in row { td { (cell) } } } } }
                }
            }
        }
    }
}
