//! Queues are read in pages, most urgent first, without a row lost or twice.

use std::collections::BTreeSet;

use lianban::domain::identifiers::{OfficerId, RequestId, RoleKey};
use lianban::storage::queues::{self, Cursor, Filter, Row};
use lianban::storage::reports;

use crate::support::databases::{Database, on_both};

on_both!(
    pages_follow_each_other_without_gap_or_repetition,
    a_page_may_end_within_one_request,
    roles_and_filters_narrow_a_queue,
    counts_tell_the_lights,
    a_queue_is_ordered_by_return_then_due_then_age,
    a_stage_fills_its_page_past_all_others,
    what_waits_in_a_stage_is_paged_by_its_earliest_due,
);

fn row(number: i64, due_at: i64, role: &str, holder: Option<i64>) -> Row {
    Row {
        request_id: number,
        duty: "review:verify.age".to_owned(),
        department: "education".to_owned(),
        role: role.to_owned(),
        own_role: None,
        holder,
        opened_at: 0,
        rank: 1,
        due_at,
        soon_at: due_at - 10,
        counts_from: 0,
        provisional: false,
        stopped: false,
        revision: 1,
        workflow_key: "school-admission".to_owned(),
        phase: "under_review".to_owned(),
        stage: Some("verify".to_owned()),
    }
}

async fn lay(database: &Database, rows: Vec<Row>) {
    for row in rows {
        let id = RequestId::try_from(row.request_id).unwrap();
        queues::replace(database.store.writer(), id, vec![row])
            .await
            .unwrap();
    }
}

fn roles(names: &[&str]) -> Vec<RoleKey> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

async fn pages_follow_each_other_without_gap_or_repetition(database: Database) {
    // Many rows are due at the same instant, so that a page ends among equals.
    let rows = (1..=50).map(|number| {
        row(
            number,
            1_000 + number % 3,
            if number % 2 == 0 { "clerk" } else { "head" },
            None,
        )
    });
    lay(&database, rows.collect()).await;
    let department = "education".parse().unwrap();
    let both = roles(&["clerk", "head"]);
    let mut seen = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let db = database.store.reader();
        let page = queues::page(
            db,
            &department,
            &both,
            &Filter::default(),
            after.as_ref(),
            7,
        )
        .await;
        let page = page.unwrap();
        seen.extend(page.rows.iter().map(|row| (row.due_at, row.request_id)));
        let Some(next) = page.next else {
            break;
        };
        after = Some(next.to_string().parse().unwrap());
    }
    assert!(seen.is_sorted());
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 50);
    assert_eq!(seen.len(), 50);
}

async fn a_page_may_end_within_one_request(database: Database) {
    // Words that a dictionary would order otherwise than their bytes do.
    let duties = [
        "review:a.b",
        "review:a-b",
        "review:ab",
        "review:a.b#c-1",
        "review:a_b",
    ];
    let rows = duties.map(|duty| Row {
        duty: duty.to_owned(),
        ..row(1, 1_000, "clerk", None)
    });
    let id = RequestId::try_from(1).unwrap();
    queues::replace(database.store.writer(), id, rows.into())
        .await
        .unwrap();
    let (department, clerk) = ("education".parse().unwrap(), roles(&["clerk"]));
    let mut seen = BTreeSet::new();
    let mut after: Option<Cursor> = None;
    loop {
        let db = database.store.reader();
        let page = queues::page(
            db,
            &department,
            &clerk,
            &Filter::default(),
            after.as_ref(),
            1,
        )
        .await;
        let page = page.unwrap();
        assert!(seen.insert(page.rows[0].duty.clone()), "{seen:?}");
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, duties.map(str::to_owned).into());
}

async fn roles_and_filters_narrow_a_queue(database: Database) {
    let rows = vec![
        row(1, 1_000, "clerk", None),
        row(2, 900, "clerk", Some(7)),
        row(3, 800, "head", None),
        row(4, 700, "supervisor", Some(7)),
    ];
    lay(&database, rows).await;
    let db = database.store.reader();
    let department = "education".parse().unwrap();
    let numbers = |page: queues::Page| -> Vec<i64> {
        assert!(page.next.is_none());
        page.rows.into_iter().map(|row| row.request_id).collect()
    };
    let clerk = roles(&["clerk"]);
    let all = queues::page(db, &department, &clerk, &Filter::default(), None, 10)
        .await
        .unwrap();
    assert_eq!(numbers(all), [2, 1]);
    let unclaimed = Filter {
        unclaimed: true,
        ..Filter::default()
    };
    let open = queues::page(db, &department, &clerk, &unclaimed, None, 10)
        .await
        .unwrap();
    assert_eq!(numbers(open), [1]);
    assert_eq!(
        numbers(
            queues::held_by(db, OfficerId(7), &Filter::default(), None, 10)
                .await
                .unwrap()
        ),
        [4, 2]
    );
    for (filter, expected) in [(Filter::default(), vec![4]), (unclaimed, vec![])] {
        let handed = queues::handed(db, &filter, None, 10);
        assert_eq!(numbers(handed.await.unwrap()), expected);
    }
    let other = "health".parse().unwrap();
    let none = queues::page(db, &other, &clerk, &Filter::default(), None, 10)
        .await
        .unwrap();
    assert_eq!(numbers(none), Vec::<i64>::new());
}

async fn counts_tell_the_lights(database: Database) {
    let mut rows = vec![
        row(1, 90, "clerk", None),
        row(2, 105, "clerk", Some(7)),
        row(3, 500, "clerk", None),
        row(4, 80, "clerk", None),
    ];
    rows[3].stopped = true;
    lay(&database, rows).await;
    let at = lianban::storage::instant(100);
    let department = "education".parse().unwrap();
    let counts = queues::counts(database.store.reader(), &department, &roles(&["clerk"]), at)
        .await
        .unwrap();
    let told = (
        counts.open,
        counts.unclaimed,
        counts.overdue,
        counts.soon,
        counts.stopped,
    );
    assert_eq!(told, (4, 3, 1, 1, 1));
    let all = reports::by_department(database.store.reader(), at)
        .await
        .unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].counts, counts);
}

async fn a_queue_is_ordered_by_return_then_due_then_age(database: Database) {
    let aged = |number, rank, due_at, opened_at| Row {
        rank,
        opened_at,
        ..row(number, due_at, "clerk", None)
    };
    let rows = vec![
        aged(1, 1, 500, 30),
        aged(2, 1, 500, 20),
        aged(3, 1, 100, 90),
        aged(4, 0, 900, 50),
        aged(5, 0, 800, 60),
    ];
    lay(&database, rows).await;
    let (department, clerk) = ("education".parse().unwrap(), roles(&["clerk"]));
    let mut seen = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let db = database.store.reader();
        let filter = Filter::default();
        let page = queues::page(db, &department, &clerk, &filter, after.as_ref(), 2).await;
        let page = page.unwrap();
        seen.extend(page.rows.iter().map(|row| row.request_id));
        let Some(next) = page.next else { break };
        after = Some(next.to_string().parse().unwrap());
    }
    assert_eq!(seen, [5, 4, 3, 2, 1]);
}

async fn a_stage_fills_its_page_past_all_others(database: Database) {
    let staged = |number: i64, stage: &str| Row {
        stage: Some(stage.to_owned()),
        ..row(number, number, "clerk", Some(7))
    };
    let mut rows: Vec<Row> = (1..=60).map(|number| staged(number, "verify")).collect();
    rows.extend([staged(61, "sitting"), staged(62, "sitting")]);
    lay(&database, rows).await;
    let db = database.store.reader();
    let (department, clerk) = ("education".parse().unwrap(), roles(&["clerk"]));
    let filter = Filter {
        stage: Some("sitting".parse().unwrap()),
        ..Filter::default()
    };
    let page = queues::page(db, &department, &clerk, &filter, None, 2).await;
    let page = page.unwrap();
    let numbers: Vec<i64> = page.rows.iter().map(|row| row.request_id).collect();
    assert_eq!((numbers, page.next), (vec![61, 62], None));
    let held = queues::held_by(db, OfficerId(7), &filter, None, 1).await;
    let held = held.unwrap();
    assert_eq!(held.rows[0].request_id, 61);
    assert!(held.next.is_some());
    let other = Filter {
        workflow: Some("open-a-shop".parse().unwrap()),
        ..Filter::default()
    };
    let none = queues::page(db, &department, &clerk, &other, None, 2).await;
    assert!(none.unwrap().rows.is_empty());
}

async fn what_waits_in_a_stage_is_paged_by_its_earliest_due(database: Database) {
    let many = queues::PAGE_MAX as i64 + 20;
    let db = database.store.writer();
    for number in 1..=many {
        // Most are due at the same time as others, and each request has a second, later review.
        let first = row(number, 1_000 - number / 30, "clerk", None);
        let second = Row {
            duty: "review:verify.home".to_owned(),
            due_at: 2_000,
            ..first.clone()
        };
        let id = RequestId::try_from(number).unwrap();
        queues::replace(db, id, vec![first, second]).await.unwrap();
    }
    let (workflow, stage) = (
        "school-admission".parse().unwrap(),
        "verify".parse().unwrap(),
    );
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = queues::requests_in_stage(db, &workflow, &stage, after)
            .await
            .unwrap();
        let Some(last) = page.last() else { break };
        after = Some(*last);
        seen.extend(page);
    }
    assert!(seen.is_sorted());
    assert_eq!(
        seen.iter().map(|(_, id)| id).collect::<BTreeSet<_>>().len() as i64,
        many
    );
    assert_eq!(seen.len() as i64, many);
}
