//! `junheng rotate-keys`: personal fields under a new key.

use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use super::{DataFolder, RulebookFolder, print_page, runtime};

/// Encipher all personal fields under a new key.
///
/// The new key is appended to the file of keys; older ones stay there, for old backups. Stop the
/// server first: one that runs knows only the keys that were there when it began.
#[derive(Debug, Args)]
pub struct RotateKeys {
    /// Make no new key: only go on with what an interrupted rotation left.
    #[arg(long)]
    resume: bool,
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    rulebook: RulebookFolder,
}

/// Rotates the keys.
///
/// # Errors
/// When the file of keys cannot be written or the data cannot be changed.
pub fn run(args: RotateKeys) -> anyhow::Result<ExitCode> {
    let rulebook = args.rulebook.load()?;
    if !args.resume {
        let place = args.data.place();
        anyhow::ensure!(
            place.is_there(),
            "there is no data in {}",
            place.folder.display()
        );
        place.add_key().context("adding a key")?;
    }
    let runtime = runtime()?;
    let app = runtime.block_on(args.data.open_existing(rulebook))?;
    let rotated = runtime
        .block_on(app.rotate_keys())
        .context("enciphering under the new key")?;
    print_page(&format!("已用新密钥重新加密 {} 个单元格。", rotated.cells))?;
    Ok(ExitCode::SUCCESS)
}
