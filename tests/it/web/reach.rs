//! By phone or mail to one's own requests: who gets a code, what it shows, and that nobody learns from
//! the answer whether anything was filed with a contact.

use std::sync::{Arc, Mutex};

use futures::FutureExt;
use futures::future::BoxFuture;
use lianban::access::{PASSCODE_TRIES_MAX, PASSCODES_A_DAY_MAX};
use lianban::domain::command::Actor;
use lianban::doors::pace::Rate;
use lianban::doors::{Doors, Settings};
use lianban::engine::ports::post::{Answer, Letter, Post};
use lianban::engine::ports::sms::{Message, Sms};
use lianban::engine::reach::PasscodeJob;
use lianban::jobs::{Office, Workers};
use serde_json::json;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::browser::{Browser, Filled, Seen};
use crate::api::client::{Case, Town, example};
use crate::jobs::bench::{brisk, until};
use crate::support::databases::{Database, on_both};

on_both!(
    whoever_lost_their_code_sees_what_was_filed_with_their_mail,
    a_phone_gets_its_code_by_short_message,
    nobody_learns_whether_there_is_anything,
    a_changed_contact_opens_and_the_old_one_does_not,
    what_was_erased_is_not_found,
    a_mark_left_behind_opens_nothing,
    wrong_codes_and_many_askings_are_slowed,
);

const MAIL: &str = "tenzin@example.org";

/// What left the house: to whom, and the text.
#[derive(Default)]
struct Outside(Mutex<Vec<(String, String)>>);

impl Outside {
    fn all(&self) -> Vec<(String, String)> {
        self.0.lock().unwrap().clone()
    }

    fn take(&self, to: &str, text: &str) -> BoxFuture<'static, Answer> {
        self.0
            .lock()
            .unwrap()
            .push((to.to_owned(), text.to_owned()));
        async { Answer::Sent }.boxed()
    }
}

impl Post for Outside {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Answer> {
        self.take(
            &letter.to_address,
            &format!("{}\n{}", letter.subject, letter.text),
        )
    }
}

impl Sms for Outside {
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Answer> {
        self.take(&message.to, &message.text)
    }
}

/// A town whose workers send codes.
struct Sending {
    town: Town,
    outside: Arc<Outside>,
    shutdown: CancellationToken,
    workers: JoinHandle<()>,
}

impl Sending {
    async fn on(database: Database) -> Self {
        let unhurried = Rate {
            burst: 1_000,
            per: std::time::Duration::from_secs(1),
        };
        let settings = Settings {
            can_text: true,
            codes_per_address: unhurried,
            ..Settings::default()
        };
        Self::with(database, settings).await
    }

    async fn with(database: Database, settings: Settings) -> Self {
        let town = Town::on(database, settings).await;
        let outside = Arc::new(Outside::default());
        let office = Office {
            engine: town.house.engine.clone(),
            post: outside.clone(),
            sms: Some(outside.clone()),
            public_url: "https://lianban.example".to_owned(),
            domain: "lianban.example".to_owned(),
            seal_recipients: Vec::new(),
        };
        let shutdown = CancellationToken::new();
        let store = town.house.engine.store().clone();
        let workers = Workers::new(store, Arc::new(office), brisk(), Arc::new(chrono::Utc::now))
            .register::<PasscodeJob>(1)
            .run(shutdown.clone());
        Self {
            town,
            outside,
            shutdown,
            workers,
        }
    }

    fn doors(&self) -> &Doors {
        &self.town.doors
    }

    async fn close(self) {
        self.shutdown.cancel();
        self.workers.await.unwrap();
    }

    /// An application whose applicant is reached so.
    async fn file(&self, example_of: &str, email: &str, phone: &str) -> Case {
        let mut application = example(example_of);
        application["applicant"]["email"] = json!(email);
        application["applicant"]["phone"] = json!(phone);
        self.town.file(&application).await
    }

    /// Every job of this kind that was put in is over.
    async fn all_sent(&self) {
        let open = "job WHERE queue = 'passcodes' AND done_at IS NULL";
        until("codes are sent", || async {
            self.town.house.rows(open).await == 0
        })
        .await;
    }

    /// The code that was sent there last.
    async fn code(&self, to: &str) -> String {
        self.all_sent().await;
        let all = self.outside.all();
        let (_, text) = all
            .iter()
            .rfind(|(known, _)| known == to)
            .expect("a message");
        digits(text).expect("a code").to_owned()
    }

    /// Somebody who comes by a contact.
    async fn come(&self, contact: &str, to: &str) -> Browser {
        let mut browser = Browser::new(self.doors());
        let asked = ask(&mut browser, contact).await;
        assert_eq!(asked.to(), "/cases/code");
        let code = self.code(to).await;
        let opened = type_code(&mut browser, &code).await;
        assert_eq!(opened.to(), "/cases/mine");
        browser
    }
}

/// Six digits on their own.
fn digits(text: &str) -> Option<&str> {
    let mut runs = text.split(|c: char| !c.is_ascii_digit());
    runs.find(|run| run.len() == 6)
}

async fn ask(browser: &mut Browser, contact: &str) -> Seen {
    let form = Filled::on(&browser.page("/cases").await, "/cases/code");
    browser.submit(&form.typed("contact", contact)).await
}

async fn type_code(browser: &mut Browser, code: &str) -> Seen {
    let form = Filled::on(&browser.page("/cases/code").await, "/cases/code/check");
    browser.submit(&form.typed("code", code)).await
}

async fn whoever_lost_their_code_sees_what_was_filed_with_their_mail(database: Database) {
    let house = Sending::on(database).await;
    let one = house.file("residence-permit", MAIL, "19900000006").await;
    house
        .town
        .house
        .clock
        .advance(chrono::TimeDelta::minutes(1));
    let two = house
        .file("open-a-shop", "Tenzin@Example.org", "19900000007")
        .await;
    let theirs = house
        .file("school-admission", "zhou@example.org", "19900000006")
        .await;
    let mut browser = house
        .come(" TENZIN@example.org", "Tenzin@Example.org")
        .await;
    let page = browser.page("/cases/mine").await;
    let place = |case: &Case| page.find(&case.number);
    assert!(
        place(&two) < place(&one) && place(&two).is_some(),
        "newest first: {page}"
    );
    assert_eq!(
        place(&theirs),
        None,
        "another contact, though one phone is the same"
    );
    let application = example("residence-permit");
    let name = application["applicant"]["name"].as_str().unwrap();
    assert!(page.contains("已收件") && !page.contains(name), "{page}");

    let opened = browser.post("/cases/mine", &[("case", &one.number)]).await;
    assert_eq!(opened.to(), format!("/cases/{}", one.number));
    let page = browser.page(opened.to()).await;
    assert!(
        page.contains(&one.number) && page.contains("/cases/mine"),
        "{page}"
    );
    let foreign = browser
        .post("/cases/mine", &[("case", &theirs.number)])
        .await;
    foreign.refused(404);
    // What several people at one phone could do to each other needs the code on the slip.
    for rest in ["contact", "withdraw"] {
        let path = format!("/cases/{}/{rest}", one.number);
        assert!(
            browser.get(&path).await.refused(403).contains("查询码"),
            "{rest}"
        );
        let sent = browser
            .post(&path, &[("phone", "19900000009"), ("reason", "x")])
            .await;
        sent.refused(403);
    }
    // The slip has no code of another case on it.
    let slip = browser.page(&format!("/cases/{}/slip", one.number)).await;
    assert!(!slip.contains(&one.secret) && !slip.contains(&two.secret));
    let left = browser.post("/cases/leave", &[]).await;
    assert_eq!(left.to(), "/");
    assert_eq!(browser.get("/cases/mine").await.to(), "/cases");
    house.close().await;
}

async fn a_phone_gets_its_code_by_short_message(database: Database) {
    let house = Sending::on(database).await;
    let case = house.file("residence-permit", MAIL, "199 0000 0006").await;
    let mut browser = Browser::new(house.doors());
    browser.get("/look/language/en?then=/cases").await;
    let asked = ask(&mut browser, "+86 199-0000-0006").await;
    assert_eq!(asked.to(), "/cases/code");
    house.all_sent().await;
    let all = house.outside.all();
    let [(to, text)] = all.as_slice() else {
        panic!("{all:?}");
    };
    assert_eq!(to, "19900000006");
    assert!(
        text.starts_with("[Lianban] Code") && !text.contains(&case.number),
        "{text}"
    );
    let opened = type_code(&mut browser, digits(text).unwrap()).await;
    assert!(browser.page(opened.to()).await.contains(&case.number));
    house.close().await;
}

/// What a stranger can see of an answer: status, place, names and shapes of cookies, text.
fn looks(seen: &Seen) -> (u16, String, Vec<String>, String) {
    let cookies = seen.headers.get_all("set-cookie").iter().map(|cookie| {
        let cookie = cookie.to_str().unwrap();
        let (name, rest) = cookie.split_once('=').unwrap();
        let (value, attributes) = rest.split_once(';').unwrap();
        format!("{name} of {} {attributes}", value.len())
    });
    let place = seen
        .headers
        .get("location")
        .map(|place| place.to_str().unwrap().to_owned());
    let text = seen.text.clone();
    (
        seen.status.as_u16(),
        place.unwrap_or_default(),
        cookies.collect(),
        text,
    )
}

async fn nobody_learns_whether_there_is_anything(database: Database) {
    let house = Sending::on(database).await;
    house.file("residence-permit", MAIL, "19900000006").await;
    let mut told = Vec::new();
    let mut rows = Vec::new();
    for contact in [MAIL, "nobody@example.org", "19900000006", "19911111111"] {
        let mut browser = Browser::new(house.doors());
        let asked = ask(&mut browser, contact).await;
        let code_page = browser.page("/cases/code").await;
        let wrong = type_code(&mut browser, "not it").await;
        wrong.refused(422);
        told.push((looks(&asked), code_page, looks(&wrong)));
        let counted = [
            house.town.house.rows("passcode").await,
            house.town.house.rows("job WHERE queue = 'passcodes'").await,
        ];
        rows.push(counted);
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(
        rows,
        [[1, 1], [2, 2], [3, 3], [4, 4]],
        "the same work each time"
    );
    house.all_sent().await;
    let to: Vec<String> = house.outside.all().into_iter().map(|(to, _)| to).collect();
    assert_eq!(to, [MAIL, "19900000006"], "only where there is somebody");
    // Nothing that could be read in the store helps a guesser, or names somebody.
    for clear in ["tenzin", "19900000006"] {
        for table in [
            "job WHERE queue = 'passcodes' AND payload",
            "passcode WHERE mark",
            "passcode WHERE code_hash",
        ] {
            let rows = house
                .town
                .house
                .rows(&format!("{table} LIKE '%{clear}%'"))
                .await;
            assert_eq!(rows, 0, "{clear} in {table}");
        }
    }
    house.close().await;
}

async fn a_changed_contact_opens_and_the_old_one_does_not(database: Database) {
    let house = Sending::on(database).await;
    let case = house.file("residence-permit", MAIL, "19900000006").await;
    let path = format!("/cases/{}", case.number);
    let mut before = house.come(MAIL, MAIL).await;
    let opened = before.post("/cases/mine", &[("case", &case.number)]).await;
    assert_eq!(opened.to(), path);

    let mut own = Browser::of(house.doors(), &case).await;
    let form = Filled::on(
        &own.page(&format!("{path}/contact")).await,
        &format!("{path}/contact"),
    );
    let changed = own.submit(&form.typed("email", "new@example.org")).await;
    assert!(changed.to().starts_with(&path));

    assert!(
        before
            .page("/cases/mine")
            .await
            .contains("没有用这个联系方式申请的办件")
    );
    assert!(
        before.get(&path).await.to().starts_with("/cases?case="),
        "its session is over"
    );
    let now = house
        .come("new@example.org", "new@example.org")
        .await
        .page("/cases/mine")
        .await;
    assert!(now.contains(&case.number));
    assert!(
        own.page(&path).await.contains(&case.number),
        "by its own code as ever"
    );
    house.close().await;
}

async fn what_was_erased_is_not_found(database: Database) {
    let house = Sending::on(database).await;
    let case = house.file("residence-permit", MAIL, "19900000006").await;
    let withdrawn = json!({"reason": "moved away"});
    house
        .town
        .post(&case.credentials(), &case.path("/withdraw"), &withdrawn)
        .await
        .expect(200);
    let mut browser = house.come(MAIL, MAIL).await;
    assert!(browser.page("/cases/mine").await.contains("已撤回"));
    let id = house
        .doors()
        .engine
        .requests_at(house.doors().engine.mark(&MAIL.parse().unwrap()));
    let id = id.await.unwrap()[0].id;
    house
        .doors()
        .engine
        .erase(id, Actor::Engine, "retention over")
        .await
        .unwrap();
    assert_eq!(house.town.house.rows("reach").await, 0);
    assert!(!browser.page("/cases/mine").await.contains(&case.number));
    let report = house
        .doors()
        .engine
        .verify(&Default::default())
        .await
        .unwrap();
    assert!(report.holds(), "{report:#?}");
    house.close().await;
}

async fn a_mark_left_behind_opens_nothing(database: Database) {
    let house = Sending::on(database).await;
    let mine = house.file("residence-permit", MAIL, "19900000006").await;
    let others = "other@example.org";
    let other = house.file("residence-permit", others, "19900000007").await;
    let mark = house.doors().engine.mark(&MAIL.parse().unwrap());
    let of_other = house.doors().engine.mark(&others.parse().unwrap());
    let stale = format!("UPDATE reach SET mark = '{mark}' WHERE mark = '{of_other}'");
    assert_eq!(house.town.house.tamper(&stale).await, 1);
    let mut browser = house.come(MAIL, MAIL).await;
    let list = browser.page("/cases/mine").await;
    assert!(list.contains(&mine.number) && !list.contains(&other.number));
    let opens = |number: &str| Filled::on(&list, "/cases/mine").typed("case", number);
    browser.submit(&opens(&other.number)).await.refused(404);
    let opened = browser.submit(&opens(&mine.number)).await;
    assert!(opened.to().starts_with("/cases/"), "{}", opened.text);
    house.close().await;
}

async fn wrong_codes_and_many_askings_are_slowed(database: Database) {
    let few = Rate {
        burst: PASSCODES_A_DAY_MAX as u32 + 2,
        per: std::time::Duration::from_secs(3600),
    };
    let settings = Settings {
        codes_per_address: few,
        ..Settings::default()
    };
    let house = Sending::with(database, settings).await;
    house.file("residence-permit", MAIL, "19900000006").await;
    let mut browser = Browser::new(house.doors());
    for (contact, said) in [
        ("", "不像手机号"),
        ("12345", "不像手机号"),
        ("nobody@x", "不像手机号"),
        ("19900000006", "不能发短信"),
    ] {
        let page = ask(&mut browser, contact).await;
        assert!(page.refused(422).contains(said), "{contact}: {}", page.text);
    }
    // Five tries a code, then the right one is no good either.
    assert_eq!(ask(&mut browser, MAIL).await.to(), "/cases/code");
    let code = house.code(MAIL).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..PASSCODE_TRIES_MAX {
        type_code(&mut browser, wrong).await.refused(422);
    }
    type_code(&mut browser, &code).await.refused(422);
    for _ in 1..PASSCODES_A_DAY_MAX {
        assert_eq!(ask(&mut browser, MAIL).await.to(), "/cases/code");
    }
    let enough = ask(&mut browser, MAIL).await;
    assert!(enough.refused(422).contains("今天已经给它发过好几次"));
    let other = ask(&mut browser, "nobody@example.org").await;
    assert_eq!(other.to(), "/cases/code", "each contact by itself");
    ask(&mut browser, "nobody@example.org").await.refused(429);
    house.close().await;
}
