//! `junheng restore`: a backup into an empty place.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use super::{DataFolder, RulebookFolder, print_page, runtime};

/// Restore a backup into an empty data folder or database, of either kind.
#[derive(Debug, Args)]
pub struct Restore {
    /// What `junheng backup` wrote.
    file: PathBuf,
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    rulebook: RulebookFolder,
}

/// Restores the backup.
///
/// # Errors
/// When the backup is damaged, the database is not empty, or the keys are others.
pub fn run(args: Restore) -> anyhow::Result<ExitCode> {
    let rulebook = args.rulebook.load()?;
    let place = args.data.place();
    let restored = runtime()?.block_on(async {
        place
            .restore(&rulebook, &args.file)
            .await
            .context("restoring the backup")
    })?;
    print_page(&format!(
        "已恢复 {} 行、{} 个文件；操作日志 {} 条，核对无误。",
        restored.rows, restored.files, restored.entries
    ))?;
    Ok(ExitCode::SUCCESS)
}
