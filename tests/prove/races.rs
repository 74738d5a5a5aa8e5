//! Several at once: equal submissions, two clerks on one review, opinions against a withdrawal against
//! a rung. What each was told has to be explained by one order of one request's commands.

mod checker;
mod model;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::dice::Dice;
use crate::line::Outcome;
use crate::load::{Answer, As, Client};
use crate::node::Node;
use crate::size::Size;
use crate::town::{Officers, Town};
use checker::{Call, is_linearizable};
use model::{Action, Did, Phase, REVIEWS, Seen, Told};

/// Requests raced over at a time.
const AT_ONCE: usize = 10;
const EQUAL_SUBMISSIONS: usize = 50;
/// Calls of each officer in one history.
const OFFICER_CALLS: usize = 9;
/// How long before the rungs are due their races begin.
const BEFORE_DUE: TimeDelta = TimeDelta::seconds(4);
const MORNING: &str = "2026-04-08T10:00:00+08:00";
const QUIET_SECONDS: u64 = 60;

pub async fn run(size: Size, seed: u64) -> Outcome {
    let mut outcome = Outcome::default();
    outcome.expect(checker::checks_itself(), || {
        "the checker takes what it should not".to_owned()
    });
    let mut town = Town::on_postgres().await;
    town.set("CLOCK__MODE", "virtual");
    town.set("CLOCK__START", MORNING);
    let scene = Scene::open(&town).await;
    let mut acknowledged = Vec::new();

    let submissions = size.pick(2, 10, 40);
    for number in 0..submissions {
        acknowledged.extend(scene.equal_submissions(number, &mut outcome).await);
    }
    // Filed now, raced over when their rungs come.
    let mut waiting = Vec::new();
    for _ in 0..size.pick(24, 80, 200) {
        waiting.push(scene.accepted().await);
    }
    let histories = size.pick(60, 1_000, 9_800);
    scene
        .histories(histories, seed, &mut acknowledged, &mut outcome)
        .await;
    let due = scene.due(&waiting[0]).await;
    let officers = scene.end().await;

    town.set("CLOCK__START", &(due - BEFORE_DUE).to_rfc3339());
    let scene = Scene::with(&town, officers).await;
    let dice = Dice::new(seed ^ 1);
    let calls = scene.race(waiting.clone(), &dice).await;
    judge(&calls, &mut outcome);
    acknowledged.extend(waiting.into_iter().map(|case| case.number));
    // Whoever was not raced to an end has its rungs by now.
    tokio::time::sleep((BEFORE_DUE + TimeDelta::seconds(3)).to_std().unwrap()).await;
    outcome.add(town.quiet(QUIET_SECONDS).await);
    scene.end().await;
    outcome.note("equal_submissions", submissions * EQUAL_SUBMISSIONS);
    outcome.add(town.verify(&acknowledged));
    outcome.note("rungs", town.rungs_fired().await);
    outcome
}

/// One request under review.
#[derive(Debug, Clone)]
struct Case {
    number: String,
    secret: String,
    version: u64,
}

/// Everything that was called on one request.
struct History {
    case: Case,
    calls: Vec<Call<Did>>,
}

fn judge(histories: &[History], outcome: &mut Outcome) {
    for history in histories {
        outcome.injected += 1;
        let start = Seen::begun(history.case.version);
        let fits = is_linearizable(&start, &history.calls, |seen, did| seen.after(did));
        outcome.expect(fits, || {
            let mut calls = history.calls.clone();
            calls.sort_by_key(|call| call.began);
            let told: Vec<String> = calls
                .iter()
                .map(|call| {
                    let Did { action, answer } = &call.what;
                    format!("{}-{} {action:?}: {answer:?}", call.began, call.ended)
                })
                .collect();
            let number = &history.case.number;
            format!(
                "no order explains what happened to {number}:\n{}",
                told.join("\n")
            )
        });
    }
}

/// Two nodes and two people in every department.
struct Scene {
    nodes: Vec<Node>,
    urls: Vec<String>,
    client: Client,
    window: As,
    people: Arc<People>,
    /// One order of instants for all callers.
    clock: Arc<AtomicU64>,
}

struct People {
    sets: [Officers; 2],
    /// Officer numbers, by set and department.
    numbers: Vec<Vec<i64>>,
}

impl Scene {
    async fn open(town: &Town) -> Self {
        let sets = [town.officers.clone(), town.staff("others.json")];
        let people = Arc::new(People {
            sets,
            numbers: Vec::new(),
        });
        let mut scene = Self::with(town, people).await;
        let mut numbers = Vec::new();
        for set in &scene.people.sets {
            let mut own = Vec::new();
            for (_, token) in &set.reviewers {
                let url = format!("{}/api/v1/me", scene.urls[0]);
                let me = scene
                    .client
                    .get(&url, &As::Officer(token.clone()))
                    .await
                    .unwrap();
                own.push(me.body["id"].as_i64().unwrap_or_else(|| panic!("{me:?}")));
            }
            numbers.push(own);
        }
        scene.people = Arc::new(People {
            sets: scene.people.sets.clone(),
            numbers,
        });
        scene
    }

    async fn with(town: &Town, people: Arc<People>) -> Self {
        let anywhere = [("LIANBAN__SERVER__LISTEN", "127.0.0.1:0")];
        let (one, other) = tokio::join!(
            town.start("serve", &anywhere),
            town.start("serve", &anywhere)
        );
        let nodes = vec![one.0, other.0];
        Self {
            urls: nodes.iter().map(|node| node.url.clone()).collect(),
            nodes,
            client: Client::new(),
            window: As::Officer(people.sets[0].window.clone()),
            people,
            clock: Arc::new(AtomicU64::new(1)),
        }
    }

    async fn end(self) -> Arc<People> {
        for node in self.nodes {
            node.terminate();
        }
        self.people
    }

    fn url(&self, node: usize, path: &str) -> String {
        format!(
            "{}/api/v1/requests{path}",
            self.urls[node % self.urls.len()]
        )
    }

    fn filing(words: &str) -> Value {
        json!({
            "workflow": "joint-six",
            "filer": {"kind": "window"},
            "applicant": {"name": "样例"},
            "form": {"subject": words},
        })
    }

    /// The same at the same time, to both nodes: one request, and everybody is told of it.
    async fn equal_submissions(&self, number: usize, outcome: &mut Outcome) -> Option<String> {
        let start = Arc::new(Barrier::new(EQUAL_SUBMISSIONS));
        let mut sending = JoinSet::new();
        for at in 0..EQUAL_SUBMISSIONS {
            let (client, who, start) = (self.client.clone(), self.window.clone(), start.clone());
            let url = self.url(at, "");
            sending.spawn(async move {
                start.wait().await;
                let key = format!("equal-{number}");
                let body = Self::filing(&key);
                loop {
                    let answer = client.post(&url, &who, Some(&key), &body).await.unwrap();
                    if !answer.is_not_now() {
                        return answer;
                    }
                }
            });
        }
        let mut told = BTreeSet::new();
        while let Some(answer) = sending.join_next().await {
            let answer: Answer = answer.unwrap();
            told.insert(format!("{} {}", answer.status, answer.text("case_number")));
        }
        outcome.injected += 1;
        outcome.expect(told.len() == 1, || {
            format!("equal submissions got {told:?}")
        });
        let case = told.pop_first()?;
        case.strip_prefix("201 ").map(str::to_owned)
    }

    /// A request whose six reviews are open.
    async fn accepted(&self) -> Case {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let (key, words) = (format!("file-{count}"), format!("race {count}"));
        let at = usize::try_from(count).unwrap();
        let post = |path: String, key: String, body: Value| async move {
            let url = self.url(at, &path);
            let answer = self
                .client
                .post(&url, &self.window, Some(&key), &body)
                .await
                .unwrap();
            assert!(answer.is_yes(), "{answer:?}");
            answer
        };
        let filed = post(String::new(), key.clone(), Self::filing(&words)).await;
        let number = filed.text("case_number");
        let path = format!("/{number}/intake/accept");
        let accepted = post(path, format!("{key}-accept"), json!({})).await;
        Case {
            number,
            secret: filed.text("secret"),
            version: accepted.body["version"].as_u64().unwrap(),
        }
    }

    /// When the reviews' terms end: their rungs come then.
    async fn due(&self, case: &Case) -> DateTime<Utc> {
        let who = As::Applicant(case.number.clone(), case.secret.clone());
        let url = self.url(0, &format!("/{}", case.number));
        let status = self.client.get(&url, &who).await.unwrap();
        let due = &status.body["departments"][0]["due"]["at"];
        let due = due.as_str().unwrap_or_else(|| panic!("{status:?}"));
        due.parse().unwrap()
    }

    async fn histories(
        &self,
        count: usize,
        seed: u64,
        acknowledged: &mut Vec<String>,
        outcome: &mut Outcome,
    ) {
        let mut done = 0;
        while done < count {
            let cases = futures::future::join_all((0..AT_ONCE).map(|_| self.accepted())).await;
            let dice = Dice::apart(seed, done);
            let histories = self.race(cases, &dice).await;
            judge(&histories, outcome);
            acknowledged.extend(histories.into_iter().map(|history| history.case.number));
            done += AT_ONCE;
        }
    }

    /// Two sets of officers, the applicant and somebody who looks, on every one of these at once.
    async fn race(&self, cases: Vec<Case>, dice: &Dice) -> Vec<History> {
        let mut racing = JoinSet::new();
        for (number, case) in cases.iter().enumerate() {
            let mut dice = dice.clone();
            dice = Dice::apart(dice.next(), number);
            for at in 0..4 {
                let plan = plan(at, &self.people, &mut dice);
                let caller = Caller {
                    client: self.client.clone(),
                    url: self.url(at + number, &format!("/{}", case.number)),
                    case: case.clone(),
                    people: self.people.clone(),
                    clock: self.clock.clone(),
                };
                let dice = dice.clone();
                racing.spawn(async move { (number, caller.call_all(plan, dice).await) });
            }
        }
        let mut histories: Vec<History> = cases
            .into_iter()
            .map(|case| History {
                case,
                calls: Vec::new(),
            })
            .collect();
        while let Some(ended) = racing.join_next().await {
            let (number, calls) = ended.unwrap();
            histories[number].calls.extend(calls);
        }
        histories
    }
}

/// What one caller sets out to do: officers of two sets, the applicant, a looker.
fn plan(at: usize, people: &People, dice: &mut Dice) -> Vec<Action> {
    if at == 2 {
        let mut plan = vec![Action::Look; dice.below(5)];
        if dice.percent(60) {
            plan.push(Action::Withdraw);
        }
        plan.push(Action::Look);
        return plan;
    }
    if at == 3 {
        return vec![Action::Look; 6];
    }
    let mut reviews: Vec<usize> = (0..REVIEWS).collect();
    for place in (1..REVIEWS).rev() {
        reviews.swap(place, dice.below(place + 1));
    }
    let act = |number: usize, dice: &mut Dice| {
        let review = reviews[number % REVIEWS];
        let officer = people.numbers[at][review];
        match dice.below(10) {
            0 | 1 => Action::Claim(review, officer),
            2 => Action::Release(review, officer),
            _ => Action::Opine(review, officer),
        }
    };
    (0..OFFICER_CALLS).map(|number| act(number, dice)).collect()
}

struct Caller {
    client: Client,
    url: String,
    case: Case,
    people: Arc<People>,
    clock: Arc<AtomicU64>,
}

impl Caller {
    async fn call_all(&self, plan: Vec<Action>, mut dice: Dice) -> Vec<Call<Did>> {
        let mut calls = Vec::new();
        for action in plan {
            if dice.percent(40) {
                tokio::time::sleep(dice.millis(0..15)).await;
            }
            let began = self.clock.fetch_add(1, Ordering::SeqCst);
            let answer = self.call(action).await;
            let ended = self.clock.fetch_add(1, Ordering::SeqCst);
            calls.push(Call {
                began,
                ended,
                what: Did { action, answer },
            });
        }
        calls
    }

    async fn call(&self, action: Action) -> Told {
        let applicant = As::Applicant(self.case.number.clone(), self.case.secret.clone());
        let (who, path, body) = match action {
            Action::Look => return self.look(&applicant).await,
            Action::Withdraw => {
                let reason = json!({"reason": "moving on"});
                (applicant, "/withdraw".to_owned(), reason)
            }
            Action::Claim(review, officer) => self.of(officer, review, "claim", json!({})),
            Action::Release(review, officer) => self.of(officer, review, "release", json!({})),
            Action::Opine(review, officer) => {
                self.of(officer, review, "opinion", json!({"verdict": "agree"}))
            }
        };
        let url = format!("{}{path}", self.url);
        let key = uuid::Uuid::new_v4().to_string();
        let answer = loop {
            let answer = self
                .client
                .post(&url, &who, Some(&key), &body)
                .await
                .unwrap();
            if !answer.is_not_now() {
                break answer;
            }
        };
        match answer.is_yes() {
            true => Told::Yes {
                version: answer.body["version"].as_u64().unwrap(),
                holder: answer.body["duty"]["holder"].as_i64(),
            },
            false => Told::No(answer.code().to_owned()),
        }
    }

    fn of(&self, officer: i64, review: usize, what: &str, body: Value) -> (As, String, Value) {
        let set = self
            .people
            .numbers
            .iter()
            .position(|own| own[review] == officer);
        let (department, token) = &self.people.sets[set.unwrap()].reviewers[review];
        let path = format!("/duties/review:checks.{department}/{what}");
        (As::Officer(token.clone()), path, body)
    }

    async fn look(&self, applicant: &As) -> Told {
        let answer = self.client.get(&self.url, applicant).await.unwrap();
        let phase = match answer.text("phase").as_str() {
            "under_review" => Phase::UnderReview,
            "withdrawn" => Phase::Withdrawn,
            "certifying" => Phase::Decided,
            other => panic!("{other}: {answer:?}"),
        };
        let of = |department: &str| {
            let reviewers = &self.people.sets[0].reviewers;
            reviewers.iter().position(|(key, _)| key == department)
        };
        let rows = answer.body["departments"].as_array().unwrap();
        let agreed = rows.iter().filter(|row| row["progress"] == "closed");
        let opined = agreed.filter_map(|row| of(row["department"].as_str()?));
        Told::Looked {
            phase,
            opined: opined.collect(),
        }
    }
}
