//! Reasons that a department gives again and again, offered where an opinion is written.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect, Set,
};

use super::entities::reason_template::{ActiveModel, Column, Entity, Model};
use super::{Error, micros};
use crate::domain::calendar::Instant;
use crate::domain::identifiers::DepartmentKey;

/// Most templates of one department that are offered.
pub const LIST_MAX: u64 = 200;

/// Where a template is in the list: its department and number.
pub type Place = (String, i64);

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

/// The templates in use of these departments, or of all, by department and number, after one of them.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    departments: Option<&[DepartmentKey]>,
    after: Option<&Place>,
    limit: u64,
) -> Result<Vec<Template>, Error> {
    let mut find = Entity::find()
        .filter(Column::RetiredAt.is_null())
        .order_by_asc(Column::Department)
        .order_by_asc(Column::Id)
        .limit(limit);
    if let Some(departments) = departments {
        let keys = departments.iter().map(DepartmentKey::as_str);
        find = find.filter(Column::Department.is_in(keys));
    }
    if let Some((department, id)) = after {
        let place = Expr::tuple([Expr::col(Column::Department), Expr::col(Column::Id)]);
        let last = Expr::tuple([Expr::val(department.as_str()), Expr::val(*id)]);
        find = find.filter(place.gt(last));
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

/// Adds a template and says its number.
///
/// # Errors
/// Whatever the database says.
pub async fn add(
    tx: &impl ConnectionTrait,
    department: &DepartmentKey,
    words: &Words,
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
    Ok(row.insert(tx).await?.id)
}

/// Changes what a template says, or retires it where nothing is given, if it still is as it was seen;
/// whether it was. `now` is machine time.
///
/// # Errors
/// Whatever the database says.
pub async fn change(
    tx: &impl ConnectionTrait,
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
    Ok(update.exec(tx).await?.rows_affected == 1)
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
