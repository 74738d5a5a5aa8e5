//! The end of a seed: every node lives, the post takes letters, each owner acts, time runs on. Then all
//! that was filed comes to its end and no job is left.

use chrono::TimeDelta;
use lianban::domain::calendar::Instant;
use lianban::domain::command::{Action, Actor, Command, Item};
use lianban::domain::definition::Mode;
use lianban::domain::form;
use lianban::domain::identifiers::{MaterialKey, RequestId};
use lianban::domain::request::{DecisionOutcome, Duty, Seat, Verdict};
use lianban::domain::routing;
use lianban::storage::entities::job;
use lianban::storage::jobs::Status;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::book::Want;
use super::node::QUEUES;
use super::people::{Scene, newcomer, opinion, ruling};
use super::world::World;

/// Rounds in which whoever has something to do does one thing.
const ROUNDS_MAX: usize = 150;
/// Times that whatever waits for its hour gets it.
const DRAINS_MAX: usize = 60;
/// Jobs claimed at a time.
const CLAIMED: usize = 50;
/// Longer than any lease with its margin.
const LEASES_END: TimeDelta = TimeDelta::minutes(5);

impl World<'_> {
    /// Everybody acts until nothing is left to do, or until something is wrong.
    pub async fn end(&mut self) {
        self.ground.post.mends();
        while self.nodes.iter().any(|node| node.life.is_none()) {
            self.start().await;
        }
        self.tell("from here on nothing fails");
        self.drain().await;
        for round in 0..ROUNDS_MAX {
            if !self.wrong.is_empty() || !self.everybody_acts(round).await {
                break;
            }
        }
        self.last_letters().await;
    }

    /// One act for each request that is not over; false once all are.
    async fn everybody_acts(&mut self, round: usize) -> bool {
        let (mut open, mut idle) = (0, 0);
        for id in self.ids().await {
            let engine = self.engine(0);
            let stored = engine.request(id).await.unwrap();
            if stored.request.is_over() {
                continue;
            }
            open += 1;
            let scene = Scene {
                town: self.town,
                shelf: &self.ground.shelf,
                service: &self.town.services[&stored.request.workflow.key],
                request: &stored.request,
                facts: &stored.facts,
                now: self.time.now(),
            };
            let Some((actor, action)) = next_act(&scene, round) else {
                idle += 1;
                continue;
            };
            let command = Command {
                actor,
                action,
                expected: None,
            };
            let number = self.book.note(Want::Act { id, command });
            self.ask_surely(number).await;
        }
        if idle > 0 {
            self.drain().await;
        }
        if idle > 0 && idle == open {
            let wake = self.next_wake().await;
            self.time
                .pass_until(wake.unwrap_or(self.time.now()) + TimeDelta::seconds(3));
            self.sweep_surely().await;
        }
        open > 0
    }

    /// Nothing is doomed and nothing lost any more.
    async fn ask_surely(&mut self, number: usize) {
        let engine = self.engine(0);
        let asked = &self.book.asked[number];
        let (want, call) = (asked.want.clone(), asked.call.clone());
        match super::book::carry_out(&engine, want, call).await {
            Ok(told) => {
                self.tell(format!("call {number}: {told:?}"));
                let wrong = self.book.hear(number, told);
                wrong.into_iter().for_each(|what| self.wrong(what));
            }
            Err(error) => self.wrong(format!("call {number}: {error}")),
        }
    }

    pub async fn sweep_surely(&mut self) {
        match self.engine(0).sweep(100).await {
            Ok(swept) if swept.failed == 0 => {}
            other => self.wrong(format!("the last sweep: {other:?}")),
        }
    }

    /// Whoever holds a job goes on with it, and everything that is due is carried out.
    async fn drain(&mut self) {
        for node in 0..self.nodes.len() {
            while !self.life(node).held.is_empty() && self.wrong.is_empty() {
                self.carry_on(node, 0, None).await;
            }
        }
        self.time.pass(LEASES_END);
        self.sweep_surely().await;
        self.reap(0).await;
        let mut found = true;
        while found && self.wrong.is_empty() {
            found = false;
            for queue in QUEUES {
                if !self.is_due(queue).await {
                    continue;
                }
                found |= self.claim_from(0, queue, CLAIMED, None).await > 0;
                while !self.life(0).held.is_empty() && self.wrong.is_empty() {
                    self.carry_on(0, 0, None).await;
                }
            }
        }
    }

    /// Whether the first node would find a job.
    async fn is_due(&self, queue: &str) -> bool {
        let now = self.time.now() + self.nodes[0].clock.ahead;
        let first = pending().filter(job::Column::Queue.eq(queue));
        let first = first.one(self.ground.store.reader()).await.unwrap();
        first.is_some_and(|job| job.run_at <= now.timestamp_micros())
    }

    /// What was put off gets its hour.
    async fn last_letters(&mut self) {
        for _ in 0..DRAINS_MAX {
            let first = pending().one(self.ground.store.reader()).await.unwrap();
            let Some(first) = first.filter(|_| self.wrong.is_empty()) else {
                break;
            };
            let run_at: Option<Instant> = chrono::DateTime::from_timestamp_micros(first.run_at);
            self.time
                .pass_until(run_at.unwrap() + TimeDelta::seconds(5));
            self.drain().await;
        }
        self.sweep_surely().await;
    }
}

fn pending() -> sea_orm::Select<job::Entity> {
    job::Entity::find()
        .filter(job::Column::Status.eq(Status::Pending))
        .order_by_asc(job::Column::RunAt)
        .limit(1)
}

/// What the first owner does; another officer each time, so that no conflict rule stands in the way of a
/// town with enough people.
fn next_act(scene: &Scene<'_>, round: usize) -> Option<(Actor, Action)> {
    if let Some((stage, items, told)) = scene.asked()
        && told
    {
        let answer = scene.bring(items, round as u64);
        return Some((Actor::Applicant, Action::AnswerCorrection { stage, answer }));
    }
    let seats = &scene.request.seats;
    let count = seats.len();
    // In turn, so that a seat that nobody may take now does not keep the others waiting.
    let in_turn = || seats.iter().cycle().skip(round % count.max(1)).take(count);
    let (duty, seat) = in_turn()
        .find(|(duty, _)| !matches!(duty, Duty::Tell(_)))
        .or_else(|| in_turn().next())?;
    if let Duty::Review(review) = duty {
        let mode = routing::current_mode(&scene.service.workflow, scene.request, &review.stage);
        if matches!(mode, Some(Mode::Sitting(_))) {
            let lead = newcomer(
                30_000 + round as i64,
                &scene.service.workflow.lead,
                &["head"],
            );
            let switch = Action::SwitchMode {
                stage: review.stage.clone(),
                mode: Mode::Parallel,
                reason: "in writing".to_owned(),
            };
            return Some((Actor::Officer(lead), switch));
        }
    }
    let action = match duty {
        Duty::Intake => at_the_desk(scene, round),
        Duty::Decide if routing::has_negative_round(scene.request) => {
            Action::Decide(ruling(DecisionOutcome::Refuse))
        }
        duty => scene.plain(duty, opinion(Verdict::Agree, round)),
    };
    Some((Actor::Officer(owner(seat, round)), action))
}

/// What is missing is asked for; where that was done before, what is not there in the end is refused.
fn at_the_desk(scene: &Scene<'_>, round: usize) -> Action {
    let (workflow, conditions) = (&scene.service.workflow, &scene.service.conditions);
    let facts = scene.facts;
    let filer = scene.request.filer;
    let missing =
        form::missing_materials(workflow, conditions, filer, &facts.form, &facts.materials);
    if missing.is_empty() {
        return Action::Accept;
    }
    if round % 3 == 2 {
        return Action::RefuseIntake {
            reason: "incomplete".to_owned(),
            basis: "law".to_owned(),
            text: "papers are missing".to_owned(),
        };
    }
    let item = |material: MaterialKey| Item {
        what: material.to_string(),
        explanation: "bring it".to_owned(),
    };
    Action::AskAtIntake(missing.into_iter().map(item).collect())
}

/// Whoever holds it; a newcomer where they may not.
fn owner(seat: &Seat, round: usize) -> lianban::domain::directory::Officer {
    let own = seat.role.to_string();
    let roles = ["head", "clerk", "window", own.as_str()];
    let mut who = newcomer(10_000 + round as i64, &seat.department, &roles);
    if let Some(holder) = seat.holder.filter(|_| !round.is_multiple_of(3)) {
        who.id = holder;
    }
    who
}

/// Those that are not over though everybody acted.
impl World<'_> {
    pub async fn unended(&mut self) -> Vec<RequestId> {
        let mut left = Vec::new();
        for id in self.ids().await {
            let stored = self.engine(0).request(id).await.unwrap();
            if !stored.request.is_over() {
                let phase = stored.request.phase;
                let seats: Vec<String> = stored.request.seats.keys().map(Duty::to_string).collect();
                self.tell(format!("{id} is {phase:?}, with {seats:?}"));
                left.push(id);
            }
        }
        left
    }
}
