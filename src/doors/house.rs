//! What every handler stands on: the engine, the settings, the paces; cheap to clone.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::concern::{concerned, is_concerned};
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
use crate::access::{Access, Caller};
use crate::domain::calendar::{Calendar, Instant};
use crate::domain::command::Command;
use crate::domain::decide::Rules;
use crate::domain::facts::Facts;
use crate::domain::identifiers::{CaseNumber, RequestId};
use crate::domain::request::Request;
use crate::engine::{Call, Engine, Service};
use crate::storage::idempotency::Key;
use crate::storage::requests::Stored;

/// How long an upload waits for memory before it is told to come again.
const UPLOAD_WAIT: Duration = Duration::from_secs(10);
const MIB: usize = 1024 * 1024;

/// The doors' state.
#[derive(Clone)]
pub struct Doors(Arc<Behind>);

/// What is behind the doors.
#[derive(Clone)]
pub struct Behind {
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
    pub failures: Arc<Pace>,
    /// Wrong secrets of an address for a case.
    pub case_failures: Arc<Pace>,
    /// One-time codes asked for by an address.
    pub codes: Pace,
    /// People looked for by name, of an officer at the counter.
    pub names: Pace,
}

impl Deref for Doors {
    type Target = Behind;

    fn deref(&self) -> &Behind {
        &self.0
    }
}

/// For whoever sets up: others who have these doors keep theirs as they are.
impl DerefMut for Doors {
    fn deref_mut(&mut self) -> &mut Behind {
        Arc::make_mut(&mut self.0)
    }
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
            failures: Arc::new(Pace::new(settings.failures_per_address)),
            case_failures: Arc::new(Pace::new(settings.failures_per_case)),
            codes: Pace::new(settings.codes_per_address),
            names: Pace::new(settings.names_per_officer),
        };
        Self(Arc::new(Behind {
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
        }))
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
        let (id, call) = call_of(caller, case, envelope, body_digest)?;
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

/// The same for a command on the request a path names, which the engine shows to nobody who may not know
/// of it.
pub(super) fn call_of(
    caller: &Caller,
    case: &str,
    envelope: &Envelope,
    body_digest: &str,
) -> Result<(RequestId, Call), Problem> {
    let id = case_number(case)?;
    let mut call = call(caller.idempotency_actor(), envelope, body_digest);
    match caller {
        Caller::Applicant(own) if *own == id => {}
        Caller::Applicant(_) | Caller::Public => return Err(Problem::not_found()),
        Caller::Staff(staff) => call.seen_by = Some(concerned(staff.officer.clone())),
    }
    Ok((id, call))
}
