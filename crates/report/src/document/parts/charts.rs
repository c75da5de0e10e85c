//! The charts of the report: what share of the schools meets each indicator, and how far they lie apart.

use junheng_model::{IndicatorFinding, Stage};

use crate::document::chart::{Chart, Series};
use crate::standing::Standing;
use crate::{Lang, words};

/// Primary and junior: one dark, one light, so that a print without colours tells them apart.
const COLUMN_COLOURS: [&str; 2] = ["2F5597", "A9D18E"];
const LINE_COLOURS: [&str; 2] = ["1F3864", "C00000"];

/// The share of schools that meet each indicator, by stage.
pub(super) fn share_chart(
    standing: &Standing<'_>,
    findings: &[&IndicatorFinding],
    title: &str,
) -> Chart {
    chart(standing, findings, title, "0%", |finding| {
        (finding.units > 0).then(|| finding.units_met as f64 / finding.units as f64)
    })
}

pub(super) fn spread_chart(
    standing: &Standing<'_>,
    findings: &[&IndicatorFinding],
    title: &str,
) -> Chart {
    let mut chart = chart(standing, findings, title, "0.00", |finding| {
        finding.variation.map(|variation| variation.coefficient)
    });
    let limits = |finding: &IndicatorFinding| match finding.variation {
        Some(variation) => variation.limit,
        None => finding
            .limit
            .filter(|_| standing.has_variation_limit(finding)),
    };
    let limit = words::LIMIT.say(standing.lang());
    chart.lines = series(standing, findings, LINE_COLOURS, limits)
        .into_iter()
        .map(|series| Series {
            name: format!("{}{limit}", series.name),
            ..series
        })
        .collect();
    chart.most = None;
    chart
}

fn chart(
    standing: &Standing<'_>,
    findings: &[&IndicatorFinding],
    title: &str,
    format: &'static str,
    figure: impl Fn(&IndicatorFinding) -> Option<f64>,
) -> Chart {
    Chart {
        title: title.to_owned(),
        categories: ids(findings)
            .into_iter()
            .map(|id| category(standing, id))
            .collect(),
        columns: series(standing, findings, COLUMN_COLOURS, figure),
        lines: Vec::new(),
        format,
        most: Some(1.0),
    }
}

/// What stands below a column, where there is little room: English names are long.
fn category(standing: &Standing<'_>, id: &str) -> String {
    match (standing.lang(), standing.policy.indicator(id)) {
        (Lang::Chinese, Some(indicator)) => standing.short(indicator).to_owned(),
        _ => id.to_owned(),
    }
}

/// A row of figures for each stage that occurs.
fn series(
    standing: &Standing<'_>,
    findings: &[&IndicatorFinding],
    colours: [&'static str; 2],
    figure: impl Fn(&IndicatorFinding) -> Option<f64>,
) -> Vec<Series> {
    let of = |id: &str, stage: Stage| {
        findings
            .iter()
            .find(|finding| finding.id == id && finding.stage == Some(stage))
            .and_then(|finding| figure(finding))
    };
    Stage::COMPULSORY
        .into_iter()
        .zip(colours)
        .map(|(stage, colour)| Series {
            name: standing.lang().stage(Some(stage)).to_owned(),
            values: ids(findings).into_iter().map(|id| of(id, stage)).collect(),
            colour,
        })
        .filter(|series| series.values.iter().any(Option::is_some))
        .collect()
}

/// The ids of the findings, each once.
fn ids<'a>(findings: &[&'a IndicatorFinding]) -> Vec<&'a str> {
    let mut ids: Vec<&str> = Vec::new();
    for finding in findings {
        if !ids.contains(&finding.id.as_str()) {
            ids.push(&finding.id);
        }
    }
    ids
}
