//! Who is calling: tokens, sessions, passwords, second factors, one-time codes. Never decides what a
//! request may do.
//!
//! Three ways in. A program shows a bearer token ([`Access::caller`]). An officer logs in
//! ([`Access::log_in`]), or the town's provider vouches for them ([`Access::come_back`]), and is then known by a session ([`Access::staff`]), which opens nothing
//! before [`StaffSession::pending`] is empty. An applicant proves that a request is theirs, by its
//! code or by a one-time code ([`Access::take_passcode`]), and is then known by a session for that
//! one request ([`Access::case`]); or that they are reached by some contact
//! ([`Access::take_list_passcode`]), and opens one after the other of what was filed with it. What an officer may do comes from their account at each call, so
//! a change of role or department holds at once.
//!
//! Accounts are changed through a [`Keeper`] alone, who is somebody: what they do is kept with who did it.
//!
//! Whatever is secret is shown once and kept as a hash; only the secret of a second factor has to be
//! kept as it is.
//!
//! Nothing here slows anybody down: this room may not use `doors`, whose buckets do that. Answers
//! say what happened, and whoever calls counts the failures, by account ([`login_key`], the
//! officer's number, the request) and by address. Two bounds hold without them, in the database: a
//! session ends after [`SECOND_TRIES_MAX`] answers to its second question, and a one-time code after
//! [`PASSCODE_TRIES_MAX`].

mod caller;
mod cases;
mod chance;
mod contacts;
mod hashing;
mod keeper;
mod links;
mod login;
mod logins;
mod lookups;
mod officers;
mod passcodes;
mod passwords;
mod provider;
mod reasons;
mod second;
mod sessions;
mod staff;
mod token;
mod totp;

use std::sync::Arc;

use chrono::TimeDelta;

pub use caller::{Caller, Staff};
pub use cases::{CASE_HOURS, CASE_IDLE_MINUTES, CaseSession};
pub use contacts::{CONTACT_HOURS, CONTACT_IDLE_MINUTES};
pub use keeper::Keeper;
pub use links::{LINK_DAYS_MAX, LinkToBe, may_make};
pub use login::{BadLogin, LOGIN_MAX_CHARS, LoginName, LoginOutcome, login_key};
pub use logins::FirstPassword;
pub use officers::{FirstLogin, MAX_NAME_CHARS, NewOfficer, clean_name, is_mail_address};
pub use passcodes::{
    Channel, PASSCODE_MINUTES, PASSCODE_TRIES_MAX, PASSCODES_A_DAY_MAX, Passcode, Purpose, Ticket,
};
pub use passwords::{Change, PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS, Unfit, fitness};
pub use provider::{Accounts, Back, Provided, ProviderRules, Unwelcome, WAY_MINUTES, Way};
pub use second::{Enrolment, RECOVERY_CODES, SECOND_TRIES_MAX, SecondOutcome};
pub use sessions::{SESSIONS_MAX, Session, Started, Visit};
pub use staff::{Pending, StaffSession};
pub use token::{Issued, MAX_LABEL_CHARS};

use lookups::Lookups;

use crate::engine::ports::{Entropy, MachineClock};
use crate::storage::accounts::{Account, Token};
use crate::storage::{self, Store};

/// Why somebody is not let in, or an account not changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such token or session, or it is over, or its officer is not active. Which of these is not
    /// told.
    #[error("this token is not valid")]
    Unknown,
    /// There is no such officer.
    #[error("there is no such officer")]
    NoSuchOfficer,
    /// The officer has no login.
    #[error("this officer has no login")]
    NoLogin,
    /// Another officer has the login.
    #[error("another officer has this login")]
    LoginTaken,
    /// The session has to show its second factor first.
    #[error("the second factor comes first")]
    SecondFactorFirst,
    /// The officer has a second factor; it has to be taken away first.
    #[error("there is a second factor already")]
    SecondFactorStands,
    /// The idempotency key came with another call before.
    #[error("this idempotency key was used for another call")]
    KeyReused,
    /// The officer has no such token.
    #[error("there is no such token")]
    NoSuchToken,
    /// A label too long to be read.
    #[error("a label has at most {MAX_LABEL_CHARS} characters")]
    LabelTooLong,
    /// A password could not be hashed or compared.
    #[error("passwords cannot be worked with")]
    Hashing,
    /// Nobody would be left who keeps accounts.
    #[error(
        "nobody would be left who keeps accounts; open the account of another administrator first"
    )]
    LastAdministrator,
    /// Somebody else changed the account since it was looked at.
    #[error("somebody else changed this account meanwhile")]
    Overtaken,
    /// A token that would be worthless from the start.
    #[error("the end has to lie in the future")]
    EndsInThePast,
    /// The store failed.
    #[error("the store failed")]
    Storage(#[from] storage::Error),
}

/// What an operator sets about staff. Sessions live by machine time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How long a session lives without being used.
    pub staff_idle: TimeDelta,
    /// How long a session lives, however much it is used.
    pub staff_whole: TimeDelta,
    /// Whether nobody works without a second factor.
    pub second_factor_required: bool,
}

impl Default for Settings {
    /// As in `config/default.toml`.
    fn default() -> Self {
        Self {
            staff_idle: TimeDelta::minutes(30),
            staff_whole: TimeDelta::hours(12),
            second_factor_required: true,
        }
    }
}

async fn commit(tx: storage::Transaction) -> Result<(), Error> {
    Ok(tx.commit().await.map_err(storage::Error::from)?)
}

/// The door's book: who is who.
#[derive(Clone)]
pub struct Access {
    store: Store,
    clock: Arc<dyn MachineClock>,
    entropy: Arc<dyn Entropy>,
    hasher: hashing::Hasher,
    settings: Settings,
    provider: Option<provider::Known>,
    lookups: Arc<Lookups<(Token, Account)>>,
}

impl Access {
    /// Access over an open store, with the default settings. Tokens and sessions live by machine
    /// time.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn MachineClock>, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            store,
            clock,
            entropy,
            hasher: hashing::Hasher::default(),
            settings: Settings::default(),
            provider: None,
            lookups: Arc::default(),
        }
    }

    /// The same with an operator's settings.
    #[must_use]
    pub fn with_settings(self, settings: Settings) -> Self {
        Self { settings, ..self }
    }
}
