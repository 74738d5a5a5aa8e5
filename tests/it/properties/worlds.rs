//! Random small workflows, built directly.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::LazyLock;

use lianban::domain::calendar::Calendar;
use lianban::domain::clock::{Budget, Unit};
use lianban::domain::condition::Conditions;
use lianban::domain::decide::Rules;
use lianban::domain::definition::*;
use lianban::domain::directory::Directory;
use lianban::domain::identifiers::RoleKey;
use lianban::domain::ladder::{CardColour, Ladder, Rung, RungAction, RungAt};
use proptest::prelude::*;

pub const DEPARTMENTS: [&str; 4] = ["lead", "police", "health", "labor"];
const STAGES: [&str; 5] = ["one", "two", "three", "four", "five"];
const REVIEWS: [&str; 4] = ["a", "b", "c", "d"];

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/config/calendars.json");
    Calendar::from_json(&std::fs::read_to_string(path).unwrap()).unwrap()
});
static DIRECTORY: LazyLock<Directory> = LazyLock::new(Directory::default);

/// A workflow with its compiled conditions.
#[derive(Debug)]
pub struct World {
    pub workflow: Workflow,
    conditions: Conditions,
}

impl World {
    pub fn of(workflow: Workflow) -> Self {
        Self {
            conditions: Conditions::of(&workflow),
            workflow,
        }
    }

    pub fn rules(&self) -> Rules<'_> {
        Rules {
            workflow: &self.workflow,
            conditions: &self.conditions,
            calendar: &CALENDAR,
            directory: &DIRECTORY,
        }
    }
}

pub fn key<T: FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().unwrap()
}

pub fn days(days: u32) -> Budget {
    Budget::new(days, Unit::WorkingDays).unwrap()
}

fn title() -> Text {
    Text {
        zh: "名".to_owned(),
        en: None,
    }
}

fn reads_everything() -> Reads {
    Reads(BTreeSet::from([ReadPath::All]))
}

/// Any small workflow.
pub fn world() -> impl Strategy<Value = World> {
    let stages = (1usize..=5).prop_flat_map(|count| {
        let stages: Vec<_> = (0..count).map(stage).collect();
        stages
    });
    let flags = (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    (stages, flags, 1u32..4, any::<bool>()).prop_map(|(stages, flags, collect, separate)| {
        let mut workflow = workflow(stages, flags, collect);
        if separate {
            decide_separately(&mut workflow);
        }
        World::of(workflow)
    })
}

/// Every other review gives something of its own, and its department decides on it alone.
fn decide_separately(workflow: &mut Workflow) {
    workflow.decide.rule = DecisionRule::SeparateDecisions;
    let mut gives = Vec::new();
    for stage in &mut workflow.stages {
        let StageWork::Round(round) = &mut stage.work else {
            continue;
        };
        round.fate = Fate::Keep;
        gives.extend(round.reviews.iter().step_by(2).map(|review| Gift {
            key: key("gift"),
            title: title(),
            stage: stage.key.clone(),
            review: review.key.clone(),
            words: false,
        }));
    }
    workflow.result.grant.gives = gives;
}

/// A workflow whose first stage is one parallel round; a second stage follows.
pub fn one_round() -> impl Strategy<Value = World> {
    (round(), any::<bool>()).prop_map(|(round, decides)| {
        let first = plain_stage(0, BTreeSet::new(), StageWork::Round(round));
        let after = BTreeSet::from([first.key.clone()]);
        let second = plain_stage(1, after, StageWork::Wait(WaitFor::For(days(2))));
        World::of(workflow(
            vec![first, second],
            (decides, true, true, false, false),
            1,
        ))
    })
}

/// A round that only the lead could veto, whose one word is advice: it is settled as it opens. A second
/// stage is open meanwhile, which may ask for the flag.
pub fn settled_as_it_opens() -> World {
    let rule = |name: &str, department: &str, when: Option<&str>, advice| ReviewRule {
        key: key(name),
        title: title(),
        department: key(department),
        role: key("clerk"),
        limit: days(1),
        reads: Reads(BTreeSet::from([ReadPath::Field(vec![key("flag")])])),
        when: when.map(|when| Condition(when.to_owned())),
        for_each: None,
        advice,
        silence: Silence::Escalate,
        people: 1,
        ladder: None,
    };
    let round = |policy, reviews| {
        StageWork::Round(Round {
            mode: Mode::Parallel,
            policy,
            fate: Fate::Cancel,
            if_none_pass: false,
            reviews,
        })
    };
    let vetoed = vec![
        rule("a", "police", Some("form.flag"), false),
        rule("b", "lead", None, true),
    ];
    let veto = Policy::Veto(BTreeSet::from([key("lead")]));
    let first = plain_stage(0, BTreeSet::new(), round(veto, vetoed));
    let asks = vec![rule("a", "health", None, false)];
    let second = plain_stage(1, BTreeSet::new(), round(Policy::All, asks));
    World::of(workflow(
        vec![first, second],
        (true, true, true, false, false),
        1,
    ))
}

fn workflow(stages: Vec<Stage>, flags: (bool, bool, bool, bool, bool), collect: u32) -> Workflow {
    let (decides, deems, lapses, separate, promises) = flags;
    let limit = |n, extend: Option<u32>| Limit {
        budget: days(n),
        basis: None,
        extend: extend.map(|by| ExtensionRule {
            by: days(by),
            approver: key("government_head"),
        }),
    };
    let lead = || key("lead");
    Workflow {
        key: key("random"),
        version: 1,
        hash: "0".repeat(64),
        title: title(),
        keywords: Vec::new(),
        basis: Vec::new(),
        kind: Kind::Joint,
        lead: lead(),
        filed_by: BTreeSet::from([FilerKind::SelfFiled]),
        window: None,
        limits: Limits {
            claim: None,
            ladder: None,
            statutory: limit(7, Some(2)),
            promised: promises.then(|| limit(5, None)),
            deliver: DeliverLimit {
                limit: limit(3, None),
                owner: key("window"),
            },
        },
        form: form(),
        materials: vec![
            material("paper", None),
            material("proof", Some("form.flag")),
        ],
        intake: Intake {
            desk: key("window"),
            role: key("window"),
            limit: days(2),
            silence: if deems {
                IntakeSilence::DeemedAccepted
            } else {
                IntakeSilence::Escalate
            },
            answer: days(3),
            reads: reads_everything(),
            ladder: None,
        },
        stages,
        decide: DecisionStep {
            department: lead(),
            role: key("head"),
            limit: days(2),
            rule: DecisionRule::OneDecision,
            on_join: if decides { OnJoin::Decide } else { OnJoin::Ask },
            reads: reads_everything(),
            ladder: None,
        },
        result: ResultRule {
            grant: GrantRule {
                certificate: title(),
                sheet: None,
                by: lead(),
                role: key("clerk"),
                limit: days(2),
                valid_months: None,
                shows: Vec::new(),
                gives: Vec::new(),
            },
            refuse: RefuseRule { remedy: title() },
        },
        correction: CorrectionRule {
            collect: days(collect),
            answer: days(3),
            lapse: if lapses {
                Lapse::Withdraw
            } else {
                Lapse::Proceed
            },
        },
        ladder: ladder(),
        supervisor_reads: Reads::default(),
        auditor_reads: Reads::default(),
        separate_duties: separate,
    }
}

fn material(name: &str, when: Option<&str>) -> Material {
    Material {
        key: key(name),
        title: title(),
        class: MaterialClass::Secondary,
        when: when.map(|when| Condition(when.to_owned())),
        optional: true,
    }
}

fn ladder() -> Ladder {
    let rung = |at, actions: &[RungAction]| Rung {
        at,
        actions: actions.to_vec(),
    };
    let role = |name: &str| -> RoleKey { key(name) };
    Ladder {
        key: key("standard"),
        rungs: vec![
            rung(RungAt::Share(80), &[RungAction::Remind]),
            rung(
                RungAt::Due,
                &[RungAction::Urge, RungAction::Reassign(role("head"))],
            ),
            rung(
                RungAt::After(1),
                &[
                    RungAction::Card(CardColour::Red),
                    RungAction::HandTo(role("supervisor")),
                ],
            ),
        ],
    }
}

fn form() -> Vec<Field> {
    let field = |name: &str, kind| Field {
        key: key(name),
        title: title(),
        kind,
        optional: true,
        when: None,
    };
    let text = || FieldKind::Text { max_chars: 20 };
    vec![
        field("flag", FieldKind::Boolean),
        Field {
            when: Some(Condition("form.flag".to_owned())),
            ..field("detail", text())
        },
        field("note", text()),
        field("day", FieldKind::Date { ahead: true }),
        field(
            "rows",
            FieldKind::Group {
                fields: vec![field("name", text())],
                repeat: Some(Repeat { min: 0, max: 3 }),
            },
        ),
    ]
}

fn plain_stage(
    index: usize,
    after: BTreeSet<lianban::domain::identifiers::StageKey>,
    work: StageWork,
) -> Stage {
    Stage {
        key: key(STAGES[index]),
        title: title(),
        after,
        when: None,
        limit: None,
        work,
        ladder: None,
    }
}

fn stage(index: usize) -> impl Strategy<Value = Stage> {
    let earlier: Vec<&'static str> = STAGES[..index].to_vec();
    let after = prop::sample::subsequence(earlier, 0..=index.min(2));
    let work = prop_oneof![
        6 => round().prop_map(StageWork::Round),
        1 => (1u32..4).prop_map(|n| StageWork::Wait(WaitFor::For(days(n)))),
        1 => (1u32..4).prop_map(|n| StageWork::Wait(WaitFor::Date {
            field: key("day"),
            at_most: days(n),
        })),
    ];
    (after, when(), prop::option::of(1u32..5), work).prop_map(move |(after, when, limit, work)| {
        let after = after.into_iter().map(key).collect();
        Stage {
            when,
            limit: limit.map(days),
            ..plain_stage(index, after, work)
        }
    })
}

fn when() -> impl Strategy<Value = Option<Condition>> {
    prop_oneof![
        4 => Just(None),
        1 => Just(Some(Condition("form.flag".to_owned()))),
        1 => Just(Some(Condition("!form.flag".to_owned()))),
    ]
}

fn round() -> impl Strategy<Value = Round> {
    let policy = prop_oneof![
        2 => Just(Policy::All),
        2 => Just(Policy::Any),
        1 => (1u32..3).prop_map(Policy::AtLeast),
        1 => prop::sample::select(DEPARTMENTS.to_vec()).prop_map(|d| Policy::Veto(BTreeSet::from([key(d)]))),
        1 => Just(Policy::Lead),
    ];
    let fate = prop_oneof![Just(Fate::Cancel), Just(Fate::Keep)];
    let reviews = prop::collection::vec(review(), 1..=4);
    (policy, fate, any::<bool>(), reviews).prop_map(|(policy, fate, if_none_pass, mut reviews)| {
        for (index, review) in reviews.iter_mut().enumerate() {
            review.key = key(REVIEWS[index]);
        }
        if policy == Policy::Lead {
            one_review_of_the_lead(&mut reviews);
        }
        Round {
            mode: Mode::Parallel,
            policy,
            fate,
            if_none_pass,
            reviews,
        }
    })
}

/// What `check` asks of a round under `lead`.
fn one_review_of_the_lead(reviews: &mut [ReviewRule]) {
    for (index, review) in reviews.iter_mut().enumerate() {
        if index == 0 {
            review.department = key("lead");
            (review.for_each, review.when, review.advice) = (None, None, false);
        } else if review.department.as_str() == "lead" {
            review.department = key("police");
        }
    }
}

fn review() -> impl Strategy<Value = ReviewRule> {
    let department = prop::sample::select(DEPARTMENTS.to_vec());
    let silence = prop_oneof![3 => Just(Silence::Escalate), 1 => Just(Silence::DeemAgree), 1 => Just(Silence::Block)];
    let limit = prop_oneof![
        4 => (1u32..4).prop_map(days),
        1 => (1u32..4).prop_map(|n| Budget::new(n, Unit::CalendarDays).unwrap()),
        1 => (3u32..9).prop_map(|n| Budget::new(n, Unit::WorkingHours).unwrap()),
    ];
    let reads =
        prop::sample::subsequence(vec!["flag", "note", "rows", "paper", "detail", "*"], 0..3);
    let odds = (0u8..6, 0u8..6, 0u8..8);
    (department, limit, silence, reads, when(), odds).prop_map(
        |(department, limit, silence, reads, when, odds)| ReviewRule {
            key: key("a"),
            title: title(),
            department: key(department),
            role: key("clerk"),
            limit,
            reads: Reads(reads.into_iter().map(read_path).collect()),
            when,
            for_each: (odds.0 < 2).then(|| key("rows")),
            advice: odds.1 == 0,
            silence,
            people: if odds.2 == 0 { 2 } else { 1 },
            ladder: None,
        },
    )
}

fn read_path(name: &str) -> ReadPath {
    match name {
        "*" => ReadPath::All,
        "paper" => ReadPath::Material(key("paper")),
        field => ReadPath::Field(vec![key(field)]),
    }
}

/// An application that fits every world.
pub fn application(flag: bool, rows: usize, mailed: bool) -> lianban::domain::command::Application {
    let applicant = lianban::domain::facts::Applicant {
        name: "王芳".to_owned(),
        identity: None,
        phone: None,
        email: mailed.then(|| "wang@example.org".to_owned()),
        language: Language::Zh,
    };
    lianban::domain::command::Application {
        filer: FilerKind::SelfFiled,
        applicant,
        proxy: None,
        form: answers(flag, rows),
        materials: BTreeMap::new(),
        salt: "salt".to_owned(),
    }
}

pub fn answers(flag: bool, rows: usize) -> serde_json::Map<String, serde_json::Value> {
    let rows: Vec<_> = (0..rows)
        .map(|n| serde_json::json!({"name": format!("{n}")}))
        .collect();
    // Before, in and after the days in which a run takes place.
    let day = ["2026-03-01", "2026-03-12", "2026-04-20"][rows.len() % 3];
    let mut form = serde_json::json!({"flag": flag, "rows": rows, "day": day});
    if flag {
        form["detail"] = "hangs on the flag".into();
    }
    form.as_object().unwrap().clone()
}
