//! What was asked of the applicant stands at the work that asked: what, how far it is, which files came.

use super::super::admin::desk::Desk;
use super::super::answering::asked;
use super::super::browser::{Browser, Filled};
use super::reviewing;

fn tagged(queue: &str) -> usize {
    queue.matches("补正收回</span>").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_noted_waits_for_the_lead_who_sends_it() {
    let desk = Desk::open().await;
    let (mut clerk, link, page) = reviewing(&desk).await;
    let item = page.split("name=\"what\" value=\"").nth(1).unwrap();
    let item = item.split('"').next().unwrap().to_owned();
    let items = Filled::on(&page, &format!("{link}/items"))
        .with("what", &item)
        .typed(&format!("item:{item}"), "照片看不清，请重拍");
    let to = clerk.submit(&items).await.to().to_owned();
    let page = clerk.page(&to).await;
    let said = page.split("id=\"asking\"").nth(1).unwrap();
    let said = said.split("</section>").next().unwrap();
    assert!(said.contains("照片看不清，请重拍"), "{said}");
    assert!(
        said.contains("等牵头部门汇总后一次发给申请人，最晚"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_names_its_new_files_at_the_work_that_asked_and_only_there() {
    let desk = Desk::open().await;
    let case = asked(&desk.town).await;
    let mut labor = desk.officer("ma.lin", "labor", &["clerk"]).await;
    let link = format!("/desk/requests/{}/duties/review:verify.work", case.number);
    let page = labor.page(&link).await;
    assert!(page.contains("缺最后一页签字页"), "{page}");
    assert!(page.contains("已发给申请人"), "{page}");
    assert!(
        !page.contains("打不通"),
        "what others asked is theirs: {page}"
    );
    let mut health = desk.officer("cao.min", "health", &["clerk"]).await;
    let queue = health.page("/desk").await;
    let other = queue.split("href=\"/desk/requests/").nth(1).unwrap();
    let other = format!("/desk/requests/{}", other.split('"').next().unwrap());
    assert!(!health.page(&other).await.contains("id=\"asking\""));

    let mut applicant = Browser::of(&desk.doors, &case).await;
    let path = format!("/cases/{}/correction", case.number);
    let answer = Filled::on(&applicant.page(&path).await, &path)
        .typed("form.living_since", "2022-03-01")
        .typed("form.guardians.0.phone", "19900000009")
        .with_file(
            "materials.labour_contract",
            "合同.pdf",
            b"%PDF-1.4\nsigned\n%%EOF",
        );
    applicant.submit(&answer).await.to();
    let page = labor.page(&link).await;
    assert!(page.contains("申请人已补正"), "{page}");
    assert!(page.contains("补来的文件：合同.pdf"), "{page}");
    assert!(page.contains("补来的</span>"), "{page}");
    assert_eq!(tagged(&labor.page("/desk").await), 1);
    assert_eq!(tagged(&health.page("/desk").await), 0);
    let report = desk.town.house.engine.verify(&Default::default()).await;
    assert!(report.unwrap().holds());
}
