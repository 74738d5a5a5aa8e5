//! From a provider's word to a session: whose account it is, and what it says of them now.

use serde_json::{Value, json};

use super::rules::Claimed;
use super::{Known, Unwelcome, Vouched};
use crate::access::sessions::{Proof, Started, Visit};
use crate::access::{Access, Error, commit, keeper};
use crate::domain::definition::Language;
use crate::domain::directory::ADMINISTRATOR;
use crate::domain::identifiers::{DepartmentKey, OfficerId};
use crate::storage::accounts::{self, Account};
use crate::storage::acts::{self, By, Kind, NewAct};
use crate::storage::sessions::{Holder, Voucher};
use crate::storage::{self, Transaction, credentials, provider};

impl Access {
    /// Finds or opens the account, brings it up to what the claims say, and begins a session: all of
    /// it or nothing.
    pub(super) async fn admit(
        &self,
        known: &Known,
        vouched: &Vouched,
        visit: &Visit,
    ) -> Result<Result<Started, Unwelcome>, Error> {
        let claimed = match known.rules.read(&vouched.claims) {
            Ok(claimed) => known.today(claimed),
            Err(unwelcome) => return Ok(Err(unwelcome)),
        };
        match self.admission(known, vouched, &claimed, visit).await {
            // The same officer came in somewhere else at the same moment, for the first time.
            Err(Error::Storage(error)) if error.is_conflict() => {
                self.admission(known, vouched, &claimed, visit).await
            }
            outcome => outcome,
        }
    }

    async fn admission(
        &self,
        known: &Known,
        vouched: &Vouched,
        claimed: &Claimed,
        visit: &Visit,
    ) -> Result<Result<Started, Unwelcome>, Error> {
        let tx = self.store.begin().await?;
        // Under their locks: what claims take away may not leave the house without a keeper.
        let keepers = accounts::lock_holders(&tx, ADMINISTRATOR).await?;
        let account = match self.account_of(&tx, known, vouched, claimed).await? {
            Ok(account) => account,
            Err(unwelcome) => return Ok(Err(unwelcome)),
        };
        if !account.active {
            return Ok(Err(Unwelcome::Closed));
        }
        let now = brought_up(&account, claimed);
        let keeps = now.roles.iter().any(|role| role.as_ref() == ADMINISTRATOR);
        if !keeps && keepers.len() == 1 && keepers[0].id == account.id {
            return Ok(Err(Unwelcome::LastAdministrator));
        }
        if now != account {
            accounts::update(&tx, &now).await?;
            let (was, is) = keeper::difference(&account, &now);
            let act = NewAct::on_account(account.id, Kind::Changed, was, is);
            self.keep_act(&tx, known, account.id, act).await?;
        }
        let proof = Proof {
            voucher: Some(Voucher(vouched.voucher.clone())),
            passed_second: known.rules.is_second(&vouched.methods),
            opened_by: None,
        };
        let started = self
            .start_in(
                &tx,
                Holder::Officer(account.id),
                self.settings.staff_whole,
                visit,
                proof,
            )
            .await?;
        commit(tx).await?;
        Ok(Ok(started))
    }

    /// The account of the provider's subject; at first the one with the login, or a new one.
    async fn account_of(
        &self,
        tx: &Transaction,
        known: &Known,
        vouched: &Vouched,
        claimed: &Claimed,
    ) -> Result<Result<Account, Unwelcome>, Error> {
        let issuer = known.provider.issuer();
        if let Some(officer) = provider::bound(tx, issuer, &vouched.subject).await? {
            return Ok(Ok(found(tx, officer).await?));
        }
        let accounts = known.rules.accounts;
        let account = match credentials::by_login(tx, claimed.login.as_str()).await? {
            Some(credential) => {
                let officer = credential.officer;
                let is_anothers = provider::is_bound(tx, issuer, officer).await?;
                // They may have come in somewhere else since the first look, and be bound by now.
                if is_anothers
                    && provider::bound(tx, issuer, &vouched.subject).await? == Some(officer)
                {
                    return Ok(Ok(found(tx, officer).await?));
                }
                if is_anothers || !accounts.takes_standing() {
                    return Ok(Err(Unwelcome::LoginTaken));
                }
                let account = found(tx, officer).await?;
                let is = json!({"subject": vouched.subject});
                let act = NewAct::on_account(officer, Kind::Bound, Value::Null, is);
                self.keep_act(tx, known, officer, act).await?;
                account
            }
            None if !accounts.opens_new() => return Ok(Err(Unwelcome::NoAccount)),
            None => match self.opened(tx, claimed).await? {
                Some(account) => {
                    let is = keeper::told(&account);
                    let act = NewAct::on_account(account.id, Kind::Opened, Value::Null, is);
                    self.keep_act(tx, known, account.id, act).await?;
                    account
                }
                None => return Ok(Err(Unwelcome::NoDepartment)),
            },
        };
        let now = self.clock.now();
        provider::bind(tx, issuer, &vouched.subject, account.id, now).await?;
        Ok(Ok(account))
    }

    /// What the provider's word changed is kept like any act on an account, as the officer's own.
    async fn keep_act(
        &self,
        tx: &Transaction,
        known: &Known,
        officer: OfficerId,
        act: NewAct<'_>,
    ) -> Result<(), Error> {
        let by = By {
            officer: Some(officer),
            correlation: None,
        };
        let act = act.because(known.provider.issuer());
        Ok(acts::record(tx, &by, act, self.clock.now()).await?)
    }

    /// A new account with the login and without a password; none without a department.
    async fn opened(&self, tx: &Transaction, claimed: &Claimed) -> Result<Option<Account>, Error> {
        let Some(department) = &claimed.department else {
            return Ok(None);
        };
        let login = claimed.login.as_str();
        let account = accounts::add(
            tx,
            claimed.name.as_deref().unwrap_or(login),
            claimed.email.as_deref(),
            department,
            &claimed.roles,
            Language::Zh,
        )
        .await?;
        credentials::open(tx, account.id, login, self.clock.now()).await?;
        Ok(Some(account))
    }
}

/// Under its lock: what an administrator changes meanwhile is not written over.
async fn found(tx: &Transaction, officer: OfficerId) -> Result<Account, Error> {
    let account = accounts::lock(tx, officer).await?;
    let gone = storage::Error::Impossible("a login is nobody's");
    Ok(account.ok_or(gone)?)
}

impl Known {
    /// The same in the department that does now what the named one did.
    fn today(&self, claimed: Claimed) -> Claimed {
        let now = self.law.now();
        let standing = |key: DepartmentKey| self.directory.standing(&key, now).clone();
        Claimed {
            department: claimed.department.map(standing),
            ..claimed
        }
    }
}

/// The account as the claims have it; on what they leave out it stays as it is.
fn brought_up(account: &Account, claimed: &Claimed) -> Account {
    let Claimed {
        name,
        email,
        department,
        roles,
        ..
    } = claimed.clone();
    Account {
        name: name.unwrap_or_else(|| account.name.clone()),
        email: email.or_else(|| account.email.clone()),
        department: department.unwrap_or_else(|| account.department.clone()),
        roles,
        ..account.clone()
    }
}
