//! 校验问题: what is wrong in the user's files.

use junheng_model::{Diagnostic, Diagnostics, Severity};
use rust_xlsxwriter::Workbook;

use super::{Ink, Sheet, Styles, Top};
use crate::diagnostics::sentences;
use crate::{Lang, ReportError, words};

const HEADS: [(words::Word, f64); 8] = [
    (words::SEVERITY, 8.0),
    (words::FILE, 20.0),
    (words::SHEET, 12.0),
    (words::CELL, 8.0),
    (words::READ, 20.0),
    (words::EXPECTED, 34.0),
    (words::MEND, 40.0),
    (words::RULE, 26.0),
];

pub(crate) fn problem_sheet(
    workbook: &mut Workbook,
    styles: &mut Styles,
    diagnostics: &Diagnostics,
    lang: Lang,
) -> Result<(), ReportError> {
    let tally = words::problem_tally(
        lang,
        diagnostics.count(Severity::Error),
        diagnostics.count(Severity::Warning),
        diagnostics.count(Severity::Notice),
    );
    let top = Top {
        name: words::PROBLEM_SHEET,
        title: words::PROBLEM_TITLE,
        subtitle: &tally,
    };
    let mut sheet = Sheet::list(workbook, styles, &top, &HEADS, lang)?;
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by(|left, right| (right.severity, &left.place).cmp(&(left.severity, &right.place)));
    for diagnostic in sorted {
        if sheet.is_full() {
            break;
        }
        problem(&mut sheet, diagnostic, lang)?;
    }
    sheet.freeze(4)?;
    if diagnostics.is_empty() {
        sheet.nothing_listed(lang)?;
    }
    Ok(())
}

fn problem(sheet: &mut Sheet<'_>, diagnostic: &Diagnostic, lang: Lang) -> Result<(), ReportError> {
    let place = &diagnostic.place;
    let severity = diagnostic.severity;
    let ink = match severity {
        Severity::Error => Ink::Error,
        Severity::Warning => Ink::Warning,
        Severity::Notice => Ink::Notice,
    };
    let cell = place.cell.map_or(String::new(), |cell| cell.to_string());
    sheet.text(0, lang.of(severity.name(), severity.english()), ink)?;
    sheet.text(1, &place.file, Ink::Wrapped)?;
    sheet.text(2, place.sheet.as_deref().unwrap_or_default(), Ink::Wrapped)?;
    sheet.text(3, &cell, Ink::Centred)?;
    let said = sentences(diagnostic, lang);
    for (column, (_, sentence)) in (4_u16..).zip(said) {
        sheet.text(column, sentence, Ink::Wrapped)?;
    }
    sheet.fit(&[
        (&place.file, 1..2),
        (said[0].1, 4..5),
        (said[1].1, 5..6),
        (said[2].1, 6..7),
        (said[3].1, 7..8),
    ])?;
    sheet.row += 1;
    Ok(())
}
