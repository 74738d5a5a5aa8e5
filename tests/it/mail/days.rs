//! The day a letter names is the day its clock is due once the applicant is told.

use chrono::{Datelike, TimeDelta};
use lianban::domain::command::{Act, Action, Actor, Answer, Command, Item};
use lianban::domain::identifiers::{RequestId, StageKey};
use lianban::domain::request::{ClockKey, Duty};
use lianban::engine::Call;

use super::{APPLICANT, Room, body};
use crate::engine::house::{officer, review};
use crate::jobs::bench::until;
use crate::support::databases::{Database, on_both};

on_both!(
    a_correction_at_intake_names_the_day_its_answer_is_due,
    a_second_correction_names_its_own_day,
);

const JOB: &str = "evidence.job";

fn missing(what: &str) -> Vec<Item> {
    vec![Item {
        what: what.to_owned(),
        explanation: "It cannot be read.".to_owned(),
    }]
}

/// The due day of the clock that runs since the applicant was told, as an English letter says it.
async fn due(room: &Room, id: RequestId, clock: &ClockKey) -> String {
    let engine = &room.house.engine;
    let running = || async {
        let request = engine.request(id).await.unwrap().request;
        let running = request.clocks.get(clock);
        running.is_some_and(|clock| clock.ended.is_none())
    };
    until("the applicant is told", running).await;
    let request = engine.request(id).await.unwrap().request;
    let hours = engine.directory().hours(&request.clocks[clock].department);
    let ledger = request.ledger(clock).unwrap();
    let due = ledger.due(&engine.calendar(), hours).unwrap();
    let year = due.date.year();
    due.date.format(&format!("%A %-d %B {year}")).to_string()
}

/// The newest letter to the applicant that asks for something.
fn asking(room: &Room) -> String {
    let letters = room.server.messages().into_iter().rev();
    let mut bodies = letters
        .filter(|letter| letter.to == [APPLICANT])
        .map(|letter| body(&letter));
    bodies
        .find(|body| body.contains("It cannot be read."))
        .expect("a letter that asks")
}

async fn a_correction_at_intake_names_the_day_its_answer_is_due(database: Database) {
    let room = Room::open(database, "the day in a correction at intake").await;
    let id = room.file().await.id;
    let desk = officer(1, "window", "window");
    let ask = Action::AskAtIntake(missing("identity_card"));
    room.house.act(id, &desk, ask).await;
    let due = due(&room, id, &ClockKey::IntakeAnswer).await;
    let said = asking(&room);
    assert!(said.contains(&due), "{due}: {said}");
    room.close().await;
}

async fn a_second_correction_names_its_own_day(database: Database) {
    let room = Room::open(database, "the day in a second correction").await;
    let house = &room.house;
    let stage: StageKey = "evidence".parse().unwrap();
    let clock = ClockKey::Answer(stage.clone());
    let id = house.under_review().await;
    let (clerk, lead) = (
        officer(2, "labor", "clerk"),
        officer(3, "public_security", "clerk"),
    );
    house.act(id, &clerk, Action::Claim(review(JOB))).await;
    let ask = || Action::AskItems {
        review: JOB.parse().unwrap(),
        items: missing("job_proof"),
    };
    let correction = || Action::Claim(Duty::Correction(stage.clone()));
    house.act(id, &clerk, ask()).await;
    house.act(id, &lead, correction()).await;
    house
        .act(id, &lead, Action::SendCorrection(stage.clone()))
        .await;
    let first = due(&room, id, &clock).await;

    house.clock.advance(TimeDelta::days(1));
    let mut materials = house.application("residence-permit").await.materials;
    materials.retain(|material, _| material.as_ref() == "job_proof");
    let answer = Answer {
        form: serde_json::Map::new(),
        materials,
    };
    let command = Command {
        actor: Actor::Applicant,
        action: Action::AnswerCorrection {
            stage: Some(stage.clone()),
            answer,
        },
        expected: None,
    };
    house
        .engine
        .act(id, command, Call::default())
        .await
        .unwrap();
    let supervisor = officer(9, "supervision", "supervisor");
    let again = Action::Supervise {
        act: Act::AllowCorrection(stage.clone()),
        reason: "The scan is black.".to_owned(),
    };
    house.act(id, &supervisor, again).await;
    house.act(id, &clerk, ask()).await;
    house.act(id, &lead, correction()).await;
    house
        .act(id, &lead, Action::SendCorrection(stage.clone()))
        .await;
    let second = due(&room, id, &clock).await;
    assert_ne!(first, second);
    let said = asking(&room);
    assert!(said.contains(&second), "{second}: {said}");
    room.close().await;
}
