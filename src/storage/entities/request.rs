//! A request as it stands.

use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::storage::digest::Digest;
use crate::storage::packing::Packed;

/// The row. Instants are microseconds since 1970, on the law's clock but for `updated_at`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub workflow_key: String,
    pub workflow_version: i32,
    pub phase: String,
    /// Length of the journal; guards every update.
    pub version: i64,
    /// JSON of `domain::Request`.
    pub state: Packed,
    /// Hash of the journal's last line.
    pub head: Digest,
    pub received_at: i64,
    pub ended_at: Option<i64>,
    /// When the whole is due, and once it is over, by when it had to be: an index, derived from the
    /// clocks.
    pub due_at: Option<i64>,
    /// When time alone changes it next; an index, derived from the clocks.
    pub wake_at: Option<i64>,
    /// Counts up when the applicant's secret is replaced.
    pub secret_generation: i32,
    /// When its personal data was erased.
    pub erased_at: Option<i64>,
    /// Machine time, the hour that had begun.
    pub updated_at: i64,
    /// Under which key it is marked how its applicant is reached; none: not yet.
    pub reach_key: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
