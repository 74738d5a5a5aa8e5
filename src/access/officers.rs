//! Officers' accounts.

use std::collections::BTreeSet;

use super::{Access, Error};
use crate::domain::definition::Language;
use crate::domain::identifiers::{DepartmentKey, OfficerId, RoleKey};
use crate::storage::accounts::{self, Account};

/// An officer to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOfficer {
    /// What colleagues call them.
    pub name: String,
    /// Where they are written to.
    pub email: Option<String>,
    /// Where they work.
    pub department: DepartmentKey,
    /// What they may act as.
    pub roles: BTreeSet<RoleKey>,
    /// The language they read.
    pub language: Language,
}

impl Access {
    /// Opens an account.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn add_officer(&self, new: &NewOfficer) -> Result<Account, Error> {
        Ok(accounts::add(
            self.store.writer(),
            &new.name,
            new.email.as_deref(),
            &new.department,
            &new.roles,
            new.language,
        )
        .await?)
    }

    /// One account.
    ///
    /// # Errors
    /// [`Error::NoSuchOfficer`], [`Error::Storage`].
    pub async fn officer(&self, id: OfficerId) -> Result<Account, Error> {
        let found = accounts::find(self.store.reader(), id).await?;
        found.ok_or(Error::NoSuchOfficer)
    }

    /// Changes an account; tokens follow it at once, and an inactive account's are worthless.
    ///
    /// # Errors
    /// [`Error::NoSuchOfficer`], [`Error::Storage`].
    pub async fn change_officer(&self, account: &Account) -> Result<(), Error> {
        self.officer(account.id).await?;
        Ok(accounts::update(self.store.writer(), account).await?)
    }
}
