//! One-time codes for applicants, sent to the phone or the mail address of a request.
//!
//! A code answers to a ticket that the asking browser keeps (a hidden field or a cookie): a stranger
//! who types wrong codes uses up their own ticket, not the applicant's. The store has the hash of the
//! ticket alone, so whoever reads it cannot try the million codes.
//!
//! Making a code proves nothing, and sends somebody a message: the caller asks first for something
//! only the applicant knows beside the case number (the phone number on the form), answers the same
//! whether it was right or not ([`Access::blind_ticket`]), and counts the askings by address.

use chrono::TimeDelta;

use super::{Access, Error, chance};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::RequestId;
use crate::storage::passcodes;

/// How long a code lives, in minutes.
pub const PASSCODE_MINUTES: i64 = 10;
/// How often a code may be tried.
pub const PASSCODE_TRIES_MAX: i32 = 5;
/// Codes made for one request and purpose in 24 hours.
pub const PASSCODES_A_DAY_MAX: u64 = 10;

/// What a code opens; one made for another purpose opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The request's pages.
    Case,
    /// A new phone number or mail address, proved by the code sent there.
    Contact,
}

/// How a code is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// To a mail address.
    Mail,
    /// To a phone.
    Sms,
}

/// A code to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Passcode {
    /// For the asking browser alone; it is stored nowhere.
    pub ticket: String,
    /// For the message: six digits; stored nowhere.
    pub code: String,
    /// When it ends, machine time.
    pub expires_at: Instant,
}

impl std::fmt::Debug for Passcode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Passcode")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl Access {
    /// Makes a code for a request, which the caller sends. None if there were
    /// [`PASSCODES_A_DAY_MAX`] in the last 24 hours: the code on the slip, or the desk, still help.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn make_passcode(
        &self,
        request: RequestId,
        purpose: Purpose,
        channel: Channel,
    ) -> Result<Option<Passcode>, Error> {
        let now = self.clock.now();
        let since = now - TimeDelta::days(1);
        let db = self.store.writer();
        let made = passcodes::count_since(db, purpose.word(), request, since).await?;
        if made >= PASSCODES_A_DAY_MAX {
            return Ok(None);
        }
        let ticket = chance::token(self.entropy.as_ref());
        let code = chance::six_digits(self.entropy.as_ref());
        let expires_at = now + TimeDelta::minutes(PASSCODE_MINUTES);
        let row = passcodes::Passcode {
            hash: chance::digest(&ticket),
            purpose: purpose.word().to_owned(),
            request,
            code_hash: code_hash(&ticket, &code),
            channel: channel.word().to_owned(),
            created_at: now,
            expires_at,
        };
        passcodes::add(db, &row).await?;
        Ok(Some(Passcode {
            ticket,
            code,
            expires_at,
        }))
    }

    /// A ticket to which no code answers, for whoever asked in vain.
    #[must_use]
    pub fn blind_ticket(&self) -> String {
        chance::token(self.entropy.as_ref())
    }

    /// The request of whoever typed the ticket's code, which is used up by it. None if it is wrong,
    /// over, used, of another purpose, or tried [`PASSCODE_TRIES_MAX`] times: which is not told. The
    /// caller counts it by address.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn take_passcode(
        &self,
        ticket: &str,
        purpose: Purpose,
        typed: &str,
    ) -> Result<Option<RequestId>, Error> {
        let (db, hash, now) = (
            self.store.writer(),
            chance::digest(ticket),
            self.clock.now(),
        );
        let most = PASSCODE_TRIES_MAX;
        let Some(row) = passcodes::attempt(db, &hash, purpose.word(), most, now).await? else {
            return Ok(None);
        };
        let is_right = code_hash(ticket, &chance::plain(typed)) == row.code_hash;
        let used = is_right && passcodes::consume(db, &hash, now).await?;
        Ok(used.then_some(row.request))
    }
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Contact => "contact",
        }
    }
}

impl Channel {
    fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }
}

/// The ticket is the salt.
fn code_hash(ticket: &str, code: &str) -> String {
    chance::digest(&format!("{ticket}:{code}"))
}
