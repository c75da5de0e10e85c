//! 缺口清单: per indicator and school, what there is, what there should be, what is short.

use junheng_model::{BreakingUnit, IndicatorFinding};
use rust_xlsxwriter::Workbook;

use super::{Ink, Sheet, Styles, Top};
use crate::standing::{Shortfall, Standing};
use crate::{ReportError, figures, words};

const HEADS: [(words::Word, f64); 13] = [
    (words::NUMBER, 6.0),
    (words::COUNTY, 11.0),
    (words::ID, 7.0),
    (words::INDICATOR, 24.0),
    (words::STAGE, 7.0),
    (words::CODE, 13.0),
    (words::SCHOOL, 26.0),
    (words::STANDARD, 10.0),
    (words::CURRENT_VALUE, 10.0),
    (words::ACTUAL, 13.0),
    (words::REQUIRED, 13.0),
    (words::GAP_AMOUNT, 13.0),
    (words::UNIT, 7.0),
];

pub(super) fn write(
    workbook: &mut Workbook,
    styles: &mut Styles,
    standings: &[Standing<'_>],
) -> Result<(), ReportError> {
    let Some(first) = standings.first() else {
        return Ok(());
    };
    let lang = first.lang();
    let top = Top {
        name: words::SHORTFALL_SHEET,
        title: words::SHORTFALL_TITLE,
        subtitle: words::SHORTFALL_NOTE.say(lang),
    };
    let mut sheet = Sheet::list(workbook, styles, &top, &HEADS, lang)?;
    let mut number = 0;
    for standing in standings {
        for shortfall in by_indicator(standing) {
            if sheet.is_full() {
                break;
            }
            number += 1;
            shortfall_row(&mut sheet, standing, &shortfall, number)?;
        }
        for finding in standing.broken() {
            for unit in finding.breaking.iter() {
                if sheet.is_full() {
                    break;
                }
                number += 1;
                breaking_row(&mut sheet, standing, finding, &unit, number)?;
            }
        }
    }
    sheet.freeze(4)?;
    if number == 0 {
        sheet.nothing_listed(lang)?;
    }
    sheet.sign_off(lang)
}

/// All shortfalls of a county: indicator by indicator, greatest gap first.
fn by_indicator<'a>(standing: &Standing<'a>) -> Vec<Shortfall<'a>> {
    let schools = &standing.findings.schools;
    let position = |id: &str| schools.indicators.iter().position(|of| of == id);
    let mut all: Vec<Shortfall<'a>> = standing
        .county
        .units
        .clone()
        .flat_map(|unit| standing.shortfalls(unit))
        .collect();
    all.sort_by(|left, right| {
        let key = |of: &Shortfall<'_>| (position(&of.indicator.id), schools.units.stage[of.unit]);
        key(left)
            .cmp(&key(right))
            .then(right.gap.abs().total_cmp(&left.gap.abs()))
    });
    all
}

fn shortfall_row(
    sheet: &mut Sheet<'_>,
    standing: &Standing<'_>,
    shortfall: &Shortfall<'_>,
    number: u32,
) -> Result<(), ReportError> {
    let lang = standing.lang();
    let school = standing.findings.schools.finding(shortfall.unit);
    let indicator = shortfall.indicator;
    let places = figures::gap_decimals(indicator);
    let gap = figures::actionable_gap(indicator, shortfall.gap.abs());
    let ink = Ink::from(shortfall.state);
    sheet.ordinal(number)?;
    sheet.text(1, &standing.county.county, Ink::Plain)?;
    sheet.text(2, &indicator.id, Ink::Centred)?;
    sheet.text(3, standing.short(indicator), Ink::Plain)?;
    sheet.text(4, lang.stage(school.stage), Ink::Centred)?;
    sheet.text(5, school.code, Ink::Plain)?;
    sheet.text(6, school.name, Ink::Wrapped)?;
    sheet.figure(7, Some(shortfall.threshold), indicator.decimals, Ink::Plain)?;
    sheet.figure(8, shortfall.value, indicator.decimals, ink)?;
    sheet.figure(9, Some(shortfall.actual), places.max(2), Ink::Plain)?;
    sheet.figure(10, Some(shortfall.required), places.max(2), Ink::Plain)?;
    sheet.figure(11, Some(gap), places, ink)?;
    sheet.text(12, standing.names.unit(&indicator.gap_unit), Ink::Centred)?;
    sheet.fit(&[(school.name, 6..7)])?;
    sheet.row += 1;
    Ok(())
}

/// A class, a school or a row that breaks its limit: its value is its own count.
fn breaking_row(
    sheet: &mut Sheet<'_>,
    standing: &Standing<'_>,
    finding: &IndicatorFinding,
    unit: &BreakingUnit<'_>,
    number: u32,
) -> Result<(), ReportError> {
    let lang = standing.lang();
    let declared = standing.policy.indicator(&finding.id);
    let places = declared.map_or(2, |declared| declared.decimals);
    let gap = declared.map_or(unit.gap.abs(), |declared| {
        figures::actionable_gap(declared, unit.gap.abs())
    });
    sheet.ordinal(number)?;
    sheet.text(1, &standing.county.county, Ink::Plain)?;
    sheet.text(2, &finding.id, Ink::Centred)?;
    sheet.text(3, declared.map_or("", |of| standing.short(of)), Ink::Plain)?;
    sheet.text(4, lang.stage(unit.stage.or(finding.stage)), Ink::Centred)?;
    sheet.text(5, unit.code, Ink::Plain)?;
    sheet.text(6, unit.name, Ink::Wrapped)?;
    sheet.figure(7, Some(unit.limit), places, Ink::Plain)?;
    sheet.figure(8, Some(unit.value), places, Ink::Bad)?;
    sheet.text(9, "", Ink::Plain)?;
    sheet.text(10, "", Ink::Plain)?;
    sheet.figure(11, Some(gap), places, Ink::Bad)?;
    let gap_unit = declared.map_or("", |declared| declared.gap_unit.as_str());
    sheet.text(12, standing.names.unit(gap_unit), Ink::Centred)?;
    sheet.fit(&[(unit.name, 6..7)])?;
    sheet.row += 1;
    Ok(())
}
