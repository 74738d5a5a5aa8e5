//! The town that is called: the demo's, after its three stories, with requests under way besides.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lianban::doors::body::digest;
use serde_json::{Value, json};

use crate::load::{Answer, As, Client};
use crate::node::Node;
use crate::town::{Town, application};

pub const SERVICES: [&str; 3] = ["school-admission", "residence-permit", "open-a-shop"];
/// Whose account and tokens may end.
const SPARE: &str = "Tian Yu";
const SPARE_TOKENS: usize = 4;
const WINDOW: &str = "Wu Lei";
const LEAD_OF_SITTINGS: &str = "Deng Hui";

/// A request that is there.
#[derive(Debug, Clone)]
pub struct Case {
    pub number: String,
    pub secret: String,
    /// SHA-256 of a material.
    pub file: String,
}

impl Case {
    pub fn path(&self, rest: &str) -> String {
        format!("/api/v1/requests/{}{rest}", self.number)
    }
}

pub struct Scene {
    town: Town,
    node: Node,
    client: Client,
    /// Officers by name: their number and token.
    officers: BTreeMap<String, (i64, String)>,
    document: Value,
    /// What the stories left behind: case number, secret, code of the certificate.
    pub concluded: Vec<(Case, String)>,
    pub sitting: String,
    pub spare_tokens: Vec<String>,
}

impl Scene {
    pub async fn open() -> Self {
        let mut town = Town::bare(String::new());
        let folder = town.house.path("demo");
        town.house
            .done(&["demo", "--once", "--folder", folder.to_str().unwrap()]);
        std::fs::copy(folder.join("lianban.toml"), town.house.path("lianban.toml")).unwrap();
        town.database = format!(
            "sqlite://{}?mode=rwc",
            folder.join("lianban.sqlite").display()
        );
        town.set("DATABASE__URL", &town.database.clone());
        town.set("MAIL__TRANSPORT", "file");
        let officers = officers(&town);
        let spare_tokens = tokens_of(&town, officers[SPARE].0);
        let (node, _) = town.serve().await;
        let mut scene = Self {
            client: Client::new(),
            document: Value::Null,
            concluded: Vec::new(),
            sitting: String::new(),
            town,
            node,
            officers,
            spare_tokens,
        };
        scene.document = scene.get(&As::Public, "/api/openapi.json").await.body;
        std::fs::write(scene.document_file(), scene.document.to_string()).unwrap();
        scene.concluded = scene.stories(&folder).await;
        scene.sitting = scene.call_a_sitting().await;
        scene
    }

    /// Ends it; what `verify` finds wrong after all that.
    pub fn end(self) -> Vec<String> {
        self.node.terminate();
        self.town.verify(&[])
    }

    pub fn url(&self) -> &str {
        &self.node.url
    }

    /// A folder for the calls of one person.
    pub fn folder_of(&self, name: &str) -> PathBuf {
        let folder = self.town.house.path(&name.replace([' ', ','], "-"));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    pub fn document_file(&self) -> PathBuf {
        self.town.house.path("openapi.json")
    }

    pub fn paths(&self) -> impl Iterator<Item = &String> {
        self.document["paths"].as_object().unwrap().keys()
    }

    /// The document's operations by method and path.
    pub fn operations(&self) -> BTreeMap<String, &Value> {
        let mut operations = BTreeMap::new();
        for (path, item) in self.document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                operations.insert(format!("{} {path}", method.to_uppercase()), operation);
            }
        }
        operations
    }
}

/// What people do in it.
impl Scene {
    pub fn token(&self, name: &str) -> As {
        As::Officer(self.officers[name].1.clone())
    }

    pub fn spare(&self) -> i64 {
        self.officers[SPARE].0
    }

    pub async fn get(&self, who: &As, path: &str) -> Answer {
        self.client
            .get(&format!("{}{path}", self.url()), who)
            .await
            .unwrap()
    }

    /// What has to be done.
    pub async fn done(&self, who: &As, path: &str, body: &Value) -> Value {
        let answer = self.try_to(who, path, body).await;
        assert!(answer.is_yes(), "{path}: {answer:?}");
        answer.body
    }

    /// What may be refused.
    pub async fn try_to(&self, who: &As, path: &str, body: &Value) -> Answer {
        let url = format!("{}{path}", self.url());
        self.client.post(&url, who, None, body).await.unwrap()
    }

    /// Files at the window.
    pub async fn file(&self, service: &str, number: u64) -> Case {
        let application = application(service, number);
        let file = application["materials"]
            .as_object()
            .unwrap()
            .values()
            .next()
            .unwrap();
        let file = STANDARD
            .decode(file[0]["content"].as_str().unwrap())
            .unwrap();
        let url = format!("{}/api/v1/requests", self.url());
        let key = format!("{service}-{number}");
        let window = self.token(WINDOW);
        let filed = self
            .client
            .post(&url, &window, Some(&key), &application)
            .await
            .unwrap();
        assert!(filed.is_yes(), "{filed:?}");
        Case {
            number: filed.text("case_number"),
            secret: filed.text("secret"),
            file: digest(&file),
        }
    }

    /// A new code for an applicant, whose old one nobody knows.
    async fn code_for(&self, number: &str) -> Case {
        let mut case = Case {
            number: number.to_owned(),
            secret: String::new(),
            file: digest(b""),
        };
        let lost = json!({"reason": "The slip is lost; identity card seen"});
        let told = self
            .done(&self.token(WINDOW), &case.path("/secret"), &lost)
            .await;
        case.secret = told["secret"].as_str().unwrap().to_owned();
        case
    }

    /// The requests of the three stories, by the certificates that lie in their folder.
    async fn stories(&self, folder: &Path) -> Vec<(Case, String)> {
        let mut stories = Vec::new();
        for entry in std::fs::read_dir(folder.join("certificates")).unwrap() {
            let sheet = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let mut codes = sheet.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
            let number = codes.find(|word| has_shape(word, &[4, 3, 3, 4])).unwrap();
            let code = codes
                .find(|word| has_shape(word, &[4, 4, 4, 4]))
                .unwrap_or_default();
            stories.push((self.code_for(number).await, code.to_owned()));
        }
        assert_eq!(stories.len(), SERVICES.len());
        stories
    }

    async fn call_a_sitting(&self) -> String {
        let call = json!({
            "workflow": "open-a-shop", "stage": "sitting", "called_for": "2026-06-16T01:30:00Z",
        });
        let called = self
            .done(&self.token(LEAD_OF_SITTINGS), "/api/v1/sittings", &call)
            .await;
        called["id"].to_string().trim_matches('"').to_owned()
    }
}

/// Whether a word has groups of such lengths.
fn has_shape(word: &str, groups: &[usize]) -> bool {
    word.split('-').map(str::len).eq(groups.iter().copied())
}

fn officers(town: &Town) -> BTreeMap<String, (i64, String)> {
    let listed: Value = serde_json::from_str(&town.done(&["officer", "list", "--json"])).unwrap();
    let of = |officer: &Value| {
        let number = officer["officer"].as_i64().unwrap();
        let issued = town.done(&[
            "token",
            "create",
            "--officer",
            &number.to_string(),
            "--json",
        ]);
        let issued: Value = serde_json::from_str(&issued).unwrap();
        let token = issued["token"].as_str().unwrap().to_owned();
        (
            officer["name"].as_str().unwrap().to_owned(),
            (number, token),
        )
    };
    listed.as_array().unwrap().iter().map(of).collect()
}

/// The names of some tokens that may be revoked.
fn tokens_of(town: &Town, officer: i64) -> Vec<String> {
    let officer = officer.to_string();
    for _ in 0..SPARE_TOKENS {
        town.done(&["token", "create", "--officer", &officer]);
    }
    let listed = town.done(&["token", "list", "--officer", &officer, "--json"]);
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let names = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|token| token["token"].as_str().unwrap().to_owned());
    names.collect()
}
