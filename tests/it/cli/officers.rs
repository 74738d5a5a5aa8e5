//! Logins of officers, given from the machine itself.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use lianban::access::{Access, LoginOutcome, Visit};
use lianban::adapters::{chance::Chance, clock::Machine};
use lianban::storage::{Settings, Store};
use serde_json::Value;

use super::house::House;

fn json(house: &House, arguments: &[&str]) -> Value {
    serde_json::from_str(&house.done(arguments)).unwrap()
}

fn begun() -> (House, Value) {
    let house = House::new();
    let first = [
        "init",
        "--name",
        "Chen Jing",
        "--department",
        "government",
        "--json",
    ];
    let first = json(&house, &first);
    (house, first)
}

/// Whether login and password, as they were printed, open the door.
async fn opens(house: &House, printed: &Value) -> bool {
    let url = format!("sqlite://{}", house.path("lianban.sqlite").display());
    let store = Store::connect(&Settings::new(url)).await.unwrap();
    let access = Access::new(
        store.clone(),
        Arc::new(Machine),
        Arc::new(Chance::default()),
    );
    let [login, password] = ["login", "password"].map(|key| printed[key].as_str().unwrap());
    let visit = Visit::new("test", IpAddr::from(Ipv4Addr::LOCALHOST));
    let outcome = access.log_in(login, password, &visit).await.unwrap();
    store.close().await.unwrap();
    !matches!(outcome, LoginOutcome::Refused)
}

#[tokio::test]
async fn the_first_administrator_gets_a_login_and_a_password_that_open() {
    let (house, first) = begun();
    assert_eq!(first["login"], "admin");
    assert!(opens(&house, &first).await);
    let again = json(
        &house,
        &["officer", "password", "--login", "Admin", "--json"],
    );
    assert_eq!(again["officer"], first["officer"]);
    assert!(
        !opens(&house, &first).await,
        "the first one is worthless now"
    );
    assert!(opens(&house, &again).await);
}

#[tokio::test]
async fn an_officer_s_login_is_given_changed_and_listed() {
    let (house, first) = begun();
    let add = [
        "officer",
        "add",
        "--name",
        "Liu Min",
        "--department",
        "labor",
        "--role",
        "clerk",
    ];
    let add = |login: &str| {
        let login = ["--login", login, "--no-token", "--json"];
        house.run(&[&add[..], &login].concat())
    };
    let taken = add("admin");
    assert_eq!(taken.code, 2, "{}", taken.err);
    let unfit = add("liu min");
    assert_eq!(unfit.code, 2, "{}", unfit.err);
    assert!(
        unfit.err.contains("a login has 2 to 64 characters"),
        "{}",
        unfit.err
    );
    let listed = json(&house, &["officer", "list", "--json"]);
    assert_eq!(
        listed.as_array().unwrap().len(),
        1,
        "no account without its login"
    );
    let liu: Value = serde_json::from_str(&add("liu.min").out).unwrap();
    assert!(opens(&house, &liu).await);
    let number = liu["officer"].to_string();
    let taken = house.run(&["officer", "password", "--login", "admin", &number]);
    assert_eq!(taken.code, 1, "{}", taken.err);
    let renamed = ["officer", "password", "--login", "liu", &number, "--json"];
    let renamed = json(&house, &renamed);
    assert!(opens(&house, &renamed).await && !opens(&house, &liu).await);
    let listed = json(&house, &["officer", "list", "--json"]);
    let logins: Vec<&Value> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["login"])
        .collect();
    assert_eq!(logins, ["admin", "liu"]);
    let nobody = house.run(&["officer", "password", "--login", "nobody"]);
    assert_eq!(nobody.code, 2, "{}", nobody.err);
    house.done(&["officer", "reset-second", &number]);
    assert_eq!(house.run(&["officer", "reset-second", "99"]).code, 1);
    let loose = house.run(&["officer", "unbind", "Liu"]);
    assert!(loose.out.contains("was bound to nobody"), "{}", loose.err);
    assert_eq!(house.run(&["officer", "unbind", "nobody"]).code, 2);
    house.done(&["officer", "deactivate", &number]);
    assert!(!opens(&house, &renamed).await);
    assert!(opens(&house, &first).await);
}

#[test]
fn a_person_reads_login_and_password_once() {
    let house = House::new();
    let said = house.run(&[
        "init",
        "--name",
        "Chen",
        "--department",
        "government",
        "--login",
        "chen",
    ]);
    assert!(said.out.contains("login: chen\npassword: "), "{}", said.out);
    assert!(
        said.err.contains("has to be changed at the first login"),
        "{}",
        said.err
    );
}
