//! One job: a row of the outbox, which is also the queue.

use sea_orm::entity::prelude::*;

/// Where a job is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Status {
    /// Waits for its time and a free worker.
    #[sea_orm(string_value = "pending")]
    Pending,
    /// Leased to a worker until `lease_until`.
    #[sea_orm(string_value = "running")]
    Running,
    /// Finished; kept for a while so that its key still stops duplicates.
    #[sea_orm(string_value = "done")]
    Done,
    /// Given up; waits for an operator to revive it.
    #[sea_orm(string_value = "dead")]
    Dead,
}

impl Status {
    /// The word in the table and in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }
}

/// The row. Instants are microseconds since 1970, machine time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    /// Version 7: later jobs have greater ids.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub queue: String,
    /// JSON text.
    pub payload: String,
    pub status: Status,
    /// Runs begun so far.
    pub attempts: i32,
    pub max_attempts: i32,
    pub run_at: i64,
    /// Greater goes first.
    pub priority: i32,
    pub lease_until: Option<i64>,
    /// Who may acknowledge; changes with each claim.
    pub lease_token: Option<Uuid>,
    /// Unique in its queue for as long as the row is kept.
    pub dedup_key: Option<String>,
    pub last_error: Option<String>,
    /// Ties the job to the request of the outside world that caused it.
    pub correlation: Option<String>,
    pub created_at: i64,
    /// When it became done or dead.
    pub done_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
