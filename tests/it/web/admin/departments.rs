//! What merging a department would touch, and its officers' move afterwards.

use super::desk::{Desk, OWN};
use crate::web::browser::Filled;

#[tokio::test]
async fn what_a_merger_would_touch_is_said_and_nothing_is_changed() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    desk.account("zhang.li", "labor", &["clerk"]).await;
    desk.town.under_review().await;
    let page = keeper.page("/admin/departments/labor").await;
    assert!(page.contains("<dt>待办</dt><dd>1</dd>"), "{page}");
    let tried = "/admin/departments/labor?into=housing&from=2026-07-01";
    let page = keeper.page(tried).await;
    for said in [
        "succeeded_by: {department: housing, from: 2026-07-01}",
        "居住证",
        "并入后由一个部门提两次",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let elsewhere = keeper
        .page("/admin/departments/labor?into=labor&from=x")
        .await;
    assert!(!elsewhere.contains("succeeded_by"));
    let early = keeper
        .post("/admin/departments/labor/move", &[("reason", "x")])
        .await;
    early.refused(409);
    keeper.get("/admin/departments/nowhere").await.refused(404);
}

#[tokio::test]
async fn the_officers_of_a_merged_department_move_with_a_reason_and_find_their_work() {
    let desk = Desk::merged("labor", "health").await;
    let mut keeper = desk.administrator().await;
    let account = desk.account("zhang.li", "labor", &["clerk"]).await;
    let case = desk.town.under_review().await;
    let (mut clerk, _) = desk.sign_in("zhang.li", OWN).await;
    let before = clerk.page("/desk?tab=unclaimed").await;
    assert!(!before.contains(&case.number), "the work is elsewhere");

    let place = "/admin/departments/labor";
    let page = keeper.page(place).await;
    assert!(page.contains("并入卫生健康局"), "{page}");
    let form = Filled::on(&page, &format!("{place}/move"));
    assert!(
        keeper
            .submit(&form)
            .await
            .refused(422)
            .contains("请写明理由")
    );
    let moved = keeper.submit(&form.typed("reason", "机构改革")).await;
    assert_eq!(moved.to(), format!("{place}?told=moved"));
    let stands = desk.doors.access.officer(account.id).await.unwrap();
    assert_eq!(stands.department.as_ref(), "health");
    let acts = keeper.page("/admin/acts").await;
    for said in ["部门并入，转走经办人", "机构改革", "修改账号"] {
        assert!(acts.contains(said), "{said}");
    }
    let after = clerk.page("/desk?tab=unclaimed").await;
    assert!(after.contains(&case.number), "{after}");
    let add = keeper.page("/admin/officers/add").await;
    assert!(!add.contains("value=\"labor\""), "nobody is hired there");
    let forced = Filled::on(&add, "/admin/officers/add")
        .typed("name", "田雨")
        .typed("department", "labor")
        .typed("login", "tian.yu")
        .with("role", "clerk");
    keeper.submit(&forced).await.refused(422);
}
