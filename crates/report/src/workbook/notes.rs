//! 说明: the policy, the day, the formulas, and where every standard comes from.

use junheng_model::Findings;
use junheng_rulebook::{Policy, SourceStatus};
use rust_xlsxwriter::Workbook;

use super::{Head, Ink, Sheet, Styles};
use crate::provenance::{self, Provenance};
use crate::{Lang, Names, ReportError, words};

const HEADS: [(words::Word, f64); 6] = [
    (words::ID, 14.0),
    (words::CONTENT, 40.0),
    (words::STANDARD, 34.0),
    (words::SOURCE, 34.0),
    (words::STATUS, 12.0),
    (words::NOTE, 44.0),
];

pub(super) fn write(
    workbook: &mut Workbook,
    styles: &mut Styles,
    findings: &Findings,
    policy: &Policy,
    names: Names<'_>,
) -> Result<(), ReportError> {
    let lang = names.lang;
    let widths = HEADS.map(|(_, width)| width);
    let mut sheet = Sheet::new(workbook, styles, words::NOTE_SHEET.say(lang), &widths, lang)?;
    sheet.line(words::NOTE_SHEET.say(lang), Ink::Title)?;
    for paragraph in words::notes(lang, policy, &findings.as_of.to_string()) {
        sheet.line(&paragraph, Ink::Prose)?;
    }
    sheet.row += 1;
    sheet.heads(&Head::all(&HEADS, lang))?;
    for entry in provenance::of(policy, findings.as_of, names) {
        entry_row(&mut sheet, &entry, lang)?;
    }
    sheet.freeze(1)
}

fn entry_row(sheet: &mut Sheet<'_>, entry: &Provenance<'_>, lang: Lang) -> Result<(), ReportError> {
    let source = entry.source.to_string();
    let status = words::status(entry.source.status).say(lang);
    let ink = match entry.source.status {
        SourceStatus::Confirmed => Ink::Good,
        SourceStatus::Secondary => Ink::Centred,
        SourceStatus::Unconfirmed => Ink::Near,
    };
    sheet.text(0, entry.id, Ink::Centred)?;
    sheet.text(1, &entry.content, Ink::Wrapped)?;
    sheet.text(2, &entry.standard, Ink::Wrapped)?;
    sheet.text(3, &source, Ink::Wrapped)?;
    sheet.text(4, status, ink)?;
    sheet.text(5, &entry.source.note, Ink::Wrapped)?;
    sheet.fit(&[
        (&entry.content, 1..2),
        (&entry.standard, 2..3),
        (&source, 3..4),
        (&entry.source.note, 5..6),
    ])?;
    sheet.row += 1;
    Ok(())
}
