//! The room of a sitting: for when it is called, who counts, and when it can be closed.

use super::super::admin::desk::Desk;
use super::super::browser::Filled;
use crate::engine::sittings::shop;

#[tokio::test(flavor = "multi_thread")]
async fn a_sitting_opens_its_doors_when_it_begins_and_counts_those_who_decide() {
    let desk = Desk::open().await;
    shop(&desk.town.house).await;
    let mut head = desk.officer("deng.hui", "commerce", &["head"]).await;
    let list = head.page("/desk/sittings").await;
    let form = Filled::on(&list, "/desk/sittings").typed("what", "open-a-shop sitting");
    let call = async |head: &mut super::Browser, at: &str| {
        head.submit(&form.clone().typed("at", at)).await
    };
    let off = call(&mut head, "2026-04-11T09:30").await;
    assert!(
        off.refused(409).contains("那天不上班，请选一个工作日"),
        "{}",
        off.text
    );
    let far = call(&mut head, "2027-04-12T09:30").await;
    assert!(
        far.refused(409).contains("最远只能召集六个月以内的会"),
        "{}",
        far.text
    );
    let past = call(&mut head, "2026-04-01T09:30").await;
    assert!(
        past.refused(409).contains("开会时间已经过了"),
        "{}",
        past.text
    );
    let blank = head.submit(&form).await;
    assert!(
        blank
            .refused(422)
            .contains("href=\"#at\">什么时候开：请填写"),
        "{}",
        blank.text
    );

    let place = call(&mut head, "2026-04-09T09:30").await.to().to_owned();
    let before = head.page(&place).await;
    assert!(before.contains("到时候才能签到、结束"), "{before}");
    assert!(!before.contains(&format!("{place}/close")), "{before}");
    assert!(!before.contains(&format!("{place}/attend")), "{before}");
    assert!(before.contains(&format!("{place}/call-off")), "{before}");
    head.submit(&Filled::on(&before, &format!("{place}/agenda")))
        .await;
    let clock = &desk.town.house.clock;
    let begins = "2026-04-09T01:31:00Z"
        .parse::<chrono::DateTime<chrono::Utc>>()
        .unwrap();
    clock.advance(begins - desk.town.house.engine.now());
    let mut head = desk
        .sign_in("deng.hui", super::super::admin::desk::OWN)
        .await
        .0;
    for department in ["health", "fire", "labor", "tax", "education"] {
        let login = format!("clerk.{department}");
        let mut clerk = desk.officer(&login, department, &["clerk"]).await;
        let room = clerk.get(&place).await;
        if room.status != 200 {
            continue;
        }
        clerk
            .submit(&Filled::on(&room.text, &format!("{place}/attend")))
            .await;
    }
    let room = head.page(&place).await;
    assert!(room.contains(&format!("{place}/close")), "{room}");
    assert!(
        room.contains("个有意见要提的部门到会，现在到了4个，够了"),
        "{room}"
    );
    assert!(!room.contains("4 / ") && !room.contains("5 / "), "{room}");
    // What was typed about one item stands in its form again.
    let mut clerk = desk
        .sign_in("clerk.health", super::super::admin::desk::OWN)
        .await
        .0;
    let room = clerk.page(&place).await;
    let speak = Filled::on(&room, &format!("{place}/draft")).typed("text", "ventilation");
    let again = clerk.submit(&speak).await;
    let text = again.refused(422);
    assert!(text.contains("意见：请填写"), "{text}");
    let kept = Filled::on(text, &format!("{place}/draft"));
    assert_eq!(kept.value("text"), Some("ventilation"));
    // A refusal without its reasons is refused when it is noted, at its fields, not at the close.
    let bare = clerk.submit(&speak.clone().with("verdict", "refuse")).await;
    let bare = bare.refused(422);
    assert!(
        bare.contains("原因类别：请填写") && bare.contains("法律依据：请填写"),
        "{bare}"
    );
    assert!(
        bare.contains("不符合条件") || bare.contains("<option value=\"conditions-not-met\""),
        "{bare}"
    );
    let id = text
        .split("href=\"#")
        .nth(2)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert!(text.contains(&format!("id=\"{id}\"")), "{id}: {text}");
}
