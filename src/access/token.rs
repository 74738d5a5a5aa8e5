//! Bearer tokens: issued once, checked at each call, revoked at will.

use super::chance::{self, digest as hash};
use super::{Access, Caller, Error};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::OfficerId;
use crate::storage::accounts::{self, Token};

/// Longest label, in characters.
pub const MAX_LABEL_CHARS: usize = 100;
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
    /// Issues a token to an active officer.
    ///
    /// # Errors
    /// [`Error::NoSuchOfficer`], [`Error::LabelTooLong`], [`Error::Storage`].
    pub async fn issue_token(
        &self,
        officer: OfficerId,
        label: &str,
        expires_at: Option<Instant>,
    ) -> Result<Issued, Error> {
        if label.chars().count() > MAX_LABEL_CHARS {
            return Err(Error::LabelTooLong);
        }
        let account = accounts::find(self.store.reader(), officer).await?;
        account
            .filter(|account| account.active)
            .ok_or(Error::NoSuchOfficer)?;
        let token = format!("{PREFIX}{}", chance::token(self.entropy.as_ref()));
        let row = Token {
            hash: hash(&token),
            officer,
            kind: KIND.to_owned(),
            label: label.to_owned(),
            created_at: self.clock.now(),
            expires_at,
            revoked_at: None,
        };
        accounts::add_token(self.store.writer(), &row).await?;
        Ok(Issued {
            token,
            hash: row.hash,
            expires_at,
        })
    }

    /// Who holds this token, as their account stands now.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::Storage`].
    pub async fn caller(&self, token: &str) -> Result<Caller, Error> {
        // Looked up by hash: what the index compares tells nothing about the token.
        let found = accounts::token(self.store.reader(), &hash(token)).await?;
        let (token, account) = found.ok_or(Error::Unknown)?;
        let now = self.clock.now();
        let over = token.revoked_at.is_some() || token.expires_at.is_some_and(|end| end <= now);
        if over || !account.active {
            return Err(Error::Unknown);
        }
        Ok(Caller::Staff(account.into()))
    }

    /// Revokes a token by its hash; whether it was in force.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn revoke_token(&self, hash: &str) -> Result<bool, Error> {
        let now = self.clock.now();
        Ok(accounts::revoke_token(self.store.writer(), hash, now).await?)
    }

    /// An officer's tokens, without the tokens.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn tokens(&self, officer: OfficerId) -> Result<Vec<Token>, Error> {
        Ok(accounts::tokens_of(self.store.reader(), officer).await?)
    }
}
