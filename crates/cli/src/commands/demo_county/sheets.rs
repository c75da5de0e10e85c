//! What the demo reads off its own sheets before they are handed in.

use std::collections::HashSet;

use junheng_demo::{DemoCell, DemoSheet};

/// The sheet of the schools, and where their codes and names stand in it.
pub(super) const SCHOOLS: &str = "学校";
pub(super) const CODE: &str = "学校标识码";
pub(super) const NAME: &str = "学校名称";

/// Where a column stands: headings carry units behind their names.
pub(super) fn column(sheet: &DemoSheet, name: &str) -> Option<usize> {
    sheet
        .headings
        .iter()
        .position(|heading| heading.starts_with(name))
}

/// A sheet without the rows of some schools.
pub(super) fn leaving_out(sheet: &DemoSheet, without: &HashSet<String>) -> DemoSheet {
    let mut kept = sheet.clone();
    if let Some(code) = column(sheet, CODE) {
        kept.rows.retain(|row| match row.get(code) {
            Some(DemoCell::Text(text)) => !without.contains(text),
            _ => true,
        });
    }
    kept
}
