//! Who is calling: bearer tokens, officers and their roles. Never decides what a request may do.
//!
//! A token is 32 random bytes, shown once; the house keeps its SHA-256. What its owner may do comes
//! from the officer's row at each call, so a change of role or department holds at once. Start at
//! [`Access::caller`].

mod caller;
mod officers;
mod token;

use std::sync::Arc;

pub use caller::{Caller, Staff};
pub use officers::{MAX_NAME_CHARS, NewOfficer, clean_name, is_mail_address};
pub use token::{Issued, MAX_LABEL_CHARS};

use crate::engine::ports::{Entropy, MachineClock};
use crate::storage::{self, Store};

/// Why somebody is not let in, or an account not changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such token, or it is over, or its officer is not active. Which of these is not told.
    #[error("this token is not valid")]
    Unknown,
    /// There is no such officer.
    #[error("there is no such officer")]
    NoSuchOfficer,
    /// The officer has no such token.
    #[error("there is no such token")]
    NoSuchToken,
    /// A label too long to be read.
    #[error("a label has at most {MAX_LABEL_CHARS} characters")]
    LabelTooLong,
    /// Nobody would be left who keeps accounts.
    #[error(
        "nobody would be left who keeps accounts; open the account of another administrator first"
    )]
    LastAdministrator,
    /// A token that would be worthless from the start.
    #[error("the end has to lie in the future")]
    EndsInThePast,
    /// The store failed.
    #[error("the store failed")]
    Storage(#[from] storage::Error),
}

/// The door's book: who is who.
#[derive(Clone)]
pub struct Access {
    store: Store,
    clock: Arc<dyn MachineClock>,
    entropy: Arc<dyn Entropy>,
}

impl Access {
    /// Access over an open store. Tokens live by machine time.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn MachineClock>, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            store,
            clock,
            entropy,
        }
    }
}
