//! 差异系数: the variations of all indicators, with where they come from.

use junheng_model::{IndicatorFinding, Variation};
use rust_xlsxwriter::{Chart, ChartType, Workbook};

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
    (words::SHARES, 50.0),
];

pub(super) fn write(
    workbook: &mut Workbook,
    styles: &mut Styles,
    standings: &[Standing<'_>],
) -> Result<(), ReportError> {
    let Some(first) = standings.first() else {
        return Ok(());
    };
    if standings
        .iter()
        .all(|standing| standing.variations().is_empty())
    {
        return Ok(());
    }
    let lang = first.lang;
    let top = Top {
        name: words::VARIATION_SHEET,
        title: words::VARIATIONS,
        subtitle: words::VARIATION_FORMULA.say(lang),
    };
    let mut sheet = Sheet::list(workbook, styles, &top, &HEADS, lang)?;
    let from = sheet.row;
    for standing in standings {
        for (finding, variation) in standing.variations() {
            variation_row(&mut sheet, standing, finding, &variation)?;
        }
    }
    sheet.freeze(4)?;
    if let [one] = standings {
        chart(&mut sheet, one, top.name.say(lang), from)?;
    }
    Ok(())
}

fn variation_row(
    sheet: &mut Sheet<'_>,
    standing: &Standing<'_>,
    finding: &IndicatorFinding,
    variation: &Variation,
) -> Result<(), ReportError> {
    let lang = standing.lang;
    let declared = standing.policy.indicator(&finding.id);
    let places = declared.map_or(2, |declared| declared.decimals);
    let verdict = standing.variation_verdict(variation);
    let ink = verdict.map_or(Ink::Plain, |verdict| match verdict {
        junheng_model::Verdict::NotMet => Ink::Bad,
        _ => Ink::Plain,
    });
    sheet.text(0, &standing.county.county, Ink::Plain)?;
    sheet.text(1, &finding.id, Ink::Centred)?;
    sheet.text(
        2,
        declared.map_or("", |of| standing.short(of)),
        Ink::Wrapped,
    )?;
    sheet.text(3, lang.stage(finding.stage), Ink::Centred)?;
    sheet.figure(4, Some(variation.schools as f64), 0, Ink::Plain)?;
    sheet.figure(5, Some(variation.pupils), 0, Ink::Plain)?;
    sheet.figure(6, Some(variation.mean), places, Ink::Plain)?;
    sheet.figure(7, Some(variation.deviation), places, Ink::Plain)?;
    let decimals = figures::COEFFICIENT_DECIMALS;
    sheet.figure(8, Some(variation.coefficient), decimals, ink)?;
    match variation.limit {
        Some(limit) => sheet.figure(9, Some(limit), 2, Ink::Plain)?,
        None => sheet.text(9, "", Ink::Plain)?,
    }
    match verdict {
        Some(verdict) => sheet.text(10, lang.verdict(verdict), Ink::from(verdict))?,
        None => sheet.text(10, "", Ink::Plain)?,
    }
    let others = standing.other_formulas(variation);
    let shares = standing.spread_text(finding, variation);
    sheet.text(11, &others, Ink::Wrapped)?;
    sheet.text(12, &shares, Ink::Wrapped)?;
    sheet.fit(&[(&others, 11..12), (&shares, 12..13)])?;
    sheet.row += 1;
    Ok(())
}

/// The coefficients as columns with the limits as a line over them.
fn chart(
    sheet: &mut Sheet<'_>,
    standing: &Standing<'_>,
    name: &str,
    from: u32,
) -> Result<(), ReportError> {
    let lang = standing.lang;
    let to = sheet.row - 1;
    let mut columns = Chart::new(ChartType::Column);
    columns
        .add_series()
        .set_name(words::COEFFICIENT.say(lang))
        .set_categories((name, from, 1, to, 3))
        .set_values((name, from, 8, to, 8))
        .set_format(
            rust_xlsxwriter::ChartFormat::new()
                .set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(0x004F_81BD_u32)),
        );
    let mut limits = Chart::new(ChartType::Line);
    limits
        .add_series()
        .set_name(words::LIMIT.say(lang))
        .set_categories((name, from, 1, to, 3))
        .set_values((name, from, 9, to, 9))
        .set_format(
            rust_xlsxwriter::ChartFormat::new()
                .set_line(rust_xlsxwriter::ChartLine::new().set_color(0x00C0_0000_u32)),
        );
    columns.combine(&limits);
    columns.title().set_name(words::VARIATIONS.say(lang));
    columns.y_axis().set_min(0.0).set_num_format("0.00");
    columns.set_width(980).set_height(320);
    sheet.worksheet.set_page_breaks(&[to + 1])?;
    sheet.worksheet.insert_chart(to + 2, 0, &columns)?;
    Ok(())
}
