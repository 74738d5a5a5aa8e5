//! What there is to change.

use lianban::domain::event::Entry;
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

/// The events of each line.
fn by_line(written: &[lines::Written]) -> Vec<Vec<Entry>> {
    let lines = written.chunk_by(|left, right| left.line == right.line);
    lines
        .map(|line| line.iter().map(|event| event.entry.clone()).collect())
        .collect()
}

/// The history with the last officer's number changed, chained anew.
fn forged(id: RequestId, written: &[lines::Written], rows: &[journal::Model]) -> Option<Forged> {
    let mut history = by_line(written);
    let at = history
        .iter()
        .rposition(|line| matches!(line[0].by, By::Officer(..)))?;
    for entry in &mut history[at] {
        if let By::Officer(officer, _) = &mut entry.by {
            officer.0 += 1_000;
        }
    }
    let (mut previous, mut seq) = match at {
        0 => (lines::genesis(id), 0),
        at => (rows[at - 1].hash.to_string(), rows[at - 1].seq as u64),
    };
    let from = seq as i64 + 1;
    let mut anew = Vec::new();
    for (entries, row) in history.iter().zip(rows).skip(at) {
        let salt = || row.facts_salt.clone().unwrap_or_default();
        for line in lines::seal(&previous, seq, entries, salt).unwrap() {
            assert_eq!(line.seq as i64, row.seq, "a line holds what it held");
            (previous, seq) = (line.hash.clone(), line.seq);
            anew.push((row.seq, line.body, line.hash));
        }
    }
    let state = evolve::replay(id, history.iter().flatten())?;
    Some(Forged {
        from,
        rows: anew,
        state: serde_json::to_string(&state).unwrap(),
        head: previous,
        version: seq as i64,
    })
}

/// Every shorter history of this request.
fn shorter(id: RequestId, written: &[lines::Written], rows: &[journal::Model]) -> Vec<Forged> {
    let until = |last: &journal::Model| {
        let length = last.seq as usize;
        let state = evolve::replay(id, written.iter().take(length).map(|line| &line.entry))?;
        Some(Forged {
            from: last.seq + 1,
            rows: Vec::new(),
            state: serde_json::to_string(&state).unwrap(),
            head: last.hash.to_string(),
            version: last.seq,
        })
    };
    let all_but_the_last = rows.split_last().map_or(&[][..], |(_, rows)| rows);
    all_but_the_last.iter().filter_map(until).collect()
}
