//! Whoever keeps accounts: an administrator, or an operator at the machine. What they do is kept with
//! who did it, in the same transaction.

use serde_json::{Map, Value, json};

use super::{Access, Error, commit};
use crate::domain::directory::ADMINISTRATOR;
use crate::domain::identifiers::{DepartmentKey, OfficerId};
use crate::storage::Transaction;
use crate::storage::accounts::{self, Account};
use crate::storage::acts::{self, By, Kind, NewAct};

/// Accounts in the hands of somebody who may change them.
#[derive(Clone)]
pub struct Keeper {
    pub(super) access: Access,
    pub(super) by: By,
}

impl Access {
    /// Accounts in the hands of an administrator; the door has asked whether they are one.
    #[must_use]
    pub fn keeper(&self, officer: OfficerId, correlation: &str) -> Keeper {
        let by = By {
            officer: Some(officer),
            correlation: Some(correlation.to_owned()),
        };
        Keeper {
            access: self.clone(),
            by,
        }
    }

    /// Accounts in the hands of whoever sits at the machine.
    #[must_use]
    pub fn operator(&self) -> Keeper {
        Keeper {
            access: self.clone(),
            by: By::default(),
        }
    }
}

impl Keeper {
    /// Moves every officer of a department that was merged to the one it goes on in, as one act with its
    /// reason; says how many.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn move_department(
        &self,
        from: &DepartmentKey,
        into: &DepartmentKey,
        reason: &str,
    ) -> Result<usize, Error> {
        let tx = self.access.store.begin().await?;
        let now = self.access.clock.now();
        // First, as every change does: so nobody waits for each other.
        accounts::lock_holders(&tx, ADMINISTRATOR).await?;
        let officers = accounts::lock_department(&tx, from).await?;
        for before in &officers {
            let after = Account {
                department: into.clone(),
                ..before.clone()
            };
            accounts::update(&tx, &after).await?;
            let (was, is) = difference(before, &after);
            let act = NewAct::on_account(before.id, Kind::Changed, was, is).because(reason);
            acts::record(&tx, &self.by, act, now).await?;
        }
        let count = officers.len();
        if count > 0 {
            let (was, is) = (
                json!({"department": from}),
                json!({"department": into, "officers": count}),
            );
            let act = NewAct::on_department(from, Kind::DepartmentMoved, was, is);
            acts::record(&tx, &self.by, act.because(reason), now).await?;
        }
        commit(tx).await?;
        Ok(count)
    }

    /// Keeps an act with what it changed.
    pub(super) async fn record(
        &self,
        tx: &Transaction,
        officer: OfficerId,
        kind: Kind,
        before: Value,
        after: Value,
    ) -> Result<(), Error> {
        let act = NewAct::on_account(officer, kind, before, after);
        Ok(acts::record(tx, &self.by, act, self.access.clock.now()).await?)
    }
}

/// What an act says of an account.
pub(super) fn told(account: &Account) -> Value {
    json!({
        "name": account.name,
        "email": account.email,
        "department": account.department,
        "roles": account.roles,
        "language": account.language,
        "active": account.active,
    })
}

/// Of two accounts only what differs.
pub(super) fn difference(before: &Account, after: &Account) -> (Value, Value) {
    let (before, after) = (told(before), told(after));
    let differ = |one: &Value, other: &Value| -> Value {
        let members = one.as_object().into_iter().flatten();
        let differing = members.filter(|(name, value)| other[name.as_str()] != **value);
        let differing = differing.map(|(name, value)| (name.clone(), value.clone()));
        Value::Object(differing.collect::<Map<_, _>>())
    };
    (differ(&before, &after), differ(&after, &before))
}
