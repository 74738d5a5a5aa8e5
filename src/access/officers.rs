//! Officers' accounts.

use std::collections::BTreeSet;

use super::{Access, Error, commit};
use crate::domain::definition::Language;
use crate::domain::directory::ADMINISTRATOR;
use crate::domain::form;
use crate::domain::identifiers::{DepartmentKey, OfficerId, RoleKey};
use crate::storage;
use crate::storage::accounts::{self, Account};
use crate::storage::idempotency::{self, Answer, Key};
use crate::storage::sessions::{self, Holder};

/// The kind of remembered answer that is an account opened: its number.
const OPENED: &str = "opened";

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

    /// The same under a key: a repetition gets the account that the first call opened, as it stands.
    ///
    /// # Errors
    /// [`Error::KeyReused`], [`Error::Storage`].
    pub async fn add_officer_once(&self, new: &NewOfficer, key: &Key) -> Result<Account, Error> {
        match self.add_attempt(new, key).await {
            // The same call came first.
            Err(Error::Storage(error)) if error.is_conflict() => self.add_attempt(new, key).await,
            outcome => outcome,
        }
    }

    async fn add_attempt(&self, new: &NewOfficer, key: &Key) -> Result<Account, Error> {
        let tx = self.store.begin().await?;
        if let Some(known) = idempotency::find(&tx, &[key]).await?.pop() {
            if known.key.body_hash != key.body_hash || known.status != OPENED {
                return Err(Error::KeyReused);
            }
            let id: i64 = known.answer.parse().map_err(|_| Error::KeyReused)?;
            let found = accounts::find(&tx, OfficerId(id)).await?;
            return found.ok_or(Error::NoSuchOfficer);
        }
        let opened = accounts::add(
            &tx,
            &new.name,
            new.email.as_deref(),
            &new.department,
            &new.roles,
            new.language,
        )
        .await?;
        let answer = Answer {
            key: key.clone(),
            status: OPENED.to_owned(),
            answer: opened.id.0.to_string(),
        };
        idempotency::remember(&tx, &[answer], self.clock.now()).await?;
        tx.commit().await.map_err(storage::Error::from)?;
        Ok(opened)
    }

    /// One account.
    ///
    /// # Errors
    /// [`Error::NoSuchOfficer`], [`Error::Storage`].
    pub async fn officer(&self, id: OfficerId) -> Result<Account, Error> {
        let found = accounts::find(self.store.reader(), id).await?;
        found.ok_or(Error::NoSuchOfficer)
    }

    /// Closes an account, unless nobody would be left who keeps accounts: its tokens are worthless, and
    /// its sessions end for good.
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
        sessions::end_all(&tx, Holder::Officer(id), None).await?;
        commit(tx).await?;
        Ok(account)
    }

    /// Changes an account; tokens and sessions follow it at once. An inactive account's tokens are
    /// worthless, and its sessions end for good.
    ///
    /// # Errors
    /// [`Error::NoSuchOfficer`], [`Error::Storage`].
    pub async fn change_officer(&self, account: &Account) -> Result<(), Error> {
        self.officer(account.id).await?;
        let tx = self.store.begin().await?;
        accounts::update(&tx, account).await?;
        if !account.active {
            sessions::end_all(&tx, Holder::Officer(account.id), None).await?;
        }
        commit(tx).await
    }
}
