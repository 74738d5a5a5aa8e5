//! I3: replaying the journal gives the tables: state, facts, queue seats, dues, how the applicant is
//! found.

use super::Case;
use super::report::Check;
use crate::domain::decide::Rules;
use crate::domain::evolve;
use crate::domain::facts::Facts;
use crate::engine::projection;
use crate::storage::micros;
use crate::storage::reach::Marks;

/// `is_laid` says whether everything was laid by these rules since the schema came to what it is.
pub(super) fn check(
    case: &Case,
    rules: &Rules<'_>,
    is_laid: bool,
    marks: &Marks,
    check: &mut Check,
) {
    let id = Some(case.id());
    check.count(id, state(case));
    check.count(id, facts(case));
    check.count(id, seats(case, rules));
    check.count(id, times(case, rules, is_laid));
    check.count(id, reach(case, marks));
}

/// What is marked under another key, or not at all yet, finds nobody, and is marked in time.
fn reach(case: &Case, expected: &Marks) -> Result<(), String> {
    let Some(stored) = &case.marks else {
        return Ok(());
    };
    if case.stored.erased {
        return Err("how its applicant was reached is left though it was erased".into());
    }
    let is_other = !stored.key.is_empty() && stored.key != expected.key;
    match is_other || stored == expected {
        true => Ok(()),
        false => Err("how its applicant is found is not what its facts say".into()),
    }
}

fn state(case: &Case) -> Result<(), String> {
    let stored = &case.stored;
    let replayed = evolve::replay(case.id(), case.lines.iter().map(|line| &line.entry));
    if replayed.as_ref() != Some(&stored.request) {
        return Err("the state is not what its journal says".into());
    }
    let columns = (stored.phase.as_str(), stored.version as u64);
    if columns != (stored.request.phase.as_str(), stored.request.version) {
        return Err("phase or version beside the state say otherwise".into());
    }
    Ok(())
}

/// Erased facts are gone from both, and the chain says that they were erased; what is left of one
/// alone, or is gone without a word, was not erased but lost.
fn facts(case: &Case) -> Result<(), String> {
    let mut folded = Facts::default();
    for patch in case
        .lines
        .iter()
        .filter_map(|line| line.entry.facts.as_ref())
    {
        folded.apply(patch);
    }
    if folded != case.stored.facts {
        return Err("the facts are not what its journal says".into());
    }
    let erased = case.stored.request.erased_at.is_some();
    if case.stored.erased != erased {
        return Err("the row and the journal disagree on whether it was erased".into());
    }
    let left =
        !case.documents.is_empty() || case.lines.iter().any(|line| line.entry.facts.is_some());
    if erased && left {
        return Err("personal data is left though it was erased".into());
    }
    if !erased && case.lines.iter().any(|line| line.erased) {
        return Err("facts are missing that were never erased".into());
    }
    Ok(())
}

fn seats(case: &Case, rules: &Rules<'_>) -> Result<(), String> {
    let mut projected = projection::seats(rules, &case.stored.request);
    projected.sort_by(|one, other| one.duty.cmp(&other.duty));
    let mut stored = case.seats.clone();
    stored.sort_by(|one, other| one.duty.cmp(&other.duty));
    match projected
        .iter()
        .zip(&stored)
        .find(|(one, other)| one != other)
    {
        Some((one, _)) => Err(format!(
            "the queue row of {} is not what its state says",
            one.duty
        )),
        None if projected.len() == stored.len() => Ok(()),
        None => Err(format!(
            "{} queue rows, {} open seats",
            stored.len(),
            projected.len()
        )),
    }
}

/// By when a request that is over had to end is kept since the schema has room for it; the first start
/// after that lays it for those from before.
fn times(case: &Case, rules: &Rules<'_>, is_laid: bool) -> Result<(), String> {
    let request = &case.stored.request;
    let due_at = projection::due_at(rules, request).map(micros);
    let wake_at = projection::wake_at(rules, request).map(micros);
    let is_of_before = !is_laid && request.is_over() && case.stored.due_at.is_none();
    let is_due = is_of_before || due_at == case.stored.due_at;
    if is_due && wake_at == case.stored.wake_at {
        Ok(())
    } else {
        Err("its stored due or wake-up is not what its clocks say".into())
    }
}
