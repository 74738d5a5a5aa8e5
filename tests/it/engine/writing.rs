//! The write path: one transaction a command, one winner, one answer to a repeated call.

use std::collections::BTreeSet;
use std::time::Duration;

use lianban::domain::command::{Action, Actor, Application, Command, Item, WORDS_MAX_CHARS};
use lianban::domain::evolve;
use lianban::domain::facts::Facts;
use lianban::domain::identifiers::RequestId;
use lianban::domain::refusal::Refusal;
use lianban::domain::request::Phase;
use lianban::engine::outbox::TellJob;
use lianban::engine::{Call, DropFilesJob, Error, FILES_QUEUE};
use lianban::storage::idempotency::Key;
use lianban::storage::journal;
use sea_orm::EntityTrait;

use super::house::{House, agree, command, officer, review};
use crate::support::databases::{Database, on_both};

on_both!(
    a_filed_request_is_whole_in_every_table,
    a_command_appends_to_the_chain_and_moves_the_queue,
    a_refused_command_writes_nothing,
    two_clerks_on_one_review_have_one_winner,
    fifty_equal_submissions_make_one_request,
    a_key_used_for_another_call_is_refused,
    a_repeated_command_gets_the_first_answer,
    a_refusal_is_not_remembered,
    many_commands_share_a_transaction_with_an_outcome_each,
    one_mail_a_recipient_stands_in_the_outbox,
    the_applicant_gets_in_by_number_and_secret,
    what_cannot_be_true_is_refused_at_its_place,
    today_and_a_listed_region_are_taken,
    erased_files_go_unless_another_request_has_them,
    nothing_is_written_about_the_erased,
    what_a_filing_is_about_to_name_is_not_dropped,
    every_item_that_is_asked_for_wrongly_is_named,
    an_erasure_leaves_no_name_in_its_reason_and_no_page_in_the_log,
);

fn call(actor: &str, key: &str, body: &str) -> Call {
    let idempotency = Key {
        actor: actor.to_owned(),
        key: key.to_owned(),
        body_hash: body.to_owned(),
    };
    Call {
        idempotency: Some(idempotency),
        correlation: Some("c-1".to_owned()),
        ..Call::default()
    }
}

async fn a_filed_request_is_whole_in_every_table(database: Database) {
    let house = House::open(database).await;
    let filed = house.file("residence-permit").await;
    let stored = house.engine.request(filed.id).await.unwrap();
    assert_eq!(stored.request.phase, Phase::Received);
    assert!(stored.facts.applicant.is_some());
    assert!(stored.wake_at.is_some(), "silence at intake has an end");
    let lines = journal::read(house.engine.store().reader(), filed.id)
        .await
        .unwrap();
    assert_eq!(lines.len() as u64, stored.request.version);
    assert!(lines.iter().all(|line| line.fault.is_none()));
    assert_eq!(lines.last().unwrap().hash.as_ref(), Some(&stored.head));
    let entries = lines.iter().map(|line| &line.entry);
    assert_eq!(evolve::replay(filed.id, entries).unwrap(), stored.request);
    let mut folded = Facts::default();
    lines
        .iter()
        .filter_map(|line| line.entry.facts.as_ref())
        .for_each(|patch| folded.apply(patch));
    assert_eq!(folded, stored.facts);
    assert_eq!(house.rows("document").await, 4);
    assert_eq!(filed.case_number.request_id(), filed.id);
}

/// What a filing with these changes is refused for: pointers with their codes.
async fn faults(house: &House, change: impl FnOnce(&mut Application)) -> Vec<(String, String)> {
    let mut application = house.application("school-admission").await;
    change(&mut application);
    let workflow = "school-admission".parse().unwrap();
    let filed = house
        .engine
        .file(&workflow, application, Actor::Applicant, Call::default())
        .await;
    match filed {
        Ok(_) => Vec::new(),
        Err(Error::Refused(Refusal::Invalid { problems })) => problems
            .into_iter()
            .map(|problem| (problem.pointer, problem.problem))
            .collect(),
        Err(other) => panic!("{other:?}"),
    }
}

async fn what_cannot_be_true_is_refused_at_its_place(database: Database) {
    let house = House::open(database).await;
    let wrong = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
    for date in ["2026-04-09", "1899-12-31", "2126-01-01"] {
        let found = faults(&house, |it| it.form["living_since"] = date.into()).await;
        assert_eq!(found, wrong("/form/living_since", "range"), "{date}");
    }
    let found = faults(&house, |it| {
        it.form["children"][0]["born"] = "2031-05-01".into()
    })
    .await;
    assert_eq!(found, wrong("/form/children/0/born", "range"));
    // The number of the child beside it says the 21st.
    let found = faults(&house, |it| {
        it.form["children"][0]["born"] = "2020-03-22".into()
    })
    .await;
    assert_eq!(found, wrong("/form/children/0/born", "disagrees"));
    // A number whose check character fits, of somebody born in 2030.
    let unborn = "990118203005010012";
    let found = faults(&house, |it| it.applicant.identity = Some(unborn.to_owned())).await;
    assert_eq!(found, wrong("/applicant/identity", "range"));
    for region in ["999999", "513499"] {
        let found = faults(&house, |it| it.form["home_region"] = region.into()).await;
        assert_eq!(found, wrong("/form/home_region", "choice"), "{region}");
    }
    let found = faults(&house, |it| {
        let mut twin = it.form["children"][0].clone();
        twin["name"] = "Somebody else".into();
        it.form["children"].as_array_mut().unwrap().push(twin);
    })
    .await;
    assert_eq!(found, wrong("/form/children/1", "duplicate"));
    // Nobody runs a business, so nobody asks for a licence.
    let found = faults(&house, |it| {
        for guardian in it.form["guardians"].as_array_mut().unwrap() {
            guardian["basis"] = "employed".into();
        }
    })
    .await;
    assert_eq!(found, wrong("/materials/business_licence", "unknown"));
    assert_eq!(house.rows("request").await, 0);
}

async fn today_and_a_listed_region_are_taken(database: Database) {
    let house = House::open(database).await;
    let found = faults(&house, |it| {
        it.form["living_since"] = "2026-04-08".into();
        it.form["home_region"] = "510104".into();
    })
    .await;
    assert_eq!(found, []);
}

async fn a_command_appends_to_the_chain_and_moves_the_queue(database: Database) {
    let house = House::open(database).await;
    let filed = house.file("residence-permit").await;
    let before = house.engine.request(filed.id).await.unwrap();
    let accepted = house
        .act(filed.id, &officer(1, "window", "window"), Action::Accept)
        .await;
    let after = house.engine.request(filed.id).await.unwrap();
    assert_eq!(accepted.request, after.request);
    assert!(after.request.version > before.request.version);
    let lines = journal::read(house.engine.store().reader(), filed.id)
        .await
        .unwrap();
    assert!(lines.iter().all(|line| line.fault.is_none()));
    let seats = lianban::storage::queues::of_request(house.engine.store().reader(), filed.id);
    let duties: Vec<String> = seats
        .await
        .unwrap()
        .into_iter()
        .map(|seat| seat.duty)
        .collect();
    assert_eq!(
        duties,
        [
            "review:evidence.home",
            "review:evidence.job",
            "review:residence.review"
        ]
    );
}

async fn a_refused_command_writes_nothing(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let before = house.engine.request(id).await.unwrap();
    let (lines, jobs) = (house.rows("journal").await, house.rows("job").await);
    let stranger = officer(9, "tax", "clerk");
    let refused = house
        .try_act(id, &stranger, agree("residence.review"))
        .await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    assert_eq!(house.engine.request(id).await.unwrap(), before);
    assert_eq!(
        (house.rows("journal").await, house.rows("job").await),
        (lines, jobs)
    );
}

async fn two_clerks_on_one_review_have_one_winner(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let engines = [house.engine.clone(), house.another_engine().await];
    let claims = (0..8).map(|number| {
        let engine = engines[number % 2].clone();
        let clerk = officer(10 + number as i64, "public_security", "clerk");
        tokio::spawn(async move {
            let claim = command(&clerk, Action::Claim(review("residence.review")));
            engine.act(id, claim, Call::default()).await
        })
    });
    let mut won = 0;
    for claim in claims.collect::<Vec<_>>() {
        match claim.await.unwrap() {
            Ok(_) => won += 1,
            Err(Error::Refused(refusal)) => assert!(refusal.is_conflict(), "{refusal}"),
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(won, 1);
    let now = house.engine.request(id).await.unwrap().request;
    assert!(now.seats[&review("residence.review")].holder.is_some());
}

async fn fifty_equal_submissions_make_one_request(database: Database) {
    let house = std::sync::Arc::new(House::open(database).await);
    let sent = (0..50).map(|_| {
        let house = house.clone();
        tokio::spawn(async move {
            house
                .try_file("residence-permit", call("public", "k-1", "body"))
                .await
                .unwrap()
        })
    });
    let mut answers = BTreeSet::new();
    for answer in sent.collect::<Vec<_>>() {
        let filed = answer.await.unwrap();
        answers.insert((filed.id, filed.secret));
    }
    assert_eq!(answers.len(), 1);
    assert_eq!(house.rows("request").await, 1);
    assert_eq!(house.rows("idempotency").await, 1);
}

async fn a_key_used_for_another_call_is_refused(database: Database) {
    let house = House::open(database).await;
    house
        .try_file("residence-permit", call("public", "k-1", "one"))
        .await
        .unwrap();
    let other = house
        .try_file("residence-permit", call("public", "k-1", "two"))
        .await;
    assert!(matches!(other, Err(Error::IdempotencyReuse)), "{other:?}");
    let else_where = house
        .try_file("residence-permit", call("officer:1", "k-1", "two"))
        .await;
    assert!(else_where.is_ok(), "another actor's keys are their own");
    assert_eq!(house.rows("request").await, 2);
}

async fn a_repeated_command_gets_the_first_answer(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let clerk = officer(10, "public_security", "clerk");
    let claim = command(&clerk, Action::Claim(review("residence.review")));
    let send = || {
        house
            .engine
            .act(id, claim.clone(), call("officer:10", "k-1", "claim"))
    };
    let first = send().await.unwrap();
    house
        .act(id, &clerk, Action::Release(review("residence.review")))
        .await;
    let again = send().await.unwrap();
    assert_eq!(again, first);
    let now = house.engine.request(id).await.unwrap().request;
    assert_eq!(now.version, first.version + 1, "the repetition did nothing");
}

async fn a_refusal_is_not_remembered(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let clerk = officer(10, "public_security", "clerk");
    let release = command(&clerk, Action::Release(review("residence.review")));
    let send = || {
        house
            .engine
            .act(id, release.clone(), call("officer:10", "k-1", "release"))
    };
    assert!(matches!(send().await, Err(Error::Refused(_))));
    house
        .act(id, &clerk, Action::Claim(review("residence.review")))
        .await;
    assert!(
        send().await.is_ok(),
        "what was refused may be tried again under its key"
    );
}

async fn many_commands_share_a_transaction_with_an_outcome_each(database: Database) {
    let house = House::open(database).await;
    let (one, two) = (house.under_review().await, house.under_review().await);
    let missing = lianban::domain::identifiers::RequestId::try_from(1).unwrap();
    let clerk = officer(10, "public_security", "clerk");
    let claim = |id| {
        (
            id,
            command(&clerk, Action::Claim(review("residence.review"))),
            Call::default(),
        )
    };
    let opine = (
        one,
        command(&clerk, agree("residence.review")),
        Call::default(),
    );
    // Two commands on one request follow each other; a refused one costs the others nothing.
    let stranger = command(&officer(9, "tax", "clerk"), agree("residence.review"));
    let commands = vec![
        claim(two),
        claim(one),
        (two, stranger, Call::default()),
        claim(missing),
        opine,
    ];
    let outcomes = house.engine.act_each(commands).await;
    let fine: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(fine, [true, true, false, false, true]);
    assert!(matches!(outcomes[3], Err(Error::NotFound)));
    let now = house.engine.request(one).await.unwrap().request;
    assert_eq!(now.version, outcomes[4].as_ref().unwrap().version);
    assert!(
        house
            .engine
            .verify(&Default::default())
            .await
            .unwrap()
            .holds()
    );
}

async fn one_mail_a_recipient_stands_in_the_outbox(database: Database) {
    let house = House::open(database).await;
    let id = house.under_review().await;
    let rows = lianban::storage::entities::job::Entity::find()
        .all(house.engine.store().reader())
        .await
        .unwrap();
    let jobs: Vec<TellJob> = rows
        .iter()
        .map(|row| serde_json::from_str(&row.payload).unwrap())
        .collect();
    assert!(!jobs.is_empty());
    let keys: BTreeSet<String> = jobs.iter().map(TellJob::stable_key).collect();
    assert_eq!(keys.len(), jobs.len(), "one a command and recipient");
    assert!(
        jobs.iter()
            .all(|job| job.request_id == id && !job.tells.is_empty())
    );
    for personal in [
        "Tenzin",
        "19900000006",
        "tenzin@example.org",
        "990502199904060015",
    ] {
        assert!(
            rows.iter().all(|row| !row.payload.contains(personal)),
            "{personal}"
        );
    }
}

async fn the_applicant_gets_in_by_number_and_secret(database: Database) {
    let house = House::open(database).await;
    let filed = house.file("residence-permit").await;
    let engine = &house.engine;
    let own = engine
        .request_of_applicant(filed.case_number, &filed.secret.to_lowercase())
        .await;
    assert_eq!(own.unwrap().id, filed.id);
    let wrong = engine
        .request_of_applicant(filed.case_number, "2222222222")
        .await;
    assert!(matches!(wrong, Err(Error::NotFound)));
    let stranger = officer(9, "tax", "clerk");
    let refused = engine
        .replace_secret(filed.id, &stranger, "lost", &Call::default())
        .await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    assert!(
        engine
            .request_of_applicant(filed.case_number, &filed.secret)
            .await
            .is_ok()
    );
    let desk = officer(1, "window", "window");
    let call = Call::default();
    let next = engine.replace_secret(filed.id, &desk, "card seen", &call);
    let next = next.await.unwrap();
    assert_eq!(
        house.rows("journal WHERE kind = 'secret_replaced'").await,
        1
    );
    let told = "job WHERE payload LIKE '%secret-replaced%'";
    assert_eq!(house.rows(told).await, 1);
    let leaked = format!("job WHERE payload LIKE '%{next}%'");
    assert_eq!(house.rows(&leaked).await, 0);
    assert_ne!(next, filed.secret);
    let old = engine
        .request_of_applicant(filed.case_number, &filed.secret)
        .await;
    assert!(
        matches!(old, Err(Error::NotFound)),
        "a lost secret is worthless"
    );
    assert!(
        engine
            .request_of_applicant(filed.case_number, &next)
            .await
            .is_ok()
    );
    let withdraw = Command {
        actor: Actor::Applicant,
        action: Action::Withdraw {
            reason: "moving on".to_owned(),
        },
        expected: None,
    };
    let gone = engine
        .act(filed.id, withdraw, Call::default())
        .await
        .unwrap();
    assert_eq!(gone.request.phase, Phase::Withdrawn);
}

async fn withdrawn(house: &House) -> RequestId {
    let id = house.file("residence-permit").await.id;
    let command = Command {
        actor: Actor::Applicant,
        action: Action::Withdraw {
            reason: "moving on".to_owned(),
        },
        expected: None,
    };
    house
        .engine
        .act(id, command, Call::default())
        .await
        .unwrap();
    id
}

/// Does what the file jobs in the outbox say.
async fn drop_files(house: &House) {
    let db = house.engine.store().reader();
    let jobs = lianban::storage::entities::job::Entity::find()
        .all(db)
        .await
        .unwrap();
    let waiting = jobs.iter().filter(|job| job.queue == FILES_QUEUE);
    for job in waiting {
        let job: DropFilesJob = serde_json::from_str(&job.payload).unwrap();
        house.engine.drop_files(&job.files).await.unwrap();
    }
}

async fn erased_files_go_unless_another_request_has_them(database: Database) {
    let house = House::open(database).await;
    let refused = house
        .engine
        .ports()
        .bytes
        .put("0a", b"came with what was refused");
    refused.await.unwrap();
    let (one, other) = (withdrawn(&house).await, withdrawn(&house).await);
    let rows = lianban::storage::files::of_request(house.engine.store().reader(), one).await;
    let files: Vec<String> = rows.unwrap().into_iter().map(|row| row.sha256).collect();
    assert_eq!(files.len(), 4);
    let erase = house.engine.erase(one, Actor::Engine, "retention over");
    erase.await.unwrap();
    drop_files(&house).await;
    assert_eq!(house.rows("document").await, 4, "the other's");
    let unnamed = house.engine.drop_unnamed_files(Duration::ZERO);
    assert_eq!(
        unnamed.await.unwrap(),
        1,
        "what no request names, and nothing else"
    );
    let bytes = &house.engine.ports().bytes;
    for file in &files {
        assert!(
            bytes.get(file).await.is_ok(),
            "the other request has it too"
        );
    }
    let erase = house.engine.erase(other, Actor::Engine, "retention over");
    erase.await.unwrap();
    // Somebody else may be filing the same papers this very minute: they stay until the night.
    drop_files(&house).await;
    for file in &files {
        assert!(bytes.get(file).await.is_ok(), "put lately");
    }
    house.bytes.age();
    drop_files(&house).await;
    for file in &files {
        assert!(bytes.get(file).await.is_err(), "nobody has it any more");
    }
    assert_eq!(house.rows("document").await, 0);
    assert_eq!(house.rows("fact").await, 0);
    let report = house.engine.verify(&Default::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
    house.tamper("UPDATE request SET erased_at = NULL").await;
    let report = house.engine.verify(&Default::default()).await.unwrap();
    assert!(report.tables.failed > 0, "erased without a word is missing");
}

async fn nothing_is_written_about_the_erased(database: Database) {
    let house = House::open(database).await;
    let id = withdrawn(&house).await;
    let erase = house.engine.erase(id, Actor::Engine, "retention over");
    erase.await.unwrap();
    let desk = officer(1, "window", "window");
    let told = Action::RecordTold {
        notice: 1,
        text: "told Tenzin".to_owned(),
    };
    let refused = house.try_act(id, &desk, told).await;
    assert!(
        matches!(refused, Err(Error::Refused(Refusal::Erased))),
        "{refused:?}"
    );
    let again = house.engine.erase(id, Actor::Engine, "again").await;
    assert!(matches!(again, Err(Error::Refused(Refusal::Erased))));
    assert_eq!(house.rows("journal WHERE kind = 'erased'").await, 1);
}

/// A filing has put its files and not named them yet when the same files are to be dropped: at once
/// after an erasure, and in the night, whose list was made before the filing came.
async fn what_a_filing_is_about_to_name_is_not_dropped(database: Database) {
    let house = House::open(database).await;
    let (id, engine) = (withdrawn(&house).await, &house.engine);
    let erase = engine.erase(id, Actor::Engine, "retention over");
    erase.await.unwrap();
    house.bytes.age();
    let bytes = &engine.ports().bytes;
    let minute = Duration::from_secs(60);
    let listed = bytes.untouched_for(minute).await.unwrap();
    assert_eq!(listed.len(), 4);
    let application = house.application("residence-permit").await;
    drop_files(&house).await;
    for sha256 in &listed {
        assert!(!bytes.delete_untouched_for(sha256, minute).await.unwrap());
    }
    let key = "residence-permit".parse().unwrap();
    let filed = engine.file(&key, application, Actor::Applicant, Call::default());
    filed.await.unwrap();
    house.bytes.age();
    drop_files(&house).await;
    assert_eq!(engine.drop_unnamed_files(minute).await.unwrap(), 0);
    let report = engine.verify(&Default::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
}

async fn every_item_that_is_asked_for_wrongly_is_named(database: Database) {
    let house = House::open(database).await;
    let id = house.file("residence-permit").await.id;
    let item = |what: &str, explanation: &str| Item {
        what: what.to_owned(),
        explanation: explanation.to_owned(),
    };
    let items = vec![
        item("photo", &"!".repeat(WORDS_MAX_CHARS + 1)),
        item("passport", "send it"),
        item("photo", " "),
    ];
    let desk = officer(1, "window", "window");
    let refused = house.try_act(id, &desk, Action::AskAtIntake(items)).await;
    let Err(Error::Refused(Refusal::Invalid { problems })) = refused else {
        panic!("{refused:?}");
    };
    let found: Vec<(&str, &str)> = problems
        .iter()
        .map(|problem| (problem.pointer.as_str(), problem.problem.as_str()))
        .collect();
    let expected = [
        ("/items/0/explanation", "too_long"),
        ("/items/1/what", "unknown"),
        ("/items/2/explanation", "missing"),
    ];
    assert_eq!(found, expected);
}

async fn an_erasure_leaves_no_name_in_its_reason_and_no_page_in_the_log(database: Database) {
    let house = House::open(database).await;
    let id = withdrawn(&house).await;
    let facts = house.engine.request(id).await.unwrap().facts;
    let name = facts.applicant.unwrap().name;
    let telling = format!("{name} asked for it");
    let refused = house.engine.erase(id, Actor::Engine, &telling).await;
    assert!(
        matches!(refused, Err(Error::Refused(Refusal::PersonalReason))),
        "{refused:?}"
    );
    let erase = house.engine.erase(id, Actor::Engine, "they asked for it");
    erase.await.unwrap();
    // Of PostgreSQL's log the operator takes care.
    let Some(path) = house.database.url().strip_prefix("sqlite://") else {
        return;
    };
    for file in [path.to_owned(), format!("{path}-wal")] {
        let bytes = std::fs::read(&file).unwrap_or_default();
        let holds = bytes
            .windows(name.len())
            .any(|part| part == name.as_bytes());
        assert!(!holds, "{file} still holds the name");
    }
}
