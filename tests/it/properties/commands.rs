//! Any commands at any time: nothing panics, nothing is lost, nothing waits silently, no rung fires
//! twice or early; orders that cannot matter do not; a withdrawal wins or loses by state alone.

use lianban::domain::command::{Act, Action, Actor, Answer, Item};
use lianban::domain::definition::{Policy, Workflow};
use lianban::domain::identifiers::StageKey;
use lianban::domain::request::{
    CancelReason, Duty, Phase, Progress, ReviewId, RoundOutcome, Verdict,
};
use lianban::domain::stop::{Ground, StopScope};
use proptest::prelude::*;

use super::moves::{any_move, officer, opinion, supervisor};
use super::run::Run;
use super::worlds::{key, one_round, settled_as_it_opens, world};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::with_cases(cases)
    }
}

proptest! {
    #![proptest_config(config(3_500))]

    #[test]
    fn whatever_happens_the_history_is_whole_and_nothing_waits_silently(
        world in world(),
        (flag, rows, mailed) in (any::<bool>(), 0usize..3, any::<bool>()),
        moves in prop::collection::vec(any_move(), 1..14),
    ) {
        let mut run = Run::filed(&world, flag, rows, mailed);
        for step in moves {
            step.make(&mut run);
        }
        run.look_back();
    }
}

/// A random history found that the looker-on of the property above missed a piece of advice here.
#[test]
fn advice_alone_is_not_asked_for_once_nobody_counts() {
    let world = settled_as_it_opens();
    let mut run = Run::filed(&world, true, 0, true);
    let window = Actor::Officer(officer(1, "window", &["window"]));
    run.act(window, Action::Accept).unwrap();
    let first = &run.request.stages[&key::<StageKey>("one")];
    assert_eq!(first.outcome, Some(RoundOutcome::Positive));

    let health = Actor::Officer(officer(2, "health", &["head"]));
    let items = vec![Item {
        what: "flag".to_owned(),
        explanation: "mend it".to_owned(),
    }];
    let review = key("two.a");
    run.act(health, Action::AskItems { review, items }).unwrap();
    let lead = Actor::Officer(officer(3, "lead", &["head"]));
    let stage: StageKey = key("two");
    run.act(lead, Action::SendCorrection(stage.clone()))
        .unwrap();
    let mut answer = Answer::default();
    answer.form.insert("flag".to_owned(), false.into());
    let stage = Some(stage);
    run.act(Actor::Applicant, Action::AnswerCorrection { stage, answer })
        .unwrap();
    let advice = &run.request.reviews[&key::<ReviewId>("one.b")];
    assert_eq!(advice.cancelled, Some(CancelReason::RowRemoved));
    run.look_back();
}

proptest! {
    #![proptest_config(config(3_000))]

    #[test]
    fn the_order_in_which_opinions_arrive_does_not_change_what_comes_of_the_round(
        world in one_round(),
        (flag, rows) in (any::<bool>(), 0usize..3),
        verdicts in prop::collection::vec(0usize..4, 16),
        keys in prop::collection::vec(any::<u16>(), 16),
    ) {
        let straight = in_order(&world, flag, rows, &verdicts, &[0; 16]);
        let shuffled = in_order(&world, flag, rows, &verdicts, &keys);
        prop_assert_eq!(straight, shuffled);
    }
}

/// Where a round and its request ended up.
type End = (Option<RoundOutcome>, Option<Progress>, Phase, Vec<StageKey>);

fn in_order(
    world: &super::worlds::World,
    flag: bool,
    rows: usize,
    verdicts: &[usize],
    keys: &[u16],
) -> End {
    let mut run = Run::filed(world, flag, rows, true);
    let desk = officer(1, "window", &["window"]);
    run.act(Actor::Officer(desk), Action::Accept).unwrap();
    let all: Vec<ReviewId> = run.request.reviews.keys().cloned().collect();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|index| {
        (
            speaks_last(&world.workflow, &run, &all[*index]),
            keys[*index % keys.len()],
        )
    });
    for index in order {
        let words = [
            Verdict::Agree,
            Verdict::Conditions,
            Verdict::Refuse,
            Verdict::NotConcerned,
        ];
        let said = opinion(words[verdicts[index % verdicts.len()]]);
        let review = all[index].clone();
        let Some(seat) = run.request.seats.get(&Duty::Review(review.clone())) else {
            continue;
        };
        let who = officer(10 + index as i64, seat.department.as_str(), &["clerk"]);
        run.act(
            Actor::Officer(who),
            Action::Opine {
                review,
                opinion: said,
            },
        )
        .unwrap();
    }
    let first: StageKey = key("one");
    let state = run.request.stages.get(&first);
    let reached = run.request.stages.keys().cloned().collect();
    (
        state.and_then(|s| s.outcome),
        state.map(|s| s.progress),
        run.request.phase,
        reached,
    )
}

/// Under `lead` the lead speaks when the others have.
fn speaks_last(workflow: &Workflow, run: &Run<'_>, id: &ReviewId) -> bool {
    let round = workflow.stage(&id.stage).and_then(|stage| stage.round());
    let led = round.is_some_and(|round| round.policy == Policy::Lead);
    led && run.request.reviews[id].department == workflow.lead
}

proptest! {
    #![proptest_config(config(1_200))]

    #[test]
    fn stopped_time_is_not_counted_and_fires_nothing(
        world in world(),
        (flag, rows) in (any::<bool>(), 0usize..3),
        moves in prop::collection::vec(any_move(), 0..8),
        hours in 1i64..200,
    ) {
        let mut run = Run::filed(&world, flag, rows, true);
        for step in moves {
            step.make(&mut run);
        }
        let until = run.now + chrono::TimeDelta::hours(hours);
        let act = Act::Stop { scope: StopScope::Request, ground: Ground::Testing, until };
        let ordered = run.act(supervisor(1), Action::Supervise { act, reason: "a test".into() });
        let stop = run.request.stops.last().cloned();
        prop_assume!(ordered.is_ok());
        let stop = stop.unwrap();
        let (before, journal) = (run.request.clone(), run.journal.len());
        run.now = until;
        run.act(Actor::Engine, Action::Tick).unwrap();
        for (key, clock) in before.clocks.iter().filter(|(key, clock)| clock.ended.is_none() && stop.reaches(key)) {
            let after = &run.request.clocks[key];
            if after.round != clock.round || after.ended.is_some() {
                continue;
            }
            let rules = world.rules();
            let hours = rules.directory.hours(&clock.department);
            let ledger = run.request.ledger(key).unwrap();
            let left = |at| ledger.remaining(at, rules.calendar, hours);
            prop_assert_eq!(left(stop.from), left(until), "{} ran while it stood still", key);
        }
        for entry in &run.journal[journal..] {
            if let lianban::domain::event::Event::RungFired { clock, due, .. } = &entry.event {
                prop_assert!(!stop.reaches(clock) || *due >= until || *due <= stop.from, "{} fired while it stood still", clock);
            }
        }
    }
}

proptest! {
    #![proptest_config(config(800))]

    #[test]
    fn a_withdrawal_wins_before_the_decision_and_loses_after_it(
        world in world(),
        (flag, rows, mailed) in (any::<bool>(), 0usize..3, any::<bool>()),
        moves in prop::collection::vec(any_move(), 0..14),
    ) {
        let mut run = Run::filed(&world, flag, rows, mailed);
        for step in moves {
            step.make(&mut run);
        }
        // What falls due this very moment comes first.
        run.act(Actor::Engine, Action::Tick).unwrap();
        let open = run.request.decision.is_none() && !run.request.is_over();
        let withdrawn = run.act(Actor::Applicant, Action::Withdraw { reason: String::new() });
        prop_assert_eq!(withdrawn.is_ok(), open);
        prop_assert_eq!(run.request.phase == Phase::Withdrawn && open, open);
        run.look_back();
    }
}

/// Guards the properties above against passing because nothing ever happened.
#[test]
fn random_moves_reach_every_kind_of_event() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let cases = (
        world(),
        any::<bool>(),
        0usize..3,
        any::<bool>(),
        prop::collection::vec(any_move(), 24),
    );
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..250 {
        let (world, flag, rows, mailed, moves) = cases.new_tree(&mut runner).unwrap().current();
        let mut run = Run::filed(&world, flag, rows, mailed);
        for step in moves {
            step.make(&mut run);
        }
        for entry in &run.journal {
            seen.insert(entry.event.name());
        }
    }
    for name in EVENTS {
        assert!(seen.contains(name), "no random move leads to `{name}`");
    }
}

/// Every event of a request.
const EVENTS: [&str; 52] = [
    "accepted",
    "acted",
    "another_correction_allowed",
    "card_issued",
    "certificate_issued",
    "claim_kept",
    "claim_lapsed",
    "claimed",
    "clock_ended",
    "clock_reopened",
    "clock_started",
    "complained",
    "complaint_answered",
    "contact_changed",
    "correction_answered",
    "correction_closed",
    "correction_sent",
    "decided",
    "delivered",
    "extended",
    "filed",
    "followed_up",
    "intervened",
    "items_asked",
    "mode_switched",
    "moved",
    "notice_not_told",
    "notice_told",
    "notified",
    "opined",
    "phase_entered",
    "proposed",
    "rated",
    "released",
    "resumed",
    "retracted",
    "review_cancelled",
    "review_opened",
    "review_reopened",
    "review_seen",
    "review_started",
    "review_waived",
    "round_settled",
    "rung_fired",
    "seat_closed",
    "seat_opened",
    "stage_finished",
    "stage_opened",
    "stage_reopened",
    "stage_skipped",
    "stopped",
    "urged",
];
