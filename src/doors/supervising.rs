//! The same act of a supervisor on many requests: each succeeds or is refused by itself, and each that
//! succeeds stands on its own journal with its reason.

use super::envelope::Envelope;
use super::house::call_of;
use super::{Doors, Problem};
use crate::access::Caller;
use crate::domain::command::{Action, Command};
use crate::domain::request::Request;

/// Most parts of one bulk act.
pub const BULK_MAX: usize = 100;

/// What is to be done to one request.
#[derive(Debug, Clone)]
pub struct Part {
    /// Tells it from the others of the same act: what comes twice under one key is done once.
    pub key: String,
    /// The case number, as sent.
    pub case_number: String,
    /// What is done.
    pub action: Action,
}

/// Carries out the parts in their order, and says what came of each: the request as it left it, or why
/// not.
pub async fn each(
    doors: &Doors,
    caller: &Caller,
    envelope: &Envelope,
    body_digest: &str,
    parts: Vec<Part>,
) -> Vec<Result<Request, Problem>> {
    let mut found = Vec::with_capacity(parts.len());
    let mut commands = Vec::with_capacity(parts.len());
    for part in parts {
        let envelope = envelope.for_part(&part.key);
        let call = call_of(caller, &part.case_number, &envelope, body_digest);
        found.push(call.map(|(id, call)| {
            let command = Command {
                actor: caller.actor(),
                action: part.action,
                expected: None,
            };
            commands.push((id, command, call));
        }));
    }
    let mut outcomes = doors.engine.act_each(commands).await.into_iter();
    let outcome = |found: Result<(), Problem>| {
        found?;
        match outcomes.next() {
            Some(outcome) => Ok(outcome?.request),
            None => Err(Problem::internal("a command of a bulk act has no outcome")),
        }
    };
    found.into_iter().map(outcome).collect()
}
