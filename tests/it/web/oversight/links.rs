//! Links by which an auditor reads without an account.

use lianban::domain::identifiers::CaseNumber;

use crate::web::admin::desk::Desk;
use crate::web::browser::{Browser, Filled};

const PLACE: &str = "/oversight/links";

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
    let broken = "UPDATE journal SET at = at + 1 WHERE seq = 2";
    assert!(desk.town.house.tamper(broken).await > 0);
    let journal = stranger.page(&format!("{link}/journal")).await;
    assert!(journal.contains("■ 日志链在第2行断开"), "{journal}");

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
        let refused = keeper.make_link("x", None, days).await;
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
    keeper.change_officer(&clerk).await.unwrap();
    stranger.get(&link).await.refused(404);
    keeper.change_officer(&supervisor).await.unwrap();
    stranger.page(&link).await;
    keeper.close_officer(id).await.unwrap();
    stranger.get(&link).await.refused(404);
}
