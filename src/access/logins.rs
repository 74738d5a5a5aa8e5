//! Logins of officers, and the first password that comes with one. It is known to whoever gave it, so
//! it has to be changed before anything else.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::keeper::Keeper;
use super::login::LoginName;
use super::officers::{FirstLogin, known, remember};
use super::{Access, Error, chance, commit};
use crate::domain::identifiers::OfficerId;
use crate::storage::acts::Kind;
use crate::storage::idempotency::Key;
use crate::storage::sessions::Holder;
use crate::storage::{self, Transaction, accounts, credentials, sessions};

/// Groups of five letters in a first password: about 74 bits.
const FIRST_GROUPS: usize = 3;
/// The kind of remembered answer that is a password given: to whom.
const GIVEN: &str = "password-given";

/// A password that was given to somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct FirstPassword {
    /// Under which it holds.
    pub login: LoginName,
    /// To be shown once; it is stored nowhere.
    pub password: String,
}

impl std::fmt::Debug for FirstPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FirstPassword")
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}

impl Keeper {
    /// Gives an officer a login and a first password, or new ones: they come in with it, and have to
    /// change it. Ends all their sessions; a second factor stays.
    ///
    /// # Errors
    /// [`Error::NoSuchOfficer`] (also if they are not active), [`Error::LoginTaken`],
    /// [`Error::Hashing`], [`Error::Storage`].
    pub async fn give_password(
        &self,
        officer: OfficerId,
        login: &LoginName,
    ) -> Result<FirstPassword, Error> {
        let password = chance::code(self.access.entropy.as_ref(), FIRST_GROUPS);
        self.give(officer, login, &password, true, None).await?;
        Ok(FirstPassword {
            login: login.clone(),
            password,
        })
    }

    /// The same with this password, under a key: a repetition changes nothing. The caller derives the
    /// password from the key, so that it can be shown again.
    ///
    /// # Errors
    /// As for [`Keeper::give_password`], and [`Error::KeyReused`].
    pub async fn give_password_once(
        &self,
        officer: OfficerId,
        first: FirstLogin<'_>,
        key: &Key,
    ) -> Result<(), Error> {
        let FirstLogin { login, password } = first;
        match self.give(officer, login, password, true, Some(key)).await {
            // The same call came first.
            Err(Error::Storage(error)) if error.is_conflict() => {
                self.give(officer, login, password, true, Some(key)).await
            }
            outcome => outcome,
        }
    }

    /// Gives an officer a login with a password that is known beforehand and need not be changed: for
    /// a demo's ready accounts, and nothing else. Ends all their sessions.
    ///
    /// # Errors
    /// As for [`Keeper::give_password`].
    pub async fn give_known_password(
        &self,
        officer: OfficerId,
        login: &LoginName,
        password: &str,
    ) -> Result<(), Error> {
        self.give(officer, login, password, false, None).await
    }

    async fn give(
        &self,
        officer: OfficerId,
        login: &LoginName,
        password: &str,
        must_change: bool,
        key: Option<&Key>,
    ) -> Result<(), Error> {
        let hash = self.access.hash(password).await?;
        let tx = self.access.store.begin().await?;
        if let Some(key) = key
            && known(&tx, key, GIVEN).await?.is_some()
        {
            return Ok(());
        }
        let account = accounts::lock(&tx, officer).await?;
        let account = account.filter(|account| account.active);
        let officer = account.ok_or(Error::NoSuchOfficer)?.id;
        self.hand(&tx, officer, login, &hash, must_change).await?;
        if let Some(key) = key {
            remember(&tx, key, GIVEN, officer.0, self.access.clock.now()).await?;
        }
        commit(tx).await
    }

    /// Hands a login with a hashed password to an officer.
    pub(super) async fn hand(
        &self,
        tx: &Transaction,
        officer: OfficerId,
        login: &LoginName,
        hash: &str,
        must_change: bool,
    ) -> Result<(), Error> {
        let now = self.access.clock.now();
        let before = credentials::find(tx, officer).await?;
        let given = credentials::give(tx, officer, login.as_str(), hash, must_change, now).await;
        given.map_err(|error| match error {
            storage::Error::Duplicate(_) => Error::LoginTaken,
            other => other.into(),
        })?;
        sessions::end_all(tx, Holder::Officer(officer), None).await?;
        let before = before.map_or(Value::Null, |before| json!({"login": before.login}));
        let after = json!({"login": login.as_str(), "must_change": must_change});
        self.record(tx, officer, Kind::PasswordGiven, before, after)
            .await
    }
}

impl Access {
    pub(super) async fn hash(&self, password: &str) -> Result<String, Error> {
        self.hasher.hash(password, self.entropy.as_ref()).await
    }

    /// Whether this first password still holds: it was given, and not changed since.
    ///
    /// # Errors
    /// [`Error::Hashing`], [`Error::Storage`].
    pub async fn first_password_holds(
        &self,
        officer: OfficerId,
        first: FirstLogin<'_>,
    ) -> Result<bool, Error> {
        let found = credentials::find(self.store.writer(), officer).await?;
        let first_one = found
            .filter(|found| found.must_change && found.login == first.login.as_str())
            .and_then(|found| found.password);
        match first_one {
            Some(hash) => self.hasher.verify(first.password, Some(hash)).await,
            None => Ok(false),
        }
    }

    /// The officer with this login.
    ///
    /// # Errors
    /// [`Error::NoLogin`], [`Error::Storage`].
    pub async fn officer_of(&self, login: &LoginName) -> Result<OfficerId, Error> {
        let found = credentials::by_login(self.store.reader(), login.as_str()).await?;
        Ok(found.ok_or(Error::NoLogin)?.officer)
    }

    /// The logins of those of these officers who have one.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn logins(
        &self,
        officers: &[OfficerId],
    ) -> Result<BTreeMap<OfficerId, String>, Error> {
        let found = credentials::logins(self.store.reader(), officers).await?;
        Ok(found.into_iter().collect())
    }
}
