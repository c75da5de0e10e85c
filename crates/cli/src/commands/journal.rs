//! `junheng journal verify`: was the journal tampered with?

use std::process::ExitCode;

use clap::{Args, Subcommand};
use junheng_app::JournalFault;

use super::{DataFolder, RulebookFolder, print_page, runtime};

/// The exit code when the journal is not what it was.
const TAMPERED: u8 = 1;

/// The journal of who did what.
#[derive(Debug, Args)]
pub struct Journal {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Walk the whole journal and look whether each entry is what it was.
    Verify(Verify),
}

#[derive(Debug, Args)]
struct Verify {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    rulebook: RulebookFolder,
}

/// Verifies the journal.
///
/// # Errors
/// When the data cannot be read; what was tampered with is an exit code and a sentence.
pub fn run(args: Journal) -> anyhow::Result<ExitCode> {
    let Command::Verify(args) = args.command;
    let rulebook = args.rulebook.load()?;
    let runtime = runtime()?;
    let app = runtime.block_on(args.data.open_existing(rulebook))?;
    let verdict = runtime.block_on(app.verify_journal())?;
    let Some(fault) = verdict.fault else {
        print_page(&format!("操作日志 {} 条，逐条核对无误。", verdict.entries))?;
        return Ok(ExitCode::SUCCESS);
    };
    print_page(&format!(
        "操作日志被改动过：{}。之前的 {} 条核对无误。",
        words(fault),
        verdict.entries
    ))?;
    Ok(ExitCode::from(TAMPERED))
}

fn words(fault: JournalFault) -> String {
    match fault {
        JournalFault::Missing(entry) => format!("第 {entry} 条不见了"),
        JournalFault::Changed(entry) => format!("第 {entry} 条的内容与它的摘要不符"),
        JournalFault::Unchained(entry) => format!("第 {entry} 条接不上前一条"),
        JournalFault::TailCut(entry) => format!("第 {entry} 条及以后的都不见了"),
        JournalFault::NotTheHead(entry) => format!("最后的第 {entry} 条不是程序写下的那一条"),
    }
}
