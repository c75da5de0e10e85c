//! The indicators of a county, what breaks them, and the standards of all layers.

use junheng_model::{IndicatorFinding, Standard};

use super::{LONGEST_LIST, View, heading, push_more, verdict_cell};
use crate::figures::{self, NO_FIGURE};
use crate::standing::Standing;
use crate::text_table::{Align, Cell, TextTable, paragraph};
use crate::words;

/// All indicators, group by group; those with a variation between schools in a table of their own.
pub(super) fn indicators(out: &mut String, standing: &Standing<'_>, view: View) {
    heading(out, words::INDICATORS.say(view.lang()), view);
    for (group, findings) in standing.groups() {
        if !group.is_empty() {
            let name = standing.lang().group(standing.policy, group);
            out.push_str(&format!("  {name}\n"));
        }
        let (varied, plain): (Vec<&IndicatorFinding>, Vec<_>) = findings
            .into_iter()
            .partition(|finding| standing.is_varied(finding));
        if !varied.is_empty() {
            let table = variation_table(standing, &varied);
            out.push_str(&table.render(view.width, 2, view.colour));
        }
        if !plain.is_empty() {
            let table = indicator_table(standing, &plain);
            out.push_str(&table.render(view.width, 2, view.colour));
        }
    }
}

/// What stands in an English unit between what is counted and what for.
const PER: &str = " per ";

fn variation_table(standing: &Standing<'_>, findings: &[&IndicatorFinding]) -> TextTable<'static> {
    let lang = standing.lang();
    TextTable {
        heads: vec![
            (words::ID.say(lang), Align::Left),
            (words::INDICATOR.say(lang), Align::Left),
            (words::STAGE.say(lang), Align::Left),
            (words::MEAN.say(lang), Align::Right),
            (words::SCHOOL_STANDARD.say(lang), Align::Left),
            (words::SCHOOLS_MET.say(lang), Align::Right),
            (words::COEFFICIENT.say(lang), Align::Right),
            (words::LIMIT.say(lang), Align::Right),
            (words::VERDICT.say(lang), Align::Left),
        ],
        flexible: 1,
        rows: findings
            .iter()
            .map(|finding| variation_row(standing, finding))
            .collect(),
    }
}

fn variation_row(standing: &Standing<'_>, finding: &IndicatorFinding) -> Vec<Cell> {
    let declared = standing.policy.indicator(&finding.id);
    let mut row = indicator_row(standing, finding);
    row[1] = Cell::from(declared.map_or("", |declared| standing.short(declared)));
    let limit = finding
        .variation
        .map_or(finding.limit, |variation| variation.limit);
    let coefficient = finding.variation.map_or_else(
        || NO_FIGURE.to_owned(),
        |variation| figures::coefficient(variation.coefficient, variation.limit),
    );
    let limit = limit.map_or(String::new(), |limit| {
        format!("≤ {}", figures::fixed(limit, 2))
    });
    // An indicator of resources says in its name what it is per; the column is needed for the names.
    if let Some((amount, _)) = standing.asked(finding).split_once(PER) {
        row[4] = Cell::from(amount);
    }
    row.insert(6, Cell::from(limit));
    row.insert(6, Cell::from(coefficient));
    row
}

fn indicator_table(standing: &Standing<'_>, findings: &[&IndicatorFinding]) -> TextTable<'static> {
    let lang = standing.lang();
    TextTable {
        heads: vec![
            (words::ID.say(lang), Align::Left),
            (words::INDICATOR.say(lang), Align::Left),
            (words::STAGE.say(lang), Align::Left),
            (words::VALUE.say(lang), Align::Right),
            (words::STANDARD.say(lang), Align::Left),
            (words::MET.say(lang), Align::Right),
            (words::VERDICT.say(lang), Align::Left),
        ],
        flexible: 1,
        rows: findings
            .iter()
            .map(|finding| indicator_row(standing, finding))
            .collect(),
    }
}

fn indicator_row(standing: &Standing<'_>, finding: &IndicatorFinding) -> Vec<Cell> {
    let lang = standing.lang();
    let declared = standing.policy.indicator(&finding.id);
    let value = standing.value_text(finding);
    let met = standing.units_met(finding);
    vec![
        Cell::from(finding.id.as_str()),
        Cell::from(declared.map_or("", |declared| lang.indicator(declared))),
        Cell::from(lang.stage(finding.stage)),
        Cell::from(value),
        Cell::from(standing.asked(finding)),
        Cell::from(met),
        verdict_cell(finding.verdict, lang),
    ]
}

/// The units that break an indicator which every unit must meet.
pub(super) fn breaking(out: &mut String, standing: &Standing<'_>, view: View) {
    let broken: Vec<&IndicatorFinding> = standing.broken();
    if broken.is_empty() {
        return;
    }
    heading(out, words::VIOLATIONS.say(view.lang()), view);
    for finding in broken {
        let label = standing.labelled(&finding.id, finding.stage);
        let count = finding.breaking.len();
        let title = format!(
            "{label}{}{}",
            view.lang().colon(),
            words::items(view.lang(), count)
        );
        out.push_str(&paragraph("", &title, view.width, 2));
        for unit in finding.breaking.iter().take(LONGEST_LIST) {
            let text = standing.breaking_text(finding, &unit);
            out.push_str(&paragraph("- ", &text, view.width, 4));
        }
        push_more(out, count.saturating_sub(LONGEST_LIST), view);
    }
}

/// Indicators for which more than one standard is declared.
pub(super) fn layers(out: &mut String, standing: &Standing<'_>, view: View) {
    let layered = standing.layered();
    if layered.is_empty() {
        return;
    }
    let lang = view.lang();
    heading(out, words::JUDGED_BY_LAYERS.say(lang), view);
    let mut rows = Vec::new();
    for finding in &layered {
        for standard in finding.standards_of_stage() {
            rows.push(standard_row(standing, finding, standard));
        }
    }
    let table = TextTable {
        heads: vec![
            (words::INDICATOR.say(lang), Align::Left),
            (words::LAYER.say(lang), Align::Left),
            (words::STANDARD.say(lang), Align::Left),
            (words::CASE.say(lang), Align::Left),
            (words::UNTIL.say(lang), Align::Left),
            (words::SOURCE.say(lang), Align::Left),
            ("", Align::Left),
        ],
        flexible: 5,
        rows,
    };
    out.push_str(&table.render(view.width, 2, view.colour));
}

fn standard_row(
    standing: &Standing<'_>,
    finding: &IndicatorFinding,
    standard: &Standard,
) -> Vec<Cell> {
    let lang = standing.lang();
    let judges = if standard.judges {
        words::JUDGES.say(lang)
    } else {
        ""
    };
    vec![
        Cell::from(format!(
            "{} {}",
            finding.id,
            lang.stage(standard.stage.or(finding.stage))
        )),
        Cell::from(lang.layer(standard.layer)),
        Cell::from(format!(
            "{} {}",
            standard.bound,
            figures::plain(standard.value)
        )),
        Cell::from(standing.names.case(&standard.case)),
        Cell::from(
            standard
                .until
                .map_or(String::new(), |until| until.to_string()),
        ),
        Cell::from(standard.source.as_str()),
        Cell::from(judges),
    ]
}

/// What other declared formulas of an indicator give.
pub(super) fn alternatives(out: &mut String, standing: &Standing<'_>, view: View) {
    let with: Vec<&IndicatorFinding> = standing
        .county
        .indicators
        .iter()
        .filter(|finding| !finding.alternatives.is_empty())
        .collect();
    if with.is_empty() {
        return;
    }
    heading(out, words::ALTERNATIVES.say(view.lang()), view);
    for finding in with {
        for other in &finding.alternatives {
            let text = standing.alternative_text(finding, other);
            out.push_str(&paragraph("- ", &text, view.width, 2));
        }
    }
}
