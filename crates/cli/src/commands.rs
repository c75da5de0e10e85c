//! One file a command.

pub mod assess;
pub mod demo_data;
pub mod explain;
pub mod rulebook;
pub mod template;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use junheng_report::Lang;
use junheng_report::console::View;
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
pub fn view(lang: Lang) -> View {
    let (width, colour) = match terminal_size::terminal_size() {
        Some((terminal_size::Width(width), _)) => (usize::from(width).clamp(60, 160), true),
        None => (110, false),
    };
    let plain = std::env::var_os("NO_COLOR").is_some();
    View {
        lang,
        width,
        colour: colour && !plain && std::io::stdout().is_terminal(),
    }
}
