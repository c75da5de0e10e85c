//! How is it driven?
//!
//! The one binary, `junheng`. Here the rooms meet: files are read and written, the day is asked for,
//! and each command lies in a file of its own under `commands/`.

mod commands;
mod data;
mod examples;
mod refusal;
mod rulebook;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A county's compulsory schools: where it stands, and what is missing where.
#[derive(Parser)]
#[command(name = "junheng", version)]
struct Junheng {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Assess(commands::assess::Assess),
    Explain(commands::explain::Explain),
    Template(commands::template::Template),
    Rulebook(commands::rulebook::RulebookCommand),
    DemoData(commands::demo_data::DemoData),
    DemoCounty(commands::demo_county::DemoCounty),
    Serve(commands::serve::Serve),
    Backup(commands::backup::Backup),
    Restore(commands::restore::Restore),
    RotateKeys(commands::rotate_keys::RotateKeys),
    Journal(commands::journal::Journal),
    Person(commands::person::Person),
}

fn main() -> ExitCode {
    let outcome = match Junheng::parse().command {
        Command::Assess(args) => commands::assess::run(args),
        Command::Explain(args) => commands::explain::run(args),
        Command::Template(args) => commands::template::run(args),
        Command::Rulebook(args) => commands::rulebook::run(args),
        Command::DemoData(args) => commands::demo_data::run(args),
        Command::DemoCounty(args) => commands::demo_county::run(args),
        Command::Serve(args) => commands::serve::run(args),
        Command::Backup(args) => commands::backup::run(args),
        Command::Restore(args) => commands::restore::run(args),
        Command::RotateKeys(args) => commands::rotate_keys::run(args),
        Command::Journal(args) => commands::journal::run(args),
        Command::Person(args) => commands::person::run(args),
    };
    outcome.unwrap_or_else(|error| {
        // Whoever read the output has seen enough, as `| head` does: that is no failure.
        let broken_pipe = |cause: &(dyn std::error::Error + 'static)| {
            cause
                .downcast_ref::<std::io::Error>()
                .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
        };
        if error.chain().any(broken_pipe) {
            return ExitCode::SUCCESS;
        }
        eprintln!("junheng: {error:#}");
        ExitCode::from(commands::UNUSABLE)
    })
}
