//! Reasons of opinions and decisions: kinds of refusal, and what a department gives again and again.

use crate::domain::identifiers::DepartmentKey;
use crate::doors::{Doors, Problem};
use crate::storage::reason_templates::{self, LIST_MAX, Template};
use crate::web::Frame;
use crate::web::form::Form;

/// Reason codes of refusals, in the catalogue as `refusing-code-<code>`.
const CODES: [&str; 6] = [
    "conditions-not-met",
    "papers-do-not-prove",
    "papers-false",
    "not-resident",
    "not-competent",
    "other",
];

/// Kinds of reason as the options of a list.
#[must_use]
pub fn codes(frame: &Frame) -> Vec<(String, String)> {
    let words = |code: &str| frame.say(&format!("refusing-code-{code}"));
    CODES.map(|code| (code.to_owned(), words(code))).into()
}

/// A department's reasons, those of departments that were merged into it included.
///
/// # Errors
/// Trouble of the store.
pub async fn of(doors: &Doors, department: &DepartmentKey) -> Result<Vec<Template>, Problem> {
    let engine = &doors.engine;
    let those = engine.directory().merged_with(department, engine.now());
    let db = engine.store().reader();
    Ok(reason_templates::list(db, Some(&those), None, LIST_MAX).await?)
}

/// The same as the options of a list, each with the verdict it is for.
#[must_use]
pub fn options(frame: &Frame, templates: &[Template]) -> Vec<(String, String)> {
    let option = |template: &Template| {
        let words = &template.words;
        let verdict = frame.say(&format!("opinion-{}", words.verdict.replace('_', "-")));
        let text = frame.text_of(&words.zh, &words.en);
        (text.to_owned(), format!("{verdict} · {text}"))
    };
    templates.iter().map(option).collect()
}

/// A reason chosen from the department's, and what was typed behind it.
#[must_use]
pub fn in_words(form: &Form) -> String {
    let parts = [form.text("template"), form.text("text")];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n")
}
