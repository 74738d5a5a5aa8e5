//! Accounts as an administrator keeps them.

use lianban::storage::provider;
use serde_json::json;

use super::desk::{Desk, OWN};
use crate::web::browser::{Browser, Filled};

const ADD: &str = "/admin/officers/add";

async fn add(browser: &mut Browser, name: &str, login: &str) -> crate::web::browser::Seen {
    let page = browser.page(ADD).await;
    let form = Filled::on(&page, ADD)
        .typed("name", name)
        .typed("email", "tian.yu@example.org")
        .typed("department", "education")
        .typed("login", login)
        .with("role", "clerk");
    browser.submit(&form).await
}

fn fact(page: &str, label: &str) -> String {
    let rest = page.split(&format!("<dt>{label}</dt>")).nth(1).unwrap();
    let value = rest.split("</dd>").next().unwrap();
    value.rsplit('>').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_account_is_opened_with_a_first_password_that_is_shown_once() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    let seen = add(&mut keeper, "田雨", "tian.yu").await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    assert_eq!(seen.headers["cache-control"], "no-store");
    let first = fact(&seen.text, "给这位工作人员的密码");
    let (mut newcomer, _) = desk.sign_in("tian.yu", &first).await;
    assert!(
        newcomer
            .get("/desk")
            .await
            .to()
            .starts_with("/desk/password")
    );

    let again = add(&mut keeper, "田雨二", "tian.yu").await;
    assert!(again.refused(422).contains("这个登录名已经有人用了"));
    assert!(
        again.text.contains("value=\"田雨二\""),
        "what was typed stays"
    );
    let nobody = keeper
        .post(
            ADD,
            &[("name", " "), ("email", "x"), ("department", "education")],
        )
        .await;
    for said in [
        "请写姓名",
        "邮箱的写法不对",
        "请至少选一个岗位",
        "登录名要2到64个字符",
    ] {
        assert!(nobody.refused(422).contains(said), "{said}");
    }

    for (question, there) in [
        ("q=TIAN", true),
        ("q=%E7%94%B0", true),
        ("q=nobody", false),
        ("q=_", false),
        ("department=window", false),
    ] {
        let page = keeper.page(&format!("/admin/officers?{question}")).await;
        assert_eq!(page.contains("田雨"), there, "{question}");
    }
}

#[tokio::test]
async fn a_change_holds_at_once_and_does_not_overwrite_unseen() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    let account = desk.account("liu.fang", "education", &["clerk"]).await;
    let place = format!("/admin/officers/{}", account.id);
    let page = keeper.page(&place).await;
    let form = Filled::on(&page, &format!("{place}/change"));
    let moved = form.clone().typed("department", "labor");
    assert_eq!(
        keeper.submit(&moved).await.to(),
        format!("{place}?told=changed")
    );
    let stale = keeper.submit(&form.typed("name", "刘芳芳")).await;
    assert!(stale.refused(412).contains("song.ping of government在"));
    assert!(stale.text.contains("改过这个账号"));
    assert!(stale.text.contains("刘芳芳"));
    let stands = desk.doors.access.officer(account.id).await.unwrap();
    assert_eq!(stands.department.as_ref(), "labor");
}

#[tokio::test]
async fn a_leaver_comes_in_no_more_and_their_work_goes_back() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    let account = desk.account("wu.lei", "window", &["window"]).await;
    let (mut leaver, _) = desk.sign_in("wu.lei", OWN).await;
    let case = desk
        .town
        .file(&crate::api::client::example("residence-permit"))
        .await;
    let issued = desk
        .doors
        .access
        .operator()
        .issue_token(account.id, "test", None)
        .await
        .unwrap();
    let bearer = format!("Bearer {}", issued.token);
    desk.town
        .post(&bearer, &case.path("/duties/intake/claim"), &json!({}))
        .await
        .expect(200);
    let place = format!("/admin/officers/{}/close", account.id);
    let page = keeper.page(&place).await;
    assert!(page.contains(&case.number), "what is held is shown");
    let form = Filled::on(&page, &place);
    let without = keeper.submit(&form).await;
    assert!(without.refused(422).contains("请写明理由"));
    let done = keeper.submit(&form.typed("reason", "调到其他单位")).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert!(
        done.text.contains("账号已停用") && done.text.contains("● 已退回待办"),
        "{}",
        done.text
    );
    assert!(leaver.get("/desk").await.to().starts_with("/desk/enter"));
    let colleague = desk.town.officer("window", &["window"]).await;
    desk.town
        .post(&colleague, &case.path("/duties/intake/claim"), &json!({}))
        .await
        .expect(200);

    // Back again: the login is still there.
    let one = format!("/admin/officers/{}", account.id);
    let page = keeper.page(&one).await;
    let open = Filled::on(&page, &format!("{one}/open"));
    assert_eq!(
        keeper.submit(&open).await.to(),
        format!("{one}?told=opened")
    );
    assert_eq!(desk.sign_in("wu.lei", OWN).await.1, "/desk/me");
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    let page = keeper.page("/admin/officers").await;
    let place = page.split("href=\"/admin/officers/").skip(1);
    let own = place
        .map(|rest| rest.split('"').next().unwrap())
        .find(|id| id.parse::<i64>().is_ok())
        .unwrap()
        .to_owned();
    let place = format!("/admin/officers/{own}");
    let refused = keeper
        .post(&format!("{place}/close"), &[("reason", "tired")])
        .await;
    assert!(refused.refused(409).contains("最后一个管理员"));
    let page = keeper.page(&place).await;
    let mut form = Filled::on(&page, &format!("{place}/change"));
    form.fields.retain(|(name, _)| name != "role");
    let refused = keeper.submit(&form.with("role", "clerk")).await;
    assert!(refused.refused(409).contains("最后一个管理员"));
}

#[tokio::test]
async fn only_administrators_keep_accounts() {
    let desk = Desk::open().await;
    for (login, department, role) in [
        ("wu.lei", "window", "window"),
        ("lin.yue", "supervision", "supervisor"),
        ("gu.wen", "supervision", "auditor"),
    ] {
        let mut browser = desk.officer(login, department, &[role]).await;
        for path in ["/admin", "/admin/officers", ADD] {
            browser.get(path).await.refused(403);
        }
        browser.post(ADD, &[("name", "x")]).await.refused(403);
    }
}

#[tokio::test]
async fn whoever_lost_their_phone_or_password_gets_in_again() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    let account = desk.account("liu.fang", "education", &["clerk"]).await;
    let place = format!("/admin/officers/{}", account.id);
    let page = keeper.page(&place).await;
    let second = Filled::on(&page, &format!("{place}/second"));
    assert_eq!(
        keeper.submit(&second).await.to(),
        format!("{place}?told=second")
    );
    let reset = Filled::on(&page, &format!("{place}/password"));
    let seen = keeper.submit(&reset).await;
    let first = fact(&seen.text, "给这位工作人员的密码");
    let (mut browser, _) = desk.sign_in("liu.fang", &first).await;
    assert!(
        browser
            .get("/desk")
            .await
            .to()
            .starts_with("/desk/password")
    );
}

#[tokio::test]
async fn a_double_tap_opens_one_account_and_shows_the_same_password() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    let page = keeper.page(ADD).await;
    let form = Filled::on(&page, ADD)
        .typed("name", "田雨")
        .typed("department", "education")
        .typed("login", "tian.yu")
        .with("role", "clerk");
    let once = keeper.submit(&form).await;
    let twice = keeper.submit(&form).await;
    let first = fact(&once.text, "给这位工作人员的密码");
    assert_eq!(fact(&twice.text, "给这位工作人员的密码"), first);
    let (mut newcomer, _) = desk.sign_in("tian.yu", &first).await;
    newcomer.get("/desk").await;
    let page = keeper.page("/admin/officers?q=tian").await;
    assert_eq!(page.matches("tian.yu").count(), 1, "{page}");

    // Loaded again after the password was reset: nothing stale is shown.
    let login = "tian.yu".parse().unwrap();
    let id = desk.doors.access.officer_of(&login).await.unwrap();
    let operator = desk.doors.access.operator();
    operator.give_password(id, &login).await.unwrap();
    let late = keeper.submit(&form).await;
    assert_eq!(late.to(), format!("/admin/officers/{id}?told=given-before"));

    // The same key with another form is refused.
    keeper
        .submit(&form.typed("name", "田雨二"))
        .await
        .refused(422);

    let place = format!("/admin/officers/{id}");
    let page = keeper.page(&place).await;
    let reset = Filled::on(&page, &format!("{place}/password"));
    let [one, other] = [keeper.submit(&reset).await, keeper.submit(&reset).await];
    assert_eq!(
        fact(&one.text, "给这位工作人员的密码"),
        fact(&other.text, "给这位工作人员的密码")
    );
}

#[tokio::test]
async fn what_was_done_to_an_account_is_read_by_administrators_and_auditors() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    let account = desk.account("liu.fang", "education", &["clerk"]).await;
    let place = format!("/admin/officers/{}", account.id);
    let page = keeper.page(&place).await;
    let form = Filled::on(&page, &format!("{place}/change"));
    keeper.submit(&form.typed("department", "labor")).await.to();
    let sessions = Filled::on(&page, &format!("{place}/sessions"));
    assert_eq!(
        keeper.submit(&sessions).await.to(),
        format!("{place}?told=sessions")
    );
    let page = keeper.page(&place).await;
    for said in ["修改账号", "退出所有设备", "发给密码", "运维（命令行）"] {
        assert!(page.contains(said), "{said}");
    }
    let mut auditor = desk.officer("gu.wen", "supervision", &["auditor"]).await;
    let page = auditor.page("/admin/acts?person=song.ping").await;
    assert!(page.contains("修改账号") && page.contains("song.ping of government"));
    assert!(
        page.contains("部门 教育局 → <b>人力资源和社会保障局</b>"),
        "{page}"
    );
    assert!(!page.contains("<td>gu.wen"), "only those by or on them");
    let page = auditor
        .page(&format!("/admin/acts?person={}", account.id))
        .await;
    assert!(page.contains("开设账号") && page.contains("修改账号"));
    assert!(
        !page.contains("href=\"/admin/officers\""),
        "nowhere they may not go"
    );
    let file = auditor.get("/admin/acts.csv?person=liu.fang").await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert!(
        file.text
            .contains("\"changed\",\"{\"\"department\"\":\"\"education\"\"}\"")
    );
    assert_eq!(file.text.lines().count(), 5, "{}", file.text);
    let nobody = auditor.page("/admin/acts?person=nobody-here").await;
    assert!(nobody.contains("没有记录"));
    let mut clerk = desk.sign_in("liu.fang", OWN).await.0;
    clerk.get("/admin/acts").await.refused(403);
    clerk.get("/admin/acts.csv").await.refused(403);
}

#[tokio::test]
async fn an_account_is_loosed_from_the_sign_in_of_the_town() {
    let desk = Desk::open().await;
    let mut keeper = desk.administrator().await;
    let mut clerk = desk.officer("chen.jing", "education", &["clerk"]).await;
    let login = "chen.jing".parse().unwrap();
    let id = desk.doors.access.officer_of(&login).await.unwrap();
    let place = format!("/admin/officers/{id}");
    let unbind = format!("{place}/unbind");
    assert!(
        !keeper.page(&place).await.contains(&unbind),
        "nobody is bound"
    );
    let (db, now) = (desk.doors.engine.store().writer(), desk.doors.engine.now());
    let issuer = "https://sign-in.example.org";
    provider::bind(db, issuer, "17", id, now).await.unwrap();
    clerk.page("/desk").await;
    let form = Filled::on(&keeper.page(&place).await, &unbind);
    let done = keeper.submit(&form).await.to().to_owned();
    let page = keeper.page(&done).await;
    assert!(
        page.contains("已经不再绑定") && !page.contains(&unbind),
        "{page}"
    );
    assert!(page.contains("解除统一身份认证"), "among the acts: {page}");
    assert!(!provider::is_bound(db, issuer, id).await.unwrap());
    let sent = clerk.get("/desk").await;
    assert!(sent.to().starts_with("/desk/enter"), "signed out");
    // Nobody does it to themselves.
    let own = desk
        .doors
        .access
        .officer_of(&"song.ping".parse().unwrap())
        .await
        .unwrap();
    let own = keeper
        .post(&format!("/admin/officers/{own}/unbind"), &[("key", "k")])
        .await;
    own.refused(403);
}
