//! What is ticked in a list: pieces of work, each a row, and the acts offered on them.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::domain::directory::SUPERVISOR;
use crate::domain::identifiers::CaseNumber;
use crate::domain::request::Duty;
use crate::doors::Problem;
use crate::doors::supervising::BULK_MAX;
use crate::web::Frame;
use crate::web::entry::is_path_of_ours;
use crate::web::oversight::{filters, intervenes, is};
use crate::web::parts::field;

/// What supervisors may do to many at once; what cannot be taken back is done one by one.
const OF_SUPERVISORS: [&str; 5] = ["urge", "reassign", "waive", "extend", "stop"];
/// What heads may, where the workflow names them.
const OF_HEADS: [&str; 2] = ["extend", "stop"];
/// Stands for a request where the work it hangs on is no seat in a queue.
const NO_DUTY: &str = "-";
/// The field with the list that somebody came from.
pub(super) const FROM: &str = "from";
/// Where the lists are; only there one returns to.
const LISTS: &str = "/oversight";

pub(in crate::web::oversight) fn supervises(frame: &Frame) -> bool {
    is(frame, &[SUPERVISOR])
}

fn offered(frame: &Frame) -> &'static [&'static str] {
    match (supervises(frame), intervenes(frame)) {
        (true, _) => &OF_SUPERVISORS,
        (false, true) => &OF_HEADS,
        (false, false) => &[],
    }
}

/// A list whose rows can be ticked, with the acts below; for those who only look, the list alone.
pub(in crate::web::oversight) fn choosing(frame: &Frame, list: Markup) -> Markup {
    let acts = offered(frame);
    if acts.is_empty() {
        return list;
    }
    html! {
        form method="get" action=(frame.link("/oversight/acts")) {
            (field::hidden(FROM, frame.here()))
            (list)
            p class="actions" {
                (frame.say("acts-with-ticked"))
                @for act in acts { button class="quiet" name="act" value=(act) { (frame.say(&format!("act-{act}"))) } }
            }
        }
    }
}

/// The head of the column of boxes.
pub(in crate::web::oversight) fn head(frame: &Frame) -> Markup {
    html! {
        @if intervenes(frame) { th scope="col" { input type="checkbox" data-all="row" aria-label=(frame.say("queue-tick-all")); } }
    }
}

/// The box of one row.
pub(in crate::web::oversight) fn tick(frame: &Frame, number: &str, duty: Option<&Duty>) -> Markup {
    html! {
        @if intervenes(frame) {
            td { input type="checkbox" name="row" value=(value(number, duty)) aria-label=(frame.say_with("queue-tick", &[("case", number.into())])); }
        }
    }
}

fn value(number: &str, duty: Option<&Duty>) -> String {
    let duty = duty.map_or_else(|| NO_DUTY.to_owned(), ToString::to_string);
    format!("{number} {duty}")
}

/// The page of one act on one piece of work.
pub(in crate::web::oversight) fn link(
    frame: &Frame,
    act: &str,
    number: &str,
    duty: &Duty,
) -> String {
    let row = value(number, Some(duty));
    filters::address(
        frame,
        "/oversight/acts",
        &[("act", act), ("row", &row), (FROM, frame.here())],
    )
}

/// A piece of work as it was ticked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) number: String,
    pub(super) duty: Option<Duty>,
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

    pub(super) fn value(&self) -> String {
        value(&self.number, self.duty.as_ref())
    }
}

/// What was ticked, each once; acts on a whole request take it once, however much of it was ticked.
pub(super) fn rows<'t>(act: &str, ticked: impl Iterator<Item = &'t str>) -> Vec<Row> {
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

pub(super) fn known_act(frame: &Frame, act: &str) -> Result<&'static str, Problem> {
    let found = offered(frame).iter().find(|known| **known == act);
    found.copied().ok_or_else(Problem::not_found)
}

/// The list that somebody came from: a path of the supervisors' lists, else the first of them.
pub(super) fn list_of(from: &str) -> &str {
    let path = from.split('?').next().unwrap_or_default();
    let is_list = path == LISTS || path.starts_with(&format!("{LISTS}/"));
    match is_path_of_ours(from) && is_list {
        true => from,
        false => "/oversight/stalled",
    }
}

#[cfg(test)]
mod tests {
    use super::list_of;

    #[test]
    fn one_returns_to_a_list_of_ours_and_nowhere_else() {
        let own = "/oversight/work?department=labour&cursor=1";
        assert_eq!(list_of(own), own);
        for strange in [
            "",
            "/desk",
            "//evil.example/oversight",
            "/oversightful",
            "https://x/oversight",
        ] {
            assert_eq!(list_of(strange), "/oversight/stalled", "{strange:?}");
        }
    }
}
