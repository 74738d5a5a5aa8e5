//! Whole applications: what was typed page by page is what is filed, once.

use lianban::doors::Found;
use lianban::doors::credentials::case_number;
use serde_json::{Value, json};

use super::typist::{Typist, begin};
use crate::api::client::{Town, example};
use crate::web::browser::{Browser, Filled};

/// Two children and a shop: the father works for somebody, the mother sells noodles.
fn two_children_and_a_shop() -> Value {
    let mut family = example("school-admission-two-children");
    let shop = example("school-admission");
    family["form"]["guardians"]
        .as_array_mut()
        .unwrap()
        .push(shop["form"]["guardians"][1].clone());
    family["materials"]["business_licence"] = shop["materials"]["business_licence"].clone();
    family
}

/// What was filed, as the example would write it.
fn filed(found: &Found) -> Value {
    let facts = &found.facts;
    let mut form = json!(facts.form);
    for rows in form.as_object_mut().unwrap().values_mut() {
        for row in rows.as_array_mut().into_iter().flatten() {
            row.as_object_mut().unwrap().remove("id");
        }
    }
    let materials = facts.materials.iter().map(|(key, documents)| {
        let names: Vec<&str> = documents
            .iter()
            .map(|document| document.name.as_str())
            .collect();
        (key.to_string(), json!(names))
    });
    let materials: serde_json::Map<String, Value> = materials.collect();
    let mut applicant = json!(facts.applicant);
    let language = applicant["language"].take();
    applicant.as_object_mut().unwrap().remove("language");
    json!({"language": language, "applicant": applicant, "form": form, "materials": materials})
}

fn expected(example: &Value) -> Value {
    let materials = example["materials"].as_object().unwrap();
    let materials = materials.iter().map(|(key, files)| {
        let files = files.as_array().unwrap().iter();
        let names: Vec<Value> = files.map(|file| file["name"].clone()).collect();
        (key.clone(), json!(names))
    });
    let materials: serde_json::Map<String, Value> = materials.collect();
    json!({
        "language": example["language"], "applicant": example["applicant"],
        "form": example["form"], "materials": materials,
    })
}

async fn found(town: &Town, done: &str) -> Found {
    let number = done.rsplit('/').next().unwrap();
    town.doors.find(case_number(number).unwrap()).await.unwrap()
}

async fn typed_is_filed(example: &Value) {
    let town = Town::open().await;
    let mut typist = Typist::new(&town.doors, example);
    let done = typist.apply().await;
    let found = found(&town, &done).await;
    assert_eq!(filed(&found), expected(example));
    let page = typist.browser.page(&done).await;
    let number = found.case_number().to_string();
    assert!(page.contains(&number), "{page}");
    let secret = town.doors.engine.secret(found.request.id, 0);
    assert!(page.contains(&secret), "{page}");
}

#[tokio::test]
async fn two_children_and_a_shop_are_filed_as_typed() {
    typed_is_filed(&two_children_and_a_shop()).await;
}

#[tokio::test]
async fn every_shipped_service_can_be_applied_for_on_pages() {
    for key in ["open-a-shop", "residence-permit", "school-admission"] {
        typed_is_filed(&example(key)).await;
    }
}

#[tokio::test]
async fn an_agent_says_who_they_are_and_brings_the_papers() {
    let town = Town::open().await;
    let mut example = example("residence-permit");
    example["filer"] =
        json!({"kind": "agent", "name": "样例·周文海", "authority": "2026年4月2日委托书"});
    example["materials"]["proxy_papers"] = example["materials"]["identity_card"].clone();
    let mut typist = Typist::new(&town.doors, &example);
    let done = typist.apply().await;
    let found = found(&town, &done).await;
    let proxy = found.facts.proxy.unwrap();
    assert_eq!(proxy.authority, "2026年4月2日委托书");
    let papers = found.facts.materials.keys();
    let mut papers = papers.map(ToString::to_string);
    assert!(papers.any(|key| key == "proxy_papers"));
}

#[tokio::test]
async fn papers_of_an_agent_are_demanded_of_agents_and_of_nobody_else() {
    let town = Town::open().await;
    let mut browser = Browser::new(&town.doors);
    begin(&mut browser, "school-admission").await;
    let letter = "/apply/school-admission/materials/proxy_letter";
    let filer = "/apply/school-admission/people/filer";
    let files = async |browser: &mut Browser, kind: &str| {
        let kind = [("kind", kind), ("then", "next"), ("key", "k")];
        browser.post(filer, &kind).await.to().to_owned()
    };
    files(&mut browser, "self").await;
    assert_eq!(browser.get(letter).await.status, 303, "nobody asks for it");
    for kind in ["agent", "association"] {
        let next = files(&mut browser, kind).await;
        assert!(next.ends_with("/people/proxy"), "{next}");
        assert!(browser.page(&next).await.contains("后面要上传：委托书"));
        let page = browser.page(letter).await;
        assert!(page.contains("没有就不能受理"), "{page}");
        let check = browser.page("/apply/school-admission/check").await;
        assert!(
            check.contains("materials/proxy_letter?from=check"),
            "{check}"
        );
    }
}

#[tokio::test]
async fn a_draft_sent_twice_is_one_request() {
    let town = Town::open().await;
    let example = example("residence-permit");
    let mut typist = Typist::new(&town.doors, &example);
    let done = typist.apply().await;
    let again = typist
        .browser
        .post("/apply/residence-permit/check", &[("declared", "yes")])
        .await;
    assert_eq!(again.to(), done);
    // Nobody else's browser sees the code.
    let stranger = Browser::new(&town.doors).get(&done).await;
    assert!(stranger.to().starts_with("/cases?case="));
}

#[tokio::test]
async fn what_is_no_longer_asked_is_kept_and_not_filed() {
    let town = Town::open().await;
    let mut browser = Browser::new(&town.doors);
    begin(&mut browser, "residence-permit").await;
    let answer = async |browser: &mut Browser, key: &str, value: &str| {
        let path = format!("/apply/residence-permit/form/{key}");
        let answer = [(key, value), ("then", "next"), ("key", "k")];
        browser.post(&path, &answer).await.to().to_owned()
    };
    assert!(
        answer(&mut browser, "has_job", "yes")
            .await
            .ends_with("/employer")
    );
    answer(&mut browser, "employer", "样例家具厂").await;
    assert!(
        answer(&mut browser, "has_job", "no")
            .await
            .ends_with("/has_business")
    );
    let gone = browser.get("/apply/residence-permit/form/employer").await;
    assert_eq!(gone.status, 303);
    let check = browser.page("/apply/residence-permit/check").await;
    assert!(!check.contains("样例家具厂"));
    answer(&mut browser, "has_job", "yes").await;
    let page = browser.page("/apply/residence-permit/form/employer").await;
    let form = Filled::on(&page, "/apply/residence-permit/form/employer");
    assert_eq!(form.value("employer"), Some("样例家具厂"));
}

#[tokio::test]
async fn an_unfinished_application_is_not_filed_and_says_what_is_missing() {
    let town = Town::open().await;
    let mut browser = Browser::new(&town.doors);
    begin(&mut browser, "school-admission").await;
    let sent = browser
        .post("/apply/school-admission/check", &[("declared", "yes")])
        .await;
    let page = sent.refused(422);
    for (link, words) in [
        ("people/applicant?from=check", "身份证号码：请填写"),
        ("form/children?from=check", "申请入学的孩子：请填写"),
        ("materials/household_book?from=check", "请先上传这份材料"),
    ] {
        assert!(
            page.contains(link) && page.contains(words),
            "{link}: {page}"
        );
    }
}
