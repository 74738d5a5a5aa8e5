//! Why clocks stood still, in words.

use maud::{Markup, html};

use super::Shown;
use crate::doors::present::following::{StopView, stops};
use crate::web::Frame;

/// Every span; nothing where there was none.
pub(super) fn spans(shown: &Shown<'_>) -> Markup {
    let frame = shown.frame;
    let stops = stops(&shown.case);
    html! {
        @if !stops.is_empty() {
            section class="answer" aria-labelledby="stops" {
                h2 id="stops" { (frame.say("stops-title")) }
                p class="hint" { (frame.say("stops-hint")) }
                ul class="plainlist" { @for stop in &stops { li { (span(frame, stop)) } } }
            }
        }
    }
}

fn span(frame: &Frame, stop: &StopView) -> Markup {
    let (key, to) = match stop.resumed {
        Some(resumed) => ("stop-over", resumed),
        None => ("stop-open", stop.until),
    };
    let (from, to) = (frame.day(stop.from), frame.day(to));
    let scope = if stop.statutory {
        "stop-both"
    } else {
        "stop-promised-only"
    };
    html! {
        b { (frame.words(&stop.ground)) }
        @if let Some(about) = &stop.about { " · " (frame.words(about)) }
        br;
        (frame.say_with(key, &[("from", from.into()), ("to", to.into())])) (frame.say(scope))
    }
}
