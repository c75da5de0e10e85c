//! `junheng backup`: everything in one file, while the server goes on.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use super::{DataFolder, RulebookFolder, print_page, runtime};

/// Write a backup of everything, while a server goes on.
///
/// The file holds what the database and the data folder hold at one instant. Personal fields stay enciphered in it:
/// keep the keys elsewhere, without them nothing of that is readable.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write. It appears when it is whole.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    rulebook: RulebookFolder,
}

/// Writes the backup.
///
/// # Errors
/// When the data cannot be read or the file cannot be written.
pub fn run(args: Backup) -> anyhow::Result<ExitCode> {
    let rulebook = args.rulebook.load()?;
    let runtime = runtime()?;
    let app = runtime.block_on(args.data.open_existing(rulebook))?;
    let made = runtime
        .block_on(app.back_up(&args.to))
        .context("writing the backup")?;
    print_page(&format!(
        "已备份 {} 张表、{} 行、{} 个文件，操作日志到第 {} 条：{}",
        made.tables,
        made.rows,
        made.files,
        made.data_version,
        args.to.display()
    ))?;
    Ok(ExitCode::SUCCESS)
}
