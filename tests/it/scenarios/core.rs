//! The pure core under virtual time: no store, no threads. After every step the house rules of a
//! request are looked at: replay equals state, nothing waits without an owner and a bound.

use std::collections::{BTreeMap, BTreeSet};

use lianban::domain::calendar::Instant;
use lianban::domain::command::{Action, Actor, Application, Command};
use lianban::domain::decide::{Outcome, decide, file};
use lianban::domain::directory::Officer;
use lianban::domain::event::{Entry, Event};
use lianban::domain::evolve;
use lianban::domain::facts::Facts;
use lianban::domain::identifiers::{RequestId, SittingId, StageKey};
use lianban::domain::request::{Channel, Request, Told};
use lianban::domain::sitting::{self, Calling, Item, Sitting, SittingAction};
use lianban::domain::timers;

use super::stage::{Refused, Stage, Town, sitting_code};
use super::story::Story;

/// Most timers one leap in time may fire; a story has a few dozen.
const TIMERS_MAX: usize = 5_000;

/// The pure core with its requests and sittings.
pub struct Core {
    town: Town,
    cases: BTreeMap<RequestId, Case>,
    sittings: BTreeMap<SittingId, Sitting>,
}

#[derive(Clone)]
struct Case {
    request: Request,
    facts: Facts,
    journal: Vec<Entry>,
}

impl Core {
    /// The stage of a story, nothing filed yet.
    pub fn set(story: &Story) -> Self {
        Self {
            town: Town::of(story),
            cases: BTreeMap::new(),
            sittings: BTreeMap::new(),
        }
    }

    fn carry_out(&self, case: &Case, command: &Command, at: Instant) -> Result<Case, Refused> {
        let decided = decide(&self.town.rules(), &case.request, &case.facts, command, at);
        let Outcome {
            request,
            facts,
            entries,
            ..
        } = decided.map_err(|refusal| refusal.code())?;
        let mut journal = case.journal.clone();
        journal.extend(entries);
        let next = Case {
            request,
            facts,
            journal,
        };
        self.look_at(&next);
        Ok(next)
    }

    fn item<'a>(&'a self, case: &'a Case) -> Item<'a> {
        Item {
            request: &case.request,
            workflow: &self.town.workflow,
            facts: Some(&case.facts),
        }
    }

    fn look_at(&self, case: &Case) {
        let request = &case.request;
        let replayed = evolve::replay(request.id, &case.journal);
        assert_eq!(
            replayed.as_ref(),
            Some(request),
            "replay differs from the state"
        );
        assert_eq!(request.version, case.journal.len() as u64);
        let mut fired = BTreeSet::new();
        for entry in &case.journal {
            if let Event::RungFired {
                clock,
                round,
                index,
                due,
                ..
            } = &entry.event
            {
                assert!(
                    fired.insert((clock, round, index)),
                    "rung {index} of {clock} fired twice"
                );
                assert!(*due <= entry.at, "rung {index} of {clock} fired early");
            }
        }
        for duty in request.seats.keys() {
            assert!(timers::is_bounded(request, duty), "{duty} has no bound");
        }
        let pending = timers::pending(&self.town.rules(), request);
        assert_eq!(
            timers::wake_at(&self.town.rules(), request),
            pending.iter().map(|timer| timer.at).min(),
            "the next rung of a ladder is its first that has not fired"
        );
        let mail = |notice: &lianban::domain::request::Notice| {
            notice.channel == Channel::Mail && notice.told == Told::Pending
        };
        let owned = !request.seats.is_empty()
            || timers::wake_at(&self.town.rules(), request).is_some()
            || request.notices.iter().any(mail);
        assert!(
            request.is_over() || owned,
            "{:?} waits silently",
            request.phase
        );
    }
}

impl Stage for Core {
    fn file(
        &mut self,
        application: Application,
        actor: &Actor,
        at: Instant,
    ) -> Result<RequestId, Refused> {
        let id = RequestId::new(at, self.cases.len() as u32);
        let filed = file(&self.town.rules(), id, application, actor, at);
        let Outcome {
            request,
            facts,
            entries,
            ..
        } = filed.map_err(|refusal| refusal.code())?;
        let case = Case {
            request,
            facts,
            journal: entries,
        };
        self.look_at(&case);
        self.cases.insert(id, case);
        Ok(id)
    }

    fn act(&mut self, id: RequestId, command: Command, at: Instant) -> Result<(), Refused> {
        let next = self.carry_out(&self.cases[&id], &command, at)?;
        self.cases.insert(id, next);
        Ok(())
    }

    fn pass(&mut self, until: Instant) {
        for _ in 0..TIMERS_MAX {
            let wakes = self.cases.iter().filter_map(|(id, case)| {
                Some((timers::wake_at(&self.town.rules(), &case.request)?, *id))
            });
            let Some((at, id)) = wakes.min().filter(|(at, _)| *at <= until) else {
                return;
            };
            let before = self.cases[&id].request.version;
            let tick = Command {
                actor: Actor::Engine,
                action: Action::Tick,
                expected: None,
            };
            self.act(id, tick, at).unwrap();
            assert!(
                self.cases[&id].request.version > before,
                "woken at {at} for nothing"
            );
        }
        panic!("time does not pass: more than {TIMERS_MAX} timers before {until}");
    }

    fn call_sitting(
        &mut self,
        stage: &StageKey,
        officer: &Officer,
        called_for: Instant,
        at: Instant,
    ) -> Result<SittingId, Refused> {
        let calling = Calling {
            id: SittingId(self.sittings.len() as i64 + 1),
            stage: stage.clone(),
            called_for,
        };
        let (id, by) = (calling.id, Actor::Officer(officer.clone()));
        let items: Vec<Item<'_>> = self.cases.values().map(|case| self.item(case)).collect();
        let rules = self.town.rules();
        let called = sitting::call(
            calling,
            &by,
            (at, rules.calendar),
            &self.town.workflow,
            &items,
        );
        let (called, _) = called.map_err(sitting_code)?;
        self.sittings.insert(id, called);
        Ok(id)
    }

    fn sit(
        &mut self,
        id: SittingId,
        action: &SittingAction,
        officer: &Officer,
        at: Instant,
    ) -> Result<(), Refused> {
        if let SittingAction::Attend(_) = action {
            sitting::begun(&self.sittings[&id], at).map_err(sitting_code)?;
        }
        let named = action.request().and_then(|id| self.cases.get(&id));
        let (item, by) = (
            named.map(|case| self.item(case)),
            Actor::Officer(officer.clone()),
        );
        let (next, _) =
            sitting::decide(&self.sittings[&id], action, &by, item).map_err(sitting_code)?;
        self.sittings.insert(id, next);
        Ok(())
    }

    fn close_sitting(
        &mut self,
        id: SittingId,
        presider: &Officer,
        minutes: &str,
        at: Instant,
    ) -> Result<(), Refused> {
        sitting::begun(&self.sittings[&id], at).map_err(sitting_code)?;
        let items = self.cases.iter();
        let items = items.map(|(id, case)| (*id, self.item(case))).collect();
        let close = sitting::close(&self.sittings[&id], presider, minutes, "", &items)
            .map_err(sitting_code)?;
        let mut decided = Vec::new();
        for (request, actions) in close.actions {
            let mut case = self.cases[&request].clone();
            for action in actions {
                let actor = Actor::Officer(presider.clone());
                let command = Command {
                    actor,
                    action,
                    expected: None,
                };
                case = self
                    .carry_out(&case, &command, at)
                    .map_err(|_| "conflicts".to_owned())?;
            }
            decided.push((request, case));
        }
        self.cases.extend(decided);
        self.sittings.insert(id, close.sitting);
        Ok(())
    }

    fn request(&self, id: RequestId) -> Request {
        self.cases[&id].request.clone()
    }

    fn journal(&self, id: RequestId) -> Vec<Entry> {
        self.cases[&id].journal.clone()
    }

    fn sitting(&self, id: SittingId) -> Sitting {
        self.sittings[&id].clone()
    }

    fn town(&self) -> &Town {
        &self.town
    }
}
