//! The applicant can be reached otherwise: phone, mail, the language of letters. Held against the
//! same rules as at filing; what was signed in the form stays as it was.

use crate::domain::calendar::civil;
use crate::domain::command::{Actor, ContactChange};
use crate::domain::event::Event;
use crate::domain::facts::{Applicant, FactsPatch};
use crate::domain::form;
use crate::domain::refusal::{Problem, Refusal};

use super::applicant_alone;
use super::turn::Turn;

/// Where the applicant's own particulars stand in an application.
const PARTICULARS: &str = "/applicant";

pub(super) fn change(
    turn: &mut Turn<'_>,
    actor: &Actor,
    change: &ContactChange,
) -> Result<(), Refusal> {
    applicant_alone(actor)?;
    let Some(before) = &turn.facts.applicant else {
        return Err(Refusal::Erased);
    };
    let after = changed(before, change);
    let problems = problems(turn, &after);
    if !problems.is_empty() {
        return Err(Refusal::Invalid { problems });
    }
    if &after != before {
        let patch = FactsPatch {
            applicant: Some(after),
            ..FactsPatch::default()
        };
        turn.record_with(Event::ContactChanged, Some(patch));
    }
    Ok(())
}

fn changed(before: &Applicant, change: &ContactChange) -> Applicant {
    let told = |before: &Option<String>, now: &Option<String>| match now.as_deref().map(str::trim) {
        None => before.clone(),
        Some("") => None,
        Some(now) => Some(now.to_owned()),
    };
    Applicant {
        phone: told(&before.phone, &change.phone),
        email: told(&before.email, &change.email),
        language: change.language.unwrap_or(before.language),
        ..before.clone()
    }
}

/// Only of what can be changed here: an identity number taken years ago is not judged again.
fn problems(turn: &Turn<'_>, after: &Applicant) -> Vec<Problem> {
    let today = civil(turn.from).date();
    let found = form::applicant_problems(after, today).into_iter();
    let own = found.filter_map(|problem| {
        let pointer = problem.pointer.strip_prefix(PARTICULARS)?.to_owned();
        matches!(pointer.as_str(), "/phone" | "/email").then_some(Problem { pointer, ..problem })
    });
    own.collect()
}
