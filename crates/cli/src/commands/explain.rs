//! `junheng explain`: any figure, led back to its cells.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use jiff::civil::Date;
use junheng_assess::{Case, Question};
use junheng_model::Stage;
use junheng_report::{Names, diagnostics, explanation};
use junheng_rulebook::{Policy, Rulebook};

use super::{Language, RulebookFolder, UNUSABLE};
use crate::data;

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
fn policy<'r>(
    rulebook: &'r Rulebook,
    id: Option<&str>,
    indicator: &str,
) -> anyhow::Result<&'r Policy> {
    if let Some(id) = id {
        return rulebook
            .policy(id)
            .with_context(|| format!("there is no policy {id}"));
    }
    let of_its_own = rulebook
        .policies
        .iter()
        .filter(|policy| policy.extends.is_none());
    of_its_own
        .filter(|policy| policy.indicator(indicator).is_some())
        .max_by_key(|policy| policy.from)
        .with_context(|| format!("no policy has an indicator {indicator}"))
}

/// Reads, judges and explains.
///
/// # Errors
/// When a file cannot be read, or there is no such figure.
pub fn run(args: Explain) -> anyhow::Result<ExitCode> {
    let rulebook = args.rulebook.load()?;
    let lang = args.language.lang();
    let policy = policy(&rulebook, args.policy.as_deref(), &args.indicator)?;
    let data = data::read(&args.data, &rulebook)?;
    if data.unusable {
        eprintln!("{}", diagnostics::text(&data.diagnostics, lang, usize::MAX));
        return Ok(ExitCode::from(UNUSABLE));
    }
    let day = args.as_of.unwrap_or_else(|| jiff::Zoned::now().date());
    let engine = data::engine()?;
    let assessment = engine.assess(&data.snapshot, &rulebook, policy, day)?;
    let case = Case {
        snapshot: &data.snapshot,
        rulebook: &rulebook,
        policy,
        day,
        assessment: &assessment,
    };
    let question = Question {
        indicator: &args.indicator,
        school: args.school.as_deref(),
        stage: args.stage,
        county: args.county.as_deref(),
    };
    let explained = engine.explain(&case, question)?;
    super::print_page(&explanation::text(
        &explained,
        policy,
        super::view(Names::new(&rulebook, lang)),
    ))?;
    Ok(ExitCode::SUCCESS)
}
