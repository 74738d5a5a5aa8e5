//! What is wrong with a workflow's file: each with its place, the lines around it, and what to do.

use maud::{Markup, html};

use crate::language::{Finding, Place, Severity};
use crate::web::Frame;

/// Lines shown before and after the one that is meant.
const AROUND: usize = 1;
/// Most findings of a page; the rest is counted.
const SHOWN_MAX: usize = 100;

/// All of them; the words are those of `lianban check`, in English.
pub(super) fn findings(frame: &Frame, source: &str, found: &[Finding]) -> Markup {
    let errors = found
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    let counts = [
        ("errors", (errors as i64).into()),
        ("warnings", ((found.len() - errors) as i64).into()),
    ];
    html! {
        @if !found.is_empty() {
            section {
                h2 { (frame.say_with("findings-title", &counts)) }
                p class="hint" { (frame.say("findings-hint")) }
                ol class="findings" { @for finding in found.iter().take(SHOWN_MAX) { li { (one(frame, source, finding)) } } }
                @if found.len() > SHOWN_MAX { p { (frame.say_with("findings-more", &[("count", ((found.len() - SHOWN_MAX) as i64).into())])) } }
            }
        }
    }
}

fn one(frame: &Frame, source: &str, finding: &Finding) -> Markup {
    let line = [("line", (finding.place.line as i64).into())];
    html! {
        p {
            @match finding.severity {
                Severity::Error => span class="light red" { (frame.say("finding-error")) },
                Severity::Warning => span class="light yellow" { (frame.say("finding-warning")) },
            }
            " " b { (frame.say_with("finding-line", &line)) }
            @if !finding.path.is_empty() { " " code { (finding.path) } }
        }
        p lang="en" { (finding.message) }
        (excerpt(source, finding.place))
        @if !finding.hint.is_empty() { p { (frame.say("finding-hint")) span lang="en" { (finding.hint) } } }
    }
}

/// The line with its neighbours, the place marked.
fn excerpt(source: &str, place: Place) -> Markup {
    let first = place.line.saturating_sub(AROUND).max(1);
    let lines = source
        .lines()
        .enumerate()
        .map(|(index, text)| (index + 1, text))
        .skip(first - 1)
        .take(place.line + AROUND + 1 - first);
    html! {
        pre class="excerpt" tabindex="0" {
            @for (number, text) in lines {
                span class="count" { (format!("{number:>4}  ")) }
                @if number == place.line {
                    @let (before, meant, after) = cut(text, place);
                    (before) mark { (meant) } (after)
                } @else { (text) }
                "\n"
            }
        }
    }
}

/// A line around the characters that are meant; never beyond it.
fn cut(text: &str, place: Place) -> (&str, &str, &str) {
    let at = |chars: usize| {
        let mut bytes = text.char_indices().map(|(byte, _)| byte);
        bytes.nth(chars).unwrap_or(text.len())
    };
    let from = at(place.column.saturating_sub(1));
    let to = at(place.column.saturating_sub(1) + place.length.max(1));
    (&text[..from], &text[from..to], &text[to..])
}

#[cfg(test)]
mod tests {
    use super::{Place, cut};

    #[test]
    fn a_place_is_cut_out_by_characters() {
        let place = |column, length| Place {
            line: 1,
            column,
            length,
        };
        assert_eq!(cut("标题: abc", place(5, 3)), ("标题: ", "abc", ""));
        assert_eq!(cut("标题", place(9, 3)), ("标题", "", ""));
    }
}
