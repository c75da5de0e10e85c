//! `junheng explain`: any figure, led back to its cells.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use junheng_assess::{AssessError, Case, Question};
use junheng_model::{Findings, Stage};
use junheng_report::{Lang, Names, diagnostics, explanation};
use junheng_rulebook::{Figure, Policy, Rulebook};

use super::{Language, RulebookFolder, UNUSABLE};
use crate::{data, refusal};

/// Show where a figure comes from: numerator, denominator, rows and cells, split, threshold, gap.
#[derive(Debug, Args)]
pub struct Explain {
    /// The data, as for `assess`.
    #[arg(long, value_name = "FILE", required = true)]
    data: Vec<PathBuf>,
    /// The policy, by its id; the newest national one with this indicator if left out.
    #[arg(long, value_name = "ID")]
    policy: Option<String>,
    /// The day as of which to judge; today if left out.
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,
    /// 学校标识码, for a school's figure; without it the county's figure is explained.
    #[arg(long, value_name = "CODE")]
    school: Option<String>,
    /// The stage: 小学 or 初中.
    #[arg(long, value_name = "STAGE", value_parser = stage)]
    stage: Option<Stage>,
    /// The county, when the data has several.
    #[arg(long, value_name = "NAME")]
    county: Option<String>,
    /// The indicator's id.
    #[arg(long, value_name = "ID")]
    indicator: String,
    #[command(flatten)]
    language: Language,
    #[command(flatten)]
    rulebook: RulebookFolder,
}

fn stage(text: &str) -> Result<Stage, String> {
    text.parse()
        .map_err(|_| format!("“{text}” is no stage: 小学 or 初中"))
}

/// The policy that was named, or the newest that stands on its own and has the indicator.
fn policy<'r>(rulebook: &'r Rulebook, args: &Explain, lang: Lang) -> anyhow::Result<&'r Policy> {
    let has_it = |policy: &&Policy| policy.indicator(&args.indicator).is_some();
    if let Some(id) = &args.policy {
        let named = rulebook.policy(id);
        let named = named.ok_or_else(|| refusal::no_policy(lang, id, rulebook))?;
        let found = Some(named).filter(has_it);
        return found.ok_or_else(|| refusal::no_indicator(lang, &args.indicator, Some(named)));
    }
    rulebook
        .policies
        .iter()
        .filter(|policy| policy.extends.is_none())
        .filter(has_it)
        .max_by_key(|policy| policy.from)
        .ok_or_else(|| refusal::no_indicator(lang, &args.indicator, None))
}

/// Reads, judges and explains.
///
/// # Errors
/// When a file cannot be read, or there is no such figure.
pub fn run(args: Explain) -> anyhow::Result<ExitCode> {
    let rulebook = args.rulebook.load()?;
    let lang = args.language.lang();
    let policy = policy(&rulebook, &args, lang)?;
    let day = args.as_of.unwrap_or_else(|| jiff::Zoned::now().date());
    refusal::unless_in_force(lang, policy, day)?;
    let data = data::read(&args.data, &rulebook, lang)?;
    if data.unusable {
        eprintln!("{}", diagnostics::text(&data.diagnostics, lang, usize::MAX));
        return Ok(ExitCode::from(UNUSABLE));
    }
    let engine = data::engine()?;
    let assessment = engine.assess(&data.snapshot, &rulebook, policy, day)?;
    let case = Case {
        snapshot: &data.snapshot,
        rulebook: &rulebook,
        policy,
        day,
        assessment: &assessment,
    };
    let names = Names::new(&rulebook, lang);
    let stages = stages_asked(&args, &assessment.findings, names)?;
    for indicator in with_parts(policy, &args.indicator) {
        for &stage in &stages {
            let question = Question {
                indicator,
                school: args.school.as_deref(),
                stage,
                county: args.county.as_deref(),
            };
            let explained = engine
                .explain(&case, question)
                .map_err(|error| match error {
                    AssessError::NoSuch(_) => refusal::no_figure(lang, indicator),
                    ours => ours.into(),
                })?;
            let view = super::view(names);
            super::print_page(&explanation::text(&explained, policy, view))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// An indicator, and its parts behind it where it is met when they are.
fn with_parts<'a>(policy: &'a Policy, indicator: &'a str) -> Vec<&'a str> {
    let mut asked = vec![indicator];
    if let Some(Figure::All { parts }) = policy.indicator(indicator).map(|found| &found.figure) {
        asked.extend(parts.iter().map(String::as_str));
    }
    asked
}

/// The stages to explain: the one that was named; of a figure by stage, each stage that the school or the county has.
///
/// # Errors
/// When the school, its stage or the county is not there, with what there is.
fn stages_asked(
    args: &Explain,
    findings: &Findings,
    names: Names<'_>,
) -> anyhow::Result<Vec<Option<Stage>>> {
    let lang = names.lang;
    let counties: Vec<&str> = findings
        .counties
        .iter()
        .map(|county| county.county.as_str())
        .collect();
    let Some(code) = args.school.as_deref() else {
        let is_there = match &args.county {
            Some(named) => counties.contains(&named.as_str()),
            None => counties.len() == 1,
        };
        let asked = is_there.then(|| vec![args.stage]);
        return asked.ok_or_else(|| refusal::which_county(lang, &counties));
    };
    let units = &findings.schools.units;
    let own = (0..units.len()).filter(|&unit| units.code.get(unit) == code);
    let has: Vec<Stage> = own.filter_map(|unit| units.stage[unit]).collect();
    let is_by_stage = findings.schools.indicators.contains(&args.indicator);
    match args.stage {
        _ if !is_by_stage => Ok(vec![args.stage]),
        _ if has.is_empty() => Err(not_judged(findings, code, names)),
        Some(stage) if !has.contains(&stage) => Err(refusal::no_stage(lang, code, stage, &has)),
        Some(stage) => Ok(vec![Some(stage)]),
        None => Ok(has.into_iter().map(Some).collect()),
    }
}

/// Why a school has no figures by stage.
fn not_judged(findings: &Findings, code: &str, names: Names<'_>) -> anyhow::Error {
    let excluded = findings.counties.iter().flat_map(|county| &county.excluded);
    let mut own = excluded.filter(|school| school.code == code);
    match own.next() {
        Some(school) => {
            let reason = names.exclusion(&school.reason);
            refusal::school_excluded(names.lang, code, &school.name, reason)
        }
        None => refusal::no_school(names.lang, code),
    }
}
