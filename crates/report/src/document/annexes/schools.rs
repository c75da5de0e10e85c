//! Every school and stage with its figures, those that fail shaded, as the official list has them.

use junheng_model::Stage;
use junheng_rulebook::Indicator;

use crate::document::paper::{Column, Entry, Paper, Side, column};
use crate::figures;
use crate::standing::{CellState, Standing};
use crate::words;

/// Shares of the width: number, school, stage, pupils; the count of what is met, the verdict.
const BEFORE: [usize; 4] = [40, 185, 50, 60];
const AFTER: [usize; 2] = [50, 75];
/// What is left to the indicators, of a thousand.
const INDICATORS: usize = 540;

pub(super) fn write(paper: &mut Paper, standing: &Standing<'_>) {
    let lang = standing.lang();
    if standing.judges_schools() {
        let legend = [words::LEGEND_MISSED, words::LEGEND_NEAR, words::LEGEND_OPEN];
        paper.remark(&legend.map(|word| word.say(lang)).join(lang.semicolon()));
    } else {
        paper.remark(words::LEGEND_OPEN.say(lang));
    }
    let standards: Vec<Vec<String>> = Stage::COMPULSORY
        .into_iter()
        .filter(|stage| standing.judges_schools() && standing.units_of(*stage).next().is_some())
        .map(|stage| standards(standing, stage))
        .collect();
    let rows = standing.county.units.clone().zip(1_usize..);
    let rows = rows
        .map(|(unit, row)| school(standing, unit, row))
        .collect();
    paper.wide_table(&columns(standing), &standards, rows);
}

fn columns(standing: &Standing<'_>) -> Vec<Column> {
    let lang = standing.lang();
    let indicators = standing.school_indicators();
    let part = INDICATORS / indicators.len().max(1);
    let [number, name, stage, pupils] = BEFORE;
    let [met, verdict] = AFTER;
    let mut columns = vec![
        column(words::NUMBER.say(lang), number, Side::Centre),
        column(words::SCHOOL.say(lang), name, Side::Left),
        column(words::STAGE.say(lang), stage, Side::Centre),
        column(words::PUPILS.say(lang), pupils, Side::Right),
    ];
    let ids = &standing.findings.schools.indicators;
    columns.extend(ids.iter().zip(indicators).map(|(id, indicator)| {
        let name = indicator.map_or("", |indicator| standing.short(indicator));
        column(format!("{id} {name}"), part, Side::Right)
    }));
    if standing.judges_schools() {
        columns.push(column(words::MET_COUNT.say(lang), met, Side::Centre));
        columns.push(column(words::VERDICT.say(lang), verdict, Side::Centre));
    }
    columns
}

/// The line below the headings with what is asked of each school of a stage.
fn standards(standing: &Standing<'_>, stage: Stage) -> Vec<String> {
    let lang = standing.lang();
    let mut line = vec![
        String::new(),
        words::standards_of(lang, lang.stage(Some(stage))),
        String::new(),
        String::new(),
    ];
    let ids = &standing.findings.schools.indicators;
    line.extend(ids.iter().map(|id| standing.asked_of_schools(id, stage)));
    line.extend([String::new(), String::new()]);
    line
}

fn school(standing: &Standing<'_>, unit: usize, row: usize) -> Vec<Entry> {
    let lang = standing.lang();
    let schools = &standing.findings.schools;
    let pupils = schools.units.pupils[unit].quantity();
    let mut entries = vec![
        Entry::from(row.to_string()),
        Entry::from(schools.units.name.get(unit)),
        Entry::from(lang.stage(schools.units.stage[unit])),
        Entry::from(pupils.map_or_else(
            || figures::NO_FIGURE.to_owned(),
            |pupils| pupils.to_string(),
        )),
    ];
    let indicators = standing.school_indicators();
    entries.extend(indicators.iter().enumerate().map(|(index, indicator)| {
        let text = figure(standing, unit, index, *indicator);
        Entry::figure(text, standing.state(unit, index))
    }));
    if standing.judges_schools() {
        entries.push(Entry::from(schools.met[unit].to_string()));
        entries.push(Entry::verdict(schools.verdicts[unit], lang));
    }
    entries
}

fn figure(
    standing: &Standing<'_>,
    unit: usize,
    index: usize,
    indicator: Option<&Indicator>,
) -> String {
    let schools = &standing.findings.schools;
    match (schools.value(unit, index), standing.state(unit, index)) {
        (None, CellState::Undetermined) => words::MISSING.say(standing.lang()).to_owned(),
        (None, _) => figures::NO_FIGURE.to_owned(),
        (Some(value), _) => {
            let limit = schools.cell(unit, index).threshold;
            let places = indicator.map_or(2, |indicator| indicator.decimals);
            figures::against(value, Some(limit).filter(|of| of.is_finite()), places)
        }
    }
}
