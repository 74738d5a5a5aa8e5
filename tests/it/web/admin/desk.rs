//! A town with officers who come in by password.

use std::collections::BTreeSet;

use lianban::access::{NewOfficer, Settings};
use lianban::doors::Doors;
use lianban::doors::town::Town as Files;
use lianban::storage::accounts::Account;

use crate::api::client::Town;
use crate::engine::house;
use crate::support::databases::Database;
use crate::web::browser::Browser;

/// Nobody's first guess.
pub const OWN: &str = "three blue herons";

pub struct Desk {
    pub town: Town,
    pub doors: Doors,
}

impl Desk {
    /// Where nobody has to have a second factor.
    pub async fn open() -> Self {
        Self::with(false).await
    }

    pub async fn with(second_factor_required: bool) -> Self {
        Self::of(Town::open().await, second_factor_required)
    }

    /// On this database.
    pub async fn on(database: Database) -> Self {
        Self::of(Town::on(database, Default::default()).await, false)
    }

    /// In a town where one department went on in another days ago.
    pub async fn merged(from: &'static str, into: &'static str) -> Self {
        let house = house::House::open(Database::sqlite().await).await;
        let house = house.in_town(house::merged(from, into)).await;
        let desk = Self::of(Town::of(house, Default::default()), false);
        desk.town.pass(7).await;
        desk
    }

    fn of(town: Town, second_factor_required: bool) -> Self {
        let mut doors = town.doors.clone();
        let settings = Settings {
            second_factor_required,
            ..Settings::default()
        };
        doors.access = doors.access.clone().with_settings(settings);
        let files = Files {
            catalogue: house::town().into(),
            ..Files::of(&doors.engine)
        };
        Self {
            doors: doors.in_town(files),
            town,
        }
    }

    /// An account with a login and a password of its own.
    pub async fn account(&self, login: &str, department: &str, roles: &[&str]) -> Account {
        let new = NewOfficer {
            name: format!("{login} of {department}"),
            email: None,
            department: department.parse().unwrap(),
            roles: roles
                .iter()
                .map(|role| role.parse().unwrap())
                .collect::<BTreeSet<_>>(),
            language: Default::default(),
        };
        let account = self
            .doors
            .access
            .operator()
            .add_officer(&new)
            .await
            .unwrap();
        let login = login.parse().unwrap();
        self.doors
            .access
            .operator()
            .give_known_password(account.id, &login, OWN)
            .await
            .unwrap();
        account
    }

    /// A browser that was sent somewhere after the password.
    pub async fn sign_in(&self, login: &str, password: &str) -> (Browser, String) {
        let mut browser = Browser::new(&self.doors);
        let fields = [
            ("login", login),
            ("password", password),
            ("then", "/desk/me"),
        ];
        let seen = browser.post("/desk/enter", &fields).await;
        let to = seen.to().to_owned();
        (browser, to)
    }

    /// Somebody of these roles, signed in.
    pub async fn officer(&self, login: &str, department: &str, roles: &[&str]) -> Browser {
        self.account(login, department, roles).await;
        self.sign_in(login, OWN).await.0
    }

    pub async fn administrator(&self) -> Browser {
        self.officer("song.ping", "government", &["administrator"])
            .await
    }
}
