//! What happened so far.

use maud::{Markup, html};

use super::Shown;
use crate::domain::event::Entry;
use crate::doors::present::timeline::{self, Happened};

/// Most lines that are shown of what happened, the newest.
const LINES: usize = 150;

/// What happened, newest first.
pub(super) fn past(shown: &Shown<'_>, entries: &[Entry]) -> Markup {
    let frame = shown.frame;
    let past = timeline::past(&shown.case, entries);
    let lines: Vec<(String, String)> = past
        .iter()
        .rev()
        .take(LINES)
        .filter_map(|line| Some((frame.minute(line.at), happened(shown, line)?)))
        .collect();
    html! {
        section class="answer" aria-labelledby="past" {
            h2 id="past" { (frame.say("past-title")) }
            ol class="past" reversed {
                @for (at, said) in &lines { li { span class="when" { (at) } " " (said) } }
            }
        }
    }
}

/// One line in words; what has no words in the catalogue is left out rather than shown raw.
fn happened(shown: &Shown<'_>, line: &Happened) -> Option<String> {
    let frame = shown.frame;
    let about = line.about.as_ref();
    let about = about.map(|words| frame.words(words).to_owned());
    let by_rule = line.event == "opined" && line.department.is_none();
    let key = if by_rule {
        "past-opined-by-rule".to_owned()
    } else {
        format!("past-{}", line.event.replace('_', "-"))
    };
    let department = line.department.as_ref();
    let department = department.map_or_else(
        || who(shown, &line.by),
        |words| frame.words(words).to_owned(),
    );
    let about = about.unwrap_or_else(|| frame.words(&shown.status.service).to_owned());
    let values = [("department", department.into()), ("about", about.into())];
    crate::i18n::find(frame.language(), &key, &values)
}

fn who(shown: &Shown<'_>, by: &str) -> String {
    let key = if by == "applicant" {
        "past-you"
    } else {
        "past-system"
    };
    shown.frame.say(key)
}
