//! 差异系数: the variations of all indicators, with where they come from.

use junheng_model::{IndicatorFinding, Stage, Variation, Verdict};
use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLine, ChartLineDashType, ChartSolidFill, ChartType, Workbook,
};

use super::{Ink, Sheet, Styles, Top};
use crate::standing::Standing;
use crate::{ReportError, figures, words};

const HEADS: [(words::Word, f64); 13] = [
    (words::COUNTY, 11.0),
    (words::ID, 7.0),
    (words::INDICATOR, 22.0),
    (words::STAGE, 7.0),
    (words::SCHOOL_COUNT, 7.0),
    (words::PUPILS, 10.0),
    (words::MEAN, 11.0),
    (words::DEVIATION, 11.0),
    (words::COEFFICIENT, 10.0),
    (words::LIMIT, 7.0),
    (words::VERDICT, 10.0),
    (words::OTHER_FORMULAS, 30.0),
    (words::SHARES, 84.0),
];

pub(super) fn write(
    workbook: &mut Workbook,
    styles: &mut Styles,
    standings: &[Standing<'_>],
) -> Result<(), ReportError> {
    let Some(first) = standings.first() else {
        return Ok(());
    };
    if standings.iter().all(|standing| varied(standing).is_empty()) {
        return Ok(());
    }
    let lang = first.lang();
    let top = Top {
        name: words::VARIATION_SHEET,
        title: words::VARIATIONS,
        subtitle: words::VARIATION_FORMULA.say(lang),
    };
    let mut sheet = Sheet::list(workbook, styles, &top, &HEADS, lang)?;
    let from = sheet.row;
    for standing in standings {
        for finding in varied(standing) {
            variation_row(&mut sheet, standing, finding)?;
        }
    }
    sheet.print_on_a3();
    sheet.freeze(4)?;
    sheet.sign_off(lang)?;
    if let [one] = standings {
        chart(&mut sheet, one, top.name.say(lang), from)?;
    }
    Ok(())
}

/// The indicators that are judged by how far schools lie apart, those that cannot be judged among them; one stage
/// after the other, as the official lists have them.
fn varied<'a>(standing: &Standing<'a>) -> Vec<&'a IndicatorFinding> {
    let all = standing.county.indicators.iter();
    let mut varied: Vec<&IndicatorFinding> =
        all.filter(|finding| standing.is_varied(finding)).collect();
    varied.sort_by_key(|finding| finding.stage);
    varied
}

fn variation_row(
    sheet: &mut Sheet<'_>,
    standing: &Standing<'_>,
    finding: &IndicatorFinding,
) -> Result<(), ReportError> {
    let lang = standing.lang();
    let declared = standing.policy.indicator(&finding.id);
    let places = declared.map_or(2, |declared| declared.decimals);
    let variation = finding.variation;
    let of = |figure: fn(&Variation) -> f64| variation.as_ref().map(figure);
    let is_beyond =
        variation.and_then(|of| standing.variation_verdict(&of)) == Some(Verdict::NotMet);
    let ink = if is_beyond { Ink::Bad } else { Ink::Plain };
    let name = declared.map_or("", |of| standing.short(of));
    sheet.text(0, &standing.county.county, Ink::Plain)?;
    sheet.text(1, &finding.id, Ink::Centred)?;
    sheet.text(2, name, Ink::Wrapped)?;
    sheet.text(3, lang.stage(finding.stage), Ink::Centred)?;
    sheet.figure(4, of(|of| of.schools as f64), 0, Ink::Plain)?;
    sheet.figure(5, of(|of| of.pupils), 0, Ink::Plain)?;
    sheet.figure(6, of(|of| of.mean), places, Ink::Plain)?;
    sheet.figure(7, of(|of| of.deviation), places, Ink::Plain)?;
    let decimals = figures::COEFFICIENT_DECIMALS;
    sheet.figure(8, of(|of| of.coefficient), decimals, ink)?;
    match variation.map_or(finding.limit, |of| of.limit) {
        Some(limit) => sheet.figure(9, Some(limit), 2, Ink::Plain)?,
        None => sheet.text(9, "", Ink::Plain)?,
    }
    match standing.has_variation_limit(finding) {
        true => sheet.text(
            10,
            lang.verdict(finding.verdict),
            Ink::from(finding.verdict),
        )?,
        false => sheet.text(10, "", Ink::Plain)?,
    }
    let others = variation.map_or(String::new(), |of| standing.other_formulas(&of));
    let shares = variation.map_or(String::new(), |of| standing.spread_text(finding, &of));
    sheet.text(11, &others, Ink::Wrapped)?;
    sheet.text(12, &shares, Ink::Wrapped)?;
    sheet.fit(&[(name, 2..3), (&others, 11..12), (&shares, 12..13)])?;
    sheet.row += 1;
    Ok(())
}

/// The coefficients of each stage as columns, with its limits as a line over them.
fn chart(
    sheet: &mut Sheet<'_>,
    standing: &Standing<'_>,
    name: &str,
    from: u32,
) -> Result<(), ReportError> {
    let lang = standing.lang();
    let stages: Vec<Option<Stage>> = varied(standing).iter().map(|of| of.stage).collect();
    let mut columns = Chart::new(ChartType::Column);
    let mut limits = Chart::new(ChartType::Line);
    let mut first = from;
    for (stages, (column, line)) in stages.chunk_by(|left, right| left == right).zip(COLOURS) {
        let last = first + stages.len() as u32 - 1;
        let stage = lang.stage(stages[0]);
        columns
            .add_series()
            .set_name(stage)
            .set_categories((name, first, 2, last, 2))
            .set_values((name, first, 8, last, 8))
            .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(column)));
        limits
            .add_series()
            .set_name(&format!("{stage} {}", words::LIMIT.say(lang)))
            .set_categories((name, first, 2, last, 2))
            .set_values((name, first, 9, last, 9))
            .set_format(
                ChartFormat::new().set_line(
                    ChartLine::new()
                        .set_color(line)
                        .set_dash_type(ChartLineDashType::Dash),
                ),
            );
        first = last + 1;
    }
    let has_limits = |finding: &&IndicatorFinding| standing.has_variation_limit(finding);
    if varied(standing).iter().any(has_limits) {
        columns.combine(&limits);
    }
    columns.title().set_name(words::VARIATIONS.say(lang));
    columns.y_axis().set_min(0.0).set_num_format("0.00");
    columns.set_width(980).set_height(320);
    sheet.worksheet.insert_chart(sheet.row + 1, 0, &columns)?;
    Ok(())
}

/// Of the columns and of the lines, for each stage: one dark, one light, as in the Word report.
const COLOURS: [(u32, u32); 2] = [(0x002F_5597, 0x001F_3864), (0x00A9_D18E, 0x00C0_0000)];
