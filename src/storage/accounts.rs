//! Officers and the hashes of their tokens. Who may do what is decided above.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::sea_query::{Expr, Func, LikeExpr, Query, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, JoinType,
    QueryFilter, QueryOrder, QuerySelect, Set,
};

use super::entities::{credential, officer, token};
use super::{Error, instant, micros};
use crate::domain::calendar::Instant;
use crate::domain::definition::Language;
use crate::domain::identifiers::{DepartmentKey, OfficerId, RoleKey};

/// Most officers of one page.
pub const PAGE_MAX: u64 = 500;

/// An officer 经办人.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The account's number.
    pub id: OfficerId,
    /// What colleagues call them.
    pub name: String,
    /// Where they are written to.
    pub email: Option<String>,
    /// Where they work.
    pub department: DepartmentKey,
    /// What they may act as.
    pub roles: BTreeSet<RoleKey>,
    /// The language of their pages and notices.
    pub language: Language,
    /// Whether the account may be used.
    pub active: bool,
}

/// A token as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// SHA-256 of the token, hex.
    pub hash: String,
    /// Whose it is.
    pub officer: OfficerId,
    /// What it is for.
    pub kind: String,
    /// What its owner calls it.
    pub label: String,
    /// Machine time, as the following two.
    pub created_at: Instant,
    /// When it ends; none: until revoked.
    pub expires_at: Option<Instant>,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
}

/// Adds an officer; the number is given here.
///
/// # Errors
/// Whatever the database says.
pub async fn add(
    db: &impl ConnectionTrait,
    name: &str,
    email: Option<&str>,
    department: &DepartmentKey,
    roles: &BTreeSet<RoleKey>,
    language: Language,
) -> Result<Account, Error> {
    let row = officer::ActiveModel {
        name: Set(name.to_owned()),
        email: Set(email.map(str::to_owned)),
        department: Set(department.to_string()),
        roles: Set(json(roles)?),
        language: Set(word(language).to_owned()),
        active: Set(true),
        ..Default::default()
    };
    account(row.insert(db).await?)
}

/// Writes an officer's account as given.
///
/// # Errors
/// Whatever the database says; an unknown number changes nothing and is an error.
pub async fn update(db: &impl ConnectionTrait, account: &Account) -> Result<(), Error> {
    let row = officer::ActiveModel {
        id: Set(account.id.0),
        name: Set(account.name.clone()),
        email: Set(account.email.clone()),
        department: Set(account.department.to_string()),
        roles: Set(json(&account.roles)?),
        language: Set(word(account.language).to_owned()),
        active: Set(account.active),
    };
    row.update(db).await?;
    Ok(())
}

/// Several officers, for names on a page.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn find_all(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = OfficerId>,
) -> Result<Vec<Account>, Error> {
    let ids: BTreeSet<i64> = ids.into_iter().map(|id| id.0).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = officer::Entity::find()
        .filter(officer::Column::Id.is_in(ids))
        .all(db)
        .await?;
    rows.into_iter().map(account).collect()
}

/// One officer.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn find(db: &impl ConnectionTrait, id: OfficerId) -> Result<Option<Account>, Error> {
    officer::Entity::find_by_id(id.0)
        .one(db)
        .await?
        .map(account)
        .transpose()
}

/// One officer, who does not change before the caller's transaction ends.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn lock(tx: &impl ConnectionTrait, id: OfficerId) -> Result<Option<Account>, Error> {
    officer::Entity::find_by_id(id.0)
        .lock_exclusive()
        .one(tx)
        .await?
        .map(account)
        .transpose()
}

/// Every officer of a department, none of whom changes before the caller's transaction ends.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn lock_department(
    tx: &impl ConnectionTrait,
    department: &DepartmentKey,
) -> Result<Vec<Account>, Error> {
    let rows = officer::Entity::find()
        .filter(officer::Column::Department.eq(department.as_str()))
        .order_by_asc(officer::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    rows.into_iter().map(account).collect()
}

/// Active officers of a department who hold a role: the people behind a post.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn of_post(
    db: &impl ConnectionTrait,
    department: &DepartmentKey,
    role: &RoleKey,
) -> Result<Vec<Account>, Error> {
    let rows = officer::Entity::find()
        .filter(officer::Column::Department.eq(department.as_str()))
        .filter(officer::Column::Active.eq(true))
        .order_by_asc(officer::Column::Id)
        .all(db)
        .await?;
    let accounts: Result<Vec<Account>, Error> = rows.into_iter().map(account).collect();
    Ok(accounts?
        .into_iter()
        .filter(|account| account.roles.contains(role))
        .collect())
}

/// Active officers who hold a role, in whatever department.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn of_role(db: &impl ConnectionTrait, role: &RoleKey) -> Result<Vec<Account>, Error> {
    // Roles are stored as a list of quoted keys.
    let rows = officer::Entity::find()
        .filter(officer::Column::Active.eq(true))
        .filter(officer::Column::Roles.contains(format!("\"{role}\"")))
        .order_by_asc(officer::Column::Id)
        .all(db)
        .await?;
    let holders: Result<Vec<Account>, Error> = rows.into_iter().map(account).collect();
    // `_` in a key stands for any character there.
    let mut holders = holders?;
    holders.retain(|account| account.roles.contains(role));
    Ok(holders)
}

/// Active officers who hold a role, in whatever department, none of whom changes before the caller's
/// transaction ends.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn lock_holders(tx: &impl ConnectionTrait, role: &str) -> Result<Vec<Account>, Error> {
    // Roles are stored as a list of quoted keys; `_` in a key stands for any character there.
    let rows = officer::Entity::find()
        .filter(officer::Column::Active.eq(true))
        .filter(officer::Column::Roles.contains(format!("\"{role}\"")))
        .order_by_asc(officer::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    let accounts: Result<Vec<Account>, Error> = rows.into_iter().map(account).collect();
    let mut accounts = accounts?;
    accounts.retain(|account| account.roles.iter().any(|held| held.as_ref() == role));
    Ok(accounts)
}

/// Officers by number, after one of them.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    after: Option<OfficerId>,
    limit: u64,
) -> Result<Vec<Account>, Error> {
    let rows = officer::Entity::find()
        .filter(officer::Column::Id.gt(after.map_or(0, |id| id.0)))
        .order_by_asc(officer::Column::Id)
        .limit(limit.clamp(1, PAGE_MAX))
        .all(db)
        .await?;
    rows.into_iter().map(account).collect()
}

/// Which officers are wanted; all unless said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Part of a name, a mail address or a login; capitals are no difference.
    pub text: Option<String>,
    /// Only of this department.
    pub department: Option<DepartmentKey>,
    /// Only those whose account may be used, or only those whose may not.
    pub active: Option<bool>,
}

/// Wanted officers by number, after one of them.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn search(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    after: Option<OfficerId>,
    limit: u64,
) -> Result<Vec<Account>, Error> {
    let mut find = officer::Entity::find()
        .filter(officer::Column::Id.gt(after.map_or(0, |id| id.0)))
        .order_by_asc(officer::Column::Id)
        .limit(limit.clamp(1, PAGE_MAX));
    if let Some(text) = &wanted.text {
        let by_login = Query::select()
            .column(credential::Column::OfficerId)
            .from(credential::Entity)
            .and_where(has(credential::Column::Login, text))
            .take();
        let any = Condition::any()
            .add(has(officer::Column::Name, text))
            .add(has(officer::Column::Email, text))
            .add(officer::Column::Id.in_subquery(by_login));
        find = find.filter(any);
    }
    if let Some(department) = &wanted.department {
        find = find.filter(officer::Column::Department.eq(department.as_str()));
    }
    if let Some(active) = wanted.active {
        find = find.filter(officer::Column::Active.eq(active));
    }
    find.all(db).await?.into_iter().map(account).collect()
}

/// Whether a column has a text in it somewhere; what LIKE reads as a sign is a letter here.
fn has(column: impl ColumnTrait, text: &str) -> SimpleExpr {
    let text = text.to_lowercase();
    let letters = text.chars().flat_map(|c| {
        let sign = matches!(c, '%' | '_' | '\\');
        sign.then_some('\\').into_iter().chain([c])
    });
    let pattern = format!("%{}%", letters.collect::<String>());
    Expr::expr(Func::lower(column.into_expr())).like(LikeExpr::new(pattern).escape('\\'))
}

/// How many active officers each department has, by its key.
///
/// # Errors
/// Whatever the database says.
pub async fn counts(db: &impl ConnectionTrait) -> Result<BTreeMap<String, i64>, Error> {
    let rows: Vec<(String, i64)> = officer::Entity::find()
        .select_only()
        .column(officer::Column::Department)
        .column_as(officer::Column::Id.count(), "officers")
        .filter(officer::Column::Active.eq(true))
        .group_by(officer::Column::Department)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Active officers who hold a role, whatever their department.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn holders(db: &impl ConnectionTrait, role: &str) -> Result<Vec<Account>, Error> {
    let rows = officer::Entity::find()
        .filter(officer::Column::Active.eq(true))
        .filter(officer::Column::Roles.contains(format!("\"{role}\"")))
        .order_by_asc(officer::Column::Id)
        .all(db)
        .await?;
    let accounts: Result<Vec<Account>, Error> = rows.into_iter().map(account).collect();
    let holds = |account: &Account| account.roles.iter().any(|held| held.as_ref() == role);
    Ok(accounts?.into_iter().filter(holds).collect())
}

/// Stores a token's hash.
///
/// # Errors
/// Whatever the database says.
pub async fn add_token(db: &impl ConnectionTrait, token: &Token) -> Result<(), Error> {
    let row = token::ActiveModel {
        hash: Set(token.hash.clone()),
        officer_id: Set(token.officer.0),
        kind: Set(token.kind.clone()),
        label: Set(token.label.clone()),
        created_at: Set(micros(token.created_at)),
        expires_at: Set(token.expires_at.map(micros)),
        revoked_at: Set(token.revoked_at.map(micros)),
    };
    token::Entity::insert(row)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// A token with its officer, whatever their state: a revoked one, too.
///
/// # Errors
/// [`Error::Unreadable`], besides whatever the database says.
pub async fn token(
    db: &impl ConnectionTrait,
    hash: &str,
) -> Result<Option<(Token, Account)>, Error> {
    let mut found = tokens(db, vec![hash.to_owned()]).await?;
    found.remove(hash).transpose()
}

/// Tokens with their officers, whatever their state, by hash; those that are not there are left out, and
/// an officer that cannot be read is an error of its own, [`Error::Unreadable`].
///
/// # Errors
/// Whatever the database says.
pub async fn tokens(
    db: &impl ConnectionTrait,
    mut hashes: Vec<String>,
) -> Result<HashMap<String, Result<(Token, Account), Error>>, Error> {
    let Some(last) = hashes.last().cloned() else {
        return Ok(HashMap::new());
    };
    // Few different texts of the statement, each prepared once.
    hashes.resize(hashes.len().next_power_of_two(), last);
    let holder = token::Entity::belongs_to(officer::Entity)
        .from(token::Column::OfficerId)
        .to(officer::Column::Id);
    let found = token::Entity::find()
        .filter(token::Column::Hash.is_in(hashes))
        .join(JoinType::InnerJoin, holder.into())
        .select_also(officer::Entity)
        .all(db)
        .await?;
    let held = found
        .into_iter()
        .filter_map(|(token, holder)| Some((token, holder?)));
    let held = held.map(|(token, holder)| {
        let token = stored_token(token);
        let hash = token.hash.clone();
        (hash, account(holder).map(|account| (token, account)))
    });
    Ok(held.collect())
}

/// An officer's tokens, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn tokens_of(db: &impl ConnectionTrait, officer: OfficerId) -> Result<Vec<Token>, Error> {
    let rows = token::Entity::find()
        .filter(token::Column::OfficerId.eq(officer.0))
        .order_by_asc(token::Column::CreatedAt)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(stored_token).collect())
}

/// Revokes a token; whether there was one to revoke.
///
/// # Errors
/// Whatever the database says.
pub async fn revoke_token(
    db: &impl ConnectionTrait,
    hash: &str,
    now: Instant,
) -> Result<bool, Error> {
    let revoked = token::Entity::update_many()
        .col_expr(token::Column::RevokedAt, Expr::value(micros(now)))
        .filter(token::Column::Hash.eq(hash))
        .filter(token::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(revoked.rows_affected == 1)
}

pub(super) fn account(row: officer::Model) -> Result<Account, Error> {
    let key = |_| Error::Impossible("an officer's department is no key");
    Ok(Account {
        id: OfficerId(row.id),
        name: row.name,
        email: row.email,
        department: row.department.parse().map_err(key)?,
        roles: serde_json::from_str(&row.roles).map_err(|cause| Error::Unreadable {
            table: "officer",
            cause,
        })?,
        language: if row.language == word(Language::En) {
            Language::En
        } else {
            Language::Zh
        },
        active: row.active,
    })
}

fn stored_token(row: token::Model) -> Token {
    Token {
        hash: row.hash,
        officer: OfficerId(row.officer_id),
        kind: row.kind,
        label: row.label,
        created_at: instant(row.created_at),
        expires_at: row.expires_at.map(instant),
        revoked_at: row.revoked_at.map(instant),
    }
}

fn json(roles: &BTreeSet<RoleKey>) -> Result<String, Error> {
    serde_json::to_string(roles).map_err(Error::Payload)
}

fn word(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh",
        Language::En => "en",
    }
}
