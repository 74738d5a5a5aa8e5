//! One act of those who keep the house; never changed and never deleted.

use sea_orm::entity::prelude::*;

/// The row. The instant is in microseconds since 1970, machine time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "administrative_act")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: i64,
    /// The officer who acted; none: an operator at the machine.
    pub by_id: Option<i64>,
    /// The officer on whose account they acted.
    pub officer_id: Option<i64>,
    /// What was acted on, as a stable word: `officer:7`, `department:labor`.
    pub subject: String,
    /// A stable word.
    pub kind: String,
    /// What stood before, JSON without secrets.
    pub before: String,
    /// What stands since, JSON without secrets.
    pub after: String,
    pub reason: String,
    pub correlation: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
