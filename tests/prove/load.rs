//! Clients who work while faults happen, and keep a list of everything they were told.
//!
//! Each goes through request after request: files, accepts, six opinions; now and then an application
//! with files comes in from the public. Whatever is not answered, or answered with "try again", is
//! repeated under its key until it is answered; what was answered is sometimes repeated all the same
//! and has to bring the first answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use lianban::domain::event::Event;
use lianban::domain::identifiers::CaseNumber;
use lianban::storage::entities::fact;
use lianban::storage::journal;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::dice::Dice;
use crate::line::found;
use crate::town::{Officers, Town, application};

/// How long one call may go unanswered before the client gives up on the house.
const PATIENCE: Duration = Duration::from_secs(120);
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// Calls of a hundred that are repeated though they were answered.
const REPEATED_PERCENT: u64 = 5;
/// Requests of a hundred that come from the public, with files.
const PUBLIC_PERCENT: u64 = 10;
/// What says "not now": try again under the same key.
const NOT_NOW: [&str; 4] = ["unavailable", "busy", "timeout", "too_many"];

/// Who asks.
#[derive(Debug, Clone)]
pub enum As {
    Public,
    Officer(String),
    Applicant(String, String),
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Answer {
    pub fn is_yes(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }

    /// Whether the caller is asked to come again.
    pub fn is_not_now(&self) -> bool {
        NOT_NOW.contains(&self.code())
    }

    pub fn text(&self, key: &str) -> String {
        self.body[key].as_str().unwrap_or_default().to_owned()
    }
}

/// A caller that opens a connection for every call, as strangers do.
#[derive(Clone)]
pub struct Client(reqwest::Client);

impl Client {
    pub fn new() -> Self {
        let builder = reqwest::Client::builder()
            .timeout(ANSWER_WITHIN)
            .pool_max_idle_per_host(0);
        Self(builder.build().unwrap())
    }

    /// One try.
    pub async fn post(
        &self,
        url: &str,
        who: &As,
        key: Option<&str>,
        body: &Value,
    ) -> reqwest::Result<Answer> {
        let call = as_caller(self.0.post(url), who).json(body);
        let call = match key {
            Some(key) => call.header("idempotency-key", key),
            None => call,
        };
        answer(call).await
    }

    pub async fn get(&self, url: &str, who: &As) -> reqwest::Result<Answer> {
        answer(as_caller(self.0.get(url), who)).await
    }
}

fn as_caller(call: reqwest::RequestBuilder, who: &As) -> reqwest::RequestBuilder {
    match who {
        As::Public => call,
        As::Officer(token) => call.bearer_auth(token),
        As::Applicant(case, secret) => {
            call.header("authorization", format!("Case {case}:{secret}"))
        }
    }
}

async fn answer(call: reqwest::RequestBuilder) -> reqwest::Result<Answer> {
    let answer = call.send().await?;
    let status = answer.status().as_u16();
    let text = answer.text().await?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(Answer { status, body })
}

/// What clients were told, and what they should never have been told.
#[derive(Default)]
pub struct Book {
    /// Case numbers.
    pub filed: Mutex<Vec<String>>,
    /// Case number and department of opinions.
    pub opined: Mutex<Vec<(String, String)>>,
    /// Answers by status and code.
    pub answers: Mutex<BTreeMap<String, u64>>,
    pub violations: Mutex<Vec<String>>,
    /// Answers by the key they were to.
    by_key: Mutex<BTreeMap<String, Answer>>,
    /// When something was last said yes to.
    last_yes: Mutex<Option<Instant>>,
}

impl Book {
    pub fn filed(&self) -> Vec<String> {
        self.filed.lock().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.filed.lock().unwrap().len() + self.opined.lock().unwrap().len()
    }

    /// Answers by status and code, as they go into a line.
    pub fn told(&self) -> Value {
        json!(*self.answers.lock().unwrap())
    }

    /// The answer to each key.
    pub fn by_key(&self) -> BTreeMap<String, Answer> {
        self.by_key.lock().unwrap().clone()
    }

    fn note(&self, answer: &Answer) {
        let told = format!("{} {}", answer.status, answer.code());
        let mut answers = self.answers.lock().unwrap();
        *answers.entry(told.trim().to_owned()).or_default() += 1;
        if answer.is_yes() {
            *self.last_yes.lock().unwrap() = Some(Instant::now());
        }
    }

    fn wrong(&self, what: String) {
        found(&what);
        self.violations.lock().unwrap().push(what);
    }

    /// Waits until something is said yes to from now on; false if not within so many seconds.
    pub async fn goes_on(&self, seconds: u64) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(seconds) {
            if self.last_yes.lock().unwrap().is_some_and(|at| at > begun) {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        false
    }
}

/// Clients at work.
pub struct Load {
    pub book: Arc<Book>,
    working: JoinSet<()>,
    over: Arc<AtomicBool>,
}

impl Load {
    /// So many clients against these addresses; each changes over where one does not answer.
    pub fn start(town: &Town, urls: &[String], clients: usize, seed: u64) -> Self {
        Self::start_resting(Duration::ZERO, town, urls, clients, seed)
    }

    /// The same, each resting so long after each request: where what is proved takes longer the more there
    /// is.
    pub fn start_resting(
        rest: Duration,
        town: &Town,
        urls: &[String],
        clients: usize,
        seed: u64,
    ) -> Self {
        static RUNS: AtomicU64 = AtomicU64::new(0);
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        let (book, over) = (Arc::new(Book::default()), Arc::new(AtomicBool::new(false)));
        let mut working = JoinSet::new();
        for number in 0..clients {
            let worker = Worker {
                client: Client::new(),
                urls: urls.to_vec(),
                at: number % urls.len(),
                officers: town.officers.clone(),
                book: book.clone(),
                over: over.clone(),
                dice: Dice::apart(seed, number),
                name: format!("r{run}c{number}"),
                count: 0,
                rest,
            };
            working.spawn(worker.work());
        }
        Self {
            book,
            working,
            over,
        }
    }

    /// Lets each finish what it is at, and gives the book.
    pub async fn end(mut self) -> Arc<Book> {
        self.over.store(true, Ordering::SeqCst);
        while let Some(ended) = self.working.join_next().await {
            if let Err(error) = ended {
                self.book.wrong(format!("a client broke: {error}"));
            }
        }
        self.book
    }
}

struct Worker {
    client: Client,
    urls: Vec<String>,
    at: usize,
    officers: Officers,
    book: Arc<Book>,
    over: Arc<AtomicBool>,
    dice: Dice,
    name: String,
    count: u64,
    rest: Duration,
}

impl Worker {
    async fn work(mut self) {
        while !self.over.load(Ordering::SeqCst) {
            self.count += 1;
            let went = match self.dice.percent(PUBLIC_PERCENT) {
                true => self.of_the_public().await,
                false => self.one().await,
            };
            if went.is_none() {
                return;
            }
            tokio::time::sleep(self.rest).await;
        }
    }

    async fn of_the_public(&mut self) -> Option<()> {
        let number = self.dice.next() % 1_000_000_000;
        let mut application = application("residence-permit", number);
        application["form"]["address"] = format!("{}/{}", self.name, self.count).into();
        let filed = self
            .call(&As::Public, "/api/v1/requests", &application)
            .await?;
        self.book
            .filed
            .lock()
            .unwrap()
            .push(filed.text("case_number"));
        Some(())
    }

    async fn one(&mut self) -> Option<()> {
        let window = As::Officer(self.officers.window.clone());
        let application = json!({
            "workflow": "joint-six",
            "filer": {"kind": "window"},
            "applicant": {"name": "样例", "email": format!("{}@example.org", self.name)},
            "form": {"subject": format!("{}/{}", self.name, self.count)},
        });
        let filed = self.call(&window, "/api/v1/requests", &application).await?;
        let case = filed.text("case_number");
        self.book.filed.lock().unwrap().push(case.clone());
        let path = format!("/api/v1/requests/{case}");
        self.call(&window, &format!("{path}/intake/accept"), &json!({}))
            .await?;
        for (department, token) in self.officers.reviewers.clone() {
            let duty = format!("{path}/duties/review:checks.{department}/opinion");
            let agree = json!({"verdict": "agree"});
            self.call(&As::Officer(token), &duty, &agree).await?;
            let mut opined = self.book.opined.lock().unwrap();
            opined.push((case.clone(), department));
        }
        Some(())
    }

    /// Calls until there is an answer; none once the client has given up.
    async fn call(&mut self, who: &As, path: &str, body: &Value) -> Option<Answer> {
        let key = format!("{}-{:x}", self.name, self.dice.next());
        let until = Instant::now() + PATIENCE;
        let answer = loop {
            let url = format!("{}{path}", self.urls[self.at]);
            match self.client.post(&url, who, Some(&key), body).await {
                Ok(answer) if answer.is_not_now() => self.book.note(&answer),
                Ok(answer) => break answer,
                Err(_) => self.at = (self.at + 1) % self.urls.len(),
            }
            if Instant::now() > until {
                let waited = PATIENCE.as_secs();
                self.book
                    .wrong(format!("{path} went unanswered for {waited} s"));
                return None;
            }
            tokio::time::sleep(self.dice.millis(10..60)).await;
        };
        self.book.note(&answer);
        self.book
            .by_key
            .lock()
            .unwrap()
            .insert(key.clone(), answer.clone());
        if !answer.is_yes() {
            self.book
                .wrong(format!("{path}: {} {}", answer.status, answer.body));
            return None;
        }
        if self.dice.percent(REPEATED_PERCENT) {
            self.repeat(who, path, &key, body, &answer).await;
        }
        Some(answer)
    }

    /// The second answer is the first one, if there is one.
    async fn repeat(&mut self, who: &As, path: &str, key: &str, body: &Value, first: &Answer) {
        let url = format!("{}{path}", self.urls[self.at]);
        match self.client.post(&url, who, Some(key), body).await {
            Ok(again) if again.is_not_now() || again == *first => {}
            Ok(again) => self.book.wrong(format!(
                "{path} repeated: first {}, then {} {}",
                first.body, again.status, again.body
            )),
            // The house went down meanwhile.
            Err(_) => {}
        }
    }
}

/// Requests under review that nobody works on: their clocks run, their rungs will come.
pub async fn left_open(town: &Town, url: &str, name: &str, count: usize) -> Vec<String> {
    let (client, window) = (Client::new(), As::Officer(town.officers.window.clone()));
    let mut cases = Vec::new();
    for number in 0..count {
        let words = format!("{name}/{number}");
        let application = json!({
            "workflow": "joint-six",
            "filer": {"kind": "window"},
            "applicant": {"name": "样例", "email": format!("open{number}@example.org")},
            "form": {"subject": words},
        });
        let (url, key) = (format!("{url}/api/v1/requests"), format!("open/{words}"));
        let filed = client
            .post(&url, &window, Some(&key), &application)
            .await
            .unwrap();
        let case = filed.text("case_number");
        let accept = format!("{url}/{case}/intake/accept");
        let accepted = client
            .post(&accept, &window, None, &json!({}))
            .await
            .unwrap();
        assert!(accepted.is_yes(), "{filed:?} {accepted:?}");
        cases.push(case);
    }
    cases
}

/// What is not there of what clients were told, or is there twice.
pub async fn missing(town: &Town, book: &Book) -> Vec<String> {
    let mut wrong = book.violations.lock().unwrap().clone();
    let store = town.store().await;
    let mut opinions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let opined = book.opined.lock().unwrap().clone();
    for (case, department) in &opined {
        opinions.entry(case).or_default().push(department);
    }
    for (case, departments) in opinions {
        let id = case.parse::<CaseNumber>().unwrap().request_id();
        let lines = journal::read(store.reader(), id).await.unwrap();
        let there: Vec<String> = lines
            .iter()
            .filter_map(|line| match &line.entry.event {
                Event::Opined { review, .. } => Some(review.to_string()),
                _ => None,
            })
            .collect();
        let once: BTreeSet<&String> = there.iter().collect();
        if once.len() != there.len() {
            wrong.push(format!("{case} has an opinion twice: {there:?}"));
        }
        for department in departments {
            if !once.contains(&format!("checks.{department}")) {
                wrong.push(format!(
                    "{case}: {department}'s opinion was acknowledged and is gone"
                ));
            }
        }
    }
    wrong.extend(filed_twice(town).await);
    wrong
}

/// Every application carries its own words, so two requests with the same words are one too many.
pub async fn filed_twice(town: &Town) -> Vec<String> {
    let store = town.store().await;
    let rows = fact::Entity::find().all(store.reader()).await.unwrap();
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for row in rows {
        let facts: Value = serde_json::from_str(&row.body).unwrap();
        let form = &facts["form"];
        let words = [&form["subject"], &form["address"]];
        let Some(words) = words.iter().find_map(|words| words.as_str()) else {
            wrong.push(format!("a request without words of its own: {form}"));
            continue;
        };
        if !seen.insert(words.to_owned()) {
            wrong.push(format!("{words} was filed twice"));
        }
    }
    wrong
}
