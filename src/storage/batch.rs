//! Many rows of several tables, laid down in one round trip.
//!
//! The rows of a [`Step`] are one JSON parameter, so that its text does not change with their number: it
//! is planned once, and a batch of sixteen costs hardly more than a batch of one. PostgreSQL takes all
//! steps as parts of one statement, in which none sees what another did; SQLite takes one after the other.
//! Long texts go to PostgreSQL beside the JSON, as an array of their own for each such column: the row says
//! which one is its. Within JSON every byte of them would be escaped here and read one by one there.
//! SQLite is told everything at once as well, statement after statement: each time it is asked anew costs
//! two changes of threads.
//!
//! [`carry_out`] does so within a transaction. [`at_once`] needs none: PostgreSQL's one statement is its
//! own transaction, and a step that touched fewer rows than it must ends it.

use sea_orm::sea_query::{ArrayType, ColumnType, Iden};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, Iterable, PrimaryKeyToColumn, Statement,
    Value,
};
use serde::Serialize;
use serde_json::Value as Json;

use super::connections::Pool;
use super::{Error, Store};

/// Where the text of a step names its rows; they are called `new`.
pub(super) const ROWS: &str = "{rows}";
/// Columns of long texts, whatever the table; they go beside the JSON, as bytes do.
const LONG: [&str; 4] = ["state", "body", "facts", "payload"];
/// A number without an absolute value: asked for it, SQLite ends the statement with an overflow.
const SMALLEST: &str = "(-9223372036854775807 - 1)";

/// One statement about many rows.
pub(super) struct Step {
    sql: String,
    columns: Vec<(String, &'static str)>,
    rows: Vec<Json>,
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
            rows: rows
                .iter()
                .map(|row| serde_json::to_value(row).map_err(Error::Payload))
                .collect::<Result<_, _>>()?,
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

    /// Its columns that go beside the JSON, each with its type.
    fn arrays(&self) -> Vec<(&str, &'static str)> {
        let columns = self
            .columns
            .iter()
            .map(|(name, kind)| (name.as_str(), *kind));
        let goes_beside = |(name, kind): &(&str, &str)| *kind == BYTES || LONG.contains(name);
        columns.filter(goes_beside).collect()
    }

    /// How many parameters it has on PostgreSQL.
    fn width(&self) -> usize {
        1 + self.arrays().len()
    }

    /// Its parameters on PostgreSQL: the rows, and the texts of each long column.
    fn parameters(self) -> Result<Vec<Value>, Error> {
        let beside = self.arrays().into_iter();
        let mut arrays: Vec<(String, &str, Vec<Value>)> = beside
            .map(|(name, kind)| (name.to_owned(), kind, Vec::new()))
            .collect();
        let mut rows = self.rows;
        for row in &mut rows {
            for (name, kind, array) in &mut arrays {
                let Some(long) = row.get_mut(name.as_str()) else {
                    continue;
                };
                match long.take() {
                    Json::Null => {}
                    Json::String(text) => {
                        array.push(value(text, kind)?);
                        *long = array.len().into();
                    }
                    _ => return Err(Error::Impossible("a long text that is none")),
                }
            }
        }
        let rows = serde_json::to_string(&rows).map_err(Error::Payload)?;
        let arrays = arrays
            .into_iter()
            .map(|(_, kind, array)| arrayed(array, kind));
        Ok(std::iter::once(rows.into()).chain(arrays).collect())
    }

    /// As parts of PostgreSQL's one statement, its parameters from this one on; the last is called `step_N`.
    fn parts(&self, number: usize, parameter: usize) -> String {
        let text = self.sql.replace(ROWS, &self.beside(parameter));
        let Some(table) = self.locks else {
            return format!("step_{number} AS ({text} RETURNING 1)");
        };
        let ids = rows(
            &[("id".to_owned(), "bigint")],
            DbBackend::Postgres,
            parameter,
        );
        format!(
            "locked_{number} AS (SELECT id FROM {table} WHERE id IN (SELECT id FROM {ids}) \
             ORDER BY id FOR UPDATE), \
             step_{number} AS ({text} AND {table}.id IN (SELECT id FROM locked_{number}) RETURNING 1)"
        )
    }

    /// Its rows on PostgreSQL, long texts out of their arrays.
    fn beside(&self, parameter: usize) -> String {
        let long = self.arrays();
        if long.is_empty() {
            return rows(&self.columns, DbBackend::Postgres, parameter);
        }
        let place = |name: &str| long.iter().position(|(long, _)| *long == name);
        let read = self.columns.iter().map(|(name, kind)| match place(name) {
            Some(_) => (name.clone(), "integer"),
            None => (name.clone(), *kind),
        });
        let read = rows(&read.collect::<Vec<_>>(), DbBackend::Postgres, parameter);
        let shown = self.columns.iter().map(|(name, kind)| match place(name) {
            Some(place) => format!(
                "(${}::{kind}[])[\"{name}\"] AS \"{name}\"",
                parameter + 1 + place
            ),
            None => format!("\"{name}\""),
        });
        let shown: Vec<String> = shown.collect();
        format!("(SELECT {} FROM {read}) AS new", shown.join(", "))
    }

    /// As SQLite's statements, its rows the parameter of this number. Where it must touch as many rows as it
    /// has, another one follows that fails unless it did.
    fn statements(&self, parameter: usize) -> String {
        let rows = rows(&self.columns, DbBackend::Sqlite, parameter);
        let text = self.sql.replace(ROWS, &rows);
        match self.exactly {
            None => text,
            Some(_) => format!(
                "{text}; SELECT abs(CASE WHEN changes() = json_array_length(${parameter}) THEN 0 \
                 ELSE {SMALLEST} END)"
            ),
        }
    }
}

fn judge(wanted: Option<u64>, touched: u64) -> Result<(), Error> {
    match wanted {
        Some(wanted) if wanted != touched => Err(Error::Overtaken),
        _ => Ok(()),
    }
}

fn value(text: String, kind: &str) -> Result<Value, Error> {
    if kind != BYTES {
        return Ok(text.into());
    }
    let bytes = hex::decode(text).map_err(|_| Error::Impossible("bytes that are no hex digits"))?;
    Ok(bytes.into())
}

fn arrayed(values: Vec<Value>, kind: &str) -> Value {
    let kind = match kind {
        BYTES => ArrayType::Bytes,
        _ => ArrayType::String,
    };
    Value::Array(kind, Some(Box::new(values)))
}

/// Carries the steps out within a transaction.
///
/// # Errors
/// [`Error::Overtaken`], [`Error::Duplicate`], besides whatever the database says.
pub(super) async fn carry_out(tx: &impl ConnectionTrait, steps: Vec<Step>) -> Result<(), Error> {
    let backend = tx.get_database_backend();
    if backend != DbBackend::Postgres {
        return one_after_the_other(tx, steps).await;
    }
    if steps.is_empty() {
        return Ok(());
    }
    let wanted: Vec<Option<u64>> = steps.iter().map(|step| step.exactly).collect();
    let counts = (1..=steps.len()).map(|number| format!("(SELECT count(*) FROM step_{number})"));
    let counts = counts.collect();
    let counted = tx.query_one_raw(whole(steps, counts)?).await?;
    let counted = counted.ok_or(Error::Impossible("a count without a row"))?;
    for (wanted, place) in wanted.into_iter().zip(0..) {
        let touched: i64 = counted.try_get_by_index(place)?;
        judge(wanted, touched as u64)?;
    }
    Ok(())
}

/// All of them in one message to SQLite.
async fn one_after_the_other(tx: &impl ConnectionTrait, steps: Vec<Step>) -> Result<(), Error> {
    if steps.is_empty() {
        return Ok(());
    }
    let texts = steps.iter().zip(1..);
    let texts: Vec<String> = texts
        .map(|(step, number)| step.statements(number))
        .collect();
    let values = steps.iter().map(|step| {
        let json = serde_json::to_string(&step.rows).map_err(Error::Payload)?;
        Ok(json.into())
    });
    let values = values.collect::<Result<Vec<Value>, Error>>()?;
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, texts.join("; "), values);
    tx.execute_raw(statement).await?;
    Ok(())
}

/// Carries the steps out as a transaction of their own.
///
/// # Errors
/// As [`carry_out`].
pub(super) async fn at_once(store: &Store, steps: Vec<Step>) -> Result<(), Error> {
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
    let wanted: Vec<Value> = steps
        .iter()
        .filter_map(|step| step.exactly)
        .map(|wanted| (wanted as i64).into())
        .collect();
    let mut parameter: usize = steps.iter().map(Step::width).sum();
    let judged = steps.iter().zip(1..).map(|(step, number)| {
        let count = format!("(SELECT count(*) FROM step_{number})");
        if step.exactly.is_none() {
            return count;
        }
        parameter += 1;
        format!("1 / ({count} = ${parameter})::int")
    });
    let judged = judged.collect();
    let mut statement = whole(steps, judged)?;
    if let Some(values) = &mut statement.values {
        values.0.extend(wanted);
    }
    writer.query_one_raw(statement).await?;
    Ok(())
}

/// All steps as one statement of PostgreSQL, which says these things about them in the end. The first is
/// asked first, so that what locks comes first.
fn whole(steps: Vec<Step>, said: Vec<String>) -> Result<Statement, Error> {
    let (mut parts, mut values) = (Vec::new(), Vec::new());
    for (step, number) in steps.into_iter().zip(1..) {
        parts.push(step.parts(number, values.len() + 1));
        values.extend(step.parameters()?);
    }
    let sql = format!("WITH {} SELECT {}", parts.join(", "), said.join(", "));
    Ok(Statement::from_sql_and_values(
        DbBackend::Postgres,
        sql,
        values,
    ))
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
        UUID | BYTES => format!("unhex(value ->> '{name}') AS \"{name}\""),
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

/// Bytes that rows have as hexadecimal digits.
const BYTES: &str = "bytea";

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
        ColumnType::VarBinary(_) | ColumnType::Binary(_) | ColumnType::Blob => BYTES,
        _ => "text",
    }
}
