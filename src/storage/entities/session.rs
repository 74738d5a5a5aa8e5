//! Somebody at the door whose proof was good: an officer, or an applicant in one request.

use sea_orm::entity::prelude::*;

use super::{credential, officer};

/// The row. Instants are microseconds since 1970, machine time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// SHA-256 of the token, hex; the token itself is stored nowhere.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// `staff` with an officer, `case` with a request, or `contact` with a mark.
    pub kind: String,
    pub officer_id: Option<i64>,
    pub request_id: Option<i64>,
    pub created_at: i64,
    pub seen_at: i64,
    /// The end in any case; it may end earlier for want of use.
    pub ends_at: i64,
    pub passed_second: bool,
    /// Answers to the second question so far.
    pub tries: i32,
    pub agent: String,
    pub address: String,
    /// The provider's ID token where one vouched for the officer: it is shown when they leave.
    pub voucher: Option<String>,
    /// Whose requests it opens, or by which mark its request was opened, hex.
    pub mark: Option<String>,
}

impl Related<officer::Entity> for Entity {
    fn to() -> RelationDef {
        let account = Entity::belongs_to(officer::Entity).from(Column::OfficerId);
        account.to(officer::Column::Id).into()
    }
}

impl Related<credential::Entity> for Entity {
    fn to() -> RelationDef {
        let credential = Entity::belongs_to(credential::Entity).from(Column::OfficerId);
        credential.to(credential::Column::OfficerId).into()
    }
}

impl ActiveModelBehavior for ActiveModel {}
