//! Plain sheets as a workbook: headings and cells as given, nothing judged and nothing coloured in.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use crate::undated;

/// One sheet to write.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetData {
    /// The sheet's name; Excel allows 31 characters.
    pub name: String,
    /// Lines above the headings, merged over all columns.
    pub title: Vec<String>,
    pub headings: Vec<String>,
    pub rows: Vec<Vec<CellData>>,
}

/// One cell to write.
#[derive(Debug, Clone, PartialEq)]
pub enum CellData {
    Text(String),
    Number(f64),
    Blank,
}

/// Writes the sheets as an .xlsx workbook.
///
/// # Errors
/// When a sheet's name is not one that Excel allows, two sheets share a name, or a sheet has more rows
/// or columns than a workbook can hold.
pub fn workbook(sheets: &[SheetData]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = undated::workbook();
    for sheet in sheets {
        write_sheet(workbook.add_worksheet(), sheet)?;
    }
    workbook.save_to_buffer()
}

fn write_sheet(worksheet: &mut Worksheet, sheet: &SheetData) -> Result<(), XlsxError> {
    worksheet.set_name(&sheet.name)?;
    let title = Format::new().set_bold().set_align(FormatAlign::Center);
    let last_column = sheet.headings.len().saturating_sub(1) as u16;
    let mut row: u32 = 0;
    for line in &sheet.title {
        if last_column == 0 {
            worksheet.write_with_format(row, 0, line, &title)?;
        } else {
            worksheet.merge_range(row, 0, row, last_column, line, &title)?;
        }
        row += 1;
    }
    let heading = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center);
    for (column, text) in sheet.headings.iter().enumerate() {
        worksheet.write_with_format(row, column as u16, text, &heading)?;
        worksheet.set_column_width(column as u16, width(text))?;
    }
    row += 1;
    worksheet.set_freeze_panes(row, 0)?;
    for cells in &sheet.rows {
        for (column, cell) in cells.iter().enumerate() {
            match cell {
                CellData::Text(text) => worksheet.write(row, column as u16, text)?,
                CellData::Number(number) => worksheet.write(row, column as u16, *number)?,
                CellData::Blank => continue,
            };
        }
        row += 1;
    }
    Ok(())
}

/// Wide enough for the heading on two lines and for an ordinary figure. A Han letter is two wide.
fn width(heading: &str) -> f64 {
    (heading.chars().count() as f64 * 1.2).clamp(10.0, 26.0)
}
