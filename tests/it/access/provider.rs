//! Officers for whom a provider vouches: whose account they get, what they may, and when not.

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use futures::FutureExt;
use futures::future::BoxFuture;
use lianban::access::{
    Access, Accounts, Back, Pending, Provided, ProviderRules, StaffSession, Unwelcome, WAY_MINUTES,
    Way,
};
use lianban::domain::calendar::OfficeHours;
use lianban::domain::definition::Text;
use lianban::domain::directory::{Department, Directory, Succession};
use lianban::engine::ports::provider::{Provider, Secrets, Trouble, Vouched};
use lianban::storage::acts::{self, Kind, Wanted};
use serde_json::{Value, json};

use super::door::{Door, OWN_PASSWORD, visit};
use crate::support::databases::{Database, on_both};

on_both!(
    an_officer_gets_the_account_with_their_login_and_keeps_it,
    a_login_says_nothing_about_another_subject,
    a_newcomer_gets_an_account_where_accounts_are_opened,
    roles_and_department_are_what_the_claims_say_each_time,
    whoever_is_not_welcome_is_told_why_and_nothing_changes,
    a_closed_account_stays_closed,
    the_last_administrator_stays_one,
    a_way_is_gone_once_by_one_browser_and_in_time,
    a_second_factor_at_the_provider_counts_where_the_house_says_so,
    a_first_password_is_not_asked_of_whoever_has_no_use_for_it,
    many_at_once_open_one_account,
    whoever_comes_in_stays_where_their_merged_department_went,
    what_a_provider_is_bound_to_is_kept_and_can_be_loosed,
    what_an_administrator_does_meanwhile_is_not_written_over,
);

const ISSUER: &str = "https://login.example/realms/town";

/// A provider that vouches for whom it is told to.
struct Says(Mutex<Result<Vouched, Trouble>>);

impl Provider for Says {
    fn issuer(&self) -> &str {
        ISSUER
    }

    fn way_in<'a>(&'a self, secrets: &'a Secrets) -> BoxFuture<'a, Result<String, Trouble>> {
        async move { Ok(format!("{ISSUER}?state={}", secrets.state)) }.boxed()
    }

    fn take<'a>(&'a self, _: &'a str, _: &'a Secrets) -> BoxFuture<'a, Result<Vouched, Trouble>> {
        let said = self.0.lock().unwrap().clone();
        async move { said }.boxed()
    }

    fn way_out<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Option<String>> {
        async { None }.boxed()
    }
}

struct Town {
    door: Door,
    access: Access,
    says: Arc<Says>,
}

impl Town {
    async fn open(database: Database, accounts: Accounts) -> Self {
        Self::of(Door::open(database).await, accounts)
    }

    fn of(door: Door, accounts: Accounts) -> Self {
        let nobody = Trouble::Refused("nobody".to_owned());
        let says = Arc::new(Says(Mutex::new(Err(nobody))));
        let roles = [
            ("clerks", "clerk"),
            ("heads", "head"),
            ("admins", "administrator"),
        ];
        let departments = [("LB", "labor"), ("ED", "education")];
        let rules = ProviderRules {
            accounts,
            login_claim: "login".to_owned(),
            name_claim: "name".to_owned(),
            email_claim: "email".to_owned(),
            department_claim: "unit".to_owned(),
            departments: departments
                .map(|(said, key)| (said.to_owned(), key.parse().unwrap()))
                .into(),
            roles_claim: "groups".to_owned(),
            roles: roles
                .map(|(said, key)| (said.to_owned(), key.parse().unwrap()))
                .into(),
            second_factors: ["otp".to_owned()].into(),
        };
        let (directory, law) = (Arc::new(merging()), door.clock.clone());
        let access = door.access.clone();
        let access = access.with_provider(says.clone(), rules, directory, law);
        Self { door, access, says }
    }

    fn says(&self, subject: &str, claims: Value) {
        self.says_by(subject, claims, &["pwd"]);
    }

    fn says_by(&self, subject: &str, claims: Value, methods: &[&str]) {
        let Value::Object(claims) = claims else {
            panic!("claims are an object");
        };
        *self.says.0.lock().unwrap() = Ok(Vouched {
            subject: subject.to_owned(),
            claims,
            methods: methods.iter().map(|method| (*method).to_owned()).collect(),
            voucher: "a.token.of-it".to_owned(),
        });
    }

    async fn set_out(&self) -> Way {
        let way = self.access.set_out("/desk/me").await.unwrap();
        way.expect("there is a provider").unwrap()
    }

    async fn back(&self, ticket: &str, state: &str) -> Result<Provided, Unwelcome> {
        let back = Back {
            state,
            code: "a code",
            ..Back::default()
        };
        self.access.come_back(ticket, back, &visit()).await.unwrap()
    }

    /// There and back again.
    async fn go(&self) -> Result<StaffSession, Unwelcome> {
        let way = self.set_out().await;
        let provided = self.back(&way.ticket, state(&way)).await?;
        assert_eq!(provided.goal, "/desk/me");
        Ok(self.access.staff(&provided.started.token).await.unwrap())
    }

    async fn unwelcome(&self) -> Unwelcome {
        self.go().await.expect_err("not let in")
    }
}

/// A town in which the office of education goes on in that of health from May on.
fn merging() -> Directory {
    let department = |next: Option<&str>| Department {
        title: Text {
            zh: "办公室".to_owned(),
            en: None,
        },
        hours: OfficeHours::default(),
        phone: None,
        formerly: Vec::new(),
        succeeded_by: next.map(|by| Succession {
            by: by.parse().unwrap(),
            from: "2026-05-01".parse().unwrap(),
        }),
    };
    let departments = [
        ("labor", None),
        ("education", Some("health")),
        ("health", None),
    ];
    Directory {
        departments: departments
            .map(|(key, next)| (key.parse().unwrap(), department(next)))
            .into(),
        ..Directory::default()
    }
}

fn state(way: &Way) -> &str {
    way.url.split_once("state=").unwrap().1
}

fn clerk(login: &str) -> Value {
    json!({"login": login, "unit": "LB", "groups": ["clerks"]})
}

async fn an_officer_gets_the_account_with_their_login_and_keeps_it(database: Database) {
    let town = Town::open(database, Accounts::Existing).await;
    let officer = town.door.officer("chen.jing").await;
    town.says("17", clerk("Chen.Jing"));
    let session = town.go().await.unwrap();
    assert_eq!(session.account.id, officer);
    assert!(session.voucher.is_some() && session.caller().is_some());
    assert!(!format!("{session:?}").contains("a.token"));
    town.says("17", clerk("chen.married"));
    let session = town.go().await.unwrap();
    assert_eq!(
        session.account.id, officer,
        "by the subject, whatever the name"
    );
    assert_eq!(session.login, "chen.jing");
    let (_, pending) = town.door.come_in("chen.jing", OWN_PASSWORD).await;
    assert_eq!(pending, None, "the password still opens");
    let sessions = town.access.list_of(officer).await.unwrap();
    assert_eq!(sessions.len(), 3, "sessions of both kinds are one list");
}

async fn a_login_says_nothing_about_another_subject(database: Database) {
    let town = Town::open(database, Accounts::Either).await;
    town.door.officer("chen.jing").await;
    town.says("17", clerk("chen.jing"));
    town.go().await.unwrap();
    town.says("18", clerk("chen.jing"));
    assert_eq!(town.unwelcome().await, Unwelcome::LoginTaken);
    let mail =
        json!({"login": "li.na", "unit": "LB", "groups": ["clerks"], "email": "a@b.example"});
    town.says("19", mail.clone());
    let first = town.go().await.unwrap().account.id;
    let mut same_mail = mail;
    same_mail["login"] = json!("li.nan");
    town.says("20", same_mail);
    assert_ne!(
        town.go().await.unwrap().account.id,
        first,
        "nobody is known by mail"
    );
}

async fn a_newcomer_gets_an_account_where_accounts_are_opened(database: Database) {
    let town = Town::open(database, Accounts::Create).await;
    town.says("17", json!({"login": "li.na", "unit": "ED", "groups": ["clerks", "heads"], "name": "李娜", "email": "li@ed.example"}));
    let session = town.go().await.unwrap();
    let account = &session.account;
    assert_eq!(
        (account.name.as_str(), account.department.as_str()),
        ("李娜", "education")
    );
    assert_eq!(account.email.as_deref(), Some("li@ed.example"));
    assert_eq!(account.roles.len(), 2);
    assert!(!session.has_password);
    assert_eq!(town.go().await.unwrap().account.id, account.id);
    let refused = town.door.log_in("li.na", "").await;
    assert!(matches!(refused, lianban::access::LoginOutcome::Refused));
    town.door.officer("chen.jing").await;
    town.says("18", clerk("chen.jing"));
    assert_eq!(town.unwelcome().await, Unwelcome::LoginTaken);
}

async fn roles_and_department_are_what_the_claims_say_each_time(database: Database) {
    let town = Town::open(database, Accounts::Existing).await;
    let officer = town.door.officer("chen.jing").await;
    town.says(
        "17",
        json!({"login": "chen.jing", "unit": "ED", "groups": ["heads"]}),
    );
    let head = town.go().await.unwrap();
    let held = |session: &StaffSession| {
        let roles = session.account.roles.iter().map(ToString::to_string);
        (
            session.account.department.to_string(),
            roles.collect::<Vec<_>>().join(" "),
        )
    };
    assert_eq!(held(&head), ("education".to_owned(), "head".to_owned()));
    assert_eq!(head.account.name, "chen.jing", "what is not said stays");
    town.says("17", clerk("chen.jing"));
    let clerk = town.go().await.unwrap();
    assert_eq!(held(&clerk), ("labor".to_owned(), "clerk".to_owned()));
    let account = town.access.officer(officer).await.unwrap();
    assert_eq!(account, clerk.account, "older sessions follow at once");
}

async fn whoever_is_not_welcome_is_told_why_and_nothing_changes(database: Database) {
    let town = Town::open(database, Accounts::Existing).await;
    let officer = town.door.officer("chen.jing").await;
    let before = town.access.officer(officer).await.unwrap();
    for (claims, expected) in [
        (
            json!({"unit": "LB", "groups": ["clerks"]}),
            Unwelcome::NoLogin,
        ),
        (
            json!({"login": "chen.jing", "unit": "LB", "groups": []}),
            Unwelcome::NoRole,
        ),
        (
            json!({"login": "chen.jing", "unit": "?", "groups": ["heads"]}),
            Unwelcome::NoDepartment,
        ),
        (clerk("nobody.here"), Unwelcome::NoAccount),
    ] {
        town.says("17", claims);
        assert_eq!(town.unwelcome().await, expected);
    }
    for (trouble, expected) in [
        (Trouble::Refused("x".to_owned()), Unwelcome::Unproved),
        (Trouble::Unreachable("x".to_owned()), Unwelcome::Unreachable),
    ] {
        *town.says.0.lock().unwrap() = Err(trouble);
        assert_eq!(town.unwelcome().await, expected);
    }
    assert_eq!(town.access.officer(officer).await.unwrap(), before);
    assert!(town.access.list_of(officer).await.unwrap().is_empty());
}

async fn a_closed_account_stays_closed(database: Database) {
    let town = Town::open(database, Accounts::Either).await;
    let officer = town.door.officer("chen.jing").await;
    town.says("17", clerk("chen.jing"));
    town.go().await.unwrap();
    let closed = town.access.operator().close_officer(officer).await.unwrap();
    assert_eq!(town.unwelcome().await, Unwelcome::Closed);
    assert_eq!(town.access.officer(officer).await.unwrap(), closed);
}

async fn the_last_administrator_stays_one(database: Database) {
    let town = Town::open(database, Accounts::Either).await;
    let admin = |login: &str| json!({"login": login, "unit": "LB", "groups": ["admins"]});
    town.says("17", admin("song.ping"));
    let first = town.go().await.unwrap().account;
    town.says("17", clerk("song.ping"));
    assert_eq!(town.unwelcome().await, Unwelcome::LastAdministrator);
    assert_eq!(town.access.officer(first.id).await.unwrap(), first);
    town.says("18", admin("he.ling"));
    town.go().await.unwrap();
    town.says("17", clerk("song.ping"));
    assert!(town.go().await.is_ok());
}

async fn a_way_is_gone_once_by_one_browser_and_in_time(database: Database) {
    let town = Town::open(database, Accounts::Either).await;
    town.says("17", clerk("chen.jing"));
    let way = town.set_out().await;
    let other = town.set_out().await;
    let stale = |outcome: Result<Provided, Unwelcome>| {
        assert_eq!(outcome.expect_err("not let in"), Unwelcome::Stale);
    };
    stale(town.back(&way.ticket, state(&other)).await);
    stale(town.back(&way.ticket, "").await);
    stale(town.back("", state(&way)).await);
    let elsewhere = Back {
        state: state(&way),
        code: "a code",
        issuer: "https://evil.example",
        ..Back::default()
    };
    stale(
        town.access
            .come_back(&way.ticket, elsewhere, &visit())
            .await
            .unwrap(),
    );
    town.back(&way.ticket, state(&way))
        .await
        .expect("still open");
    stale(town.back(&way.ticket, state(&way)).await);

    let declined = Back {
        state: state(&other),
        error: "access_denied",
        ..Back::default()
    };
    let said = town
        .access
        .come_back(&other.ticket, declined, &visit())
        .await;
    assert_eq!(said.unwrap().expect_err("not let in"), Unwelcome::Declined);

    let late = town.set_out().await;
    town.door.wait(TimeDelta::minutes(WAY_MINUTES));
    stale(town.back(&late.ticket, state(&late)).await);
    let said = format!("{late:?}");
    assert!(!said.contains(&late.ticket), "{said}");
}

async fn a_second_factor_at_the_provider_counts_where_the_house_says_so(database: Database) {
    let door = Door::with(database, true).await;
    let officer = door.officer("chen.jing").await;
    let town = Town::of(door, Accounts::Existing);
    town.says("17", clerk("chen.jing"));
    let bare = town.go().await.unwrap();
    assert_eq!(bare.pending(), Some(Pending::SetUpSecond));
    town.says_by("17", clerk("chen.jing"), &["pwd", "otp"]);
    assert_eq!(town.go().await.unwrap().pending(), None);

    let (token, _) = town.door.come_in("chen.jing", OWN_PASSWORD).await;
    town.door.set_up(&token).await;
    assert_eq!(town.go().await.unwrap().pending(), None);
    town.says("17", clerk("chen.jing"));
    assert_eq!(
        town.go().await.unwrap().pending(),
        Some(Pending::SecondFactor)
    );
    assert!(town.access.list_of(officer).await.unwrap().len() > 4);
}

async fn a_first_password_is_not_asked_of_whoever_has_no_use_for_it(database: Database) {
    let town = Town::open(database, Accounts::Existing).await;
    let (_, first) = town.door.newcomer("chen.jing").await;
    town.says("17", clerk("chen.jing"));
    assert_eq!(town.go().await.unwrap().pending(), None);
    let (_, pending) = town.door.come_in("chen.jing", &first).await;
    assert_eq!(pending, Some(Pending::NewPassword));
}

async fn many_at_once_open_one_account(database: Database) {
    let town = Town::open(database, Accounts::Create).await;
    town.says("17", clerk("li.na"));
    let sessions = futures::future::join_all((0..4).map(|_| town.go())).await;
    let officers = sessions
        .into_iter()
        .map(|session| session.unwrap().account.id);
    let officers: std::collections::BTreeSet<_> = officers.collect();
    assert_eq!(officers.len(), 1);
}

async fn whoever_comes_in_stays_where_their_merged_department_went(database: Database) {
    let town = Town::open(database, Accounts::Existing).await;
    town.door.officer("chen.jing").await;
    let claims = json!({"login": "chen.jing", "unit": "ED", "groups": ["clerks"]});
    town.says("17", claims);
    let works_at = async || town.go().await.unwrap().account.department.to_string();
    assert_eq!(works_at().await, "education");
    town.door.wait(TimeDelta::days(30));
    let [from, into] = ["education", "health"].map(|key| key.parse().unwrap());
    let keeper = town.access.operator();
    let moved = keeper.move_department(&from, &into, "merged").await;
    assert_eq!(moved.unwrap(), 1);
    assert_eq!(works_at().await, "health", "whatever the provider calls it");
}

async fn what_a_provider_is_bound_to_is_kept_and_can_be_loosed(database: Database) {
    let town = Town::open(database, Accounts::Existing).await;
    let officer = town.door.officer("chen.jing").await;
    town.says("17", clerk("chen.jing"));
    let way = town.set_out().await;
    let first = town.back(&way.ticket, state(&way)).await.unwrap().started;
    town.go().await.unwrap();
    let reader = town.door.database.store.reader();
    let kept = async |kind: Kind| {
        let wanted = Wanted {
            people: Some(vec![officer]),
            ..Wanted::default()
        };
        let mut kept = acts::list(reader, &wanted, 100).await.unwrap();
        kept.retain(|act| act.kind == kind.as_str());
        kept
    };
    let bound = kept(Kind::Bound).await;
    let [bound] = bound.as_slice() else {
        panic!("once: {bound:?}");
    };
    assert_eq!((bound.by, bound.reason.as_str()), (Some(officer), ISSUER));
    assert_eq!(bound.after, json!({"subject": "17"}));

    town.says("18", clerk("chen.jing"));
    assert_eq!(town.unwelcome().await, Unwelcome::LoginTaken);
    let boss = town.door.account("song.ping").await.id;
    let keeper = town.access.keeper(boss, "c");
    assert!(keeper.unbind(officer).await.unwrap());
    assert!(!keeper.unbind(officer).await.unwrap(), "once is enough");
    assert!(town.access.staff(&first.token).await.is_err());
    let unbound = kept(Kind::Unbound).await;
    assert_eq!(unbound.len(), 1);
    assert_eq!(unbound[0].by, Some(boss));
    assert_eq!(unbound[0].before, json!({"subject": ["17"]}));
    assert_eq!(town.go().await.unwrap().account.id, officer);
    town.says("17", clerk("chen.jing"));
    assert_eq!(town.unwelcome().await, Unwelcome::LoginTaken);
    assert_eq!(kept(Kind::Bound).await.len(), 2);
}

async fn what_an_administrator_does_meanwhile_is_not_written_over(database: Database) {
    let town = Town::open(database, Accounts::Existing).await;
    let officer = town.door.officer("chen.jing").await;
    let keeper = town.access.operator();
    for round in 0..12 {
        let mut claims = clerk("chen.jing");
        claims["name"] = json!(format!("Chen {round}"));
        town.says("17", claims);
        let way = town.set_out().await;
        let (_, closed) = tokio::join!(
            town.back(&way.ticket, state(&way)),
            keeper.close_officer(officer)
        );
        closed.unwrap();
        let account = town.access.officer(officer).await.unwrap();
        assert!(!account.active, "round {round}");
        keeper.reopen_officer(officer).await.unwrap();
    }
}
