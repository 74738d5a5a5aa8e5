//! One transaction's work: the requests it locked, what was decided on them, one commit.
//!
//! Every write to a request goes through [`Work`]: begin locks in id order, each command is decided
//! in memory on what the ones before it left, and [`Work::commit`] lays everything down at once. A
//! refused command leaves nothing behind. That the work takes many requests and many commands is
//! what lets waiting commands share a transaction.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Engine, Error, Service, outbox, projection};
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::command::{Actor, Application, Command};
use crate::domain::decide::{self, Outcome};
use crate::domain::definition::Workflow;
use crate::domain::facts::{Document, Facts};
use crate::domain::identifiers::RequestId;
use crate::domain::request::Request;
use crate::domain::sitting::Item;
use crate::faults;
use crate::storage::idempotency::Answer;
use crate::storage::jobs::NewJob;
use crate::storage::journal::{self, Line};
use crate::storage::requests::{self, Change, Head, Locking, Stored};
use crate::storage::{self, Transaction, finished, jobs};

/// Bytes of a facts salt: too many to try.
const SALT_BYTES: usize = 16;

/// An open transaction with what it is about.
pub(super) struct Work<'e> {
    engine: &'e Engine,
    tx: Transaction,
    calendar: Arc<Calendar>,
    at: Instant,
    open: BTreeMap<RequestId, Open>,
    jobs: Vec<NewJob>,
    answers: Vec<Answer>,
    erased: Vec<RequestId>,
}

/// One request under work.
struct Open {
    service: Arc<Service>,
    before: Option<Before>,
    request: Request,
    facts: Facts,
    lines: Vec<Line>,
    finished: Vec<finished::Row>,
    correlation: Option<String>,
}

/// What the tables held.
struct Before {
    head: Head,
    request: Request,
    facts: Facts,
    wake_at: Option<i64>,
}

impl<'e> Work<'e> {
    /// Begins a transaction and locks these requests; those that do not exist are left out.
    pub(super) async fn begin(
        engine: &'e Engine,
        ids: &[RequestId],
        locking: Locking,
    ) -> Result<Self, Error> {
        let tx = engine.store.begin().await?;
        Self::over(engine, tx, ids, locking).await
    }

    /// The same in a transaction that has begun.
    pub(super) async fn over(
        engine: &'e Engine,
        tx: Transaction,
        ids: &[RequestId],
        locking: Locking,
    ) -> Result<Self, Error> {
        let mut open = BTreeMap::new();
        if !ids.is_empty() {
            for stored in requests::lock(&tx, ids, locking).await? {
                let on = &stored.request.workflow;
                let service = engine.service_in(&tx, &on.key, on.version).await?;
                open.insert(stored.id, Open::of(stored, service));
            }
        }
        Ok(Self {
            engine,
            tx,
            calendar: engine.calendar(),
            at: engine.now(),
            open,
            jobs: Vec::new(),
            answers: Vec::new(),
            erased: Vec::new(),
        })
    }

    /// The transaction, for what else belongs in it.
    pub(super) fn tx(&self) -> &Transaction {
        &self.tx
    }

    /// The law's time of this work.
    pub(super) fn at(&self) -> Instant {
        self.at
    }

    /// A request as it stands now, with what was decided so far.
    pub(super) fn request(&self, id: RequestId) -> Option<&Request> {
        self.open.get(&id).map(|open| &open.request)
    }

    /// The same with the workflow it runs on.
    pub(super) fn request_with_workflow(&self, id: RequestId) -> Option<(&Request, &Workflow)> {
        let open = self.open.get(&id)?;
        Some((&open.request, &open.service.workflow))
    }

    /// The personal data of a request as it stands now.
    pub(super) fn facts(&self, id: RequestId) -> Option<&Facts> {
        self.open.get(&id).map(|open| &open.facts)
    }

    /// The locked requests as a sitting looks at them.
    pub(super) fn items(&self) -> BTreeMap<RequestId, Item<'_>> {
        let open = self.open.iter();
        open.map(|(id, open)| (*id, open.item())).collect()
    }

    /// Has something done after the commit.
    pub(super) fn enqueue(&mut self, job: NewJob) {
        self.jobs.push(job);
    }

    /// Lets the commit end with the personal data of a request gone.
    pub(super) fn erase(&mut self, id: RequestId) {
        self.erased.push(id);
    }

    /// The locked requests, in the order of their ids.
    pub(super) fn ids(&self) -> Vec<RequestId> {
        self.open.keys().copied().collect()
    }

    /// Receives an application under a new id.
    pub(super) fn file(
        &mut self,
        service: Arc<Service>,
        mut application: Application,
        actor: &Actor,
        correlation: Option<&str>,
    ) -> Result<RequestId, Error> {
        let id = RequestId::new(self.at, self.engine.ports.random_u32());
        application.salt = self.engine.ports.random_hex(SALT_BYTES);
        let outcome = {
            let rules = self.engine.rules(&service, &self.calendar);
            decide::file(&rules, id, application, actor, self.at)?
        };
        let mut open = Open {
            service,
            before: None,
            request: outcome.request.clone(),
            facts: Facts::default(),
            lines: Vec::new(),
            finished: Vec::new(),
            correlation: None,
        };
        self.jobs
            .extend(open.absorb(self.engine, outcome, correlation)?);
        self.open.insert(id, open);
        Ok(id)
    }

    /// Carries out a command on a locked request and says its version afterwards.
    pub(super) fn act(
        &mut self,
        id: RequestId,
        command: &Command,
        correlation: Option<&str>,
    ) -> Result<u64, Error> {
        let open = self.open.get_mut(&id).ok_or(Error::NotFound)?;
        let outcome = {
            let rules = self.engine.rules(&open.service, &self.calendar);
            decide::decide(&rules, &open.request, &open.facts, command, self.at)?
        };
        let jobs = open.absorb(self.engine, outcome, correlation)?;
        self.jobs.extend(jobs);
        Ok(open.request.version)
    }

    /// Remembers an answer with this work.
    pub(super) fn remember(&mut self, answer: Answer) {
        self.answers.push(answer);
    }

    /// Lays everything down and says which requests changed. Dropping the work instead leaves
    /// nothing.
    pub(super) async fn commit(self) -> Result<Vec<RequestId>, Error> {
        let now = self.engine.machine_now();
        let mut changes = Vec::new();
        for open in self.open.values() {
            if !open.lines.is_empty() {
                changes.push(open.change(self.engine, &self.calendar));
            } else {
                self.settle_wake(open).await?;
            }
        }
        requests::commit(&self.tx, &changes, &self.answers, now).await?;
        for id in &self.erased {
            requests::erase(&self.tx, *id, self.at).await?;
        }
        let enqueued = !self.jobs.is_empty();
        if enqueued {
            jobs::enqueue_many(&self.tx, self.jobs, now).await?;
        }
        faults::at("commit.before");
        self.tx.commit().await.map_err(storage::Error::from)?;
        faults::at("commit.after");
        if enqueued {
            self.engine.store.wake();
        }
        Ok(changes
            .into_iter()
            .map(|change| change.request.id)
            .collect())
    }

    /// A request that nothing happened to may carry a wake-up from before its calendar changed; left
    /// alone it would wake the sweep again and again.
    async fn settle_wake(&self, open: &Open) -> Result<(), Error> {
        let Some(before) = &open.before else {
            return Ok(());
        };
        let rules = self.engine.rules(&open.service, &self.calendar);
        let wake_at = projection::wake_at(&rules, &open.request);
        if wake_at.map(storage::micros) == before.wake_at {
            return Ok(());
        }
        let due_at = projection::due_at(&rules, &open.request);
        let (id, version) = (open.request.id, before.head.version);
        Ok(requests::retime(&self.tx, id, version, due_at, wake_at).await?)
    }
}

impl Open {
    fn item(&self) -> Item<'_> {
        Item {
            request: &self.request,
            workflow: &self.service.workflow,
            facts: Some(&self.facts),
        }
    }

    fn of(stored: Stored, service: Arc<Service>) -> Self {
        Self {
            service,
            request: stored.request.clone(),
            facts: stored.facts.clone(),
            before: Some(Before {
                head: Head {
                    version: stored.request.version,
                    hash: stored.head,
                },
                request: stored.request,
                facts: stored.facts,
                wake_at: stored.wake_at,
            }),
            lines: Vec::new(),
            finished: Vec::new(),
            correlation: None,
        }
    }

    /// Takes in what was decided: chained lines for its events, jobs for what is to be told.
    fn absorb(
        &mut self,
        engine: &Engine,
        outcome: Outcome,
        correlation: Option<&str>,
    ) -> Result<Vec<NewJob>, Error> {
        let first = self.length() + 1;
        let finished = projection::finished(outcome.request.id, &outcome.entries);
        self.finished.extend(finished);
        let head = self.head(outcome.request.id);
        let salt = || engine.ports.random_hex(SALT_BYTES);
        let lines = journal::seal(&head, self.length(), &outcome.entries, salt)?;
        self.lines.extend(lines);
        if self.length() != outcome.request.version {
            return Err(
                storage::Error::Impossible("a version that is not the journal's length").into(),
            );
        }
        self.request = outcome.request;
        self.facts = outcome.facts;
        self.correlation = correlation.map(str::to_owned).or(self.correlation.take());
        let at = self.request.last_event_at;
        Ok(outbox::jobs(
            self.request.id,
            first,
            at,
            outcome.tells,
            correlation,
            engine.letter_attempts,
        )?)
    }

    fn length(&self) -> u64 {
        let before = self.before.as_ref().map_or(0, |before| before.head.version);
        self.lines.last().map_or(before, |line| line.seq)
    }

    fn head(&self, id: RequestId) -> String {
        match (self.lines.last(), &self.before) {
            (Some(line), _) => line.hash.clone(),
            (None, Some(before)) => before.head.hash.clone(),
            (None, None) => journal::genesis(id),
        }
    }

    fn change(&self, engine: &Engine, calendar: &Calendar) -> Change {
        let rules = engine.rules(&self.service, calendar);
        let now = projection::seats(&rules, &self.request);
        let before = self.before.as_ref();
        let known = before
            .map(|before| projection::seats(&rules, &before.request))
            .unwrap_or_default();
        let seats_dropped = known
            .iter()
            .filter(|seat| !now.iter().any(|kept| kept.duty == seat.duty))
            .map(|seat| seat.duty.clone())
            .collect();
        let seats_put = now
            .into_iter()
            .filter(|seat| !known.contains(seat))
            .collect();
        let facts_changed = before.is_none_or(|before| before.facts != self.facts);
        Change {
            before: before.map(|before| before.head.clone()),
            request: self.request.clone(),
            facts: facts_changed.then(|| self.facts.clone()),
            marks: facts_changed.then(|| engine.marks(&self.facts)),
            lines: self.lines.clone(),
            seats_put,
            seats_dropped,
            finished: self.finished.clone(),
            documents: self.new_documents(),
            due_at: projection::due_at(&rules, &self.request),
            wake_at: projection::wake_at(&rules, &self.request),
            correlation: self.correlation.clone(),
        }
    }

    fn new_documents(&self) -> Vec<Document> {
        let all = |facts: &Facts| -> BTreeMap<String, Document> {
            let documents = facts.materials.values().flatten().cloned();
            documents
                .map(|document| (document.sha256.clone(), document))
                .collect()
        };
        let known = self
            .before
            .as_ref()
            .map(|before| all(&before.facts))
            .unwrap_or_default();
        let now = all(&self.facts).into_iter();
        now.filter(|(sha256, _)| !known.contains_key(sha256))
            .map(|(_, document)| document)
            .collect()
    }
}
