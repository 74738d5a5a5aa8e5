//! Links by which an auditor reads without an account: whoever has one may look at one request, or at
//! the overview, until it ends, is revoked, or its maker is no supervisor any more. What stands in it is
//! kept as a hash.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::keeper::Keeper;
use super::officers::{known, remember};
use super::{Access, Error, chance, commit};
use crate::domain::directory::SUPERVISOR;
use crate::domain::identifiers::{CaseNumber, RequestId};
use crate::storage::accounts::{self, Account};
use crate::storage::acts::{self, Kind, NewAct};
use crate::storage::audit_links::{self, Link, NewLink};
use crate::storage::idempotency::Key;

/// Longest life of a link, in days.
pub const LINK_DAYS_MAX: u32 = 30;
/// The kind of remembered answer that is a link made: its number.
const MADE: &str = "link-made";

/// A link to be.
#[derive(Debug, Clone, Copy)]
pub struct LinkToBe<'a> {
    /// What stands in it.
    pub token: &'a str,
    /// For whom and what.
    pub label: &'a str,
    /// The one request it opens; none: the overview.
    pub request: Option<RequestId>,
    /// How long it holds.
    pub days: u32,
}

impl Keeper {
    /// Makes a link under a key: a repetition makes none. The caller derives what stands in it from the
    /// key, so that it can be shown again; it is kept as a hash.
    ///
    /// # Errors
    /// [`Error::NoSuchOfficer`] for an operator, who has no supervisor's part; [`Error::EndsInThePast`]
    /// for a life of no day or of more than [`LINK_DAYS_MAX`]; [`Error::KeyReused`], [`Error::Storage`].
    pub async fn make_link(&self, link: LinkToBe<'_>, key: &Key) -> Result<(), Error> {
        match self.make_attempt(link, key).await {
            // The same call came first.
            Err(Error::Storage(error)) if error.is_conflict() => self.make_attempt(link, key).await,
            outcome => outcome,
        }
    }

    async fn make_attempt(&self, link: LinkToBe<'_>, key: &Key) -> Result<(), Error> {
        let by = self.by.officer.ok_or(Error::NoSuchOfficer)?;
        if !(1..=LINK_DAYS_MAX).contains(&link.days) {
            return Err(Error::EndsInThePast);
        }
        let now = self.access.clock.now();
        let ends_at = now + TimeDelta::days(link.days.into());
        let new = NewLink {
            hash: &chance::digest(link.token),
            label: link.label,
            request: link.request,
            by,
            ends_at,
        };
        let tx = self.access.store.begin().await?;
        if known(&tx, key, MADE).await?.is_some() {
            return Ok(());
        }
        let id = audit_links::add(&tx, new, now).await?;
        let case = link.request.map(|id| CaseNumber::from(id).to_string());
        let after = json!({"label": link.label, "case": case, "expires_at": ends_at});
        let act = on_link(id, Kind::LinkMade, Value::Null, after);
        acts::record(&tx, &self.by, act, now).await?;
        remember(&tx, key, MADE, id, now).await?;
        commit(tx).await
    }

    /// Makes a link worthless; whether it was not before.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn revoke_link(&self, id: i64) -> Result<bool, Error> {
        let now = self.access.clock.now();
        let tx = self.access.store.begin().await?;
        let revoked = audit_links::revoke(&tx, id, now).await?;
        if revoked {
            let act = on_link(id, Kind::LinkRevoked, Value::Null, Value::Null);
            acts::record(&tx, &self.by, act, now).await?;
        }
        commit(tx).await?;
        Ok(revoked)
    }
}

impl Access {
    /// What a link opens; notes the look, under a stable word for the page.
    ///
    /// # Errors
    /// [`Error::Unknown`] for one that was never made, is over, was revoked, or whose maker could make
    /// none now; [`Error::Storage`].
    pub async fn follow_link(&self, token: &str, page: &str) -> Result<Link, Error> {
        // Looked up by hash: what the index compares tells nothing about the link.
        let found = audit_links::find(self.store.reader(), &chance::digest(token)).await?;
        let now = self.clock.now();
        let holds = |link: &Link| link.revoked_at.is_none() && now < link.ends_at;
        let link = found.filter(holds).ok_or(Error::Unknown)?;
        let maker = accounts::find(self.store.reader(), link.made_by).await?;
        if !maker.is_some_and(|maker| may_make(&maker)) {
            return Err(Error::Unknown);
        }
        audit_links::look(self.store.writer(), link.id, page, now).await?;
        Ok(link)
    }
}

/// Whether a link of this account still opens anything: only a supervisor's does.
#[must_use]
pub fn may_make(maker: &Account) -> bool {
    let mut roles = maker.roles.iter();
    maker.active && roles.any(|role| role.as_ref() == SUPERVISOR)
}

fn on_link(id: i64, kind: Kind, before: Value, after: Value) -> NewAct<'static> {
    NewAct {
        kind,
        officer: None,
        subject: format!("link:{id}"),
        before,
        after,
        reason: "",
    }
}
