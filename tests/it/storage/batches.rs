//! What is laid down in one go: any text comes back as it was, and a row that changed meanwhile leaves
//! nothing of the whole.

use lianban::domain::calendar::Instant;
use lianban::storage::requests::{self, Batch};
use lianban::storage::{Error, journal};

use crate::engine::house::{House, agree, officer};
use crate::support::databases::{Database, on_both};

on_both!(
    any_text_comes_back_as_it_was,
    a_change_that_was_overtaken_leaves_nothing,
    what_changed_within_the_hour_is_still_to_be_sealed,
);

/// Quotes, escapes, lines, several bytes a character, and what looks like JSON or a parameter.
const ODD: &str = "\"'\\ \n $1 {\"a\": null} ， 龘 \u{1f3e0} end";

async fn any_text_comes_back_as_it_was(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let mut opinion = agree("residence.review");
    if let lianban::domain::command::Action::Opine { opinion, .. } = &mut opinion {
        opinion.text = ODD.to_owned();
    }
    // Beside it a line without personal data, in the same statement.
    house
        .act(id, &officer(10, "public_security", "clerk"), opinion)
        .await;
    let db = house.engine.store().reader();
    let found = requests::find(db, id).await.unwrap().unwrap();
    assert!(found.facts.words.values().any(|words| words == ODD));
    let lines = journal::read(db, id).await.unwrap();
    let said = |line: &&journal::Written| {
        let facts = line.entry.facts.as_ref();
        facts.is_some_and(|facts| facts.words.values().any(|words| words == ODD))
    };
    assert_eq!(lines.iter().filter(said).count(), 1);
    assert!(lines.iter().any(|line| line.entry.facts.is_none()));
}

async fn a_change_that_was_overtaken_leaves_nothing(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let store = house.engine.store();
    let found = requests::find(store.reader(), id).await.unwrap().unwrap();
    let lines = house.rows("journal").await;
    let mut request = found.request.clone();
    request.version += 1;
    let before = requests::Head {
        version: found.request.version - 1,
        hash: found.head.clone(),
    };
    let change = requests::Change {
        before: Some(before),
        request,
        facts: Some(found.facts.clone()),
        marks: None,
        lines: Vec::new(),
        seats_put: Vec::new(),
        seats_dropped: vec!["review:residence.review".to_owned()],
        finished: Vec::new(),
        documents: Vec::new(),
        due_at: None,
        wake_at: None,
    };
    let batch = Batch {
        changes: vec![change],
        ..Batch::default()
    };
    let seats = house.rows("seat").await;
    let now: Instant = "2026-04-08T02:00:00Z".parse().unwrap();
    let laid = requests::commit_at_once(store, &batch, now).await;
    assert!(matches!(laid, Err(Error::Overtaken)), "{laid:?}");
    assert_eq!(house.rows("seat").await, seats);
    assert_eq!(house.rows("journal").await, lines);
    let after = requests::find(store.reader(), id).await.unwrap().unwrap();
    assert_eq!(after, found);
}

async fn what_changed_within_the_hour_is_still_to_be_sealed(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let db = house.engine.store().reader();
    let now = chrono::Utc::now();
    let law = "2026-04-08T00:00:00Z".parse().unwrap();
    let heads = lianban::storage::seals::changed(db, now, law)
        .await
        .unwrap();
    assert!(heads.iter().any(|head| head.id == id.get()), "{heads:?}");
    let later = now + chrono::TimeDelta::hours(1);
    let heads = lianban::storage::seals::changed(db, later, law).await;
    assert!(heads.unwrap().iter().all(|head| head.id != id.get()));
}
