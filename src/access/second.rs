//! Second factors: a code from an authenticator app, or one of eight recovery codes.
//!
//! A code is taken once: the step it belongs to is remembered, and no code of that step or an earlier
//! one is taken again.

use data_encoding::BASE32_NOPAD;
use serde_json::json;
use url::form_urlencoded::byte_serialize;

use super::keeper::Keeper;
use super::staff::{Pending, StaffSession, has_second};
use super::{Access, Error, chance, commit, totp};
use crate::domain::identifiers::OfficerId;
use crate::storage::acts::Kind;
use crate::storage::credentials::{self, Credential};
use crate::storage::sessions::{self, Holder};

/// Recovery codes given out with a second factor.
pub const RECOVERY_CODES: usize = 8;
/// Answers a session may give to its second question; then it ends, and the password is asked again.
pub const SECOND_TRIES_MAX: i32 = 5;
/// Groups of five letters in a recovery code: about 49 bits.
const RECOVERY_GROUPS: usize = 2;
/// What authenticator apps call this house.
const ISSUER: &str = "Lianban";

/// A second factor to be set up.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// For typing into an app: base32.
    pub secret: String,
    /// For a QR code: `otpauth://totp/…`.
    pub uri: String,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Enrolment").finish_non_exhaustive()
    }
}

/// What came of showing a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondOutcome {
    /// The session has passed.
    Passed,
    /// The session has passed by a recovery code, and so many are left: the officer should be told.
    PassedByRecovery {
        /// Codes not used yet.
        left: usize,
    },
    /// Wrong, or used before; the caller counts it, by officer.
    Wrong,
    /// Too many answers: the session is over.
    Over,
}

impl Access {
    /// Makes a new secret for an app. It does not count before [`Access::confirm_second`].
    ///
    /// # Errors
    /// [`Error::SecondFactorStands`], [`Error::Storage`].
    pub async fn begin_second(&self, session: &StaffSession) -> Result<Enrolment, Error> {
        let mut secret = [0; totp::SECRET_BYTES];
        self.entropy.fill(&mut secret);
        let secret = BASE32_NOPAD.encode(&secret);
        let officer = session.account.id;
        match credentials::show_second(self.store.writer(), officer, &secret).await? {
            true => Ok(enrolment(&session.login, secret)),
            false => Err(Error::SecondFactorStands),
        }
    }

    /// The secret that was made and does not count yet, for showing it again after a wrong code.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn begun_second(&self, session: &StaffSession) -> Result<Option<Enrolment>, Error> {
        let credential = credentials::find(self.store.writer(), session.account.id).await?;
        let open = credential.filter(|credential| !has_second(credential));
        let second = open.and_then(|credential| credential.second);
        Ok(second.map(|second| enrolment(&session.login, second.secret)))
    }

    /// Lets the secret count once its app shows the right code, and gives out recovery codes, to be
    /// shown once. The session has passed, the officer's others have to show a code now. None for a
    /// wrong code.
    ///
    /// # Errors
    /// [`Error::SecondFactorStands`], [`Error::Storage`].
    pub async fn confirm_second(
        &self,
        session: &StaffSession,
        code: &str,
    ) -> Result<Option<Vec<String>>, Error> {
        let officer = session.account.id;
        let credential = self.credential(officer).await?;
        if has_second(&credential) {
            return Err(Error::SecondFactorStands);
        }
        let Some((secret, step)) = self.matching(&credential, code) else {
            return Ok(None);
        };
        let (codes, hashes) = self.recovery(officer);
        let now = self.clock.now();
        let tx = self.store.begin().await?;
        let confirmed =
            credentials::confirm_second(&tx, officer, secret, step, &hashes, now).await?;
        if !confirmed {
            return Ok(None);
        }
        sessions::pass_second(&tx, &session.session.id).await?;
        commit(tx).await?;
        Ok(Some(codes))
    }

    /// Shows a code of the app or a recovery code.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn pass_second(
        &self,
        session: &StaffSession,
        code: &str,
    ) -> Result<SecondOutcome, Error> {
        let id = session.session.id.as_str();
        // Counted before it is looked at, so that many at once are no way around.
        if !sessions::count_try(self.store.writer(), id, SECOND_TRIES_MAX).await? {
            sessions::end(self.store.writer(), id).await?;
            return Ok(SecondOutcome::Over);
        }
        let officer = session.account.id;
        let credential = self.credential(officer).await?;
        if !has_second(&credential) {
            return Ok(SecondOutcome::Wrong);
        }
        let outcome = match self.matching(&credential, code) {
            Some((_, step)) => {
                let taken = credentials::take_step(self.store.writer(), officer, step).await?;
                taken.then_some(SecondOutcome::Passed)
            }
            None => self.spend_recovery(&credential, code).await?,
        };
        let Some(outcome) = outcome else {
            return Ok(SecondOutcome::Wrong);
        };
        sessions::pass_second(self.store.writer(), id).await?;
        Ok(outcome)
    }

    /// New recovery codes instead of those there are, to be shown once.
    ///
    /// # Errors
    /// [`Error::SecondFactorFirst`] without a second factor that this session has shown,
    /// [`Error::Storage`].
    pub async fn renew_recovery(&self, session: &StaffSession) -> Result<Vec<String>, Error> {
        let passed = session.has_second && session.pending() != Some(Pending::SecondFactor);
        if !passed {
            return Err(Error::SecondFactorFirst);
        }
        let officer = session.account.id;
        let old = self.credential(officer).await?.recovery;
        let (codes, hashes) = self.recovery(officer);
        let db = self.store.writer();
        match credentials::replace_recovery(db, officer, &old, &hashes).await? {
            true => Ok(codes),
            false => Err(crate::storage::Error::Overtaken.into()),
        }
    }

    async fn credential(&self, officer: OfficerId) -> Result<Credential, Error> {
        let found = credentials::find(self.store.writer(), officer).await?;
        found.ok_or(Error::Unknown)
    }

    /// The secret and the step that a code belongs to.
    fn matching<'c>(&self, credential: &'c Credential, code: &str) -> Option<(&'c str, i64)> {
        let secret = credential.second.as_ref()?.secret.as_str();
        let bytes = BASE32_NOPAD.decode(secret.as_bytes()).ok()?;
        let step = totp::matching_step(&bytes, code, self.clock.now())?;
        Some((secret, step))
    }

    async fn spend_recovery(
        &self,
        credential: &Credential,
        code: &str,
    ) -> Result<Option<SecondOutcome>, Error> {
        let typed = recovery_hash(credential.officer, code);
        let kept = credential.recovery.iter().filter(|hash| **hash != typed);
        let kept: Vec<String> = kept.cloned().collect();
        if kept.len() == credential.recovery.len() {
            return Ok(None);
        }
        let (db, officer, old) = (
            self.store.writer(),
            credential.officer,
            &credential.recovery,
        );
        let spent = credentials::replace_recovery(db, officer, old, &kept).await?;
        let left = kept.len();
        Ok(spent.then_some(SecondOutcome::PassedByRecovery { left }))
    }

    /// New codes, and what is kept of them.
    fn recovery(&self, officer: OfficerId) -> (Vec<String>, Vec<String>) {
        let code = |_| chance::code(self.entropy.as_ref(), RECOVERY_GROUPS);
        let codes: Vec<String> = (0..RECOVERY_CODES).map(code).collect();
        let hash = |code: &String| recovery_hash(officer, code);
        let hashes = codes.iter().map(hash).collect();
        (codes, hashes)
    }
}

impl Keeper {
    /// Takes an officer's second factor away, for whoever lost their phone, and ends their sessions.
    ///
    /// # Errors
    /// [`Error::NoLogin`], [`Error::Storage`].
    pub async fn reset_second(&self, officer: OfficerId) -> Result<(), Error> {
        let tx = self.access.store.begin().await?;
        let before = credentials::find(&tx, officer).await?;
        let before = before.is_some_and(|before| has_second(&before));
        if !credentials::forget_second(&tx, officer).await? {
            return Err(Error::NoLogin);
        }
        sessions::end_all(&tx, Holder::Officer(officer), None).await?;
        let (before, after) = (json!({"second": before}), json!({"second": false}));
        self.record(&tx, officer, Kind::SecondReset, before, after)
            .await?;
        commit(tx).await
    }
}

fn recovery_hash(officer: OfficerId, code: &str) -> String {
    chance::digest(&format!("{officer}:{}", chance::plain(code)))
}

fn enrolment(login: &str, secret: String) -> Enrolment {
    let login: String = byte_serialize(login.as_bytes()).collect();
    let (digits, period) = (totp::DIGITS, totp::STEP_SECONDS);
    Enrolment {
        uri: format!(
            "otpauth://totp/{ISSUER}:{login}?secret={secret}&issuer={ISSUER}&algorithm=SHA1\
             &digits={digits}&period={period}"
        ),
        secret,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_is_told_everything_it_asks() {
        let made = enrolment("chen@gov", "GEZDGNBV".to_owned());
        assert_eq!(
            made.uri,
            "otpauth://totp/Lianban:chen%40gov?secret=GEZDGNBV&issuer=Lianban&algorithm=SHA1\
             &digits=6&period=30"
        );
    }

    #[test]
    fn one_recovery_code_of_two_officers_is_kept_as_two() {
        let [one, other] = [1, 2].map(|id| recovery_hash(OfficerId(id), "abcde-23456"));
        assert_ne!(one, other);
        assert_eq!(one, recovery_hash(OfficerId(1), "ABCDE 23456"));
    }
}
