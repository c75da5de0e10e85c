//! Junheng as a contestant: it does the same work as the peers, on order, so that both can be measured
//! in turns. Built and driven by `benches/run`.

mod contest;
mod judged;
mod laid_down;
mod large_workbook;
mod load;
mod what_if;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use judged::Asks;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What is measured, or made for measuring.
#[derive(Parser)]
struct Arguments {
    /// The folder of the rulebook.
    #[arg(long)]
    rulebook: PathBuf,
    #[command(subcommand)]
    contest: Contest,
}

#[derive(Subcommand)]
enum Contest {
    /// Judge the schools of a Parquet file.
    Nation {
        file: PathBuf,
        /// Judge once and leave, for measuring memory.
        #[arg(long)]
        once: bool,
        #[command(flatten)]
        extent: Extent,
    },
    /// Judge a county's workbook.
    County {
        file: PathBuf,
        #[command(flatten)]
        extent: Extent,
    },
    /// Change one figure of one school of a county's workbook.
    WhatIf { file: PathBuf },
    /// Read a large workbook into a register.
    ReadWorkbook { file: PathBuf },
    /// Write a workbook of 200,000 rows and 25 columns.
    MakeWorkbook { file: PathBuf },
    /// Send many people to a server and say how long they waited.
    Load(load::Load),
    /// Serve one page of so many bytes with the bare framework.
    BarePage {
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: std::net::SocketAddr,
        #[arg(long, default_value_t = 30_000)]
        bytes: usize,
    },
}

/// How much of the policy to ask.
#[derive(clap::Args)]
struct Extent {
    /// Ask for all of the policy, not only for the resources of schools.
    #[arg(long)]
    whole_policy: bool,
}

impl Extent {
    fn asks(&self) -> Asks {
        match self.whole_policy {
            true => Asks::WholePolicy,
            false => Asks::Resources,
        }
    }
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    match arguments.contest {
        Contest::Nation { file, once, extent } => {
            let judge = judged::Nation::prepare(&arguments.rulebook, file, extent.asks())?;
            if once {
                return judge.run().map(drop);
            }
            contest::serve(
                || judge.run(),
                |findings, folder| laid_down::write(&findings.findings, folder),
            )
        }
        Contest::County { file, extent } => {
            let judge = judged::County::prepare(&arguments.rulebook, file, extent.asks())?;
            contest::serve(
                || judge.run(),
                |assessment, folder| laid_down::write(&assessment.findings, folder),
            )
        }
        Contest::WhatIf { file } => what_if::serve(&arguments.rulebook, file),
        Contest::ReadWorkbook { file } => {
            let reader = large_workbook::Reader::prepare(&arguments.rulebook, file)?;
            contest::serve(|| reader.run(), |_, _| Ok(()))
        }
        Contest::MakeWorkbook { file } => large_workbook::make(&file),
        Contest::Load(load) => load::run(load),
        Contest::BarePage { listen, bytes } => load::serve_bare_page(listen, bytes),
    }
}
