//! Every operation of the OpenAPI document as everybody: Schemathesis makes calls out of the document,
//! right ones and wrong ones, and holds the answers against it. Nothing is answered with 5xx, nothing
//! that the document does not name, and nobody is let in whom it does not let in.

mod ground;
mod people;
mod scene;
mod tally;
mod tool;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::line::Outcome;
use crate::size::Size;
use people::Person;
use scene::Scene;
use tally::Tally;

/// Operations that have to say yes to somebody; the others need more luck than calls made by chance have.
const YES_AT_LEAST: [usize; 3] = [20, 40, 40];

pub async fn run(size: Size, seed: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let scene = Scene::open().await;
    let mut all = Tally::default();
    let mut roles = Map::new();
    for person in people::all().iter().filter(|person| person.is_of(size)) {
        let told = as_one(&scene, person, size, seed, &mut outcome).await;
        roles.insert(person.name.to_owned(), told.in_short().into());
        all.take_in(told);
    }
    outcome.injected = all.calls();
    outcome.note("roles", roles);
    let yes: BTreeSet<&str> = all.answered_yes().collect();
    outcome.note("operations", all.by_operation.len());
    outcome.note("operations_said_yes", yes.len());
    let wanted = size.pick(YES_AT_LEAST[0], YES_AT_LEAST[1], YES_AT_LEAST[2]);
    outcome.expect(yes.len() >= wanted, || {
        format!("only {} operations said yes to anybody: {yes:?}", yes.len())
    });
    for (operation, answers) in &all.by_operation {
        eprintln!("api: {operation}: {}", json!(answers));
    }
    outcome.add(scene.end());
    outcome
}

/// All calls of one person, and what was wrong with their answers.
async fn as_one(
    scene: &Scene,
    person: &Person,
    size: Size,
    seed: u64,
    outcome: &mut Outcome,
) -> Tally {
    let ground = scene.prepare(person).await;
    let told = tool::run(scene, person, &ground, size, seed).await;
    let (tally, wrong) = match told {
        Ok(told) => told,
        Err(broken) => {
            outcome.wrong(format!("as {}: {broken}", person.name));
            return Tally::default();
        }
    };
    outcome.add(
        wrong
            .iter()
            .map(|wrong| format!("as {}: {wrong}", person.name))
            .collect(),
    );
    for (operation, known) in scene.operations() {
        let asked = tally.by_operation.get(&operation);
        outcome.expect(asked.is_some(), || {
            format!("nobody asked {operation} as {}", person.name)
        });
        let yes = asked.and_then(|answers| answers.keys().find(|status| status.starts_with('2')));
        if let (Some(status), false) = (yes, is_open(known, person)) {
            let name = person.name;
            outcome.wrong(format!(
                "{operation} lets {name} in ({status}), against the document"
            ));
        }
    }
    tally
}

/// Whether the document lets in whoever shows what this person shows.
fn is_open(operation: &Value, person: &Person) -> bool {
    let ways = operation["security"].as_array().unwrap();
    let fits = |way: &Value| match way.as_object().unwrap().keys().next() {
        None => true,
        Some(scheme) => person.scheme() == Some(scheme.as_str()),
    };
    ways.is_empty() || ways.iter().any(fits)
}
