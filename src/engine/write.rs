//! Commands through the write path: one, or many that share a transaction.
//!
//! Each command has its own outcome: a refusal stands alone, a storage failure of a shared
//! transaction is tried one by one. Where somebody else's write came first, everything is decided
//! afresh on the new state, a bounded number of times.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::sweep::{Fault, unpanicked};
use super::work::Work;
use super::{Engine, Error, Service};
use crate::domain::command::{Actor, Application, Command};
use crate::domain::definition::Workflow;
use crate::domain::evolve;
use crate::domain::identifiers::{CaseNumber, RequestId, WorkflowKey};
use crate::domain::request::Request;
use crate::storage::idempotency::{self, Answer, Key};
use crate::storage::journal;
use crate::storage::requests::{BATCH_MAX, Locking};

/// How often a command is decided afresh before it is given back as [`Error::Busy`].
const ATTEMPTS: usize = 6;
/// The kind of remembered answer that acknowledges a filing.
pub(super) const FILED: &str = "filed";
const ACTED: &str = "acted";

/// What comes with a command from the outside.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// Under which key a repetition gets the first answer.
    pub idempotency: Option<Key>,
    /// What the logs call the doing behind it.
    pub correlation: Option<String>,
    /// For whom the request has to be one they may know of; for others it is not there.
    pub seen_by: Option<SeenBy>,
}

/// Whether somebody may know that a request is there, asked of it as the command finds it.
#[derive(Clone)]
pub struct SeenBy(Arc<MayKnow>);

type MayKnow = dyn Fn(&Request, &Workflow) -> bool + Send + Sync;

impl SeenBy {
    /// Those for whom this holds.
    #[must_use]
    pub fn those(may_know: impl Fn(&Request, &Workflow) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(may_know))
    }
}

impl fmt::Debug for SeenBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SeenBy")
    }
}

/// A request was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// Its number.
    pub id: RequestId,
    /// The same, for people.
    pub case_number: CaseNumber,
    /// What the applicant proves it with; to be shown once.
    pub secret: String,
}

/// A command was carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct Acted {
    /// Length of the request's journal afterwards.
    pub version: u64,
    /// The request as the command left it.
    pub request: Request,
}

/// A command waiting for a transaction.
pub(super) struct Wish {
    pub(super) what: What,
    pub(super) call: Call,
}

pub(super) enum What {
    File {
        service: Arc<Service>,
        application: Box<Application>,
        actor: Actor,
    },
    Act {
        id: RequestId,
        command: Box<Command>,
    },
}

/// What became of a wish.
#[derive(Clone)]
pub(super) enum Done {
    Filed(RequestId),
    Acted(Box<Acted>),
}

/// What an answer is remembered as.
#[derive(Serialize, Deserialize)]
struct Remembered {
    id: RequestId,
    version: u64,
}

impl Engine {
    /// Files an application 收件 on the newest version of a service. The application's salt is set
    /// here.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::NoSuchService`], [`Error::IdempotencyReuse`], [`Error::Busy`],
    /// [`Error::Storage`].
    pub async fn file(
        &self,
        workflow: &WorkflowKey,
        application: Application,
        actor: Actor,
        call: Call,
    ) -> Result<Filed, Error> {
        let service = self.newest_service(workflow).await?;
        let what = What::File {
            service,
            application: Box::new(application),
            actor,
        };
        match self.in_company(Wish { what, call }).await? {
            Done::Filed(id) => Ok(self.filed(id)),
            Done::Acted(_) => Err(Error::IdempotencyReuse),
        }
    }

    /// Carries out a command on one request.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::NotFound`], [`Error::IdempotencyReuse`], [`Error::Busy`],
    /// [`Error::Storage`].
    pub async fn act(&self, id: RequestId, command: Command, call: Call) -> Result<Acted, Error> {
        match self
            .in_company(Wish {
                what: What::Act {
                    id,
                    command: Box::new(command),
                },
                call,
            })
            .await?
        {
            Done::Acted(acted) => Ok(*acted),
            Done::Filed(_) => Err(Error::IdempotencyReuse),
        }
    }

    /// Carries out commands on many requests, each with its own outcome, in their order.
    pub async fn act_each(
        &self,
        commands: Vec<(RequestId, Command, Call)>,
    ) -> Vec<Result<Acted, Error>> {
        let mut outcomes = Vec::with_capacity(commands.len());
        let mut commands = commands.into_iter().peekable();
        while commands.peek().is_some() {
            let wish = |(id, command, call)| Wish {
                what: What::Act {
                    id,
                    command: Box::new(command),
                },
                call,
            };
            let wishes: Vec<Wish> = commands.by_ref().take(BATCH_MAX).map(wish).collect();
            outcomes.extend(
                self.write(&wishes)
                    .await
                    .into_iter()
                    .map(|done| match done? {
                        Done::Acted(acted) => Ok(*acted),
                        Done::Filed(_) => Err(Error::IdempotencyReuse),
                    }),
            );
        }
        outcomes
    }

    pub(super) fn filed(&self, id: RequestId) -> Filed {
        Filed {
            id,
            case_number: CaseNumber::from(id),
            secret: self.secret(id, 0),
        }
    }

    /// Carries out wishes in one transaction, each with its own outcome, in their order.
    pub(super) async fn write(&self, wishes: &[Wish]) -> Vec<Result<Done, Error>> {
        let error = match self.together(wishes).await {
            Ok(outcomes) => return outcomes,
            Err(error) if wishes.len() == 1 => return vec![Err(error)],
            Err(error) => error,
        };
        // Alone nobody would fare better; and where the word of the commit was lost it may have happened,
        // so that doing it again could do it twice.
        if let Error::Storage(trouble) = &error
            && trouble.of_the_house().is_some()
        {
            let told = wishes.iter().filter_map(|_| trouble.of_the_house());
            return told.map(|trouble| Err(trouble.into())).collect();
        }
        // One of them may be what the store cannot take: it shall not cost the others.
        let mut outcomes = Vec::with_capacity(wishes.len());
        for wish in wishes {
            let alone = self.together(std::slice::from_ref(wish)).await;
            outcomes.push(alone.and_then(|mut done| done.pop().unwrap_or(Err(Error::Busy))));
        }
        outcomes
    }

    async fn together(&self, wishes: &[Wish]) -> Result<Vec<Result<Done, Error>>, Error> {
        for _ in 0..ATTEMPTS {
            match unpanicked(self.attempt(wishes)).await {
                Err(Fault::Failed(Error::Storage(error))) if error.is_conflict() => {}
                outcome => return outcome.map_err(Fault::into),
            }
        }
        Err(Error::Busy)
    }

    async fn attempt(&self, wishes: &[Wish]) -> Result<Vec<Result<Done, Error>>, Error> {
        let ids: Vec<RequestId> = wishes.iter().filter_map(Wish::id).collect();
        let mut work = Work::begin(self, &ids, Locking::Wait).await?;
        let keys: Vec<&Key> = wishes
            .iter()
            .filter_map(|wish| wish.call.idempotency.as_ref())
            .collect();
        let mut answers = idempotency::find(work.tx(), &keys).await?;
        let mut outcomes = Vec::with_capacity(wishes.len());
        for wish in wishes {
            outcomes.push(match wish.remembered(&answers) {
                _ if wish.is_hidden(&work) => Err(Error::NotFound),
                Some(Ok(answer)) => self.repeat(&work, answer).await,
                Some(Err(reuse)) => Err(reuse),
                None => self.carry_out(&mut work, wish, &mut answers),
            });
        }
        work.commit().await?;
        Ok(outcomes)
    }

    fn carry_out(
        &self,
        work: &mut Work<'_>,
        wish: &Wish,
        answers: &mut Vec<Answer>,
    ) -> Result<Done, Error> {
        let correlation = wish.call.correlation.as_deref();
        let (done, status, remembered) = match &wish.what {
            What::File {
                service,
                application,
                actor,
            } => {
                let application = application.as_ref().clone();
                let id = work.file(Arc::clone(service), application, actor, correlation)?;
                (Done::Filed(id), FILED, Remembered { id, version: 0 })
            }
            What::Act { id, command } => {
                let version = work.act(*id, command, correlation)?;
                let request = work.request(*id).ok_or(Error::NotFound)?.clone();
                let acted = Done::Acted(Box::new(Acted { version, request }));
                (acted, ACTED, Remembered { id: *id, version })
            }
        };
        if let Some(key) = &wish.call.idempotency {
            let answer =
                serde_json::to_string(&remembered).map_err(crate::storage::Error::Payload)?;
            let answer = Answer {
                key: key.clone(),
                status: status.to_owned(),
                answer,
            };
            answers.push(answer.clone());
            work.remember(answer);
        }
        Ok(done)
    }

    /// The first answer once more: the request as that command left it, from its journal.
    async fn repeat(&self, work: &Work<'_>, answer: &Answer) -> Result<Done, Error> {
        let Remembered { id, version } = remembered(answer)?;
        if answer.status == FILED {
            return Ok(Done::Filed(id));
        }
        // The same batch may have given that answer just now, and it is not in the tables yet.
        if let Some(request) = work
            .request(id)
            .filter(|request| request.version == version)
        {
            return Ok(Done::Acted(Box::new(Acted {
                version,
                request: request.clone(),
            })));
        }
        let lines = journal::page(work.tx(), id, 0, version).await?;
        let entries = lines.iter().map(|(_, entry)| entry);
        let request = evolve::replay(id, entries).ok_or(Error::NotFound)?;
        Ok(Done::Acted(Box::new(Acted { version, request })))
    }
}

/// The request whose filing an answer acknowledged.
pub(super) fn acknowledged(answer: &Answer) -> Result<RequestId, Error> {
    remembered(answer).map(|remembered| remembered.id)
}

fn remembered(answer: &Answer) -> Result<Remembered, Error> {
    let read = serde_json::from_str(&answer.answer);
    Ok(read.map_err(|cause| crate::storage::Error::Unreadable {
        table: "idempotency",
        cause,
    })?)
}

impl Wish {
    pub(super) fn id(&self) -> Option<RequestId> {
        match &self.what {
            What::File { .. } => None,
            What::Act { id, .. } => Some(*id),
        }
    }

    /// Whether whoever calls may not know of the request, or there is none.
    fn is_hidden(&self, work: &Work<'_>) -> bool {
        let (Some(id), Some(SeenBy(may_know))) = (self.id(), &self.call.seen_by) else {
            return false;
        };
        !work
            .request_with_workflow(id)
            .is_some_and(|(request, workflow)| may_know(request, workflow))
    }

    /// The answer to this very call, or that its key was used for another one.
    fn remembered<'a>(&self, answers: &'a [Answer]) -> Option<Result<&'a Answer, Error>> {
        let key = self.call.idempotency.as_ref()?;
        let same =
            |answer: &&Answer| (&answer.key.actor, &answer.key.key) == (&key.actor, &key.key);
        let answer = answers.iter().find(same)?;
        let known = answer.key.body_hash == key.body_hash;
        Some(if known {
            Ok(answer)
        } else {
            Err(Error::IdempotencyReuse)
        })
    }
}
