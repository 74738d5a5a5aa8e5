//! One batch of work: the requests it is about, what was decided on them, one commit.
//!
//! Every write to a request goes through [`Work`]: each command is decided in memory on what the ones
//! before it left, and the commit lays everything down at once. A refused command leaves nothing behind.
//! [`Locked`] work holds its requests in a transaction from the beginning; [`Unlocked`] work only read
//! them, and its commit finds out whether somebody else wrote meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;
use std::mem;
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
use crate::storage::requests::{self, Batch, Change, Head, Locking, Stored};
use crate::storage::{self, Transaction, finished};

/// Bytes of a facts salt: too many to try.
const SALT_BYTES: usize = 16;

/// How often a number that is taken within the batch is drawn anew.
const DRAWS: usize = 16;

/// In a transaction that holds its requests.
pub(super) struct Locked(Transaction);
/// On requests as they were read.
pub(super) struct Unlocked;

/// Requests with what was decided on them.
pub(super) struct Work<'e, Hold = Locked> {
    engine: &'e Engine,
    hold: Hold,
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
    /// When time changes it next, once anything was decided.
    wake_at: Option<Instant>,
}

/// What the tables held.
struct Before {
    head: Head,
    request: Request,
    facts: Facts,
    wake_at: Option<i64>,
}

impl<'e> Work<'e, Unlocked> {
    /// On requests as they were read.
    pub(super) async fn on(engine: &'e Engine, read: Vec<Stored>) -> Result<Self, Error> {
        let mut work = Self::of(engine, Unlocked);
        for stored in read {
            let on = &stored.request.workflow;
            let service = engine.service(&on.key, on.version).await?;
            work.open.insert(stored.id, Open::of(stored, service));
        }
        Ok(work)
    }

    /// Lays everything down, unless somebody else wrote on any of it meanwhile.
    pub(super) async fn commit(mut self) -> Result<(), Error> {
        let now = self.engine.machine_now();
        let batch = self.batch();
        faults::at("commit.before");
        requests::commit_at_once(&self.engine.store, &batch, now).await?;
        faults::at("commit.after");
        self.engine.tell(&batch);
        Ok(())
    }
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
        let locked = match ids {
            [] => Vec::new(),
            ids => requests::lock(&tx, ids, locking).await?,
        };
        let mut work = Self::of(engine, Locked(tx));
        for stored in locked {
            let on = &stored.request.workflow;
            let service = engine.service_in(work.tx(), &on.key, on.version).await?;
            work.open.insert(stored.id, Open::of(stored, service));
        }
        Ok(work)
    }

    /// The transaction, for what else belongs in it.
    pub(super) fn tx(&self) -> &Transaction {
        &self.hold.0
    }

    /// Lays everything down and says which requests changed. Dropping the work instead leaves
    /// nothing.
    pub(super) async fn commit(mut self) -> Result<Vec<RequestId>, Error> {
        let now = self.engine.machine_now();
        for open in self.open.values().filter(|open| open.lines.is_empty()) {
            self.settle_wake(open).await?;
        }
        let batch = self.batch();
        requests::commit(self.tx(), &batch, now).await?;
        for id in &self.erased {
            requests::erase(self.tx(), *id, self.at).await?;
        }
        faults::at("commit.before");
        let Locked(tx) = self.hold;
        tx.commit().await.map_err(storage::Error::from)?;
        faults::at("commit.after");
        self.engine.tell(&batch);
        let changes = batch.changes.into_iter();
        Ok(changes.map(|change| change.request.id).collect())
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
        Ok(requests::retime(self.tx(), id, version, due_at, wake_at).await?)
    }

    /// Lets the commit end with the personal data of a request gone.
    pub(super) fn erase(&mut self, id: RequestId) {
        self.erased.push(id);
    }
}

impl<'e, Hold> Work<'e, Hold> {
    fn of(engine: &'e Engine, hold: Hold) -> Self {
        Self {
            engine,
            hold,
            calendar: engine.calendar(),
            at: engine.now(),
            open: BTreeMap::new(),
            jobs: Vec::new(),
            answers: Vec::new(),
            erased: Vec::new(),
        }
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

    /// The requests, in the order of their ids.
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
        let id = self.new_id()?;
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
            wake_at: None,
        };
        self.jobs
            .extend(open.absorb(self.engine, outcome, correlation)?);
        self.open.insert(id, open);
        Ok(id)
    }

    /// A number that nobody has. Those of one batch are drawn at one instant, so that two may be the same.
    fn new_id(&self) -> Result<RequestId, Error> {
        let draw = || RequestId::new(self.at, self.engine.ports.random_u32());
        let mut drawn = iter::repeat_with(draw).take(DRAWS);
        let free = drawn.find(|id| !self.open.contains_key(id));
        free.ok_or(Error::Busy)
    }

    /// Carries out a command on a request and says its version afterwards.
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

    /// Everything that is to be laid down.
    fn batch(&mut self) -> Batch {
        let changed = self.open.values().filter(|open| !open.lines.is_empty());
        Batch {
            changes: changed
                .map(|open| open.change(self.engine, &self.calendar))
                .collect(),
            answers: mem::take(&mut self.answers),
            jobs: mem::take(&mut self.jobs),
        }
    }
}

impl Engine {
    fn tell(&self, batch: &Batch) {
        let queues = batch.jobs.iter().map(|job| job.queue().to_owned());
        let queues: BTreeSet<String> = queues.collect();
        if !queues.is_empty() {
            self.store.tell(queues);
        }
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
            wake_at: None,
        }
    }

    /// Takes in what was decided: chained lines for its events, jobs for what is to be told.
    fn absorb(
        &mut self,
        engine: &Engine,
        outcome: Outcome,
        correlation: Option<&str>,
    ) -> Result<Vec<NewJob>, Error> {
        let (id, first) = (outcome.request.id, self.length() + 1);
        let at = outcome.request.last_event_at;
        let salt = || engine.ports.random_hex(SALT_BYTES);
        let mut lines = journal::seal(&self.head(id), self.length(), &outcome.entries, salt)?;
        for line in &mut lines {
            line.correlation = correlation.map(str::to_owned);
        }
        let attempts = engine.letter_attempts;
        let jobs = outbox::jobs(id, first, at, outcome.tells, correlation, attempts)?;
        // What can fail is behind us: a command that failed leaves nothing.
        self.finished
            .extend(projection::finished(id, &outcome.entries));
        self.lines.extend(lines);
        self.request = outcome.request;
        self.facts = outcome.facts;
        self.wake_at = outcome.wake_at;
        if self.length() != self.request.version {
            return Err(
                storage::Error::Impossible("a version that is not the journal's length").into(),
            );
        }
        Ok(jobs)
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
        let before = self.before.as_ref();
        let known = before.map(|before| &before.request);
        let seats = projection::seats_changed(&rules, known, &self.request);
        let facts_changed = before.is_none_or(|before| before.facts != self.facts);
        Change {
            before: before.map(|before| before.head.clone()),
            request: self.request.clone(),
            facts: facts_changed.then(|| self.facts.clone()),
            marks: facts_changed.then(|| engine.marks(&self.facts)),
            lines: self.lines.clone(),
            seats_put: seats.put,
            seats_dropped: seats.dropped,
            finished: self.finished.clone(),
            documents: self.new_documents(),
            due_at: projection::due_at(&rules, &self.request),
            wake_at: self.wake_at,
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
