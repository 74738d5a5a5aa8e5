//! Publishing a workflow 流程 by two people: one proposes what was checked, another lets it count.
//! Requests that run stay on the version they began with.

use chrono::TimeDelta;

use super::Doors;
use super::problem::Problem;
use crate::domain::definition::Workflow;
use crate::domain::identifiers::OfficerId;
use crate::engine::Published;
use crate::language::{self, Reading};
use crate::storage::proposals::Proposal;
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
    /// The town has changed since: it does not go live any more.
    Faulty,
    /// What the engine says.
    Of(Published),
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
    let reading = checked(doors, proposal.workflow.as_ref(), &proposal.source);
    let Some(workflow) = reading.workflow else {
        return Ok(Outcome::Faulty);
    };
    let fresh = TimeDelta::days(doors.settings.second_person_days.into());
    let engine = &doors.engine;
    let outcome = engine.publish_proposal(proposal.number, workflow, by, fresh);
    Ok(Outcome::Of(outcome.await?))
}
