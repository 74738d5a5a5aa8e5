//! What the pure core costs without a database: an opinion decided and laid over its request, working
//! days added, workflow files checked. `cargo bench --bench core`.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::path::Path;

use anyhow::Context as _;
use criterion::{BatchSize, Criterion};
use lianban::app::town;
use lianban::config::Config;
use lianban::domain::calendar::{Instant, instant};
use lianban::domain::command::{Action, Actor, Application, Command, Opinion};
use lianban::domain::condition::Conditions;
use lianban::domain::decide::{self, Outcome, Rules};
use lianban::domain::definition::{FilerKind, Language, Workflow};
use lianban::domain::directory::{self, Officer};
use lianban::domain::evolve;
use lianban::domain::facts::Applicant;
use lianban::domain::identifiers::{OfficerId, RequestId};
use lianban::domain::request::{ReviewId, Verdict};
use lianban::language::{self, Catalogue};
use serde_json::{Map, Value};

/// Working days of the longest limit of a law, and of a short one.
const LONG_DAYS: u32 = 45;
const SHORT_DAYS: u32 = 5;

fn main() -> anyhow::Result<()> {
    let config = Config::load(None, std::iter::empty())?;
    let catalogue = town::catalogue(&config)?;
    let mut criterion = Criterion::default().configure_from_args();
    opinions(&mut criterion, &catalogue)?;
    working_days(&mut criterion, &catalogue)?;
    workflows(&mut criterion, &catalogue)?;
    criterion.final_summary();
    Ok(())
}

/// The first opinion of six, which leaves the round open, and the last, which joins it.
fn opinions(criterion: &mut Criterion, catalogue: &Catalogue) -> anyhow::Result<()> {
    let workflow = service(Path::new("workflows/bench/joint-six.yaml"), catalogue)?;
    let conditions = Conditions::of(&workflow);
    let rules = Rules {
        workflow: &workflow,
        conditions: &conditions,
        calendar: &catalogue.calendar,
        directory: &catalogue.directory,
    };
    let mut group = criterion.benchmark_group("opinion");
    let mut stands = accepted(&rules)?;
    let reviews: Vec<ReviewId> = stands.request.reviews.keys().cloned().collect();
    for (number, review) in reviews.iter().enumerate() {
        let command = agree(&stands, review)?;
        let decided = decided(&rules, &stands, &command)?;
        let name = match number {
            0 => "first",
            last if last + 1 == reviews.len() => "joining",
            _ => {
                stands = decided;
                continue;
            }
        };
        group.bench_function(format!("decide the {name}"), |bencher| {
            bencher
                .iter(|| decide::decide(&rules, &stands.request, &stands.facts, &command, now()));
        });
        group.bench_function(format!("evolve the {name}"), |bencher| {
            let fresh = || stands.request.clone();
            bencher.iter_batched_ref(
                fresh,
                |request| {
                    for entry in &decided.entries {
                        evolve::evolve(request, black_box(entry));
                    }
                },
                BatchSize::SmallInput,
            );
        });
        stands = decided;
    }
    group.finish();
    Ok(())
}

fn working_days(criterion: &mut Criterion, catalogue: &Catalogue) -> anyhow::Result<()> {
    let date = now().date_naive();
    let mut group = criterion.benchmark_group("calendar");
    for days in [SHORT_DAYS, LONG_DAYS] {
        group.bench_function(format!("add {days} working days"), |bencher| {
            bencher.iter(|| catalogue.calendar.add_working_days(black_box(date), days));
        });
    }
    group.finish();
    Ok(())
}

/// Reads and checks each service on offer, as `lianban check` does.
fn workflows(criterion: &mut Criterion, catalogue: &Catalogue) -> anyhow::Result<()> {
    let mut group = criterion.benchmark_group("check");
    let mut files = std::fs::read_dir("workflows")?
        .map(|entry| Ok(entry?.path()))
        .collect::<anyhow::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "yaml"));
    files.sort();
    for file in files {
        service(&file, catalogue)?;
        let source = std::fs::read_to_string(&file)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        group.bench_function(name.as_ref(), |bencher| {
            bencher.iter(|| language::read(&name, black_box(&source), catalogue));
        });
    }
    group.finish();
    Ok(())
}

fn service(file: &Path, catalogue: &Catalogue) -> anyhow::Result<Workflow> {
    let source = std::fs::read_to_string(file)?;
    let reading = language::read(&file.display().to_string(), &source, catalogue);
    reading
        .workflow
        .with_context(|| language::report(&source, &reading.findings, false))
}

/// A Monday morning of a year whose holidays are published.
fn now() -> Instant {
    let date = chrono::NaiveDate::from_ymd_opt(2026, 3, 9).unwrap_or_default();
    instant(date.and_hms_opt(9, 15, 0).unwrap_or_default())
}

/// A request whose six reviews are open.
fn accepted(rules: &Rules<'_>) -> anyhow::Result<Outcome> {
    let application = Application {
        filer: FilerKind::Window,
        applicant: Applicant {
            name: "样例".to_owned(),
            identity: None,
            phone: None,
            email: None,
            language: Language::Zh,
        },
        proxy: None,
        form: Map::from_iter([("subject".to_owned(), Value::from("one"))]),
        materials: BTreeMap::new(),
        salt: "0123456789abcdef".to_owned(),
    };
    let window = officer(1, "window", directory::WINDOW)?;
    let id = RequestId::new(now(), 7);
    let filed = decide::file(rules, id, application, &window, now())
        .map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?;
    let accept = Command {
        actor: window,
        action: Action::Accept,
        expected: None,
    };
    decided(rules, &filed, &accept)
}

fn decided(rules: &Rules<'_>, stands: &Outcome, command: &Command) -> anyhow::Result<Outcome> {
    decide::decide(rules, &stands.request, &stands.facts, command, now())
        .map_err(|refusal| anyhow::anyhow!("{refusal:?}"))
}

fn agree(stands: &Outcome, review: &ReviewId) -> anyhow::Result<Command> {
    let department = stands.request.reviews[review].department.to_string();
    Ok(Command {
        actor: officer(2, &department, directory::CLERK)?,
        action: Action::Opine {
            review: review.clone(),
            opinion: Opinion {
                verdict: Verdict::Agree,
                reason: None,
                basis: None,
                text: String::new(),
                with: Vec::new(),
            },
        },
        expected: None,
    })
}

fn officer(id: i64, department: &str, role: &str) -> anyhow::Result<Actor> {
    Ok(Actor::Officer(Officer {
        id: OfficerId(id),
        department: department.parse()?,
        roles: BTreeSet::from([role.parse()?]),
    }))
}
