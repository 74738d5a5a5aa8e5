//! Working days as an administrator reads and tries them.

use serde_json::{Value, json};

use super::desk::Desk;
use crate::api::client::example;
use crate::web::browser::Filled;

const PLACE: &str = "/admin/calendar";

/// The shipped calendar, with something changed.
fn calendar(change: impl FnOnce(&mut Value)) -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/config/calendars.json");
    let mut calendar = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    change(&mut calendar);
    calendar.to_string()
}

#[tokio::test]
async fn a_new_calendar_is_tried_and_says_whose_day_moves_and_changes_nothing() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    let case = desk.town.file(&example("school-admission")).await;
    let window = desk.town.officer("window", &["window"]).await;
    for step in ["/duties/intake/claim", "/intake/accept"] {
        let done = desk.town.post(&window, &case.path(step), &json!({})).await;
        done.expect(200);
    }
    let before = desk.doors.engine.calendar();
    let page = keeper.page(PLACE).await;
    assert!(page.contains("2026") && page.contains("● 已公布"), "{page}");
    let form = Filled::on(&page, PLACE);

    let same = calendar(|_| {});
    let seen = keeper
        .submit(&form.clone().with_file("file", "same.json", same.as_bytes()))
        .await;
    assert!(seen.text.contains("没有一件的到期日会变"), "{}", seen.text);

    // The office closes for the week after the acceptance.
    let closed = calendar(|calendar| {
        calendar["closures"] = json!(["2026-04-13", "2026-04-14", "2026-04-15"]);
    });
    let seen = keeper.submit(&form.typed("text", &closed)).await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    assert!(seen.text.contains(&case.number), "{}", seen.text);
    for said in ["1件的到期日会变", "lianban calendar check", "什么也没有改"] {
        assert!(seen.text.contains(said), "{said}");
    }
    assert_eq!(before, desk.doors.engine.calendar(), "nothing is applied");
}

#[tokio::test]
async fn a_faulty_calendar_is_refused_in_words_and_stays_typed() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    let page = keeper.page(PLACE).await;
    let form = Filled::on(&page, PLACE);
    let both =
        r#"{"2026": {"published": true, "holidays": ["2026-01-04"], "workdays": ["2026-01-04"]}}"#;
    for (text, said) in [
        ("", "请选一个文件"),
        ("{", "读不懂"),
        (both, "又放假又上班"),
        (
            r#"{"2026": {"published": true, "holidays": [], "workdays": ["2026-01-05"]}}"#,
            "本来就是上班日",
        ),
    ] {
        let seen = keeper.submit(&form.clone().typed("text", text)).await;
        assert!(seen.refused(422).contains(said), "{said}: {}", seen.text);
    }
    let seen = keeper.submit(&form.typed("text", both)).await;
    assert!(seen.text.contains("2026-01-04"), "what was typed stays");
}

#[tokio::test]
async fn years_that_the_new_file_lacks_are_told() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    let alone = calendar(|calendar| {
        calendar.as_object_mut().unwrap().remove("2024");
    });
    let page = keeper.page(PLACE).await;
    let seen = keeper
        .submit(&Filled::on(&page, PLACE).typed("text", &alone))
        .await;
    assert!(
        seen.text.contains("新文件里缺了这些年份：2024"),
        "{}",
        seen.text
    );
}
