//! A migrated store on either database, and one list of tests run on both.

use lianban::storage::{Settings, Store};
use tempfile::TempDir;

use super::postgres;

/// A database of its own for one test.
pub struct Database {
    pub store: Store,
    settings: Settings,
    /// Removed when the test ends.
    _folder: Option<TempDir>,
}

impl Database {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let url = format!("sqlite://{}/lianban.sqlite", folder.path().display());
        Self::open(url, Some(folder)).await
    }

    pub async fn postgres() -> Self {
        Self::open(postgres::database().await, None).await
    }

    /// The database of another process.
    pub async fn at(url: String) -> Self {
        Self::open(url, None).await
    }

    async fn open(url: String, folder: Option<TempDir>) -> Self {
        let mut settings = Settings::new(url);
        settings.connections = 6;
        let store = Store::connect(&settings).await.expect("connect");
        store.migrate().await.expect("migrate");
        eprintln!("on {:?}", store.backend());
        Self {
            store,
            settings,
            _folder: folder,
        }
    }

    pub fn url(&self) -> &str {
        &self.settings.url
    }

    /// The same database as another process would open it.
    pub async fn another(&self) -> Store {
        Store::connect(&self.settings).await.expect("connect again")
    }
}

/// Runs each named function, which takes a [`Database`], on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test($crate::support::databases::Database::sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test($crate::support::databases::Database::postgres().await).await;
            })+
        }
    };
}
pub(crate) use on_both;
