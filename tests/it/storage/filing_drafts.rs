//! Drafts of applications: one row a code, no write over another, forgotten in time with the names
//! of their files.

use chrono::TimeDelta;
use lianban::domain::calendar::Instant;
use lianban::domain::definition::Language;
use lianban::domain::facts::Document;
use lianban::storage::filing_drafts::{self, Answers, Draft};
use lianban::storage::{Error, files};
use serde_json::json;

use crate::support::databases::{Database, on_both};

on_both!(
    a_draft_is_found_as_it_was_written,
    a_write_over_another_is_refused,
    what_is_over_is_forgotten_with_its_files,
);

fn now() -> Instant {
    "2026-04-08T02:00:00Z".parse().unwrap()
}

fn draft(token: &str) -> Draft {
    let document = Document {
        sha256: format!("{token}-file"),
        name: "card.pdf".to_owned(),
        content_type: "application/pdf".to_owned(),
        bytes: 12,
    };
    Draft {
        token_hash: token.to_owned(),
        workflow: "school-admission".parse().unwrap(),
        version: 1,
        language: Language::En,
        answers: Answers {
            officer: None,
            form: json!({"address": "样例路88号"})
                .as_object()
                .unwrap()
                .clone(),
            applicant: [("name".to_owned(), "样例".to_owned())].into(),
            filer: Default::default(),
        },
        materials: [(
            "identity_card".parse().unwrap(),
            vec![document.clone(), document],
        )]
        .into(),
        submission_key: "key".to_owned(),
        filed_as: None,
        revision: 0,
        created_at: now(),
        touched_at: now(),
        expires_at: now() + TimeDelta::days(30),
    }
}

async fn add(database: &Database, draft: &Draft) {
    let tx = database.store.begin().await.unwrap();
    filing_drafts::add(&tx, draft).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_draft_is_found_as_it_was_written(database: Database) {
    let written = draft("one");
    add(&database, &written).await;
    let db = database.store.reader();
    let found = filing_drafts::find(db, "one", now()).await.unwrap();
    assert_eq!(found, Some(written));
    assert!(files::is_named(db, "one-file").await.unwrap());
    let late = now() + TimeDelta::days(30);
    let over = filing_drafts::find(db, "one", late).await.unwrap();
    assert_eq!(over, None);
}

async fn a_write_over_another_is_refused(database: Database) {
    add(&database, &draft("one")).await;
    let mut first = draft("one");
    first.materials.clear();
    let tx = database.store.begin().await.unwrap();
    filing_drafts::save(&tx, &first).await.unwrap();
    tx.commit().await.unwrap();
    let tx = database.store.begin().await.unwrap();
    let second = filing_drafts::save(&tx, &draft("one")).await;
    assert!(matches!(second, Err(Error::Overtaken)), "{second:?}");
    drop(tx);
    let db = database.store.reader();
    let found = filing_drafts::find(db, "one", now())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.revision, found.materials.len()), (1, 0));
    assert!(!files::is_named(db, "one-file").await.unwrap());
}

async fn what_is_over_is_forgotten_with_its_files(database: Database) {
    let mut old = draft("old");
    old.expires_at = now();
    add(&database, &old).await;
    add(&database, &draft("new")).await;
    let purge = async || {
        filing_drafts::purge(&database.store, now(), 10)
            .await
            .unwrap()
    };
    assert_eq!((purge().await, purge().await), (1, 0));
    let db = database.store.reader();
    assert!(!files::is_named(db, "old-file").await.unwrap());
    assert!(files::is_named(db, "new-file").await.unwrap());
    let tx = database.store.begin().await.unwrap();
    filing_drafts::forget(&tx, "new").await.unwrap();
    tx.commit().await.unwrap();
    assert!(!files::is_named(db, "new-file").await.unwrap());
}
