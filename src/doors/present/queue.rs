//! A queue 待办 and the lists that oversight reads: shared core only, never personal data.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{LightWord, Words};

/// A page of a department's queue.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct QueuePage {
    /// The department.
    #[schema(example = "education")]
    pub department: String,
    /// How the whole queue stands.
    pub counts: QueueCounts,
    /// The rows: what came back from a correction first, then least time left, then oldest.
    pub rows: Vec<QueueRow>,
    /// Send it as `cursor` for the next page; none on the last one. Opaque.
    pub next: Option<String>,
}

/// A page of what ladders handed to the supervisors.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct HandedPage {
    /// The rows, each with the department that did not do it.
    pub rows: Vec<QueueRow>,
    /// Send it as `cursor` for the next page; none on the last one. Opaque.
    pub next: Option<String>,
}

/// How a queue stands, counted from its head up to 1,000 a role: as many stand for more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct QueueCounts {
    /// Open work.
    pub open: i64,
    /// Of that, held by nobody.
    pub unclaimed: i64,
    /// Overdue: red.
    pub overdue: i64,
    /// Nearly due: yellow.
    pub soon: i64,
    /// Standing still: grey.
    pub stopped: i64,
}

/// One piece of open work.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct QueueRow {
    /// The case number.
    #[schema(example = "2222-ABC-DEF-2345")]
    pub case_number: String,
    /// The duty.
    #[schema(example = "review:verify.age")]
    pub duty: String,
    /// Where to look at it; a duty's name may hold `#`, which is written otherwise in a path.
    #[schema(example = "/api/v1/requests/2222-ABC-DEF-2345/duties/review:verify.age")]
    pub href: String,
    /// What the duty is called.
    pub title: Words,
    /// Who applies, for pages alone: lists that machines read hold no personal value.
    #[serde(skip)]
    #[schema(ignore)]
    pub applicant: Option<String>,
    /// The service's key.
    pub workflow: String,
    /// The service's name.
    pub service: Words,
    /// The stage, for work inside one.
    pub stage: Option<String>,
    /// The department whose queue it is in.
    pub department: String,
    /// The role that may take it.
    pub role: String,
    /// Where the request stands.
    pub phase: String,
    /// Who holds it, by officer number.
    pub holder: Option<i64>,
    /// When the request was received.
    pub received_at: DateTime<Utc>,
    /// Since when it is open.
    pub opened_at: DateTime<Utc>,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// Working days left, negative when over.
    pub working_days_left: i64,
    /// The holidays of that year are not published yet.
    pub provisional: bool,
    /// How urgent, as on the duty's own page.
    pub light: LightWord,
    /// From this work the applicant was asked for something and that is settled: such people have waited
    /// once and are served first.
    pub came_back: bool,
    /// Its revision, for `If-Match`.
    pub revision: u64,
}

/// A row of the list of requests.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RequestRow {
    /// The case number.
    #[schema(example = "2222-ABC-DEF-2345")]
    pub case_number: String,
    /// The service's key.
    pub workflow: String,
    /// The service's name.
    pub service: Words,
    /// Where it stands.
    pub phase: String,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// When the last thing happened to it.
    pub last_event_at: DateTime<Utc>,
    /// How urgent the whole is.
    pub light: Option<LightWord>,
}

/// A request that does not move, with its cause.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct StalledRow {
    /// The request.
    #[serde(flatten)]
    pub request: RequestRow,
    /// `overdue`: past due and unanswered; `quiet`: nothing happened for too long.
    pub why: String,
    /// `applicant`, `unclaimed`, `claimed`, `sitting`, `notice`, `date`, `nothing`.
    pub cause: String,
    /// What it waits for.
    pub waits: Vec<super::wait::WaitView>,
    /// The acts that would move it, done to the work that is most overdue.
    pub acts: Vec<String>,
}
