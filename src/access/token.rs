//! Bearer tokens: issued once, checked at each call, revoked at will.

use serde_json::{Value, json};

use super::chance::{self, digest as hash};
use super::keeper::Keeper;
use super::{Access, Caller, Error, commit};
use crate::domain::calendar::Instant;
use crate::domain::directory::ADMINISTRATOR;
use crate::domain::identifiers::OfficerId;
use crate::storage::accounts::{self, Token};
use crate::storage::acts::Kind;
use crate::storage::{Transaction, credentials};

/// Longest label, in characters.
pub const MAX_LABEL_CHARS: usize = 100;
/// How much of a token's hash names it.
const HASH_SHOWN_CHARS: usize = 12;
/// So that a leaked token can be found by its looks.
const PREFIX: &str = "lianban_";
/// What a token of this room is for.
const KIND: &str = "api";

/// A new token.
#[derive(Clone, PartialEq, Eq)]
pub struct Issued {
    /// To be shown once; it is stored nowhere.
    pub token: String,
    /// What the house keeps, and what revoking names.
    pub hash: String,
    /// When it ends; none: when revoked.
    pub expires_at: Option<Instant>,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issued")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl Access {
    /// Who holds this token, as their account stands now.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::Storage`].
    pub async fn caller(&self, token: &str) -> Result<Caller, Error> {
        // Looked up by hash: what the index compares tells nothing about the token.
        let ask = |hashes| accounts::tokens(self.store.reader(), hashes);
        let found = self.lookups.find(hash(token), ask).await?;
        let (token, account) = found.ok_or(Error::Unknown)?;
        let now = self.clock.now();
        if !is_in_force(&token, now) || !account.active {
            return Err(Error::Unknown);
        }
        Ok(Caller::Staff(account.into()))
    }

    /// An officer's tokens, without the tokens.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn tokens(&self, officer: OfficerId) -> Result<Vec<Token>, Error> {
        Ok(accounts::tokens_of(self.store.reader(), officer).await?)
    }
}

impl Keeper {
    /// Issues a token to an active officer.
    ///
    /// # Errors
    /// [`Error::NoSuchOfficer`], [`Error::LabelTooLong`], [`Error::EndsInThePast`], [`Error::Storage`].
    pub async fn issue_token(
        &self,
        officer: OfficerId,
        label: &str,
        expires_at: Option<Instant>,
    ) -> Result<Issued, Error> {
        if label.chars().count() > MAX_LABEL_CHARS {
            return Err(Error::LabelTooLong);
        }
        if expires_at.is_some_and(|end| end <= self.access.clock.now()) {
            return Err(Error::EndsInThePast);
        }
        let tx = self.access.store.begin().await?;
        let account = accounts::lock(&tx, officer).await?;
        account
            .filter(|account| account.active)
            .ok_or(Error::NoSuchOfficer)?;
        let token = format!("{PREFIX}{}", chance::token(self.access.entropy.as_ref()));
        let row = Token {
            hash: hash(&token),
            officer,
            kind: KIND.to_owned(),
            label: label.to_owned(),
            created_at: self.access.clock.now(),
            expires_at,
            revoked_at: None,
        };
        accounts::add_token(&tx, &row).await?;
        self.record(&tx, officer, Kind::TokenIssued, Value::Null, named(&row))
            .await?;
        commit(tx).await?;
        Ok(Issued {
            token,
            hash: row.hash,
            expires_at,
        })
    }

    /// Revokes a token of an officer, unless it is the last by which somebody can keep accounts.
    ///
    /// # Errors
    /// [`Error::LastAdministrator`], [`Error::NoSuchToken`], [`Error::Storage`].
    pub async fn revoke_token_of(&self, officer: OfficerId, hash: &str) -> Result<(), Error> {
        let now = self.access.clock.now();
        let tx = self.access.store.begin().await?;
        let keepers = accounts::lock_holders(&tx, ADMINISTRATOR).await?;
        let tokens = accounts::tokens_of(&tx, officer).await?;
        if !tokens.iter().any(|token| token.hash == hash) {
            return Err(Error::NoSuchToken);
        }
        let ids: Vec<OfficerId> = keepers.iter().map(|keeper| keeper.id).collect();
        // Whoever has a login gets in without a token.
        let mut left = credentials::logins(&tx, &ids).await?.len();
        for keeper in &keepers {
            let tokens = accounts::tokens_of(&tx, keeper.id).await?;
            let holds = |token: &&Token| token.hash != hash && is_in_force(token, now);
            left += tokens.iter().filter(holds).count();
        }
        if left == 0 && keepers.iter().any(|keeper| keeper.id == officer) {
            return Err(Error::LastAdministrator);
        }
        self.revoke(&tx, hash, now).await?;
        commit(tx).await
    }

    /// Revokes a token by its hash; whether it was in force.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn revoke_token(&self, hash: &str) -> Result<bool, Error> {
        let tx = self.access.store.begin().await?;
        let revoked = self.revoke(&tx, hash, self.access.clock.now()).await?;
        commit(tx).await?;
        Ok(revoked)
    }

    async fn revoke(&self, tx: &Transaction, hash: &str, now: Instant) -> Result<bool, Error> {
        let Some((token, account)) = accounts::token(tx, hash).await? else {
            return Ok(false);
        };
        let revoked = accounts::revoke_token(tx, hash, now).await?;
        if revoked {
            let kind = Kind::TokenRevoked;
            self.record(tx, account.id, kind, named(&token), Value::Null)
                .await?;
        }
        Ok(revoked)
    }
}

/// What an act says of a token: enough to name it, nothing to come in with.
fn named(token: &Token) -> Value {
    json!({
        "token": token.hash.chars().take(HASH_SHOWN_CHARS).collect::<String>(),
        "label": token.label,
        "expires_at": token.expires_at,
    })
}

fn is_in_force(token: &Token, now: Instant) -> bool {
    token.revoked_at.is_none() && token.expires_at.is_none_or(|end| end > now)
}
