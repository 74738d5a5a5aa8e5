//! What was done is told as the journal has it, and lists are returned to.

use lianban::doors::credentials::case_number;
use lianban::doors::recent::{self, Stretch};

use super::super::admin::desk::Desk;
use super::super::browser::{Browser, Filled};
use super::{claimed, reviewing};
use crate::api::client::{Case, example};

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_believes_no_address() {
    let desk = Desk::open().await;
    let (mut clerk, link, page) = reviewing(&desk).await;
    let other = desk.town.file(&example("school-admission")).await;
    // Nothing was done there by whoever reads.
    for done in [other.number.as_str(), "2222-222-222-2222", "恭喜中奖"] {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("done", done).append_pair("noted", "恭喜");
        let told = clerk.page(&format!("{link}?{}", query.finish())).await;
        assert!(!told.contains("已办好") && !told.contains("恭喜"), "{told}");
    }
    // What was done is told.
    let number = link.split('/').nth(3).unwrap();
    assert!(page.contains(number));
    let told = clerk.page(&format!("{link}?done={number}")).await;
    assert!(told.contains(&format!("{number}已办好")), "{told}");
    assert!(!told.contains("收回这个意见"));
    // An hour later it is no news.
    desk.town.house.clock.advance(chrono::TimeDelta::hours(1));
    let told = clerk.page(&format!("{link}?done={number}")).await;
    assert!(!told.contains("已办好"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_opens_at_its_newest_end() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let found = desk.doors.find(case_number(&case.number).unwrap()).await;
    let found = found.unwrap();
    let version = found.request.version;
    let numbers = |stretch: &Stretch| -> Vec<u64> {
        stretch.lines.iter().map(|(number, _)| *number).collect()
    };
    let newest = recent::stretch(&desk.doors, &found, None, 3).await.unwrap();
    assert_eq!(numbers(&newest), [version - 2, version - 1, version]);
    let before = recent::stretch(&desk.doors, &found, newest.earlier, 3).await;
    let before = before.unwrap();
    assert_eq!(numbers(&before), [version - 5, version - 4, version - 3]);
    let first = recent::stretch(&desk.doors, &found, Some(2), 3).await;
    let first = first.unwrap();
    assert_eq!((numbers(&first), first.earlier), (vec![1, 2], None));
    // A page says so where there is more than it shows, and leads there.
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let place = format!("/oversight/requests/{}/journal", case.number);
    assert!(!boss.page(&place).await.contains("until="));
    let two = boss.page(&format!("{place}?until=2")).await;
    assert_eq!(two.matches("class=\"number\"").count(), 2, "{two}");
}

/// Does something at a request as its page offers it.
async fn act(boss: &mut Browser, case: &Case, act: &str, fields: &[(&str, &str)]) -> String {
    let place = format!("/oversight/requests/{}", case.number);
    let page = boss.page(&place).await;
    let mut form =
        Filled::on(&page, &format!("{place}/{act}")).typed("reason", "a hearing is held");
    for (name, value) in fields {
        form = form.typed(name, value);
    }
    let done = boss.submit(&form).await;
    assert_eq!(done.to(), format!("{place}?done=yes"), "{}", done.text);
    boss.page(done.to()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisors_act_ends_with_what_happened() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let place = format!("/oversight/requests/{}", case.number);
    let nothing = boss.page(&format!("{place}?done=yes")).await;
    assert!(!nothing.contains("class=\"done\""), "{nothing}");
    let stop = [("ground", "hearing"), ("until", "2026-04-20")];
    let told = act(&mut boss, &case, "stop", &stop).await;
    assert!(told.contains("已经停钟，到4月20日"), "{told}");
    let told = act(
        &mut boss,
        &case,
        "urge",
        &[("duty", "review:residence.review")],
    )
    .await;
    assert!(told.contains("已经催办"), "{told}");
    let told = act(&mut boss, &case, "cancel", &[]).await;
    assert!(told.contains("还要第二个人同样提交一次"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_acts_return_to_their_list_and_say_what_to_do() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let list = "/oversight/work?department=public_security";
    let ticked = Filled::on(&boss.page(list).await, "/oversight/acts");
    assert_eq!(ticked.value("from"), Some(list));
    let query = |from: &str| {
        let row = format!("{} intake", case.number);
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let query = query.append_pair("act", "urge").append_pair("row", &row);
        format!(
            "/oversight/acts?{}",
            query.append_pair("from", from).finish()
        )
    };
    let page = boss.page(&query(list)).await;
    let form = Filled::on(&page, "/oversight/acts/urge").typed("reason", "it lies");
    let came = boss.submit(&form).await.text;
    assert!(came.contains(&format!("href=\"{list}\"")), "{came}");
    assert!(
        came.contains("这件工作已经不在待办里。别人已经办了，不用再办"),
        "{came}"
    );
    let away = boss.page(&query("//evil.example/oversight")).await;
    assert!(!away.contains("\"//evil.example"), "{away}");
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_papers_is_not_called_done() {
    let desk = Desk::open().await;
    let case = desk.town.file(&example("residence-permit")).await;
    let mut clerk = desk.officer("wu.lei", "window", &["window"]).await;
    let (link, page) = claimed(&mut clerk).await;
    let items = Filled::on(&page, &format!("{link}/items"))
        .with("what", "address")
        .typed("item:address", "请写到门牌号");
    let sent = clerk.submit(&items).await;
    let to = sent.to().to_owned();
    let told = clerk.page(&to).await;
    let what = format!(
        "{}：已请申请人补交现在的住址；告知送到后有10个工作日",
        case.number
    );
    assert!(told.contains(&what) && !told.contains("已办好"), "{told}");
    // Once they were told there is a day.
    let window = desk.town.officer("window", &["window"]).await;
    let words = serde_json::json!({"text": "By phone."});
    let place = case.path("/notices/2/told");
    desk.town.post(&window, &place, &words).await.expect(200);
    let told = clerk.page(&to).await;
    assert!(told.contains("应在4月22日（周三）前交来"), "{told}");
}
