//! Which working days and office hours counted from when on.

use sea_orm::entity::prelude::*;

/// The row; rows are only ever added.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "days_in_force")]
pub struct Model {
    /// From 1, without gaps; the greatest is in force.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// SHA-256 over `days`, hex.
    pub fingerprint: String,
    /// JSON of the days and hours.
    pub days: String,
    /// Microseconds since 1970, law's clock.
    pub in_force_from: i64,
    /// When every stored due was laid by it: microseconds since 1970, machine time.
    pub laid_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
