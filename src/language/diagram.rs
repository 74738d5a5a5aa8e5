//! stub
use crate::domain::definition::{Language, Workflow};
/// stub
#[must_use]
pub fn diagram(_workflow: &Workflow, _language: Language) -> String {
    String::new()
}
