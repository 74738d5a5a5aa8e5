//! Officers' accounts.

use std::collections::BTreeSet;

use super::{Access, Error};
use crate::domain::definition::Language;
use crate::domain::directory::ADMINISTRATOR;
use crate::domain::form;
use crate::domain::identifiers::{DepartmentKey, OfficerId, RoleKey};
use crate::storage;
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

/// Longest name of an officer, in characters.
pub const MAX_NAME_CHARS: usize = 100;

/// A name as it may be kept: not blank, not too long, one line.
#[must_use]
pub fn clean_name(written: &str) -> Option<String> {
    let name = written.trim();
    let fits = (1..=MAX_NAME_CHARS).contains(&name.chars().count());
    let odd = |c: char| c.is_control() || form::turns_around(c);
    (fits && !name.chars().any(odd)).then(|| name.to_owned())
}

/// Whether letters may go there: something on both sides of one `@`, and no blanks.
#[must_use]
pub fn is_mail_address(written: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    match written.split_once('@') {
        Some((who, host)) => {
            !who.is_empty() && !host.is_empty() && !host.contains('@') && !written.contains(blank)
        }
        None => false,
    }
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

    /// Closes an account, unless nobody would be left who keeps accounts.
    ///
    /// # Errors
    /// [`Error::LastAdministrator`], [`Error::NoSuchOfficer`], [`Error::Storage`].
    pub async fn close_officer(&self, id: OfficerId) -> Result<Account, Error> {
        let tx = self.store.begin().await?;
        // Under their locks: two administrators may not close each other at once.
        let keepers = accounts::lock_holders(&tx, ADMINISTRATOR).await?;
        if keepers.iter().all(|keeper| keeper.id == id) && !keepers.is_empty() {
            return Err(Error::LastAdministrator);
        }
        let mut account = accounts::find(&tx, id).await?.ok_or(Error::NoSuchOfficer)?;
        account.active = false;
        accounts::update(&tx, &account).await?;
        tx.commit().await.map_err(storage::Error::from)?;
        Ok(account)
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
