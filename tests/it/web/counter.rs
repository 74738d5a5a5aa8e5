//! At the desk: filing for whoever stands at the counter, a new code, what is typed and kept, who
//! signs too, and an opinion that is taken back.

use lianban::domain::definition::FilerKind;
use lianban::doors::credentials::case_number;
use serde_json::json;

use super::admin::desk::{Desk, OWN};
use super::applying::typist::{Typist, begin};
use super::browser::{Browser, Filled};
use crate::api::client::{Case, example};

/// The page of the only piece of work in the queue, claimed.
async fn claimed(browser: &mut Browser) -> (String, String) {
    let queue = browser.page("/desk").await;
    let link = queue.split("href=\"/desk/requests/").nth(1).unwrap();
    let link = format!("/desk/requests/{}", link.split('"').next().unwrap());
    let page = browser.page(&link).await;
    let claim = Filled::on(&page, &format!("{link}/claim"));
    browser.submit(&claim).await;
    let page = browser.page(&link).await;
    (link, page)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_files_for_whoever_stands_at_the_window() {
    let desk = Desk::open().await;
    let mut application = example("residence-permit");
    application["filer"] = json!({"kind": "window"});
    let mut typist = Typist::new(&desk.doors, &application);
    typist.browser = desk.officer("wu.lei", "window", &["window"]).await;
    let done = typist.apply().await;
    let number = done.rsplit('/').next().unwrap();
    let id = case_number(number).unwrap();
    let found = desk.doors.find(id).await.ok().unwrap();
    assert_eq!(found.request.filer, FilerKind::Window);
    let page = typist.browser.page(&done).await;
    assert!(page.contains(&desk.doors.engine.secret(id, 0)), "{page}");
    // The browser at the counter opens nobody's own page.
    let own = typist.browser.get(&format!("/cases/{number}")).await;
    assert!(own.to().starts_with("/cases?case="), "{}", own.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_of_the_window_is_its_officers_alone() {
    let desk = Desk::open().await;
    let account = desk.account("wu.lei", "window", &["window"]).await;
    let (mut browser, _) = desk.sign_in("wu.lei", OWN).await;
    let first = begin(&mut browser, "residence-permit").await;
    let page = browser.page(&first).await;
    let name = Filled::on(&page, &first).typed("name", "样例·次仁");
    browser.submit(&name).await;
    assert!(browser.page(&first).await.contains("样例·次仁"));
    // The session ends while the browser stays open; whoever comes next finds nothing.
    let ended = desk.doors.access.end_all_of(account.id, None).await;
    assert_eq!(ended.unwrap(), 1);
    let turned = browser.get(&first).await;
    assert_eq!(turned.to(), "/apply/residence-permit");
    let start = browser.page("/apply/residence-permit").await;
    assert!(!start.contains(&first), "{start}");
    // Their colleague does not either.
    let (mut other, _) = {
        desk.account("ma.li", "window", &["window"]).await;
        desk.sign_in("ma.li", OWN).await
    };
    other.take_from(&browser, "lianban-draft");
    assert_eq!(other.get(&first).await.to(), "/apply/residence-permit");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_does_not_say_what_was_done() {
    let desk = Desk::open().await;
    let case = desk.town.file(&example("residence-permit")).await;
    let mut browser = Browser::of(&desk.doors, &case).await;
    let page = browser
        .page(&format!("/cases/{}?done=withdrawn", case.number))
        .await;
    assert!(!page.contains("申请已经撤回"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_files_at_home_has_the_code_on_the_slip() {
    let desk = Desk::open().await;
    let application = example("residence-permit");
    let mut typist = Typist::new(&desk.doors, &application);
    let done = typist.apply().await;
    let number = done.rsplit('/').next().unwrap();
    let slip = typist.browser.page(&format!("/cases/{number}/slip")).await;
    let secret = desk.doors.engine.secret(case_number(number).unwrap(), 0);
    assert!(slip.contains(&secret), "{slip}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_code_is_shown_once_and_ends_the_old_one() {
    let desk = Desk::open().await;
    let case = desk.town.file(&example("residence-permit")).await;
    let mut window = desk.officer("wu.lei", "window", &["window"]).await;
    let page = window.page("/desk/code").await;
    let form = Filled::on(&page, "/desk/code");
    let blank = window.submit(&form.clone().typed("case", "nothing")).await;
    blank.refused(422);
    let form = form.typed("case", &case.number);
    window.submit(&form).await.refused(422);
    let form = form.typed("reason", "identity card seen");
    let made = window.submit(&form).await;
    assert_eq!(made.status, 200, "{}", made.text);
    assert_eq!(made.headers["cache-control"], "no-store");
    let secret = desk
        .doors
        .engine
        .secret(case_number(&case.number).unwrap(), 1);
    assert!(made.text.contains(&secret), "{}", made.text);
    // The page loaded again shows the same.
    let again = window.submit(&form).await;
    assert!(again.text.contains(&secret), "{}", again.text);
    let mut old = Browser::new(&desk.doors);
    let shut = old
        .get(&format!("/open/{}/{}", case.number, case.secret))
        .await;
    assert_ne!(shut.status, 200);
    let new = Case { secret, ..case };
    Browser::of(&desk.doors, &new).await;
    // Whoever is not at the counter is not asked.
    let mut clerk = desk.officer("zhao.yun", "education", &["clerk"]).await;
    clerk.get("/desk/code").await.refused(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_kept_for_its_writer_and_an_opinion_is_taken_back() {
    let desk = Desk::open().await;
    desk.town.under_review().await;
    let mut clerk = desk
        .officer("he.qiang", "public_security", &["clerk"])
        .await;
    let (link, page) = claimed(&mut clerk).await;
    let typing = Filled::on(&page, &format!("{link}/opinion"));
    let mut kept = typing
        .with("verdict", "conditions")
        .typed("text", "bring the new contract");
    kept.action = format!("{link}/draft");
    assert_eq!(clerk.submit(&kept).await.status, 204);
    let page = clerk.page(&link).await;
    let again = Filled::on(&page, &format!("{link}/opinion"));
    assert_eq!(again.value("text"), Some("bring the new contract"));
    assert_eq!(again.value("verdict"), Some("conditions"));

    let mut other = desk
        .officer("luo.jian", "public_security", &["clerk"])
        .await;
    other.submit(&kept).await.refused(409);
    let page = other.page(&link).await;
    assert!(!page.contains("bring the new contract"), "{page}");

    let given = clerk.submit(&again.typed("verdict", "agree")).await;
    let next = given.to().to_owned();
    let page = clerk.page(&next).await;
    // The round of one review has joined: no button leads into a refusal, and who mends it is said.
    assert!(!page.contains(&format!("{link}/retract")), "{page}");
    assert!(
        page.contains("自己不能收回") && page.contains("督办员可以“重新审查”"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opinion_in_an_open_round_is_taken_back() {
    let desk = Desk::open().await;
    let case = desk.town.file(&example("school-admission")).await;
    let window = desk.town.officer("window", &["window"]).await;
    for act in ["/duties/intake/claim", "/intake/accept"] {
        let told = desk.town.post(&window, &case.path(act), &json!({})).await;
        told.expect(200);
    }
    let mut clerk = desk
        .officer("he.qiang", "public_security", &["clerk"])
        .await;
    let (link, page) = claimed(&mut clerk).await;
    let opinion = Filled::on(&page, &format!("{link}/opinion")).with("verdict", "agree");
    let given = clerk.submit(&opinion).await;
    let page = clerk.page(given.to()).await;
    let back = clerk
        .submit(&Filled::on(&page, &format!("{link}/retract")))
        .await;
    assert_eq!(back.to(), link);
    let page = clerk.page(&link).await;
    Filled::on(&page, &format!("{link}/opinion"));
}

/// Asks the counter, and where it leads or what it says.
async fn ask(window: &mut Browser, fields: &[(&str, &str)]) -> super::browser::Seen {
    window.page("/desk/counter").await;
    window.post("/desk/counter", fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_finds_an_accepted_case_and_tells_how_far_it_is() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let application = example("residence-permit");
    let text = |member: &str| {
        application["applicant"][member]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (name, identity) = (text("name"), text("identity"));
    let end = &identity[identity.len() - 4..];
    let mut window = desk.officer("wu.lei", "window", &["window"]).await;
    let place = format!("/desk/counter/{}", case.number);

    let number = case.number.to_lowercase().replace('-', " ");
    assert_eq!(ask(&mut window, &[("case", &number)]).await.to(), place);
    let by_name = [("name", name.as_str()), ("end", end)];
    assert_eq!(ask(&mut window, &by_name).await.to(), place);
    let told = window.page(&place).await;
    assert!(told.contains("正在同时审查您的申请"), "{told}");
    assert!(!told.contains(&name) && !told.contains(&identity), "{told}");
    assert!(
        !told.contains("/correction") && !told.contains("/rating"),
        "{told}"
    );
    let slip = window.page(&format!("{place}/slip")).await;
    assert!(
        slip.contains(&case.number) && !slip.contains(&case.secret),
        "{slip}"
    );
    let receipt = window.page(&format!("{place}/receipt")).await;
    assert!(receipt.contains(&name), "{receipt}");
    let code = window
        .page(&format!("/desk/code?case={}", case.number))
        .await;
    let form = Filled::on(&code, "/desk/code");
    assert_eq!(form.value("case"), Some(case.number.as_str()));

    // Whose data it is sees that somebody looked, and how often.
    let mut own = Browser::of(&desk.doors, &case).await;
    let page = own.page(&format!("/cases/{}/record", case.number)).await;
    assert!(page.contains("综合窗口，告诉来人办到哪一步"), "{page}");
    assert!(
        page.contains("（共2次）") && page.contains("综合窗口，补打收件凭证"),
        "{page}"
    );
    assert!(page.contains("综合窗口，查找办件"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counter_is_for_its_own_window_and_for_whoever_knows_whom_they_seek() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let application = example("residence-permit");
    let name = application["applicant"]["name"].as_str().unwrap();
    let mut window = desk.officer("wu.lei", "window", &["window"]).await;
    for (fields, said) in [
        (vec![("name", name), ("end", "0000")], "本窗口没有查到"),
        (vec![("name", name), ("end", "1")], "请填四位"),
        (vec![("name", "%"), ("end", "0000")], "本窗口没有查到"),
        (
            vec![("name", ""), ("end", "")],
            "申请人姓名（全名）：请填写",
        ),
        (vec![("case", "2222-222-222-2222")], "没有这个办件编号"),
    ] {
        let seen = ask(&mut window, &fields).await;
        assert!(
            seen.refused(422).contains(said),
            "{fields:?}: {}",
            seen.text
        );
    }
    // Two of one person are told apart before one is opened.
    desk.town.file(&application).await;
    let identity = application["applicant"]["identity"].as_str().unwrap();
    let end = identity[identity.len() - 4..].to_lowercase();
    let several = ask(&mut window, &[("name", name), ("end", &end)]).await;
    assert_eq!(several.status, 200, "{}", several.text);
    assert_eq!(several.text.matches("href=\"/desk/counter/").count(), 2);
    assert!(!several.text.contains(name), "{}", several.text);
    // Not of this window, or at no counter.
    let place = format!("/desk/counter/{}", case.number);
    let mut head = desk.officer("sun.hao", "education", &["head"]).await;
    head.get(&place).await.refused(404);
    let seen = ask(&mut head, &[("name", name), ("end", &end)]).await;
    assert!(seen.refused(422).contains("本窗口没有查到"));
    let mut clerk = desk
        .officer("zhao.yun", "public_security", &["clerk"])
        .await;
    clerk.get(&place).await.refused(403);
    clerk
        .post("/desk/counter", &[("case", &case.number)])
        .await
        .refused(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_finds_a_case_is_written_down_and_guesses_are_slow() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let mut window = desk.officer("wu.lei", "window", &["window"]).await;
    ask(&mut window, &[("case", &case.number)]).await.to();
    assert_eq!(
        desk.town
            .house
            .rows("look WHERE purpose = 'counter:found'")
            .await,
        1,
        "its page was not opened"
    );
    let guess = [("name", "样例"), ("end", "0000")];
    for _ in 0..30 {
        window.post("/desk/counter", &guess).await.refused(422);
    }
    let slow = window.post("/desk/counter", &guess).await;
    assert!(slow.refused(429).contains("样例"), "what was typed stays");
    // A colleague is not slowed, nor who asks by number.
    ask(&mut window, &[("case", &case.number)]).await.to();
    let mut other = desk.officer("ma.li", "window", &["window"]).await;
    other.post("/desk/counter", &guess).await.refused(422);
}
