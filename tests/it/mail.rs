//! Mail, from the command that tells somebody to a real SMTP server that takes, refuses, puts off,
//! drops and keeps silent, and back into the request.

mod bounces;
mod burials;
mod colleagues;
mod convening;
mod days;
mod desks;
mod echoes;
mod nowhere;
mod protected;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use lianban::adapters::smtp::{Security, Settings, Smtp};
use lianban::domain::command::{Action, Item};
use lianban::domain::definition::Language;
use lianban::domain::identifiers::RequestId;
use lianban::domain::request::{Duty, Told};
use lianban::engine::Filed;
use lianban::engine::convening::ConveneJob;
use lianban::engine::outbox::TellJob;
use lianban::engine::ports::post::Post;
use lianban::engine::seal::SealJob;
use lianban::jobs::cron::Tick;
use lianban::jobs::digest::{self, DigestJob};
use lianban::jobs::{Office, Workers};
use lianban::storage::accounts;
use lianban::storage::jobs::Burial;
use lianban::storage::mails::{self, Row, State};
use lianban::storage::seals::Seal;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::engine::house::{House, officer, review};
use crate::jobs::bench::{brisk, until};
use crate::support::databases::{Database, on_both};
use crate::support::smtp::{Behaviour, Listener, Received};

on_both!(
    a_letter_that_is_taken_is_recorded_as_sent,
    a_correction_runs_from_the_moment_its_letter_is_taken,
    a_refused_recipient_is_work_for_the_desk,
    a_greylisted_letter_comes_later_under_its_own_id,
    a_connection_dropped_before_the_answer_brings_a_duplicate_that_can_be_told,
    a_silent_server_runs_into_the_timeout_and_is_tried_again,
    a_closed_port_and_a_turned_away_connection_refuse_nobody,
    a_server_that_asks_for_a_login_gets_it,
    a_wrong_password_is_tried_again_and_then_seen_by_the_desk,
    letters_put_off_too_often_are_not_told,
    an_urge_reaches_the_people_behind_a_post,
    digests_and_seals_are_sent_once_to_each_reader,
);

/// Where the example's applicant is written to.
const APPLICANT: &str = "tenzin@example.org";
/// Longest wait for one answer of the server: over quickly in the case that needs it.
const TIMEOUT: Duration = Duration::from_millis(400);

/// So quick that all attempts of a letter are over within a test.
fn pace() -> lianban::jobs::Settings {
    lianban::jobs::Settings {
        backoff_first: Duration::from_millis(20),
        backoff_limit: Duration::from_millis(60),
        ..brisk()
    }
}

struct Room {
    house: House,
    server: Listener,
    office: Arc<Office>,
    shutdown: CancellationToken,
    workers: JoinHandle<()>,
}

impl Room {
    async fn open(database: Database, case: &str) -> Self {
        Self::with(database, case, Listener::start().await, None).await
    }

    async fn with(
        database: Database,
        case: &str,
        server: Listener,
        account: Option<(&str, &str)>,
    ) -> Self {
        eprintln!("SMTP case: {case}");
        let settings = Settings {
            host: server.host(),
            port: server.port(),
            tls: Security::None,
            authorities: None,
            account: account.map(|(name, password)| (name.to_owned(), password.to_owned())),
            timeout: TIMEOUT,
        };
        let sender = "Lianban <desk@lianban.example>".parse().unwrap();
        let post = Arc::new(Smtp::new(&settings, sender).unwrap());
        Self::over(database, server, post).await
    }

    async fn over(database: Database, server: Listener, post: Arc<dyn Post>) -> Self {
        let house = House::open(database).await;
        let office = Arc::new(Office {
            engine: house.engine.clone(),
            post,
            sms: None,
            public_url: "https://lianban.example".to_owned(),
            domain: "lianban.example".to_owned(),
            seal_recipients: vec!["keeper@archive.example".to_owned()],
        });
        let shutdown = CancellationToken::new();
        let workers = Workers::new(
            house.engine.store().clone(),
            office.clone(),
            pace(),
            Arc::new(chrono::Utc::now),
        )
        .register::<TellJob>(2)
        .register::<Burial>(1)
        .register::<DigestJob>(1)
        .register::<ConveneJob>(1)
        .register::<Tick>(1)
        .register::<SealJob>(1)
        .run(shutdown.clone());
        Self {
            house,
            server,
            office,
            shutdown,
            workers,
        }
    }

    async fn close(self) {
        self.shutdown.cancel();
        self.workers.await.unwrap();
    }

    async fn file(&self) -> Filed {
        self.house.file("residence-permit").await
    }

    async fn mails(&self, id: RequestId) -> Vec<Row> {
        mails::of_request(self.house.engine.store().reader(), id)
            .await
            .unwrap()
    }

    /// The one mail of a request, once it is in that state.
    async fn mail(&self, id: RequestId, state: State) -> Row {
        until(&format!("a mail {state:?}"), || async {
            self.mails(id).await.iter().any(|row| row.state == state)
        })
        .await;
        self.mails(id).await.remove(0)
    }

    async fn told(&self, id: RequestId, notice: u32) -> Told {
        let request = self.house.engine.request(id).await.unwrap().request;
        request
            .notices
            .iter()
            .find(|known| known.number == notice)
            .unwrap()
            .told
    }

    async fn hire(&self, name: &str, department: &str) {
        let email = format!("{}@office.example", name.to_lowercase());
        let roles = BTreeSet::from(["clerk".parse().unwrap()]);
        let department = department.parse().unwrap();
        let db = self.house.engine.store().writer();
        let added = accounts::add(db, name, Some(&email), &department, &roles, Language::En).await;
        added.unwrap();
    }
}

fn id_of(letter: &Received) -> String {
    let id = letter.header("Message-ID").unwrap();
    id.trim_matches(['<', '>']).to_owned()
}

/// The text of a letter, whichever way it was encoded to travel.
fn body(letter: &Received) -> String {
    let (_, travelled) = letter.text.split_once("\r\n\r\n").unwrap();
    match letter.header("Content-Transfer-Encoding").as_deref() {
        Some("base64") => {
            let packed: String = travelled.split_whitespace().collect();
            String::from_utf8(BASE64.decode(packed).unwrap()).unwrap()
        }
        Some("quoted-printable") => unquoted(travelled),
        _ => travelled.to_owned(),
    }
}

/// The parts of a letter with a file, decoded.
fn parts(letter: &Received) -> Vec<String> {
    let kind = letter.header("Content-Type").unwrap();
    let (_, boundary) = kind.split_once("boundary=\"").unwrap();
    let boundary = format!("--{}", boundary.split('"').next().unwrap());
    let (_, travelled) = letter.text.split_once("\r\n\r\n").unwrap();
    let parts = travelled
        .split(boundary.as_str())
        .filter(|part| !part.starts_with("--") && part.contains("\r\n\r\n"));
    parts.map(|part| decoded(part.trim_start())).collect()
}

fn decoded(part: &str) -> String {
    let (head, travelled) = part.split_once("\r\n\r\n").unwrap();
    let head = head.to_lowercase();
    if head.contains("content-transfer-encoding: base64") {
        let packed: String = travelled.split_whitespace().collect();
        String::from_utf8(BASE64.decode(packed).unwrap()).unwrap()
    } else if head.contains("content-transfer-encoding: quoted-printable") {
        unquoted(travelled)
    } else {
        travelled.to_owned()
    }
}

fn unquoted(travelled: &str) -> String {
    let joined = travelled.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'=');
        let decoded = code.and_then(|code| hex::decode(code).ok());
        bytes.push(decoded.as_ref().map_or(*first, |byte| byte[0]));
        rest = if decoded.is_some() {
            &after[2..]
        } else {
            after
        };
    }
    String::from_utf8(bytes).unwrap()
}

async fn a_letter_that_is_taken_is_recorded_as_sent(database: Database) {
    let room = Room::open(database, "accepted").await;
    let filed = room.file().await;
    let letters = room.server.wait_for(1).await;
    let row = room.mail(filed.id, State::Sent).await;
    assert_eq!((row.template.as_str(), row.notice), ("receipt", Some(1)));
    assert_eq!(letters[0].to, [APPLICANT]);
    assert_eq!(row.message_id, Some(id_of(&letters[0])));
    let case = letters[0].header("X-Lianban-Case");
    assert_eq!(case, Some(filed.case_number.to_string()));
    assert_eq!(letters[0].header("Content-Language").as_deref(), Some("en"));
    room.close().await;
}

async fn a_correction_runs_from_the_moment_its_letter_is_taken(database: Database) {
    let room = Room::open(database, "accepted, and something waits for it").await;
    let id = room.file().await.id;
    let item = Item {
        what: "identity_card".to_owned(),
        explanation: "The back is missing.".to_owned(),
    };
    let desk = officer(1, "window", "window");
    room.house
        .act(id, &desk, Action::AskAtIntake(vec![item]))
        .await;
    let letters = room.server.wait_for(2).await;
    assert!(
        letters
            .iter()
            .any(|letter| body(letter).contains("The back is missing."))
    );
    until("the correction is told", || async {
        matches!(room.told(id, 2).await, Told::At(_))
    })
    .await;
    let request = room.house.engine.request(id).await.unwrap().request;
    assert!(request.intake_correction.unwrap().told);
    room.close().await;
}

async fn a_refused_recipient_is_work_for_the_desk(database: Database) {
    let room = Room::open(database, "550 at RCPT").await;
    room.server
        .behave(Behaviour::RefuseRecipient(APPLICANT.to_owned()));
    let id = room.file().await.id;
    let row = room.mail(id, State::NotTold).await;
    assert!(row.detail.contains("550 5.1.1 (address)"), "{}", row.detail);
    until("the notice is not told", || async {
        room.told(id, 1).await == Told::Not
    })
    .await;
    let request = room.house.engine.request(id).await.unwrap().request;
    assert!(request.seats.contains_key(&Duty::Tell(1)));
    assert_eq!(
        room.server.attempts(),
        1,
        "nobody is asked twice after a no"
    );
    room.close().await;
}

async fn a_greylisted_letter_comes_later_under_its_own_id(database: Database) {
    let room = Room::open(database, "451 twice, then accepted").await;
    room.server.behave(Behaviour::Greylist { times: 2 });
    let id = room.file().await.id;
    let letters = room.server.wait_for(1).await;
    let row = room.mail(id, State::Sent).await;
    assert_eq!(row.message_id, Some(id_of(&letters[0])));
    assert_eq!(
        (room.server.attempts(), room.server.messages().len()),
        (3, 1)
    );
    assert_eq!(room.told(id, 1).await, Told::Pending);
    room.close().await;
}

async fn a_connection_dropped_before_the_answer_brings_a_duplicate_that_can_be_told(
    database: Database,
) {
    let room = Room::open(database, "connection dropped before the final 250").await;
    room.server.behave(Behaviour::DropAfterKeeping { times: 1 });
    let id = room.file().await.id;
    let letters = room.server.wait_for(2).await;
    assert_eq!(id_of(&letters[0]), id_of(&letters[1]));
    assert_eq!(
        room.mail(id, State::Sent).await.message_id,
        Some(id_of(&letters[0]))
    );
    assert_eq!(room.mails(id).await.len(), 1);
    room.close().await;
}

async fn a_silent_server_runs_into_the_timeout_and_is_tried_again(database: Database) {
    let room = Room::open(database, "slow server, timeout").await;
    room.server.behave(Behaviour::Hold);
    let id = room.file().await.id;
    let row = room.mail(id, State::Queued).await;
    assert!(
        row.detail.contains("timeout") || row.detail.contains("timed out"),
        "{}",
        row.detail
    );
    room.server.behave(Behaviour::Accept);
    room.mail(id, State::Sent).await;
    assert!(room.server.attempts() >= 2);
    room.close().await;
}

async fn a_closed_port_and_a_turned_away_connection_refuse_nobody(database: Database) {
    let mut room = Room::open(database, "connection refused, then 554 as a greeting").await;
    room.server.close().await;
    let id = room.file().await.id;
    room.mail(id, State::Queued).await;
    room.server.open().await;
    room.server.behave(Behaviour::TurnAway);
    until("the server turns us away", || async {
        room.mails(id)
            .await
            .iter()
            .any(|row| row.detail.contains("554"))
    })
    .await;
    assert_eq!(room.told(id, 1).await, Told::Pending);
    room.server.behave(Behaviour::Accept);
    room.mail(id, State::Sent).await;
    room.close().await;
}

async fn a_server_that_asks_for_a_login_gets_it(database: Database) {
    let server = Listener::start_with_login("lianban", "s3cret").await;
    let account = Some(("lianban", "s3cret"));
    let room = Room::with(database, "login", server, account).await;
    let id = room.file().await.id;
    room.mail(id, State::Sent).await;
    assert_eq!(
        room.server.messages()[0].account.as_deref(),
        Some("lianban")
    );
    room.close().await;
}

async fn a_wrong_password_is_tried_again_and_then_seen_by_the_desk(database: Database) {
    let server = Listener::start_with_login("lianban", "s3cret").await;
    let room = Room::with(
        database,
        "535 to our login",
        server,
        Some(("lianban", "s3cre")),
    )
    .await;
    let id = room.file().await.id;
    let waiting = room.mail(id, State::Queued).await;
    let ended = room.mail(id, State::NotTold).await;
    for row in [waiting, ended] {
        let named = row.detail.contains("mail.password") && row.detail.contains("535 5.7.8");
        assert!(named, "{}", row.detail);
    }
    until("the notice is not told", || async {
        room.told(id, 1).await == Told::Not
    })
    .await;
    assert_eq!(
        room.server.attempts(),
        0,
        "no letter goes out without a login"
    );
    room.close().await;
}

async fn letters_put_off_too_often_are_not_told(database: Database) {
    let room = Room::open(database, "451 for ever").await;
    room.server
        .behave(Behaviour::Greylist { times: usize::MAX });
    let id = room.file().await.id;
    let row = room.mail(id, State::NotTold).await;
    assert!(row.detail.contains("451"), "{}", row.detail);
    until("the notice is not told", || async {
        room.told(id, 1).await == Told::Not
    })
    .await;
    assert!(room.server.messages().is_empty());
    room.close().await;
}

async fn an_urge_reaches_the_people_behind_a_post(database: Database) {
    let room = Room::open(database, "one letter for each officer of a post").await;
    room.hire("Li", "labor").await;
    room.hire("Ma", "labor").await;
    room.hire("Wu", "health").await;
    let id = room.house.under_review().await;
    let supervisor = officer(9, "supervision", "supervisor");
    let urge = lianban::domain::command::Act::Urge(review("evidence.job"));
    let reason = "Tenzin Dorje has called twice.".to_owned();
    room.house
        .act(id, &supervisor, Action::Supervise { act: urge, reason })
        .await;
    // Receipt, acceptance, and the urge for two.
    let letters = room.server.wait_for(4).await;
    let to_officers: Vec<&Received> = letters
        .iter()
        .filter(|letter| letter.to[0] != APPLICANT)
        .collect();
    let mut readers: Vec<&str> = to_officers
        .iter()
        .map(|letter| letter.to[0].as_str())
        .collect();
    readers.sort_unstable();
    assert_eq!(readers, ["li@office.example", "ma@office.example"]);
    assert!(
        to_officers
            .iter()
            .all(|letter| !body(letter).contains("Tenzin"))
    );
    assert_ne!(id_of(to_officers[0]), id_of(to_officers[1]));
    room.close().await;
}

async fn digests_and_seals_are_sent_once_to_each_reader(database: Database) {
    let room = Room::open(database, "digest and seal").await;
    room.hire("Li", "labor").await;
    room.house.under_review().await;
    let day = "2026-04-08".parse().unwrap();
    digest::enqueue(&room.office, day).await.unwrap();
    digest::enqueue(&room.office, day).await.unwrap();
    let seal = room.house.engine.seal(day).await.unwrap();
    // Receipt, acceptance, one digest, one seal.
    let letters = room.server.wait_for(4).await;
    let one = |to: &str| {
        let found: Vec<&Received> = letters.iter().filter(|letter| letter.to == [to]).collect();
        assert_eq!(found.len(), 1, "{to}");
        body(found[0])
    };
    assert!(one("li@office.example").contains("/desk"));
    let to_keeper: Vec<&Received> = letters
        .iter()
        .filter(|letter| letter.to == ["keeper@archive.example"])
        .collect();
    assert_eq!(to_keeper.len(), 1);
    let parts = parts(to_keeper[0]);
    let [text, file] = parts.as_slice() else {
        panic!("not a text with one file: {parts:?}");
    };
    assert!(text.contains(&seal.root), "{text}");
    assert!(!file.contains("Tenzin") && file.contains(&seal.signature));
    let mailed: Seal = serde_json::from_str(file).unwrap();
    assert_eq!(mailed, seal, "all that is needed to verify came by mail");
    room.close().await;
}
