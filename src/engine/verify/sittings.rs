//! I4 and I3 of sittings: their chains hold, and replaying a journal gives the sitting. The words of
//! opinions in preparation are in no journal; who prepared which is.

use std::collections::{BTreeMap, BTreeSet};

use super::Report;
use crate::domain::calendar::Instant;
use crate::domain::identifiers::{DepartmentKey, OfficerId, RequestId, SittingId};
use crate::domain::request::ReviewId;
use crate::domain::sitting::{Sitting, SittingEvent, SittingProgress};
use crate::engine::sittings::minutes_digest;
use crate::engine::{Engine, Error};
use crate::storage::entities::sitting_journal;
use crate::storage::sittings::{self, Entry, Stored, genesis};
use crate::storage::{self, Transaction, journal, micros};

/// Sittings read in one snapshot.
const SNAPSHOT_SITTINGS: u64 = 100;

pub(super) async fn check(engine: &Engine, report: &mut Report) -> Result<(), Error> {
    let mut after = None;
    loop {
        let tx = engine.store().snapshot().await?;
        let ids = sittings::ids(&tx, after, SNAPSHOT_SITTINGS).await?;
        let Some(last) = ids.last() else {
            return Ok(());
        };
        after = Some(*last);
        for id in ids {
            one(&tx, id, report).await?;
        }
    }
}

async fn one(tx: &Transaction, id: SittingId, report: &mut Report) -> Result<(), Error> {
    let stored = match sittings::find(tx, id).await {
        Ok(Some(stored)) => stored,
        Ok(None) => return Ok(()),
        Err(error @ storage::Error::Unreadable { .. }) => {
            report.tables.fail(None, format!("sitting {id}: {error}"));
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let lines = sittings::journal(tx, id).await?;
    let named = |detail| format!("sitting {id}: {detail}");
    report
        .chains
        .count(None, chain(&stored, &lines).map_err(named));
    report
        .tables
        .count(None, replayed(&stored.sitting, &lines).map_err(named));
    Ok(())
}

fn chain(stored: &Stored, lines: &[sitting_journal::Model]) -> Result<(), String> {
    let mut head = genesis(stored.sitting.id);
    for (index, line) in lines.iter().enumerate() {
        head = journal::link(&head, &line.body);
        if head != line.hash || line.seq != index as i64 + 1 {
            return Err(format!("line {}: the chain is broken", line.seq));
        }
    }
    if head != stored.head || lines.len() as u64 != stored.sitting.version {
        return Err("the journal does not end where the sitting says".into());
    }
    Ok(())
}

fn replayed(sitting: &Sitting, lines: &[sitting_journal::Model]) -> Result<(), String> {
    let mut told = Told::default();
    for line in lines {
        let entry: Entry = serde_json::from_str(&line.body)
            .map_err(|error| format!("line {}: {error}", line.seq))?;
        if line.at != micros(entry.at) {
            return Err(format!("line {}: the time beside it is another", line.seq));
        }
        told.hear(entry.event);
    }
    if told == Told::of(sitting) {
        Ok(())
    } else {
        Err("the sitting is not what its journal says".into())
    }
}

/// What a journal tells of its sitting.
#[derive(Debug, Default, PartialEq)]
struct Told {
    called_for: Option<Instant>,
    agenda: BTreeSet<RequestId>,
    present: BTreeMap<DepartmentKey, BTreeSet<OfficerId>>,
    drafted: BTreeMap<(RequestId, ReviewId), OfficerId>,
    presider: Option<OfficerId>,
    minutes: Option<String>,
    struck: BTreeSet<RequestId>,
    progress: Option<SittingProgress>,
}

impl Told {
    fn hear(&mut self, event: SittingEvent) {
        match event {
            SittingEvent::Called { called_for, .. } => {
                self.called_for = Some(called_for);
                self.progress = Some(SittingProgress::Called);
            }
            SittingEvent::Added { request } => {
                self.agenda.insert(request);
            }
            SittingEvent::Attended {
                department,
                officer,
            } => {
                self.present.entry(department).or_default().insert(officer);
            }
            SittingEvent::Drafted {
                request,
                review,
                officer,
            } => {
                self.drafted.insert((request, review), officer);
            }
            SittingEvent::Closed {
                presider,
                minutes,
                struck,
            } => {
                self.presider = Some(presider);
                self.minutes = Some(minutes);
                self.struck.extend(struck);
                self.progress = Some(SittingProgress::Closed);
            }
            SittingEvent::Erased { request, minutes } => {
                self.drafted.retain(|(drafted, _), _| *drafted != request);
                self.minutes = minutes;
            }
            SittingEvent::CalledOff => self.progress = Some(SittingProgress::CalledOff),
        }
    }

    fn of(sitting: &Sitting) -> Self {
        let drafts = sitting.drafts.iter();
        let minutes = sitting.minutes.as_ref();
        Self {
            called_for: Some(sitting.called_for),
            agenda: sitting.agenda.clone(),
            present: sitting.present.clone(),
            drafted: drafts
                .map(|draft| ((draft.request, draft.review.clone()), draft.by.id))
                .collect(),
            presider: sitting.presider,
            minutes: minutes.map(|words| minutes_digest(words)),
            struck: sitting.struck.clone(),
            progress: Some(sitting.progress),
        }
    }
}
