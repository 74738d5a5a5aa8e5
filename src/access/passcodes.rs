//! One-time codes for applicants, sent to the phone or the mail address of their requests.
//!
//! A code answers to a ticket that the asking browser keeps (a hidden field or a cookie): a stranger
//! who types wrong codes uses up their own ticket, not the applicant's. The store has the hash of the
//! ticket alone, so whoever reads it cannot try the million codes.
//!
//! Making a code proves nothing, and may send somebody a message: the caller counts the askings by
//! address. A code for a request is made for whoever knows more than its number (the phone number on
//! the form), and answered the same for everybody else ([`Access::blind_ticket`]). A code for a contact
//! is made whether or not there is any request at it: the row and the job are the same, and only the
//! job, later, finds out whether there is somebody to send it to.

use chrono::TimeDelta;

use super::sessions::{Started, Visit};
use super::{Access, Error, chance, commit};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::RequestId;
use crate::storage;
use crate::storage::jobs::{self, NewJob};
use crate::storage::passcodes::{self, Subject};
use crate::storage::reach::Mark;

/// How long a code lives, in minutes.
pub const PASSCODE_MINUTES: i64 = 10;
/// How often a code may be tried.
pub const PASSCODE_TRIES_MAX: i32 = 5;
/// Codes made for one request and purpose in 24 hours.
pub const PASSCODES_A_DAY_MAX: u64 = 10;

/// For the asking browser alone; it is stored nowhere, and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket(pub String);

impl std::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ticket")
    }
}

/// What a code opens; one made for another purpose opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The request's pages.
    Case,
    /// A new phone number or mail address, proved by the code sent there.
    Contact,
    /// The list of the requests of whoever is reached so.
    List,
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
        let subject = Subject::Request(request);
        let made = passcodes::count_since(db, purpose.word(), subject, since).await?;
        if made >= PASSCODES_A_DAY_MAX {
            return Ok(None);
        }
        let ticket = chance::token(self.entropy.as_ref());
        let code = chance::six_digits(self.entropy.as_ref());
        let expires_at = now + TimeDelta::minutes(PASSCODE_MINUTES);
        let row = passcodes::Passcode {
            hash: chance::digest(&ticket),
            purpose: purpose.word().to_owned(),
            subject: Subject::Request(request),
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

    /// Makes a code for whoever is reached so, whether or not there is a request. `sending` gives the
    /// code and the job that sends it, by the name of the code's row; both stand or neither. None if
    /// there were [`PASSCODES_A_DAY_MAX`] in the last 24 hours.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn make_list_passcode(
        &self,
        mark: Mark,
        channel: Channel,
        sending: impl FnOnce(&str) -> Result<(String, NewJob), storage::Error> + Send,
    ) -> Result<Option<Ticket>, Error> {
        let (now, purpose) = (self.clock.now(), Purpose::List.word());
        let subject = Subject::Contact(mark);
        let since = now - TimeDelta::days(1);
        let made = passcodes::count_since(self.store.writer(), purpose, subject, since).await?;
        if made >= PASSCODES_A_DAY_MAX {
            return Ok(None);
        }
        let ticket = chance::token(self.entropy.as_ref());
        let hash = chance::digest(&ticket);
        let (code, job) = sending(&hash)?;
        let row = passcodes::Passcode {
            code_hash: code_hash(&ticket, &code),
            hash,
            purpose: purpose.to_owned(),
            subject,
            channel: channel.word().to_owned(),
            created_at: now,
            expires_at: now + TimeDelta::minutes(PASSCODE_MINUTES),
        };
        let tx = self.store.begin().await?;
        passcodes::add(&tx, &row).await?;
        jobs::enqueue(&tx, job, now).await?;
        commit(tx).await?;
        self.store.wake();
        Ok(Some(Ticket(ticket)))
    }

    /// Begins a session of whoever typed the ticket's code, for the list of what is reached so. None
    /// as for [`Access::take_passcode`].
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn take_list_passcode(
        &self,
        ticket: &str,
        typed: &str,
        visit: &Visit,
    ) -> Result<Option<Started>, Error> {
        match self.taken(ticket, Purpose::List, typed).await? {
            Some(Subject::Contact(mark)) => Ok(Some(self.start_contact(mark, visit).await?)),
            _ => Ok(None),
        }
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
        Ok(match self.taken(ticket, purpose, typed).await? {
            Some(Subject::Request(request)) => Some(request),
            _ => None,
        })
    }

    async fn taken(
        &self,
        ticket: &str,
        purpose: Purpose,
        typed: &str,
    ) -> Result<Option<Subject>, Error> {
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
        Ok(used.then_some(row.subject))
    }
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Contact => "contact",
            Self::List => passcodes::LIST,
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
