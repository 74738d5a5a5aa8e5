//! What clients asked for and were told: each acknowledged command is there once, each refused one not at
//! all, and whoever asks again under one key is told the same.

use std::collections::BTreeMap;

use lianban::domain::command::{Actor, Application, Command};
use lianban::domain::identifiers::{CaseNumber, RequestId, WorkflowKey};
use lianban::engine::{Call, Engine, Error};
use lianban::storage::Store;
use lianban::storage::entities::journal;
use lianban::storage::idempotency::Key;
use sea_orm::{EntityTrait, QueryOrder};

/// How a line says that nobody wanted it but a rule.
const BY_RULE: &str = r#""by":"engine""#;

#[derive(Clone)]
pub enum Want {
    File {
        workflow: WorkflowKey,
        application: Application,
        actor: Actor,
    },
    Act {
        id: RequestId,
        command: Command,
    },
}

/// What somebody was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    Filed(RequestId),
    /// And how long the journal was then.
    Acted(u64),
    Refused(String),
    /// The answer never came.
    Nothing,
}

pub struct Asked {
    pub want: Want,
    pub call: Call,
    pub told: Told,
}

#[derive(Default)]
pub struct Book {
    pub asked: Vec<Asked>,
}

impl Book {
    /// Notes a wish under a key of its own.
    pub fn note(&mut self, want: Want) -> usize {
        let number = self.asked.len();
        let key = Key {
            actor: "somebody".to_owned(),
            key: format!("key {number}"),
            body_hash: format!("body {number}"),
        };
        let call = Call {
            idempotency: Some(key),
            correlation: Some(format!("call-{number}")),
            seen_by: None,
        };
        let told = Told::Nothing;
        self.asked.push(Asked { want, call, told });
        number
    }

    /// Notes an answer; what is wrong with it after what was told before.
    pub fn hear(&mut self, number: usize, told: Told) -> Option<String> {
        let asked = &mut self.asked[number];
        let wrong = match (&asked.told, &told) {
            (_, Told::Nothing) => return None,
            (Told::Nothing | Told::Refused(_), _) => None,
            (first, again) if first == again => None,
            (first, again) => Some(format!("call {number} was told {first:?}, then {again:?}")),
        };
        asked.told = told;
        wrong
    }

    /// Whom to find whatever happens.
    pub fn acknowledged(&self) -> Vec<String> {
        let filed = self.asked.iter().filter_map(|asked| match asked.told {
            Told::Filed(id) => Some(CaseNumber::from(id).to_string()),
            _ => None,
        });
        filed.collect()
    }

    /// What does not hold of the journals.
    pub async fn check(&self, store: &Store) -> Vec<String> {
        let lines = journal::Entity::find()
            .order_by_asc(journal::Column::RequestId)
            .order_by_asc(journal::Column::Seq)
            .all(store.reader())
            .await
            .unwrap();
        let written = Written::of(&lines);
        let mut wrong = Vec::new();
        for (number, asked) in self.asked.iter().enumerate() {
            if let Err(why) = written.bears_out(asked) {
                wrong.push(format!(
                    "call {number} was told {:?}, but {why}",
                    asked.told
                ));
            }
        }
        wrong
    }
}

/// What calls left in the journals. What the engine does by rule bears the name of a call as well: of the
/// one that it came with, or that its letter followed from.
struct Written<'j> {
    /// Lines that a call left one after the other: of which request, and the last of them.
    runs: BTreeMap<&'j str, Vec<(i64, i64)>>,
    calls: BTreeMap<(i64, i64), &'j str>,
    lengths: BTreeMap<i64, i64>,
}

impl<'j> Written<'j> {
    fn of(lines: &'j [journal::Model]) -> Self {
        let mut written = Self {
            runs: BTreeMap::new(),
            calls: BTreeMap::new(),
            lengths: BTreeMap::new(),
        };
        let mut before = None;
        for line in lines {
            written.lengths.insert(line.request_id, line.seq);
            let here = (line.request_id, line.correlation.as_deref());
            if let Some(call) = here.1 {
                written.calls.insert((line.request_id, line.seq), call);
                if !line.body.text("journal").unwrap().contains(BY_RULE) {
                    written.add(call, line, before == Some(here));
                }
            }
            before = Some(here);
        }
        written
    }

    fn add(&mut self, call: &'j str, line: &journal::Model, goes_on: bool) {
        let runs = self.runs.entry(call).or_default();
        match runs.last_mut() {
            Some(run) if goes_on => run.1 = line.seq,
            _ => runs.push((line.request_id, line.seq)),
        }
    }

    fn bears_out(&self, asked: &Asked) -> Result<(), String> {
        let call = asked.call.correlation.as_deref().unwrap_or_default();
        let runs = self.runs.get(call).map_or(&[][..], Vec::as_slice);
        if runs.len() > 1 {
            return Err(format!("it happened {} times: {runs:?}", runs.len()));
        }
        match (&asked.told, &asked.want, runs.first()) {
            (Told::Nothing, ..) | (Told::Refused(_), _, None) => Ok(()),
            (Told::Refused(_), _, Some(run)) => Err(format!("it is written: {run:?}")),
            (Told::Filed(id), _, Some(run)) if run.0 == id.get() => Ok(()),
            (Told::Acted(version), Want::Act { id, .. }, run) => {
                self.reaches(call, id.get(), *version as i64, run.copied())
            }
            _ => Err("it is gone".to_owned()),
        }
    }

    /// Whether a call's lines end where it was told, or nothing had to happen for it.
    fn reaches(
        &self,
        call: &str,
        id: i64,
        version: i64,
        run: Option<(i64, i64)>,
    ) -> Result<(), String> {
        let holds = match run {
            None => self
                .lengths
                .get(&id)
                .is_some_and(|length| *length >= version),
            Some((request, last)) => {
                let ends = self.calls.get(&(id, version));
                request == id && last <= version && ends == Some(&call)
            }
        };
        match holds {
            true => Ok(()),
            false => Err(format!("it is written at {run:?}")),
        }
    }
}

/// Has a wish carried out; in words, what no client should see.
pub async fn carry_out(engine: &Engine, want: Want, call: Call) -> Result<Told, String> {
    let told = match want {
        Want::File {
            workflow,
            application,
            actor,
        } => {
            let filed = engine.file(&workflow, application, actor, call).await;
            filed.map(|filed| Told::Filed(filed.id))
        }
        Want::Act { id, command } => {
            let acted = engine.act(id, command, call).await;
            acted.map(|acted| Told::Acted(acted.version))
        }
    };
    match told {
        Ok(told) => Ok(told),
        Err(Error::Refused(refusal)) => Ok(Told::Refused(refusal.code())),
        Err(Error::Busy) => Ok(Told::Nothing),
        Err(error) => Err(format!("{error:?}")),
    }
}
