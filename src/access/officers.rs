//! Officers' accounts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::keeper::{Keeper, difference, told};
use super::login::LoginName;
use super::{Access, Error, commit};
use crate::domain::calendar::Instant;
use crate::domain::definition::Language;
use crate::domain::directory::ADMINISTRATOR;
use crate::domain::form;
use crate::domain::identifiers::{DepartmentKey, OfficerId, RoleKey};
use crate::storage::Transaction;
use crate::storage::accounts::{self, Account};
use crate::storage::acts::Kind;
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
    /// One account.
    ///
    /// # Errors
    /// [`Error::NoSuchOfficer`], [`Error::Storage`].
    pub async fn officer(&self, id: OfficerId) -> Result<Account, Error> {
        let found = accounts::find(self.store.reader(), id).await?;
        found.ok_or(Error::NoSuchOfficer)
    }
}

/// How a new officer comes in by the pages.
#[derive(Debug, Clone, Copy)]
pub struct FirstLogin<'a> {
    /// What they log in with.
    pub login: &'a LoginName,
    /// Their first password, which they have to change.
    pub password: &'a str,
}

impl Keeper {
    /// Opens an account.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn add_officer(&self, new: &NewOfficer) -> Result<Account, Error> {
        let tx = self.access.store.begin().await?;
        let opened = self.open(&tx, new).await?;
        commit(tx).await?;
        Ok(opened)
    }

    /// The same under a key: a repetition gets the account that the first call opened, as it stands.
    ///
    /// # Errors
    /// [`Error::KeyReused`], [`Error::Storage`].
    pub async fn add_officer_once(&self, new: &NewOfficer, key: &Key) -> Result<Account, Error> {
        match self.add_attempt(new, None, key).await {
            // The same call came first.
            Err(Error::Storage(error)) if error.is_conflict() => {
                self.add_attempt(new, None, key).await
            }
            outcome => outcome,
        }
    }

    /// The same with a login and a first password, all or nothing.
    ///
    /// # Errors
    /// [`Error::LoginTaken`], [`Error::Hashing`], [`Error::KeyReused`], [`Error::Storage`].
    pub async fn welcome_officer_once(
        &self,
        new: &NewOfficer,
        first: FirstLogin<'_>,
        key: &Key,
    ) -> Result<Account, Error> {
        let hash = self.access.hash(first.password).await?;
        let login = Some((first.login, hash.as_str()));
        match self.add_attempt(new, login, key).await {
            // The same call came first; it took the login, too.
            Err(Error::Storage(error)) if error.is_conflict() => {
                self.add_attempt(new, login, key).await
            }
            Err(Error::LoginTaken) => self.add_attempt(new, login, key).await,
            outcome => outcome,
        }
    }

    async fn add_attempt(
        &self,
        new: &NewOfficer,
        login: Option<(&LoginName, &str)>,
        key: &Key,
    ) -> Result<Account, Error> {
        let tx = self.access.store.begin().await?;
        if let Some(id) = known(&tx, key, OPENED).await? {
            let found = accounts::find(&tx, OfficerId(id)).await?;
            return found.ok_or(Error::NoSuchOfficer);
        }
        let opened = self.open(&tx, new).await?;
        if let Some((login, hash)) = login {
            self.hand(&tx, opened.id, login, hash, true).await?;
        }
        remember(&tx, key, OPENED, opened.id.0, self.access.clock.now()).await?;
        commit(tx).await?;
        Ok(opened)
    }

    async fn open(&self, tx: &Transaction, new: &NewOfficer) -> Result<Account, Error> {
        let email = new.email.as_deref();
        let opened = accounts::add(
            tx,
            &new.name,
            email,
            &new.department,
            &new.roles,
            new.language,
        )
        .await?;
        self.record(tx, opened.id, Kind::Opened, Value::Null, told(&opened))
            .await?;
        Ok(opened)
    }

    /// Closes an account, unless nobody would be left who keeps accounts: its tokens are worthless, and
    /// its sessions end for good. One that is closed stays so.
    ///
    /// # Errors
    /// [`Error::LastAdministrator`], [`Error::NoSuchOfficer`], [`Error::Storage`].
    pub async fn close_officer(&self, id: OfficerId) -> Result<Account, Error> {
        self.change(id, None, To::Closed).await
    }

    /// Opens a closed account again.
    ///
    /// # Errors
    /// [`Error::NoSuchOfficer`], [`Error::Storage`].
    pub async fn reopen_officer(&self, id: OfficerId) -> Result<Account, Error> {
        self.change(id, None, To::Open).await
    }

    /// Writes an account as given, whatever stood there; tokens and sessions follow it at once. An
    /// inactive account's tokens are worthless, and its sessions end for good.
    ///
    /// # Errors
    /// [`Error::NoSuchOfficer`], [`Error::Storage`].
    pub async fn change_officer(&self, account: &Account) -> Result<(), Error> {
        self.change(account.id, None, To::Given(account)).await?;
        Ok(())
    }

    /// The same, unless somebody else changed the account since it was `seen`, or nobody would be left
    /// who keeps accounts.
    ///
    /// # Errors
    /// [`Error::Overtaken`], [`Error::LastAdministrator`], [`Error::NoSuchOfficer`],
    /// [`Error::Storage`].
    pub async fn change_seen_officer(
        &self,
        seen: &Account,
        account: &Account,
    ) -> Result<(), Error> {
        self.change(account.id, Some(seen), To::Given(account))
            .await?;
        Ok(())
    }

    async fn change(
        &self,
        id: OfficerId,
        seen: Option<&Account>,
        to: To<'_>,
    ) -> Result<Account, Error> {
        let tx = self.access.store.begin().await?;
        // Under their locks: two administrators may not close each other at once.
        let keepers = accounts::lock_holders(&tx, ADMINISTRATOR).await?;
        let before = accounts::lock(&tx, id).await?.ok_or(Error::NoSuchOfficer)?;
        if seen.is_some_and(|seen| *seen != before) {
            return Err(Error::Overtaken);
        }
        let after = to.of(&before);
        if after == before {
            return Ok(before);
        }
        let last = keepers.iter().all(|keeper| keeper.id == id) && !keepers.is_empty();
        let minded = seen.is_some() || matches!(to, To::Closed);
        if minded && last && !keeps_accounts(&after) {
            return Err(Error::LastAdministrator);
        }
        accounts::update(&tx, &after).await?;
        if !after.active {
            sessions::end_all(&tx, Holder::Officer(id), None).await?;
        }
        let (was, is) = difference(&before, &after);
        self.record(&tx, id, kind(&before, &after), was, is).await?;
        commit(tx).await?;
        Ok(after)
    }

    /// Ends every session of an officer; says how many.
    ///
    /// # Errors
    /// [`Error::NoSuchOfficer`], [`Error::Storage`].
    pub async fn end_sessions(&self, id: OfficerId) -> Result<u64, Error> {
        let tx = self.access.store.begin().await?;
        accounts::lock(&tx, id).await?.ok_or(Error::NoSuchOfficer)?;
        let ended = sessions::end_all(&tx, Holder::Officer(id), None).await?;
        let count = json!({"sessions": ended});
        self.record(&tx, id, Kind::SessionsEnded, count, json!({"sessions": 0}))
            .await?;
        commit(tx).await?;
        Ok(ended)
    }
}

/// What becomes of an account.
#[derive(Clone, Copy)]
enum To<'a> {
    Closed,
    Open,
    Given(&'a Account),
}

impl To<'_> {
    fn of(self, before: &Account) -> Account {
        let with = |active| Account {
            active,
            ..before.clone()
        };
        match self {
            Self::Closed => with(false),
            Self::Open => with(true),
            Self::Given(account) => account.clone(),
        }
    }
}

fn keeps_accounts(account: &Account) -> bool {
    let mut roles = account.roles.iter();
    account.active && roles.any(|role| role.as_ref() == ADMINISTRATOR)
}

fn kind(before: &Account, after: &Account) -> Kind {
    match (before.active, after.active) {
        (true, false) => Kind::Closed,
        (false, true) => Kind::Reopened,
        _ => Kind::Changed,
    }
}

/// The number that was remembered under this key.
pub(super) async fn known(tx: &Transaction, key: &Key, kind: &str) -> Result<Option<i64>, Error> {
    let Some(known) = idempotency::find(tx, &[key]).await?.pop() else {
        return Ok(None);
    };
    if known.key.body_hash != key.body_hash || known.status != kind {
        return Err(Error::KeyReused);
    }
    let id = known.answer.parse().map_err(|_| Error::KeyReused)?;
    Ok(Some(id))
}

pub(super) async fn remember(
    tx: &Transaction,
    key: &Key,
    kind: &str,
    id: i64,
    now: Instant,
) -> Result<(), Error> {
    let answer = Answer {
        key: key.clone(),
        status: kind.to_owned(),
        answer: id.to_string(),
    };
    Ok(idempotency::remember(tx, &[answer], now).await?)
}
