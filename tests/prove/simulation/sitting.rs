//! Sittings at random: called, filled, attended, written for, held, called off.

use chrono::TimeDelta;
use lianban::domain::command::Actor;
use lianban::domain::identifiers::{RequestId, SittingId, StageKey, WorkflowKey};
use lianban::domain::request::{ReviewId, Verdict};
use lianban::domain::sitting::{Sitting, SittingAction};
use lianban::engine::{Call, Engine, Error, SittingCall, SittingError};
use lianban::storage::sittings;

use super::node::attempt;
use super::people::opinion;
use super::world::{COMMITS, World};

/// As far ahead as somebody waits for a sitting that is called.
const SOON: TimeDelta = TimeDelta::days(4);

fn service() -> (WorkflowKey, StageKey) {
    ("open-a-shop".parse().unwrap(), "sitting".parse().unwrap())
}

impl World<'_> {
    pub async fn sitting(&mut self, node: usize) {
        let engine = self.engine(node);
        let (workflow, stage) = service();
        let reader = self.ground.store.reader();
        let called = sittings::called(reader, &workflow, &stage).await.unwrap();
        match called.last().map(|stored| stored.sitting.clone()) {
            None => self.call(node, &engine).await,
            Some(sitting) => match self.dice.below(10) {
                0..4 => {
                    let ids = self.ids().await;
                    let which = self.dice.below(ids.len());
                    if let Some(id) = ids.get(which) {
                        self.sit(node, sitting.id, SittingAction::Add(*id)).await;
                    }
                }
                4 => self.sit(node, sitting.id, SittingAction::CallOff).await,
                5 => self.close_it(node, &engine, sitting.id).await,
                _ => self.hold(node, &engine, &sitting).await,
            },
        }
    }

    async fn call(&mut self, node: usize, engine: &Engine) {
        let (workflow, stage) = service();
        let called_for = self.time.now() + TimeDelta::hours(1 + self.dice.below(72) as i64);
        let lead = self.town.officer(&"commerce".parse().unwrap(), 2);
        let by = Actor::Officer(lead);
        let call = SittingCall {
            workflow,
            stage,
            called_for,
            by,
        };
        let went = attempt(None, engine.call_sitting(call)).await;
        if let Some(outcome) = self.came(node, "calls a sitting", went) {
            self.came_of_sitting("called", outcome.map(|_| ()));
        }
    }

    /// Whoever acts: the lead's head, or the department whose opinion it is.
    async fn sit(&mut self, node: usize, id: SittingId, action: SittingAction) {
        let who = match &action {
            SittingAction::Attend(officer) => officer.clone(),
            _ => self.town.officer(&"commerce".parse().unwrap(), 2),
        };
        let (engine, doom) = (self.engine(node), self.doom(&COMMITS));
        let went = attempt(doom, engine.sit(id, action, &who)).await;
        if let Some(outcome) = self.came(node, "sits", went) {
            self.came_of_sitting("sat", outcome.map(|_| ()));
        }
    }

    async fn close_it(&mut self, node: usize, engine: &Engine, id: SittingId) {
        let head = self.town.officer(&"commerce".parse().unwrap(), 2);
        let call = Call {
            correlation: Some(format!("sitting-{id}")),
            ..Call::default()
        };
        let doom = self.doom(&COMMITS);
        let closing = engine.close_sitting_once(id, &head, "as said", &call);
        let went = attempt(doom, closing).await;
        if let Some(outcome) = self.came(node, "closes a sitting", went) {
            self.came_of_sitting("closed", outcome.map(|_| ()));
        }
    }

    /// Its time has come: those who review attend and speak, mostly, and it is closed.
    async fn hold(&mut self, node: usize, engine: &Engine, sitting: &Sitting) {
        if sitting.called_for > self.time.now() + SOON || sitting.agenda.is_empty() {
            return;
        }
        self.time
            .pass_until(sitting.called_for + TimeDelta::minutes(1));
        self.sweep(node).await;
        for (request, review) in self.open_reviews(sitting).await {
            if self.nodes[node].life.is_none() {
                return;
            }
            self.speak(node, sitting.id, request, review).await;
        }
        if self.nodes[node].life.is_some() {
            self.close_it(node, engine, sitting.id).await;
        }
    }

    async fn open_reviews(&self, sitting: &Sitting) -> Vec<(RequestId, ReviewId)> {
        let mut open = Vec::new();
        let reader = self.ground.store.reader();
        for id in &sitting.agenda {
            let stored = lianban::storage::requests::find(reader, *id).await.unwrap();
            let request = stored.unwrap().request;
            let reviews = request.reviews_of(&sitting.stage);
            let left = reviews.filter(|(_, review)| review.is_open());
            open.extend(left.map(|(review, _)| (*id, review.clone())));
        }
        open
    }

    async fn speak(&mut self, node: usize, id: SittingId, request: RequestId, review: ReviewId) {
        if self.dice.percent(15) {
            return;
        }
        let reader = self.ground.store.reader();
        let stored = lianban::storage::requests::find(reader, request).await;
        let department = stored.unwrap().unwrap().request.reviews[&review]
            .department
            .clone();
        let who = self.town.officer(&department, 0);
        self.sit(node, id, SittingAction::Attend(who.clone())).await;
        if self.nodes[node].life.is_none() {
            return;
        }
        let verdict = *self.dice.one_of(&[
            Verdict::Agree,
            Verdict::Agree,
            Verdict::Agree,
            Verdict::Refuse,
        ]);
        let draft = SittingAction::Draft {
            request,
            review,
            opinion: opinion(verdict, 0),
        };
        let went = attempt(None, self.engine(node).sit(id, draft, &who)).await;
        if let Some(outcome) = self.came(node, "speaks", went) {
            self.came_of_sitting("spoke", outcome.map(|_| ()));
        }
    }

    fn came_of_sitting(&mut self, what: &str, outcome: Result<(), SittingError>) {
        match outcome {
            Ok(()) => self.tell(format!("sitting {what}")),
            Err(SittingError::Refused(refusal)) => {
                self.tell(format!("sitting not {what}: {refusal}"))
            }
            Err(SittingError::CalledAlready) => self.tell("sitting called already"),
            Err(SittingError::Engine(Error::Refused(refusal))) => {
                self.tell(format!("sitting not {what}: {}", refusal.code()));
            }
            Err(error) => self.wrong(format!("sitting not {what}: {error:?}")),
        }
    }
}
