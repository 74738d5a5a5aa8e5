//! The way in, and what the page of a request shows and keeps to itself.

use std::time::Duration;

use lianban::doors::pace::Rate;
use lianban::doors::settings::Settings;
use serde_json::json;

use super::browser::{Browser, Filled, Seen};
use crate::api::client::{Case, Town, example, personal};

#[tokio::test(flavor = "multi_thread")]
async fn number_and_code_open_the_request_however_they_are_written() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let number = case.number.to_lowercase().replace('-', " ");
    let code = format!(
        " {}-{} ",
        &case.secret[..5].to_lowercase(),
        &case.secret[5..]
    );
    let mut browser = Browser::new(&town.doors);
    let form = Filled::on(&browser.page("/cases").await, "/cases");
    let opened = browser
        .submit(&form.typed("case", &number).typed("code", &code))
        .await;
    assert_eq!(opened.to(), format!("/cases/{}", case.number));
    let page = browser.page(&format!("/cases/{}", case.number)).await;
    assert!(
        page.contains(&case.number) && page.contains("正在看材料"),
        "{page}"
    );
    // The slip's address does the same; leaving closes it again.
    let mut scanned = Browser::of(&town.doors, &case).await;
    let left = scanned.post("/cases/leave", &[]).await;
    assert_eq!(left.to(), "/");
    let closed = scanned.get(&format!("/cases/{}", case.number)).await;
    assert_eq!(closed.to(), format!("/cases?case={}", case.number));
}

/// What a page says is wrong, without what was typed.
fn summary(seen: &Seen) -> String {
    let (_, rest) = seen.text.split_once("class=\"summary\"").unwrap();
    rest.split("</section>").next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_are_slow_and_nobody_is_told_what_was_wrong() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let unknown = "2222-222-222-2222";
    let mut browser = Browser::new(&town.doors);
    let mut told = Vec::new();
    for (number, code) in [
        (case.number.as_str(), "ABCDE23456"),
        (unknown, "ABCDE23456"),
        ("2222-ABC", case.secret.as_str()),
        ("", ""),
    ] {
        let seen = browser
            .post("/cases", &[("case", number), ("code", code)])
            .await;
        seen.refused(422);
        told.push(summary(&seen));
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    let followed = browser
        .get(&format!("/open/{}/ABCDE23456", case.number))
        .await;
    followed.refused(404);
    assert_eq!(summary(&followed), told[0]);
    let right = [
        ("case", case.number.as_str()),
        ("code", case.secret.as_str()),
    ];
    assert_eq!(
        browser.post("/cases", &right).await.status,
        303,
        "an owner's slips are forgiven"
    );
    for _ in 0..8 {
        browser
            .get(&format!("/open/{}/ABCDE23457", case.number))
            .await
            .refused(404);
    }
    let slow = browser.post("/cases", &right).await;
    slow.refused(429);
    assert!(
        slow.headers["retry-after"]
            .to_str()
            .unwrap()
            .parse::<u64>()
            .unwrap()
            > 0
    );
    let told = summary(&slow);
    let (_, wait) = told.split_once("尝试太多次了，请等").unwrap();
    let digits = wait.find(|c: char| !c.is_ascii_digit()).unwrap();
    assert!(
        digits > 0 && (wait[digits..].starts_with("秒") || wait[digits..].starts_with("分钟")),
        "{told}"
    );
    assert!(slow.text.contains(&case.number));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_replaced_at_the_desk_opens_nothing_any_more() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let mut browser = Browser::of(&town.doors, &case).await;
    let window = town.officer("window", &["window"]).await;
    let lost = json!({"reason": "lost the slip; identity card seen"});
    town.post(&window, &case.path("/secret"), &lost)
        .await
        .expect(200);
    let page = browser.get(&format!("/cases/{}", case.number)).await;
    assert_eq!(page.to(), format!("/cases?case={}", case.number));
    let again = [
        ("case", case.number.as_str()),
        ("code", case.secret.as_str()),
    ];
    browser.post("/cases", &again).await.refused(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_persons_request_is_not_there() {
    let town = Town::open().await;
    let mine = town.file(&example("residence-permit")).await;
    let theirs = town.file(&example("school-admission")).await;
    let mut browser = Browser::of(&town.doors, &mine).await;
    for rest in [
        "",
        "/correction",
        "/withdraw",
        "/slip",
        "/certificate",
        "/receipt",
        "/refusal",
    ] {
        let seen = browser
            .get(&format!("/cases/{}{rest}", theirs.number))
            .await;
        assert_eq!(
            seen.to(),
            format!("/cases?case={}", theirs.number),
            "{rest}"
        );
    }
    let path = format!("/cases/{}/withdraw", theirs.number);
    let sent = browser.post(&path, &[("key", "k"), ("reason", "")]).await;
    assert_eq!(sent.status, 303);
    assert_eq!(town.phase(&theirs).await, "received");
    let unknown = browser.get("/cases/2222-222-222-2222").await;
    assert_eq!(unknown.to(), "/cases?case=2222-222-222-2222");
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_from_other_sites_are_refused() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let mut browser = Browser::of(&town.doors, &case).await;
    browser.from_site = "cross-site";
    let path = format!("/cases/{}/withdraw", case.number);
    browser.post(&path, &[("reason", "")]).await.refused(403);
    assert_eq!(town.phase(&case).await, "received");
}

async fn opines(
    town: &Town,
    department: &str,
    case: &Case,
    review: &str,
    opinion: serde_json::Value,
) {
    let clerk = town.officer(department, &["clerk"]).await;
    town.post(
        &clerk,
        &case.path(&format!("/duties/review:{review}/claim")),
        &json!({}),
    )
    .await
    .expect(200);
    town.post(
        &clerk,
        &case.path(&format!("/duties/review:{review}/opinion")),
        &opinion,
    )
    .await
    .expect(200);
}

/// What the page says of who has it.
async fn who_has_it(browser: &mut Browser, case: &Case) -> String {
    let page = browser.page(&format!("/cases/{}", case.number)).await;
    let (_, rest) = page.split_once("id=\"who\"").unwrap();
    rest.split("</section>").next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_is_named_while_it_has_the_request() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let mut browser = Browser::of(&town.doors, &case).await;
    let who = who_has_it(&mut browser, &case).await;
    for words in ["受理", "综合窗口", "替公安局收件", "应在", "还有2个工作日"] {
        assert!(who.contains(words), "{words}: {who}");
    }
    let window = town.officer("window", &["window"]).await;
    let claim = case.path("/duties/intake/claim");
    town.post(&window, &claim, &json!({})).await.expect(200);
    let items = json!({"items": [{"what": "address", "explanation": "Which house?"}]});
    let asking = case.path("/intake/correction");
    town.post(&window, &asking, &items).await.expect(200);
    let who = who_has_it(&mut browser, &case).await;
    assert!(who.contains("正在通知您还缺什么"), "{who}");
    let (told, words) = (case.path("/notices/2/told"), json!({"text": "By phone."}));
    town.post(&window, &told, &words).await.expect(200);
    browser.get("/look/language/en?then=/").await;
    let who = who_has_it(&mut browser, &case).await;
    assert!(
        who.contains("Service window") && who.contains("waits for the papers that you were asked"),
        "{who}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_shows_a_surname_and_no_words_of_departments_before_the_decision() {
    let town = Town::open().await;
    let application = example("residence-permit");
    let case = town.file(&application).await;
    let window = town.officer("window", &["window"]).await;
    town.post(&window, &case.path("/duties/intake/claim"), &json!({}))
        .await
        .expect(200);
    town.post(&window, &case.path("/intake/accept"), &json!({}))
        .await
        .expect(200);
    let inside = "只给同事看的话";
    let condition = "请在三个月内更新登记";
    opines(
        &town,
        "public_security",
        &case,
        "residence.review",
        json!({"verdict": "conditions", "text": condition}),
    )
    .await;
    let path = format!("/cases/{}", case.number);
    let mut browser = Browser::of(&town.doors, &case).await;
    let page = browser.page(&path).await;
    assert!(
        page.contains("公安局") && page.contains("已提意见"),
        "{page}"
    );
    assert!(
        !page.contains(condition) && !page.contains("附条件"),
        "{page}"
    );
    for (place, value) in personal(&application) {
        assert!(!page.contains(&value), "{place}");
    }
    let slip = browser.page(&format!("{path}/slip")).await;
    for (place, value) in personal(&application) {
        assert!(!slip.contains(&value), "{place} on the slip");
    }
    let grounds = [("labor", "evidence.job"), ("housing", "evidence.home")];
    for (department, review) in grounds {
        let there = town
            .get(
                &town.officer(department, &["clerk"]).await,
                &case.path(&format!("/duties/review:{review}")),
            )
            .await;
        if there.status == 200 && town.phase(&case).await == "under_review" {
            opines(
                &town,
                department,
                &case,
                review,
                json!({"verdict": "agree", "text": inside}),
            )
            .await;
        }
    }
    assert_eq!(town.phase(&case).await, "certifying");
    let page = browser.page(&path).await;
    assert!(page.contains("正在制作"), "who makes the paper is named");
    assert!(
        page.contains(condition),
        "a condition is told with the decision"
    );
    assert!(!page.contains(inside), "what was agreed with stays inside");
    assert!(page.contains("谁看过我的材料"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_pages_are_drawn_with_takes_nothing_of_an_address_s_pace() {
    let per_address = Rate {
        burst: 3,
        per: Duration::from_secs(3_600),
    };
    let town = Town::with(Settings {
        per_address,
        ..Settings::default()
    })
    .await;
    let mut browser = Browser::new(&town.doors);
    let page = browser.page("/").await;
    let (_, rest) = page.split_once("rel=\"stylesheet\" href=\"").unwrap();
    let style = rest.split('"').next().unwrap();
    for _ in 0..5 {
        browser.page(style).await;
    }
    browser.page("/help").await;
    browser.page("/cases").await;
    browser.get("/help").await.refused(429);
    browser.page(style).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_visit_weighs_little_and_needs_no_script() {
    let town = Town::open().await;
    let case = town.file(&example("school-admission")).await;
    let mut browser = Browser::of(&town.doors, &case).await;
    let page = browser.page(&format!("/cases/{}", case.number)).await;
    assert!(!page.contains("<script") && !page.contains(" style=") && !page.contains(" onclick"));
    let (_, rest) = page.split_once("rel=\"stylesheet\" href=\"").unwrap();
    let style = browser.page(rest.split('"').next().unwrap()).await;
    assert!(style.len() <= 22_000, "{} bytes of style", style.len());
    assert!(
        page.len() + style.len() < 50_000,
        "{} bytes",
        page.len() + style.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_programs_read_night_after_night_is_a_line_a_month() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let auditor = town.officer("supervision", &["auditor"]).await;
    for night in 0..30 {
        let read = town.get(&auditor, &case.path("/journal")).await;
        assert_eq!(read.status, 200, "{night}");
        town.pass(1).await;
    }
    let mut browser = Browser::of(&town.doors, &case).await;
    let record = format!("/cases/{}/record", case.number);
    let page = browser.page(&record).await;
    let (_, looks) = page.split_once("id=\"looks\"").unwrap();
    let looks = looks.split("</section>").next().unwrap();
    assert!(looks.contains("由部门的程序读取（30次）"), "{looks}");
    assert!(
        !looks.contains("还没有人打开过"),
        "somebody may look by a program: {looks}"
    );
    let lines: Vec<&str> = looks.matches("审计，核对办理记录").collect();
    assert_eq!(lines.len(), 2, "April and May: {looks}");
    for month in ["2026年4月 （共23次）", "2026年5月 （共7次）"] {
        assert!(looks.contains(month), "{month}: {looks}");
    }
    assert!(!looks.contains("4月8日"), "no line a night: {looks}");
}

/// A request of somebody without a mail address, whose child's vaccination card is not there yet.
async fn filed_without_mail(town: &Town) -> Case {
    let mut application = example("school-admission");
    let applicant = application["applicant"].as_object_mut().unwrap();
    applicant.remove("email");
    let materials = application["materials"].as_object_mut().unwrap();
    materials.remove("vaccination_card");
    town.file(&application).await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_address_is_told_how_they_are_told() {
    let town = Town::open().await;
    let case = filed_without_mail(&town).await;
    let mut browser = Browser::of(&town.doors, &case).await;
    let page = browser.page(&format!("/cases/{}", case.number)).await;
    assert!(
        page.contains("您没有留邮箱") && page.contains("综合窗口打您留的电话"),
        "{page}"
    );
    assert!(!page.contains("发到您的邮箱"), "{page}");
    assert!(page.contains("写在这里，不另外通知"), "the receipt: {page}");
    let window = town.officer("window", &["window"]).await;
    town.post(&window, &case.path("/duties/intake/claim"), &json!({}))
        .await
        .expect(200);
    let items = json!({"items": [{"what": "address", "explanation": "请写门牌号"}]});
    town.post(&window, &case.path("/intake/correction"), &items)
        .await
        .expect(200);
    let record = browser
        .page(&format!("/cases/{}/record", case.number))
        .await;
    let by_desk = "由综合窗口打电话或当面告诉您";
    assert!(record.contains(by_desk), "{record}");
    // With an address, the letter goes there.
    let mailed = town.file(&example("residence-permit")).await;
    let mut browser = Browser::of(&town.doors, &mailed).await;
    let page = browser.page(&format!("/cases/{}", mailed.number)).await;
    assert!(
        page.contains("有事会发到您的邮箱") && !page.contains("您没有留邮箱"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_that_may_follow_is_named_with_how_it_can_follow() {
    let town = Town::open().await;
    let case = filed_without_mail(&town).await;
    let mut browser = Browser::of(&town.doors, &case).await;
    let page = browser.page(&format!("/cases/{}", case.number)).await;
    let (_, to_do) = page.split_once("id=\"to-do\"").unwrap();
    let to_do = to_do.split("</section>").next().unwrap();
    for said in ["每个孩子的预防接种证", "现在不用单独送来", "带到综合窗口"]
    {
        assert!(to_do.contains(said), "{said}: {to_do}");
    }
    let whole = town.file(&example("school-admission")).await;
    let mut browser = Browser::of(&town.doors, &whole).await;
    let page = browser.page(&format!("/cases/{}", whole.number)).await;
    assert!(!page.contains("现在不用单独送来"), "{page}");
}
