//! `junheng template`: the empty workbook that a county fills in.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use junheng_report::Lang;

use super::RulebookFolder;
use crate::refusal;

/// Write the empty workbook, with drop-down lists, notes and an example row.
#[derive(Debug, Args)]
pub struct Template {
    /// The workbook to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    rulebook: RulebookFolder,
}

/// Writes it.
///
/// # Errors
/// When the file cannot be written.
pub fn run(args: Template) -> anyhow::Result<ExitCode> {
    let rulebook = args.rulebook.load()?;
    let workbook = junheng_report::template::workbook(&rulebook)?;
    let written = fs::write(&args.out, workbook);
    written.map_err(|error| refusal::unwritable(Lang::Chinese, &args.out, &error))?;
    Ok(ExitCode::SUCCESS)
}
