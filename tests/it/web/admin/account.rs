//! One's own account: what comes before the session is open, password, second factor, sessions.

use chrono::Utc;

use super::desk::{Desk, OWN};
use crate::access::door::app;
use crate::web::browser::{Browser, Filled};

/// The secret and the recovery codes as the page shows them.
async fn set_up(browser: &mut Browser, path: &str) -> (String, Vec<String>) {
    let page = browser.page(path).await;
    assert!(page.contains("<svg class=\"qr\""), "{page}");
    let secret = between(&page, "<p class=\"secret\">", "</p>").replace(' ', "");
    let form = Filled::on(&page, "/desk/second/set-up");
    let wrong = browser.submit(&form.clone().typed("code", "000000")).await;
    assert!(wrong.refused(422).contains("数字不对"));
    let now = Utc::now();
    let seen = browser
        .submit(&form.typed("code", &app(&secret, now)))
        .await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    assert_eq!(seen.headers["cache-control"], "no-store");
    let list = between(&seen.text, "<ul class=\"codes\"", "</ul>");
    let codes = list.split("<li>").skip(1);
    let codes = codes.map(|code| code.split('<').next().unwrap().to_owned());
    (secret, codes.collect())
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let rest = text.split(from).nth(1).unwrap_or_else(|| panic!("{text}"));
    rest.split(to).next().unwrap()
}

#[tokio::test]
async fn a_first_password_is_changed_before_anything_else() {
    let desk = Desk::open().await;
    let account = desk.account("chen.jing", "education", &["clerk"]).await;
    let login = "chen.jing".parse().unwrap();
    let given = desk
        .doors
        .access
        .operator()
        .give_password(account.id, &login)
        .await;
    let first = given.unwrap().password;
    let (mut browser, to) = desk.sign_in("chen.jing", &first).await;
    assert_eq!(to, "/desk/me");
    let way = browser.get("/desk/me").await;
    assert_eq!(way.to(), "/desk/password?then=%2Fdesk%2Fme");
    let page = browser.page(way.to()).await;
    let form = Filled::on(&page, "/desk/password");
    let type_in = |current: &str, new: &str, again: &str| {
        form.clone()
            .typed("current", current)
            .typed("new", new)
            .typed("again", again)
    };
    for (current, new, again, said) in [
        (&*first, "short", "short", "太短：至少要10个字符"),
        (&*first, "password123", "password123", "很容易被猜到"),
        (&*first, OWN, "three blue heron", "两遍新密码不一样"),
        ("another one", OWN, OWN, "现在的密码不对"),
    ] {
        let seen = browser.submit(&type_in(current, new, again)).await;
        assert!(seen.refused(422).contains(said), "{said}: {}", seen.text);
        assert!(!seen.text.contains(&first), "no password is shown again");
    }
    let seen = browser.submit(&type_in(&first, OWN, OWN)).await;
    assert_eq!(seen.to(), "/desk/me");
    assert!(browser.page("/desk/me").await.contains("chen.jing"));
}

#[tokio::test]
async fn a_second_factor_is_set_up_where_the_house_wants_it_and_asked_from_then_on() {
    let desk = Desk::with(true).await;
    desk.account("liu.fang", "education", &["clerk"]).await;
    let (mut browser, _) = desk.sign_in("liu.fang", OWN).await;
    let way = browser.get("/desk").await.to().to_owned();
    assert_eq!(way, "/desk/second/set-up?then=%2Fdesk");
    let (_, codes) = set_up(&mut browser, &way).await;
    assert_eq!(codes.len(), 8);
    assert!(browser.page("/desk/me").await.contains("还有8个备用码"));

    // Another device: the password opens nothing, a wrong code neither, a recovery code once.
    let (mut other, _) = desk.sign_in("liu.fang", OWN).await;
    assert!(other.get("/desk").await.to().starts_with("/desk/second?"));
    assert_eq!(
        other.get("/desk/password").await.to(),
        "/desk/second?then=%2Fdesk%2Fpassword"
    );
    let page = other.page("/desk/second?then=/desk/me&by=recovery").await;
    assert!(page.contains("autocomplete=\"one-time-code\""));
    let form = Filled::on(&page, "/desk/second");
    let wrong = other.submit(&form.clone().typed("code", "123456")).await;
    assert!(wrong.refused(422).contains("数字不对"));
    let right = other.submit(&form.clone().typed("code", &codes[0])).await;
    assert_eq!(right.to(), "/desk/me?told=recovery-used");
    let told = other.page("/desk/me?told=recovery-used").await;
    assert!(told.contains("还有7个备用码") && told.contains("您用掉了一个备用码"));

    let (mut third, _) = desk.sign_in("liu.fang", OWN).await;
    let again = third.submit(&form.typed("code", &codes[0])).await;
    assert!(again.refused(422).contains("已经用过"));
}

#[tokio::test]
async fn too_many_wrong_codes_end_the_session() {
    let desk = Desk::with(true).await;
    desk.account("liu.fang", "education", &["clerk"]).await;
    let (mut browser, _) = desk.sign_in("liu.fang", OWN).await;
    set_up(&mut browser, "/desk/second/set-up").await;
    let (mut other, _) = desk.sign_in("liu.fang", OWN).await;
    let wrong = [("code", "123456"), ("then", "/desk")];
    for _ in 0..5 {
        other.post("/desk/second", &wrong).await.refused(422);
    }
    let over = other.post("/desk/second", &wrong).await;
    assert!(over.refused(422).contains("已退出登录"));
    assert!(other.get("/desk").await.to().starts_with("/desk/enter?"));
}

#[tokio::test]
async fn nobody_who_did_not_come_in_sees_a_page_of_an_account() {
    let desk = Desk::open().await;
    let mut stranger = Browser::new(&desk.doors);
    for path in [
        "/desk/second",
        "/desk/second/set-up",
        "/desk/password",
        "/desk/me",
    ] {
        let to = stranger.get(path).await.to().to_owned();
        assert!(to.starts_with("/desk/enter?then="), "{path}: {to}");
    }
    let to = stranger.post("/desk/password", &[("new", OWN)]).await;
    assert!(to.to().starts_with("/desk/enter"));
}

#[tokio::test]
async fn sessions_are_listed_and_ended_from_another_one() {
    let desk = Desk::open().await;
    let mut here = desk.officer("wu.lei", "window", &["window"]).await;
    let (mut there, _) = desk.sign_in("wu.lei", OWN).await;
    let (mut third, _) = desk.sign_in("wu.lei", OWN).await;
    let page = here.page("/desk/me").await;
    assert_eq!(page.matches("就是这里").count(), 1);
    assert_eq!(page.matches("name=\"end\"").count(), 2);
    let one = Filled::on(&page, "/desk/me/sessions");
    assert_eq!(here.submit(&one).await.to(), "/desk/me?told=ended");
    let ended = [
        there.get("/desk/me").await.status.as_u16(),
        third.get("/desk/me").await.status.as_u16(),
    ];
    assert_eq!(ended.iter().filter(|status| **status == 303).count(), 1);
    here.post("/desk/me/sessions", &[("others", "yes")])
        .await
        .to();
    assert_eq!(there.get("/desk/me").await.status, 303);
    assert_eq!(third.get("/desk/me").await.status, 303);
    assert_eq!(here.get("/desk/me").await.status, 200);
}
