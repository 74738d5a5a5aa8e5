//! What there is to change.

use lianban::domain::evolve;
use lianban::domain::identifiers::{CaseNumber, RequestId};
use lianban::domain::request::By;
use lianban::storage::entities::{document, fact, journal, request, seat};
use lianban::storage::journal as lines;
use sea_orm::{EntityTrait, QueryOrder};

use crate::town::Town;

pub struct Target {
    pub cases: Vec<Case>,
    pub days: Vec<String>,
}

/// A request with everything that is its own.
pub struct Case {
    pub row: request::Model,
    pub number: String,
    pub lines: Vec<journal::Model>,
    pub facts: String,
    pub seats: Vec<seat::Model>,
    pub documents: Vec<document::Model>,
    /// The same history with another officer in it, consistent through and through: line, its new
    /// rows, state and head.
    pub forged: Option<Forged>,
    /// The same history without its last lines, as consistent.
    pub shorter: Vec<Forged>,
}

#[derive(Debug, Clone)]
pub struct Forged {
    pub from: i64,
    pub rows: Vec<(i64, String, String)>,
    pub state: String,
    pub head: String,
    pub version: i64,
}

impl Target {
    pub async fn read(town: &Town) -> Self {
        let store = town.store().await;
        let db = store.reader();
        let facts = fact::Entity::find().all(db).await.unwrap();
        let seats = seat::Entity::find().all(db).await.unwrap();
        let documents = document::Entity::find().all(db).await.unwrap();
        let journal = journal::Entity::find()
            .order_by_asc(journal::Column::RequestId)
            .order_by_asc(journal::Column::Seq);
        let journal = journal.all(db).await.unwrap();
        let mut cases = Vec::new();
        for row in request::Entity::find().all(db).await.unwrap() {
            let id = RequestId::try_from(row.id).unwrap();
            let written = lines::read(db, id).await.unwrap();
            let own = |other: i64| other == row.id;
            let fact = facts.iter().find(|fact| own(fact.request_id)).unwrap();
            let lines: Vec<journal::Model> = journal
                .iter()
                .filter(|line| own(line.request_id))
                .cloned()
                .collect();
            cases.push(Case {
                number: CaseNumber::from(id).to_string(),
                facts: fact.body.clone(),
                seats: seats
                    .iter()
                    .filter(|it| own(it.request_id))
                    .cloned()
                    .collect(),
                documents: documents
                    .iter()
                    .filter(|it| own(it.request_id))
                    .cloned()
                    .collect(),
                forged: forged(id, &written, &lines),
                shorter: shorter(id, &written, &lines),
                lines,
                row,
            });
        }
        let days = lianban::storage::seals::days(db).await.unwrap();
        Self {
            cases,
            days: days.iter().map(ToString::to_string).collect(),
        }
    }
}

/// The history with the first officer's number changed, chained anew.
fn forged(id: RequestId, written: &[lines::Written], rows: &[journal::Model]) -> Option<Forged> {
    let mut entries: Vec<_> = written.iter().map(|line| line.entry.clone()).collect();
    let at = entries
        .iter()
        .rposition(|entry| matches!(entry.by, By::Officer(..)))?;
    if let By::Officer(officer, _) = &mut entries[at].by {
        officer.0 += 1_000;
    }
    let mut previous = match at {
        0 => lines::genesis(id),
        at => rows[at - 1].hash.clone(),
    };
    let mut anew = Vec::new();
    for (entry, row) in entries.iter().zip(rows).skip(at) {
        let salt = || row.facts_salt.clone().unwrap_or_default();
        let line = lines::seal(&previous, row.seq as u64, entry, salt).unwrap();
        previous = line.hash.clone();
        anew.push((row.seq, line.body, line.hash));
    }
    let state = evolve::replay(id, entries.iter())?;
    Some(Forged {
        from: at as i64 + 1,
        rows: anew,
        state: serde_json::to_string(&state).unwrap(),
        head: previous,
        version: rows.len() as i64,
    })
}

/// Every shorter history of this request.
fn shorter(id: RequestId, written: &[lines::Written], rows: &[journal::Model]) -> Vec<Forged> {
    let until = |length: usize| {
        let state = evolve::replay(id, written.iter().take(length).map(|line| &line.entry))?;
        Some(Forged {
            from: length as i64 + 1,
            rows: Vec::new(),
            state: serde_json::to_string(&state).unwrap(),
            head: rows[length - 1].hash.clone(),
            version: length as i64,
        })
    };
    (1..written.len()).filter_map(until).collect()
}
