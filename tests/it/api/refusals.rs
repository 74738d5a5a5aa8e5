//! What is refused, with which status and which place.

use std::net::IpAddr;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lianban::doors::Settings;
use lianban::doors::address::Trusted;
use lianban::doors::pace::Rate;
use lianban::doors::tries::Try;
use serde_json::{Value, json};

use super::client::{Town, example};

/// Changes the example at a pointer and expects a refusal at `place`.
async fn mended(town: &Town, pointer: &str, value: Value, status: u16, place: &str, code: &str) {
    let mut application = example("residence-permit");
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    application.pointer_mut(parent).unwrap()[key] = value;
    let answer = town.try_file("", &application).await;
    let problem = answer.expect(status);
    let places = problem["errors"].as_array().cloned().unwrap_or_default();
    let hit = places
        .iter()
        .any(|error| error["pointer"] == place && error["code"] == code);
    assert!(hit, "{pointer}: {problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_of_birth_that_the_number_contradicts_is_told_with_the_number_s() {
    let town = Town::open().await;
    let mut application = example("residence-permit");
    application["form"]["person"]["born"] = json!("1999-06-04");
    let problem = town.try_file("", &application).await.expect(422);
    let told = json!([{
        "pointer": "/form/person/born", "code": "disagrees", "expected": "1999-04-06",
        "detail": "the identity number says 1999-04-06; compare both with the card"
    }]);
    assert_eq!(problem["errors"], told);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_mistake_in_an_application_is_named_at_its_place() {
    let town = Town::open().await;
    let t = &town;
    mended(t, "/extra", json!(1), 422, "/extra", "unknown").await;
    mended(t, "/workflow", json!(7), 422, "/workflow", "type").await;
    mended(
        t,
        "/workflow",
        json!("no-such"),
        422,
        "/workflow",
        "unknown",
    )
    .await;
    mended(
        t,
        "/filer/kind",
        json!("king"),
        422,
        "/filer/kind",
        "choice",
    )
    .await;
    mended(
        t,
        "/filer/kind",
        json!("agent"),
        422,
        "/filer/name",
        "missing",
    )
    .await;
    mended(
        t,
        "/applicant/name",
        json!(" "),
        422,
        "/applicant/name",
        "range",
    )
    .await;
    mended(
        t,
        "/form/living_since",
        json!("yesterday"),
        422,
        "/form/living_since",
        "format",
    )
    .await;
    let file =
        |name: &str, bytes: &[u8]| json!([{"name": name, "content": STANDARD.encode(bytes)}]);
    let at = "/materials/identity_card";
    let place = "/materials/identity_card/0";
    mended(
        t,
        at,
        file("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0"),
        415,
        place,
        "content",
    )
    .await;
    mended(t, at, file("../a.pdf", b"%PDF-1.4"), 422, place, "name").await;
    mended(t, at, file("a.pdf", b""), 422, place, "empty").await;
    mended(
        t,
        at,
        file("a.pdf", &vec![b' '; 10 * 1024 * 1024 + 1]),
        413,
        place,
        "too_large",
    )
    .await;
    mended(
        t,
        at,
        json!([{"name": "a.pdf"}]),
        422,
        "/materials/identity_card/0/content",
        "missing",
    )
    .await;
    mended(
        t,
        at,
        json!([{"name": "a.pdf", "content": "%%"}]),
        422,
        "/materials/identity_card/0/content",
        "format",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_refused_before_it_is_understood() {
    let town = Town::open().await;
    let raw = |kind: &str, body: Vec<u8>| {
        Request::post("/api/v1/requests")
            .header("content-type", kind)
            .header("idempotency-key", "raw")
            .body(Body::from(body))
            .unwrap()
    };
    town.send(raw("application/json", b"{".to_vec()))
        .await
        .refused(400, "malformed");
    town.send(raw("text/plain", b"{}".to_vec()))
        .await
        .refused(415, "media_type");
    town.send(raw("multipart/form-data", b"x".to_vec()))
        .await
        .refused(400, "malformed");
    town.send(raw("application/json", vec![b' '; 41 << 20]))
        .await
        .refused(413, "too_large");
    town.post("", "/api/v1/requests", &example("residence-permit"))
        .await
        .refused(428, "key_required");
    let bad = [("idempotency-key", "two words")];
    town.post_with("", "/api/v1/requests", &json!({}), &bad)
        .await
        .refused(400, "header");
    town.get("", "/api/v1/nowhere")
        .await
        .refused(404, "not_found");
    town.post("", "/api/v1/workflows", &json!({}))
        .await
        .refused(405, "method");
    town.get("Basic YTpi", "/api/v1/workflows")
        .await
        .refused(401, "unauthorised");
    let boss = town.officer("government", &["supervisor"]).await;
    town.get(&boss, "/api/v1/requests?color=red")
        .await
        .refused(400, "query");
    town.get(&boss, "/api/v1/requests?cursor=!!")
        .await
        .refused(400, "query");
    town.get(&boss, "/api/v1/requests?limit=9999")
        .await
        .refused(400, "query");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_view_is_412_with_the_current_revision() {
    let town = Town::open().await;
    let case = town.under_review().await;
    let duty = "/duties/review:residence.review";
    let police = town.officer("public_security", &["clerk"]).await;
    let colleague = town.officer("public_security", &["clerk"]).await;
    let seen = town.get(&police, &case.path(duty)).await;
    let tag = seen.headers["etag"].to_str().unwrap().to_owned();
    let same = town
        .get_with(&police, &case.path(duty), &[("if-none-match", &tag)])
        .await;
    assert_eq!((same.status.as_u16(), same.text.as_str()), (304, ""));
    let claim = case.path(&format!("{duty}/claim"));
    let release = case.path(&format!("{duty}/release"));
    town.post_with(&colleague, &claim, &json!({}), &[("if-match", &tag)])
        .await
        .expect(200);
    town.post(&colleague, &release, &json!({}))
        .await
        .expect(200);
    let stale = town
        .post_with(&police, &claim, &json!({}), &[("if-match", &tag)])
        .await;
    let problem = stale.refused(412, "stale");
    let now = problem["revision"].as_u64().unwrap();
    let fresh = format!("\"{now}\"");
    town.post_with(&police, &claim, &json!({}), &[("if-match", &fresh)])
        .await
        .expect(200);
    town.post(&colleague, &claim, &json!({}))
        .await
        .refused(409, "held_by");
}

/// So few in so long a time that none comes back while a test runs.
const THREE: Rate = Rate {
    burst: 3,
    per: Duration::from_secs(600),
};

#[tokio::test(flavor = "multi_thread")]
async fn guessing_secrets_is_slowed_and_locks_no_owner_out_elsewhere() {
    let proxy: IpAddr = "10.0.0.1".parse().unwrap();
    let settings = Settings {
        failures_per_case: THREE,
        trusted_proxies: Trusted::those(move |address| address == proxy),
        ..Settings::default()
    };
    let town = Town::with(settings).await;
    let case = town.file(&example("residence-permit")).await;
    let guess = format!("Case {}:AAAAAAAAAA", case.number);
    let from = |who: &str, client: &str| {
        let mut request = Request::get(case.path(""))
            .header("authorization", who)
            .header("x-forwarded-for", client)
            .body(Body::empty())
            .unwrap();
        let peer = std::net::SocketAddr::new(proxy, 4000);
        request
            .extensions_mut()
            .insert(axum::extract::ConnectInfo(peer));
        request
    };
    for _ in 0..3 {
        town.send(from(&guess, "198.51.100.1"))
            .await
            .refused(404, "not_found");
    }
    let slowed = town.send(from(&guess, "198.51.100.1")).await;
    slowed.refused(429, "too_many");
    assert!(
        slowed.headers["retry-after"]
            .to_str()
            .unwrap()
            .parse::<u64>()
            .unwrap()
            > 0
    );
    town.send(from(&case.credentials(), "203.0.113.5"))
        .await
        .expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hall_that_looks_at_once_is_let_in_and_who_goes_away_pays_nothing() {
    let settings = Settings {
        failures_per_address: THREE,
        failures_per_case: THREE,
        // However slow this machine is.
        patience: Duration::from_secs(120),
        ..Settings::default()
    };
    let town = Town::with(settings).await;
    let case = town.file(&example("residence-permit")).await;
    let (who, path) = (case.credentials(), case.path(""));
    let looks = (0..24).map(|_| town.get(&who, &path));
    for answer in futures::future::join_all(looks).await {
        answer.expect(200);
    }
    // A connection that breaks off drops the call wherever it is.
    let mut broken = 0;
    for _ in 0..9 {
        let mut look = std::pin::pin!(town.get(&who, &path));
        broken += u32::from(futures::poll!(&mut look).is_pending());
    }
    assert!(broken > 3, "most are broken off before they are answered");
    town.get(&who, &path).await.expect(200);
    let guess = format!("Case {}:AAAAAAAAAA", case.number);
    let guesses = (0..24).map(|_| town.get(&guess, &path));
    let mut looked = 0;
    for answer in futures::future::join_all(guesses).await {
        match answer.status.as_u16() {
            404 => looked += 1,
            _ => _ = answer.refused(429, "too_many"),
        }
    }
    assert_eq!(looked, 3, "as many wrong ones as the pace allows");
}

#[tokio::test]
async fn who_goes_away_pays_only_where_looking_is_dear() {
    let settings = Settings {
        failures_per_case: THREE,
        ..Settings::default()
    };
    let town = Town::with(settings).await;
    let begin = |who| Try::begin_at(&town.doors, who, "198.51.100.0/24");
    for _ in 0..9 {
        drop(begin("case").await.ok().unwrap());
    }
    for _ in 0..3 {
        drop(begin("login chen.jing").await.ok().unwrap().dear());
    }
    assert!(begin("login chen.jing").await.is_err());
    assert!(begin("login xu.dan").await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_its_correlation_and_security_headers() {
    let town = Town::open().await;
    let kept = town
        .get_with("", "/healthz", &[("x-correlation-id", "order-66")])
        .await;
    assert_eq!(kept.headers["x-correlation-id"], "order-66");
    let forged = town
        .get_with("", "/api/v1/nowhere", &[("x-correlation-id", "a b")])
        .await;
    assert_ne!(forged.headers["x-correlation-id"], "a b");
    for header in [
        "x-content-type-options",
        "content-security-policy",
        "cache-control",
        "referrer-policy",
    ] {
        assert!(forged.headers.contains_key(header), "{header}");
    }
    assert_eq!(town.get("", "/readyz").await.expect(200)["ready"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gate_stands_whatever_the_base_path_is() {
    let settings = Settings {
        base_path: "/api".into(),
        ..Settings::default()
    };
    let town = Town::with(settings).await;
    for path in ["/api/v1/me", "/api/v1/officers", "/metrics"] {
        let problem = town.get("", path).await.refused(401, "unauthorised");
        assert_eq!(problem["type"], "/api/api/v1/problems/unauthorised");
    }
    town.get("", "/api/v1/workflows").await.expect(200);
    town.get("", "/api/v1/problems/stale").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sitting_that_is_called_off_takes_nothing_more() {
    let town = Town::open().await;
    let head = town.officer("commerce", &["head"]).await;
    let call = json!({
        "workflow": "open-a-shop", "stage": "sitting", "called_for": "2026-04-16T01:30:00Z",
    });
    let called = town.post(&head, "/api/v1/sittings", &call).await;
    called.expect(201);
    let place = called.headers["location"].to_str().unwrap().to_owned();
    let attend = format!("{place}/attendance");
    let early = town.post(&head, &attend, &json!({})).await;
    let early = early.refused(409, "sitting_conflict");
    let said = early["detail"].as_str().unwrap();
    assert!(said.contains("2026-04-16 09:30"), "{said}");
    town.house.clock.advance(chrono::TimeDelta::days(8));
    let close = format!("{place}/close");
    let clerk = town.officer("commerce", &["clerk"]).await;
    let refused = town
        .post(&clerk, &close, &json!({"minutes": "Done."}))
        .await;
    assert_eq!(refused.refused(403, "needs_role")["role"], "head");
    town.post(&head, &attend, &json!({})).await.expect(200);
    let once = town.get(&head, &place).await.headers["etag"].clone();
    town.post(&head, &attend, &json!({})).await.expect(200);
    assert_eq!(town.get(&head, &place).await.headers["etag"], once);

    let fire = town.officer("fire", &["clerk"]).await;
    let off = format!("{place}/call-off");
    town.post(&fire, &off, &json!({}))
        .await
        .refused(403, "not_yours");
    town.post(&head, &off, &json!({})).await.expect(200);
    town.post(&head, &attend, &json!({}))
        .await
        .refused(409, "sitting_conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_that_is_none_is_refused_with_those_there_are() {
    let town = Town::open().await;
    let boss = town.officer("government", &["supervisor"]).await;
    for (path, known) in [
        ("/api/v1/requests?phase=foo", "under_review"),
        ("/api/v1/requests?color=red", "phase"),
        ("/api/v1/requests?workflow=no-such", "residence-permit"),
        ("/api/v1/sittings?workflow=no-such", "open-a-shop"),
        ("/api/v1/queues/window?workflow=no-such", "residence-permit"),
        ("/api/v1/queues/window?stage=no-such", "residence"),
        ("/api/v1/queues/window?filter=best", "unclaimed"),
    ] {
        let problem = town.get(&boss, path).await.refused(400, "query");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(known), "{path}: {detail}");
        assert!(!detail.contains("variant"), "{path}: {detail}");
    }
    town.get(
        &boss,
        "/api/v1/requests?phase=under_review&workflow=residence-permit",
    )
    .await
    .expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_with_many_mistakes_hears_of_all_of_them() {
    let town = Town::open().await;
    let sent = json!({"filer": {"kind": "king"}, "applicant": {"phone": 7}, "form": [], "x": 1});
    let problem = town.try_file("", &sent).await.refused(422, "invalid");
    let errors = problem["errors"].as_array().unwrap();
    let places: Vec<&str> = errors
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    let expected = [
        "/workflow",
        "/filer/kind",
        "/applicant/name",
        "/applicant/phone",
        "/form",
        "/x",
    ];
    assert_eq!(places, expected, "{problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_of_a_supervisor_is_mended_in_plain_words() {
    let town = Town::open().await;
    let case = town.under_review().await;
    let boss = town.officer("government", &["supervisor"]).await;
    let path = case.path("/supervise");
    for act in [
        json!("urge"),
        json!({"urge": {"duty": "intake"}, "waive": {"review": "a.b"}}),
        json!({"praise": {}}),
    ] {
        let sent = json!({"act": act, "reason": "Late"});
        let problem = town.post(&boss, &path, &sent).await.refused(422, "invalid");
        let text = problem.to_string();
        for word in ["struct", "variant", "not JSON"] {
            assert!(!text.contains(word), "{text}");
        }
        let place = problem["errors"][0]["pointer"].as_str().unwrap();
        assert!(place.starts_with("/act"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_shows_the_light_of_the_duty_itself() {
    let town = Town::open().await;
    let case = town.under_review().await;
    let police = town.officer("public_security", &["clerk"]).await;
    let queue = town
        .get(&police, "/api/v1/queues/public_security")
        .await
        .expect(200);
    let row = &queue["rows"][0];
    assert_eq!(row["case_number"], case.number);
    let duty = format!("/duties/{}", row["duty"].as_str().unwrap());
    let shown = town.get(&police, &case.path(&duty)).await.expect(200);
    assert_eq!(row["light"], shown["due"]["light"]);
    assert_eq!(row["due_at"], shown["due"]["at"]);
    assert_eq!(row["came_back"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agenda_takes_each_request_or_says_why_not() {
    let town = Town::open().await;
    let head = town.officer("commerce", &["head"]).await;
    let case = town.file(&example("open-a-shop")).await;
    let call = json!({
        "workflow": "open-a-shop", "stage": "sitting", "called_for": "2026-04-16T01:30:00Z",
    });
    let called = town.post(&head, "/api/v1/sittings", &call).await;
    let place = called.headers["location"].to_str().unwrap().to_owned();
    let agenda = format!("{place}/agenda");
    let sent = json!({"requests": [case.number, "nonsense"]});
    let came = town.post(&head, &agenda, &sent).await.expect(200);
    assert_eq!(
        (came["added"].as_u64(), came["refused"].as_u64()),
        (Some(0), Some(2))
    );
    // Received only: it does not wait for a sitting yet.
    assert_eq!(came["results"][0]["problem"]["code"], "sitting_conflict");
    assert_eq!(came["results"][0]["case_number"], case.number);
    assert_eq!(came["results"][1]["added"], false);
    assert_eq!(came["sitting"]["agenda"], json!([]));
    let fire = town.officer("fire", &["clerk"]).await;
    town.post(&fire, &agenda, &sent)
        .await
        .refused(403, "not_yours");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_act_without_a_reason_is_refused_as_a_whole() {
    let town = Town::open().await;
    let case = town.file(&example("residence-permit")).await;
    let supervisor = town.officer("supervision", &["supervisor"]).await;
    let urge = |reason: &str| json!({"requests": [case.number], "act": {"urge": {"duty": "intake"}}, "reason": reason});
    for reason in ["", "  "] {
        town.post(&supervisor, "/api/v1/supervise/bulk", &urge(reason))
            .await
            .refused(422, "reason_needed");
    }
    let long = "长".repeat(4_001);
    let refused = town
        .post(&supervisor, "/api/v1/supervise/bulk", &urge(&long))
        .await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    let done = town
        .post(&supervisor, "/api/v1/supervise/bulk", &urge("Backlog"))
        .await;
    assert_eq!(done.expect(200)["done"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_named_in_vain_has_its_limit_all_the_same() {
    let town = Town::open().await;
    for (member, max) in [("name", 200), ("authority", 500)] {
        let mut application = example("residence-permit");
        application["filer"] = json!({"kind": "self"});
        application["filer"][member] = "长".repeat(max + 1).into();
        let problem = town
            .try_file("", &application)
            .await
            .refused(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], format!("/filer/{member}"));
        application["filer"][member] = "长".repeat(max).into();
        town.file(&application).await;
    }
}
