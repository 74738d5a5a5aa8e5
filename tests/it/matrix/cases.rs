//! The scene: two families' cases under review, everybody there is, and every address.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use axum::Router;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lianban::access::{LinkToBe, LoginOutcome, NewOfficer, Visit};
use lianban::domain::identifiers::RequestId;
use lianban::doors::credentials::case_number;
use lianban::doors::gate::Route;
use lianban::doors::pace::Rate;
use lianban::doors::town::Town as Files;
use lianban::doors::{Doors, Settings};
use lianban::storage::idempotency::Key;
use lianban::{api, web};
use serde_json::{Value, json};

use super::people::{OFFICERS, Person, Way};
use super::{Answer, Door};
use crate::api::client::{Case, Town, example, personal};
use crate::engine::house;
use crate::web::browser::Filled;

/// Which service a case is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    School,
    Permit,
}

/// A case that people try to reach.
pub struct Subject {
    pub kind: SubjectKind,
    pub case: Case,
    pub id: RequestId,
    /// Personal values by their place in the application; a document by a line it holds.
    pub canaries: BTreeMap<String, String>,
    /// Open and closed work.
    pub duties: Vec<Work>,
    /// Departments with a part in it.
    pub departments: BTreeSet<String>,
    documents: Vec<String>,
    stages: Vec<String>,
}

pub struct Work {
    pub key: String,
    pub department: String,
    pub role: String,
}

pub struct Scene {
    pub api: Router,
    pub pages: Router,
    pub people: Vec<Person>,
    pub subjects: Vec<Subject>,
    /// What stands in the links that auditors without an account have: to each case, and to the overview.
    links: Vec<String>,
    doors: Doors,
    _town: Town,
}

/// A case number that nobody has.
pub const GHOST: &str = "2222-222-222-2222";

/// Choices and regions stand on public pages too.
const NOT_PERSONAL: &[&str] = &["/basis", "/grade", "/home_region"];

/// A stream that goes on as long as somebody listens; `web::live` says what it tells and to whom.
const ENDLESS: &str = "/desk/live";

/// What nobody opens while both cases are under review: results that are not there yet, drafts and
/// accounts that are being made, addresses that only lead on. Other tests open these.
pub const OPENED_BY_NOBODY_HERE: &[&str] = &[
    "/admin/proposals/{number}",
    "/api/v1/problems/{code}",
    "/api/v1/requests/{case}/certificate",
    "/api/v1/sittings/{id}",
    "/apply/{service}/check",
    "/apply/{service}/done/{case}",
    "/apply/{service}/form/{field}",
    "/apply/{service}/form/{field}/{row}",
    "/apply/{service}/materials/{material}",
    "/apply/{service}/materials/{material}/{file}",
    "/apply/{service}/people/{part}",
    "/apply/{service}/saved",
    "/assets/{digest}/{name}",
    "/cases/{case}/certificate",
    "/cases/{case}/refusal",
    "/cases/code",
    "/cases/mine",
    "/certificates/{case}/{code}",
    ENDLESS,
    "/desk/provider",
    "/desk/provider/back",
    "/desk/requests/{case}/cards",
    "/desk/requests/{case}/duties/{duty}/certificate",
    "/desk/requests/{case}/duties/{duty}/refusal",
    "/desk/requests/{case}/duties/{duty}/{act}",
    "/desk/second",
    "/desk/sittings/{id}",
    "/look/language/{tongue}",
    "/look/letters/{size}",
    "/metrics",
    "/open/{case}/{code}",
    "/oversight/acts",
];

impl Scene {
    pub async fn open() -> Self {
        Self::with(|application| application).await
    }

    /// With applications that somebody has changed.
    pub async fn with(change: fn(Value) -> Value) -> Self {
        let unhurried = Rate {
            burst: 1_000_000,
            per: Duration::from_secs(1),
        };
        let settings = Settings {
            per_address: unhurried,
            failures_per_address: unhurried,
            failures_per_case: unhurried,
            ..Settings::default()
        };
        let town = Town::with(settings).await;
        let mut doors = town.doors.clone();
        let access = lianban::access::Settings {
            second_factor_required: false,
            ..lianban::access::Settings::default()
        };
        doors.access = doors.access.clone().with_settings(access);
        let files = Files {
            catalogue: house::town().into(),
            ..Files::of(&doors.engine)
        };
        let doors = doors.in_town(files);
        let mut scene = Self {
            api: api::router(doors.clone()),
            pages: web::router(doors.clone()),
            people: vec![Person {
                name: "a stranger".to_owned(),
                way: Way::Stranger,
            }],
            subjects: Vec::new(),
            links: Vec::new(),
            doors,
            _town: town,
        };
        for (department, roles) in OFFICERS {
            scene.add_officer(department, roles).await;
        }
        for kind in [SubjectKind::School, SubjectKind::Permit] {
            scene.file(kind, change).await;
        }
        scene.make_links().await;
        scene
    }

    async fn add_officer(&mut self, department: &'static str, roles: &'static [&'static str]) {
        let name = format!("the {} of {department}", roles[0]);
        let new = NewOfficer {
            name: name.clone(),
            email: None,
            department: department.parse().unwrap(),
            roles: roles.iter().map(|role| role.parse().unwrap()).collect(),
            language: Default::default(),
        };
        let access = &self.doors.access;
        let account = access.operator().add_officer(&new).await.unwrap();
        let token = access
            .operator()
            .issue_token(account.id, "test", None)
            .await
            .unwrap();
        let login = format!("{department}.{}", roles[0]).replace('_', "-");
        let login = login.parse().unwrap();
        let password = "three blue herons";
        access
            .operator()
            .give_known_password(account.id, &login, password)
            .await
            .unwrap();
        let outcome = access.log_in(login.as_str(), password, &visit()).await;
        let Ok(LoginOutcome::Open(session)) = outcome else {
            panic!("{name} is not let in: {outcome:?}");
        };
        self.people.push(Person {
            name,
            way: Way::Officer {
                department,
                roles,
                token: token.token.to_string(),
                session: session.token.to_string(),
            },
        });
    }

    /// Files an application whose every value is found again, and accepts it at the window.
    async fn file(&mut self, kind: SubjectKind, change: fn(Value) -> Value) {
        let mut application = change(match kind {
            SubjectKind::School => family(),
            SubjectKind::Permit => example("residence-permit"),
        });
        let mut canaries = personal(&application);
        canaries.retain(|place, _| !NOT_PERSONAL.iter().any(|end| place.ends_with(end)));
        let materials = application["materials"].as_object_mut().unwrap();
        for (material, files) in materials {
            let line = format!("canary {kind:?} {material}");
            let bytes = format!("%PDF-1.4\n%{line}\n%%EOF");
            files[0]["content"] = STANDARD.encode(bytes).into();
            canaries.insert(format!("/materials/{material}"), line);
        }
        let filed = self
            .post(&self.people[0], "/api/v1/requests", &application)
            .await;
        assert_eq!(filed.status, 201, "{}", filed.text);
        let filed: Value = serde_json::from_str(&filed.text).unwrap();
        let text = |member: &str| filed[member].as_str().unwrap().to_owned();
        let case = Case {
            number: text("case_number"),
            secret: text("secret"),
        };
        let id = case_number(&case.number).unwrap();
        let window = self
            .people
            .iter()
            .find(|p| p.name.starts_with("the window"));
        for act in ["/duties/intake/claim", "/intake/accept"] {
            let answer = self
                .post(window.unwrap(), &case.path(act), &json!({}))
                .await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        let found = self.doors.find(id).await.ok().unwrap();
        let mut duties: Vec<Work> = Vec::new();
        for (duty, seat) in &found.request.seats {
            duties.push(Work {
                key: duty.to_string().replace('#', "%23"),
                department: seat.department.to_string(),
                role: seat.role.to_string(),
            });
        }
        assert!(duties.iter().any(|duty| duty.key.starts_with("review:")));
        let departments = duties.iter().map(|duty| duty.department.clone());
        let documents = found.facts.materials.values().flatten();
        let session = self.doors.access.start_case(id, &visit()).await.unwrap();
        self.people.push(Person {
            name: format!("the applicant of {kind:?}"),
            way: Way::Applicant {
                case: case.number.clone(),
                secret: case.secret.clone(),
                session: session.token.to_string(),
            },
        });
        self.subjects.push(Subject {
            kind,
            id,
            canaries,
            departments: departments.chain(["window".to_owned()]).collect(),
            documents: documents
                .map(|document| document.sha256.to_string())
                .collect(),
            stages: found
                .request
                .stages
                .keys()
                .map(ToString::to_string)
                .collect(),
            duties,
            case,
        });
    }

    /// Whoever has one of these reads, whoever they are: as a stranger, too.
    async fn make_links(&mut self) {
        let supervisor = "supervision.supervisor".parse().unwrap();
        let by = self.doors.access.officer_of(&supervisor).await.unwrap();
        let keeper = self.doors.access.keeper(by, "matrix");
        let cases = self.subjects.iter().map(|subject| Some(subject.id));
        let opened: Vec<_> = cases.chain([None]).collect();
        for request in opened {
            let token = format!("link-{}", self.links.len());
            let key = Key {
                actor: "matrix".to_owned(),
                key: token.clone(),
                body_hash: String::new(),
            };
            let link = LinkToBe {
                token: &token,
                label: "an audit",
                request,
                days: 7,
            };
            keeper.make_link(link, &key).await.unwrap();
            self.links.push(token);
        }
    }

    pub async fn post(&self, person: &Person, path: &str, body: &Value) -> Answer {
        let mut request = axum::http::Request::post(path)
            .header("content-type", "application/json")
            .header("idempotency-key", path);
        if !matches!(person.way, Way::Stranger) {
            request = request.header("authorization", person.way.authorization());
        }
        let request = request.body(body.to_string().into()).unwrap();
        super::answer(self.api.clone(), request).await
    }

    /// The versions of the cases: they count the lines of the journals.
    pub async fn versions(&self) -> Vec<u64> {
        let mut versions = Vec::new();
        for subject in &self.subjects {
            let found = self.doors.find(subject.id).await.ok().unwrap();
            versions.push(found.request.version);
        }
        versions
    }

    pub fn person(&self, name: &str) -> &Person {
        let found = self.people.iter().find(|person| person.name == name);
        found.unwrap_or_else(|| panic!("nobody is {name}"))
    }

    pub fn subject_of(&self, path: &str) -> &Subject {
        let found = self.subjects.iter().find(|s| path.contains(&s.case.number));
        found.unwrap_or_else(|| panic!("{path} names no case"))
    }

    /// Every address of a route: each case with each of its duties, documents and stages.
    pub fn addresses(&self, route: &str) -> Vec<String> {
        let mut found = Vec::new();
        if route == ENDLESS {
            return found;
        }
        if route.contains("{case}") {
            for subject in &self.subjects {
                found.extend(subject.addresses(route));
            }
        } else {
            found.push(route.to_owned());
        }
        let departments = || {
            OFFICERS
                .iter()
                .map(|(department, _)| (*department).to_owned())
        };
        let found = each(found, "{department}", &departments().collect::<Vec<_>>());
        let found = each(found, "{link}", &self.links);
        let others = [
            ("{service}", "residence-permit"),
            ("{key}", "residence-permit"),
            ("{version}", "2"),
            ("{id}", "1"),
            ("{number}", "1"),
            ("{token}", "00"),
            ("{template}", "receipt"),
            ("{tongue}", "en"),
            ("{size}", "large"),
            ("{part}", "applicant"),
            ("{field}", "address"),
            ("{row}", "1"),
            ("{material}", "photo"),
            ("{file}", "1"),
            ("{digest}", "0"),
            ("{name}", "lianban.css"),
            ("{act}", "close"),
        ];
        let fill = |path: String| {
            others
                .iter()
                .fold(path, |path, (hole, with)| path.replace(hole, with))
        };
        found.into_iter().map(fill).collect()
    }

    /// Every form about a case that stands on a page somebody sees, by where it leads, filled as
    /// whoever sees it would.
    pub async fn forms(&self) -> BTreeMap<String, Filled> {
        let mut found = BTreeMap::new();
        let pages = web::routes::ROUTES.iter();
        for route in pages.filter(|route| route.method == "GET" && route.path.contains("{case}")) {
            for path in self.addresses(route.path) {
                for person in &self.people {
                    let seen = self.call(Door::Pages, person, "GET", &path, None).await;
                    let actions = actions(&seen.text).into_iter();
                    for action in actions.filter(|action| self.names_a_case(action)) {
                        let form = filled(Filled::on(&seen.text, &action));
                        found.entry(action).or_insert(form);
                    }
                }
            }
        }
        found
    }

    fn names_a_case(&self, path: &str) -> bool {
        self.subjects.iter().any(|s| path.contains(&s.case.number))
    }
}

impl Subject {
    fn addresses(&self, route: &str) -> Vec<String> {
        let route = route.replace("{case}", &self.case.number);
        let route = route.replace("{code}", &self.case.secret);
        let duties: Vec<String> = self.duties.iter().map(|duty| duty.key.clone()).collect();
        let over = ["intake".to_owned(), "decide".to_owned()];
        let duties: Vec<String> = duties.into_iter().chain(over).collect();
        let found = each(vec![route], "{duty}", &duties);
        let found = each(found, "{sha256}", &self.documents);
        each(found, "{stage}", &self.stages)
    }
}

/// The addresses with each of these in a place.
fn each(addresses: Vec<String>, hole: &str, with: &[String]) -> Vec<String> {
    addresses
        .into_iter()
        .flat_map(|address| match address.contains(hole) {
            true => with.iter().map(|one| address.replace(hole, one)).collect(),
            false => vec![address],
        })
        .collect()
}

/// Where the forms of a page that change something lead.
fn actions(page: &str) -> BTreeSet<String> {
    let forms = page.split("<form ").skip(1);
    let heads = forms.filter_map(|form| form.split_once('>').map(|(head, _)| head));
    heads
        .filter(|head| head.contains("method=\"post\""))
        .filter_map(|head| head.split_once("action=\"")?.1.split('"').next())
        .map(|action| action.replace("&amp;", "&"))
        .collect()
}

/// Ticks what a person would have ticked, so that no form fails for what it lacks.
fn filled(mut form: Filled) -> Filled {
    let typed = [
        ("verdict", "agree"),
        ("outcome", "grant"),
        ("reason", "x"),
        ("text", "x"),
        ("sure", "yes"),
    ];
    for (name, value) in typed {
        match form.fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, given)) if given.is_empty() => value.clone_into(given),
            Some(_) => {}
            None => form = form.with(name, value),
        }
    }
    form
}

/// The line of the pages' table that serves a form.
pub fn route_of(action: &str) -> &'static Route {
    let path = action.split('?').next().unwrap();
    let fits = |route: &&Route| {
        let (wanted, given) = (route.path.split('/'), path.split('/'));
        route.method == "POST"
            && wanted.clone().count() == given.clone().count()
            && wanted.zip(given).all(|(w, g)| w == g || w.starts_with('{'))
    };
    let found = web::routes::ROUTES.iter().filter(fits);
    let holes = |route: &&Route| route.path.matches('{').count();
    found
        .min_by_key(holes)
        .unwrap_or_else(|| panic!("no route serves {action}"))
}

fn visit() -> Visit {
    Visit::new("a browser", [127, 0, 0, 1].into())
}

/// The shipped family with a second child, and an applicant who is reached at a number of their own.
fn family() -> Value {
    let mut application = example("school-admission");
    application["applicant"]["phone"] = "19900000009".into();
    let second = json!({
        "name": "样例·周小雪", "identity": "990118201405050487", "born": "2014-05-05", "grade": "middle",
    });
    let children = application["form"]["children"].as_array_mut().unwrap();
    children.push(second);
    application
}
