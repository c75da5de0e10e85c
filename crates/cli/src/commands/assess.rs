//! `junheng assess`: a county's workbook in, an explained verdict out.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use junheng_assess::Assessment;
use junheng_model::{Diagnostics, Findings};
use junheng_report::console;
use junheng_report::{Lang, Names, diagnostics, document, json, marked, workbook};
use junheng_rulebook::{Policy, Rulebook};

use super::{Language, RulebookFolder, UNUSABLE};
use crate::data::{self, Data, SentFile};
use crate::refusal;

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
    let policies = policies(&rulebook, &args.policy, lang)?;
    let days = match args.as_of.as_slice() {
        [] => vec![jiff::Zoned::now().date()],
        days => days.to_vec(),
    };
    for policy in &policies {
        for &day in &days {
            refusal::unless_in_force(lang, policy, day)?;
        }
    }
    check_outputs(&args, lang)?;
    let mut data = data::read(&args.data, &rulebook, lang)?;
    if data.unusable {
        write_marked(args.marked.as_deref(), &data, lang)?;
        return Ok(unusable(&data, lang));
    }
    let last_year = match args.last_year.as_slice() {
        [] => None,
        files => Some(data::read(files, &rulebook, lang)?),
    };
    if let Some(last_year) = last_year.as_ref().filter(|data| data.unusable) {
        return Ok(unusable(last_year, lang));
    }
    let engine = data::engine()?;
    let last_year = last_year.as_ref().map(|data| &data.snapshot);
    data.take_checks(
        engine.check_rows(&data.snapshot, last_year, &rulebook, days[0])?,
        &rulebook,
    );
    let mut judged: Vec<(Assessment, &Policy)> = Vec::new();
    for policy in &policies {
        for &day in &days {
            let assessment = engine.assess(&data.snapshot, &rulebook, policy, day)?;
            judged.push((assessment, policy));
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
    if let (false, [(first, _), _, ..]) = (args.report.is_empty(), findings.as_slice()) {
        eprintln!("{}", refusal::report_of_first(lang, first));
    }
    Ok(ExitCode::SUCCESS)
}

/// Says what is wrong with data of which nothing can be used.
fn unusable(data: &Data, lang: Lang) -> ExitCode {
    let problems = diagnostics::text(&data.diagnostics, lang, PROBLEMS_LISTED);
    eprintln!("{problems}");
    ExitCode::from(UNUSABLE)
}

fn policies<'r>(
    rulebook: &'r Rulebook,
    ids: &[String],
    lang: Lang,
) -> anyhow::Result<Vec<&'r Policy>> {
    let find = |id: &String| {
        let known = rulebook.policy(id);
        known.ok_or_else(|| refusal::no_policy(lang, id, rulebook))
    };
    ids.iter().map(find).collect()
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
    if format == Format::Json && problems.has_errors() {
        eprintln!("{}", diagnostics::text(problems, lang, PROBLEMS_LISTED));
    }
    Ok(())
}

fn extension(path: &Path) -> String {
    path.extension()
        .map(|extension| extension.to_string_lossy().to_lowercase())
        .unwrap_or_default()
}

/// What would be written where it cannot or must not be is said before any work is done.
fn check_outputs(args: &Assess, lang: Lang) -> anyhow::Result<()> {
    for path in &args.report {
        if !matches!(extension(path).as_str(), "xlsx" | "docx") {
            return Err(refusal::report_kind(lang, path));
        }
    }
    let is_same = |left: &Path, right: &Path| match (left.canonicalize(), right.canonicalize()) {
        (Ok(left), Ok(right)) => left == right,
        _ => false,
    };
    let sent = || args.data.iter().chain(&args.last_year);
    for path in args.report.iter().chain(&args.marked) {
        if sent().any(|data| is_same(data, path)) {
            return Err(refusal::would_replace_data(lang, path));
        }
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
    write(path, &bytes, names.lang)
}

fn write(path: &Path, bytes: &[u8], lang: Lang) -> anyhow::Result<()> {
    fs::write(path, bytes).map_err(|error| refusal::unwritable(lang, path, &error))
}

/// The marked copy of each file: the first as `path`, others beside it with their own name added. Of what is no
/// workbook of Excel, a workbook that lists the problems.
fn write_marked(path: Option<&Path>, data: &Data, lang: Lang) -> anyhow::Result<()> {
    let Some(path) = path else { return Ok(()) };
    for (position, original) in data.originals.iter().enumerate() {
        let of_file: Diagnostics = data
            .diagnostics
            .iter()
            .filter(|found| *found.place.file == *original.name)
            .cloned()
            .collect();
        // What only calls itself a workbook has no cells to mark.
        let copy = marked::copy(&original.bytes, &of_file, lang)
            .or_else(|_| workbook::problems(&of_file, lang))?;
        match position {
            0 => write(path, &copy, lang)?,
            _ => write(&beside(path, original), &copy, lang)?,
        }
    }
    Ok(())
}

/// `标记.xlsx` becomes `标记-西片.xlsx` for the file `西片.xls`.
fn beside(path: &Path, original: &SentFile) -> PathBuf {
    let stem = |path: &Path| {
        path.file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    path.with_file_name(format!("{}-{}.xlsx", stem(path), stem(&original.path)))
}
