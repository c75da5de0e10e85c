//! Opening the database and its folder.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};
use std::time::Duration;

use junheng_rulebook::Rulebook;
use sqlx::AnyConnection;
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, Connection as _, Executor as _};
use tokio::sync::Mutex;

use crate::dialect::Dialect;
use crate::registers::{Registers, prepare_tables};
use crate::{Keys, StoreError};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// A connection waits so long for another's write to end.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// Readers at one time: each costs SQLite a thread and PostgreSQL a process.
const CONNECTIONS: u32 = 16;

/// What jobs made, beside `evidence/` and `snapshots/`.
pub(crate) const RESULTS: &str = "results";

/// Where everything is kept.
#[derive(Debug, Clone)]
pub struct Location {
    /// The path of an SQLite file, or the URL of a PostgreSQL database, `postgres://…`.
    pub database: String,
    /// The folder for `evidence/`, `snapshots/` and `results/`.
    pub folder: PathBuf,
}

impl Location {
    /// The SQLite file `junheng.sqlite` in the folder itself.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        let database = folder.join("junheng.sqlite");
        Self {
            database: database.to_string_lossy().into_owned(),
            folder,
        }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        let url = &self.database;
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Dialect::Postgres
        } else {
            Dialect::Sqlite
        }
    }

    /// The address that the driver understands.
    fn url(&self) -> Result<String, StoreError> {
        if self.dialect() == Dialect::Postgres {
            return Ok(self.database.clone());
        }
        let path = Path::new(&self.database);
        let absolute = std::path::absolute(path).map_err(|cause| StoreError::File {
            path: path.to_owned(),
            cause,
        })?;
        let mut url = "sqlite://".to_owned();
        for byte in absolute.to_string_lossy().bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                    url.push(char::from(byte));
                }
                _ => url.push_str(&format!("%{byte:02X}")),
            }
        }
        url.push_str("?mode=rwc");
        Ok(url)
    }
}

/// Everything that is known, ready to be read and written. Clones share one pool of connections.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) pool: AnyPool,
    pub(crate) dialect: Dialect,
    pub(crate) folder: PathBuf,
    pub(crate) keys: Keys,
    pub(crate) registers: Registers,
    /// Writers of this process queue here, so that none waits in the database while others could read.
    pub(crate) writer: Arc<Mutex<()>>,
}

impl Store {
    /// Opens a database, makes it if there is none, brings it up to date, and makes or extends the register tables
    /// that the rulebook declares.
    ///
    /// # Errors
    /// When the folder or the database cannot be used, or a register's column was declared as another type before.
    pub async fn open(
        location: &Location,
        keys: Keys,
        rulebook: &Rulebook,
    ) -> Result<Self, StoreError> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(sqlx::any::install_default_drivers);

        make_folders(&location.folder)?;
        let pool = connect(location).await?;
        MIGRATIONS.run(&pool).await?;
        let registers = Registers::of(rulebook)?;
        let dialect = location.dialect();
        order_paths(&pool, dialect).await?;
        prepare_tables(&pool, dialect, &registers).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                pool,
                dialect,
                folder: location.folder.clone(),
                keys,
                registers,
                writer: Arc::default(),
            }),
        })
    }

    /// Waits for what is under way and closes all connections. The store answers errors afterwards.
    pub async fn close(&self) {
        self.inner.pool.close().await;
    }

    /// The folder with `evidence/`, `snapshots/` and `results/`.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// Whether the data live in a PostgreSQL database.
    pub fn is_postgres(&self) -> bool {
        self.inner.dialect == Dialect::Postgres
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let mut connection = self.inner.pool.acquire().await?;
        connection.ping().await?;
        Ok(())
    }
}

fn make_folders(folder: &Path) -> Result<(), StoreError> {
    for part in ["evidence", "snapshots", RESULTS] {
        let path = folder.join(part);
        std::fs::create_dir_all(&path).map_err(|cause| StoreError::File { path, cause })?;
    }
    Ok(())
}

async fn connect(location: &Location) -> Result<AnyPool, StoreError> {
    let sqlite = location.dialect() == Dialect::Sqlite;
    let pool = AnyPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(BUSY_TIMEOUT)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                if sqlite {
                    set_pragmas(connection).await?;
                }
                Ok(())
            })
        })
        .connect(&location.url()?)
        .await?;
    Ok(pool)
}

async fn order_paths(pool: &AnyPool, dialect: Dialect) -> Result<(), StoreError> {
    let Some(order) = dialect.order_paths() else {
        return Ok(());
    };
    let done: i64 = sqlx::query_scalar(order.is_done).fetch_one(pool).await?;
    if done == 0 {
        pool.execute(order.does).await?;
    }
    Ok(())
}

/// Readers do not wait for a writer (WAL), and what was committed survives a loss of power (FULL).
async fn set_pragmas(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    let busy = "PRAGMA busy_timeout = 30000";
    for pragma in [
        busy,
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA cache_size = -16384",
    ] {
        connection.execute(pragma).await?;
    }
    Ok(())
}
