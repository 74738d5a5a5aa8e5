//! The law's clock jumps: an hour and a day forth and back, over a year's end, a 29 February, a
//! make-up Saturday, into a year whose holidays nobody knows. No rung comes early, none is missed,
//! and what rests on an unknown year says so.

use chrono::{DateTime, Utc};
use lianban::storage::requests;
use serde_json::{Value, json};

use crate::line::Outcome;
use crate::load::{As, Client};
use crate::node::{Node, until_within};
use crate::size::Size;
use crate::town::Town;

const QUIET_SECONDS: u64 = 60;
/// How long a node lives through what comes a few seconds after its start.
const CROSSING: std::time::Duration = std::time::Duration::from_secs(4);

/// A jump: to when, what is special there, and what a review accepted then has to be due by.
struct Jump {
    to: &'static str,
    what: &'static str,
    due: Option<&'static str>,
    provisional: bool,
}

const fn jump(to: &'static str, what: &'static str) -> Jump {
    Jump {
        to,
        what,
        due: None,
        provisional: false,
    }
}

/// Into a year whose holidays nobody knows.
const fn unknown(to: &'static str, what: &'static str) -> Jump {
    Jump {
        provisional: true,
        ..jump(to, what)
    }
}

const JUMPS: [Jump; 14] = [
    jump("2026-04-08T10:00:00+08:00", "an ordinary Wednesday"),
    jump("2026-04-08T11:00:00+08:00", "an hour on"),
    jump("2026-04-08T10:00:00+08:00", "an hour back"),
    jump("2026-04-09T10:00:00+08:00", "a day on"),
    jump("2026-04-08T10:00:00+08:00", "a day back"),
    // 1 to 5 May are off; Saturday the 9th makes up: 29, 30, 6, 7, 8.
    Jump {
        to: "2026-04-28T10:00:00+08:00",
        what: "before the first of May",
        due: Some("2026-05-08T17:00:00+08:00"),
        provisional: false,
    },
    // 1 to 7 October are off; Saturday the 10th makes up: 8, 9, 10, 12, 13.
    Jump {
        to: "2026-09-30T10:00:00+08:00",
        what: "before a make-up Saturday",
        due: Some("2026-10-13T17:00:00+08:00"),
        provisional: false,
    },
    jump("2026-10-10T16:59:57+08:00", "the end of a make-up Saturday"),
    unknown("2026-12-30T10:00:00+08:00", "before a year nobody knows"),
    unknown("2026-12-31T23:59:57+08:00", "the end of a year"),
    unknown(
        "2026-12-31T23:00:00+08:00",
        "an hour back into the old year",
    ),
    // 29 February is a day like another: 29, 1, 2, 3, 6.
    Jump {
        to: "2028-02-28T10:00:00+08:00",
        what: "before a 29 February",
        due: Some("2028-03-06T17:00:00+08:00"),
        provisional: true,
    },
    unknown("2028-02-28T23:59:57+08:00", "into a 29 February"),
    unknown(
        "2028-03-20T10:00:00+08:00",
        "weeks after everything was due",
    ),
];

pub async fn run(size: Size, _: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let mut town = Town::on_postgres().await;
    town.set("CLOCK__MODE", "virtual");
    let client = Client::new();
    let mut acknowledged = Vec::new();
    for jump in &JUMPS {
        town.set("CLOCK__START", jump.to);
        let (node, _) = town.serve().await;
        outcome.injected += 1;
        for _ in 0..size.pick(1, 3, 20) {
            let filed = file(&client, &town, &node, jump, &mut outcome).await;
            acknowledged.push(filed);
        }
        tokio::time::sleep(CROSSING).await;
        settled(&town, jump).await;
        outcome.add(town.quiet(QUIET_SECONDS).await);
        node.terminate();
        let wrong = town.verify(&acknowledged).into_iter();
        outcome.add(wrong.map(|it| format!("{}: {it}", jump.what)).collect());
    }
    let rungs = town.rungs_fired().await;
    outcome.expect(rungs > 0, || "no rung ever fired".to_owned());
    outcome.note("rungs", rungs);
    outcome.note("requests", acknowledged.len());
    outcome
}

/// Files, accepts, and looks when its reviews are due.
async fn file(
    client: &Client,
    town: &Town,
    node: &Node,
    jump: &Jump,
    outcome: &mut Outcome,
) -> String {
    let window = As::Officer(town.officers.window.clone());
    let url = format!("{}/api/v1/requests", node.url);
    let key = uuid::Uuid::new_v4().to_string();
    let application = json!({
        "workflow": "joint-six",
        "filer": {"kind": "window"},
        "applicant": {"name": "样例"},
        "form": {"subject": key},
    });
    let filed = client
        .post(&url, &window, Some(&key), &application)
        .await
        .unwrap();
    let number = filed.text("case_number");
    let url = format!("{url}/{number}");
    let accept = format!("{url}/intake/accept");
    let accepted = client
        .post(&accept, &window, None, &json!({}))
        .await
        .unwrap();
    assert!(accepted.is_yes(), "{filed:?} {accepted:?}");
    let applicant = As::Applicant(number.clone(), filed.text("secret"));
    let status = client.get(&url, &applicant).await.unwrap();
    let due = &status.body["departments"][0]["due"];
    let provisional = due["provisional"] == Value::Bool(true);
    outcome.expect(provisional == jump.provisional, || {
        format!("{}: {due} says provisional {provisional}", jump.what)
    });
    if let Some(expected) = jump.due {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let is = due["at"].as_str().map(at);
        outcome.expect(is == Some(at(expected)), || {
            format!("{}: due {due}, not {expected}", jump.what)
        });
    }
    number
}

/// Waits until time has done to every request what it has to.
async fn settled(town: &Town, jump: &Jump) {
    let store = town.store().await;
    let at = jump.to.parse::<DateTime<Utc>>().unwrap();
    until_within(QUIET_SECONDS, jump.what, || async {
        let due = requests::due(store.reader(), at, None, 1).await;
        due.unwrap().is_empty()
    })
    .await;
}
