//! Plain sheets as a workbook: headings and cells as given, nothing judged and nothing coloured in. They can be filtered,
//! and come off the printer with their headings on each page.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use crate::text_table::width_of;
use crate::{printing, undated};

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
    /// A number that is shown with so many places, as its page shows it.
    Figure(f64, usize),
    Blank,
}

/// Rows by which the width of a column is judged.
const LOOKED_AT: usize = 200;
/// Narrowest and widest column, in letters.
const WIDTHS: (f64, f64) = (8.0, 44.0);
/// Columns that name a row, and come again on each page of a wide table.
const NAMES: u16 = 2;
/// Most places that a figure is shown with.
const MOST_PLACES: usize = 6;

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
    let last_column = sheet.headings.len().saturating_sub(1) as u16;
    let heads = write_title(worksheet, sheet, last_column)?;
    write_headings(worksheet, sheet, heads)?;
    write_rows(worksheet, sheet, heads + 1)?;
    worksheet.set_freeze_panes(heads + 1, 0)?;
    let last_row = heads + (sheet.rows.len() as u32).max(1);
    if !sheet.headings.is_empty() {
        worksheet.autofilter(heads, 0, last_row, last_column)?;
    }
    let columns = 0..sheet.headings.len();
    let widths: Vec<f64> = columns.map(|column| width(sheet, column)).collect();
    printing::set_up(worksheet, &widths, heads, NAMES.min(last_column))?;
    worksheet.set_print_gridlines(true).set_footer("&C&P / &N");
    Ok(())
}

/// Answers the row of the headings, which follow.
fn write_title(
    worksheet: &mut Worksheet,
    sheet: &SheetData,
    last_column: u16,
) -> Result<u32, XlsxError> {
    let title = Format::new().set_bold().set_align(FormatAlign::Center);
    for (row, line) in (0_u32..).zip(&sheet.title) {
        if last_column == 0 {
            worksheet.write_with_format(row, 0, line, &title)?;
        } else {
            worksheet.merge_range(row, 0, row, last_column, line, &title)?;
        }
    }
    Ok(sheet.title.len() as u32)
}

fn write_headings(worksheet: &mut Worksheet, sheet: &SheetData, row: u32) -> Result<(), XlsxError> {
    let heading = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_background_color(0x00D9_E2F3_u32);
    for (column, text) in sheet.headings.iter().enumerate() {
        worksheet.write_with_format(row, column as u16, text, &heading)?;
        worksheet.set_column_width(column as u16, width(sheet, column))?;
    }
    Ok(())
}

fn write_rows(worksheet: &mut Worksheet, sheet: &SheetData, first: u32) -> Result<(), XlsxError> {
    let places: Vec<Format> = (0..=MOST_PLACES)
        .map(|places| Format::new().set_num_format(number_format(places)))
        .collect();
    for (row, cells) in (first..).zip(&sheet.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                CellData::Text(text) => worksheet.write(row, column, text)?,
                CellData::Number(number) => worksheet.write(row, column, *number)?,
                CellData::Figure(number, of) => {
                    let format = &places[(*of).min(MOST_PLACES)];
                    worksheet.write_with_format(row, column, *number, format)?
                }
                CellData::Blank => continue,
            };
        }
    }
    Ok(())
}

fn number_format(places: usize) -> String {
    match places {
        0 => "0".to_owned(),
        places => format!("0.{}", "0".repeat(places)),
    }
}

/// Wide enough for the heading on two lines, and for the cells, of which the first are looked at.
fn width(sheet: &SheetData, column: usize) -> f64 {
    let heading = width_of(&sheet.headings[column]) as f64 / 2.0 + 2.0;
    let cells = sheet.rows.iter().take(LOOKED_AT);
    let widest = cells
        .filter_map(|row| match row.get(column)? {
            CellData::Text(text) => Some(width_of(text)),
            CellData::Number(number) => Some(number.to_string().len()),
            CellData::Figure(number, places) => Some(format!("{number:.places$}").len()),
            CellData::Blank => None,
        })
        .max();
    let cells = widest.map_or(0.0, |letters| letters as f64 + 2.0);
    heading.max(cells).clamp(WIDTHS.0, WIDTHS.1)
}
