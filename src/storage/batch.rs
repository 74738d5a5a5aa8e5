//! Many rows of several tables, laid down in one round trip.
//!
//! The rows of a [`Step`] are one JSON parameter, so that its text does not change with their number: it
//! is planned once, and a batch of sixteen costs hardly more than a batch of one. PostgreSQL takes all
//! steps as parts of one statement, in which none sees what another did; SQLite takes them one by one.
//!
//! [`carry_out`] does so within a transaction. [`at_once`] needs none: PostgreSQL's one statement is its
//! own transaction, and a step that touched fewer rows than it must ends it.

use sea_orm::sea_query::{ColumnType, Iden};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, Iterable, PrimaryKeyToColumn, Statement,
};
use serde::Serialize;

use super::connections::Pool;
use super::{Error, Store};

/// Where the text of a step names its rows; they are called `new`.
pub(super) const ROWS: &str = "{rows}";

/// One statement about many rows.
pub(super) struct Step {
    sql: String,
    columns: Vec<(String, &'static str)>,
    json: String,
    /// The table whose rows are locked first, in the order of their ids, so that no two batches wait for
    /// each other in a circle.
    locks: Option<&'static str>,
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
            locks: None,
            exactly: None,
        })
    }

    /// The same, which locks the rows of this table first; the rows of the step have its `id`, and its
    /// text ends in a condition.
    pub(super) fn locking(self, table: &'static str) -> Self {
        Self {
            locks: Some(table),
            ..self
        }
    }

    /// The same, where fewer rows mean [`Error::Overtaken`].
    pub(super) fn exactly(self, rows: usize) -> Self {
        Self {
            exactly: Some(rows as u64),
            ..self
        }
    }

    fn text(&self, backend: DbBackend, parameter: usize) -> String {
        self.sql
            .replace(ROWS, &rows(&self.columns, backend, parameter))
    }

    /// As parts of PostgreSQL's one statement; the last is called `step_N`.
    fn parts(&self, number: usize) -> String {
        let text = self.text(DbBackend::Postgres, number);
        let Some(table) = self.locks else {
            return format!("step_{number} AS ({text} RETURNING 1)");
        };
        let rows = rows(&self.columns, DbBackend::Postgres, number);
        format!(
            "locked_{number} AS (SELECT id FROM {table} WHERE id IN (SELECT id FROM {rows}) \
             ORDER BY id FOR UPDATE), \
             step_{number} AS ({text} AND {table}.id IN (SELECT id FROM locked_{number}) RETURNING 1)"
        )
    }

    fn judge(&self, touched: u64) -> Result<(), Error> {
        match self.exactly {
            Some(wanted) if wanted != touched => Err(Error::Overtaken),
            _ => Ok(()),
        }
    }
}

/// Carries the steps out within a transaction.
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
    let counts = (1..=steps.len()).map(|number| format!("(SELECT count(*) FROM step_{number})"));
    let counted = tx.query_one_raw(whole(steps, counts.collect())).await?;
    let counted = counted.ok_or(Error::Impossible("a count without a row"))?;
    for (step, place) in steps.iter().zip(0..) {
        let touched: i64 = counted.try_get_by_index(place)?;
        step.judge(touched as u64)?;
    }
    Ok(())
}

/// Carries the steps out as a transaction of their own.
///
/// # Errors
/// As [`carry_out`].
pub(super) async fn at_once(store: &Store, steps: &[Step]) -> Result<(), Error> {
    if steps.is_empty() {
        return Ok(());
    }
    let writer = store.writer();
    if let Pool::Sqlite(_) = writer.0 {
        let tx = store.begin().await?;
        carry_out(&tx, steps).await?;
        return Ok(tx.commit().await?);
    }
    // The only way to end a statement from within is to fail in it: `Error::Overtaken` is what a
    // division by zero is read as.
    let mut parameter = steps.len();
    let judged = steps.iter().zip(1..).map(|(step, number)| {
        let count = format!("(SELECT count(*) FROM step_{number})");
        if step.exactly.is_none() {
            return count;
        }
        parameter += 1;
        format!("1 / ({count} = ${parameter})::int")
    });
    let mut statement = whole(steps, judged.collect());
    let wanted = steps.iter().filter_map(|step| step.exactly);
    if let Some(values) = &mut statement.values {
        values.0.extend(wanted.map(|wanted| (wanted as i64).into()));
    }
    writer.query_one_raw(statement).await?;
    Ok(())
}

/// All steps as one statement of PostgreSQL, which says these things about them in the end. The first is
/// asked first, so that what locks comes first.
fn whole(steps: &[Step], said: Vec<String>) -> Statement {
    let parts = steps.iter().zip(1..);
    let parts: Vec<String> = parts.map(|(step, number)| step.parts(number)).collect();
    let sql = format!("WITH {} SELECT {}", parts.join(", "), said.join(", "));
    let values = steps.iter().map(|step| step.json.as_str().into());
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

/// Rows with these columns out of a JSON parameter, as a table called `new`.
pub(super) fn rows(
    columns: &[(String, &'static str)],
    backend: DbBackend,
    parameter: usize,
) -> String {
    let list = |column: &dyn Fn(&str, &str) -> String| {
        let all = columns.iter().map(|(name, kind)| column(name, kind));
        all.collect::<Vec<_>>().join(", ")
    };
    if backend == DbBackend::Postgres {
        let columns = list(&|name, kind| format!("\"{name}\" {kind}"));
        return format!("json_to_recordset(${parameter}::json) AS new({columns})");
    }
    let columns = list(&|name, kind| match kind {
        UUID => format!("unhex(value ->> '{name}') AS \"{name}\""),
        _ => format!("value ->> '{name}' AS \"{name}\""),
    });
    format!("(SELECT {columns} FROM json_each(${parameter})) AS new")
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

/// A number that rows have as 32 hexadecimal digits.
pub(super) const UUID: &str = "uuid";

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
