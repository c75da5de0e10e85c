//! How is it driven?
//!
//! The one binary, `junheng`. Here the rooms meet: files are read and written, the day is asked for,
//! and each command lies in a file of its own under `commands/`.

mod commands;

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
    DemoData(commands::demo_data::DemoData),
}

fn main() -> anyhow::Result<ExitCode> {
    match Junheng::parse().command {
        Command::DemoData(args) => commands::demo_data::run(args),
    }
}
