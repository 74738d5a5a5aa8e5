//! Who could do a piece of work: the people behind its post whom nothing that they did before bars.

use std::collections::BTreeMap;

use super::{Doors, Found, Problem};
use crate::domain::decide::seats::{self, deciding_post, is_free, may_take, own_role};
use crate::domain::directory::{HEAD, Officer, SUPERVISOR};
use crate::domain::identifiers::{DepartmentKey, OfficerId, RoleKey};
use crate::domain::request::{Duty, Seat};
use crate::storage::accounts::{self, Account};

/// Everybody who could take an open duty now.
///
/// # Errors
/// Trouble of the store.
pub async fn able(
    doors: &Doors,
    found: &Found,
    duty: &Duty,
    seat: &Seat,
) -> Result<Vec<Account>, Problem> {
    let rules = doors.rules(found);
    let mut people = post(doors, &seat.department, &seat.role).await?;
    let own = own_role(&rules, duty);
    if own != seat.role {
        let db = doors.engine.store().reader();
        let more = accounts::of_post(db, &seat.department, &own).await?;
        let new = more
            .into_iter()
            .filter(|it| !people.iter().any(|known| known.id == it.id));
        let new: Vec<Account> = new.collect();
        people.extend(new);
    }
    people.retain(|account| {
        let officer = officer_of(account);
        may_take(&rules, &officer, duty, seat) && is_open_to(doors, found, duty, account.id)
    });
    Ok(people)
}

/// Everybody else who could decide, once this officer gave it up by reviewing.
///
/// # Errors
/// Trouble of the store.
pub async fn other_deciders(
    doors: &Doors,
    found: &Found,
    but: OfficerId,
) -> Result<Vec<Account>, Problem> {
    let rules = doors.rules(found);
    let (department, role) = deciding_post(&rules, found.at);
    let mut people = post(doors, department, role).await?;
    people
        .retain(|account| account.id != but && is_open_to(doors, found, &Duty::Decide, account.id));
    Ok(people)
}

/// The officer that an account is.
#[must_use]
pub fn officer_of(account: &Account) -> Officer {
    Officer {
        id: account.id,
        department: account.department.clone(),
        roles: account.roles.clone(),
    }
}

fn is_open_to(doors: &Doors, found: &Found, duty: &Duty, officer: OfficerId) -> bool {
    is_free(&doors.rules(found), &found.request, duty, officer).is_ok()
}

/// Those of the role in the department, and its heads; supervisors wherever they work.
async fn post(
    doors: &Doors,
    department: &DepartmentKey,
    role: &RoleKey,
) -> Result<Vec<Account>, Problem> {
    let db = doors.engine.store().reader();
    let head = seats::role(HEAD);
    let mut people = accounts::of_post(db, department, role).await?;
    people.extend(accounts::of_post(db, department, &head).await?);
    if role.as_str() == SUPERVISOR {
        people.extend(accounts::of_role(db, role).await?);
    }
    let by_id: BTreeMap<OfficerId, Account> = people.into_iter().map(|it| (it.id, it)).collect();
    Ok(by_id.into_values().collect())
}
