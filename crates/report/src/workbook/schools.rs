//! 学校: every school and stage with its values; failing cells are shaded.

use rust_xlsxwriter::Workbook;

use super::{Head, Ink, Sheet, Styles};
use crate::standing::{CellState, Standing};
use crate::{Lang, ReportError, words};
use junheng_model::Stage;

/// Columns before the indicators.
const BEFORE: [(words::Word, f64); 6] = [
    (words::NUMBER, 6.0),
    (words::COUNTY, 11.0),
    (words::CODE, 13.0),
    (words::SCHOOL, 24.0),
    (words::STAGE, 7.0),
    (words::PUPILS, 9.0),
];
const INDICATOR_WIDTH: f64 = 11.0;
const SHORT_OF_WIDTH: f64 = 44.0;

pub(super) fn write(
    workbook: &mut Workbook,
    styles: &mut Styles,
    standings: &[Standing<'_>],
) -> Result<(), ReportError> {
    let Some(first) = standings.first() else {
        return Ok(());
    };
    let lang = first.lang();
    let heads = heads(first);
    let widths: Vec<f64> = heads.iter().map(|head| head.width).collect();
    let mut sheet = Sheet::new(workbook, styles, words::SCHOOLS.say(lang), &widths, lang)?;
    sheet.line(words::SCHOOLS_TITLE.say(lang), Ink::Title)?;
    if first.judges_schools() {
        legend(&mut sheet, lang)?;
        for stage in Stage::COMPULSORY {
            standards(&mut sheet, first, stage)?;
        }
    }
    sheet.heads(&heads)?;
    let mut number = 0;
    for standing in standings {
        for unit in standing.county.units.clone() {
            if sheet.is_full() {
                break;
            }
            number += 1;
            school(&mut sheet, standing, unit, number)?;
        }
    }
    sheet.print_on_a3();
    sheet.freeze(4)?;
    sheet.sign_off(lang)
}

fn heads(standing: &Standing<'_>) -> Vec<Head> {
    let lang = standing.lang();
    let mut heads = Head::all(&BEFORE, lang);
    for (index, indicator) in standing.school_indicators().iter().enumerate() {
        let id = &standing.findings.schools.indicators[index];
        let text =
            indicator.map_or_else(|| id.clone(), |of| format!("{id} {}", standing.short(of)));
        heads.push(Head::new(text, INDICATOR_WIDTH));
    }
    if standing.judges_schools() {
        heads.push(Head::new(words::MET_COUNT.say(lang), 7.0));
        heads.push(Head::new(words::VERDICT.say(lang), 10.0));
        heads.push(Head::new(words::SHORT_OF.say(lang), SHORT_OF_WIDTH));
    }
    heads
}

/// What the shades mean.
fn legend(sheet: &mut Sheet<'_>, lang: Lang) -> Result<(), ReportError> {
    let said = [
        (0, 3, words::LEGEND_MISSED, Ink::Bad),
        (4, 9, words::LEGEND_NEAR, Ink::Near),
        (10, 13, words::LEGEND_OPEN, Ink::Open),
    ];
    for (first, last, word, ink) in said {
        sheet.span(first, last, word.say(lang), ink)?;
    }
    sheet.row += 1;
    Ok(())
}

/// One line with the standards of a stage, above the headings.
fn standards(
    sheet: &mut Sheet<'_>,
    standing: &Standing<'_>,
    stage: Stage,
) -> Result<(), ReportError> {
    let lang = standing.lang();
    sheet.text(
        3,
        &words::standards_of(lang, lang.stage(Some(stage))),
        Ink::Wrapped,
    )?;
    sheet.text(4, lang.stage(Some(stage)), Ink::Centred)?;
    sheet.text(5, "", Ink::Plain)?;
    for (column, id) in (6_u16..).zip(&standing.findings.schools.indicators) {
        let asked = standing.asked_of_schools(id, stage);
        sheet.text(column, &asked, Ink::Centred)?;
    }
    sheet.row += 1;
    Ok(())
}

fn school(
    sheet: &mut Sheet<'_>,
    standing: &Standing<'_>,
    unit: usize,
    number: u32,
) -> Result<(), ReportError> {
    let lang = standing.lang();
    let schools = &standing.findings.schools;
    let finding = schools.finding(unit);
    sheet.ordinal(number)?;
    sheet.text(1, &standing.county.county, Ink::Plain)?;
    sheet.text(2, finding.code, Ink::Plain)?;
    sheet.text(3, finding.name, Ink::Wrapped)?;
    sheet.text(4, lang.stage(finding.stage), Ink::Centred)?;
    let pupils = schools.units.pupils[unit].quantity();
    sheet.figure(5, pupils.map(|pupils| pupils.to_f64()), 0, Ink::Plain)?;
    let mut column = 6;
    for (index, indicator) in standing.school_indicators().iter().enumerate() {
        let state = standing.state(unit, index);
        let places = indicator.map_or(2, |indicator| indicator.decimals);
        let value = schools.value(unit, index);
        match (value, state) {
            (None, CellState::Undetermined) => {
                sheet.text(column, words::MISSING.say(lang), Ink::Open)?;
            }
            (value, state) => sheet.figure(column, value, places, Ink::from(state))?,
        }
        column += 1;
    }
    if standing.judges_schools() {
        stands(sheet, standing, unit, column)?;
    }
    sheet.row += 1;
    Ok(())
}

/// How many indicators a school meets, its verdict, and what it is short of.
fn stands(
    sheet: &mut Sheet<'_>,
    standing: &Standing<'_>,
    unit: usize,
    column: u16,
) -> Result<(), ReportError> {
    let lang = standing.lang();
    let finding = standing.findings.schools.finding(unit);
    sheet.figure(column, Some(f64::from(finding.met)), 0, Ink::Plain)?;
    let verdict = lang.verdict(finding.verdict);
    sheet.text(column + 1, verdict, Ink::from(finding.verdict))?;
    let short_of = standing.shortfalls_text(unit);
    sheet.text(column + 2, &short_of, Ink::Wrapped)?;
    sheet.fit(&[(finding.name, 3..4), (&short_of, column + 2..column + 3)])
}
