//! A letter that was taken and comes back hours later.

use lianban::domain::command::{Act, Action, Item};
use lianban::domain::identifiers::CaseNumber;
use lianban::domain::request::{ClockKey, Duty, Told};
use lianban::engine::{Lost, Returned};
use lianban::storage::mails::State;

use super::{Room, id_of};
use crate::cli::house::House;
use crate::engine::house::{officer, review};
use crate::jobs::bench::until;
use crate::nodes::node::{Node, file};
use crate::support::databases::{Database, on_both};
use crate::support::smtp::Listener;

on_both!(
    a_letter_that_comes_back_was_not_told,
    who_was_told_without_the_letter_stays_told,
    letters_to_officers_and_of_others_come_back_for_nothing,
);

async fn a_letter_that_comes_back_was_not_told(database: Database) {
    let room = Room::open(database, "a bounce after 250").await;
    let engine = &room.house.engine;
    let id = room.file().await.id;
    let desk = officer(1, "window", "window");
    let missing = vec![Item {
        what: "identity_card".to_owned(),
        explanation: "The back is missing.".to_owned(),
    }];
    room.house
        .act(id, &desk, Action::AskAtIntake(missing))
        .await;
    until("the correction is told", || async {
        matches!(room.told(id, 2).await, Told::At(_))
    })
    .await;
    let rows = room.mails(id).await;
    let mail = rows.iter().find(|row| row.notice == Some(2)).unwrap();
    let message_id = mail.message_id.clone().unwrap();

    let lost = Lost {
        case: CaseNumber::from(id),
        notice: 2,
    };
    let returned = engine.letter_returned(&message_id, Some("5.1.1")).await;
    assert_eq!(returned.unwrap(), Returned::NotTold(lost));
    assert_eq!(room.told(id, 2).await, Told::Not);
    let stored = engine.request(id).await.unwrap();
    assert!(stored.request.seats.contains_key(&Duty::Tell(2)));
    assert!(
        stored.request.clocks[&ClockKey::IntakeAnswer]
            .ended
            .is_some()
    );
    assert_eq!(
        stored.facts.words["bounce:2"],
        "the letter came back: 5.1.1"
    );
    let rows = room.mails(id).await;
    let mail = rows.iter().find(|row| row.notice == Some(2)).unwrap();
    assert_eq!(mail.state, State::NotTold);

    // The desk tells in person; a second report of the same letter takes nothing back.
    let text = "By phone.".to_owned();
    let told = Action::RecordTold { notice: 2, text };
    room.house.act(id, &desk, told).await;
    let again = engine.letter_returned(&message_id, None).await.unwrap();
    assert_eq!(again, Returned::Known(lost));
    assert!(matches!(room.told(id, 2).await, Told::At(_)));
    room.close().await;
}

async fn who_was_told_without_the_letter_stays_told(database: Database) {
    let room = Room::open(database, "a bounce after the counter").await;
    let id = room.file().await.id;
    let mail = room.mail(id, State::Sent).await;
    let desk = officer(1, "window", "window");
    let text = "Handed over.".to_owned();
    let told = Action::RecordTold { notice: 1, text };
    room.house.act(id, &desk, told).await;
    let message_id = mail.message_id.unwrap();
    let engine = &room.house.engine;
    let returned = engine.letter_returned(&message_id, None).await.unwrap();
    assert!(
        matches!(returned, Returned::ToldOtherwise(_)),
        "{returned:?}"
    );
    assert!(matches!(room.told(id, 1).await, Told::At(_)));
    let request = engine.request(id).await.unwrap().request;
    assert!(!request.seats.contains_key(&Duty::Tell(1)));
    room.close().await;
}

async fn letters_to_officers_and_of_others_come_back_for_nothing(database: Database) {
    let room = Room::open(database, "a bounce of an officer's letter").await;
    room.hire("Li", "labor").await;
    let id = room.house.under_review().await;
    let supervisor = officer(9, "supervision", "supervisor");
    let act = Act::Urge(review("evidence.job"));
    let reason = "It lies.".to_owned();
    let action = Action::Supervise { act, reason };
    room.house.act(id, &supervisor, action).await;
    until("the letter is recorded", || async {
        room.house.rows("letter").await == 1
    })
    .await;
    let letters = room.server.messages();
    let to_li = letters
        .iter()
        .find(|letter| letter.to == ["li@office.example"]);
    let message_id = id_of(to_li.unwrap());
    let engine = &room.house.engine;
    let returned = engine.letter_returned(&message_id, None).await.unwrap();
    assert_eq!(returned, Returned::ToOfficers);
    let unknown = engine.letter_returned("x@elsewhere.example", None).await;
    assert_eq!(unknown.unwrap(), Returned::Unknown);
    room.close().await;
}

/// What a mail server sends back.
fn report(action: &str, message_id: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\nTo: lianban@localhost\nSubject: Undelivered\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=B\n\n\
         --B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
         Final-Recipient: rfc822; tenzin@example.org\nAction: {action}\nStatus: 5.2.2\n\n\
         --B\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{message_id}>\n\n--B--\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_piped_into_a_running_house() {
    let house = House::new();
    house.done(&["migrate"]);
    let server = Listener::start().await;
    let port = server.port().to_string();
    let node = Node::start(
        &house,
        "serve",
        &[
            ("LIANBAN__MAIL__TRANSPORT", "smtp"),
            ("LIANBAN__MAIL__HOST", "127.0.0.1"),
            ("LIANBAN__MAIL__PORT", &port),
            ("LIANBAN__MAIL__TLS", "none"),
            ("LIANBAN__JOBS__POLL_SECONDS", "1"),
        ],
    )
    .await;
    let filed = file(&node.url, "one").await;
    let letters = server.wait_for(1).await;
    let message_id = id_of(&letters[0]);
    let bounce = |mail: &str| {
        std::fs::write(house.path("report.eml"), mail).unwrap();
        house.run(&["bounce", "report.eml"])
    };
    let delayed = bounce(&report("delayed", &message_id));
    assert_eq!(delayed.code, 0, "{}", delayed.err);
    assert!(delayed.out.contains("is not lost"), "{}", delayed.out);
    let strange = bounce(&report("failed", "x@elsewhere.example"));
    assert_eq!(strange.code, 1, "{}", strange.out);
    assert!(
        strange.err.contains("no letter of this house"),
        "{}",
        strange.err
    );
    let answer = format!("From: tenzin@example.org\nIn-Reply-To: <{message_id}>\n\nThanks.\n");
    assert_eq!(bounce(&answer).code, 1);
    let lost = bounce(&report("failed", &message_id));
    assert_eq!(lost.code, 0, "{}", lost.err);
    let said = format!(
        "notice 1 of {} was not told: work for the desk\n",
        filed.case
    );
    assert_eq!(lost.out, said);
    let again = bounce(&report("failed", &message_id));
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(
        again.out.contains("is known not to be told"),
        "{}",
        again.out
    );
    assert_eq!(house.run(&["bounce", "nowhere.eml"]).code, 2);
    node.terminate();
}

#[test]
fn a_report_that_cannot_be_heeded_now_is_kept_by_the_mail_server() {
    let house = House::new();
    std::fs::write(
        house.path("report.eml"),
        report("failed", "x@lianban.example"),
    )
    .unwrap();
    let ran = house.run(&["bounce", "report.eml"]);
    assert_eq!(ran.code, 75, "{}", ran.err);
    assert!(ran.err.contains("lianban migrate"), "{}", ran.err);
}
