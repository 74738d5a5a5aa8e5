//! What those who keep the house did, each written in the transaction of what it tells. Rows are only
//! ever added; a trigger of the database refuses anything else.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
};
use serde_json::Value;

use super::entities::administrative_act::{ActiveModel, Column, Entity, Model};
use super::{Error, instant, micros};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::{DepartmentKey, OfficerId};

/// Most acts of one page.
pub const PAGE_MAX: u64 = 1_000;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An account was opened.
    Opened,
    /// Name, mail, department, roles or language of an account were changed.
    Changed,
    /// A first password was given, with a login where there was none.
    PasswordGiven,
    /// The second factor was taken away.
    SecondReset,
    /// An account was closed.
    Closed,
    /// A closed account was opened again.
    Reopened,
    /// The sessions of an account were ended.
    SessionsEnded,
    /// A provider's subject was bound to an account that stood.
    Bound,
    /// An account was loosed from its subject at the provider.
    Unbound,
    /// A token was issued.
    TokenIssued,
    /// A token was revoked.
    TokenRevoked,
    /// The officers of a merged department went to the one it goes on in.
    DepartmentMoved,
    /// A reason was added that a department gives again and again.
    TemplateAdded,
    /// One was changed.
    TemplateChanged,
    /// One is offered no more.
    TemplateRetired,
    /// A link was made by which an auditor reads.
    LinkMade,
    /// One was revoked.
    LinkRevoked,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Opened,
        Self::Changed,
        Self::PasswordGiven,
        Self::SecondReset,
        Self::Closed,
        Self::Reopened,
        Self::SessionsEnded,
        Self::Bound,
        Self::Unbound,
        Self::TokenIssued,
        Self::TokenRevoked,
        Self::DepartmentMoved,
        Self::TemplateAdded,
        Self::TemplateChanged,
        Self::TemplateRetired,
        Self::LinkMade,
        Self::LinkRevoked,
    ];

    /// The word in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Changed => "changed",
            Self::PasswordGiven => "password-given",
            Self::SecondReset => "second-reset",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::SessionsEnded => "sessions-ended",
            Self::Bound => "bound",
            Self::Unbound => "unbound",
            Self::TokenIssued => "token-issued",
            Self::TokenRevoked => "token-revoked",
            Self::DepartmentMoved => "department-moved",
            Self::TemplateAdded => "template-added",
            Self::TemplateChanged => "template-changed",
            Self::TemplateRetired => "template-retired",
            Self::LinkMade => "link-made",
            Self::LinkRevoked => "link-revoked",
        }
    }
}

/// Who acts: an officer, or an operator at the machine; and under which call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct By {
    /// The officer; none: an operator.
    pub officer: Option<OfficerId>,
    /// Names the call through every room.
    pub correlation: Option<String>,
}

/// An act to be kept.
#[derive(Debug, Clone)]
pub struct NewAct<'a> {
    /// What was done.
    pub kind: Kind,
    /// On whose account, if on one.
    pub officer: Option<OfficerId>,
    /// On what, as a stable word.
    pub subject: String,
    /// What stood before; no secrets.
    pub before: Value,
    /// What stands since; no secrets.
    pub after: Value,
    /// Why, where somebody has to say so.
    pub reason: &'a str,
}

impl<'a> NewAct<'a> {
    /// The same with why.
    #[must_use]
    pub fn because(self, reason: &'a str) -> Self {
        Self { reason, ..self }
    }

    /// An act on a department.
    #[must_use]
    pub fn on_department(
        department: &DepartmentKey,
        kind: Kind,
        before: Value,
        after: Value,
    ) -> Self {
        Self {
            kind,
            officer: None,
            subject: format!("department:{department}"),
            before,
            after,
            reason: "",
        }
    }

    /// An act on an officer's account.
    #[must_use]
    pub fn on_account(officer: OfficerId, kind: Kind, before: Value, after: Value) -> Self {
        Self {
            kind,
            officer: Some(officer),
            subject: format!("officer:{officer}"),
            before,
            after,
            reason: "",
        }
    }
}

/// An act as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// Its number; later acts have higher ones.
    pub id: i64,
    /// When, machine time.
    pub at: Instant,
    /// The officer who acted; none: an operator.
    pub by: Option<OfficerId>,
    /// On whose account.
    pub officer: Option<OfficerId>,
    /// On what.
    pub subject: String,
    /// The word of its [`Kind`]; another one where a later version wrote it.
    pub kind: String,
    /// What stood before.
    pub before: Value,
    /// What stands since.
    pub after: Value,
    /// Why.
    pub reason: String,
    /// Under which call.
    pub correlation: Option<String>,
}

/// Keeps an act. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn record(
    tx: &impl ConnectionTrait,
    by: &By,
    act: NewAct<'_>,
    now: Instant,
) -> Result<(), Error> {
    let row = ActiveModel {
        at: Set(micros(now)),
        by_id: Set(by.officer.map(|id| id.0)),
        officer_id: Set(act.officer.map(|id| id.0)),
        subject: Set(act.subject),
        kind: Set(act.kind.as_str().to_owned()),
        before: Set(act.before.to_string()),
        after: Set(act.after.to_string()),
        reason: Set(act.reason.to_owned()),
        correlation: Set(by.correlation.clone()),
        ..Default::default()
    };
    row.insert(tx).await?;
    Ok(())
}

/// Which acts are wanted; all unless said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only those by or on one of these officers.
    pub people: Option<Vec<OfficerId>>,
    /// Only those by an operator at the machine.
    pub by_operator: bool,
    /// Only those on this.
    pub subject: Option<String>,
    /// Only those before this one.
    pub before: Option<i64>,
}

/// Wanted acts, latest first.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<Act>, Error> {
    let mut find = Entity::find()
        .order_by_desc(Column::Id)
        .limit(limit.clamp(1, PAGE_MAX));
    if let Some(people) = &wanted.people {
        let people: Vec<i64> = people.iter().map(|id| id.0).collect();
        let part = Condition::any()
            .add(Column::ById.is_in(people.clone()))
            .add(Column::OfficerId.is_in(people));
        find = find.filter(part);
    }
    if wanted.by_operator {
        find = find.filter(Column::ById.is_null());
    }
    if let Some(subject) = &wanted.subject {
        find = find.filter(Column::Subject.eq(subject.as_str()));
    }
    if let Some(before) = wanted.before {
        find = find.filter(Column::Id.lt(before));
    }
    find.all(db).await?.into_iter().map(act).collect()
}

/// The last act on an officer's account.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn last_on(
    db: &impl ConnectionTrait,
    officer: OfficerId,
    kinds: &[Kind],
) -> Result<Option<Act>, Error> {
    let words = kinds.iter().map(|kind| kind.as_str());
    let row = Entity::find()
        .filter(Column::OfficerId.eq(officer.0))
        .filter(Column::Kind.is_in(words))
        .order_by_desc(Column::Id)
        .one(db)
        .await?;
    row.map(act).transpose()
}

/// What officers did to the accounts of these since an instant, of these kinds, latest first.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn on_any(
    db: &impl ConnectionTrait,
    officers: &[OfficerId],
    kinds: &[Kind],
    since: Instant,
) -> Result<Vec<Act>, Error> {
    let rows = Entity::find()
        .filter(Column::ById.is_not_null())
        .filter(Column::OfficerId.is_in(officers.iter().map(|officer| officer.0)))
        .filter(Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str())))
        .filter(Column::At.gte(micros(since)))
        .order_by_desc(Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(act).collect()
}

fn act(row: Model) -> Result<Act, Error> {
    let json = |text: &str| {
        serde_json::from_str(text).map_err(|cause| Error::Unreadable {
            table: "administrative_act",
            cause,
        })
    };
    Ok(Act {
        id: row.id,
        at: instant(row.at),
        by: row.by_id.map(OfficerId),
        officer: row.officer_id.map(OfficerId),
        subject: row.subject,
        before: json(&row.before)?,
        after: json(&row.after)?,
        kind: row.kind,
        reason: row.reason,
        correlation: row.correlation,
    })
}
