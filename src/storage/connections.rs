//! Where statements go: a pool of connections, or a transaction.

use std::mem;

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement,
};
use tokio::runtime::Handle;
use tokio::sync::Mutex;

use super::held::{self, Held, Taken};

/// A pool of connections; each statement has one for itself.
pub struct Connections(pub(super) Pool);

pub(super) enum Pool {
    Sqlite(DatabaseConnection),
    Postgres(Held),
}

/// A transaction. Dropping it rolls back.
pub struct Transaction(Open);

enum Open {
    Sqlite(DatabaseTransaction),
    /// None once it has ended.
    Postgres(Mutex<Option<Taken>>),
}

impl Transaction {
    pub(super) fn sqlite(transaction: DatabaseTransaction) -> Self {
        Self(Open::Sqlite(transaction))
    }

    /// Begins one with these words.
    pub(super) async fn postgres(held: &Held, begin: &str) -> Result<Self, DbErr> {
        let mut taken = held.take().await?;
        taken.execute_unprepared(begin).await?;
        Ok(Self(Open::Postgres(Mutex::new(Some(taken)))))
    }

    /// Keeps what was done.
    ///
    /// # Errors
    /// Whatever the database says; where its answer was lost, it may be kept all the same.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.end("COMMIT").await
    }

    /// Leaves everything as it was.
    ///
    /// # Errors
    /// Whatever the database says; nothing is kept all the same.
    pub async fn rollback(self) -> Result<(), DbErr> {
        self.end("ROLLBACK").await
    }

    async fn end(mut self, word: &str) -> Result<(), DbErr> {
        let open = mem::replace(&mut self.0, Open::Postgres(Mutex::new(None)));
        match open {
            Open::Sqlite(transaction) if word == "COMMIT" => transaction.commit().await,
            Open::Sqlite(transaction) => transaction.rollback().await,
            Open::Postgres(taken) => {
                let mut taken = taken.into_inner().ok_or_else(over)?;
                taken.execute_unprepared(word).await.map(drop)
            }
        }
    }
}

impl Drop for Transaction {
    /// At once, so that nobody waits for its locks.
    fn drop(&mut self) {
        let Open::Postgres(taken) = &mut self.0 else {
            return;
        };
        let Some(mut taken) = taken.get_mut().take() else {
            return;
        };
        match Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move { taken.execute_unprepared("ROLLBACK").await.map(drop) });
            }
            Err(_) => taken.close(),
        }
    }
}

fn over() -> DbErr {
    DbErr::Custom("the transaction is over".to_owned())
}

#[async_trait]
impl ConnectionTrait for Connections {
    fn get_database_backend(&self) -> DbBackend {
        match &self.0 {
            Pool::Sqlite(pool) => pool.get_database_backend(),
            Pool::Postgres(_) => held::BACKEND,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match &self.0 {
            Pool::Sqlite(pool) => pool.execute_raw(statement).await,
            Pool::Postgres(held) => held.take().await?.execute(&statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match &self.0 {
            Pool::Sqlite(pool) => pool.execute_unprepared(sql).await,
            Pool::Postgres(held) => held.take().await?.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match &self.0 {
            Pool::Sqlite(pool) => pool.query_one_raw(statement).await,
            Pool::Postgres(held) => held.take().await?.query_one(&statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &self.0 {
            Pool::Sqlite(pool) => pool.query_all_raw(statement).await,
            Pool::Postgres(held) => held.take().await?.query_all(&statement).await,
        }
    }
}

#[async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        match &self.0 {
            Open::Sqlite(transaction) => transaction.get_database_backend(),
            Open::Postgres(_) => held::BACKEND,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match &self.0 {
            Open::Sqlite(transaction) => transaction.execute_raw(statement).await,
            Open::Postgres(taken) => {
                let mut taken = taken.lock().await;
                taken.as_mut().ok_or_else(over)?.execute(&statement).await
            }
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match &self.0 {
            Open::Sqlite(transaction) => transaction.execute_unprepared(sql).await,
            Open::Postgres(taken) => {
                let mut taken = taken.lock().await;
                taken
                    .as_mut()
                    .ok_or_else(over)?
                    .execute_unprepared(sql)
                    .await
            }
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match &self.0 {
            Open::Sqlite(transaction) => transaction.query_one_raw(statement).await,
            Open::Postgres(taken) => {
                let mut taken = taken.lock().await;
                taken.as_mut().ok_or_else(over)?.query_one(&statement).await
            }
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &self.0 {
            Open::Sqlite(transaction) => transaction.query_all_raw(statement).await,
            Open::Postgres(taken) => {
                let mut taken = taken.lock().await;
                taken.as_mut().ok_or_else(over)?.query_all(&statement).await
            }
        }
    }
}
