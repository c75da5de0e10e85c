//! 缺失数据: what was needed and not handed in, and the schools that are not judged.

use rust_xlsxwriter::Workbook;

use super::{Ink, Sheet, Styles, Top};
use crate::standing::Standing;
use crate::{ReportError, words};

const HEADS: [(words::Word, f64); 9] = [
    (words::COUNTY, 12.0),
    (words::REGISTER, 14.0),
    (words::MISSING_COLUMN, 26.0),
    (words::CODE, 13.0),
    (words::SCHOOL, 26.0),
    (words::ROWS, 7.0),
    (words::ID, 8.0),
    (words::STAGE, 8.0),
    (words::PLACE, 40.0),
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
        name: words::MISSING_SHEET,
        title: words::MISSING_TITLE,
        subtitle: words::MISSING_NOTE.say(lang),
    };
    let mut sheet = Sheet::list(workbook, styles, &top, &HEADS, lang)?;
    for standing in standings {
        missing(&mut sheet, standing)?;
    }
    sheet.freeze(3)?;
    if standings.iter().all(|of| of.county.missing.is_empty()) {
        sheet.nothing_listed(lang)?;
    }
    for standing in standings {
        excluded(&mut sheet, standing)?;
    }
    Ok(())
}

fn missing(sheet: &mut Sheet<'_>, standing: &Standing<'_>) -> Result<(), ReportError> {
    let lang = standing.lang();
    for figure in &standing.county.missing {
        if sheet.is_full() {
            break;
        }
        let column = match figure.column.as_str() {
            "" if figure.indicator.is_empty() => words::UNUSED_ROWS.say(lang),
            "" => words::WHOLE_REGISTER.say(lang),
            column => standing.names.column(&figure.register, column),
        };
        let place = figure.place.as_ref();
        let place = place.map_or(String::new(), ToString::to_string);
        sheet.text(0, &standing.county.county, Ink::Plain)?;
        sheet.text(1, standing.names.register(&figure.register), Ink::Plain)?;
        sheet.text(2, column, Ink::Wrapped)?;
        sheet.text(3, &figure.code, Ink::Plain)?;
        sheet.text(4, &figure.name, Ink::Plain)?;
        sheet.figure(5, Some(figure.rows as f64), 0, Ink::Plain)?;
        sheet.text(6, &figure.indicator, Ink::Centred)?;
        sheet.text(7, lang.stage(figure.stage), Ink::Centred)?;
        sheet.text(8, &place, Ink::Wrapped)?;
        sheet.fit(&[(column, 2..3), (&place, 8..9)])?;
        sheet.row += 1;
    }
    Ok(())
}

fn excluded(sheet: &mut Sheet<'_>, standing: &Standing<'_>) -> Result<(), ReportError> {
    if standing.county.excluded.is_empty() || sheet.is_full() {
        return Ok(());
    }
    let lang = standing.lang();
    sheet.row += 1;
    let title = format!("{} {}", standing.county.county, words::EXCLUDED.say(lang));
    sheet.line(&title, Ink::Section)?;
    sheet.section_heads(&[
        (0, 0, words::COUNTY.say(lang)),
        (1, 2, words::REASON.say(lang)),
        (3, 3, words::CODE.say(lang)),
        (4, 4, words::SCHOOL.say(lang)),
    ])?;
    for school in &standing.county.excluded {
        if sheet.is_full() {
            break;
        }
        sheet.text(0, &standing.county.county, Ink::Plain)?;
        sheet.span(1, 2, standing.names.exclusion(&school.reason), Ink::Plain)?;
        sheet.text(3, &school.code, Ink::Plain)?;
        sheet.text(4, &school.name, Ink::Plain)?;
        sheet.row += 1;
    }
    Ok(())
}
