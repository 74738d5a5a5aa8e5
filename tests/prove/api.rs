//! Every operation of the OpenAPI document as everybody: Schemathesis makes calls out of the document,
//! right ones and wrong ones, and holds the answers against it. Nothing is answered with 5xx, nothing
//! that the document does not name, and nobody is let in whom it does not let in.

mod ground;
mod people;
mod scene;
mod tally;
mod tool;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::line::Outcome;
use crate::size::Size;
use people::Person;
use scene::Scene;
use tally::Tally;

/// Operations that have to say yes to somebody; the others need more luck than calls made by chance have.
const YES_AT_LEAST: [usize; 3] = [20, 40, 40];

/// People who call at the same time.
const AT_ONCE: usize = 2;

pub async fn run(size: Size, seed: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let scene = Arc::new(Scene::open().await);
    let mut all = Tally::default();
    let mut roles = Map::new();
    let mut people = people::all().to_vec();
    people.retain(|person| person.is_of(size));
    for some in people.chunks(AT_ONCE) {
        let calling = |person: &Person| tokio::spawn(as_one(scene.clone(), *person, size, seed));
        let calling: Vec<_> = some.iter().map(calling).collect();
        for (person, told) in some.iter().zip(calling) {
            let (tally, wrong) = told.await.unwrap();
            let name = person.name;
            outcome.add(
                wrong
                    .iter()
                    .map(|wrong| format!("as {name}: {wrong}"))
                    .collect(),
            );
            roles.insert(name.to_owned(), tally.in_short().into());
            all.take_in(tally);
        }
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
    let scene = Arc::into_inner(scene).expect("nobody calls any more");
    outcome.add(scene.end());
    outcome
}

/// All calls of one person, and what was wrong with their answers.
async fn as_one(scene: Arc<Scene>, person: Person, size: Size, seed: u64) -> (Tally, Vec<String>) {
    let ground = scene.prepare(&person).await;
    let told = tool::run(&scene, &person, &ground, size, seed).await;
    let (tally, mut wrong) = told.unwrap_or_else(|broken| (Tally::default(), vec![broken]));
    for (operation, known) in scene.operations() {
        let Some(answers) = tally.by_operation.get(&operation) else {
            wrong.push(format!("{operation} was never asked"));
            continue;
        };
        let yes = answers.keys().find(|status| status.starts_with('2'));
        if let (Some(status), false) = (yes, is_open(known, &person)) {
            wrong.push(format!(
                "{operation} lets them in ({status}), against the document"
            ));
        }
    }
    (tally, wrong)
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
