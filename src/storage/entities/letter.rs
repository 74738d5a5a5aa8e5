//! What became of one letter of a job that writes to several people.

use sea_orm::entity::prelude::*;

use super::mail::State;

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter")]
pub struct Model {
    /// Its Message-ID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub message_id: String,
    /// The job that sends it.
    pub job_id: Uuid,
    pub state: State,
    /// Microseconds since 1970, machine time.
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
