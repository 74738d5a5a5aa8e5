//! What came of an act on many, piece by piece.

use maud::html;

use super::rows::{FROM, Row, list_of};
use super::{back, form_of, found, name};
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
    let refused = rows
        .iter()
        .zip(found.iter().map(Option::as_ref))
        .zip(outcomes);
    let refused: Vec<_> = refused
        .filter(|(_, outcome)| outcome.is_err())
        .map(|(chosen, _)| chosen)
        .collect();
    let at = (act, list_of(form.text(FROM)));
    let again = match refused.is_empty() {
        true => None,
        false => Some(form_of(doors, frame, at, &refused, (Some(form), &[])).await?),
    };
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
        @if let Some(again) = again {
            section aria-labelledby="again" {
                h2 id="again" { (frame.say("acts-again")) }
                p class="hint" { (frame.say("acts-again-hint")) }
                (again)
            }
        }
    };
    Ok(Page::staff(frame, title, body))
}
