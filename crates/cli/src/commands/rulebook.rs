//! `junheng rulebook`: reading, checking and running what the authorities decide.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use junheng_report::policy_page;

use super::{Language, RulebookFolder};
use crate::{data, examples, rulebook};

/// Look at the rulebook: check it, or show a policy.
#[derive(Debug, Args)]
pub struct RulebookCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Check(Check),
    Show(Show),
}

/// Read every file, prove that thresholds leave no gap and no overlap, run the worked examples.
#[derive(Debug, Args)]
struct Check {
    /// A folder to check instead of the rulebook that the program carries.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Show a policy as a readable page with its sources.
#[derive(Debug, Args)]
struct Show {
    /// The policy, by its id.
    #[arg(value_name = "POLICY")]
    policy: String,
    /// The day whose values to show; today if left out.
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,
    #[command(flatten)]
    language: Language,
    #[command(flatten)]
    rulebook: RulebookFolder,
}

/// Checks or shows.
///
/// # Errors
/// When a folder cannot be read, or there is no such policy.
pub fn run(args: RulebookCommand) -> anyhow::Result<ExitCode> {
    match args.action {
        Action::Check(args) => check(&args),
        Action::Show(args) => show(&args),
    }
}

fn check(args: &Check) -> anyhow::Result<ExitCode> {
    let loaded = rulebook::load(args.folder.as_deref())?;
    for mistake in &loaded.diagnostics {
        println!("{mistake}");
    }
    let mut failures = 0;
    if loaded.diagnostics.is_empty() {
        let engine = data::engine()?;
        for example in &loaded.examples {
            for mismatch in examples::run(&engine, &loaded.rulebook, example)? {
                println!("{mismatch}");
                failures += 1;
            }
        }
    }
    println!(
        "{} 个台账，{} 个政策，{} 个算例：{} 处错误，{} 处算例不符",
        loaded.rulebook.registers.len(),
        loaded.rulebook.policies.len(),
        loaded.examples.len(),
        loaded.diagnostics.len(),
        failures,
    );
    let passed = loaded.diagnostics.is_empty() && failures == 0;
    Ok(if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn show(args: &Show) -> anyhow::Result<ExitCode> {
    let rulebook = args.rulebook.load()?;
    let policy = rulebook
        .policy(&args.policy)
        .with_context(|| format!("there is no policy {}", args.policy))?;
    let day = args.as_of.unwrap_or_else(|| jiff::Zoned::now().date());
    let view = super::view(args.language.lang());
    super::print_page(&policy_page::text(policy, &rulebook, day, view))?;
    Ok(ExitCode::SUCCESS)
}
