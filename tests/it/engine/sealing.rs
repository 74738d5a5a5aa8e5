//! Seals: a chain of what changed, and what they find after somebody had the database to himself.

use std::fmt::Write as _;

use chrono::NaiveDate;
use lianban::domain::event::{Entry, Event};
use lianban::domain::identifiers::{CaseNumber, RequestId};
use lianban::domain::request::Verdict;
use lianban::engine::verify::{Check, Offender, Options, Report};
use lianban::storage::digest::Digest;
use lianban::storage::seals::{Kind, Seal};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set,
};

use super::forging::{Kept, forge, remove};
use super::house::{House, agree, officer};
use super::sittings;
use super::verifying::{lived_in, report};
use crate::support::databases::{Database, on_both};

on_both!(
    a_seal_holds_what_changed_since_the_one_before,
    nodes_that_seal_at_once_make_one_chain,
    a_chain_written_anew_is_found_by_the_seal,
    a_seal_that_is_missing_is_named,
    a_sitting_written_anew_is_found_by_the_seal,
    a_calendar_written_anew_is_found_by_the_seal,
    a_sitting_that_is_not_what_its_journal_says_is_found,
    every_edit_after_a_seal_left_is_found,
);

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 4, day).unwrap()
}

async fn sealed(house: &House, on: u32) -> Seal {
    let seal = house.engine.seal(day(on)).await.unwrap();
    assert!(house.engine.seal_holds(&seal));
    saved(&seal)
}

/// As it comes out of the letter.
fn saved(seal: &Seal) -> Seal {
    serde_json::from_str(&serde_json::to_string(seal).unwrap()).unwrap()
}

async fn report_with(house: &House, seals: &[Seal]) -> Report {
    let options = Options {
        seals: seals.to_vec(),
        ..Options::default()
    };
    house.engine.verify(&options).await.unwrap()
}

fn offenders(check: &Check) -> impl Iterator<Item = &Offender> {
    check.offenders.iter()
}

fn says(check: &Check, what: &str) -> bool {
    offenders(check).any(|offender| offender.detail.contains(what))
}

async fn a_seal_holds_what_changed_since_the_one_before(database: Database) {
    let (house, id) = lived_in(database).await;
    let first = sealed(&house, 12).await;
    assert_eq!((first.heads.len(), &first.previous), (2, &None));
    assert_eq!(sealed(&house, 12).await, first, "a day is sealed once");

    let third = house.under_review().await;
    let second = sealed(&house, 13).await;
    let heads: Vec<(Kind, i64)> = second
        .heads
        .iter()
        .map(|head| (head.kind, head.id))
        .collect();
    assert_eq!(heads, [(Kind::Request, third.get())]);
    let previous = second.previous.as_ref().unwrap();
    assert_eq!((previous.day, &previous.root), (day(12), &first.root));

    let idle = sealed(&house, 15).await;
    assert_eq!(idle.heads, []);
    assert_eq!(idle.previous.as_ref().unwrap().root, second.root);
    assert_eq!(sealed(&house, 14).await, idle, "no day is sealed behind");

    let police = officer(10, "public_security", "clerk");
    house.act(third, &police, agree("residence.review")).await;
    let grown = sealed(&house, 16).await;
    assert_eq!(grown.heads.len(), 1);
    assert!(grown.heads[0].version > second.heads[0].version);
    let text = serde_json::to_string(&[&first, &second, &idle, &grown]).unwrap();
    assert!(!text.contains("Tenzin"));

    let whole = report(&house).await;
    assert!(whole.holds(), "{whole:#?}");
    for outside in [vec![grown.clone()], vec![first, second, idle, grown]] {
        let report = report_with(&house, &outside).await;
        assert!(report.holds(), "{report:#?}");
        assert!(report.chains.counted > whole.chains.counted);
    }
    assert!(house.engine.request(id).await.is_ok());
}

async fn nodes_that_seal_at_once_make_one_chain(database: Database) {
    let (house, _) = lived_in(database).await;
    let nodes = [
        house.engine.clone(),
        house.another_engine().await,
        house.another_engine().await,
    ];
    for round in 0..4 {
        let seals = nodes
            .clone()
            .into_iter()
            .zip([0, 1, 1])
            .map(|(node, later)| {
                let day = day(10 + 2 * round + later);
                tokio::spawn(async move { node.seal(day).await.unwrap() })
            });
        for seal in seals.collect::<Vec<_>>() {
            seal.await.unwrap();
        }
    }
    let report = report(&house).await;
    assert!(report.holds(), "{report:#?}");
    assert!(house.rows("daily_seal").await >= 4);
}

/// The owner rewrites a line and every hash after it, and the request's head with them: only the
/// seal knows better.
async fn a_chain_written_anew_is_found_by_the_seal(database: Database) {
    let (house, id) = lived_in(database).await;
    let seal = sealed(&house, 12).await;
    assert_eq!(house.tamper("DELETE FROM daily_seal").await, 1);
    forge(&house, id, |entries| {
        let all = entries.iter_mut();
        for entry in all.filter(|entry| entry.event.name() == "opined") {
            let Event::Opined { verdict, .. } = &mut entry.event else {
                unreachable!("an opinion");
            };
            *verdict = Verdict::Conditions;
        }
    })
    .await;
    let unsealed = report(&house).await;
    assert_eq!(unsealed.chains.failed, 0, "a chain alone cannot show it");
    let found = report_with(&house, &[seal]).await.chains;
    assert_eq!(found.failed, 2, "{found:#?}");
    assert!(says(&found, "the house has lost its seal of 2026-04-12"));
    let written_anew = offenders(&found)
        .find(|offender| offender.detail.contains("written anew"))
        .unwrap();
    let case_number = CaseNumber::from(id).to_string();
    assert_eq!(written_anew.case_number.as_ref(), Some(&case_number));
    assert!(written_anew.detail.contains("2026-04-12"));
}

async fn a_seal_that_is_missing_is_named(database: Database) {
    let (house, _) = lived_in(database).await;
    let mut seals = Vec::new();
    for day in 12..16 {
        house.under_review().await;
        seals.push(sealed(&house, day).await);
    }
    // The house still has what the keeper has not, and the other way round.
    let ends = [seals[0].clone(), seals[3].clone()];
    assert!(report_with(&house, &ends).await.holds());
    assert_eq!(
        house
            .tamper("DELETE FROM daily_seal WHERE day = '2026-04-13'")
            .await,
        1
    );
    let lost = "the seal of 2026-04-13, which that of 2026-04-14 follows, is missing";
    assert!(says(&report(&house).await.chains, lost));
    assert!(says(&report_with(&house, &ends).await.chains, lost));
    let whole = report_with(&house, &seals).await.chains;
    assert_eq!(whole.failed, 1, "{whole:#?}");
    assert!(says(&whole, "the house has lost its seal of 2026-04-13"));

    let mut forged = seals.clone();
    forged[2].heads.pop();
    assert!(says(
        &report_with(&house, &forged).await.chains,
        "the seal of 2026-04-14 is not ours or was changed"
    ));
}

async fn a_sitting_written_anew_is_found_by_the_seal(database: Database) {
    let house = House::open(database).await;
    let shop = sittings::shop(&house).await;
    let sitting = sittings::attended(&house, &[shop]).await;
    let seal = sealed(&house, 8).await;
    let heads = seal.heads.iter();
    let sittings: Vec<i64> = heads
        .filter(|head| head.kind == Kind::Sitting)
        .map(|head| head.id)
        .collect();
    assert_eq!(sittings, [sitting.0]);
    let whole = report_with(&house, std::slice::from_ref(&seal)).await;
    assert!(whole.holds(), "{whole:#?}");
    sittings::forge(&house, sitting).await;
    let found = report_with(&house, &[seal]).await.chains;
    assert_eq!(found.failed, 1, "{found:#?}");
    assert!(says(&found, &format!("sitting {sitting}: written anew")));
}

/// Whoever moves the working days of the past could make an early rung look right.
async fn a_calendar_written_anew_is_found_by_the_seal(database: Database) {
    let house = House::open(database).await;
    house.engine.rebuild_if_moved().await.unwrap();
    let seal = sealed(&house, 8).await;
    assert_eq!(seal.heads.len(), 1);
    assert_eq!(seal.heads[0].kind, Kind::Calendar);
    let outside = [seal];
    assert!(report_with(&house, &outside).await.holds());
    let sql = "UPDATE days_in_force SET in_force_from = in_force_from - 1";
    assert_eq!(house.tamper(sql).await, 1);
    let found = report_with(&house, &outside).await.chains;
    assert_eq!(found.failed, 1, "{found:#?}");
    assert!(says(&found, "calendar 1: written anew"));
    assert_eq!(house.tamper("DELETE FROM days_in_force").await, 1);
    let found = report_with(&house, &outside).await.chains;
    assert!(says(&found, "calendar 1: gone"), "{found:#?}");
}

async fn a_sitting_that_is_not_what_its_journal_says_is_found(database: Database) {
    let house = House::open(database).await;
    let shop = sittings::shop(&house).await;
    sittings::attended(&house, &[shop]).await;
    assert!(report(&house).await.holds());
    let sql = "UPDATE sitting SET state = replace(state, '\"struck\":[]', '\"struck\":[1]')";
    assert_eq!(house.tamper(sql).await, 1);
    let found = report(&house).await;
    assert!(
        says(&found.tables, "is not what its journal says"),
        "{found:#?}"
    );
    assert_eq!(house.tamper("UPDATE sitting SET state = '{}'").await, 1);
    assert_eq!(report(&house).await.tables.failed, 1);
}

/// How many edits of each kind.
const EDITS: usize = 20;

/// Chance with a seed: a linear congruential generator.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % end
    }
}

#[derive(Debug, Clone, Copy)]
enum Edit {
    Flip,
    DeleteLine,
    Swap,
    Truncate,
    Rewrite,
    DeleteRequest,
}

async fn every_edit_after_a_seal_left_is_found(database: Database) {
    let (house, first) = lived_in(database).await;
    let second = house.under_review().await;
    let mut seals = vec![sealed(&house, 12).await];
    let police = officer(10, "public_security", "clerk");
    house.act(second, &police, agree("residence.review")).await;
    seals.push(sealed(&house, 13).await);
    let sound = report_with(&house, &seals).await;
    assert!(sound.holds(), "{sound:#?}");

    let mut dice = Dice(20_260_412);
    let mut missed = String::new();
    for edit in [
        Edit::Flip,
        Edit::DeleteLine,
        Edit::Swap,
        Edit::Truncate,
        Edit::Rewrite,
        Edit::DeleteRequest,
    ] {
        for number in 0..EDITS {
            let id = [first, second][dice.below(2)];
            let kept = Kept::of(&house, id).await;
            let what = make(&house, id, edit, &mut dice).await;
            let found = report_with(&house, &seals).await;
            if !is_found(&found, id, edit) {
                writeln!(missed, "{edit:?} {number}: {what}: {found:#?}").unwrap();
            }
            kept.put_back(&house).await;
        }
    }
    assert!(missed.is_empty(), "{missed}");
    let restored = report_with(&house, &seals).await;
    assert!(restored.holds(), "{restored:#?}");
}

/// Under which numbers the lines of a request stand.
async fn rows(house: &House, id: RequestId) -> Vec<i64> {
    use lianban::storage::entities::journal::{Column, Entity};
    let lines = Entity::find()
        .select_only()
        .column(Column::Seq)
        .filter(Column::RequestId.eq(id.get()))
        .order_by_asc(Column::Seq);
    let db = house.engine.store().reader();
    lines.into_tuple().all(db).await.unwrap()
}

/// Another letter in what a line says; how.
async fn flip_body(house: &House, id: RequestId, seq: i64, place: usize) -> String {
    let other = |text: &str| {
        let letter = if text[place..].starts_with('0') {
            "1"
        } else {
            "0"
        };
        format!("{}{letter}{}", &text[..place], &text[place + 1..])
    };
    assert_eq!(house.reword(id, |line| line == seq, other).await, [seq]);
    format!("letter {place} of line {seq}")
}

/// Another digit in a line's hash; how.
async fn flip_hash(house: &House, id: RequestId, seq: i64, place: usize) -> String {
    use lianban::storage::entities::journal::Entity;
    let db = house.engine.store().writer();
    let line = Entity::find_by_id((id.get(), seq)).one(db).await.unwrap();
    let mut line = line.unwrap().into_active_model();
    let hash = line.hash.take().unwrap().to_string();
    let digit = if hash[place..].starts_with('0') {
        "1"
    } else {
        "0"
    };
    let other = format!("{}{digit}{}", &hash[..place], &hash[place + 1..]);
    line.hash = Set(Digest::of(&other));
    line.update(db).await.unwrap();
    format!("digit {place} of the hash of line {seq}")
}

/// Edits one request and says how.
async fn make(house: &House, id: RequestId, edit: Edit, dice: &mut Dice) -> String {
    let lines = house.engine.request(id).await.unwrap().request.version as usize;
    let line = dice.below(lines) + 1;
    let rows = rows(house, id).await;
    let row = dice.below(rows.len());
    let seq = rows[row];
    let at = format!("WHERE request_id = {id} AND seq = {seq}");
    match edit {
        Edit::Flip => {
            let column = ["body", "hash", "at", "kind", "seq"][dice.below(5)];
            let sql = match column {
                "at" => format!("UPDATE journal SET at = at + 1 {at}"),
                "seq" => format!("UPDATE journal SET seq = seq + {lines} {at}"),
                "hash" => return flip_hash(house, id, seq, dice.below(64)).await,
                "body" => return flip_body(house, id, seq, dice.below(12) + 1).await,
                _ => {
                    let place = dice.below(12) + 2;
                    format!(
                        "UPDATE journal SET {column} = substr({column}, 1, {place} - 1) || \
                         CASE substr({column}, {place}, 1) WHEN '0' THEN '1' ELSE '0' END || \
                         substr({column}, {place} + 1) {at}"
                    )
                }
            };
            assert_eq!(house.tamper(&sql).await, 1, "{sql}");
            sql
        }
        Edit::DeleteLine => {
            assert_eq!(house.tamper(&format!("DELETE FROM journal {at}")).await, 1);
            format!("line {seq}")
        }
        Edit::Swap => {
            let other = rows[if row == 0 { 1 } else { row - 1 }];
            for (from, to) in [(seq, 0), (other, seq), (0, other)] {
                let sql = format!(
                    "UPDATE journal SET seq = {to} WHERE request_id = {id} AND seq = {from}"
                );
                assert_eq!(house.tamper(&sql).await, 1, "{sql}");
            }
            format!("lines {seq} and {other}")
        }
        Edit::Truncate => {
            let left = line.min(lines - 1);
            forge(house, id, |entries| entries.truncate(left)).await;
            format!("to {left} of {lines}")
        }
        Edit::Rewrite => {
            forge(house, id, |entries: &mut Vec<Entry>| {
                entries[line - 1].at -= chrono::TimeDelta::microseconds(1);
            })
            .await;
            format!("line {line} and those after it")
        }
        Edit::DeleteRequest => {
            remove(house, id.get()).await;
            "all of it".to_owned()
        }
    }
}

/// Found means: this request is named, and where only a seal could know, the seal's day.
fn is_found(found: &Report, id: RequestId, edit: Edit) -> bool {
    let case_number = CaseNumber::from(id).to_string();
    let checks = found.checks();
    let mut named = checks
        .iter()
        .flat_map(|check| offenders(check))
        .filter(|offender| offender.case_number.as_ref() == Some(&case_number));
    let by_seal = |what: &str| {
        offenders(&found.chains).any(|offender| {
            offender.case_number.as_ref() == Some(&case_number)
                && offender.detail.contains(what)
                && offender.detail.contains("sealed on 2026-04-1")
        })
    };
    match edit {
        Edit::Flip | Edit::DeleteLine | Edit::Swap => named.next().is_some(),
        Edit::Truncate => by_seal("ends at line"),
        Edit::Rewrite => by_seal("written anew"),
        Edit::DeleteRequest => by_seal("gone"),
    }
}
