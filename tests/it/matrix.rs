//! The object-access matrix: every route of both tables, every kind of person, every case.
//!
//! Each personal value of a case is a canary. [`people::People`] says, in a table a department's own
//! expert can check, which of them each person may ever read; everything else is a leak, on whatever
//! page or answer it stands, refusals included. What changes anything is tried by everybody who has
//! no part in it, with bodies and forms that would do for the right person: no case may move.

mod cases;
mod hostile;
mod people;

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use lianban::doors::gate::Route;
use lianban::{api, web};
use serde_json::{Value, json};
use tower::ServiceExt;

use cases::Scene;
use people::{Person, Way};

use crate::support::tell;
use crate::web::browser::Filled;

/// What one call answered.
struct Answer {
    status: u16,
    to: String,
    text: String,
}

impl Answer {
    /// Turned away: told nothing but that they have to be somebody else.
    fn refuses(&self) -> bool {
        let doors = ["/cases?case=", "/desk/enter"];
        matches!(self.status, 401 | 403 | 404)
            || self.status == 303 && doors.iter().any(|door| self.to.starts_with(door))
    }
}

/// One door with its table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    Api,
    Pages,
}

impl Door {
    const fn routes(self) -> &'static [Route] {
        match self {
            Self::Api => api::routes::ROUTES,
            Self::Pages => web::routes::ROUTES,
        }
    }
}

impl Scene {
    async fn call(
        &self,
        door: Door,
        person: &Person,
        method: &str,
        path: &str,
        body: Option<(&str, String)>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        match (door, &person.way) {
            (_, Way::Stranger) => {}
            (Door::Api, way) => request = request.header("authorization", way.authorization()),
            (Door::Pages, way) => request = request.header("cookie", way.cookie()),
        }
        if door == Door::Pages {
            request = request.header("sec-fetch-site", "same-origin");
        }
        let body = match body {
            None => Body::empty(),
            Some((kind, text)) => {
                request = request.header("content-type", kind);
                Body::from(text)
            }
        };
        let router = match door {
            Door::Api => self.api.clone(),
            Door::Pages => self.pages.clone(),
        };
        answer(router, request.body(body).unwrap()).await
    }

    /// Looks at one address as one person and holds the answer against what they may read.
    async fn look(&self, door: Door, person: &Person, route: &Route, path: &str) -> Looked {
        let answer = self.call(door, person, "GET", path, None).await;
        assert!(answer.status < 500, "{person} at {path}: {}", answer.status);
        let mut leaks = Vec::new();
        for subject in &self.subjects {
            let allowed = person.reads(subject);
            for (place, value) in &subject.canaries {
                if !allowed.contains(value.as_str()) && answer.text.contains(value.as_str()) {
                    leaks.push(format!("{person} reads {place} at {path}"));
                }
            }
        }
        let named = self.subjects.iter().find(|s| path.contains(&s.case.number));
        if let Some(subject) = named {
            let open = person.may_open(route, path, subject);
            match open {
                Some(false) if !answer.refuses() => {
                    leaks.push(format!("{person} gets {} at {path}", answer.status));
                }
                Some(true) if answer.refuses() && answer.status != 404 => {
                    panic!("{person} is kept out of {path}: {}", answer.status)
                }
                _ => {}
            }
        }
        Looked {
            opened: answer.status == 200,
            leaks,
        }
    }
}

async fn answer(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let to = response.headers().get("location");
    let to = to.map_or_else(String::new, |to| to.to_str().unwrap().to_owned());
    let bytes = to_bytes(response.into_body(), 8 << 20).await.unwrap();
    Answer {
        status,
        to,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

struct Looked {
    opened: bool,
    leaks: Vec<String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_what_their_step_does_not_need() {
    let scene = Scene::open().await;
    let mut leaks = Vec::new();
    let mut opened: BTreeSet<&str> = BTreeSet::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, door) in [("API", Door::Api), ("pages", Door::Pages)] {
        let reads = door.routes().iter().filter(|route| route.method == "GET");
        for route in reads {
            for path in scene.addresses(route.path) {
                for person in &scene.people {
                    let looked = scene.look(door, person, route, &path).await;
                    leaks.extend(looked.leaks);
                    *counts.entry(name).or_default() += 1;
                    if looked.opened {
                        opened.insert(route.path);
                    }
                }
            }
        }
    }
    let reads = [Door::Api, Door::Pages].map(Door::routes).concat();
    let reads = reads.iter().filter(|route| route.method == "GET");
    let shut: BTreeSet<&str> = reads
        .map(|route| route.path)
        .filter(|path| !opened.contains(path))
        .collect();
    let expected: BTreeSet<&str> = cases::OPENED_BY_NOBODY_HERE.iter().copied().collect();
    assert_eq!(
        shut, expected,
        "whom nobody opens, the matrix shows nothing"
    );
    let pairs: usize = counts.values().sum();
    tell(&format!(
        "access matrix, reading: {pairs} pairs of {} people and an address ({counts:?}), {} leaks",
        scene.people.len(),
        leaks.len()
    ));
    assert!(leaks.is_empty(), "{leaks:#?}");
}

/// Bodies of which each route of a case takes one; the versions are those that stand.
fn bodies() -> [Value; 14] {
    [
        json!({}),
        json!({"text": "x"}),
        json!({"verdict": "agree"}),
        json!({"outcome": "grant"}),
        json!({"items": [{"what": "address", "explanation": "x"}]}),
        json!({"to": 1, "reason": "x"}),
        json!({"authority": "x"}),
        json!({"reason": "x", "basis": "x", "text": "x"}),
        json!({"mode": "parallel", "reason": "x"}),
        json!({"department": "tax", "reason": "x"}),
        json!({"draft": {}}),
        json!({"reason": "x", "act": {"kind": "cancel"}}),
        json!({"level": "very_satisfied"}),
        json!({"reason": "x"}),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_moves_a_case_they_have_no_part_in() {
    let scene = Scene::open().await;
    let forms = scene.forms().await;
    let before = scene.versions().await;
    let mut pairs = 0;
    let mut through = Vec::new();
    let writes = Door::Api.routes().iter().filter(|r| r.method != "GET");
    for route in writes.filter(|route| route.path.contains("{case}")) {
        for path in scene.addresses(route.path) {
            for person in scene.without_a_part(route, &path) {
                for body in bodies() {
                    let body = Some(("application/json", body.to_string()));
                    let tried = scene
                        .tells(Door::Api, person, route.method, &path, body)
                        .await;
                    through.extend(tried);
                }
                pairs += 1;
            }
        }
    }
    // Every form that stands on a page somebody sees is sent by everybody who has no part in it.
    for form in forms.values() {
        let route = cases::route_of(&form.action);
        for person in scene.without_a_part(route, &form.action) {
            let tried = scene
                .tells(Door::Pages, person, "POST", &form.action, Some(sent(form)))
                .await;
            through.extend(tried);
            pairs += 1;
        }
    }
    tell(&format!(
        "access matrix, acting: {pairs} pairs ({} forms), {} let through",
        forms.len(),
        through.len()
    ));
    assert!(forms.len() > 20, "only {} forms were found", forms.len());
    assert!(through.is_empty(), "{through:#?}");
    assert_eq!(scene.versions().await, before, "a case has moved");
}

impl Scene {
    fn without_a_part(&self, route: &Route, path: &str) -> Vec<&Person> {
        let subject = self.subject_of(path);
        let people = self.people.iter();
        people
            .filter(|person| person.may_open(route, path, subject) == Some(false))
            .collect()
    }

    /// What somebody without a part is told by trying to act; none if they are turned away, or told
    /// no more than of a case that does not exist.
    async fn tells(
        &self,
        door: Door,
        person: &Person,
        method: &str,
        path: &str,
        body: Option<(&str, String)>,
    ) -> Option<String> {
        let real = self.call(door, person, method, path, body.clone()).await;
        if real.refuses() {
            return None;
        }
        let number = &self.subject_of(path).case.number;
        let nowhere = path.replace(number, cases::GHOST);
        let ghost = self.call(door, person, method, &nowhere, body).await;
        let text = real.text.replace(number, cases::GHOST);
        let same = real.status >= 400 && real.status == ghost.status && text == ghost.text;
        (!same).then(|| format!("{person} gets {} at {method} {path}", real.status))
    }
}

fn sent(form: &Filled) -> (&'static str, String) {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&form.fields)
        .finish();
    ("application/x-www-form-urlencoded", body)
}
