//! Officers' accounts as both doors take them: what one may be, and who may not go.

use super::Doors;
use super::problem::{PlaceError, Problem};
use crate::access::{MAX_NAME_CHARS, NewOfficer, clean_name, is_mail_address};
use crate::domain::directory::ADMINISTRATOR;
use crate::domain::identifiers::OfficerId;
use crate::storage::accounts;

/// An officer as they may be kept.
///
/// # Errors
/// 422 with every place that needs mending.
pub fn checked(doors: &Doors, new: NewOfficer) -> Result<NewOfficer, Problem> {
    let directory = doors.engine.directory();
    let mut wrong = Vec::new();
    let mut refuse = |pointer: &str, code: &str, detail: String| {
        wrong.push(PlaceError {
            pointer: pointer.to_owned(),
            code: code.to_owned(),
            detail,
            expected: None,
        });
    };
    let name = clean_name(&new.name);
    if name.is_none() {
        refuse(
            "/name",
            "range",
            format!("1 to {MAX_NAME_CHARS} characters"),
        );
    }
    if !directory.departments.contains_key(&new.department) {
        let known = directory.departments.keys().map(AsRef::as_ref);
        let known = known.collect::<Vec<&str>>().join(", ");
        let detail = format!("there is no such department; there are {known}");
        refuse("/department", "unknown", detail);
    }
    let standing = directory.standing(&new.department, doors.engine.now());
    if *standing != new.department {
        let detail = format!("this department was merged into {standing}");
        refuse("/department", "unknown", detail);
    }
    if new.roles.is_empty() {
        refuse("/roles", "range", "name at least one role".to_owned());
    }
    let unknown = |role| !directory.roles.contains_key(role);
    if let Some(index) = new.roles.iter().position(unknown) {
        let pointer = format!("/roles/{index}");
        refuse(&pointer, "unknown", "there is no such role".to_owned());
    }
    let email = new.email.as_deref();
    if email.is_some_and(|email| !is_mail_address(email)) {
        refuse("/email", "format", "not a mail address".to_owned());
    }
    match name.filter(|_| wrong.is_empty()) {
        Some(name) => Ok(NewOfficer { name, ..new }),
        None => Err(Problem::places(wrong)),
    }
}

/// Whether nobody else is left who keeps accounts.
///
/// # Errors
/// Trouble of the store.
pub async fn is_last_administrator(doors: &Doors, officer: OfficerId) -> Result<bool, Problem> {
    let keepers = accounts::holders(doors.engine.store().reader(), ADMINISTRATOR).await?;
    Ok(!keepers.is_empty() && keepers.iter().all(|keeper| keeper.id == officer))
}
