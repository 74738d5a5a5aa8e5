//! A door on a database of its own, with a clock that moves when it is told, officers with logins
//! and the app on their phones.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use data_encoding::BASE32_NOPAD;
use lianban::access::{
    Access, Change, LoginOutcome, NewOfficer, Pending, SecondOutcome, Settings, StaffSession,
    Started, Visit,
};
use lianban::domain::calendar::Instant;
use lianban::domain::definition::Language;
use lianban::domain::identifiers::{OfficerId, RequestId};
use lianban::engine::ports::{Entropy, LawClock, MachineClock};
use lianban::storage::accounts::Account;
use lianban::storage::credentials;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};

use crate::support::databases::Database;

pub const MORNING: &str = "2026-04-08T02:00:00Z";
/// Nobody's first guess.
pub const OWN_PASSWORD: &str = "three blue herons";

pub struct Door {
    pub access: Access,
    pub clock: Arc<Hand>,
    pub database: Database,
}

/// A clock's hand.
pub struct Hand(Mutex<Instant>);

impl Hand {
    pub fn at(instant: Instant) -> Self {
        Self(Mutex::new(instant))
    }

    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl MachineClock for Hand {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

impl LawClock for Hand {
    fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }
}

pub struct Chance;

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        SystemRandom::new().fill(bytes).unwrap();
    }
}

pub fn visit() -> Visit {
    Visit::new("Firefox", IpAddr::from(Ipv4Addr::new(10, 0, 0, 7)))
}

pub fn request(number: i64) -> RequestId {
    RequestId::try_from(number).unwrap()
}

/// What the officer's app shows: RFC 6238, written a second time.
pub fn app(secret: &str, at: Instant) -> String {
    let secret = BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret);
    let step = u64::try_from(at.timestamp() / 30).unwrap();
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let at = usize::from(tag[19] & 15);
    let word = u32::from_be_bytes(tag[at..at + 4].try_into().unwrap());
    format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
}

impl Door {
    /// Where a second factor is asked of those who set one up.
    pub async fn open(database: Database) -> Self {
        Self::with(database, false).await
    }

    pub async fn with(database: Database, second_factor_required: bool) -> Self {
        let clock = Arc::new(Hand(Mutex::new(MORNING.parse().unwrap())));
        let settings = Settings {
            second_factor_required,
            ..Settings::default()
        };
        let access = Access::new(database.store.clone(), clock.clone(), Arc::new(Chance));
        Self {
            access: access.with_settings(settings),
            clock,
            database,
        }
    }

    pub fn now(&self) -> Instant {
        MachineClock::now(self.clock.as_ref())
    }

    pub fn wait(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    pub fn new_officer(&self, name: &str) -> NewOfficer {
        NewOfficer {
            name: name.to_owned(),
            email: None,
            department: "labor".parse().unwrap(),
            roles: ["clerk".parse().unwrap()].into(),
            language: Language::En,
        }
    }

    pub async fn account(&self, name: &str) -> Account {
        let new = self.new_officer(name);
        self.access.operator().add_officer(&new).await.unwrap()
    }

    /// An officer with a login and the first password they were given.
    pub async fn newcomer(&self, login: &str) -> (OfficerId, String) {
        let officer = self.account(login).await.id;
        let login = login.parse().unwrap();
        let given = self
            .access
            .operator()
            .give_password(officer, &login)
            .await
            .unwrap();
        (officer, given.password)
    }

    /// An officer who has changed their password to [`OWN_PASSWORD`].
    pub async fn officer(&self, login: &str) -> OfficerId {
        let (officer, first) = self.newcomer(login).await;
        let (token, _) = self.come_in(login, &first).await;
        let changed = self.change(&token, &first, OWN_PASSWORD).await;
        assert_eq!(changed, Change::Done);
        self.access.end(&token).await.unwrap();
        officer
    }

    pub async fn log_in(&self, login: &str, password: &str) -> LoginOutcome {
        self.access.log_in(login, password, &visit()).await.unwrap()
    }

    /// The token of a session, and what it still asks for.
    pub async fn come_in(&self, login: &str, password: &str) -> (String, Option<Pending>) {
        match self.log_in(login, password).await {
            LoginOutcome::Refused => panic!("{login} is refused"),
            LoginOutcome::Open(started) => (started.token, None),
            LoginOutcome::Pending(started, pending) => (started.token, Some(pending)),
        }
    }

    /// A session on the password as it stands.
    pub async fn start(&self, officer: OfficerId, visit: &Visit) -> Started {
        let found = credentials::find(self.database.store.reader(), officer).await;
        let proved = found.unwrap().expect("an officer with a login");
        let started = self.access.start_staff(&proved, visit).await.unwrap();
        started.expect("an open account")
    }

    pub async fn session(&self, token: &str) -> StaffSession {
        self.access.staff(token).await.unwrap()
    }

    pub async fn is_in(&self, token: &str) -> bool {
        match self.access.staff(token).await {
            Ok(_) => true,
            Err(lianban::access::Error::Unknown) => false,
            Err(error) => panic!("{error:?}"),
        }
    }

    pub async fn change(&self, token: &str, current: &str, new: &str) -> Change {
        let session = self.session(token).await;
        let changed = self.access.change_password(&session, current, new).await;
        changed.unwrap()
    }

    /// Sets up a second factor: the app's secret and the recovery codes.
    pub async fn set_up(&self, token: &str) -> (String, Vec<String>) {
        let session = self.session(token).await;
        let secret = self.access.begin_second(&session).await.unwrap().secret;
        let code = app(&secret, self.now());
        let codes = self.access.confirm_second(&session, &code).await.unwrap();
        (secret, codes.expect("the right code"))
    }

    pub async fn show(&self, token: &str, code: &str) -> SecondOutcome {
        let session = self.session(token).await;
        self.access.pass_second(&session, code).await.unwrap()
    }
}
