//! What differs between two versions of a workflow, line by line: what whoever publishes has to read.

use std::time::Duration;

use maud::{Markup, html};
use similar::{ChangeTag, TextDiff};

use crate::domain::identifiers::WorkflowKey;
use crate::doors::{Doors, Problem};
use crate::storage::workflows;
use crate::web::Frame;

/// Lines around a change that are shown with it.
const AROUND: usize = 3;
/// After this long, two texts that have nothing in common are shown as one taken out and one put in.
const COMPARED_IN: Duration = Duration::from_millis(500);

/// The difference to the version before; nothing for the first.
pub(super) async fn since_last(
    doors: &Doors,
    frame: &Frame,
    key: &WorkflowKey,
    version: u32,
    source: &str,
) -> Result<Markup, Problem> {
    let before = workflows::before(doors.engine.store().reader(), key, version).await?;
    Ok(html! {
        @if let Some(before) = before {
            section {
                h2 { (frame.say_with("changes-title", &[("version", i64::from(before.workflow.version).into())])) }
                (difference(frame, &before.source, source))
            }
        }
    })
}

fn difference(frame: &Frame, old: &str, new: &str) -> Markup {
    let diff = TextDiff::configure()
        .timeout(COMPARED_IN)
        .diff_lines(old, new);
    let count = |wanted| {
        diff.iter_all_changes()
            .filter(|it| it.tag() == wanted)
            .count()
    };
    let (gone, come) = (count(ChangeTag::Delete), count(ChangeTag::Insert));
    html! {
        @if gone + come == 0 { p { (frame.say("changes-none")) } }
        @else {
            p class="hint" { (frame.say_with("changes-count", &[("gone", gone.into()), ("come", come.into())])) }
            @for group in diff.grouped_ops(AROUND) {
                pre class="excerpt" tabindex="0" {
                    @for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
                        @match change.tag() {
                            ChangeTag::Delete => del { "- " (change.value()) },
                            ChangeTag::Insert => ins { "+ " (change.value()) },
                            ChangeTag::Equal => { "  " (change.value()) }
                        }
                        @if change.missing_newline() { "\n" }
                    }
                }
            }
        }
    }
}
