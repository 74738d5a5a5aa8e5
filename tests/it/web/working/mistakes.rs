//! Errors name their field and lead to it; an address that names nothing is an ordinary page.

use lianban::web::routes::ROUTES;

use super::super::admin::desk::{Desk, OWN};
use super::super::applying::typist::begin;
use super::super::browser::{Browser, Filled};
use super::reviewing;

#[tokio::test(flavor = "multi_thread")]
async fn the_summary_says_which_field_is_wrong_and_leads_to_it() {
    let desk = Desk::open().await;
    let (mut clerk, link, page) = reviewing(&desk).await;
    let opinion = Filled::on(&page, &format!("{link}/opinion"));
    let blank = clerk.submit(&opinion).await;
    let text = blank.refused(422);
    assert!(text.contains("<title>有错误："), "{text}");
    assert!(
        text.contains("href=\"#opinion-verdict\">意见：请填写</a>"),
        "{text}"
    );
    assert!(
        text.contains("id=\"opinion-verdict\" tabindex=\"-1\""),
        "{text}"
    );
    let refusing = clerk
        .submit(&opinion.with("verdict", "refuse").typed("text", "no"))
        .await;
    let text = refusing.refused(422);
    let named = text.contains("href=\"#opinion-reason\">原因类别：请填写</a>")
        || text.contains("href=\"#opinion-basis\">法律依据：请填写</a>");
    assert!(named, "{text}");
    let items = Filled::on(&page, &format!("{link}/items"));
    let text = clerk.submit(&items).await;
    let text = text.refused(422);
    assert!(
        text.contains("href=\"#items-items\">要补正的内容：请填写</a>"),
        "{text}"
    );
    // In the reader's language.
    clerk.get("/look/language/en?then=/desk").await;
    let text = clerk.submit(&items).await;
    assert!(text.text.contains("<title>Error: "), "{}", text.text);
    assert!(
        text.text
            .contains("href=\"#items-items\">What to correct: "),
        "{}",
        text.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_names_nothing_is_an_ordinary_page() {
    let desk = Desk::open().await;
    let roles = ["supervisor", "administrator", "head", "window"];
    let mut officer = desk.officer("song.ping", "supervision", &roles).await;
    let mut stranger = Browser::new(&desk.doors);
    let absent = officer.get("/admin/officers/abc").await;
    assert!(absent.refused(404).contains("没有找到"), "{}", absent.text);
    let fill = |path: &str, with: &str| {
        let parts = path.split('/').map(|part| match part.starts_with('{') {
            true => with,
            false => part,
        });
        parts.collect::<Vec<_>>().join("/")
    };
    for route in ROUTES
        .iter()
        .filter(|route| route.path.contains('{') && !route.path.starts_with("/assets"))
    {
        for with in ["abc", "%FF", "1%00"] {
            let path = fill(route.path, with);
            for browser in [&mut officer, &mut stranger] {
                let seen = match route.method {
                    "GET" => browser.get(&path).await,
                    _ => browser.post(&path, &[]).await,
                };
                assert!(seen.status.as_u16() < 500, "{path}: {}", seen.text);
                let is_raw = !seen.text.is_empty() && !seen.text.contains("<html");
                assert!(
                    seen.status != 400 && !is_raw,
                    "{path}: {} {}",
                    seen.status,
                    seen.text
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_tried_too_often_is_told_when_to_try_again() {
    let desk = Desk::open().await;
    desk.account("wu.lei", "window", &["window"]).await;
    let mut browser = Browser::new(&desk.doors);
    let fields = [
        ("login", "wu.lei"),
        ("password", "wrong"),
        ("then", "/desk"),
    ];
    let mut seen = browser.post("/desk/enter", &fields).await;
    for _ in 0..40 {
        if seen.status == 429 {
            break;
        }
        seen = browser.post("/desk/enter", &fields).await;
    }
    let text = seen.refused(429);
    let seconds: u64 = seen.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    let minutes = seconds.div_ceil(60);
    let said = text.contains(&format!("请等{seconds}秒再试"))
        || text.contains(&format!("请等{minutes}分钟再试"));
    assert!(said, "{seconds}: {text}");
    assert_ne!(OWN, "wrong");
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_are_not_guessed_side_by_side() {
    let desk = Desk::open().await;
    desk.account("wu.lei", "window", &["window"]).await;
    let guess = |n: u32| {
        let doors = desk.doors.clone();
        async move {
            let password = format!("guess number {n}");
            let fields = [("login", "wu.lei"), ("password", password.as_str())];
            let mut browser = Browser::new(&doors);
            browser.post("/desk/enter", &fields).await.status.as_u16()
        }
    };
    let seen = futures::future::join_all((0..50).map(guess)).await;
    let looked_at = seen.iter().filter(|status| **status == 422).count();
    let turned_away = seen.iter().filter(|status| **status == 429).count();
    let most = desk.doors.settings.failures_per_case.burst as usize;
    assert_eq!((looked_at, turned_away), (most, 50 - most), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_can_be_known_the_trouble_is_told_on_a_page() {
    let desk = Desk::open().await;
    let mut clerk = desk.officer("wu.lei", "window", &["window"]).await;
    desk.town
        .house
        .tamper("ALTER TABLE session RENAME TO lost")
        .await;
    for place in ["/", "/help", "/desk"] {
        let seen = clerk.get(place).await;
        let kind = seen.headers["content-type"].to_str().unwrap();
        assert!(kind.starts_with("text/html"), "{place}: {kind}");
        assert!(
            seen.refused(500).contains("<html lang=\"zh"),
            "{}",
            seen.text
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn coming_in_costs_no_try() {
    let desk = Desk::open().await;
    desk.account("wu.lei", "window", &["window"]).await;
    let fields = [("login", "wu.lei"), ("password", OWN)];
    for _ in 0..=desk.doors.settings.failures_per_case.burst {
        let mut browser = Browser::new(&desk.doors);
        assert_eq!(browser.post("/desk/enter", &fields).await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_with_pictures_is_refused_in_words() {
    let desk = Desk::open().await;
    let mut browser = Browser::new(&desk.doors);
    let first = begin(&mut browser, "residence-permit").await;
    let kind = Filled::on(&browser.page(&first).await, &first).with("kind", "self");
    let to = browser
        .submit(&kind.with("then", "next"))
        .await
        .to()
        .to_owned();
    let form = Filled::on(&browser.page(&to).await, &to);
    for (name, said) in [
        ("王芳😀", "只能有文字、间隔号（·）"),
        ("王\u{202e}芳", "有看不见的控制字符"),
    ] {
        let refused = browser.submit(&form.clone().typed("name", name)).await;
        assert!(refused.refused(422).contains(said), "{}", refused.text);
    }
    let taken = browser.submit(&form.typed("name", "阿依古丽·买买提")).await;
    let main = taken.text.split("<main").nth(1).unwrap();
    assert!(!main.contains("href=\"#name\""), "{main}");
}
