//! What is there for one person to call at: requests of their own, with duties, documents and numbers
//! that belong together, laid under every path of the document.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Map, Value, json};

use super::people::{Person, Stage, Way};
use super::scene::{Case, SERVICES, Scene};
use crate::load::As;

/// Requests of each service for each person: the first stays at the window.
const FILED_EACH: usize = 3;
/// Whom every wait is shown to.
const SUPERVISOR: &str = "Lin Yue";
const WINDOW: &str = "Wu Lei";
const PROBLEMS: [&str; 2] = ["stale", "not_found"];
const DEPARTMENTS: [&str; 3] = ["window", "education", "commerce"];

/// How one person calls, and where.
pub struct Ground {
    pub authorization: Option<String>,
    /// For each path, values of its places.
    pub places: Value,
}

impl Scene {
    /// New requests for this person.
    pub async fn prepare(&self, person: &Person) -> Ground {
        let mut filed = Vec::new();
        for service in SERVICES {
            for number in 0..FILED_EACH {
                filed.push(self.file(service, next()).await);
                if number > 0 {
                    self.accept(filed.last().unwrap()).await;
                }
            }
        }
        let own = match person.way {
            Way::Stranger | Way::Officer(_) => None,
            Way::Applicant(Stage::Received) => Some(filed[0].clone()),
            Way::Applicant(Stage::UnderReview) => Some(filed[1].clone()),
            Way::Applicant(Stage::Concluded) => Some(self.concluded[0].0.clone()),
        };
        let mut known = self.known(&filed).await;
        if let Way::Officer(name) = person.way {
            self.claim(&self.token(name), &mut known).await;
        }
        if let Some(own) = &own {
            known.retain(|known| known["case"] == own.number);
            known.push(of_case(own));
        }
        Ground {
            authorization: self.authorization(person, own.as_ref()),
            places: self.under_paths(&known),
        }
    }

    fn authorization(&self, person: &Person, own: Option<&Case>) -> Option<String> {
        match (person.way, own) {
            (Way::Officer(name), _) => match self.token(name) {
                As::Officer(token) => Some(format!("Bearer {token}")),
                As::Public | As::Applicant(..) => None,
            },
            (_, Some(own)) => Some(format!("Case {}:{}", own.number, own.secret)),
            (_, None) => None,
        }
    }

    async fn accept(&self, case: &Case) {
        let window = self.token(WINDOW);
        self.done(&window, &case.path("/duties/intake/claim"), &json!({}))
            .await;
        self.done(&window, &case.path("/intake/accept"), &json!({}))
            .await;
    }

    /// Every duty of these requests, and the requests of the stories.
    async fn known(&self, filed: &[Case]) -> Vec<Value> {
        let mut known = Vec::new();
        let supervisor = self.token(SUPERVISOR);
        for case in filed {
            let explained = self.get(&supervisor, &case.path("/explain")).await.body;
            let duties = explained["waits"].as_array().unwrap().iter();
            known.extend(duties.filter_map(|wait| Some(of_duty(case, wait["duty"].as_str()?))));
        }
        for (case, code) in &self.concluded {
            let mut concluded = of_case(case);
            concluded["code"] = code.as_str().into();
            known.push(concluded);
        }
        known
    }

    /// The officer takes what they may; half of it, so that the rest can be claimed. What was theirs to
    /// take stands several times, so that they call there more often.
    async fn claim(&self, officer: &As, known: &mut Vec<Value>) {
        let mut theirs = Vec::new();
        for (number, duty) in known.iter().enumerate() {
            let (Some(case), Some(key)) = (duty["case"].as_str(), duty["duty"].as_str()) else {
                continue;
            };
            let path = format!("/api/v1/requests/{case}/duties/{key}");
            if self
                .try_to(officer, &format!("{path}/claim"), &json!({}))
                .await
                .is_yes()
            {
                if number % 2 == 0 {
                    self.try_to(officer, &format!("{path}/release"), &json!({}))
                        .await;
                }
                theirs.push(duty.clone());
            }
        }
        let times = known.len() / theirs.len().max(1);
        for _ in 0..times {
            known.extend(theirs.iter().cloned());
        }
    }

    fn under_paths(&self, known: &[Value]) -> Value {
        let spare = self.spare().to_string();
        let tokens = self.spare_tokens.iter();
        let tokens: Vec<Value> = tokens.map(|it| json!({"id": spare, "token": it})).collect();
        let named = |name: &str, values: &[&str]| -> Vec<Value> {
            values.iter().map(|value| json!({name: value})).collect()
        };
        let mut places = Map::new();
        for path in self.paths() {
            let fitting = match path.as_str() {
                path if path.contains("/sittings/") => named("id", &[&self.sitting]),
                path if path.contains("/officers/") => tokens.clone(),
                path if path.contains("/workflows/") => named("key", &SERVICES),
                path if path.contains("/problems/") => named("code", &PROBLEMS),
                path if path.contains("/queues/") => named("department", &DEPARTMENTS),
                _ => known.to_vec(),
            };
            let fitting: Vec<Value> = fitting.iter().filter_map(|it| filled(path, it)).collect();
            if !fitting.is_empty() {
                places.insert(path.clone(), fitting.into());
            }
        }
        // What bodies name.
        places.insert("*".to_owned(), known.to_vec().into());
        places.into()
    }
}

/// The values for the places of a path, where all of them are known.
fn filled(path: &str, known: &Value) -> Option<Value> {
    let places = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.split('}').next());
    let values: Option<Map<String, Value>> = places
        .map(|name| Some((name.to_owned(), known.get(name)?.clone())))
        .collect();
    values.filter(|values| !values.is_empty()).map(Value::from)
}

fn of_case(case: &Case) -> Value {
    json!({"case": case.number, "duty": "intake", "stage": "verify", "number": 1, "sha256": case.file})
}

fn of_duty(case: &Case, duty: &str) -> Value {
    let mut known = of_case(case);
    known["duty"] = duty.into();
    let stage = duty
        .split_once(':')
        .map(|(_, of)| of.split('.').next().unwrap_or(of));
    if let Some(stage) = stage {
        known["stage"] = stage.into();
    }
    known
}

/// Applications differ by number.
fn next() -> u64 {
    static FILED: AtomicU64 = AtomicU64::new(1);
    FILED.fetch_add(1, Ordering::Relaxed)
}
