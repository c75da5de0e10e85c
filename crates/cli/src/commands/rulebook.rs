//! `junheng rulebook`: reading, checking and running what the authorities decide.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use junheng_report::{Names, matter_page, policy_page};

use super::{Language, RulebookFolder};
use crate::{data, examples, refusal, rulebook};

/// Look at the rulebook: check it, or show a policy or a kind of matter.
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

/// Show a policy or a kind of matter as a readable page with its sources.
#[derive(Debug, Args)]
struct Show {
    /// A policy by its id, or a kind of matter by its name, such as 填报.
    #[arg(value_name = "POLICY|MATTER")]
    what: String,
    /// The day whose values of a policy to show; today if left out.
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
/// When a folder cannot be read, or there is no such policy or kind.
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
        "{} 个台账，{} 个政策，{} 类事项，{} 年工作日历，{} 个算例：{} 处错误，{} 处算例不符",
        loaded.rulebook.registers.len(),
        loaded.rulebook.policies.len(),
        loaded.rulebook.matters.len(),
        loaded.rulebook.calendar.years().count(),
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
    let lang = args.language.lang();
    let view = super::view(Names::new(&rulebook, lang));
    if let Some(kind) = rulebook.matter(&args.what) {
        super::print_page(&matter_page::text(kind, view))?;
        return Ok(ExitCode::SUCCESS);
    }
    let policy = rulebook
        .policy(&args.what)
        .ok_or_else(|| refusal::nothing_to_show(lang, &args.what, &rulebook))?;
    let day = args.as_of.unwrap_or_else(|| jiff::Zoned::now().date());
    super::print_page(&policy_page::text(policy, &rulebook, day, view))?;
    Ok(ExitCode::SUCCESS)
}
