//! Stored cross-site scripting: markup typed into every text there is comes back as text, on every
//! page and to everybody.

use serde_json::{Value, json};

use super::Door;
use super::cases::Scene;
use crate::support::tell;

/// Opens an element, an attribute and a script wherever it stands unescaped.
const PAYLOAD: &str = "\"'><img src=x onerror=alert(1)>";
const LIVE: [&str; 2] = ["<img src=x", "<script>alert"];

/// The application with the payload in every free text.
fn hostile(mut application: Value) -> Value {
    // A name with markup is refused; one with a quote is a name.
    let name = |person: &mut Value| person["name"] = "Specimen \u{27}O\u{27}Brien\u{27}".into();
    name(&mut application["applicant"]);
    let form = application["form"].as_object_mut().unwrap();
    for (key, answer) in form {
        match answer {
            Value::Array(rows) => rows.iter_mut().for_each(name),
            Value::Object(_) => name(answer),
            Value::String(text) if ["address", "employer"].contains(&key.as_str()) => {
                PAYLOAD.clone_into(text);
            }
            _ => {}
        }
    }
    for files in application["materials"]
        .as_object_mut()
        .unwrap()
        .values_mut()
    {
        files[0]["name"] = format!("{PAYLOAD}.pdf").into();
    }
    application
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_that_somebody_typed_stays_text() {
    let scene = Scene::with(hostile).await;
    for subject in &scene.subjects {
        let applicant = scene.person(&format!("the applicant of {:?}", subject.kind));
        let complaint = json!({"text": format!("{PAYLOAD}<script>alert(1)</script>")});
        let told = scene
            .post(applicant, &subject.case.path("/complaints"), &complaint)
            .await;
        assert!(told.status < 300, "{}", told.text);
        let police = scene.person("the clerk of public_security");
        let duty = subject
            .duties
            .iter()
            .find(|duty| duty.department == "public_security");
        let place = format!("/duties/{}", duty.unwrap().key);
        for (act, body) in [
            ("/claim", json!({})),
            (
                "/items",
                json!({"items": [{"what": "address", "explanation": PAYLOAD}]}),
            ),
        ] {
            let place = subject.case.path(&format!("{place}{act}"));
            let told = scene.post(police, &place, &body).await;
            assert!(told.status < 300, "{act}: {}", told.text);
        }
    }
    let (mut pages, mut shown) = (0, 0);
    let routes = Door::Pages.routes().iter();
    for route in routes.filter(|route| route.method == "GET") {
        for path in scene.addresses(route.path) {
            for person in &scene.people {
                let page = scene.call(Door::Pages, person, "GET", &path, None).await;
                let live = LIVE.iter().find(|live| page.text.contains(**live));
                assert!(live.is_none(), "{person} at {path}: {}", page.text);
                pages += 1;
                shown += usize::from(page.text.contains("&lt;img src=x"));
            }
        }
    }
    tell(&format!(
        "stored markup: {pages} pages, {shown} of them show it as text, 0 as markup"
    ));
    // Names are refused with it; what is left are addresses, names of files, and what people write.
    assert!(shown > 10, "only {shown} pages show what was typed");
}
