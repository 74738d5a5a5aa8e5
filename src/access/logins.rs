//! Logins of officers, and the first password that comes with one. It is known to whoever gave it, so
//! it has to be changed before anything else.

use std::collections::BTreeMap;

use super::login::LoginName;
use super::{Access, Error, chance, commit};
use crate::domain::identifiers::OfficerId;
use crate::storage::sessions::Holder;
use crate::storage::{self, accounts, credentials, sessions};

/// Groups of five letters in a first password: about 74 bits.
const FIRST_GROUPS: usize = 3;

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

impl Access {
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
        let password = chance::code(self.entropy.as_ref(), FIRST_GROUPS);
        self.give(officer, login, &password, true).await?;
        Ok(FirstPassword {
            login: login.clone(),
            password,
        })
    }

    /// Gives an officer a login with a password that is known beforehand and need not be changed: for
    /// a demo's ready accounts, and nothing else. Ends all their sessions.
    ///
    /// # Errors
    /// As for [`Access::give_password`].
    pub async fn give_known_password(
        &self,
        officer: OfficerId,
        login: &LoginName,
        password: &str,
    ) -> Result<(), Error> {
        self.give(officer, login, password, false).await
    }

    async fn give(
        &self,
        officer: OfficerId,
        login: &LoginName,
        password: &str,
        must_change: bool,
    ) -> Result<(), Error> {
        let account = accounts::find(self.store.reader(), officer).await?;
        let account = account.filter(|account| account.active);
        let officer = account.ok_or(Error::NoSuchOfficer)?.id;
        let hash = self.hasher.hash(password, self.entropy.as_ref()).await?;
        let tx = self.store.begin().await?;
        let now = self.clock.now();
        let given = credentials::give(&tx, officer, login.as_str(), &hash, must_change, now).await;
        given.map_err(|error| match error {
            storage::Error::Duplicate(_) => Error::LoginTaken,
            other => other.into(),
        })?;
        sessions::end_all(&tx, Holder::Officer(officer), None).await?;
        commit(tx).await
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
