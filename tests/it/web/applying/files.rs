//! Files handed in on pages: each judged by itself, looked at, replaced, taken out.

use std::time::Duration;

use lianban::doors::Settings;

use super::typist::begin;
use crate::api::client::{PDF, Town};
use crate::web::browser::{Browser, Filled, Seen};

const CARD: &str = "/apply/residence-permit/materials/identity_card";

async fn town() -> (Town, Browser) {
    let settings = Settings {
        file_max_bytes: 4096,
        ..Settings::default()
    };
    let town = Town::with(settings).await;
    let mut browser = Browser::new(&town.doors);
    begin(&mut browser, "residence-permit").await;
    (town, browser)
}

async fn hand_in(browser: &mut Browser, then: &str, files: &[(&str, &[u8])]) -> Seen {
    let page = browser.page(CARD).await;
    let mut form = Filled::on(&page, CARD).with("then", then);
    for (name, bytes) in files {
        form = form.with_file("files", name, bytes);
    }
    browser.submit(&form).await
}

#[tokio::test]
async fn a_file_that_cannot_be_taken_is_told_by_name_and_costs_no_other() {
    let (_town, mut browser) = town().await;
    let large = [PDF, &[b' '; 5000]].concat();
    let files: [(&str, &[u8]); 6] = [
        ("good.pdf", PDF),
        ("empty.pdf", b""),
        ("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0"),
        ("large.pdf", &large),
        ("../../etc/passwd", PDF),
        ("letter.docx", b"PK\x03\x04...."),
    ];
    let seen = hand_in(&mut browser, "next", &files).await;
    let page = seen.refused(422);
    for words in [
        "empty.pdf：文件是空的",
        "photo.heic：只收 PDF、JPG、PNG",
        "large.pdf：文件太大",
        "passwd：文件名不能用",
        "letter.docx：只收",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(page.contains("good.pdf"));
    let kept = browser.page(CARD).await;
    assert!(
        kept.contains("good.pdf") && !kept.contains("passwd"),
        "{kept}"
    );
}

#[tokio::test]
async fn a_file_is_looked_at_replaced_and_taken_out() {
    let (town, mut browser) = town().await;
    hand_in(&mut browser, "upload", &[("front.pdf", PDF)])
        .await
        .to();
    let page = browser.page(CARD).await;
    let look = page.split(&format!("href=\"{CARD}/")).nth(1).unwrap();
    let file = look.split('"').next().unwrap().to_owned();
    let seen = browser.get(&format!("{CARD}/{file}")).await;
    assert_eq!(seen.headers["content-type"], "application/pdf");
    let policy = seen.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    let stranger = Browser::new(&town.doors)
        .get(&format!("{CARD}/{file}"))
        .await;
    assert_eq!(stranger.to(), "/apply/residence-permit");

    let page = browser.page(&format!("{CARD}?replace={file}")).await;
    assert!(page.contains("新传的会换掉“front.pdf”"), "{page}");
    let other = [PDF, b"\n"].concat();
    let form = Filled::on(&page, CARD)
        .with("then", "upload")
        .with_file("files", "back.pdf", &other);
    browser.submit(&form).await.to();
    let page = browser.page(CARD).await;
    assert!(
        page.contains("back.pdf") && !page.contains("front.pdf"),
        "{page}"
    );

    let form = Filled::on(&page, &format!("{CARD}/remove"));
    browser.submit(&form).await.to();
    assert!(!browser.page(CARD).await.contains("back.pdf"));
}

#[tokio::test]
async fn files_of_a_draft_are_not_swept_up_and_go_with_it() {
    let (town, mut browser) = town().await;
    hand_in(&mut browser, "next", &[("card.pdf", PDF)])
        .await
        .to();
    let engine = &town.doors.engine;
    assert_eq!(engine.drop_unnamed_files(Duration::ZERO).await.unwrap(), 0);
    let left = browser
        .post("/apply/residence-permit/leave", &[("what", "all")])
        .await;
    assert_eq!(left.to(), "/");
    assert_eq!(engine.drop_unnamed_files(Duration::ZERO).await.unwrap(), 1);
    let gone = browser.get(CARD).await;
    assert_eq!(gone.to(), "/apply/residence-permit");
}

#[tokio::test]
async fn nothing_chosen_is_told_and_an_optional_paper_may_be_left_out() {
    let (_town, mut browser) = town().await;
    let seen = hand_in(&mut browser, "upload", &[]).await;
    assert!(seen.refused(422).contains("还没有选文件"));
    let photo = "/apply/residence-permit/materials/photo";
    let page = browser.page(photo).await;
    let form = Filled::on(&page, photo)
        .with("then", "next")
        .with_file("files", "", b"");
    assert!(
        browser
            .submit(&form)
            .await
            .to()
            .starts_with("/apply/residence-permit/")
    );
}

#[tokio::test]
async fn a_file_of_another_kind_is_one_mistake() {
    let (_town, mut browser) = town().await;
    let office: [(&str, &[u8]); 1] = [("letter.docx", b"PK\x03\x04....")];
    let seen = hand_in(&mut browser, "next", &office).await;
    let page = seen.refused(422);
    assert!(
        page.contains("letter.docx：只收") && page.contains("有一处需要修改"),
        "{page}"
    );
    assert!(!page.contains("请先上传这份材料"), "{page}");
}
