//! The queue in tabs, with filters that one keeps.

use lianban::doors::credentials::case_number;
use lianban::storage::queues;

use super::super::admin::desk::{Desk, OWN};
use super::super::browser::Filled;
use super::reviewing;

/// What stands behind a tab's name.
fn count(page: &str, tab: &str) -> String {
    let (_, tabs) = page.split_once("class=\"tabs\"").unwrap();
    let (_, rest) = tabs.split_once(&format!("/desk?tab={tab}\"")).unwrap();
    let (_, rest) = rest.split_once("class=\"count\">").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_say_what_is_mine_what_waits_for_others_and_what_was_done_today() {
    let desk = Desk::open().await;
    let (mut clerk, link, page) = reviewing(&desk).await;
    let number = link.split('/').nth(3).unwrap().to_owned();
    let queue = clerk.page("/desk").await;
    let counts = ["mine", "unclaimed", "waiting", "done", "all"].map(|tab| count(&queue, tab));
    assert_eq!(counts, ["1", "0", "0", "0", "1"]);
    // A stopped clock waits for others.
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let place = format!("/oversight/requests/{number}");
    let stop = Filled::on(&boss.page(&place).await, &format!("{place}/stop"))
        .typed("ground", "hearing")
        .typed("until", "2026-04-20")
        .typed("reason", "a hearing is held");
    boss.submit(&stop).await;
    let waiting = clerk.page("/desk?tab=waiting").await;
    assert_eq!(count(&waiting, "waiting"), "1");
    assert!(
        waiting.contains(&link) && waiting.contains("时限停着的"),
        "{waiting}"
    );
    // Nobody holds it: still it is counted and shown once, where it waits.
    let release = Filled::on(&page, &format!("{link}/release"));
    clerk.submit(&release).await.to();
    let free = clerk.page("/desk?tab=unclaimed").await;
    let counts = ["mine", "unclaimed", "waiting", "all"].map(|tab| count(&free, tab));
    assert_eq!(counts, ["0", "0", "1", "1"]);
    assert!(
        !free.contains(&link) && free.contains("等别人的另列在"),
        "{free}"
    );
    let resume = Filled::on(&boss.page(&place).await, &format!("{place}/resume"))
        .typed("stop", "1")
        .typed("reason", "the hearing is over");
    boss.submit(&resume).await;
    let free = clerk.page("/desk?tab=unclaimed").await;
    assert_eq!(
        ["unclaimed", "waiting"].map(|tab| count(&free, tab)),
        ["1", "0"]
    );
    let claim = Filled::on(&clerk.page(&link).await, &format!("{link}/claim"));
    clerk.submit(&claim).await.to();
    let page = clerk.page(&link).await;
    let done = clerk.page("/desk?tab=done").await;
    assert!(
        done.contains("今天还没有办完的") && !done.contains(&number),
        "{done}"
    );

    let page = match page.contains("/opinion\"") {
        true => clerk.page(&link).await,
        false => page,
    };
    let opinion = Filled::on(&page, &format!("{link}/opinion")).with("verdict", "agree");
    let given = clerk.submit(&opinion).await;
    let told = clerk.page(given.to()).await;
    assert!(told.contains(&format!("{number}已办好")), "{told}");
    let done = clerk.page("/desk?tab=done").await;
    assert_eq!(count(&done, "done"), "1", "{done}");
    assert!(
        done.contains(&number) && done.contains("居住登记核验"),
        "{done}"
    );
    // Only one's own, and only of today.
    let mut other = desk
        .officer("luo.jian", "public_security", &["clerk"])
        .await;
    assert_eq!(count(&other.page("/desk").await, "done"), "0");
    desk.town.house.clock.advance(chrono::TimeDelta::days(1));
    let (mut clerk, _) = desk.sign_in("he.qiang", OWN).await;
    assert_eq!(count(&clerk.page("/desk").await, "done"), "0");
    // An address says nothing that did not happen.
    let told = clerk.page(&format!("/desk?done={number}")).await;
    assert!(!told.contains("已办好"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn next_is_one_piece_of_work_however_often_it_is_pressed() {
    let desk = Desk::open().await;
    desk.town.under_review().await;
    desk.town.under_review().await;
    let mut clerk = desk
        .officer("he.qiang", "public_security", &["clerk"])
        .await;
    let queue = clerk.page("/desk").await;
    assert_eq!(count(&queue, "unclaimed"), "2");
    let next = Filled::on(&queue, "/desk/next");
    let first = clerk.submit(&next).await.to().to_owned();
    assert_eq!(clerk.submit(&next).await.to(), first);
    let queue = clerk.page("/desk").await;
    assert_eq!(count(&queue, "mine"), "1", "{queue}");
    let next = Filled::on(&queue, "/desk/next");
    let second = clerk.submit(&next).await.to().to_owned();
    assert_ne!(second, first, "pressed anew");
    let queue = clerk.page("/desk").await;
    assert_eq!(count(&queue, "mine"), "2");
    assert_eq!(clerk.submit(&next).await.to(), second, "nothing is left");
    let next = Filled::on(&queue, "/desk/next");
    assert_eq!(
        clerk.submit(&next).await.to(),
        "/desk?tab=unclaimed&none=yes"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_ladder_moved_is_found_by_its_number_too() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    desk.town.pass(9).await;
    let id = case_number(&case.number).unwrap();
    let db = desk.doors.engine.store().reader();
    let seats = queues::of_request(db, id).await.unwrap();
    let seat = seats
        .iter()
        .find(|seat| seat.duty == "review:residence.review");
    let seat = seat.unwrap();
    assert_ne!(seat.role, "clerk");
    assert_eq!(seat.own_role.as_deref(), Some("clerk"));
    let mut clerk = desk
        .officer("he.qiang", "public_security", &["clerk"])
        .await;
    let link = format!(
        "/desk/requests/{}/duties/review:residence.review",
        case.number
    );
    assert!(clerk.page("/desk?tab=all").await.contains(&link));
    let found = clerk.page(&format!("/desk?q={}", case.number)).await;
    assert!(found.contains(&link), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_are_kept_under_names_a_dozen_of_them() {
    let desk = Desk::open().await;
    let mut clerk = desk
        .officer("he.qiang", "public_security", &["clerk"])
        .await;
    let shown = "tab=unclaimed&service=residence-permit";
    let queue = clerk.page(&format!("/desk?{shown}")).await;
    let keep = "/desk/filters?tab=unclaimed&amp;service=residence-permit";
    assert!(queue.contains(&format!("href=\"{keep}\"")), "{queue}");
    let page = clerk.page(&format!("/desk/filters?{shown}")).await;
    let form = Filled::on(&page, "/desk/filters");
    let blank = clerk.submit(&form).await;
    assert!(
        blank
            .refused(422)
            .contains("href=\"#name\">给它起个名字：请填写"),
        "{}",
        blank.text
    );
    let kept = clerk.submit(&form.clone().typed("name", "急件<b>")).await;
    assert_eq!(kept.to(), format!("/desk?{shown}"));
    let queue = clerk.page("/desk").await;
    assert!(
        queue.contains(
            "href=\"/desk?tab=unclaimed&amp;service=residence-permit\">急件&lt;b&gt;</a>"
        ),
        "{queue}"
    );
    for number in 1..12 {
        let kept = clerk
            .submit(&form.clone().typed("name", &format!("第{number}个")))
            .await;
        assert_eq!(kept.status, 303, "{}", kept.text);
    }
    let full = clerk.submit(&form.clone().typed("name", "再来一个")).await;
    assert!(
        full.refused(422).contains("给它起个名字：太多了"),
        "{}",
        full.text
    );
    // One of the same name is replaced, and room is made by removing one.
    assert_eq!(
        clerk
            .submit(&form.clone().typed("name", "第3个"))
            .await
            .status,
        303
    );
    let removed = clerk
        .post("/desk/filters/remove", &[("name", "第3个")])
        .await;
    assert_eq!(removed.to(), "/desk/filters");
    assert_eq!(
        clerk
            .submit(&form.clone().typed("name", "再来一个"))
            .await
            .status,
        303
    );
    // Nobody else has them; an address of elsewhere is none.
    let mut other = desk
        .officer("luo.jian", "public_security", &["clerk"])
        .await;
    assert!(!other.page("/desk").await.contains("第1个"));
    let strange = [("name", "x"), ("tab", "//evil"), ("service", "a b/../c")];
    assert_eq!(
        other.post("/desk/filters", &strange).await.to(),
        "/desk?tab=all"
    );
}

/// The words that stand in elements of this kind.
fn words<'p>(page: &'p str, before: &str, after: char) -> Vec<&'p str> {
    let rest = page.split(before).skip(1);
    rest.map(|rest| rest.split(after).next().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn where_rows_stack_each_value_still_stands_under_the_name_of_its_column() {
    let desk = Desk::open().await;
    let (mut clerk, _, _) = reviewing(&desk).await;
    let mut song = desk.administrator().await;
    let pages = [
        clerk.page("/desk").await,
        song.page("/admin/officers").await,
        song.page("/admin/acts").await,
    ];
    for page in pages {
        let (_, table) = page.split_once("class=\"table stack\"").unwrap();
        let (head, body) = table.split_once("<tbody>").unwrap();
        let columns = words(head, "<th scope=\"col\">", '<');
        let columns: Vec<&str> = columns.into_iter().filter(|it| !it.is_empty()).collect();
        let row = body.split("</tr>").next().unwrap();
        assert_eq!(words(row, "data-label=\"", '"'), columns, "{page}");
    }
}
