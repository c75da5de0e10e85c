//! Opening a data folder.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use junheng_assess::Engine;
use junheng_rulebook::Rulebook;
use junheng_store::{Keys, Location, Store};

use crate::secret::{self, PasswordCost};
use crate::{App, Clock, Fault, House};

/// The name of a new folder's first key.
const FIRST_KEY: &str = "k1";

/// Where the platform keeps what it knows.
#[derive(Debug, Clone)]
pub struct Place {
    /// For evidence, snapshots and, without a database server, the database itself.
    pub folder: PathBuf,
    /// The URL of a PostgreSQL database; an SQLite file in the folder when left out.
    pub database: Option<String>,
    /// The file with the keys of personal fields; `keys` in the folder when left out.
    pub keys: Option<PathBuf>,
}

/// Why a data folder cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{path}")]
    File {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("the keys in {path} cannot be used")]
    Keys {
        path: PathBuf,
        source: junheng_store::KeyError,
    },
    #[error("the store cannot be opened")]
    Store(#[from] junheng_store::StoreError),
    #[error("the query engine cannot be started")]
    Engine(#[from] junheng_assess::AssessError),
    #[error("preparing passwords")]
    Password(#[from] Fault),
}

impl Place {
    /// Where the store finds its database and files.
    pub fn location(&self) -> Location {
        let mut location = Location::in_folder(&self.folder);
        if let Some(database) = &self.database {
            location.database.clone_from(database);
        }
        location
    }

    /// Where the keys stand.
    pub(crate) fn keys_file(&self) -> PathBuf {
        let own = || self.folder.join("keys");
        self.keys.clone().unwrap_or_else(own)
    }

    /// Reads the keys, and makes the folder's own when there are none yet.
    ///
    /// # Errors
    /// When the file cannot be read, or holds no keys.
    pub fn read_keys(&self) -> Result<Keys, OpenError> {
        let path = self.keys_file();
        let file = |source| OpenError::File {
            path: path.clone(),
            source,
        };
        make_private(&self.folder).map_err(file)?;
        if self.keys.is_none() && !path.exists() {
            let line = Keys::new_line(FIRST_KEY).map_err(|source| OpenError::Keys {
                path: path.clone(),
                source,
            })?;
            write_private(&path, &line).map_err(file)?;
        }
        let text = std::fs::read_to_string(&path).map_err(file)?;
        Keys::parse(&text).map_err(|source| OpenError::Keys {
            path: path.clone(),
            source,
        })
    }
}

impl App {
    /// Opens a place, making what is not there yet.
    ///
    /// # Errors
    /// When the folder, the keys or the database cannot be used.
    pub async fn open(place: &Place, rulebook: Rulebook) -> Result<Self, OpenError> {
        Self::open_as(place, rulebook, Clock::Machine, PasswordCost::STANDARD).await
    }

    /// Opens a place with a clock and a cost of passwords of one's own, for examples and tests.
    ///
    /// # Errors
    /// As [`App::open`].
    pub async fn open_as(
        place: &Place,
        rulebook: Rulebook,
        clock: Clock,
        cost: PasswordCost,
    ) -> Result<Self, OpenError> {
        let keys = place.read_keys()?;
        let store = Store::open(&place.location(), keys, &rulebook).await?;
        Ok(Self::of(House {
            store,
            rulebook: Arc::new(rulebook),
            engine: Arc::new(Engine::new(junheng_model::workers())?),
            clock,
            cost,
            nobodys_digest: cost.digest(&secret::new_secret()?)?,
            judged: Default::default(),
            kinds: Default::default(),
            frozen: Default::default(),
            checked: Default::default(),
            jobs: Default::default(),
            handovers: Default::default(),
            waiting: Default::default(),
            county_places: Default::default(),
            prepared: Default::default(),
        }))
    }
}

/// Makes a folder that only its owner may look into; one that is there keeps its rights.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a file that only its owner may read.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}
