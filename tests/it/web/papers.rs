//! Papers, the slip, and verification by anybody.

use serde_json::json;

use super::browser::{Browser, Filled};
use crate::api::client::{Case, Town, example};

/// A permit as far as its certificate.
async fn issued(town: &Town) -> Case {
    let case = town.under_review().await;
    for (department, review) in [
        ("public_security", "residence.review"),
        ("housing", "evidence.home"),
        ("labor", "evidence.job"),
    ] {
        let clerk = town.officer(department, &["clerk"]).await;
        town.post(
            &clerk,
            &case.path(&format!("/duties/review:{review}/claim")),
            &json!({}),
        )
        .await;
        town.post(
            &clerk,
            &case.path(&format!("/duties/review:{review}/opinion")),
            &json!({"verdict": "agree"}),
        )
        .await;
    }
    let police = town.officer("public_security", &["clerk"]).await;
    town.post(&police, &case.path("/duties/issue/claim"), &json!({}))
        .await
        .expect(200);
    town.post(&police, &case.path("/certificate"), &json!({}))
        .await
        .expect(200);
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_printed_by_its_holder_and_verified_by_anybody() {
    let town = Town::open().await;
    let case = issued(&town).await;
    let mut holder = Browser::of(&town.doors, &case).await;
    let page = holder.page(&format!("/cases/{}", case.number)).await;
    assert!(
        page.contains("居住证办好了")
            && page.contains(&format!("/cases/{}/certificate", case.number)),
        "{page}"
    );
    let paper = holder
        .get(&format!("/cases/{}/certificate", case.number))
        .await;
    assert_eq!(paper.status, 200);
    let policy = paper.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; img-src 'self'; style-src 'sha256-"));
    assert!(!policy.contains("unsafe") && !policy.contains("script-src"));
    let (_, link) = paper
        .text
        .split_once("/certificates/")
        .expect("the paper says where it is verified");
    let link = format!("/certificates/{}", link.split([' ', '<']).next().unwrap());

    let mut anybody = Browser::new(&town.doors);
    let seen = anybody.page(&link).await;
    assert!(seen.contains("属实") && seen.contains("居住证"), "{seen}");
    assert!(!seen.contains("Tenzin Dorje"), "more than a surname");
    let code = link
        .rsplit('/')
        .next()
        .unwrap()
        .to_lowercase()
        .replace('-', " ");
    let form = Filled::on(&anybody.page("/certificates").await, "/certificates");
    assert_eq!(form.value("case"), Some(""));
    let query = |number: &str, code: &str| {
        let pairs = [("case", number), ("code", code)];
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        format!("/certificates?{query}")
    };
    let found = anybody
        .get(&query(&case.number.to_lowercase(), &code))
        .await;
    let seen = anybody.page(found.to()).await;
    assert!(seen.contains("属实"));
    for (number, code) in [
        (case.number.as_str(), "ABCD EFGH"),
        ("2222-222-222-2222", code.as_str()),
        ("xyz", "abc"),
    ] {
        let to = anybody.get(&query(number, code)).await.to().to_owned();
        let seen = anybody.get(&to).await;
        assert!(seen.refused(404).contains("核验不到"));
    }
    anybody.get("/certificates?case=&code=").await.refused(422);
    anybody.get(&query("编号", "代码")).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_slip_opens_the_request_again() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let mut browser = Browser::of(&town.doors, &case).await;
    let slip = browser.page(&format!("/cases/{}/slip", case.number)).await;
    assert!(
        slip.contains("<svg class=\"qr\"")
            && slip.contains(&case.number)
            && slip.contains(&case.secret),
        "{slip}"
    );
    browser.get("/look/language/en?then=/").await;
    let slip = browser.page(&format!("/cases/{}/slip", case.number)).await;
    assert!(slip.contains("Case slip"), "{slip}");
    let receipt = browser
        .get(&format!("/cases/{}/receipt", case.number))
        .await;
    assert_eq!(receipt.status, 200);
    assert!(receipt.text.contains("收件凭证"));
    browser
        .get(&format!("/cases/{}/certificate", case.number))
        .await
        .refused(404);
    browser
        .get(&format!("/cases/{}/refusal", case.number))
        .await
        .refused(404);
}
