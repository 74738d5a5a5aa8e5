//! Migrations run over rows: what was lived before the last steps is read, laid anew and verified
//! after them.

use std::borrow::Cow;

use lianban::domain::command::Action;
use lianban::domain::directory::HEAD;
use lianban::engine::{Call, verify};
use lianban::storage::entities::{journal, request};
use lianban::storage::idempotency::Key;
use lianban::storage::mails::{self, Progress, State};
use lianban::storage::packing::Packed;
use lianban::storage::queues::{self, Filter};
use lianban::storage::{Backend, accounts, looks, schedules};
use migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel, Set,
    Statement,
};
use uuid::Uuid;

use crate::engine::house::{House, agree, officer};
use crate::engine::sittings::{call, head, shop};
use crate::support::databases::{Database, on_both};

on_both!(
    rows_of_before_survive_every_later_step,
    a_schema_of_a_later_version_is_current_and_one_of_before_is_not,
);

/// The steps of the schema before: what came later runs over rows here.
const BEFORE: u32 = 10;
/// The step since which texts are packed.
const PACKED: &str = "m20261203_a01_packed_texts";

async fn names(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(db.get_database_backend(), sql.to_owned());
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| row.try_get("", "name").unwrap())
        .collect()
}

async fn tables(db: &DatabaseConnection, backend: Backend) -> Vec<String> {
    let sql = match backend {
        Backend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
        Backend::Postgres => {
            "SELECT table_name::text AS name FROM information_schema.tables \
             WHERE table_schema = current_schema() ORDER BY 1"
        }
    };
    let ours = |name: &String| {
        !name.starts_with("kept_") && !name.starts_with("sqlite_") && name != "seaql_migrations"
    };
    names(db, sql).await.into_iter().filter(ours).collect()
}

async fn columns(db: &DatabaseConnection, backend: Backend, table: &str) -> Vec<String> {
    let sql = match backend {
        Backend::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
        Backend::Postgres => format!(
            "SELECT column_name::text AS name FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = '{table}'"
        ),
    };
    names(db, &sql).await
}

/// A house in which something happened that leaves rows in every table.
async fn lived_in(database: Database) -> House {
    let house = House::open(database).await;
    let (engine, db) = (&house.engine, house.engine.store().writer());
    engine.rebuild_if_moved().await.unwrap();
    let keyed = Call {
        idempotency: Some(Key {
            actor: "public".to_owned(),
            key: "k-1".to_owned(),
            body_hash: "body".to_owned(),
        }),
        ..Call::default()
    };
    house.try_file("residence-permit", keyed).await.unwrap();
    let id = house.under_review().await;
    let labor = officer(11, "labor", "clerk");
    house.act(id, &labor, agree("evidence.job")).await;
    let waiting = shop(&house).await;
    let sitting = call(&house).await.unwrap();
    let agenda = engine.add_to_agenda(sitting, &[waiting], &head()).await;
    agenda.unwrap();
    let roles = [HEAD.parse().unwrap()].into();
    let department = "commerce".parse().unwrap();
    let account = accounts::add(
        db,
        "Deng Hui",
        None,
        &department,
        &roles,
        Default::default(),
    );
    let account = account.await.unwrap();
    let token = accounts::Token {
        hash: "0".repeat(64),
        officer: account.id,
        kind: "api".to_owned(),
        label: "a test".to_owned(),
        created_at: engine.now(),
        expires_at: None,
        revoked_at: None,
    };
    accounts::add_token(db, &token).await.unwrap();
    let look = looks::Look {
        officer: &labor,
        purpose: "review:evidence.job",
        correlation: None,
        by_program: false,
        at: engine.now(),
    };
    looks::record(db, id, &look).await.unwrap();
    let job = Uuid::now_v7();
    let mail = Progress {
        job,
        request: id,
        notice: Some(1),
        recipient: "applicant".to_owned(),
        template: "receipt".to_owned(),
        message_id: Some(format!("{}.1@lianban.example", job.simple())),
        state: State::Sent,
        detail: String::new(),
    };
    mails::record(db, &mail, engine.now()).await.unwrap();
    schedules::advance(db, "digest", engine.now())
        .await
        .unwrap();
    house.clock.advance(chrono::TimeDelta::days(1));
    engine.sweep(100).await.unwrap();
    // Kept for the version before, and written by nobody any more.
    house
        .tamper("INSERT INTO seal VALUES ('2026-04-07', 'root', 0, '[]', 'signed', 1)")
        .await;
    house
        .tamper("INSERT INTO calendar VALUES ('national', 'print', 1)")
        .await;
    house
}

/// Texts as they were before they were packed.
async fn unpack(db: &impl ConnectionTrait) {
    let plain = |text: Cow<'_, str>| Set(Packed::from(text.into_owned().into_bytes()));
    for row in request::Entity::find().all(db).await.unwrap() {
        let state = plain(row.state.text("request").unwrap());
        let mut row = row.into_active_model();
        row.state = state;
        row.update(db).await.unwrap();
    }
    for line in journal::Entity::find().all(db).await.unwrap() {
        let body = plain(line.body.text("journal").unwrap());
        let mut line = line.into_active_model();
        line.body = body;
        line.update(db).await.unwrap();
    }
}

/// Takes the schema back to an earlier step with the rows it had then: what was added later is gone.
async fn back_in_time(house: &House) {
    let store = house.engine.store();
    let (db, backend) = (store.schema(), store.backend());
    unpack(store.writer()).await;
    // Columns that hold bytes today held texts, and digests were digits.
    let steps = Migrator::migrations();
    let packed = steps.iter().position(|step| step.name() == PACKED).unwrap();
    let since = (steps.len() - packed) as u32;
    Migrator::down(db, Some(since)).await.unwrap();
    for table in tables(db, backend).await {
        house
            .tamper(&format!(
                "CREATE TABLE kept_{table} AS SELECT * FROM {table}"
            ))
            .await;
    }
    Migrator::reset(db).await.unwrap();
    assert!(tables(db, backend).await.is_empty(), "every step goes back");
    Migrator::up(db, Some(BEFORE)).await.unwrap();
    for table in tables(db, backend).await {
        let columns = columns(db, backend, &table).await.join("\", \"");
        let sql =
            format!("INSERT INTO {table} (\"{columns}\") SELECT \"{columns}\" FROM kept_{table}");
        assert!(
            house.tamper(&sql).await > 0,
            "nothing was seeded in {table}"
        );
    }
}

async fn rows_of_before_survive_every_later_step(database: Database) {
    let house = lived_in(database).await;
    let sound = house.engine.verify(&verify::Options::default()).await;
    let sound = sound.unwrap();
    assert!(sound.holds(), "{sound:#?}");
    let seats = house.rows("seat").await;
    back_in_time(&house).await;
    assert!(!house.engine.store().schema_is_current().await.unwrap());
    Migrator::up(house.engine.store().schema(), None)
        .await
        .unwrap();

    let engine = house.another_engine().await;
    engine.load_workflows().await.unwrap();
    assert!(engine.store().schema_is_current().await.unwrap());
    assert_eq!(house.rows("seat").await, seats);
    let db = engine.store().reader();
    let (police, clerk) = (
        "public_security".parse().unwrap(),
        ["clerk".parse().unwrap()],
    );
    let page = queues::page(db, &police, &clerk, &Filter::default(), None, 10).await;
    let rows = page.unwrap().rows;
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].duty.as_str(), rows[0].rank),
        ("review:residence.review", 1)
    );
    // What is due is laid by days that are kept from now on.
    let rebuilt = engine.rebuild_if_moved().await.unwrap().unwrap();
    assert_eq!(rebuilt.failed, 0);
    assert_eq!(engine.rebuild().await.unwrap().failed, 0);
    let report = engine.verify(&verify::Options::default()).await.unwrap();
    assert!(report.holds(), "{report:#?}");
    assert!(report.tables.counted > 8 && report.filings.counted == 1);
    // And life goes on.
    let police = officer(12, "public_security", "clerk");
    let id = rows[0].request_id.try_into().unwrap();
    let claim = Action::Claim(rows[0].duty.parse().unwrap());
    let claim = crate::engine::house::command(&police, claim);
    engine.act(id, claim, Call::default()).await.unwrap();
}

/// Nodes of this version go on while the next one is rolled out.
async fn a_schema_of_a_later_version_is_current_and_one_of_before_is_not(database: Database) {
    let store = &database.store;
    let is_current = async || store.schema_is_current().await.unwrap();
    let run = async |sql: &str| store.writer().execute_unprepared(sql).await.unwrap();
    assert!(is_current().await);
    run("INSERT INTO seaql_migrations VALUES ('m29991231_a01_of_tomorrow', 0)").await;
    assert!(is_current().await);
    let newest = Migrator::migrations().last().unwrap().name().to_owned();
    run(&format!(
        "DELETE FROM seaql_migrations WHERE version = '{newest}'"
    ))
    .await;
    assert!(!is_current().await);
    run("DROP TABLE seaql_migrations").await;
    assert!(!is_current().await);
}
