//! Open work in a department's queue: a projection of the request's seats and clocks.

use sea_orm::entity::prelude::*;
use serde::Serialize;

/// The row. Instants are microseconds since 1970 on the law's clock.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, DeriveEntityModel)]
#[sea_orm(table_name = "seat")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: i64,
    /// `domain::Duty` as text.
    #[sea_orm(primary_key, auto_increment = false)]
    pub duty: String,
    pub department: String,
    pub role: String,
    /// The role that the workflow gives it, where a ladder moved it to another; whoever holds that
    /// may still do it.
    pub own_role: Option<String>,
    pub holder: Option<i64>,
    pub opened_at: i64,
    /// 0: came back from a correction; 1: everything else. First in the queue's order.
    pub rank: i16,
    /// When it must be done: worst of its clock and the clocks around it; second in the
    /// queue's order.
    pub due_at: i64,
    /// From when its light is yellow.
    pub soon_at: i64,
    /// From when the working days count that are left until then, or over: `Ledger::days_from`.
    pub counts_from: i64,
    /// The holidays of the due year are not published yet.
    pub provisional: bool,
    /// Its clock stands still.
    pub stopped: bool,
    /// Version of the request when the seat last changed.
    pub revision: i64,
    pub workflow_key: String,
    pub phase: String,
    pub stage: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
