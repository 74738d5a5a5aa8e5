//! One request of a random world: carries commands out and looks at the house rules after each.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use lianban::domain::calendar::{Instant, instant};
use lianban::domain::command::{Act, Action, Actor, Command, Opinion};
use lianban::domain::decide::{decide, file};
use lianban::domain::directory::Officer;
use lianban::domain::event::{Entry, Event, RungManner};
use lianban::domain::evolve;
use lianban::domain::explain::{self, Remedy};
use lianban::domain::facts::Facts;
use lianban::domain::identifiers::{OfficerId, RequestId};
use lianban::domain::refusal::Refusal;
use lianban::domain::request::{
    Channel, ClockKey, Duty, Phase, Request, ReviewProgress, Told, Verdict,
};
use lianban::domain::timers;

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
        self.journal.extend(done.entries);
        (self.request, self.facts) = (done.request, done.facts);
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
        self.look_at_waits();
        self.look_at_remedies();
    }

    /// Whatever a supervisor is offered about a stalled request, they may do; and ending a review is
    /// offered whenever they may.
    fn look_at_remedies(&self) {
        let rules = self.world.rules();
        let quiet = TimeDelta::days(1);
        let stalled = explain::stalled(&rules, &self.request, self.now, quiet);
        let Some(stalled) = stalled.filter(|stalled| stalled.duty.is_some()) else {
            return;
        };
        let duty = stalled.duty.unwrap();
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
            let after_end = matches!(key, ClockKey::Tell(_) | ClockKey::Card(_));
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
