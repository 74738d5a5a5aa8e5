//! What every handler stands on: the engine, the settings, the paces; cheap to clone.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::counts::LongQueues;
use super::credentials::case_number;
use super::envelope::Envelope;
use super::live::{self, Live};
use super::overview::Overviews;
use super::pace::Pace;
use super::problem::Problem;
use super::settings::Settings;
use super::town::Town;
use super::turns::Turns;
use crate::access::{self, Access, Caller};
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::command::Command;
use crate::domain::decide::Rules;
use crate::domain::definition::Workflow;
use crate::domain::directory::{AUDITOR, GOVERNMENT_HEAD, Officer, SUPERVISOR};
use crate::domain::facts::Facts;
use crate::domain::identifiers::{CaseNumber, RequestId};
use crate::domain::request::Request;
use crate::domain::sitting::SittingRefusal;
use crate::engine::{self, Call, Engine, SeenBy, Service, SittingError};
use crate::storage::idempotency::Key;
use crate::storage::requests::Stored;

/// How long an upload waits for memory before it is told to come again.
const UPLOAD_WAIT: Duration = Duration::from_secs(10);
const MIB: usize = 1024 * 1024;

/// The doors' state.
#[derive(Clone)]
pub struct Doors {
    /// The one write path, and what it reads from.
    pub engine: Engine,
    /// Who is who.
    pub access: Access,
    /// What the operator set.
    pub settings: Arc<Settings>,
    /// How fast people may knock.
    pub paces: Arc<Paces>,
    /// What the town's files say.
    pub town: Arc<Town>,
    /// Prints the metrics of this process.
    pub metrics: Arc<dyn Fn() -> String + Send + Sync>,
    /// Whether the workers of this process are alive; none where it has none.
    pub workers_alive: Option<Arc<dyn Fn() -> bool + Send + Sync>>,
    /// Whether the folder of files is the one of the house.
    pub files_here: Arc<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>,
    /// News that a queue changed.
    pub live: Arc<Live>,
    /// Whose page is made next.
    pub turns: Turns,
    pub(super) overviews: Arc<Overviews>,
    pub(super) long_queues: Arc<LongQueues>,
    uploads: Arc<Semaphore>,
}

/// The limits of the gate.
#[derive(Debug)]
pub struct Paces {
    /// Requests of an address without a token that holds.
    pub address: Pace,
    /// Wrong secrets of an address.
    pub failures: Pace,
    /// Wrong secrets of an address for a case.
    pub case_failures: Pace,
    /// One-time codes asked for by an address.
    pub codes: Pace,
    /// People looked for by name, of an officer at the counter.
    pub names: Pace,
}

/// A request with the workflow it runs on, as one moment saw it.
pub struct Found {
    /// Its state.
    pub request: Request,
    /// Its personal data; `domain::visibility` says what of it may be shown.
    pub facts: Facts,
    /// Its workflow version.
    pub service: Arc<Service>,
    /// Working days.
    pub calendar: Arc<Calendar>,
    /// When it was read, by the law's clock.
    pub at: Instant,
}

impl Doors {
    /// Doors onto an engine.
    #[must_use]
    pub fn new(engine: Engine, access: Access, settings: Settings) -> Self {
        let paces = Paces {
            address: Pace::new(settings.per_address),
            failures: Pace::new(settings.failures_per_address),
            case_failures: Pace::new(settings.failures_per_case),
            codes: Pace::new(settings.codes_per_address),
            names: Pace::new(settings.names_per_officer),
        };
        Self {
            town: Arc::new(Town::of(&engine)),
            engine,
            access,
            uploads: Arc::new(Semaphore::new(settings.uploads_memory_mib as usize)),
            settings: Arc::new(settings),
            paces: Arc::new(paces),
            metrics: Arc::new(String::new),
            workers_alive: None,
            files_here: Arc::new(|| Box::pin(async { true })),
            live: Live::new(live::Paces::default()),
            turns: Turns::default(),
            overviews: Arc::default(),
            long_queues: Arc::default(),
        }
    }

    /// The same doors in a town whose files are known.
    #[must_use]
    pub fn in_town(mut self, town: Town) -> Self {
        self.town = Arc::new(town);
        self
    }

    /// The same doors with metrics to show.
    #[must_use]
    pub fn with_metrics(mut self, render: impl Fn() -> String + Send + Sync + 'static) -> Self {
        self.metrics = Arc::new(render);
        self
    }

    /// The same doors in a process that has workers.
    #[must_use]
    pub fn with_workers(mut self, alive: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        self.workers_alive = Some(Arc::new(alive));
        self
    }

    /// The same doors over a folder of files that may go missing.
    #[must_use]
    pub fn with_files(
        mut self,
        here: impl Fn() -> BoxFuture<'static, bool> + Send + Sync + 'static,
    ) -> Self {
        self.files_here = Arc::new(here);
        self
    }

    /// The same doors of a demonstration, whose accounts are public: every page says so.
    #[must_use]
    pub fn for_demo(mut self) -> Self {
        let settings = Settings {
            demo: true,
            ..Settings::clone(&self.settings)
        };
        self.settings = Arc::new(settings);
        self
    }

    /// Memory for one upload of at most this size, its decoded copy included.
    ///
    /// # Errors
    /// 503 if others keep it all.
    pub async fn room_for_upload(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Problem> {
        let wanted = (2 * bytes)
            .div_ceil(MIB)
            .clamp(1, self.settings.uploads_memory_mib as usize);
        let wanted = u32::try_from(wanted).unwrap_or(self.settings.uploads_memory_mib);
        let room = Arc::clone(&self.uploads).acquire_many_owned(wanted);
        match tokio::time::timeout(UPLOAD_WAIT, room).await {
            Ok(Ok(room)) => Ok(room),
            _ => Err(Problem::unavailable("no memory left for uploads")),
        }
    }

    /// Keeps a file's bytes under their hash.
    ///
    /// # Errors
    /// 503 if they cannot be kept.
    pub async fn keep_file(&self, sha256: &str, bytes: &[u8]) -> Result<(), Problem> {
        let kept = self.engine.ports().bytes.put(sha256, bytes).await;
        kept.map_err(|error| Problem::unavailable(format!("keeping a file: {error}")))
    }

    /// A request by its id.
    ///
    /// # Errors
    /// 404, or trouble of the store.
    pub async fn find(&self, id: RequestId) -> Result<Found, Problem> {
        self.found(self.engine.request(id).await?).await
    }

    pub(super) async fn found(&self, stored: Stored) -> Result<Found, Problem> {
        let on = &stored.request.workflow;
        let service = self.engine.service(&on.key, on.version).await?;
        Ok(Found {
            service,
            request: stored.request,
            facts: stored.facts,
            calendar: self.engine.calendar(),
            at: self.engine.now(),
        })
    }

    /// Several requests by their ids; those that are not there are left out.
    ///
    /// # Errors
    /// Trouble of the store.
    pub async fn find_all(&self, ids: Vec<RequestId>) -> Result<Vec<Found>, Problem> {
        let mut found = Vec::with_capacity(ids.len());
        for stored in self.engine.requests(&ids).await? {
            found.push(self.found(stored).await?);
        }
        Ok(found)
    }

    /// The request a path names, for somebody who may know of it. Officers of departments that
    /// have no part in it learn nothing, not even that it is there.
    ///
    /// # Errors
    /// 404, or trouble of the store.
    pub async fn case_of(&self, caller: &Caller, case: &str) -> Result<Found, Problem> {
        let id = case_number(case)?;
        let found = self.find(id).await?;
        let known = match caller {
            Caller::Applicant(own) => *own == id,
            Caller::Staff(staff) => is_concerned(&staff.officer, &found),
            Caller::Public => false,
        };
        if known {
            Ok(found)
        } else {
            Err(Problem::not_found())
        }
    }

    /// Carries a command out on the request a path names, for somebody who may know of it: what
    /// [`Doors::case_of`] asks is asked of the request as the command finds it.
    ///
    /// # Errors
    /// 404, besides refusals and trouble, as problems.
    pub async fn command_of(
        &self,
        caller: &Caller,
        case: &str,
        command: Command,
        envelope: &Envelope,
        body_digest: &str,
    ) -> Result<Request, Problem> {
        let id = case_number(case)?;
        let mut call = call(caller.idempotency_actor(), envelope, body_digest);
        match caller {
            Caller::Applicant(own) if *own == id => {}
            Caller::Applicant(_) | Caller::Public => return Err(Problem::not_found()),
            Caller::Staff(staff) => call.seen_by = Some(concerned(staff.officer.clone())),
        }
        Ok(self.engine.act(id, command, call).await?.request)
    }

    /// What a decision on a found request rests on.
    #[must_use]
    pub fn rules<'a>(&'a self, found: &'a Found) -> Rules<'a> {
        self.engine.rules(&found.service, &found.calendar)
    }

    /// Carries a command out.
    ///
    /// # Errors
    /// Refusals and trouble, as problems.
    pub async fn command(
        &self,
        id: RequestId,
        caller: &Caller,
        command: Command,
        envelope: &Envelope,
        body_digest: &str,
    ) -> Result<Request, Problem> {
        let call = call(caller.idempotency_actor(), envelope, body_digest);
        Ok(self.engine.act(id, command, call).await?.request)
    }
}

impl Found {
    /// Its case number.
    #[must_use]
    pub fn case_number(&self) -> CaseNumber {
        CaseNumber::from(self.request.id)
    }
}

/// Whether an officer may know that a request is there: they watch over all, or their department
/// has a part in it, holds a seat of it, or owes it an answer.
#[must_use]
pub fn is_concerned(officer: &Officer, found: &Found) -> bool {
    may_know(officer, &found.request, &found.service.workflow)
}

fn concerned(officer: Officer) -> SeenBy {
    SeenBy::those(move |request, workflow| may_know(&officer, request, workflow))
}

fn may_know(officer: &Officer, request: &Request, workflow: &Workflow) -> bool {
    let department = &officer.department;
    officer.is(SUPERVISOR)
        || officer.is(AUDITOR)
        || approves_extensions(officer, workflow)
        || workflow.standing_departments().contains(department)
        || request
            .seats
            .values()
            .any(|seat| &seat.department == department || seat.holder == Some(officer.id))
        || request
            .reviews
            .values()
            .any(|review| &review.department == department)
        || request
            .cards
            .iter()
            .any(|card| &card.department == department)
}

/// Who may extend a term has to see whose: the head of the government is of no department here.
fn approves_extensions(officer: &Officer, workflow: &Workflow) -> bool {
    let limits = &workflow.limits;
    let terms = [
        Some(&limits.statutory),
        limits.promised.as_ref(),
        Some(&limits.deliver.limit),
    ];
    let rules = terms
        .into_iter()
        .flatten()
        .filter_map(|limit| limit.extend.as_ref());
    let mut approvers = rules.map(|rule| rule.approver.as_ref());
    approvers.any(|approver| approver == GOVERNMENT_HEAD && officer.is(approver))
}

/// What surrounds a command, for the engine.
#[must_use]
pub fn call(actor: String, envelope: &Envelope, body_digest: &str) -> Call {
    let key = |key: &String| Key {
        actor,
        key: key.clone(),
        body_hash: envelope.fingerprint(body_digest),
    };
    Call {
        idempotency: envelope.key.0.as_ref().map(key),
        correlation: Some(envelope.correlation.to_string()),
        seen_by: None,
    }
}

impl From<engine::Error> for Problem {
    fn from(error: engine::Error) -> Self {
        match error {
            engine::Error::Refused(refusal) => refusal.into(),
            engine::Error::NotFound => Self::not_found(),
            engine::Error::NoSuchService(key) => {
                Self::at("/workflow", "unknown", format!("there is no service {key}"))
            }
            engine::Error::IdempotencyReuse => key_reused(),
            engine::Error::Panicked => Self::internal("panic: the decision broke"),
            engine::Error::Busy => {
                Self::new("busy", "others change it right now; send it again").retry_after(1)
            }
            engine::Error::Storage(error) => error.into(),
            other => Self::internal(chain(&other)),
        }
    }
}

fn key_reused() -> Problem {
    Problem::new(
        "key_reused",
        "this Idempotency-Key came with another request before; choose a new one",
    )
}

impl From<access::Error> for Problem {
    fn from(error: access::Error) -> Self {
        match error {
            access::Error::Unknown => Self::new("unauthorised", "this token does not hold"),
            access::Error::NoSuchOfficer | access::Error::NoSuchToken | access::Error::NoLogin => {
                Self::not_found()
            }
            access::Error::LoginTaken | access::Error::SecondFactorStands => {
                Self::new("already_there", error.to_string())
            }
            access::Error::Overtaken => Self::new("stale", error.to_string()),
            access::Error::SecondFactorFirst => Self::new("unauthorised", error.to_string()),
            access::Error::Hashing => Self::internal(error.to_string()),
            access::Error::KeyReused => key_reused(),
            access::Error::LastAdministrator => Self::new("last_administrator", error.to_string()),
            access::Error::EndsInThePast => Self::at("/expires_at", "range", error.to_string()),
            access::Error::LabelTooLong => Self::at("/label", "too_long", error.to_string()),
            access::Error::Storage(error) => error.into(),
        }
    }
}

impl From<SittingError> for Problem {
    fn from(error: SittingError) -> Self {
        let detail = error.to_string();
        match error {
            SittingError::Engine(error) => error.into(),
            SittingError::CalledAlready => Self::new("already_there", detail),
            SittingError::Refused(refusal) => sitting_refusal(&refusal, detail),
        }
    }
}

fn sitting_refusal(refusal: &SittingRefusal, detail: String) -> Problem {
    let code = match refusal {
        SittingRefusal::LeadOnly { .. } | SittingRefusal::NotYours { .. } => "not_yours",
        SittingRefusal::NoSuchSitting { .. } => return Problem::at("/stage", "unknown", detail),
        SittingRefusal::NeedsRole { .. } => "needs_role",
        SittingRefusal::PresiderReviews => "conflict",
        SittingRefusal::NoMinutes => return Problem::at("/minutes", "missing", detail),
        SittingRefusal::Unsaid { .. } => "unreasoned",
        _ => "sitting_conflict",
    };
    let mut problem = Problem::new(code, detail);
    if let SittingRefusal::NeedsRole { role, .. } = refusal {
        problem = problem.with("role", role.to_string());
    }
    if let Some(why) = why(refusal) {
        problem = problem.with("why", why);
    }
    if let SittingRefusal::Conflicts { items } = refusal {
        for standing in items {
            let number = CaseNumber::from(standing.request);
            let place = match &standing.review {
                Some(review) => format!("/agenda/{number}/{review}"),
                None => format!("/agenda/{number}"),
            };
            problem = problem.with_error(place, "conflict", &standing.why);
        }
    }
    if let SittingRefusal::Unsaid { places, detail } = refusal {
        for (place, code) in places {
            problem = problem.with_error(place, code, detail);
        }
    }
    problem
}

/// What stands in the way, as a word that pages have a text for.
const fn why(refusal: &SittingRefusal) -> Option<&'static str> {
    Some(match refusal {
        SittingRefusal::Over => "over",
        SittingRefusal::InThePast => "in-the-past",
        SittingRefusal::NoWorkingDay { .. } => "no-working-day",
        SittingRefusal::TooFarAhead { .. } => "too-far-ahead",
        SittingRefusal::TooEarly { .. } => "too-early",
        SittingRefusal::AgendaFull { .. } => "full",
        SittingRefusal::NotWaiting | SittingRefusal::NotOnAgenda => "not-waiting",
        SittingRefusal::DraftedBy { .. } => "drafted",
        SittingRefusal::NoOpinion => "no-opinion",
        SittingRefusal::NoQuorum { .. } => "no-quorum",
        SittingRefusal::Conflicts { .. } => "changed",
        SittingRefusal::NoSuchSitting { .. }
        | SittingRefusal::NeedsRole { .. }
        | SittingRefusal::LeadOnly { .. }
        | SittingRefusal::NotYours { .. }
        | SittingRefusal::PresiderReviews
        | SittingRefusal::Unsaid { .. }
        | SittingRefusal::NoMinutes => return None,
    })
}

impl From<crate::storage::Error> for Problem {
    fn from(error: crate::storage::Error) -> Self {
        if error.is_transient() {
            Self::unavailable(chain(&error))
        } else {
            Self::internal(chain(&error))
        }
    }
}

/// An error with its causes, for the log.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
