//! Links by which an auditor reads without an account.

use chrono::{TimeDelta, Utc};
use lianban::access::LinkToBe;
use lianban::domain::event::Event;
use lianban::domain::identifiers::CaseNumber;
use lianban::domain::request::{Duty, NoticeKind};
use lianban::doors::present::complaints::is_of_complaint;
use lianban::storage::idempotency::Key;
use lianban::storage::{audit_links, journal};
use serde_json::json;

use crate::web::admin::desk::Desk;
use crate::web::browser::{Browser, Filled};

const PLACE: &str = "/oversight/links";

fn link_to_be(token: &str, days: u32) -> LinkToBe<'_> {
    LinkToBe {
        token,
        label: "x",
        request: None,
        days,
    }
}

fn key(key: &str) -> Key {
    Key {
        actor: "officer:1".to_owned(),
        key: key.to_owned(),
        body_hash: String::new(),
    }
}

/// What a supervisor hands over: the path below the house's address.
async fn made(boss: &mut Browser, case: &str) -> String {
    let page = boss.page(PLACE).await;
    let form = Filled::on(&page, PLACE)
        .typed("label", "市审计局检查")
        .typed("case", case)
        .typed("days", "7");
    let seen = boss.submit(&form).await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    assert_eq!(seen.headers["cache-control"], "no-store");
    let (_, rest) = seen.text.split_once("/audit/").unwrap();
    format!("/audit/{}", rest.split('<').next().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_one_request_to_anybody_without_anything_personal_until_it_is_revoked() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let link = made(&mut boss, &case.number).await;
    let mut stranger = Browser::new(&desk.doors);
    let seen = stranger.get(&link).await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    assert!(seen.text.contains(&case.number) && seen.text.contains("市审计局检查"));
    for (header, value) in [
        ("x-robots-tag", "noindex, nofollow, noarchive"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(seen.headers[header], value, "{header}");
    }
    let journal = stranger.page(&format!("{link}/journal")).await;
    assert!(journal.contains("● 日志链完整"), "{journal}");
    let drawn = stranger.get(&format!("{link}/diagram.svg")).await;
    assert_eq!(drawn.headers["content-type"], "image/svg+xml");
    let id = case.number.parse::<CaseNumber>().unwrap().request_id();
    let name = desk.doors.find(id).await.unwrap();
    let name = name.facts.applicant.as_ref().unwrap().name.clone();
    for page in [&seen.text, &journal, &drawn.text] {
        assert!(!page.contains(&name), "{page}");
    }
    assert!(
        !seen
            .text
            .contains("<form method=\"post\" action=\"/oversight")
    );

    // A line that somebody changed past the house is found.
    let broken = "UPDATE journal SET at = at + 1 WHERE seq = 4";
    assert!(desk.town.house.tamper(broken).await > 0);
    let journal = stranger.page(&format!("{link}/journal")).await;
    assert!(journal.contains("■ 日志链在第4行断开"), "{journal}");

    let list = boss.page(PLACE).await;
    assert!(
        list.contains("市审计局检查") && list.contains("4 · "),
        "every look counts: {list}"
    );
    let revoke = list
        .split("action=\"")
        .find(|rest| rest.contains("/revoke\""))
        .unwrap();
    let revoke = revoke.split('"').next().unwrap().to_owned();
    assert_eq!(boss.submit(&Filled::on(&list, &revoke)).await.to(), PLACE);
    for path in [
        link.clone(),
        format!("{link}/journal"),
        format!("{link}/diagram.svg"),
    ] {
        stranger.get(&path).await.refused(404);
    }
    let mut keeper = desk.administrator().await;
    let acts = keeper.page("/admin/acts").await;
    for said in ["生成审计链接", "撤销审计链接", "审计链接（第1号）"] {
        assert!(acts.contains(said), "{said}: {acts}");
    }
    let ends = acts.split("到期 <b>").nth(1).unwrap();
    assert!(ends.split("</b>").next().unwrap().contains('月'), "{ends}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_the_overview_opens_no_request_and_only_supervisors_make_one() {
    let desk = Desk::open().await;
    desk.town.under_review().await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let link = made(&mut boss, "").await;
    let mut stranger = Browser::new(&desk.doors);
    let page = stranger.page(&link).await;
    assert!(page.contains("人力资源和社会保障局") && !page.contains("href=\"/oversight"));
    stranger.get(&format!("{link}/journal")).await.refused(404);
    stranger.get("/audit/0000").await.refused(404);
    let wrong = boss
        .post(
            PLACE,
            &[("label", ""), ("days", "31"), ("case", "2222-222-222-2222")],
        )
        .await;
    for said in ["请写明给谁、为什么", "请选几天有效", "没有这个"] {
        assert!(wrong.refused(422).contains(said), "{said}: {}", wrong.text);
    }
    for (login, role) in [("gu.wen", "auditor"), ("sun.hao", "head")] {
        let mut other = desk.officer(login, "education", &[role]).await;
        other.get(PLACE).await.refused(403);
        other
            .post(PLACE, &[("label", "x"), ("days", "7")])
            .await
            .refused(403);
    }
    let boss_id = desk
        .doors
        .access
        .officer_of(&"lin.yue".parse().unwrap())
        .await;
    let keeper = desk.doors.access.keeper(boss_id.unwrap(), "c");
    for days in [0, 31] {
        let refused = keeper.make_link(link_to_be("none", days), &key("k")).await;
        assert!(refused.is_err(), "{days}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_nothing_while_its_maker_could_make_none() {
    let desk = Desk::open().await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor", "clerk"])
        .await;
    let link = made(&mut boss, "").await;
    let mut stranger = Browser::new(&desk.doors);
    stranger.page(&link).await;
    let access = &desk.doors.access;
    let id = access
        .officer_of(&"lin.yue".parse().unwrap())
        .await
        .unwrap();
    let supervisor = access.officer(id).await.unwrap();
    let mut clerk = supervisor.clone();
    clerk.roles = ["clerk".parse().unwrap()].into();
    let keeper = access.operator();
    let mut colleague = desk
        .officer("ma.chao", "supervision", &["supervisor"])
        .await;
    let shut = "已打不开：生成的人不再是督办员";
    assert!(!colleague.page(PLACE).await.contains(shut));
    keeper.change_officer(&clerk).await.unwrap();
    stranger.get(&link).await.refused(404);
    let list = colleague.page(PLACE).await;
    assert!(list.contains(shut) && list.contains("/revoke\""), "{list}");
    keeper.change_officer(&supervisor).await.unwrap();
    stranger.page(&link).await;
    assert!(!colleague.page(PLACE).await.contains(shut));
    keeper.close_officer(id).await.unwrap();
    stranger.get(&link).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_tap_makes_one_link_and_shows_it_twice() {
    let desk = Desk::open().await;
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let page = boss.page(PLACE).await;
    let form = Filled::on(&page, PLACE)
        .typed("label", "市审计局检查")
        .typed("days", "7");
    let (one, other) = (boss.submit(&form).await, boss.submit(&form).await);
    let link = |text: &str| {
        let (_, rest) = text.split_once("/audit/").unwrap();
        format!("/audit/{}", rest.split('<').next().unwrap())
    };
    assert_eq!(link(&one.text), link(&other.text));
    let list = boss.page(PLACE).await;
    assert_eq!(list.matches("/revoke\"").count(), 1, "{list}");
    Browser::new(&desk.doors).page(&link(&one.text)).await;
    // The same key with other words is another form's.
    let changed = boss.submit(&form.typed("label", "别的检查")).await;
    assert_eq!(changed.status, 422, "{}", changed.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_that_hold_come_first_however_many_are_over() {
    let desk = Desk::open().await;
    let boss = desk
        .account("lin.yue", "supervision", &["supervisor"])
        .await;
    let keeper = desk.doors.access.keeper(boss.id, "c");
    let make = async |name: &str| {
        let made = keeper.make_link(link_to_be(name, 1), &key(name)).await;
        made.unwrap();
    };
    make("holds").await;
    for n in 0..3 {
        make(&format!("over {n}")).await;
    }
    let db = desk.doors.engine.store().reader();
    let now = Utc::now();
    for link in &audit_links::list(db, now).await.unwrap()[..3] {
        assert!(keeper.revoke_link(link.id).await.unwrap());
    }
    let listed = audit_links::list(db, now).await.unwrap();
    assert_eq!(listed.len(), 4);
    assert_eq!(listed[0].revoked_at, None);
    assert!(listed[1..].iter().all(|link| link.revoked_at.is_some()));
    assert!(listed[1].id > listed[2].id, "the last first");
    let later = audit_links::list(db, now + TimeDelta::days(2)).await;
    let ids: Vec<i64> = later.unwrap().iter().map(|link| link.id).collect();
    assert!(ids.is_sorted_by(|one, other| one > other), "{ids:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outsider_does_not_read_that_somebody_complained() {
    let desk = Desk::open().await;
    let case = desk.town.under_review().await;
    let mut own = Browser::of(&desk.doors, &case).await;
    let path = format!("/cases/{}/complaint", case.number);
    let form = Filled::on(&own.page(&path).await, &path);
    own.submit(&form.typed("text", "太慢了")).await.to();
    let town = &desk.town;
    let officer = town.officer("supervision", &["supervisor"]).await;
    let acts = [
        ("/duties/complaint:1/claim", json!({})),
        ("/complaints/1/answer", json!({"text": "您说得对。"})),
    ];
    for (act, body) in acts {
        town.post(&officer, &case.path(act), &body)
            .await
            .expect(200);
    }
    let id = case.number.parse::<CaseNumber>().unwrap().request_id();
    let found = desk.doors.find(id).await.unwrap();
    let db = desk.doors.engine.store().reader();
    let lines = journal::page(db, id, 0, 500).await.unwrap();
    let hides = |event: &Event| is_of_complaint(&found.request, event);
    for (_, entry) in &lines {
        let said = serde_json::to_string(&entry.event).unwrap();
        assert!(hides(&entry.event) || !said.contains("complain"), "{said}");
    }
    let answer = found.request.notices.last().unwrap();
    assert_eq!(answer.kind, NoticeKind::ComplaintAnswered);
    let number = answer.number;
    assert!(hides(&Event::NoticeTold { number }) && hides(&Event::NoticeNotTold { number }));
    assert!(hides(&Event::SeatOpened {
        duty: Duty::Tell(number),
        department: "window".parse().unwrap(),
        role: "window".parse().unwrap(),
    }));
    assert!(!hides(&Event::NoticeTold { number: 1 }));
    // What is no complaint is told, whatever words stand in it.
    let reason = "complaint file, kept no longer".to_owned();
    assert!(!hides(&Event::Erased { reason }));
    let mut boss = desk
        .officer("lin.yue", "supervision", &["supervisor"])
        .await;
    let link = made(&mut boss, &case.number).await;
    let page = Browser::new(&desk.doors)
        .page(&format!("{link}/journal"))
        .await;
    assert!(!page.contains("complain"), "{page}");
    assert!(page.contains("&quot;accepted&quot;"), "{page}");
}
