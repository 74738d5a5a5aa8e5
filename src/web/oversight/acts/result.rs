//! What came of an act on many, piece by piece.

use maud::html;

use super::rows::{FROM, Row, list_of};
use super::{back, found, name};
use crate::domain::request::Request;
use crate::doors::{Doors, Problem};
use crate::web::form::Form;
use crate::web::parts::field;
use crate::web::{Frame, Page};

/// The page.
pub(super) async fn page(
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
        (back(frame, list_of(form.text(FROM))))
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
                            Err(problem) => { span class="light red" { (frame.say("acts-refused")) } " " (field::refused_with_remedy(frame, problem)) }
                        }
                    }
                }
            }
        }
        p class="hint" { (frame.say("acts-on-record")) }
    };
    Ok(Page::staff(frame, title, body))
}
