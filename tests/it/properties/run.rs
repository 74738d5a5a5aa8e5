//! One request of a random world: carries commands out and looks at the house rules after each.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use lianban::domain::calendar::{Instant, instant};
use lianban::domain::command::{Act, Action, Actor, Command, Opinion};
use lianban::domain::decide::{decide, file};
use lianban::domain::definition::{Policy, Round, Stage};
use lianban::domain::directory::Officer;
use lianban::domain::due::Dues;
use lianban::domain::event::{Entry, Event, RungManner};
use lianban::domain::evolve;
use lianban::domain::explain::{self, Remedy};
use lianban::domain::facts::Facts;
use lianban::domain::identifiers::{OfficerId, RequestId, StageKey};
use lianban::domain::refusal::Refusal;
use lianban::domain::request::{
    CancelReason, Channel, ClockKey, Duty, Phase, Progress, Request, ReviewId, ReviewProgress,
    RoundOutcome, Told, Verdict,
};
use lianban::domain::{due, timers};

use super::worlds::{World, application};

/// A request with its whole history.
pub struct Run<'w> {
    pub world: &'w World,
    pub request: Request,
    pub facts: Facts,
    pub journal: Vec<Entry>,
    pub now: Instant,
}

/// A Monday in March, a quarter past nine: neither holiday nor make-up day near.
pub fn monday() -> Instant {
    let date = chrono::NaiveDate::from_ymd_opt(2026, 3, 9).unwrap();
    instant(date.and_hms_opt(9, 15, 0).unwrap())
}

impl<'w> Run<'w> {
    /// A request just filed.
    pub fn filed(world: &'w World, flag: bool, rows: usize, mailed: bool) -> Self {
        let (id, now) = (RequestId::new(monday(), 7), monday());
        let filed = file(
            &world.rules(),
            id,
            application(flag, rows, mailed),
            &Actor::Applicant,
            now,
        )
        .unwrap();
        let run = Self {
            world,
            request: filed.request,
            facts: filed.facts,
            journal: filed.entries,
            now,
        };
        run.look();
        run
    }

    /// Carries out a command now. A refusal leaves everything as it was: `decide` takes the
    /// request by reference, so there is nothing it could have changed.
    pub fn act(&mut self, actor: Actor, action: Action) -> Result<(), Refusal> {
        let command = Command {
            actor,
            action,
            expected: None,
        };
        let done = decide(
            &self.world.rules(),
            &self.request,
            &self.facts,
            &command,
            self.now,
        )?;
        for pair in self
            .journal
            .last()
            .into_iter()
            .chain(&done.entries)
            .collect::<Vec<_>>()
            .windows(2)
        {
            assert!(pair[0].at <= pair[1].at, "the journal goes back in time");
        }
        self.look_at_withdrawals(&done.entries);
        self.journal.extend(done.entries);
        let before = std::mem::replace(&mut self.request, done.request);
        self.facts = done.facts;
        self.look_at_the_untouched(&before);
        self.look();
        Ok(())
    }

    pub fn wait(&mut self, minutes: i64) {
        self.now += TimeDelta::minutes(minutes);
    }

    pub fn wake_at(&self) -> Option<Instant> {
        timers::wake_at(&self.world.rules(), &self.request)
    }

    /// What must hold after every command.
    fn look(&self) {
        let request = &self.request;
        assert_eq!(
            request.version,
            self.journal.len() as u64,
            "version is the journal's length"
        );
        if let Some(wake) = self.wake_at() {
            assert!(wake > self.now, "{wake} is past and did not fire");
        }
        self.look_at_seats();
        self.look_at_reckoning();
        self.look_at_waits();
        self.look_at_rounds();
        self.look_at_clocks();
        self.look_at_remedies();
    }

    /// Rounds follow the facts, and nobody whose word they need is passed over.
    fn look_at_rounds(&self) {
        let request = &self.request;
        if !matches!(request.phase, Phase::UnderReview | Phase::Deciding) {
            return;
        }
        for (key, state) in &request.stages {
            let asked = state.correction.is_some();
            let unsettled = state.progress == Progress::Open && state.outcome.is_none();
            assert!(!asked || unsettled, "{key} asks though it is settled");
            let stage = self.world.workflow.stage(key).unwrap();
            let Some(round) = stage.round() else { continue };
            if round.policy == Policy::All && state.outcome == Some(RoundOutcome::Positive) {
                let missed = request.reviews_of(key).find(|(_, review)| {
                    !review.advice && review.cancelled == Some(CancelReason::Settled)
                });
                assert_eq!(missed, None, "{key} is positive without somebody");
            }
            if state.progress != Progress::Skipped && !self.builds_on_open(key) {
                self.look_at_rows(stage, round);
            }
        }
    }

    fn builds_on_open(&self, key: &StageKey) -> bool {
        let after = |stage: &StageKey| self.world.workflow.stage(stage).unwrap().after.clone();
        let mut before: Vec<StageKey> = after(key).into_iter().collect();
        while let Some(stage) = before.pop() {
            let state = self.request.stages.get(&stage);
            if state.is_none_or(|state| state.progress == Progress::Open) {
                return true;
            }
            before.extend(after(&stage));
        }
        false
    }

    /// Exactly the declared reviews that the facts ask for are in a round, or were settled away.
    fn look_at_rows(&self, stage: &Stage, round: &Round) {
        let key = &stage.key;
        let form = &self.facts.form;
        let flag = form.get("flag").and_then(|flag| flag.as_bool()) == Some(true);
        let rows = form.get("rows").and_then(|rows| rows.as_array());
        let rows = || rows.into_iter().flatten();
        let mut wanted = BTreeSet::new();
        for rule in &round.reviews {
            let mut whens = [&stage.when, &rule.when].into_iter().flatten();
            let holds = whens.all(|when| (when.0 == "form.flag") == flag);
            let ids = match &rule.for_each {
                None => vec![None],
                Some(_) => rows()
                    .map(|row| Some(row["id"].as_str().unwrap().to_owned()))
                    .collect(),
            };
            let id = |row| ReviewId {
                stage: key.clone(),
                review: rule.key.clone(),
                row,
            };
            wanted.extend(ids.into_iter().filter(|_| holds).map(id));
        }
        let declared = |id: &ReviewId| round.reviews.iter().any(|rule| rule.key == id.review);
        let there: BTreeSet<ReviewId> = self
            .request
            .reviews_of(key)
            .filter(|(id, review)| declared(id) && review.cancelled.is_none())
            .map(|(id, _)| id.clone())
            .collect();
        let needless: Vec<_> = there.difference(&wanted).collect();
        assert!(needless.is_empty(), "nothing asks for {needless:?}");
        let settled = |id: &&ReviewId| {
            let review = self.request.reviews.get(*id);
            review.is_some_and(|review| review.cancelled == Some(CancelReason::Settled))
        };
        let missing: Vec<_> = wanted
            .difference(&there)
            .filter(|id| !settled(id))
            .collect();
        assert!(
            missing.is_empty() || !self.somebody_counts(stage, round, &wanted),
            "{missing:?} were never opened"
        );
    }

    /// Whether a stage is needed: where the facts took away all who count, advice alone is not asked for.
    fn somebody_counts(&self, stage: &Stage, round: &Round, wanted: &BTreeSet<ReviewId>) -> bool {
        let advice = |key| {
            round
                .reviews
                .iter()
                .any(|rule| rule.key == key && rule.advice)
        };
        let by_rule = wanted.iter().any(|id| !advice(id.review.clone()));
        let added = self.request.reviews_of(&stage.key).any(|(id, review)| {
            let declared = round.reviews.iter().any(|rule| rule.key == id.review);
            !declared && !review.advice && review.cancelled.is_none()
        });
        let alone = matches!(round.policy, Policy::Any | Policy::AtLeast(_));
        by_rule || added || alone
    }

    /// No term counts from before the application was there.
    fn look_at_clocks(&self) {
        for (key, clock) in &self.request.clocks {
            let received = self.request.received_at;
            assert!(
                clock.started >= received,
                "{key} counts from {}",
                clock.started
            );
        }
        let decision = self.request.decision.iter();
        for id in decision.flat_map(|decision| decision.conditions.iter().chain(&decision.refusals))
        {
            let review = &self.request.reviews[id];
            assert_eq!(
                review.progress,
                ReviewProgress::Closed,
                "{id} is not in force"
            );
        }
    }

    /// Whatever a supervisor is offered about a stalled request, they may do; and ending a review is
    /// offered whenever they may.
    fn look_at_remedies(&self) {
        let rules = self.world.rules();
        let waits = explain::explain(&rules, &self.request, self.now);
        let Some(stalled) = explain::stalled(&rules, &self.request, waits, 1, self.now) else {
            return;
        };
        let Some(duty) = stalled.duty().cloned() else {
            return;
        };
        let supervisor = Officer {
            id: OfficerId(9_999),
            department: "supervision".parse().unwrap(),
            roles: ["supervisor".parse().unwrap()].into(),
        };
        for remedy in [
            Remedy::Urge,
            Remedy::Reassign,
            Remedy::Waive,
            Remedy::DecideInStead,
        ] {
            let Some(act) = act(remedy, &duty) else {
                assert!(!stalled.acts.contains(&remedy), "{remedy:?} of {duty}");
                continue;
            };
            let reason = "It lies.".to_owned();
            let command = Command {
                actor: Actor::Officer(supervisor.clone()),
                action: Action::Supervise { act, reason },
                expected: None,
            };
            let done = decide(&rules, &self.request, &self.facts, &command, self.now);
            let offered = stalled.acts.contains(&remedy);
            assert_eq!(
                done.is_ok(),
                offered,
                "{remedy:?} of {duty}: {:?}",
                done.err()
            );
        }
    }

    fn look_at_seats(&self) {
        let request = &self.request;
        for duty in request.seats.keys() {
            assert!(timers::is_bounded(request, duty), "{duty} is not bounded");
        }
        for (id, review) in &request.reviews {
            let seated = request.seats.contains_key(&Duty::Review(id.clone()));
            assert_eq!(
                seated,
                review.progress == ReviewProgress::Open,
                "{id} is {:?}",
                review.progress
            );
            assert!(
                !seated || request.stages.contains_key(&id.stage),
                "{id} is open outside any stage"
            );
        }
        let decided = request.decision.is_some() || request.is_over();
        let undone = request.seats.keys().any(|duty| {
            matches!(
                duty,
                Duty::Intake | Duty::Review(_) | Duty::Correction(_) | Duty::Decide
            )
        });
        assert!(
            !(decided && undone),
            "left over after {:?}: {:?}",
            request.phase,
            request.seats.keys()
        );
        for (key, clock) in &request.clocks {
            let after_end = matches!(
                key,
                ClockKey::Tell(_) | ClockKey::Card(_) | ClockKey::FollowUp | ClockKey::Complaint(_)
            );
            let running = clock.ended.is_none();
            assert!(
                !(request.is_over() && running && !after_end),
                "{key} runs on after {:?}",
                request.phase
            );
        }
        if request.is_over() {
            assert!(
                request.stops.iter().all(|stop| !stop.is_open()),
                "a stop outlives the request"
            );
        }
    }

    /// The shorter ways come to what the longer ones do: the next of all timers without reckoning all, the
    /// dues of many clocks at once.
    fn look_at_reckoning(&self) {
        let (rules, request) = (self.world.rules(), &self.request);
        let pending = timers::pending(&rules, request);
        let next = pending.iter().map(|timer| timer.at).min();
        assert_eq!(self.wake_at(), next, "not the next of {pending:?}");
        let mut dues = Dues::of(&rules, request);
        for key in request.clocks.keys() {
            let (alone, worst) = (dues.alone(key), dues.worst(key));
            let at = request.last_event_at;
            let view = due::view(&rules, request, key, at);
            let seen = view.map(|view| (view.at, view.provisional, view.counts_from));
            let reckoned = alone.map(|due| (due.at, due.provisional, due.counts_from));
            assert_eq!(reckoned, seen, "{key} alone");
            let seen = due::at(&rules, request, key, at).map(|view| (view.at, view.counts_from));
            let reckoned = worst.map(|due| (due.at, due.counts_from));
            assert_eq!(reckoned, seen, "{key} and what is around it");
        }
    }

    /// Nobody is sent home twice for one reason: the history would say it twice.
    fn look_at_withdrawals(&self, entries: &[Entry]) {
        let reviews = self.request.reviews.iter();
        let gone = reviews.filter_map(|(id, review)| Some((id.clone(), review.cancelled?)));
        let mut gone: BTreeMap<ReviewId, CancelReason> = gone.collect();
        for entry in entries {
            match &entry.event {
                Event::ReviewCancelled { review, why } => {
                    let before = gone.insert(review.clone(), *why);
                    assert_ne!(before, Some(*why), "{review} is sent home again");
                }
                Event::ReviewOpened { review, .. } | Event::ReviewReopened { review, .. } => {
                    gone.remove(review);
                }
                _ => {}
            }
        }
    }

    /// What is said to be untouched is reckoned as before.
    fn look_at_the_untouched(&self, before: &Request) {
        let rules = self.world.rules();
        let (mut was, mut is) = (Dues::of(&rules, before), Dues::of(&rules, &self.request));
        for key in self.request.clocks.keys() {
            if due::is_untouched(before, &self.request, key) {
                assert_eq!(was.worst(key), is.worst(key), "{key}");
                assert_eq!(was.yellow_from(key), is.yellow_from(key), "{key}");
            }
        }
    }

    /// I10: nothing waits without an owner and a bound.
    fn look_at_waits(&self) {
        let request = &self.request;
        let on_its_way = request
            .notices
            .iter()
            .any(|notice| notice.channel == Channel::Mail && notice.told == Told::Pending);
        let answered = request.phase != Phase::AwaitingCorrection
            || on_its_way
            || self.wake_at().is_some()
            || !request.seats.is_empty();
        assert!(answered, "nobody will bring what is missing");
        let owned = !request.seats.is_empty() || self.wake_at().is_some() || on_its_way;
        assert!(
            request.is_over() || owned,
            "{:?} waits silently",
            request.phase
        );
        for complaint in request.complaints.iter().filter(|it| it.is_open()) {
            let seat = &request.seats[&Duty::Complaint(complaint.number)];
            assert!(matches!(seat.role.as_str(), "supervisor" | "head"));
        }
        let bad = request.rating.as_ref();
        let bad = bad.is_some_and(|it| it.level.is_bad() && it.followed_up_at.is_none());
        assert_eq!(bad, request.seats.contains_key(&Duty::FollowUp));
    }

    /// What must hold of the whole history, looked at once at the end.
    pub fn look_back(&self) {
        let replayed = evolve::replay(self.request.id, &self.journal);
        assert_eq!(
            replayed.as_ref(),
            Some(&self.request),
            "replay differs from the state"
        );
        let mut facts = Facts::default();
        for patch in self.journal.iter().filter_map(|entry| entry.facts.as_ref()) {
            facts.apply(patch);
        }
        assert_eq!(facts, self.facts, "the patches do not add up to the facts");
        let written = serde_json::to_string(&self.journal).unwrap();
        let read: Vec<Entry> = serde_json::from_str(&written).unwrap();
        assert_eq!(
            read, self.journal,
            "the journal changes when it is written down"
        );
        let written = serde_json::to_string(&self.request).unwrap();
        assert_eq!(
            serde_json::from_str::<Request>(&written).unwrap(),
            self.request
        );
        self.look_at_rungs();
        self.look_at_the_end();
        self.look_ahead();
    }

    /// Time can always pass.
    fn look_ahead(&self) {
        let Some(wake) = self.wake_at() else { return };
        let tick = Command {
            actor: Actor::Engine,
            action: Action::Tick,
            expected: None,
        };
        let rules = self.world.rules();
        let ticked = decide(&rules, &self.request, &self.facts, &tick, wake);
        assert!(ticked.is_ok(), "time stands still: {:?}", ticked.err());
    }

    /// After the end the applicant is told and cards are answered; nothing else happens.
    fn look_at_the_end(&self) {
        let end = self.journal.iter().position(
            |entry| matches!(&entry.event, Event::PhaseEntered { phase, .. } if phase.is_end()),
        );
        let after = self
            .journal
            .iter()
            .skip(end.map_or(usize::MAX, |at| at + 1));
        for entry in after {
            let name = entry.event.name();
            let about_work = [
                "review",
                "stage",
                "phase",
                "round",
                "decided",
                "accepted",
                "correction",
                "stopped",
                "opined",
                "retracted",
                "items",
                "certificate",
            ];
            assert!(
                !about_work.iter().any(|word| name.starts_with(word)),
                "{name} after the end"
            );
        }
    }

    fn look_at_rungs(&self) {
        let mut fired = BTreeSet::new();
        for entry in &self.journal {
            let Event::RungFired {
                clock,
                round,
                index,
                due,
                manner,
                ..
            } = &entry.event
            else {
                continue;
            };
            assert!(
                fired.insert((clock, round, index)),
                "rung {index} of {clock} fired twice in round {round}"
            );
            assert!(
                *due <= entry.at,
                "rung {index} of {clock} fired before it was due"
            );
            let late = entry.at - *due > TimeDelta::minutes(timers::PROMPT_WITHIN_MINUTES);
            assert!(*manner == RungManner::Overtaken || late == (*manner == RungManner::Late));
            let stopped = self.request.stops.iter().any(|stop| {
                let until = stop.resumed.unwrap_or(Instant::MAX_UTC);
                stop.reaches(clock) && stop.from < *due && *due < until && stop.until > *due
            });
            assert!(
                !stopped,
                "rung {index} of {clock} fired while its clock stood still"
            );
        }
    }
}

/// The act of a remedy on this work; none where it is of no kind for it.
fn act(remedy: Remedy, duty: &Duty) -> Option<Act> {
    let review = || match duty {
        Duty::Review(review) => Some(review.clone()),
        _ => None,
    };
    Some(match remedy {
        Remedy::Urge => Act::Urge(duty.clone()),
        Remedy::Reassign => Act::Reassign {
            duty: duty.clone(),
            department: None,
            officer: None,
        },
        Remedy::Waive => Act::Waive(review()?),
        Remedy::DecideInStead => Act::DecideInStead {
            review: review()?,
            opinion: Opinion {
                verdict: Verdict::Agree,
                reason: None,
                basis: None,
                text: "in order".to_owned(),
                with: Vec::new(),
            },
        },
    })
}
