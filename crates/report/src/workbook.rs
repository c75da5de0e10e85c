//! The findings as an Excel workbook that can be printed and handed on.

mod missing;
mod notes;
mod overview;
mod problems;
mod schools;
mod sheet;
mod shortfalls;
mod style;
mod variations;

use crate::standing::Standing;
use crate::{Lang, Names, ReportError, undated};
use junheng_model::{Diagnostics, Findings};
use junheng_rulebook::Policy;

pub(crate) use problems::problem_sheet;
use sheet::Top;
pub(crate) use sheet::{Head, Sheet};
pub(crate) use style::{Content, Ink, Styles};

/// The findings on all counties with the diagnostics of the data: overview, schools, variations,
/// shortfalls, missing data, problems, and the notes with all sources.
///
/// # Errors
/// When the Excel writer refuses something; what is wrong with the data is never an error.
pub fn assessment(
    findings: &Findings,
    policy: &Policy,
    diagnostics: &Diagnostics,
    names: Names<'_>,
) -> Result<Vec<u8>, ReportError> {
    let mut workbook = undated::workbook();
    let mut styles = Styles::new();
    let standings: Vec<Standing<'_>> = Standing::all(findings, policy, names).collect();
    overview::write(&mut workbook, &mut styles, &standings)?;
    schools::write(&mut workbook, &mut styles, &standings)?;
    variations::write(&mut workbook, &mut styles, &standings)?;
    shortfalls::write(&mut workbook, &mut styles, &standings)?;
    missing::write(&mut workbook, &mut styles, &standings)?;
    problem_sheet(&mut workbook, &mut styles, diagnostics, names.lang)?;
    notes::write(&mut workbook, &mut styles, findings, policy, names)?;
    Ok(workbook.save_to_buffer()?)
}

/// Only the list of problems, for data that came as .csv, .xls or .ods and cannot be marked in place.
///
/// # Errors
/// When the Excel writer refuses something.
pub fn problems(diagnostics: &Diagnostics, lang: Lang) -> Result<Vec<u8>, ReportError> {
    let mut workbook = undated::workbook();
    let mut styles = Styles::new();
    problem_sheet(&mut workbook, &mut styles, diagnostics, lang)?;
    Ok(workbook.save_to_buffer()?)
}
