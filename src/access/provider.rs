//! Officers for whom the town's OpenID Connect provider vouches, beside those with a password here.
//!
//! A browser gets a ticket and goes to the provider; state, nonce and verifier come from the ticket
//! alone, so the store knows none of them, and a browser that brings another ticket back, or the
//! same one twice, is nobody. Whoever comes back is known by the provider's issuer and subject, at
//! first by the login that a claim names, never by a mail address. Roles and department are what the
//! claims say, at each sign-in anew.

mod admitting;
mod rules;

use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::keeper::Keeper;
use super::sessions::{Started, Visit};
use super::{Access, Error, chance, commit};
use crate::domain::directory::Directory;
use crate::domain::identifiers::OfficerId;
use crate::engine::ports::LawClock;
use crate::engine::ports::provider::{Provider, Secrets, Trouble, Vouched};
use crate::storage::acts::Kind;
use crate::storage::sessions::{self, Holder};
use crate::storage::{accounts, provider};

pub use rules::{Accounts, ProviderRules};

/// How long somebody may stay at the provider before they have to begin anew, in minutes.
pub const WAY_MINUTES: i64 = 15;

/// The provider and what the house makes of its claims.
#[derive(Clone)]
pub(super) struct Known {
    provider: Arc<dyn Provider>,
    rules: Arc<ProviderRules>,
    directory: Arc<Directory>,
    law: Arc<dyn LawClock>,
}

/// A way to the provider that was opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Way {
    /// For the browser's cookie; it is stored nowhere.
    pub ticket: String,
    /// Where the browser goes.
    pub url: String,
}

impl std::fmt::Debug for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Way")
    }
}

/// What a browser brought back in its address.
#[derive(Debug, Clone, Copy, Default)]
pub struct Back<'a> {
    /// The state it was sent with.
    pub state: &'a str,
    /// The code; empty where there is an error.
    pub code: &'a str,
    /// Why the provider lets nobody in.
    pub error: &'a str,
    /// Who says so (RFC 9207); empty where it is not said.
    pub issuer: &'a str,
}

/// Somebody who came in.
#[derive(Debug)]
pub struct Provided {
    /// Their session.
    pub started: Started,
    /// Where they wanted to go.
    pub goal: String,
}

/// Why somebody who came back is not let in. Each has words of its own on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unwelcome {
    /// Another browser's way, one used before, or one begun too long ago.
    #[error("this way in is not open")]
    Stale,
    /// The provider does not answer.
    #[error("the provider does not answer")]
    Unreachable,
    /// What the provider said does not hold.
    #[error("what the provider said does not hold")]
    Unproved,
    /// The provider lets them in nowhere, or they thought better of it.
    #[error("the provider said no")]
    Declined,
    /// No claim names a login.
    #[error("the provider names no login")]
    NoLogin,
    /// There is no account with that login, and none is opened.
    #[error("there is no account with this login")]
    NoAccount,
    /// The login is another's.
    #[error("this login is somebody else's")]
    LoginTaken,
    /// No claim gives a role.
    #[error("the provider gives no role here")]
    NoRole,
    /// No claim gives a department.
    #[error("the provider gives no department here")]
    NoDepartment,
    /// The account is closed.
    #[error("the account is closed")]
    Closed,
    /// Nobody would be left who keeps accounts.
    #[error("nobody would be left who keeps accounts")]
    LastAdministrator,
}

impl Access {
    /// The same with a provider. A department that it names and that was merged by law time is the
    /// one that it goes on in.
    #[must_use]
    pub fn with_provider(
        self,
        provider: Arc<dyn Provider>,
        rules: ProviderRules,
        directory: Arc<Directory>,
        law: Arc<dyn LawClock>,
    ) -> Self {
        let known = Known {
            provider,
            rules: Arc::new(rules),
            directory,
            law,
        };
        Self {
            provider: Some(known),
            ..self
        }
    }

    /// Whether there is a provider.
    #[must_use]
    pub fn has_provider(&self) -> bool {
        self.provider.is_some()
    }

    /// Opens a way to the provider, with the path that its officer wants to open. None where there
    /// is no provider; the trouble is for the log.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn set_out(&self, goal: &str) -> Result<Option<Result<Way, Trouble>>, Error> {
        let Some(known) = &self.provider else {
            return Ok(None);
        };
        let ticket = chance::token(self.entropy.as_ref());
        let url = match known.provider.way_in(&secrets(&ticket)).await {
            Ok(url) => url,
            Err(trouble) => return Ok(Some(Err(trouble))),
        };
        let expires_at = self.clock.now() + TimeDelta::minutes(WAY_MINUTES);
        let hash = chance::digest(&ticket);
        provider::open_way(self.store.writer(), &hash, goal, expires_at).await?;
        Ok(Some(Ok(Way { ticket, url })))
    }

    /// Lets in whoever came back from the provider with a good word.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn come_back(
        &self,
        ticket: &str,
        back: Back<'_>,
        visit: &Visit,
    ) -> Result<Result<Provided, Unwelcome>, Error> {
        let Some(known) = &self.provider else {
            return Ok(Err(Unwelcome::Stale));
        };
        let secrets = secrets(ticket);
        let issuer = known.provider.issuer();
        let is_answer =
            same(&secrets.state, back.state) && (back.issuer.is_empty() || back.issuer == issuer);
        if ticket.is_empty() || !is_answer {
            return Ok(Err(Unwelcome::Stale));
        }
        let (db, now) = (self.store.writer(), self.clock.now());
        let Some(goal) = provider::close_way(db, &chance::digest(ticket), now).await? else {
            return Ok(Err(Unwelcome::Stale));
        };
        if !back.error.is_empty() || back.code.is_empty() {
            return Ok(Err(Unwelcome::Declined));
        }
        let vouched: Vouched = match known.provider.take(back.code, &secrets).await {
            Ok(vouched) => vouched,
            Err(trouble) => return Ok(Err(unproved(&trouble))),
        };
        let admitted = self.admit(known, &vouched, visit).await?;
        Ok(admitted.map(|started| Provided { started, goal }))
    }

    /// Where a browser goes whose session the provider began, to leave there as well.
    pub async fn way_out(&self, voucher: &str) -> Option<String> {
        let known = self.provider.as_ref()?;
        known.provider.way_out(voucher).await
    }
}

impl Keeper {
    /// Looses an account from whoever a provider means by it, and ends its sessions: the next who
    /// comes with its login is somebody new. Whether anybody was bound.
    ///
    /// # Errors
    /// [`Error::NoSuchOfficer`], [`Error::Storage`].
    pub async fn unbind(&self, officer: OfficerId) -> Result<bool, Error> {
        let tx = self.access.store.begin().await?;
        accounts::lock(&tx, officer)
            .await?
            .ok_or(Error::NoSuchOfficer)?;
        let subjects = provider::unbind(&tx, officer).await?;
        if subjects.is_empty() {
            return Ok(false);
        }
        sessions::end_all(&tx, Holder::Officer(officer), None).await?;
        let was = json!({"subject": subjects});
        self.record(&tx, officer, Kind::Unbound, was, Value::Null)
            .await?;
        commit(tx).await?;
        Ok(true)
    }
}

fn unproved(trouble: &Trouble) -> Unwelcome {
    tracing::warn!(%trouble, "an officer came back from the provider in vain");
    match trouble {
        Trouble::Unreachable(_) => Unwelcome::Unreachable,
        Trouble::Refused(_) => Unwelcome::Unproved,
    }
}

/// What follows from a ticket, and not the ticket from it.
fn secrets(ticket: &str) -> Secrets {
    let of = |what: &str| chance::digest(&format!("{what}:{ticket}"));
    Secrets {
        state: of("state"),
        nonce: of("nonce"),
        verifier: of("verifier"),
    }
}

/// Compares digests, so that time tells nothing about where two texts differ.
fn same(one: &str, other: &str) -> bool {
    chance::digest(one) == chance::digest(other)
}
