//! One file a command.

pub mod assess;
pub mod backup;
pub mod demo_county;
pub mod demo_data;
pub mod explain;
pub mod journal;
pub mod person;
pub mod restore;
pub mod rotate_keys;
pub mod rulebook;
pub mod serve;
pub mod template;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};
use junheng_app::{App, Place};
use junheng_report::console::View;
use junheng_report::{Lang, Names};
use junheng_rulebook::Rulebook;

/// The exit code when the input could not be used.
pub const UNUSABLE: u8 = 2;

/// `--rulebook`, wherever a command reads the rulebook.
#[derive(Debug, Args)]
pub struct RulebookFolder {
    /// A folder to use instead of the rulebook that the program carries.
    #[arg(long = "rulebook", value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl RulebookFolder {
    /// Reads the rulebook and insists that it is without mistakes.
    ///
    /// # Errors
    /// When the folder cannot be read, or with every mistake in it.
    pub fn load(&self) -> anyhow::Result<Rulebook> {
        crate::rulebook::load_checked(self.folder.as_deref())
    }
}

/// Where the platform keeps what it knows.
#[derive(Debug, Args)]
pub struct DataFolder {
    /// The folder for evidence, snapshots and, without a database server, the database itself.
    #[arg(
        long = "folder",
        value_name = "DIR",
        env = "JUNHENG_FOLDER",
        default_value = "junheng-data"
    )]
    data_folder: PathBuf,
    /// A PostgreSQL database; without it, an SQLite file in the folder.
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    database: Option<String>,
    /// The file with the keys of personal fields; without it, `keys` in the folder, made when it is not there.
    #[arg(long, value_name = "FILE", env = "JUNHENG_KEYS")]
    keys: Option<PathBuf>,
}

impl DataFolder {
    /// Opens the data, making what is not there yet.
    ///
    /// # Errors
    /// When the folder, the keys or the database cannot be opened.
    pub async fn open(self, rulebook: Rulebook) -> anyhow::Result<App> {
        App::open(&self.place(), rulebook)
            .await
            .context("opening the data")
    }

    /// Opens data that must be there already: a mistyped folder is not taken for an empty county.
    ///
    /// # Errors
    /// When nothing is there, or it cannot be opened.
    pub async fn open_existing(self, rulebook: Rulebook) -> anyhow::Result<App> {
        let place = self.place();
        anyhow::ensure!(
            place.is_there(),
            "there is no data in {}: name the folder with --folder",
            place.folder.display()
        );
        self.open(rulebook).await
    }

    /// Where the data is kept.
    pub fn place(&self) -> Place {
        Place {
            folder: self.data_folder.clone(),
            database: self.database.clone(),
            keys: self.keys.clone(),
        }
    }
}

/// The runtime that commands of the platform wait in.
///
/// # Errors
/// When the system gives no threads.
pub fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting threads")
}

/// `--lang`, wherever a command speaks.
#[derive(Debug, Args)]
pub struct Language {
    /// The language of the answer.
    #[arg(long, value_enum, default_value_t = Tongue::Zh)]
    lang: Tongue,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tongue {
    Zh,
    En,
}

impl Language {
    pub fn lang(&self) -> Lang {
        match self.lang {
            Tongue::Zh => Lang::Chinese,
            Tongue::En => Lang::English,
        }
    }
}

/// Prints a page. Unlike `println!` it does not panic when whoever reads has seen enough.
///
/// # Errors
/// When the output cannot be written.
pub fn print_page(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

/// How to write for whoever reads the output: in colour on a terminal.
pub fn view(names: Names<'_>) -> View<'_> {
    let (width, colour) = match terminal_size::terminal_size() {
        Some((terminal_size::Width(width), _)) => (usize::from(width).clamp(60, 160), true),
        None => (110, false),
    };
    let plain = std::env::var_os("NO_COLOR").is_some();
    View {
        names,
        width,
        colour: colour && !plain && std::io::stdout().is_terminal(),
    }
}
