//! Workflows: checked with every finding, proposed by one, published by another.

use super::desk::{Desk, OWN};
use crate::web::browser::{Browser, Filled, Seen};

const CHECK: &str = "/admin/workflows/check";
const PROPOSE: &str = "/admin/workflows/propose";

fn source(version: u32) -> String {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/workflows/residence-permit.yaml"
    );
    let source = std::fs::read_to_string(path).unwrap();
    let line = source
        .lines()
        .find(|line| line.starts_with("version:"))
        .unwrap();
    source.replacen(line, &format!("version: {version}"), 1)
}

/// The version that ships.
fn shipped(desk: &Desk) -> u32 {
    let key = "residence-permit".parse().unwrap();
    let newest = desk.doors.engine.registry().newest(&key).unwrap();
    newest.workflow.version
}

async fn check(keeper: &mut Browser, source: &str) -> Seen {
    let page = keeper.page("/admin/workflows").await;
    let form = Filled::on(&page, CHECK).with_file("file", "new.yaml", source.as_bytes());
    keeper.submit(&form).await
}

#[tokio::test]
async fn a_version_is_proposed_by_one_and_published_by_another() {
    let desk = Desk::open().await;
    let mut one = desk.administrator().await;
    desk.account("tian.yu", "government", &["administrator"])
        .await;
    let (mut other, _) = desk.sign_in("tian.yu", OWN).await;
    let (old, new) = (shipped(&desk), shipped(&desk) + 1);
    let case = desk.town.under_review().await;

    let seen = check(&mut one, &source(new)).await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    assert!(seen.text.contains("src=\"data:image/svg+xml;base64,"));
    let form = Filled::on(&seen.text, PROPOSE);
    let without = one.submit(&form).await;
    assert!(without.refused(422).contains("请写明改了什么"));
    let proposed = one.submit(&form.clone().typed("note", "期限改短")).await;
    let place = proposed.to().to_owned();
    let twice = one.submit(&form.typed("note", "期限改短")).await;
    assert_eq!(twice.to(), place, "a double tap is one proposal");

    let own = one.page(&place).await;
    assert!(own.contains("要由另一位管理员发布"));
    let forced = one.post(&format!("{place}/publish"), &[]).await;
    assert!(forced.refused(403).contains("要由另一位管理员发布"));
    assert_eq!(shipped(&desk), old, "a proposal changes nothing");

    let page = other.page("/admin/workflows").await;
    assert!(page.contains(&place) && page.contains("期限改短"));
    let page = other.page(&place).await;
    let changes = [
        format!("和第{old}版相比改了什么"),
        "删去1行（-），加上1行（+）".to_owned(),
        format!("<del>- version: {old}"),
        format!("<ins>+ version: {new}"),
    ];
    for said in &changes {
        assert!(page.contains(said), "{said}: {page}");
    }
    let publish = Filled::on(&page, &format!("{place}/publish"));
    assert_eq!(other.submit(&publish).await.to(), place);
    let published = other.page(&place).await;
    let version = other
        .page(&format!("/admin/workflows/residence-permit/{new}"))
        .await;
    assert!(published.contains("已发布"));
    for said in &changes {
        assert!(published.contains(said) && version.contains(said), "{said}");
    }
    assert_eq!(shipped(&desk), new);
    let page = other.page("/admin/workflows").await;
    assert!(page.contains("新办件用它") && page.contains("只有旧办件还在用"));

    let id = case
        .number
        .parse::<lianban::domain::identifiers::CaseNumber>();
    let running = desk.doors.find(id.unwrap().request_id()).await.unwrap();
    assert_eq!(running.request.workflow.version, old, "running ones stay");
    let drawn = other
        .get(&format!(
            "/admin/workflows/residence-permit/{new}/diagram.svg"
        ))
        .await;
    assert_eq!(drawn.headers["content-type"], "image/svg+xml");
}

#[tokio::test]
async fn every_mistake_is_shown_where_it_stands() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    let faulty = source(shipped(&desk) + 1).replacen("lead:", "leed:", 1);
    let seen = check(&mut keeper, &faulty).await;
    let page = seen.refused(422);
    for said in [
        "这份流程还不能用",
        "■ 错误",
        "<mark>leed</mark>",
        "怎样改：",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains(PROPOSE), "nobody proposes what is faulty");
    let again = Filled::on(page, CHECK);
    assert!(
        again.value("text").unwrap().contains("leed:"),
        "to be mended"
    );
    let empty = keeper.submit(&again.typed("text", "")).await;
    assert!(empty.refused(422).contains("请选一个文件"));
}

#[tokio::test]
async fn a_version_that_stands_is_not_published_again_or_otherwise() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    let version = shipped(&desk);
    let known = check(&mut keeper, &source(version)).await;
    assert!(known.refused(422).contains("内容一字不差"));
    let other = source(version).replacen("zh: ", "zh: 新", 1);
    let taken = check(&mut keeper, &other).await;
    assert!(taken.refused(422).contains("发布过的版本不能改"));
    let fields = [("text", other.as_str()), ("note", "x")];
    let forced = keeper.post(PROPOSE, &fields).await;
    assert!(forced.refused(422).contains("发布过的版本不能改"));
}

#[tokio::test]
async fn a_proposal_is_taken_back_by_its_own_or_turned_down_by_another() {
    let desk = Desk::open().await;
    let mut one = desk.administrator().await;
    desk.account("tian.yu", "government", &["administrator"])
        .await;
    let (mut other, _) = desk.sign_in("tian.yu", OWN).await;
    let mut places = Vec::new();
    for ahead in [1, 2] {
        let seen = check(&mut one, &source(shipped(&desk) + ahead)).await;
        let form = Filled::on(&seen.text, PROPOSE).typed("note", "试试");
        places.push(one.submit(&form).await.to().to_owned());
    }
    let page = one.page(&places[0]).await;
    let back = Filled::on(&page, &format!("{}/withdraw", places[0]));
    assert!(one.submit(&back).await.refused(422).contains("请写明理由"));
    one.submit(&back.typed("reason", "写错了")).await.to();
    let page = other.page(&places[1]).await;
    let no = Filled::on(&page, &format!("{}/reject", places[1]));
    other.submit(&no.typed("reason", "期限太短")).await.to();
    assert!(one.page(&places[1]).await.contains("没有同意"));
    for place in &places {
        // Too late: nothing is published, and nothing changes.
        let late = other.post(&format!("{place}/publish"), &[]).await;
        assert!(late.refused(409).contains("别人刚刚已经处理"));
    }
    let page = one.page("/admin/workflows").await;
    assert!(page.contains("已撤回") && page.contains("没有同意"));
    assert!(!page.contains("等第二个人发布"));
}

#[tokio::test]
async fn an_account_that_the_proposer_made_is_no_second_person() {
    let desk = Desk::open().await;
    let mut one = desk.administrator().await;
    let page = one.page("/admin/officers/add").await;
    let form = Filled::on(&page, "/admin/officers/add")
        .typed("name", "田雨")
        .typed("department", "government")
        .typed("login", "tian.yu")
        .with("role", "administrator");
    one.submit(&form).await;
    let login = "tian.yu".parse().unwrap();
    let made = desk.doors.access.officer_of(&login).await.unwrap();
    let operator = desk.doors.access.operator();
    operator
        .give_known_password(made, &login, OWN)
        .await
        .unwrap();
    let (mut other, _) = desk.sign_in("tian.yu", OWN).await;
    let seen = check(&mut one, &source(shipped(&desk) + 1)).await;
    let proposed = Filled::on(&seen.text, PROPOSE).typed("note", "期限改短");
    let place = one.submit(&proposed).await.to().to_owned();
    let page = other.page(&place).await;
    let publish = Filled::on(&page, &format!("{place}/publish"));
    let refused = other.submit(&publish).await;
    assert!(
        refused.refused(403).contains("不能算第二个人"),
        "{}",
        refused.text
    );
    let old = shipped(&desk);
    assert_eq!(shipped(&desk), old);
    let mut third = desk
        .officer("he.min", "government", &["administrator"])
        .await;
    assert_eq!(third.submit(&publish).await.to(), place);
    assert_eq!(shipped(&desk), old + 1);
    // Too late for anything else, and it is said who was first.
    let page = one
        .post(&format!("{place}/withdraw"), &[("reason", "x")])
        .await;
    assert!(page.refused(409).contains("别人刚刚已经处理"));
}
