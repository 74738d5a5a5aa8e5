//! A residence permit from filing to the verified certificate, through HTTP alone.

use serde_json::{Value, json};

use super::client::{Case, Town, example};

/// Claims a duty and says its revision.
async fn claim(town: &Town, who: &str, case: &Case, duty: &str) -> u64 {
    let claimed = town
        .post(
            who,
            &case.path(&format!("/duties/{duty}/claim")),
            &json!({}),
        )
        .await
        .expect(200);
    assert_eq!(claimed["duty"]["duty"], duty);
    claimed["duty"]["revision"].as_u64().unwrap()
}

async fn opine(town: &Town, who: &str, case: &Case, duty: &str, opinion: &Value) {
    let revision = claim(town, who, case, duty).await;
    let etag = format!("\"{revision}\"");
    let path = case.path(&format!("/duties/{duty}/opinion"));
    town.post_with(who, &path, opinion, &[("if-match", &etag)])
        .await
        .expect(200);
}

/// The first open duty of a department that starts with this word.
async fn first_duty(town: &Town, who: &str, department: &str, starts: &str) -> Option<String> {
    let queue = town
        .get(who, &format!("/api/v1/queues/{department}"))
        .await
        .expect(200);
    let rows = queue["rows"].as_array().unwrap().clone();
    rows.iter()
        .filter_map(|row| row["duty"].as_str())
        .find(|duty| duty.starts_with(starts))
        .map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permit_goes_from_filing_to_a_verified_certificate() {
    let town = Town::open().await;
    let filed = town.try_file("", &example("residence-permit")).await;
    let answer = filed.expect(201);
    assert_eq!(
        filed.headers["location"],
        answer["status_url"].as_str().unwrap()
    );
    assert_eq!(filed.headers["cache-control"], "no-store");
    assert!(
        answer["receipt"]
            .as_str()
            .unwrap()
            .contains(answer["case_number"].as_str().unwrap())
    );
    assert!(!answer["next"].as_str().unwrap().is_empty());
    let text = |member: &str| answer[member].as_str().unwrap().to_owned();
    let case = Case {
        number: text("case_number"),
        secret: text("secret"),
    };
    assert_eq!(town.phase(&case).await, "received");

    let window = town.officer("window", &["window"]).await;
    claim(&town, &window, &case, "intake").await;
    town.post(&window, &case.path("/intake/accept"), &json!({}))
        .await
        .expect(200);
    assert_eq!(town.phase(&case).await, "under_review");

    let mut reviewed = 0;
    for department in [
        "public_security",
        "labor",
        "commerce",
        "education",
        "housing",
    ] {
        let clerk = town.officer(department, &["clerk"]).await;
        while let Some(duty) = first_duty(&town, &clerk, department, "review:").await {
            opine(&town, &clerk, &case, &duty, &json!({"verdict": "agree"})).await;
            reviewed += 1;
        }
    }
    assert!(reviewed >= 2, "{reviewed} reviews");
    // `on_join: decide`: everybody agreed, so the last opinion brought the decision.
    let police = town.officer("public_security", &["clerk"]).await;
    claim(&town, &police, &case, "issue").await;
    town.post(&police, &case.path("/certificate"), &json!({}))
        .await
        .expect(200);
    let certificate = case.path("/certificate");
    let school = town.officer("education", &["clerk"]).await;
    town.get(&school, &certificate)
        .await
        .refused(404, "not_found");
    assert_eq!(town.get(&window, &certificate).await.status, 200);
    claim(&town, &window, &case, "deliver").await;
    town.post(
        &window,
        &case.path("/delivery"),
        &json!({"text": "at window 3"}),
    )
    .await
    .expect(200);

    let status = town
        .get(&case.credentials(), &case.path(""))
        .await
        .expect(200);
    assert_eq!(status["phase"], "concluded");
    assert_eq!(status["decision"]["outcome"], "grant");
    town.get(&window, &certificate)
        .await
        .refused(404, "not_found");
    let looks = status["looks"].as_array().unwrap();
    let printed = looks.iter().filter(|look| look["purpose"] == "certificate");
    assert_eq!(printed.count(), 1, "{status}");
    let page = town
        .get(&case.credentials(), status["certificate"].as_str().unwrap())
        .await;
    assert_eq!(page.status, 200);
    assert!(
        page.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("sha256-")
    );
    verify(&town, &case).await;

    let timeline = town
        .get(&case.credentials(), &case.path("/timeline"))
        .await
        .expect(200);
    let past: Vec<&str> = timeline["past"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|line| line["event"].as_str())
        .collect();
    for event in [
        "filed",
        "accepted",
        "opined",
        "decided",
        "certificate_issued",
        "delivered",
    ] {
        assert!(past.contains(&event), "{event} is missing in {past:?}");
    }
}

async fn verify(town: &Town, case: &Case) {
    let found = town
        .doors
        .find(lianban::doors::credentials::case_number(&case.number).unwrap())
        .await
        .ok()
        .unwrap();
    let code = town.doors.engine.certificate_code(&found.request).unwrap();
    let verified = town
        .get("", &format!("/api/v1/certificates/{}/{code}", case.number))
        .await
        .expect(200);
    assert_eq!(verified["valid"], true);
    assert!(
        verified["certificate"]["zh"]
            .as_str()
            .unwrap()
            .contains("居住证")
    );
    let name = found.facts.applicant.unwrap().name;
    assert!(!verified.to_string().contains(&name), "more than a surname");
    let wrong = town
        .get(
            "",
            &format!("/api/v1/certificates/{}/0000-0000-0000-0000", case.number),
        )
        .await
        .expect(200);
    assert_eq!(wrong, json!({"valid": false}));

    // Twelve months, the last day included.
    let place = format!("/api/v1/certificates/{}/{code}", case.number);
    let last: chrono::NaiveDate = verified["valid_until"].as_str().unwrap().parse().unwrap();
    let to = |day: chrono::NaiveDate| {
        let noon = day.and_hms_opt(4, 0, 0).unwrap().and_utc();
        town.house.clock.advance(noon - town.doors.engine.now());
    };
    to(last);
    assert_eq!(town.get("", &place).await.expect(200)["valid"], true);
    to(last.succ_opt().unwrap());
    let expired = town.get("", &place).await.expect(200);
    assert_eq!(
        (&expired["valid"], &expired["why"]),
        (&json!(false), &json!("expired"))
    );
    assert_eq!(expired["valid_until"], verified["valid_until"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_filing_sent_twice_is_filed_once() {
    let town = Town::open().await;
    let application = example("residence-permit");
    let key = [("idempotency-key", "mine")];
    let first = town
        .post_with("", "/api/v1/requests", &application, &key)
        .await
        .expect(201);
    let again = town
        .post_with("", "/api/v1/requests", &application, &key)
        .await
        .expect(201);
    assert_eq!(first["case_number"], again["case_number"]);
    assert_eq!(first["secret"], again["secret"]);
    let mut other = application.clone();
    other["form"]["address"] = "（虚构）另一条街9号".into();
    town.post_with("", "/api/v1/requests", &other, &key)
        .await
        .refused(422, "key_reused");
    let boss = town.officer("government", &["supervisor"]).await;
    let all = town.get(&boss, "/api/v1/requests").await.expect(200);
    assert_eq!(all["rows"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_can_come_beside_the_application() {
    let town = Town::open().await;
    let mut application = example("residence-permit");
    let materials = application["materials"].take();
    application.as_object_mut().unwrap().remove("materials");
    let mut body = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"application\"\r\n\r\n{application}\r\n"
    );
    for material in materials.as_object().unwrap().keys() {
        body.push_str(&format!(
            "--cut\r\nContent-Disposition: form-data; name=\"{material}\"; filename=\"a.pdf\"\r\n\
             Content-Type: application/pdf\r\n\r\n%PDF-1.4\n%%EOF\r\n"
        ));
    }
    body.push_str("--cut--\r\n");
    let request = axum::http::Request::post("/api/v1/requests")
        .header("content-type", "multipart/form-data; boundary=cut")
        .header("idempotency-key", "beside")
        .body(axum::body::Body::from(body))
        .unwrap();
    town.send(request).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn supervisors_act_on_many_and_hear_of_each() {
    let town = Town::open().await;
    let case = town.under_review().await;
    let boss = town.officer("government", &["supervisor"]).await;
    let body = json!({
        "requests": [case.number, "2222-222-222-2223"],
        "act": {"urge": {"duty": "review:residence.review"}},
        "reason": "Before the holiday",
    });
    let done = town
        .post(&boss, "/api/v1/supervise/bulk", &body)
        .await
        .expect(200);
    assert_eq!(done["results"].as_array().unwrap().len(), 2);
    assert_eq!(done["results"][1]["problem"]["status"], 404);
    let waits = town.get(&boss, &case.path("/explain")).await.expect(200);
    assert!(!waits["waits"].as_array().unwrap().is_empty());
    let journal = town
        .get(&boss, &case.path("/journal?limit=3"))
        .await
        .expect(200);
    assert_eq!(journal["rows"].as_array().unwrap().len(), 3);
    let next = format!("/journal?cursor={}", journal["next"].as_str().unwrap());
    let rest = town.get(&boss, &case.path(&next)).await.expect(200);
    assert_eq!(rest["rows"][0]["seq"], 4);
}
