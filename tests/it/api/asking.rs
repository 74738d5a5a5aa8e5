//! What is asked of an applicant: within what a department reads, once, with what was never handed in.

use serde_json::{Value, json};

use super::client::{Case, Town, example};

/// A school place that is accepted; the application as given.
async fn accepted(town: &Town, application: &Value) -> Case {
    let case = town.file(application).await;
    let window = town.officer("window", &["window"]).await;
    town.post(&window, &case.path("/duties/intake/claim"), &json!({}))
        .await
        .expect(200);
    town.post(&window, &case.path("/intake/accept"), &json!({}))
        .await
        .expect(200);
    case
}

fn items(what: &[(&str, &str)]) -> Value {
    let item =
        |(what, explanation): &(&str, &str)| json!({"what": what, "explanation": explanation});
    json!({"items": what.iter().map(item).collect::<Vec<_>>()})
}

async fn send(town: &Town, case: &Case) {
    let lead = town.officer("education", &["clerk"]).await;
    let path = case.path("/stages/verify/correction/send");
    town.post(&lead, &path, &json!({})).await.expect(200);
}

async fn status(town: &Town, case: &Case) -> Value {
    let status = town.get(&case.credentials(), &case.path("")).await;
    status.expect(200)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_asks_for_what_it_reads_and_nothing_else() {
    let town = Town::open().await;
    let case = accepted(&town, &example("school-admission")).await;
    let contact = town.officer("family_planning", &["clerk"]).await;
    let place = case.path("/duties/review:verify.services/items");
    let asked = [
        ("guardians.phone", "It does not ring."),
        ("children.born", "When?"),
        ("household_book", "The last page."),
    ];
    let refused = town
        .post(&contact, &place, &items(&asked))
        .await
        .expect(422);
    let places: Vec<&str> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|error| error["pointer"].as_str())
        .collect();
    assert_eq!(places, ["/items/1/what", "/items/2/what"]);
    town.post(&contact, &place, &items(&asked[..1]))
        .await
        .expect(200);
    // A row of their own is asked for by those who look at that row.
    let health = town.officer("health", &["clerk"]).await;
    let place = case.path("/duties/review:verify.vaccination%23children-1/items");
    town.post(&health, &place, &items(&[("children.born", "The year?")]))
        .await
        .expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_two_ask_for_is_asked_once_with_both_reasons() {
    let town = Town::open().await;
    let case = accepted(&town, &example("school-admission")).await;
    for (department, review, why) in [
        ("labor", "work", "As on the card."),
        ("public_security", "stay", "As on the card."),
        ("commerce", "business", "The second one is cut off."),
    ] {
        let clerk = town.officer(department, &["clerk"]).await;
        let place = case.path(&format!("/duties/review:verify.{review}/items"));
        town.post(&clerk, &place, &items(&[("guardians.name", why)]))
            .await
            .expect(200);
    }
    send(&town, &case).await;
    let asked = status(&town, &case).await["corrections"][0]["items"].clone();
    assert_eq!(asked.as_array().unwrap().len(), 1, "{asked}");
    assert_eq!(
        asked[0]["explanation"],
        "As on the card.\nThe second one is cut off."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_nobody_asked_for_neither_come_nor_go() {
    let town = Town::open().await;
    let application = example("school-admission");
    let case = accepted(&town, &application).await;
    let police = town.officer("public_security", &["clerk"]).await;
    let place = case.path("/duties/review:verify.stay/items");
    town.post(
        &police,
        &place,
        &items(&[("guardians.name", "As on the card.")]),
    )
    .await
    .expect(200);
    send(&town, &case).await;
    let guardians = application["form"]["guardians"].clone();
    let answer = async |rows: Value| {
        let body = json!({"stage": "verify", "form": {"guardians": rows}});
        let key = town.key();
        let path = case.path("/correction");
        town.post_with(
            &case.credentials(),
            &path,
            &body,
            &[("idempotency-key", &key)],
        )
        .await
    };
    let one = json!([guardians[0]]);
    let refused = answer(one).await.expect(422);
    assert_eq!(refused["errors"][0]["pointer"], "/form/guardians");
    assert_eq!(refused["errors"][0]["code"], "not_asked");
    let mut other = guardians.clone();
    other[1]["id"] = "guardians-9".into();
    answer(other).await.expect(422);
    answer(guardians).await.expect(200);
    let view = town
        .get(&police, &case.path("/duties/review:verify.stay"))
        .await;
    let ids: Vec<Value> = view.expect(200)["form"]["guardians"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].clone())
        .collect();
    assert_eq!(ids, ["guardians-1", "guardians-2"], "the rows they were");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_secondary_material_is_seen_and_joins_the_next_notice() {
    let town = Town::open().await;
    let mut application = example("school-admission");
    let materials = application["materials"].as_object_mut().unwrap();
    materials.remove("vaccination_card").unwrap();
    let case = town.file(&application).await;
    let named = |view: &Value| -> Vec<String> {
        let missing = view["missing"].as_array().unwrap().iter();
        missing
            .filter_map(|one| one["material"].as_str().map(str::to_owned))
            .collect()
    };
    let card = ["vaccination_card"];
    assert_eq!(named(&status(&town, &case).await), card);
    let window = town.officer("window", &["window"]).await;
    let view = async |who: &str, duty: &str| {
        let path = case.path(&format!("/duties/{duty}"));
        named(&town.get(who, &path).await.expect(200))
    };
    assert_eq!(view(&window, "intake").await, card);
    for step in ["/duties/intake/claim", "/intake/accept"] {
        let done = town.post(&window, &case.path(step), &json!({})).await;
        done.expect(200);
    }
    let health = town.officer("health", &["clerk"]).await;
    let labor = town.officer("labor", &["clerk"]).await;
    let vaccination = "review:verify.vaccination%23children-1";
    assert_eq!(view(&health, vaccination).await, card);
    assert!(
        view(&labor, "review:verify.work").await.is_empty(),
        "not read there"
    );

    let place = case.path("/duties/review:verify.work/items");
    town.post(
        &labor,
        &place,
        &items(&[("labour_contract", "The last page.")]),
    )
    .await
    .expect(200);
    send(&town, &case).await;
    let asked = status(&town, &case).await["corrections"][0]["items"].clone();
    let what: Vec<&Value> = asked
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["what"])
        .collect();
    assert_eq!(what, ["labour_contract", "vaccination_card"]);
    assert_eq!(asked[1]["explanation"], "还没有交");
}
