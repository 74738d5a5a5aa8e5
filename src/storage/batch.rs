//! Many rows of several tables, laid down in one round trip.
//!
//! The rows of a [`Step`] are one JSON parameter, so that its text does not change with their number: it
//! is planned once, and a batch of sixteen costs hardly more than a batch of one. PostgreSQL takes all
//! steps as parts of one statement, in which none sees what another did; SQLite takes them one by one.

use sea_orm::sea_query::{ColumnType, Iden};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, Iterable, PrimaryKeyToColumn, Statement,
};
use serde::Serialize;

use super::Error;

/// Where the text of a step names its rows; they are called `new`.
pub(super) const ROWS: &str = "{rows}";

/// One statement about many rows.
pub(super) struct Step {
    sql: String,
    columns: Vec<(String, &'static str)>,
    json: String,
    /// How many rows it must touch; fewer means that another write came first.
    exactly: Option<u64>,
}

impl Step {
    /// Adds rows that must be new.
    pub(super) fn insert<E: EntityTrait>(rows: &[E::Model]) -> Result<Self, Error>
    where
        E::Model: Serialize,
    {
        Self::adding::<E>("", rows)
    }

    /// Adds rows, and leaves those that are there as they are.
    pub(super) fn insert_new<E: EntityTrait>(rows: &[E::Model]) -> Result<Self, Error>
    where
        E::Model: Serialize,
    {
        Self::adding::<E>(" ON CONFLICT DO NOTHING", rows)
    }

    /// Adds rows, or puts them in the place of those with the same key.
    pub(super) fn put<E: EntityTrait>(rows: &[E::Model]) -> Result<Self, Error>
    where
        E::Model: Serialize,
    {
        let keys: Vec<String> = E::PrimaryKey::iter()
            .map(|key| quoted(&key.into_column()))
            .collect();
        let others = E::Column::iter().map(|column| quoted(&column));
        let others: Vec<String> = others
            .filter(|column| !keys.contains(column))
            .map(|column| format!("{column} = excluded.{column}"))
            .collect();
        let (keys, others) = (keys.join(", "), others.join(", "));
        Self::adding::<E>(
            &format!(" ON CONFLICT ({keys}) DO UPDATE SET {others}"),
            rows,
        )
    }

    fn adding<E: EntityTrait>(conflict: &str, rows: &[E::Model]) -> Result<Self, Error>
    where
        E::Model: Serialize,
    {
        let names: Vec<String> = E::Column::iter().map(|column| quoted(&column)).collect();
        let (table, names) = (E::default().table_name(), names.join(", "));
        // Without a condition SQLite would read what follows as part of a join.
        let sql = format!(
            "INSERT INTO {table} ({names}) SELECT {names} FROM {ROWS} WHERE true{conflict}"
        );
        Self::of(sql, columns::<E>(), rows)
    }

    /// A statement of one's own over `{rows}`, which have these columns.
    pub(super) fn of<R: Serialize>(
        sql: String,
        columns: Vec<(String, &'static str)>,
        rows: &[R],
    ) -> Result<Self, Error> {
        Ok(Self {
            sql,
            columns,
            json: serde_json::to_string(rows).map_err(Error::Payload)?,
            exactly: None,
        })
    }

    /// The same, where fewer rows mean [`Error::Overtaken`].
    pub(super) fn exactly(self, rows: usize) -> Self {
        Self {
            exactly: Some(rows as u64),
            ..self
        }
    }

    fn text(&self, backend: DbBackend, parameter: usize) -> String {
        let list = |column: &dyn Fn(&str, &str) -> String| {
            let all = self.columns.iter().map(|(name, kind)| column(name, kind));
            all.collect::<Vec<_>>().join(", ")
        };
        let rows = match backend {
            DbBackend::Postgres => {
                let columns = list(&|name, kind| format!("\"{name}\" {kind}"));
                format!("json_to_recordset(${parameter}::json) AS new({columns})")
            }
            _ => {
                let columns = list(&|name, _| format!("value ->> '{name}' AS \"{name}\""));
                format!("(SELECT {columns} FROM json_each(${parameter})) AS new")
            }
        };
        self.sql.replace(ROWS, &rows)
    }

    fn judge(&self, touched: u64) -> Result<(), Error> {
        match self.exactly {
            Some(wanted) if wanted != touched => Err(Error::Overtaken),
            _ => Ok(()),
        }
    }
}

/// Carries the steps out.
///
/// # Errors
/// [`Error::Overtaken`], [`Error::Duplicate`], besides whatever the database says.
pub(super) async fn carry_out(tx: &impl ConnectionTrait, steps: &[Step]) -> Result<(), Error> {
    let backend = tx.get_database_backend();
    if backend != DbBackend::Postgres {
        for step in steps {
            let values = [step.json.as_str().into()];
            let statement = Statement::from_sql_and_values(backend, step.text(backend, 1), values);
            step.judge(tx.execute_raw(statement).await?.rows_affected())?;
        }
        return Ok(());
    }
    if steps.is_empty() {
        return Ok(());
    }
    let (mut parts, mut counts) = (Vec::new(), Vec::new());
    for (step, number) in steps.iter().zip(1..) {
        let text = step.text(backend, number);
        parts.push(format!("step_{number} AS ({text} RETURNING 1)"));
        counts.push(format!("(SELECT count(*) FROM step_{number})"));
    }
    let sql = format!("WITH {} SELECT {}", parts.join(", "), counts.join(", "));
    let values = steps.iter().map(|step| step.json.as_str().into());
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let counted = tx.query_one_raw(statement).await?;
    let counted = counted.ok_or(Error::Impossible("a count without a row"))?;
    for (step, place) in steps.iter().zip(0..) {
        let touched: i64 = counted.try_get_by_index(place)?;
        step.judge(touched as u64)?;
    }
    Ok(())
}

/// The columns of a table, each with its type as PostgreSQL calls it.
pub(super) fn columns<E: EntityTrait>() -> Vec<(String, &'static str)> {
    let columns = E::Column::iter();
    columns
        .map(|column| {
            (
                column.unquoted().to_owned(),
                kind(column.def().get_column_type()),
            )
        })
        .collect()
}

fn quoted(column: &impl Iden) -> String {
    format!("\"{}\"", column.unquoted())
}

fn kind(column: &ColumnType) -> &'static str {
    match column {
        ColumnType::Boolean => "boolean",
        ColumnType::SmallInteger => "smallint",
        ColumnType::Integer => "integer",
        ColumnType::BigInteger => "bigint",
        _ => "text",
    }
}
