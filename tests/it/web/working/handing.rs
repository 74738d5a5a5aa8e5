//! Work that goes to another hand says where it went, and tells whoever has it then why.

use super::super::admin::desk::{Desk, OWN};
use super::super::browser::Filled;
use super::reviewing;

#[tokio::test(flavor = "multi_thread")]
async fn referring_up_is_confirmed_and_the_head_reads_why() {
    let desk = Desk::open().await;
    let (mut clerk, link, page) = reviewing(&desk).await;
    let opinion = Filled::on(&page, &format!("{link}/opinion"))
        .with("verdict", "refer_up")
        .typed("text", "两处地址不一致，请定夺");
    let to = clerk.submit(&opinion).await.to().to_owned();
    assert!(!to.starts_with(&link), "the work left the hand: {to}");
    let told = clerk.page(&to).await;
    assert!(
        told.contains("已上报本部门负责人") && !told.contains("已办好"),
        "{told}"
    );
    let mut head = desk.officer("luo.jian", "public_security", &["head"]).await;
    let page = head.page(&link).await;
    assert!(
        page.contains("上报负责人：") && page.contains("两处地址不一致，请定夺"),
        "{page}"
    );
    assert!(page.contains("he.qiang of public_security上报"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_names_the_colleague_and_tells_them_why() {
    let desk = Desk::open().await;
    let other = desk
        .account("chen.jing", "public_security", &["clerk"])
        .await;
    let (mut clerk, link, page) = reviewing(&desk).await;
    let transfer = Filled::on(&page, &format!("{link}/transfer"))
        .typed("to", &other.id.0.to_string())
        .typed("reason", "她办过这家人的另一件");
    let to = clerk.submit(&transfer).await.to().to_owned();
    let told = clerk.page(&to).await;
    assert!(
        told.contains("已转给chen.jing of public_security"),
        "{told}"
    );
    let (mut receiver, _) = desk.sign_in("chen.jing", OWN).await;
    let page = receiver.page(&link).await;
    assert!(
        page.contains("转给chen.jing of public_security："),
        "{page}"
    );
    assert!(page.contains("她办过这家人的另一件"), "{page}");
}
