//! Links by which an auditor reads without an account: whoever has one may look at one request, or at
//! the overview, until it ends, is revoked, or its maker is no supervisor any more. What stands in it is
//! kept as a hash.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::keeper::Keeper;
use super::{Access, Error, chance, commit};
use crate::domain::directory::SUPERVISOR;
use crate::domain::identifiers::{CaseNumber, RequestId};
use crate::storage::accounts::{self, Account};
use crate::storage::acts::{self, Kind, NewAct};
use crate::storage::audit_links::{self, Link, NewLink};

/// Longest life of a link, in days.
pub const LINK_DAYS_MAX: u32 = 30;

impl Keeper {
    /// Makes a link and says what stands in it, once; it is kept as a hash.
    ///
    /// # Errors
    /// [`Error::NoSuchOfficer`] for an operator, who has no supervisor's part; [`Error::EndsInThePast`]
    /// for a life of no day or of more than [`LINK_DAYS_MAX`]; [`Error::Storage`].
    pub async fn make_link(
        &self,
        label: &str,
        request: Option<RequestId>,
        days: u32,
    ) -> Result<String, Error> {
        let by = self.by.officer.ok_or(Error::NoSuchOfficer)?;
        if !(1..=LINK_DAYS_MAX).contains(&days) {
            return Err(Error::EndsInThePast);
        }
        let now = self.access.clock.now();
        let ends_at = now + TimeDelta::days(days.into());
        let token = chance::token(self.access.entropy.as_ref());
        let new = NewLink {
            hash: &chance::digest(&token),
            label,
            request,
            by,
            ends_at,
        };
        let tx = self.access.store.begin().await?;
        let id = audit_links::add(&tx, new, now).await?;
        let case = request.map(|id| CaseNumber::from(id).to_string());
        let after = json!({"label": label, "case": case, "expires_at": ends_at});
        let act = on_link(id, Kind::LinkMade, Value::Null, after);
        acts::record(&tx, &self.by, act, now).await?;
        commit(tx).await?;
        Ok(token)
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

fn may_make(maker: &Account) -> bool {
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
