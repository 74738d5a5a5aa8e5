//! Reasons that a department gives again and again, offered where an opinion is written. Every change is
//! kept as an act, with what stood before.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
};
use serde_json::{Value, json};

use super::acts::{self, By, Kind, NewAct};
use super::entities::reason_template::{ActiveModel, Column, Entity, Model};
use super::{Error, micros};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::DepartmentKey;

/// Most templates of one department that are shown.
pub const LIST_MAX: u64 = 200;

/// What a template says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// For which verdict.
    pub verdict: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A template that is in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its number.
    pub id: i64,
    /// How often it was changed, and once more.
    pub version: i32,
    /// Whose it is.
    pub department: String,
    /// What it says.
    pub words: Words,
}

/// The templates in use of a department, or of all, by department and number.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    department: Option<&DepartmentKey>,
) -> Result<Vec<Template>, Error> {
    let mut find = Entity::find()
        .filter(Column::RetiredAt.is_null())
        .order_by_asc(Column::Department)
        .order_by_asc(Column::Id)
        .limit(LIST_MAX);
    if let Some(department) = department {
        find = find.filter(Column::Department.eq(department.as_str()));
    }
    Ok(find.all(db).await?.into_iter().map(template).collect())
}

/// One template, unless it was retired.
///
/// # Errors
/// Whatever the database says.
pub async fn find(db: &impl ConnectionTrait, id: i64) -> Result<Option<Template>, Error> {
    let row = Entity::find_by_id(id).one(db).await?;
    Ok(row.filter(|row| row.retired_at.is_none()).map(template))
}

/// Adds a template. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn add(
    tx: &impl ConnectionTrait,
    by: &By,
    department: &DepartmentKey,
    words: &Words,
    now: Instant,
) -> Result<i64, Error> {
    let row = ActiveModel {
        version: Set(1),
        department: Set(department.to_string()),
        verdict: Set(words.verdict.clone()),
        zh: Set(words.zh.clone()),
        en: Set(words.en.clone()),
        retired_at: Set(None),
        ..Default::default()
    };
    let added = template(row.insert(tx).await?);
    let after = told(&added.department, words);
    acts::record(
        tx,
        by,
        act(added.id, Kind::TemplateAdded, Value::Null, after),
        now,
    )
    .await?;
    Ok(added.id)
}

/// Changes what a template says, or retires it where nothing is given, if it still is as it was seen;
/// whether it was. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn change(
    tx: &impl ConnectionTrait,
    by: &By,
    seen: &Template,
    words: Option<&Words>,
    now: Instant,
) -> Result<bool, Error> {
    let mut update = Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(seen.id))
        .filter(Column::Version.eq(seen.version))
        .filter(Column::RetiredAt.is_null());
    update = match words {
        Some(words) => update
            .col_expr(Column::Verdict, Expr::value(words.verdict.as_str()))
            .col_expr(Column::Zh, Expr::value(words.zh.as_str()))
            .col_expr(Column::En, Expr::value(words.en.as_str())),
        None => update.col_expr(Column::RetiredAt, Expr::value(micros(now))),
    };
    if update.exec(tx).await?.rows_affected != 1 {
        return Ok(false);
    }
    let before = told(&seen.department, &seen.words);
    let (kind, after) = match words {
        Some(words) => (Kind::TemplateChanged, told(&seen.department, words)),
        None => (Kind::TemplateRetired, Value::Null),
    };
    acts::record(tx, by, act(seen.id, kind, before, after), now).await?;
    Ok(true)
}

fn told(department: &str, words: &Words) -> Value {
    json!({"department": department, "verdict": words.verdict, "zh": words.zh, "en": words.en})
}

fn act(id: i64, kind: Kind, before: Value, after: Value) -> NewAct<'static> {
    NewAct {
        kind,
        officer: None,
        subject: format!("template:{id}"),
        before,
        after,
        reason: "",
    }
}

fn template(row: Model) -> Template {
    Template {
        id: row.id,
        version: row.version,
        department: row.department,
        words: Words {
            verdict: row.verdict,
            zh: row.zh,
            en: row.en,
        },
    }
}
