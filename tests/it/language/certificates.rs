//! What a certificate shows: names that exist, and the three shipped papers as their holders see them.

use lianban::domain::condition::Conditions;
use lianban::domain::definition::Workflow;
use lianban::domain::facts::Facts;
use lianban::domain::request::Request;
use lianban::notices::{Case, Links, certificate};
use serde_json::{Value, json};

use super::{fault, file, read, tell, tell_in, town};

#[test]
fn a_paper_that_would_show_what_does_not_exist_is_told() {
    tell(&[
        fault(
            "shows: [children.name, basis]",
            "shows: [children.nam, basis]",
            "unknown-field",
            "shows:",
            "did you mean `name`?",
        ),
        fault(
            "shows: [children.name, basis]",
            "shows: [children.name, basi]",
            "unknown-field",
            "shows:",
            "did you mean `basis`?",
        ),
        fault(
            "by: meet.school",
            "by: met.school",
            "unknown-stage",
            "gives:",
            "did you mean `meet`?",
        ),
        fault(
            "by: meet.school",
            "by: meet.shool",
            "unknown-review",
            "gives:",
            "did you mean `school`?",
        ),
        fault(
            "by: meet.school",
            "by: meet",
            "wrong-type",
            "gives:",
            "by: place.school",
        ),
        fault(
            "by: meet.school",
            "by: verify.advice",
            "gift-without-giver",
            "gives:",
            "a review that counts",
        ),
        fault(
            ", shows: [children.name, basis], gives: {seat: {by: meet.school, title: {zh: 学位, en: Place}, words: true}}",
            "",
            "certificate-bare",
            "grant:",
            "shows: [address]",
        ),
    ]);
    let base = file("tests/workflows/base.yaml");
    let unnamed = base
        .replacen("shows: [children.name, basis]", "shows: [basis]", 1)
        .replacen(
            "title: {zh: 学校, en: School}, for: 3wd, reads: [children]",
            "title: {zh: 学校, en: School}, for: 3wd, reads: [row], for_each: form.children",
            1,
        );
    tell_in(
        &unnamed,
        "gift-without-row",
        "gives:",
        "shows: [children.name]",
    );
}

/// The request of an example file, decided and issued, with these reviews agreed.
fn paper(name: &str, example: &str, agreed: &[(&str, &str, &str)]) -> String {
    let reading = read(&file(&format!("workflows/{name}.yaml")));
    let workflow: Workflow = reading.workflow.unwrap();
    let mut filed: Value =
        serde_json::from_str(&file(&format!("workflows/examples/{example}.json"))).unwrap();
    for answer in filed["form"].as_object_mut().unwrap().values_mut() {
        for (row, index) in answer.as_array_mut().into_iter().flatten().zip(1..) {
            row["id"] = json!(index.to_string());
        }
    }
    let words = agreed.iter().filter(|(_, _, words)| !words.is_empty());
    let words = words.map(|(review, _, words)| (format!("review:{review}@1"), json!(words)));
    let facts: Facts = serde_json::from_value(json!({
        "applicant": filed["applicant"], "form": filed["form"],
        "words": words.collect::<serde_json::Map<_, _>>()
    }))
    .unwrap();
    let opinion = json!({"verdict": "agree", "by": {"officer": [3, "labor"]},
        "at": "2026-04-10T02:00:00Z", "read": ""});
    let reviews = agreed.iter().map(|(review, department, _)| {
        let review = (*review).to_owned();
        let given = json!({"department": department, "round": 1, "progress": "closed",
            "advice": false, "opinion": opinion});
        (review, given)
    });
    let request: Request = serde_json::from_value(json!({
        "id": 301_234_567_890_123_i64,
        "workflow": {"key": name, "version": 1, "hash": workflow.hash},
        "version": 30, "last_event_at": "2026-04-14T08:30:00Z", "phase": "delivering",
        "filer": "self_filed", "received_at": "2026-04-01T01:30:00Z",
        "accepted_as_of": "2026-04-01T01:30:00Z",
        "clocks": {}, "stops": [], "stages": {}, "seats": {}, "cards": [], "notices": [],
        "reviews": reviews.collect::<serde_json::Map<_, _>>(),
        "decision": {"outcome": "grant", "by": {"officer": [7, "education"]},
            "at": "2026-04-14T08:30:00Z"},
        "certificate_at": "2026-04-15T01:00:00Z"
    }))
    .unwrap();
    let town = town();
    let conditions = Conditions::of(&workflow);
    let case = Case {
        workflow: &workflow,
        conditions: &conditions,
        calendar: &town.calendar,
        directory: &town.directory,
        request: &request,
        at: "2026-04-15T02:00:00Z".parse().unwrap(),
        links: Links {
            public_url: "https://lianban.example",
        },
    };
    let page = certificate::certificate(&case, &facts, "72M6JV7XNDREX26J").unwrap();
    if let Ok(folder) = std::env::var("LIANBAN_PAPERS") {
        std::fs::write(format!("{folder}/{name}.html"), &page).unwrap();
    }
    page.replace(certificate::STYLE, "")
}

#[test]
fn an_admission_notice_names_each_child_with_its_school() {
    let page = paper(
        "school-admission",
        "school-admission-two-children",
        &[
            ("verify.age", "education", "internal remark"),
            ("place.school#1", "education", "样例小学，一年级，2026学年"),
            ("place.school#2", "education", "样例中学，初一，2026学年"),
        ],
    );
    assert!(!page.contains("internal remark"), "{page}");
    insta::assert_snapshot!("certificate-school-admission", page);
}

#[test]
fn a_residence_permit_names_its_holder_and_the_place() {
    let page = paper("residence-permit", "residence-permit", &[]);
    assert!(!page.contains("9901181"), "{page}");
    insta::assert_snapshot!("certificate-residence-permit", page);
}

#[test]
fn the_papers_of_a_shop_list_the_licences_that_were_given_and_no_others() {
    let page = paper(
        "open-a-shop",
        "open-a-shop",
        &[
            ("register.review", "commerce", "Name free, papers in order"),
            ("sitting.food", "commerce", ""),
            ("sitting.fire", "fire", ""),
        ],
    );
    assert!(page.contains("食品经营许可证"), "{page}");
    assert!(
        !page.contains("大型户外广告") && !page.contains("Name free"),
        "{page}"
    );
    insta::assert_snapshot!("certificate-open-a-shop", page);
}
