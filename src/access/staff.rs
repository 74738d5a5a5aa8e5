//! An officer in a session, and what they still have to do before it opens anything.

use super::sessions::{Proof, Session, Started, Visit};
use super::{Access, Caller, Error, chance, commit};
use crate::storage::accounts::{self, Account};
use crate::storage::credentials::{self, Credential};
use crate::storage::sessions::{self, Holder, Voucher};

/// An officer's session as stored, with whose it is.
type Found = (sessions::Session, Account, Credential);

/// What a session still asks for; it opens nothing else meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pending {
    /// A code of the second factor: [`Access::pass_second`].
    SecondFactor,
    /// A password of the officer's own: [`Access::change_password`].
    NewPassword,
    /// A second factor, which the house requires: [`Access::begin_second`].
    SetUpSecond,
}

/// An officer's session with their account as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffSession {
    /// Whose it is.
    pub account: Account,
    /// What they log in with.
    pub login: String,
    /// The session itself.
    pub session: Session,
    /// Whether the password has to be changed.
    pub must_change: bool,
    /// Whether the officer has a second factor.
    pub has_second: bool,
    /// Whether this session has shown it.
    pub passed_second: bool,
    /// Recovery codes not used yet.
    pub recovery_left: usize,
    /// Whether the officer has a password here.
    pub has_password: bool,
    /// The provider that vouched for the officer, if one did.
    pub voucher: Option<Voucher>,
    second_required: bool,
}

impl StaffSession {
    /// What comes first; none: the session is open.
    #[must_use]
    pub fn pending(&self) -> Option<Pending> {
        if self.has_second && !self.passed_second {
            return Some(Pending::SecondFactor);
        }
        // Whoever came in without a password has none to change.
        if self.must_change && self.voucher.is_none() {
            return Some(Pending::NewPassword);
        }
        let has_shown = self.has_second || self.passed_second;
        (self.second_required && !has_shown).then_some(Pending::SetUpSecond)
    }

    /// Who is calling; none while something is pending.
    #[must_use]
    pub fn caller(&self) -> Option<Caller> {
        let open = self.pending().is_none();
        open.then(|| Caller::Staff(self.account.clone().into()))
    }
}

impl Access {
    /// Begins a session of an officer who proved what was read of them; asks nothing. None where their
    /// account is closed, or their password is another by now: what ended every session ends this one
    /// before it began.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn start_staff(
        &self,
        proved: &Credential,
        visit: &Visit,
    ) -> Result<Option<Started>, Error> {
        let tx = self.store.begin().await?;
        let account = accounts::lock(&tx, proved.officer).await?;
        let now = credentials::lock(&tx, proved.officer).await?;
        let stands = account.is_some_and(|account| account.active)
            && now.is_some_and(|now| now.password == proved.password);
        if !stands {
            return Ok(None);
        }
        let (holder, whole) = (Holder::Officer(proved.officer), self.settings.staff_whole);
        let proof = Proof::default();
        let started = self.start_in(&tx, holder, whole, visit, proof).await?;
        commit(tx).await?;
        Ok(Some(started))
    }

    /// The officer whose session this token is, as their account stands now. Notes that it was used,
    /// which puts off its end for want of use.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::Storage`].
    pub async fn staff(&self, token: &str) -> Result<StaffSession, Error> {
        let mut found = self.found(token).await?;
        self.touch(&mut found.0).await?;
        Ok(self.staff_of(found))
    }

    /// The same, where a page asks that nobody touched: it puts off no end.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::Storage`].
    pub async fn staff_unnoted(&self, token: &str) -> Result<StaffSession, Error> {
        Ok(self.staff_of(self.found(token).await?))
    }

    async fn found(&self, token: &str) -> Result<Found, Error> {
        let hash = chance::digest(token);
        let found = sessions::find_staff(self.store.reader(), &hash).await?;
        let standing = found.filter(|(session, account, _)| {
            account.active && self.is_live(session, self.settings.staff_idle)
        });
        standing.ok_or(Error::Unknown)
    }

    fn staff_of(&self, (stored, account, credential): Found) -> StaffSession {
        StaffSession {
            account,
            must_change: credential.must_change,
            has_second: has_second(&credential),
            passed_second: stored.passed_second,
            recovery_left: credential.recovery.len(),
            has_password: credential.password.is_some(),
            voucher: stored.voucher.clone(),
            login: credential.login,
            session: Session::of(stored, self.settings.staff_idle),
            second_required: self.settings.second_factor_required,
        }
    }
}

/// Whether a second factor counts.
pub(super) fn has_second(credential: &Credential) -> bool {
    let second = credential.second.as_ref();
    second.is_some_and(|second| second.confirmed_at.is_some())
}
