//! The user's own workbook with its bad cells coloured and explained.
//!
//! The package is not read into a model and written again, which would lose what the model does not
//! know: its XML is patched. Parts that hold no problem are copied byte for byte.

mod comments;
mod list;
mod package;
mod sheet;
mod styles;
mod xml;

use std::collections::BTreeMap;

use junheng_model::{CellAddress, Diagnostic, Diagnostics, Severity, own_sheet};

use crate::diagnostics::sentences;
use crate::{Lang, ReportError};
use comments::Note;
use package::{Package, SheetPart};
use styles::MarkedStyles;

/// The name of the sheet that is added.
pub const LIST_SHEET: &str = own_sheet::PROBLEMS;
/// Excel becomes slow with more; all cells are coloured and listed all the same.
const MOST_NOTES: usize = 2_000;

/// A copy of an .xlsx or .xlsm workbook in which each cell with a problem is coloured (red for an error,
/// yellow for a warning, blue for a notice) and has a note that says what was read, what is expected and
/// how to mend it. A sheet 问题清单 lists all problems with links to the cells. Values, formulas, formats
/// and everything else stay as they were. Problems of sheets that the workbook does not have are only
/// listed; hand in the diagnostics of this file alone.
///
/// # Errors
/// [`ReportError::NotAWorkbook`] for other formats (for these see [`crate::workbook::problems`]), and
/// [`ReportError::DamagedPart`] when a part of the package is not well-formed.
pub fn copy(
    original: &[u8],
    diagnostics: &Diagnostics,
    lang: Lang,
) -> Result<Vec<u8>, ReportError> {
    let mut package = Package::open(original)?;
    let mut styles = MarkedStyles::read(&package.styles()?)?;
    let sheets = package.sheets()?;
    for sheet in &sheets {
        let marks = marks(diagnostics, &sheet.name, lang);
        if !marks.is_empty() {
            mark(&mut package, &mut styles, sheet, &marks)?;
        }
    }
    list::add(&mut package, &mut styles, &sheets, diagnostics, lang)?;
    let styles = styles.written()?;
    package.set_styles(styles)?;
    package.into_bytes()
}

/// What is to be said at one cell.
pub(crate) struct Mark {
    pub severity: Severity,
    pub text: String,
}

/// Cells by row and column, in the order of a sheet.
pub(crate) type Marks = BTreeMap<CellAddress, Mark>;

fn marks(diagnostics: &Diagnostics, sheet: &str, lang: Lang) -> Marks {
    let mut marks = Marks::new();
    let here = diagnostics
        .iter()
        .filter(|found| found.place.sheet.as_deref() == Some(sheet));
    for diagnostic in here {
        let Some(cell) = diagnostic.place.cell.filter(is_on_sheet) else {
            continue;
        };
        let text = said(diagnostic, lang);
        marks
            .entry(cell)
            .and_modify(|mark| {
                mark.severity = mark.severity.max(diagnostic.severity);
                mark.text.push_str("\n\n");
                mark.text.push_str(&text);
            })
            .or_insert(Mark {
                severity: diagnostic.severity,
                text,
            });
    }
    marks
}

/// Whether Excel has such a cell.
fn is_on_sheet(cell: &CellAddress) -> bool {
    cell.row < 1_048_576 && cell.column < 16_384
}

/// `【错误】` and the sentences below it.
fn said(diagnostic: &Diagnostic, lang: Lang) -> String {
    let severity = diagnostic.severity;
    let title = lang.of(severity.name(), severity.english());
    let mut lines = vec![format!("【{title}】")];
    for (label, sentence) in sentences(diagnostic, lang) {
        if !sentence.is_empty() {
            lines.push(format!("{label}{}{sentence}", lang.colon()));
        }
    }
    lines.join("\n")
}

fn mark(
    package: &mut Package<'_>,
    styles: &mut MarkedStyles,
    sheet: &SheetPart,
    marks: &Marks,
) -> Result<(), ReportError> {
    let text = package.text(&sheet.path)?;
    let notes: Vec<Note<'_>> = marks
        .iter()
        .take(MOST_NOTES)
        .map(|(cell, mark)| Note {
            cell: *cell,
            text: &mark.text,
        })
        .collect();
    let drawing = comments::add(package, sheet, &notes)?;
    let patched = sheet::patched(&text, marks, styles, drawing.as_deref())
        .map_err(|error| error.of(&sheet.path))?;
    package.set(&sheet.path, patched);
    Ok(())
}
