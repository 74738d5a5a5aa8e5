//! Applications that are being written: begun, opened again with their code, changed, filed,
//! forgotten. [`plan`] says which pages one asks and what is still wrong with it.
//!
//! A draft belongs to whoever holds its code. The browser keeps the code in a cookie; a person can
//! write it down and go on at another phone. The house keeps only its hash.

mod asking;
mod code;
pub mod plan;

use chrono::TimeDelta;

use super::house::Doors;
use super::problem::Problem;
use super::uploads::FILES_MAX;
use crate::domain::calendar::Instant;
use crate::domain::definition::{Language, Workflow};
use crate::domain::identifiers::{OfficerId, RequestId};
use crate::storage::filing_drafts::{self, Answers};
use crate::storage::{Error, instant, micros};

pub use crate::storage::filing_drafts::Draft;
pub use code::Code;

/// For how many days after it was last written a draft is kept.
pub const KEPT_DAYS: i64 = 30;
/// For how many days it leads to the request that it became.
const FILED_KEPT_DAYS: i64 = 1;
/// Longest answers of one draft, as JSON, in bytes.
pub const ANSWERS_MAX_BYTES: usize = 256 * 1024;
/// How often a change is tried anew when another came first.
const ATTEMPTS: usize = 6;

/// Begins a draft; with an officer, one of the window that they alone go on with.
///
/// # Errors
/// Trouble of the store.
pub async fn begin(
    doors: &Doors,
    workflow: &Workflow,
    language: Language,
    officer: Option<OfficerId>,
) -> Result<Code, Problem> {
    let code = Code::random(doors.engine.ports().entropy.as_ref());
    let now = now(doors);
    let draft = Draft {
        token_hash: code.hash(),
        workflow: workflow.key.clone(),
        version: workflow.version,
        language,
        answers: Answers {
            officer,
            ..Answers::default()
        },
        materials: Default::default(),
        submission_key: uuid::Uuid::new_v4().to_string(),
        filed_as: None,
        revision: 0,
        created_at: now,
        touched_at: now,
        expires_at: now + TimeDelta::days(KEPT_DAYS),
    };
    let tx = doors.engine.store().begin().await?;
    filing_drafts::add(&tx, &draft).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(code)
}

/// The draft of a code; none if there is none, or no more.
///
/// # Errors
/// Trouble of the store.
pub async fn open(doors: &Doors, code: &Code) -> Result<Option<Draft>, Problem> {
    let db = doors.engine.store().reader();
    Ok(filing_drafts::find(db, &code.hash(), now(doors)).await?)
}

/// Changes a draft, and keeps it from now on for [`KEPT_DAYS`]. The change is made anew where
/// another came first, so that two open pages do not undo one another.
///
/// # Errors
/// 404 where it is no more, 409 once it is filed, 413 where it grows too large; what the change says.
pub async fn change(
    doors: &Doors,
    code: &Code,
    change: impl Fn(&mut Draft) -> Result<(), Problem>,
) -> Result<Draft, Problem> {
    for _ in 0..ATTEMPTS {
        let tx = doors.engine.store().begin().await?;
        let now = now(doors);
        let found = filing_drafts::find(&tx, &code.hash(), now).await?;
        let mut draft = found.ok_or_else(Problem::not_found)?;
        if draft.filed_as.is_some() {
            return Err(Problem::new("already_there", "it is filed already"));
        }
        change(&mut draft)?;
        check_size(&draft)?;
        draft.touched_at = now;
        draft.expires_at = now + TimeDelta::days(KEPT_DAYS);
        match filing_drafts::save(&tx, &draft).await {
            Ok(()) => {
                tx.commit().await.map_err(Error::from)?;
                draft.revision += 1;
                return Ok(draft);
            }
            Err(error) if error.is_conflict() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::new("busy", "others change it right now; send it again").retry_after(1))
}

/// Empties a draft that became a request; for a day it still says which.
///
/// # Errors
/// Trouble of the store.
pub async fn filed(doors: &Doors, draft: &Draft, id: RequestId) -> Result<(), Problem> {
    let now = now(doors);
    let mut over = draft.clone();
    over.answers = Answers {
        officer: draft.answers.officer,
        ..Answers::default()
    };
    over.materials.clear();
    over.filed_as = Some(id);
    over.touched_at = now;
    over.expires_at = now + TimeDelta::days(FILED_KEPT_DAYS);
    let tx = doors.engine.store().begin().await?;
    match filing_drafts::save(&tx, &over).await {
        Ok(()) => Ok(tx.commit().await.map_err(Error::from)?),
        // The same was sent twice and the other was first; or it was forgotten: filed it is.
        Err(Error::Overtaken) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Forgets a draft; the nightly purge takes its files.
///
/// # Errors
/// Trouble of the store.
pub async fn forget(doors: &Doors, code: &Code) -> Result<(), Problem> {
    let tx = doors.engine.store().begin().await?;
    filing_drafts::forget(&tx, &code.hash()).await?;
    Ok(tx.commit().await.map_err(Error::from)?)
}

/// Forgets a draft that became a request, and says whether there was one; one that is still being
/// written stays.
///
/// # Errors
/// Trouble of the store.
pub async fn forget_filed(doors: &Doors, code: &Code) -> Result<bool, Problem> {
    let draft = open(doors, code).await?;
    let is_filed = draft.is_some_and(|draft| draft.filed_as.is_some());
    if is_filed {
        forget(doors, code).await?;
    }
    Ok(is_filed)
}

fn check_size(draft: &Draft) -> Result<(), Problem> {
    let bytes = serde_json::to_vec(&draft.answers).map(|json| json.len());
    if bytes.unwrap_or(usize::MAX) > ANSWERS_MAX_BYTES {
        return Err(Problem::new("too_large", "the answers are too long"));
    }
    if draft.materials.values().map(Vec::len).sum::<usize>() > FILES_MAX {
        return Err(Problem::new("too_large", "there are too many files"));
    }
    Ok(())
}

/// Machine time: how long something is kept is of the house, not of the law.
fn now(doors: &Doors) -> Instant {
    instant(micros(doors.engine.ports().machine.now()))
}
