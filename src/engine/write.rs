//! Commands through the write path: one, or many that share a transaction.
//!
//! Each command has its own outcome: a refusal stands alone, a storage failure of a shared
//! transaction is tried one by one. Requests are read without a lock and written on if nobody else did
//! meanwhile; where somebody did, everything is decided afresh on the new state, and in the end under
//! locks.

use std::fmt;
use std::sync::Arc;

use futures::{StreamExt as _, stream};
use serde::{Deserialize, Serialize};

use super::sweep::{Fault, unpanicked};
use super::work::{Unlocked, Work};
use super::{Engine, Error, Service};
use crate::domain::command::{Actor, Application, Command};
use crate::domain::definition::Workflow;
use crate::domain::evolve;
use crate::domain::identifiers::{CaseNumber, RequestId, WorkflowKey};
use crate::domain::request::Request;
use crate::storage;
use crate::storage::idempotency::{self, Answer, Key};
use crate::storage::journal;
use crate::storage::requests::{self, Asked, Locking};

/// How often a command is decided afresh before it is given back as [`Error::Busy`].
const ATTEMPTS: usize = 6;
/// How many of these times without a lock.
const UNLOCKED: usize = 2;
/// Commands of one list that stand in the line at once, so that others find room beside them.
const ABREAST: usize = 4;
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
        let wish = |(id, command, call)| Wish {
            what: What::Act {
                id,
                command: Box::new(command),
            },
            call,
        };
        let done = stream::iter(commands).map(|command| self.in_company(wish(command)));
        let done = done.buffered(ABREAST).map(|done| match done? {
            Done::Acted(acted) => Ok(*acted),
            Done::Filed(_) => Err(Error::IdempotencyReuse),
        });
        done.collect().await
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
        for attempt in 0..ATTEMPTS {
            let done = match attempt < UNLOCKED {
                true => unpanicked(self.unlocked(wishes)).await,
                false => unpanicked(self.locked(wishes)).await,
            };
            match done {
                // Whoever holds a request for so long goes on holding it.
                Err(Fault::Failed(Error::Storage(storage::Error::Locked(_)))) => break,
                Err(Fault::Failed(Error::Storage(error))) if error.is_conflict() => {}
                outcome => return outcome.map_err(Fault::into),
            }
        }
        Err(Error::Busy)
    }

    async fn unlocked(&self, wishes: &[Wish]) -> Result<Vec<Result<Done, Error>>, Error> {
        let asked: Vec<Asked<'_>> = wishes.iter().map(Wish::asked).collect();
        let known = requests::known(self.store.by_key(), &asked).await?;
        let mut work = Work::<Unlocked>::on(self, known.requests).await?;
        let outcomes = self.each(&mut work, wishes, known.answers).await;
        work.commit().await?;
        Ok(outcomes)
    }

    async fn locked(&self, wishes: &[Wish]) -> Result<Vec<Result<Done, Error>>, Error> {
        let ids: Vec<RequestId> = wishes.iter().filter_map(Wish::id).collect();
        let mut work = Work::begin(self, &ids, Locking::Wait).await?;
        let keys = wishes
            .iter()
            .filter_map(|wish| wish.call.idempotency.as_ref());
        let keys: Vec<&Key> = keys.collect();
        let answers = idempotency::find(work.tx(), &keys).await?;
        let outcomes = self.each(&mut work, wishes, answers).await;
        work.commit().await?;
        Ok(outcomes)
    }

    /// Decides the wishes in their order.
    async fn each<Hold>(
        &self,
        work: &mut Work<'_, Hold>,
        wishes: &[Wish],
        answers: Vec<Answer>,
    ) -> Vec<Result<Done, Error>> {
        let mut given: Vec<Given> = answers.into_iter().map(Given::before).collect();
        let mut outcomes = Vec::with_capacity(wishes.len());
        for wish in wishes {
            outcomes.push(match wish.given(&given) {
                _ if wish.is_hidden(work) => Err(Error::NotFound),
                Some(Ok(given)) => self.repeat(given).await,
                Some(Err(reuse)) => Err(reuse),
                None => self.carry_out(work, wish, &mut given),
            });
        }
        outcomes
    }

    fn carry_out<Hold>(
        &self,
        work: &mut Work<'_, Hold>,
        wish: &Wish,
        given: &mut Vec<Given>,
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
            given.push(Given {
                answer: answer.clone(),
                done: Some(done.clone()),
            });
            work.remember(answer);
        }
        Ok(done)
    }

    /// The first answer once more: the request as that command left it, from its journal.
    async fn repeat(&self, given: &Given) -> Result<Done, Error> {
        if let Some(done) = &given.done {
            return Ok(done.clone());
        }
        let Remembered { id, version } = remembered(&given.answer)?;
        if given.answer.status == FILED {
            return Ok(Done::Filed(id));
        }
        let lines = journal::page(self.store.reader(), id, 0, version).await?;
        let entries = lines.iter().map(|(_, entry)| entry);
        let request = evolve::replay(id, entries).ok_or(Error::NotFound)?;
        Ok(Done::Acted(Box::new(Acted { version, request })))
    }
}

/// A remembered answer.
struct Given {
    answer: Answer,
    /// What it answered, where that was in this very batch: it is not in the tables yet.
    done: Option<Done>,
}

impl Given {
    fn before(answer: Answer) -> Self {
        Self { answer, done: None }
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

    fn asked(&self) -> Asked<'_> {
        Asked::of(self.id(), self.call.idempotency.as_ref())
    }

    /// Whether whoever calls may not know of the request, or there is none.
    fn is_hidden<Hold>(&self, work: &Work<'_, Hold>) -> bool {
        let (Some(id), Some(SeenBy(may_know))) = (self.id(), &self.call.seen_by) else {
            return false;
        };
        !work
            .request_with_workflow(id)
            .is_some_and(|(request, workflow)| may_know(request, workflow))
    }

    /// The answer to this very call, or that its key was used for another one.
    fn given<'a>(&self, given: &'a [Given]) -> Option<Result<&'a Given, Error>> {
        let key = self.call.idempotency.as_ref()?;
        let same = |given: &&Given| {
            let known = &given.answer.key;
            (&known.actor, &known.key) == (&key.actor, &key.key)
        };
        let found = given.iter().find(same)?;
        let known = found.answer.key.body_hash == key.body_hash;
        Some(if known {
            Ok(found)
        } else {
            Err(Error::IdempotencyReuse)
        })
    }
}
