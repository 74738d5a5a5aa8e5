//! Officers and departments whom a body names, resolved at the door: the core is given people with their
//! department and roles, never numbers that may be nobody's. What they may do is for the core.

use crate::domain::command::SIGNATURES_MAX;
use crate::domain::directory::Officer;
use crate::domain::identifiers::{DepartmentKey, OfficerId};
use crate::doors::Doors;
use crate::doors::problem::Problem;
use crate::storage::accounts;

/// The active officer of this number, named at `pointer`.
///
/// # Errors
/// 422 if there is none, besides trouble of the store.
pub async fn colleague(doors: &Doors, number: i64, pointer: &str) -> Result<Officer, Problem> {
    let found = accounts::find(doors.engine.store().reader(), OfficerId(number)).await?;
    let account = found
        .filter(|account| account.active)
        .ok_or_else(|| unknown(pointer))?;
    Ok(Officer {
        id: account.id,
        department: account.department,
        roles: account.roles,
    })
}

/// A department that the town has, named at `pointer`.
///
/// # Errors
/// 422 if there is none of that name, with those there are.
pub fn known_department(doors: &Doors, key: &DepartmentKey, pointer: &str) -> Result<(), Problem> {
    let known = &doors.engine.directory().departments;
    if known.contains_key(key) {
        return Ok(());
    }
    let names: Vec<&str> = known.keys().map(AsRef::as_ref).collect();
    let detail = format!(
        "there is no such department; there are {}",
        names.join(", ")
    );
    Err(Problem::at(pointer, "unknown", detail))
}

/// Those who sign an opinion beside its author: active officers of the department that speaks.
///
/// # Errors
/// 422 at the first who is not, or if they are too many, besides trouble of the store.
pub async fn signatories(
    doors: &Doors,
    with: &[i64],
    department: &DepartmentKey,
    pointer: &str,
) -> Result<Vec<OfficerId>, Problem> {
    if with.len() > SIGNATURES_MAX {
        let detail = format!("at most {SIGNATURES_MAX} officers sign beside the author");
        return Err(Problem::at(pointer, "too_many", detail));
    }
    let numbers: Vec<OfficerId> = with.iter().copied().map(OfficerId).collect();
    if numbers.is_empty() {
        return Ok(numbers);
    }
    let reader = doors.engine.store().reader();
    let accounts = accounts::find_all(reader, numbers.iter().copied()).await?;
    let signs = |number: &OfficerId| {
        let mut accounts = accounts.iter();
        accounts.any(|a| a.id == *number && a.active && &a.department == department)
    };
    match numbers.iter().position(|number| !signs(number)) {
        Some(index) => Err(unknown(&format!("{pointer}/{index}"))),
        None => Ok(numbers),
    }
}

fn unknown(pointer: &str) -> Problem {
    Problem::at(pointer, "unknown", "there is no such officer")
}
