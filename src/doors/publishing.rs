//! Publishing a workflow 流程 by two people: one proposes what was checked, another lets it count.
//! Requests that run stay on the version they began with.

use super::Doors;
use super::problem::Problem;
use crate::domain::definition::Workflow;
use crate::domain::identifiers::OfficerId;
use crate::engine;
use crate::language::{self, Reading};
use crate::storage::proposals::{self, Ending, Proposal};
use crate::storage::workflows;

/// How a checked workflow stands to what is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The first version of a service, or one above the newest.
    New {
        /// The newest there is.
        newest: Option<u32>,
    },
    /// It is published already, word for word.
    Known,
    /// The version is published with another content, which never changes.
    Taken,
    /// A newer version is published: this one would never count.
    Older {
        /// The newest there is.
        newest: u32,
    },
}

/// What came of publishing a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// New requests run on it.
    Published,
    /// Whoever proposed it cannot publish it.
    SamePerson,
    /// The town has changed since: it does not go live any more.
    Faulty,
    /// It cannot count any more.
    Not(Standing),
    /// Somebody else has closed the proposal.
    Closed,
}

/// Reads and checks a workflow's text against this town.
#[must_use]
pub fn checked(doors: &Doors, file: &str, source: &str) -> Reading {
    language::read(file, source, &doors.town.catalogue)
}

/// How a workflow stands to what is published.
///
/// # Errors
/// Trouble of the store.
pub async fn standing(doors: &Doors, workflow: &Workflow) -> Result<Standing, Problem> {
    let db = doors.engine.store().reader();
    let (key, version) = (&workflow.key, workflow.version);
    if let Some(found) = workflows::find(db, key, version).await? {
        return Ok(match found.workflow.hash == workflow.hash {
            true => Standing::Known,
            false => Standing::Taken,
        });
    }
    let newest = workflows::newest(db, key).await?;
    let newest = newest.map(|found| found.workflow.version);
    Ok(match newest {
        Some(newest) if newest > version => Standing::Older { newest },
        newest => Standing::New { newest },
    })
}

/// Lets a proposal count, if it is somebody else's and still may.
///
/// # Errors
/// Trouble of the store.
pub async fn publish(
    doors: &Doors,
    proposal: &Proposal,
    by: OfficerId,
) -> Result<Outcome, Problem> {
    if proposal.ending.is_some() {
        return Ok(Outcome::Closed);
    }
    if proposal.proposed_by == by {
        return Ok(Outcome::SamePerson);
    }
    let reading = checked(doors, proposal.workflow.as_ref(), &proposal.source);
    let Some(workflow) = reading.workflow else {
        return Ok(Outcome::Faulty);
    };
    match standing(doors, &workflow).await? {
        Standing::New { .. } | Standing::Known => {}
        other => return Ok(Outcome::Not(other)),
    }
    // Publishing the same twice is nothing, so it comes first: a proposal never looks published
    // without being so.
    match doors.engine.publish(workflow, &proposal.source).await {
        Ok(()) => {}
        Err(engine::Error::VersionTaken { .. }) => return Ok(Outcome::Not(Standing::Taken)),
        Err(other) => return Err(other.into()),
    }
    let now = doors.engine.ports().machine.now();
    let db = doors.engine.store().writer();
    let ending = Ending::Published;
    match proposals::close(db, proposal.number, ending, by, "", now).await? {
        true => Ok(Outcome::Published),
        false => Ok(Outcome::Closed),
    }
}
