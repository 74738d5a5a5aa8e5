//! The database's clock, where it has one of its own.

use chrono::{TimeDelta, Utc};
use lianban::storage::clock;

use crate::support::databases::{Database, on_both};

on_both!(the_clock_of_a_server_is_asked_and_a_file_has_none);

async fn the_clock_of_a_server_is_asked_and_a_file_has_none(database: Database) {
    let is_file = database.url().starts_with("sqlite");
    let store = &database.store;
    let before = Utc::now();
    let shown = clock::now(store.reader()).await.unwrap();
    assert_eq!(shown.is_none(), is_file);
    // The test's PostgreSQL may be on another machine.
    let near = TimeDelta::minutes(1);
    assert!(shown.is_none_or(|shown| before - near < shown && shown < Utc::now() + near));
}
