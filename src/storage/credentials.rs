//! Logins, hashes of passwords, second factors. What is a good proof is decided above.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};

use super::entities::credential::{ActiveModel, Column, Entity, Model};
use super::{Error, instant, micros};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::OfficerId;

/// What an officer proves themselves with.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Whose.
    pub officer: OfficerId,
    /// Lower case; no two officers have the same.
    pub login: String,
    /// PHC string; none: nobody comes in by password.
    pub password: Option<String>,
    /// Whether the password has to be changed before anything else.
    pub must_change: bool,
    /// The second factor, shown or in use.
    pub second: Option<Second>,
    /// SHA-256 of the recovery codes not used yet, hex.
    pub recovery: Vec<String>,
    /// When the password was last set, machine time.
    pub changed_at: Instant,
}

/// A second factor (TOTP).
#[derive(Clone, PartialEq, Eq)]
pub struct Second {
    /// Base32 without padding.
    pub secret: String,
    /// When its first code was taken, machine time; none: it does not count yet.
    pub confirmed_at: Option<Instant>,
    /// The last step whose code was taken: steps of 30 seconds since 1970.
    pub last_step: Option<i64>,
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credential")
            .field("officer", &self.officer)
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}

/// An officer's credential.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn find(
    db: &impl ConnectionTrait,
    officer: OfficerId,
) -> Result<Option<Credential>, Error> {
    let row = Entity::find_by_id(officer.0).one(db).await?;
    row.map(credential).transpose()
}

/// An officer's credential, which does not change before the caller's transaction ends.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn lock(
    tx: &impl ConnectionTrait,
    officer: OfficerId,
) -> Result<Option<Credential>, Error> {
    let find = Entity::find_by_id(officer.0).lock_exclusive();
    find.one(tx).await?.map(credential).transpose()
}

/// The credential with that login, in lower case.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn by_login(db: &impl ConnectionTrait, login: &str) -> Result<Option<Credential>, Error> {
    let find = Entity::find().filter(Column::Login.eq(login));
    find.one(db).await?.map(credential).transpose()
}

/// The logins of several officers, as far as they have one.
///
/// # Errors
/// Whatever the database says.
pub async fn logins(
    db: &impl ConnectionTrait,
    officers: &[OfficerId],
) -> Result<Vec<(OfficerId, String)>, Error> {
    let ids = officers.iter().map(|officer| officer.0);
    let rows = Entity::find()
        .filter(Column::OfficerId.is_in(ids))
        .all(db)
        .await?;
    let pair = |row: Model| (OfficerId(row.officer_id), row.login);
    Ok(rows.into_iter().map(pair).collect())
}

/// Gives an officer a login and a password, or new ones; a second factor stays as it is. `now` is
/// machine time.
///
/// # Errors
/// [`Error::Duplicate`] if another officer has the login, besides whatever the database says.
pub async fn give(
    db: &impl ConnectionTrait,
    officer: OfficerId,
    login: &str,
    password: &str,
    must_change: bool,
    now: Instant,
) -> Result<(), Error> {
    let row = ActiveModel {
        officer_id: Set(officer.0),
        login: Set(login.to_owned()),
        password: Set(Some(password.to_owned())),
        must_change: Set(must_change),
        totp_secret: Set(None),
        totp_confirmed_at: Set(None),
        totp_last_step: Set(None),
        recovery: Set("[]".to_owned()),
        changed_at: Set(micros(now)),
    };
    let again = OnConflict::column(Column::OfficerId)
        .update_columns([
            Column::Login,
            Column::Password,
            Column::MustChange,
            Column::ChangedAt,
        ])
        .to_owned();
    Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Gives an officer a login without a password: somebody else vouches for them. `now` is machine
/// time.
///
/// # Errors
/// [`Error::Duplicate`] if another officer has the login, besides whatever the database says.
pub async fn open(
    db: &impl ConnectionTrait,
    officer: OfficerId,
    login: &str,
    now: Instant,
) -> Result<(), Error> {
    let row = ActiveModel {
        officer_id: Set(officer.0),
        login: Set(login.to_owned()),
        password: Set(None),
        must_change: Set(false),
        totp_secret: Set(None),
        totp_confirmed_at: Set(None),
        totp_last_step: Set(None),
        recovery: Set("[]".to_owned()),
        changed_at: Set(micros(now)),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Replaces a password by one its officer chose; whether `old` was still the one in force. `now` is
/// machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn change_password(
    db: &impl ConnectionTrait,
    officer: OfficerId,
    old: &str,
    new: &str,
    now: Instant,
) -> Result<bool, Error> {
    let changed = Entity::update_many()
        .col_expr(Column::Password, Expr::value(new))
        .col_expr(Column::MustChange, Expr::value(false))
        .col_expr(Column::ChangedAt, Expr::value(micros(now)))
        .filter(Column::OfficerId.eq(officer.0))
        .filter(Column::Password.eq(old))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Notes a secret that was shown and does not count yet; not where one counts already.
///
/// # Errors
/// Whatever the database says.
pub async fn show_second(
    db: &impl ConnectionTrait,
    officer: OfficerId,
    secret: &str,
) -> Result<bool, Error> {
    let shown = Entity::update_many()
        .col_expr(Column::TotpSecret, Expr::value(secret))
        .col_expr(Column::TotpLastStep, Expr::value(None::<i64>))
        .filter(Column::OfficerId.eq(officer.0))
        .filter(Column::TotpConfirmedAt.is_null())
        .exec(db)
        .await?;
    Ok(shown.rows_affected == 1)
}

/// Lets a secret count from now on, with its recovery codes; not where it is another one by now, or
/// counts already. `step` is the one whose code proved it, `now` machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn confirm_second(
    db: &impl ConnectionTrait,
    officer: OfficerId,
    secret: &str,
    step: i64,
    recovery: &[String],
    now: Instant,
) -> Result<bool, Error> {
    let confirmed = Entity::update_many()
        .col_expr(Column::TotpConfirmedAt, Expr::value(micros(now)))
        .col_expr(Column::TotpLastStep, Expr::value(step))
        .col_expr(Column::Recovery, Expr::value(json(recovery)?))
        .filter(Column::OfficerId.eq(officer.0))
        .filter(Column::TotpSecret.eq(secret))
        .filter(Column::TotpConfirmedAt.is_null())
        .exec(db)
        .await?;
    Ok(confirmed.rows_affected == 1)
}

/// Takes a step whose code was shown; not if it, or a later one, was taken before.
///
/// # Errors
/// Whatever the database says.
pub async fn take_step(
    db: &impl ConnectionTrait,
    officer: OfficerId,
    step: i64,
) -> Result<bool, Error> {
    let taken = Entity::update_many()
        .col_expr(Column::TotpLastStep, Expr::value(step))
        .filter(Column::OfficerId.eq(officer.0))
        .filter(Column::TotpLastStep.lt(step))
        .exec(db)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Replaces the recovery codes; not if they are no longer `old`.
///
/// # Errors
/// Whatever the database says.
pub async fn replace_recovery(
    db: &impl ConnectionTrait,
    officer: OfficerId,
    old: &[String],
    new: &[String],
) -> Result<bool, Error> {
    let replaced = Entity::update_many()
        .col_expr(Column::Recovery, Expr::value(json(new)?))
        .filter(Column::OfficerId.eq(officer.0))
        .filter(Column::Recovery.eq(json(old)?))
        .exec(db)
        .await?;
    Ok(replaced.rows_affected == 1)
}

/// Forgets a second factor and its recovery codes; whether there was an officer with a login.
///
/// # Errors
/// Whatever the database says.
pub async fn forget_second(db: &impl ConnectionTrait, officer: OfficerId) -> Result<bool, Error> {
    let forgotten = Entity::update_many()
        .col_expr(Column::TotpSecret, Expr::value(None::<String>))
        .col_expr(Column::TotpConfirmedAt, Expr::value(None::<i64>))
        .col_expr(Column::TotpLastStep, Expr::value(None::<i64>))
        .col_expr(Column::Recovery, Expr::value("[]"))
        .filter(Column::OfficerId.eq(officer.0))
        .exec(db)
        .await?;
    Ok(forgotten.rows_affected == 1)
}

pub(super) fn credential(row: Model) -> Result<Credential, Error> {
    let second = row.totp_secret.map(|secret| Second {
        secret,
        confirmed_at: row.totp_confirmed_at.map(instant),
        last_step: row.totp_last_step,
    });
    Ok(Credential {
        officer: OfficerId(row.officer_id),
        login: row.login,
        password: row.password,
        must_change: row.must_change,
        second,
        recovery: serde_json::from_str(&row.recovery).map_err(|cause| Error::Unreadable {
            table: "credential",
            cause,
        })?,
        changed_at: instant(row.changed_at),
    })
}

fn json(hashes: &[String]) -> Result<String, Error> {
    serde_json::to_string(hashes).map_err(Error::Payload)
}
