//! Need to know: every personal value is a canary; no answer may hold one its seat does not read.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::{Town, example, personal};

/// Which canaries stand in an answer, by their place in the application.
fn seen<'a>(canaries: &'a BTreeMap<String, String>, text: &str) -> Vec<&'a str> {
    canaries
        .iter()
        .filter(|(_, value)| text.contains(value.as_str()))
        .map(|(place, _)| place.as_str())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_sees_what_its_review_reads_and_nothing_else() {
    let town = Town::open().await;
    let application = example("school-admission");
    let canaries = personal(&application);
    assert!(canaries.len() > 8, "{canaries:?}");
    let case = town.file(&application).await;
    let window = town.officer("window", &["window"]).await;
    town.post(&window, &case.path("/duties/intake/claim"), &json!({}))
        .await
        .expect(200);
    town.post(&window, &case.path("/intake/accept"), &json!({}))
        .await
        .expect(200);

    let contact = town.officer("family_planning", &["clerk"]).await;
    let view = town
        .get(&contact, &case.path("/duties/review:verify.services"))
        .await;
    let form = view.expect(200)["form"].clone();
    assert_eq!(
        form.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["guardians"]
    );
    let guardian = form["guardians"][0].as_object().unwrap();
    let allowed: Vec<&str> = guardian
        .keys()
        .map(String::as_str)
        .filter(|key| *key != "id")
        .collect();
    assert_eq!(allowed, ["name", "phone"]);
    for place in seen(&canaries, &view.text) {
        let fine = place.ends_with("/name") || place.ends_with("/phone");
        assert!(
            fine && !place.contains("children"),
            "{place} shows at the services contact"
        );
    }
    assert!(view.expect(200)["materials"].as_array().unwrap().is_empty());

    // Another seat's page, its files and its queue are not there for them.
    for path in [
        "/duties/review:verify.stay",
        "/duties/review:verify.work",
        "/duties/intake",
    ] {
        town.get(&contact, &case.path(path))
            .await
            .refused(404, "not_found");
    }
    let queue = town.get(&contact, "/api/v1/queues/public_security").await;
    queue.refused(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_explanations_and_problems_hold_no_personal_value() {
    let town = Town::open().await;
    let application = example("school-admission");
    let canaries = personal(&application);
    let case = town.file(&application).await;
    let boss = town.officer("government", &["supervisor"]).await;
    let window = town.officer("window", &["window"]).await;
    let answers = [
        town.get(&boss, "/api/v1/requests").await,
        town.get(&boss, "/api/v1/stalled?quiet_days=1").await,
        town.get(&boss, &case.path("/explain")).await,
        town.get(&window, "/api/v1/queues/window").await,
        town.get(&case.credentials(), &case.path("/timeline")).await,
        town.get("", &format!("/api/v1/certificates/{}/x", case.number))
            .await,
        town.post(
            &window,
            &case.path("/decision"),
            &json!({"outcome": "grant"}),
        )
        .await,
    ];
    for answer in &answers {
        assert!(
            seen(&canaries, &answer.text).is_empty(),
            "{:?}",
            answer.text
        );
    }
    let status = town.get(&case.credentials(), &case.path("")).await;
    assert!(seen(&canaries, &status.text).is_empty(), "{}", status.text);
    let masked = status.expect(200)["applicant"].clone();
    assert!(masked["identity"].as_str().unwrap().starts_with("*****"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_opens_for_the_seat_that_reads_it_and_each_look_is_told() {
    let town = Town::open().await;
    let case = town.under_review().await;
    let police = town.officer("public_security", &["clerk"]).await;
    let view = town
        .get(&police, &case.path("/duties/review:residence.review"))
        .await
        .expect(200);
    let file: Value = view["materials"][0]["documents"][0].clone();
    let bytes = town.get(&police, file["href"].as_str().unwrap()).await;
    assert_eq!(bytes.text.as_bytes(), super::client::PDF);
    assert!(
        bytes.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    let ghost = "/duties/review:residence.review/documents/00";
    town.get(&police, &case.path(ghost))
        .await
        .refused(404, "not_found");
    let status = town
        .get(&case.credentials(), &case.path(""))
        .await
        .expect(200);
    let looks: Vec<&str> = status["looks"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|look| look["purpose"].as_str())
        .collect();
    assert_eq!(
        looks,
        [
            "document:review:residence.review",
            "review:residence.review"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn work_goes_only_to_those_who_may_see_it() {
    let town = Town::open().await;
    let case = town.under_review().await;
    let duty = "/duties/review:residence.review";
    let police = town.officer("public_security", &["clerk"]).await;
    let colleague = town.officer("public_security", &["clerk"]).await;
    let stranger = town.officer("housing", &["clerk", "head"]).await;
    let keeper = town.officer("public_security", &["administrator"]).await;
    town.post(&police, &case.path(&format!("{duty}/claim")), &json!({}))
        .await
        .expect(200);
    let transfer = case.path(&format!("{duty}/transfer"));
    for outsider in [&stranger, &keeper] {
        let to = json!({"to": number(&town, outsider).await, "reason": "on leave"});
        town.post(&police, &transfer, &to)
            .await
            .refused(403, "not_yours");
        town.get(outsider, &case.path(duty))
            .await
            .refused(404, "not_found");
    }
    let nobody = town
        .post(&police, &transfer, &json!({"to": 999_999, "reason": "x"}))
        .await
        .expect(422);
    assert_eq!(nobody["errors"][0]["pointer"], "/to");

    let boss = town.officer("government", &["supervisor"]).await;
    let supervise = case.path("/supervise");
    let reassign = |to: Value| json!({"act": {"reassign": to}, "reason": "x"});
    let work = "review:residence.review";
    let there = number(&town, &stranger).await;
    town.post(
        &boss,
        &supervise,
        &reassign(json!({"duty": work, "officer": there})),
    )
    .await
    .refused(403, "not_yours");
    let nowhere = reassign(json!({"duty": work, "department": "circus"}));
    let nowhere = town.post(&boss, &supervise, &nowhere).await.expect(422);
    assert_eq!(nowhere["errors"][0]["pointer"], "/act/reassign/department");

    let to = json!({"to": number(&town, &colleague).await, "reason": "on leave"});
    town.post(&police, &transfer, &to).await.expect(200);
    town.get(&colleague, &case.path(duty)).await.expect(200);
    let head = town.officer("public_security", &["head"]).await;
    town.get(&head, &case.path(duty)).await.expect(200);
}

/// An officer's number.
async fn number(town: &Town, officer: &str) -> i64 {
    let me = town.get(officer, "/api/v1/me").await.expect(200);
    me["id"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_officers_of_the_department_sign_beside_the_author() {
    let town = Town::open().await;
    let case = town.under_review().await;
    let police = town.officer("public_security", &["clerk"]).await;
    let stranger = town.officer("housing", &["clerk"]).await;
    let path = case.path("/duties/review:residence.review/opinion");
    let with = |with: Value| json!({"verdict": "agree", "with": with});
    let there = number(&town, &stranger).await;
    let other = town
        .post(&police, &path, &with(json!([there])))
        .await
        .expect(422);
    assert_eq!(other["errors"][0]["pointer"], "/with/0");
    let crowd: Vec<i64> = (1..=9).collect();
    let crowd = town.post(&police, &path, &with(json!(crowd))).await;
    assert_eq!(crowd.expect(422)["errors"][0]["code"], "too_many");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_departments_first_look_is_noted_once_and_moves_no_revision() {
    let town = Town::open().await;
    let case = town.under_review().await;
    let duty = case.path("/duties/review:residence.review");
    let police = town.officer("public_security", &["clerk"]).await;
    let first = town.get(&police, &duty).await;
    let again = town.get(&police, &duty).await;
    assert_eq!(first.expect(200)["revision"], again.expect(200)["revision"]);
    let boss = town.officer("government", &["supervisor"]).await;
    let journal = town
        .get(&boss, &case.path("/journal?limit=200"))
        .await
        .expect(200);
    let rows = journal["rows"].as_array().unwrap();
    let seen = rows
        .iter()
        .filter(|row| row["event"]["event"] == "review_seen");
    assert_eq!(seen.count(), 1, "{journal}");
    // The hash stands where a line of the chain ends.
    let hashes: Vec<_> = rows.iter().map(|row| row["hash"].as_str()).collect();
    assert!(hashes.iter().flatten().all(|hash| hash.len() == 64));
    assert!(hashes.last().unwrap().is_some(), "{journal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn supervisors_read_what_ladders_handed_them_over_all_departments() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let window = town.officer("window", &["window"]).await;
    town.post(&window, &case.path("/duties/intake/claim"), &json!({}))
        .await
        .expect(200);
    town.post(&window, &case.path("/intake/accept"), &json!({}))
        .await
        .expect(200);
    let boss = town.officer("government", &["supervisor"]).await;
    let handed = |answer: Value| {
        let rows = answer["rows"].as_array().unwrap().clone();
        let duty = |row: &Value| (row["department"].to_string(), row["duty"].to_string());
        rows.iter().map(duty).collect::<Vec<_>>()
    };
    let path = "/api/v1/queues";
    assert_eq!(handed(town.get(&boss, path).await.expect(200)), []);
    town.pass(10).await;
    let all = handed(town.get(&boss, path).await.expect(200));
    let departments: std::collections::BTreeSet<_> = all
        .iter()
        .map(|(department, _)| department.as_str())
        .collect();
    let silent = ["\"housing\"", "\"labor\"", "\"public_security\""];
    assert_eq!(departments, silent.into());
    let first = town.get(&boss, "/api/v1/queues?limit=1").await.expect(200);
    assert_eq!(handed(first.clone()), all[..1]);
    let next = first["next"].as_str().unwrap();
    let rest = town.get(&boss, &format!("{path}?cursor={next}")).await;
    assert_eq!(handed(rest.expect(200)), all[1..]);
    let staged = town.get(&boss, "/api/v1/queues?stage=residence").await;
    assert_eq!(handed(staged.expect(200)).len(), 1);
    for who in [&window, &town.officer("housing", &["head"]).await] {
        town.get(who, path).await.refused(403, "forbidden");
    }
}
