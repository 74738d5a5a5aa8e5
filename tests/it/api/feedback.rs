//! Ratings, complaints, contact, opinions taken back and drafts, through HTTP alone.

use serde_json::json;

use super::client::{Town, example};

const GIFT: &str = "Clerk 1 wanted a gift";

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_is_read_by_supervisors_and_its_applicant_alone() {
    let town = Town::open().await;
    let case = town.under_review().await;
    let own = case.credentials();
    town.post(&own, &case.path("/complaints"), &json!({"text": ""}))
        .await
        .refused(422, "invalid");
    town.post(&own, &case.path("/complaints"), &json!({"text": GIFT}))
        .await
        .expect(200);
    town.post(&own, &case.path("/complaints"), &json!({"text": GIFT}))
        .await
        .refused(409, "complaint_open");

    let duty = case.path("/duties/complaint:1");
    let police = town.officer("public_security", &["clerk", "head"]).await;
    let auditor = town.officer("supervision", &["auditor"]).await;
    let supervisor = town.officer("supervision", &["supervisor"]).await;
    for who in [&police, &auditor] {
        town.get(who, &duty).await.refused(404, "not_found");
    }
    let explained = town.get(&police, &case.path("/explain")).await;
    explained.expect(200);
    assert!(!explained.text.contains("complaint"), "{}", explained.text);
    let journal = town.get(&auditor, &case.path("/journal")).await;
    assert!(journal.text.contains("complained") && !journal.text.contains(GIFT));
    let journal = town.get(&supervisor, &case.path("/journal")).await;
    assert!(journal.text.contains(GIFT));
    let seen = town.get(&supervisor, &duty).await.expect(200);
    assert_eq!(seen["complaints"][0]["text"], GIFT);
    let review = town
        .get(&supervisor, &case.path("/duties/review:residence.review"))
        .await;
    assert!(!review.text.contains(GIFT));

    let answer = case.path("/complaints/1/answer");
    let words = json!({"text": "No gift may be asked for"});
    town.post(&police, &answer, &words)
        .await
        .refused(403, "not_yours");
    town.post(&supervisor, &answer, &words).await.expect(200);
    let status = town.get(&own, &case.path("")).await.expect(200);
    assert_eq!(status["complaints"][0]["answer"], words["text"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_rating_is_followed_up_and_the_applicant_reads_how() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let own = case.credentials();
    let bad = json!({"level": "very_dissatisfied", "text": "An hour in the queue"});
    town.post(&own, &case.path("/rating"), &bad)
        .await
        .refused(409, "wrong_phase");
    let window = town.officer("window", &["window"]).await;
    town.post(
        &window,
        &case.path("/intake/not-needed"),
        &json!({"text": "no permit is needed"}),
    )
    .await
    .expect(200);
    let status = town.get(&own, &case.path("")).await.expect(200);
    assert_eq!(status["may_rate"], true);
    town.post(&own, &case.path("/rating"), &json!({"level": "superb"}))
        .await
        .refused(422, "invalid");
    town.post(&own, &case.path("/rating"), &bad)
        .await
        .expect(200);
    town.post(&own, &case.path("/rating"), &bad)
        .await
        .refused(409, "already_rated");

    let lead = town.officer("public_security", &["head"]).await;
    let seen = town.get(&lead, &case.path("/duties/follow_up")).await;
    assert_eq!(seen.expect(200)["rating"]["text"], bad["text"]);
    let done = json!({"text": "Called; a second counter is open now"});
    town.post(&lead, &case.path("/follow-up"), &done)
        .await
        .expect(200);
    let status = town.get(&own, &case.path("")).await.expect(200);
    assert_eq!(status["rating"]["answer"], done["text"]);
    assert_eq!(status["may_rate"], false);
    assert_eq!(status["phase"], "not_accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_applicant_changes_how_they_are_reached() {
    let town = Town::open().await;
    let case = town.under_review().await;
    let own = case.credentials();
    let contact = case.path("/contact");
    let wrong = town
        .post(&own, &contact, &json!({"email": "nowhere", "phone": "1"}))
        .await
        .refused(422, "invalid");
    let places: Vec<_> = wrong["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| place["pointer"].clone())
        .collect();
    assert_eq!(places, ["/phone", "/email"]);
    let new = json!({"email": "new@example.org", "phone": "", "language": "en"});
    town.post(&own, &contact, &new).await.expect(200);
    let status = town.get(&own, &case.path("")).await.expect(200);
    assert_eq!(
        status["contact"],
        json!({"phone": null, "email": "n***@example.org", "language": "en"})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_its_writers_and_an_opinion_can_be_taken_back() {
    let town = Town::open().await;
    let case = town.under_review().await;
    let labor = town.officer("labor", &["clerk"]).await;
    let queue = town.get(&labor, "/api/v1/queues/labor").await.expect(200);
    let police = town.officer("public_security", &["clerk"]).await;
    let (who, duty) = match queue["rows"][0]["duty"].as_str() {
        Some(duty) => (&labor, duty.to_owned()),
        None => {
            let queue = town.get(&police, "/api/v1/queues/public_security").await;
            let duty = queue.expect(200)["rows"][0]["duty"]
                .as_str()
                .unwrap()
                .to_owned();
            (&police, duty)
        }
    };
    let other = if who == &labor { &police } else { &labor };
    let place = case.path(&format!("/duties/{duty}"));
    let draft = format!("{place}/draft");
    let empty = town.get(who, &draft).await.expect(200);
    assert_eq!(empty, json!({"draft": {}, "saved_at": null}));
    let typed = json!({"draft": {"verdict": "agree", "text": "half a sen"}});
    assert_eq!(town.put(who, &draft, &typed).await.status, 204);
    let kept = town.get(who, &draft).await.expect(200);
    assert_eq!(kept["draft"], typed["draft"]);
    let refused = town.put(other, &draft, &typed).await.status.as_u16();
    assert!(matches!(refused, 403 | 404), "{refused}");
    let long = json!({"draft": {"text": "长".repeat(30_000)}});
    town.put(who, &draft, &long).await.refused(422, "invalid");

    let opinion = json!({"verdict": "agree", "text": "half a sentence"});
    town.post(who, &format!("{place}/opinion"), &opinion)
        .await
        .expect(200);
    town.get(who, &draft).await.refused(404, "not_found");
    let back = town
        .post(who, &format!("{place}/retract"), &json!({}))
        .await;
    if back.status == 200 {
        assert_eq!(town.get(who, &draft).await.expect(200)["draft"], json!({}));
    } else {
        back.refused(409, "not_retractable");
    }
}
