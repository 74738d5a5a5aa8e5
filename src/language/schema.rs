//! The JSON Schema that editors use while somebody writes a workflow.
//!
//! It knows shapes only; `read` knows the rest. Printed by `lianban schema`.

/// JSON Schema 2020-12 of a workflow file.
#[must_use]
pub fn schema() -> &'static str {
    include_str!("schema.json")
}
