//! What people are told: letters, certificates and decisions, in the reader's language.
//!
//! Pure functions from what happened to finished words. Never sends anything, never reads storage,
//! never asks what time it is. Letters to officers are made without the facts of a request, so
//! that no personal data can be in them beyond the case number and the service.
//!
//! Start at [`Case`], then [`to_applicant`] and [`to_officer`]; papers are in [`certificate`],
//! [`refusal`] and [`receipt`].

mod answers;
mod applicant;
mod case;
pub mod certificate;
pub mod dates;
mod granted;
mod letter;
mod names;
mod office;
mod officer;
mod opinions;
mod paper;
mod parts;
mod passcode;
mod plain;
pub mod receipt;
pub mod refusal;
mod values;

pub use applicant::to_applicant;
pub use case::{Case, Links};
pub use letter::{Mail, Reader};
pub use office::{Convened, Sealed, Waiting, convened, digest, seal};
pub use officer::to_officer;
pub use passcode::{passcode, passcode_text};

/// A term in words: `5 个工作日`.
#[must_use]
pub fn term(
    language: crate::domain::definition::Language,
    budget: crate::domain::clock::Budget,
) -> String {
    names::budget(budget, language)
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
