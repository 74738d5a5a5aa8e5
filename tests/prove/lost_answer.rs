//! The command is committed, and the answer never arrives: repeating it under its key brings the very
//! answer that was lost, and nothing is done twice.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::cutter::Cutter;
use crate::line::Outcome;
use crate::load::{self, Load};
use crate::size::Size;
use crate::town::Town;

const CLIENTS: usize = 8;

pub async fn run(size: Size, seed: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let wanted = size.pick(60, 700, 1_000);
    on(Town::on_postgres().await, wanted, seed, &mut outcome).await;
    on(Town::on_sqlite(), wanted / 2, seed + 1, &mut outcome).await;
    outcome
}

async fn on(town: Town, wanted: usize, seed: u64, outcome: &mut Outcome) {
    let (node, _) = town.serve().await;
    let cutter = Cutter::before(&node.url, seed).await;
    let load = Load::start(&town, std::slice::from_ref(&cutter.url), CLIENTS, seed);
    while cutter.cuts.lock().unwrap().len() < wanted {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let book = load.end().await;
    let cuts = cutter.cuts.lock().unwrap().clone();
    outcome.injected += cuts.len() as u64;

    // A repetition was cut as well now and then: the house then said the same more than once.
    let mut first: BTreeMap<&str, (u16, Value)> = BTreeMap::new();
    for cut in &cuts {
        let said: Value = serde_json::from_str(&cut.body).unwrap_or_default();
        let known = first.entry(&cut.key);
        let said = (cut.status, said);
        let known = known.or_insert_with(|| said.clone());
        if *known != said {
            outcome.wrong(format!("{}: first {known:?}, then {said:?}", cut.key));
        }
    }
    let told = book.by_key();
    let mut compared = 0;
    for (key, said) in &first {
        match told.get(*key) {
            Some(answer) if (answer.status, &answer.body) == (said.0, &said.1) => compared += 1,
            Some(answer) => outcome.wrong(format!("{key}: lost {said:?}, repeated {answer:?}")),
            None => {}
        }
    }
    outcome.expect(compared * 10 >= first.len() * 9, || {
        format!(
            "of {} lost answers {compared} were asked for again",
            first.len()
        )
    });
    node.terminate();
    outcome.add(load::missing(&town, &book).await);
    outcome.add(town.verify(&book.filed()));
    outcome.note("answers", book.told());
}
