//! Workbooks that do not tell when they were written.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

/// A new workbook. The writer would put the present moment into the file; the same findings have to give
/// the same bytes, so the moment is a fixed one.
pub(crate) fn workbook() -> Workbook {
    let mut workbook = Workbook::new();
    if let Ok(moment) = ExcelDateTime::from_ymd(2000, 1, 1) {
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&moment));
    }
    workbook
}
