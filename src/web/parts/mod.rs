//! What pages share: the shell, lights, form fields, the summary of mistakes, QR codes.

pub mod answers;
pub mod cards;
pub mod csv;
pub mod field;
pub mod light;
pub mod page;
pub mod picture;
pub mod qr;
pub mod reasons;
pub mod region;

use crate::domain::clock::Budget;
use crate::web::Frame;

/// A term in words: `5 个工作日` for `5wd`.
#[must_use]
pub fn term(frame: &Frame, budget: &str) -> String {
    let parsed = budget.parse::<Budget>();
    parsed.map_or_else(
        |_| budget.to_owned(),
        |budget| crate::notices::term(frame.language(), budget),
    )
}
