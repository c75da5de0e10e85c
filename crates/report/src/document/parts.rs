//! The parts of the report: what was judged, the verdict, and how each group of indicators stands.

use std::collections::BTreeSet;

use junheng_model::{IndicatorFinding, Stage, Variation, Verdict};

use super::paper::{Entry, Paper, Side, column};
use super::{annexes::Annex, sentences};
use crate::figures;
use crate::standing::{Standing, Tally};
use crate::words::{self, documents};

mod charts;

use charts::{share_chart, spread_chart};

/// Schools where data is missing are named up to this many.
const NAMED: usize = 5;

/// What was judged.
pub(super) fn basics(paper: &mut Paper, standing: &Standing<'_>) {
    let lang = standing.lang();
    let units = &standing.findings.schools.units;
    let codes: BTreeSet<&str> = standing
        .county
        .units
        .clone()
        .map(|unit| units.code.get(unit))
        .collect();
    let sizes: Vec<String> = Stage::COMPULSORY
        .into_iter()
        .filter_map(|stage| {
            let of_stage: Vec<usize> = standing.units_of(stage).collect();
            if of_stage.is_empty() {
                return None;
            }
            let pupils: f64 = of_stage
                .iter()
                .filter_map(|&unit| units.pupils[unit].quantity())
                .map(|pupils| pupils.to_f64())
                .sum();
            let pupils = figures::plain(pupils);
            let name = lang.stage(Some(stage));
            Some(documents::stage_size(lang, name, of_stage.len(), &pupils))
        })
        .collect();
    let judged = match codes.len() {
        0 => documents::NONE_JUDGED.say(lang).to_owned(),
        schools => documents::judged_units(lang, schools, &sizes.join(lang.semicolon())),
    };
    paper.part(documents::BASICS.say(lang));
    paper.body(&documents::basics(
        lang,
        &standing.policy.document,
        standing.findings.as_of,
        &standing.county.county,
        &judged,
        standing.county.excluded.len(),
    ));
}

/// The verdict and the rules that make it.
pub(super) fn conclusion(paper: &mut Paper, standing: &Standing<'_>) {
    let lang = standing.lang();
    let county = standing.county;
    let rules = Tally::of(county.rules.iter().map(|rule| rule.verdict));
    paper.part(documents::CONCLUSION.say(lang));
    paper.body(&documents::verdict(
        lang,
        &county.county,
        lang.verdict(county.verdict),
        rules,
    ));
    let columns = [
        column(words::RULE_NAME.say(lang), 34, Side::Left),
        column(words::REACHED.say(lang), 22, Side::Left),
        column(words::AGAINST.say(lang), 32, Side::Left),
        column(words::VERDICT.say(lang), 12, Side::Centre),
    ];
    let rows = county
        .rules
        .iter()
        .map(|finding| {
            vec![
                Entry::from(standing.rule_name(finding)),
                Entry::from(standing.rule_figures(finding).unwrap_or_default()),
                Entry::from(standing.against(finding)),
                Entry::verdict(finding.verdict, lang),
            ]
        })
        .collect();
    paper.table(documents::RULES_TABLE.say(lang), &columns, rows);
}

/// A part for each group of indicators.
pub(super) fn groups(paper: &mut Paper, standing: &Standing<'_>) {
    for (group, findings) in standing.groups() {
        let (varied, plain): (Vec<&IndicatorFinding>, Vec<_>) = findings
            .into_iter()
            .partition(|finding| standing.is_varied(finding));
        let title = match group {
            "" => words::INDICATORS.say(standing.lang()),
            group => standing.lang().group(standing.policy, group),
        };
        paper.part(title);
        if !varied.is_empty() {
            if standing.judges_schools() {
                schools(paper, standing, &varied);
            } else {
                means(paper, standing, &varied);
            }
            spread(paper, standing, &varied);
            if standing.judges_schools() {
                gaps(paper, standing);
            }
        }
        if !plain.is_empty() {
            indicators(paper, standing, title, &plain);
        }
    }
}

/// How many schools meet what.
fn schools(paper: &mut Paper, standing: &Standing<'_>, findings: &[&IndicatorFinding]) {
    let lang = standing.lang();
    let title = documents::SCHOOLS_STAND.say(lang);
    paper.section(title);
    let stands: Vec<String> = Stage::COMPULSORY
        .into_iter()
        .filter_map(|stage| {
            let verdicts = standing
                .units_of(stage)
                .map(|unit| standing.findings.schools.verdicts[unit]);
            let tally = Tally::of(verdicts);
            let name = lang.stage(Some(stage));
            (tally.all() > 0).then(|| documents::stage_stands(lang, name, tally))
        })
        .collect();
    if !stands.is_empty() {
        let sentence = format!("{}{}", stands.join(lang.semicolon()), lang.full_stop());
        paper.body(&sentence);
    }
    let columns = [
        column(words::ID.say(lang), 9, Side::Centre),
        column(words::INDICATOR.say(lang), 32, Side::Left),
        column(words::STAGE.say(lang), 10, Side::Centre),
        column(words::SCHOOL_STANDARD.say(lang), 20, Side::Centre),
        column(words::MEAN.say(lang), 15, Side::Right),
        column(words::SCHOOLS_MET.say(lang), 14, Side::Centre),
    ];
    let rows = findings
        .iter()
        .map(|finding| {
            vec![
                Entry::from(finding.id.as_str()),
                Entry::from(standing.short_name(finding)),
                Entry::from(lang.stage(finding.stage)),
                Entry::from(standing.asked(finding)),
                Entry::from(standing.value_text(finding)),
                Entry::from(standing.units_met(finding)),
            ]
        })
        .collect();
    paper.table(title, &columns, rows);
    let caption = documents::SHARE_MET.say(lang);
    paper.chart(caption, share_chart(standing, findings, caption));
}

/// The county's means, where nothing is asked of the schools one by one.
fn means(paper: &mut Paper, standing: &Standing<'_>, findings: &[&IndicatorFinding]) {
    let lang = standing.lang();
    let title = documents::MEANS.say(lang);
    paper.section(title);
    let columns = [
        column(words::ID.say(lang), 10, Side::Centre),
        column(words::INDICATOR.say(lang), 40, Side::Left),
        column(words::STAGE.say(lang), 15, Side::Centre),
        column(words::MEAN.say(lang), 17, Side::Right),
        column(words::UNIT.say(lang), 18, Side::Centre),
    ];
    let row = |finding: &&IndicatorFinding| {
        let declared = standing.policy.indicator(&finding.id);
        let unit = declared.map_or("", |declared| standing.names.unit(&declared.unit));
        vec![
            Entry::from(finding.id.as_str()),
            Entry::from(standing.short_name(finding)),
            Entry::from(lang.stage(finding.stage)),
            Entry::from(standing.value_text(finding)),
            Entry::from(unit),
        ]
    };
    paper.table(title, &columns, findings.iter().map(row).collect());
}

/// The variations, which are beyond their limits, and why.
fn spread(paper: &mut Paper, standing: &Standing<'_>, findings: &[&IndicatorFinding]) {
    let lang = standing.lang();
    let title = documents::SPREAD.say(lang);
    paper.section(title);
    let tally = Tally::of(findings.iter().map(|finding| finding.verdict));
    let judged = findings
        .iter()
        .any(|finding| standing.has_variation_limit(finding));
    paper.body(&documents::variations_stand(lang, tally, judged));
    for finding in findings {
        let Some(variation) = &finding.variation else {
            continue;
        };
        let flips = standing.turning_formulas(variation);
        let is_beyond = standing.variation_verdict(variation) == Some(Verdict::NotMet);
        if is_beyond || !flips.is_empty() {
            paper.item(&sentences::spread(standing, finding, variation));
        }
    }
    let mut columns = vec![
        column(words::ID.say(lang), 9, Side::Centre),
        column(words::INDICATOR.say(lang), 27, Side::Left),
        column(words::STAGE.say(lang), 10, Side::Centre),
        column(words::DEVIATION.say(lang), 15, Side::Right),
        column(words::COEFFICIENT.say(lang), 14, Side::Right),
        column(words::LIMIT.say(lang), 10, Side::Right),
        column(words::VERDICT.say(lang), 15, Side::Centre),
    ];
    // Where only the mean of the variations is judged, each has neither limit nor verdict.
    let kept = if judged {
        columns.len()
    } else {
        columns.len() - 2
    };
    columns.truncate(kept);
    let row = |finding: &&IndicatorFinding| {
        let mut row = spread_row(standing, finding);
        row.truncate(kept);
        row
    };
    paper.table(title, &columns, findings.iter().map(row).collect());
    paper.chart(title, spread_chart(standing, findings, title));
}

fn spread_row(standing: &Standing<'_>, finding: &IndicatorFinding) -> Vec<Entry> {
    let lang = standing.lang();
    let declared = standing.policy.indicator(&finding.id);
    let places = declared.map_or(2, |declared| declared.decimals);
    let limit = finding
        .variation
        .map_or(finding.limit, |variation| variation.limit);
    let known = |figure: &dyn Fn(&Variation) -> String| {
        finding
            .variation
            .as_ref()
            .map_or_else(|| figures::NO_FIGURE.to_owned(), figure)
    };
    vec![
        Entry::from(finding.id.as_str()),
        Entry::from(standing.short_name(finding)),
        Entry::from(lang.stage(finding.stage)),
        Entry::from(known(&|of| figures::fixed(of.deviation, places))),
        Entry::from(known(&|of| figures::coefficient(of.coefficient, of.limit))),
        Entry::from(limit.map_or(String::new(), |limit| figures::fixed(limit, 2))),
        Entry::verdict(finding.verdict, lang),
    ]
}

/// What the schools are short of, in all.
fn gaps(paper: &mut Paper, standing: &Standing<'_>) {
    let lang = standing.lang();
    let title = documents::MAIN_GAPS.say(lang);
    paper.section(title);
    let totals = standing.gap_totals();
    if totals.is_empty() {
        let is_open = standing.tally().undetermined > 0;
        paper.body(documents::no_gaps(lang, is_open));
        return;
    }
    let list: Vec<String> = totals
        .iter()
        .map(|total| standing.gap_total_text(total))
        .collect();
    let annex = Annex::Shortfalls.number(standing);
    paper.body(&documents::gaps_total(
        lang,
        &list.join(lang.comma()),
        annex,
    ));
    let columns = [
        column(words::ID.say(lang), 10, Side::Centre),
        column(words::INDICATOR.say(lang), 36, Side::Left),
        column(words::STAGE.say(lang), 14, Side::Centre),
        column(documents::FAILING_COUNT.say(lang), 16, Side::Right),
        column(documents::GAP_TOTAL.say(lang), 24, Side::Right),
    ];
    let rows = totals
        .iter()
        .map(|total| {
            vec![
                Entry::from(total.indicator.id.as_str()),
                Entry::from(standing.short(total.indicator)),
                Entry::from(lang.stage(total.stage)),
                Entry::from(total.schools.to_string()),
                Entry::from(figures::gap(total.indicator, total.gap, standing.names)),
            ]
        })
        .collect();
    paper.table(title, &columns, rows);
}

/// Indicators without a variation: a table, and a sentence for each that is not met.
fn indicators(
    paper: &mut Paper,
    standing: &Standing<'_>,
    title: &str,
    findings: &[&IndicatorFinding],
) {
    let lang = standing.lang();
    let whole: Vec<&&IndicatorFinding> = findings
        .iter()
        .filter(|finding| !standing.is_part(finding))
        .collect();
    let ids: BTreeSet<&str> = whole.iter().map(|finding| finding.id.as_str()).collect();
    let tally = Tally::of(whole.iter().map(|finding| finding.verdict));
    paper.body(&documents::group_stands(lang, ids.len(), tally));
    for finding in findings {
        // An indicator that is made of parts fails by its parts, which are told.
        if finding.verdict == Verdict::NotMet && !standing.is_made_of_parts(finding) {
            paper.item(&sentences::not_met(standing, finding));
        }
    }
    indicator_table(paper, standing, title, findings);
}

/// The stage has a column only where some indicator judges the stages apart.
fn indicator_table(
    paper: &mut Paper,
    standing: &Standing<'_>,
    caption: &str,
    findings: &[&IndicatorFinding],
) {
    let lang = standing.lang();
    let by_stage = findings.iter().any(|finding| finding.stage.is_some());
    let mut columns = vec![
        column(words::ID.say(lang), 11, Side::Centre),
        column(words::INDICATOR.say(lang), 41, Side::Left),
        column(words::STAGE.say(lang), 8, Side::Centre),
        column(words::VALUE.say(lang), 15, Side::Right),
        column(words::STANDARD.say(lang), 21, Side::Centre),
        column(words::VERDICT.say(lang), 12, Side::Centre),
    ];
    let row = |finding: &&IndicatorFinding| {
        let declared = standing.policy.indicator(&finding.id);
        vec![
            Entry::from(finding.id.as_str()),
            Entry::from(declared.map_or("", |declared| lang.indicator(declared))),
            Entry::from(lang.stage(finding.stage)),
            Entry::from(standing.value_in_table(finding)),
            Entry::from(standing.asked(finding)),
            Entry::verdict(finding.verdict, lang),
        ]
    };
    let mut rows: Vec<Vec<Entry>> = findings.iter().map(row).collect();
    if !by_stage {
        columns.remove(2);
        for row in &mut rows {
            row.remove(2);
        }
    }
    paper.table(caption, &columns, rows);
}

/// What cannot be judged.
pub(super) fn open_matters(paper: &mut Paper, standing: &Standing<'_>) {
    let lang = standing.lang();
    paper.part(documents::OPEN.say(lang));
    let groups = standing.missing_groups();
    if groups.is_empty() {
        paper.body(documents::NOTHING_OPEN.say(lang));
    }
    for group in groups {
        let text = standing.missing_text(&group, NAMED);
        paper.item(&format!("{text}{}", lang.full_stop()));
    }
}
