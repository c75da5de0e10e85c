//! `junheng assess`: a county's workbook in, an explained verdict out.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use junheng_assess::Assessment;
use junheng_model::{Diagnostics, Findings};
use junheng_report::console;
use junheng_report::{Lang, Names, diagnostics, document, json, marked, workbook};
use junheng_rulebook::{Policy, Rulebook};

use super::{Language, RulebookFolder, UNUSABLE};
use crate::data::{self, Data};

/// Judge a county's data by a policy, and say where it stands.
#[derive(Debug, Args)]
pub struct Assess {
    /// The data: a workbook (.xlsx, .xls, .ods), or .csv or .parquet files named as their registers.
    /// May be given several times.
    #[arg(long, value_name = "FILE", required = true)]
    data: Vec<PathBuf>,
    /// Last year's data, for the checks that compare with it.
    #[arg(long, value_name = "FILE")]
    last_year: Vec<PathBuf>,
    /// The policy, by its id; several are judged side by side.
    #[arg(long, value_name = "ID", required = true)]
    policy: Vec<String>,
    /// The day as of which to judge, today if left out; several are judged side by side.
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Vec<Date>,
    /// What to print.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write a report: an Excel workbook (.xlsx) or a Word self-assessment (.docx).
    #[arg(long, value_name = "FILE")]
    report: Vec<PathBuf>,
    /// Write a copy of the workbook in which the problems are marked cell by cell.
    #[arg(long, value_name = "FILE")]
    marked: Option<PathBuf>,
    #[command(flatten)]
    language: Language,
    #[command(flatten)]
    rulebook: RulebookFolder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// How many problems the console lists; the marked copy and the report hold all.
const PROBLEMS_LISTED: usize = 40;

/// Reads, checks, judges, prints and writes.
///
/// # Errors
/// When a file cannot be read or written, or the rulebook has mistakes.
pub fn run(args: Assess) -> anyhow::Result<ExitCode> {
    let rulebook = args.rulebook.load()?;
    let lang = args.language.lang();
    let policies = policies(&rulebook, &args.policy)?;
    check_report_kinds(&args.report)?;
    let mut data = data::read(&args.data, &rulebook)?;
    if data.unusable {
        write_marked(args.marked.as_deref(), &data, lang)?;
        eprintln!(
            "{}",
            diagnostics::text(&data.diagnostics, lang, PROBLEMS_LISTED)
        );
        return Ok(ExitCode::from(UNUSABLE));
    }
    let days = if args.as_of.is_empty() {
        vec![jiff::Zoned::now().date()]
    } else {
        args.as_of.clone()
    };
    let engine = data::engine()?;
    let last_year = match args.last_year.as_slice() {
        [] => None,
        files => Some(data::read(files, &rulebook)?.snapshot),
    };
    data.diagnostics.extend(engine.check(
        &data.snapshot,
        last_year.as_ref(),
        &rulebook,
        days[0],
    )?);
    let mut judged: Vec<(Assessment, &Policy)> = Vec::new();
    for policy in &policies {
        for &day in &days {
            in_force(policy, day)?;
            judged.push((
                engine.assess(&data.snapshot, &rulebook, policy, day)?,
                policy,
            ));
        }
    }
    let findings: Vec<(&Findings, &Policy)> = judged
        .iter()
        .map(|(assessment, policy)| (&assessment.findings, *policy))
        .collect();
    let names = Names::new(&rulebook, lang);
    print(&findings, &data.diagnostics, args.format, names)?;
    write_marked(args.marked.as_deref(), &data, lang)?;
    for path in &args.report {
        write_report(path, findings[0].0, findings[0].1, &data.diagnostics, names)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn policies<'r>(rulebook: &'r Rulebook, ids: &[String]) -> anyhow::Result<Vec<&'r Policy>> {
    ids.iter()
        .map(|id| {
            rulebook.policy(id).with_context(|| {
                let known: Vec<&str> = rulebook
                    .policies
                    .iter()
                    .map(|policy| policy.id.as_str())
                    .collect();
                format!("there is no policy {id}; there are: {}", known.join(", "))
            })
        })
        .collect()
}

/// A policy cannot judge a day before it was issued.
fn in_force(policy: &Policy, day: Date) -> anyhow::Result<()> {
    anyhow::ensure!(
        day >= policy.from,
        "{} is in force from {}, not yet on {day}",
        policy.id,
        policy.from
    );
    let ended = policy.until.filter(|until| day > *until);
    anyhow::ensure!(
        ended.is_none(),
        "{} ended on {}, before {day}",
        policy.id,
        policy.until.unwrap_or(day)
    );
    Ok(())
}

fn print(
    findings: &[(&Findings, &Policy)],
    problems: &Diagnostics,
    format: Format,
    names: Names<'_>,
) -> anyhow::Result<()> {
    let lang = names.lang;
    let mut out = io::BufWriter::new(io::stdout().lock());
    match format {
        Format::Json => {
            json::write(&mut out, findings, names)?;
            writeln!(out)?;
        }
        Format::Table => {
            let view = super::view(names);
            if findings.len() > 1 {
                writeln!(out, "{}", console::side_by_side(findings, view))?;
            }
            for (findings, policy) in findings {
                writeln!(out, "{}", console::findings(findings, policy, view))?;
            }
            if !problems.is_empty() {
                writeln!(
                    out,
                    "{}",
                    diagnostics::text(problems, lang, PROBLEMS_LISTED)
                )?;
            }
        }
    }
    out.flush()?;
    // With JSON on the output, what is wrong with the data still has to be seen.
    if format == Format::Json && problems.has_errors() && io::stderr().is_terminal() {
        eprintln!("{}", diagnostics::text(problems, lang, PROBLEMS_LISTED));
    }
    Ok(())
}

fn extension(path: &Path) -> String {
    path.extension()
        .map(|extension| extension.to_string_lossy().to_lowercase())
        .unwrap_or_default()
}

/// Said before any work is done.
fn check_report_kinds(paths: &[PathBuf]) -> anyhow::Result<()> {
    for path in paths {
        let known = matches!(extension(path).as_str(), "xlsx" | "docx");
        anyhow::ensure!(
            known,
            "{}: a report is written as .xlsx or .docx",
            path.display()
        );
    }
    Ok(())
}

fn write_report(
    path: &Path,
    findings: &Findings,
    policy: &Policy,
    problems: &Diagnostics,
    names: Names<'_>,
) -> anyhow::Result<()> {
    let bytes = match extension(path).as_str() {
        "docx" => document::self_assessment(findings, policy, names)?,
        _ => workbook::assessment(findings, policy, problems, names)?,
    };
    fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))
}

/// The marked copy of the first workbook; of other formats a workbook that lists the problems.
fn write_marked(path: Option<&Path>, data: &Data, lang: Lang) -> anyhow::Result<()> {
    let (Some(path), Some((original, bytes))) = (path, data.originals.first()) else {
        return Ok(());
    };
    let name = original
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let of_file: Diagnostics = data
        .diagnostics
        .iter()
        .filter(|found| *found.place.file == *name)
        .cloned()
        .collect();
    let copy = match extension(original).as_str() {
        "xlsx" | "xlsm" => marked::copy(bytes, &of_file, lang)?,
        _ => workbook::problems(&of_file, lang)?,
    };
    fs::write(path, copy).with_context(|| format!("writing {}", path.display()))
}
