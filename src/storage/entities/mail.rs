//! What became of one mail.

use sea_orm::entity::prelude::*;

/// How far a mail is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// On its way.
    #[sea_orm(string_value = "queued")]
    Queued,
    /// Taken by the other side.
    #[sea_orm(string_value = "sent")]
    Sent,
    /// Refused or returned.
    #[sea_orm(string_value = "not_told")]
    NotTold,
}

/// The row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail")]
pub struct Model {
    /// The job that sends it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub job_id: Uuid,
    pub request_id: i64,
    /// The applicant's notice it fulfils.
    pub notice: Option<i32>,
    /// Who, never an address: `applicant`, `officer:7`, `post:health:head`.
    pub recipient: String,
    pub template: String,
    pub message_id: Option<String>,
    pub state: State,
    /// What the other side said.
    pub detail: String,
    /// Microseconds since 1970, machine time.
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
