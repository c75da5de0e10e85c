//! Workbooks, read sheet by sheet through calamine.

use std::borrow::Cow;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    Cell as FileCell, CellErrorType, Data, DataRef, ExcelDateTime, Ods, Range, Reader, Sheet,
    SheetType, SheetVisible, Xls, Xlsb, Xlsx,
};
use jiff::civil::Date;

use crate::ahead;
use crate::cell::{Cell, Value};
use crate::container::Format;
use crate::sheet_rows::{Detail, OneSink, RowSink};
use crate::threads::threads;

type Bytes<'b> = Cursor<&'b [u8]>;

/// An open workbook.
pub(crate) struct Workbook<'b> {
    reader: SheetSource<'b>,
    /// Whether sheets are worth a thread that reads ahead.
    is_large: bool,
    pub sheets: Vec<SheetEntry>,
}

/// A worksheet of a workbook.
#[derive(Debug, Clone)]
pub(crate) struct SheetEntry {
    pub name: String,
    pub is_hidden: bool,
}

enum SheetSource<'b> {
    Xlsx(Box<Xlsx<Bytes<'b>>>),
    Xlsb(Box<Xlsb<Bytes<'b>>>),
    Xls(Box<Xls<Bytes<'b>>>),
    Ods(Box<Ods<Bytes<'b>>>),
}

/// Runs a reader of calamine's. On damaged files its binary readers index beyond their buffers
/// (`xlsb/cells_reader.rs`: a cell record shorter than its type says; `xls.rs`: a sheet that begins
/// beyond the stream), which is a panic. It must not end a server or hide the other files' results.
fn guarded<T>(run: impl FnOnce() -> Result<T, Detail>) -> Result<T, Detail> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err("reader stopped".to_owned()))
}

fn detail(error: impl std::fmt::Display) -> Detail {
    error.to_string()
}

impl<'b> Workbook<'b> {
    /// Opens a workbook.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn open(format: Format, bytes: &'b [u8]) -> Result<Self, Detail> {
        let source = Cursor::new(bytes);
        guarded(move || {
            let (reader, sheets) = match format {
                Format::Xlsx => {
                    let book: Xlsx<_> = Xlsx::new(source).map_err(detail)?;
                    let sheets = entries(book.sheets_metadata());
                    (SheetSource::Xlsx(Box::new(book)), sheets)
                }
                Format::Xlsb => {
                    let book: Xlsb<_> = Xlsb::new(source).map_err(detail)?;
                    let sheets = entries(book.sheets_metadata());
                    (SheetSource::Xlsb(Box::new(book)), sheets)
                }
                Format::Xls => {
                    let book: Xls<_> = Xls::new(source).map_err(detail)?;
                    let sheets = entries(book.sheets_metadata());
                    (SheetSource::Xls(Box::new(book)), sheets)
                }
                Format::Ods => {
                    let book: Ods<_> = Ods::new(source).map_err(detail)?;
                    let sheets = entries(book.sheets_metadata());
                    (SheetSource::Ods(Box::new(book)), sheets)
                }
                Format::Text => return Err("not a workbook".to_owned()),
            };
            Ok(Self {
                reader,
                is_large: threads(format, bytes, 2) > 1,
                sheets,
            })
        })
    }

    /// Gives every row of a sheet that has content to `sink`, until it breaks.
    ///
    /// # Errors
    /// What is wrong with the sheet; rows before it have been given.
    pub fn rows(&mut self, sheet: &str, sink: &mut RowSink<'_>) -> Result<(), Detail> {
        guarded(|| match &mut self.reader {
            SheetSource::Xlsx(book) if self.is_large => {
                ahead::rows(|sink| guarded(|| xlsx_rows(book, sheet, sink)), sink)
            }
            SheetSource::Xlsx(book) => xlsx_rows(book, sheet, sink),
            SheetSource::Xlsb(book) => {
                let mut cells = book.worksheet_cells_reader(sheet).map_err(detail)?;
                stream(sink, || {
                    let cell: Option<FileCell<DataRef<'_>>> = cells.next_cell().map_err(detail)?;
                    Ok(cell.map(|cell| {
                        (
                            cell.get_position(),
                            streamed(cell.get_value().clone(), false),
                        )
                    }))
                })
            }
            SheetSource::Xls(book) => {
                let range = book.worksheet_range(sheet).map_err(detail)?;
                laid_out(sink, &range, None);
                Ok(())
            }
            SheetSource::Ods(book) => {
                let range = book.worksheet_range(sheet).map_err(detail)?;
                let formulas = book.worksheet_formula(sheet).map_err(detail)?;
                laid_out(sink, &range, Some(&formulas));
                Ok(())
            }
        })
    }
}

fn xlsx_rows<'c>(
    book: &'c mut Xlsx<Bytes<'_>>,
    sheet: &str,
    sink: &mut OneSink<'_, 'c>,
) -> Result<(), Detail> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(detail)?;
    stream(sink, || {
        let record = cells.next_cell_with_formula_metadata().map_err(detail)?;
        Ok(record.map(|record| (record.pos, streamed(record.value, record.formula.is_some()))))
    })
}

fn entries(sheets: &[Sheet]) -> Vec<SheetEntry> {
    sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| SheetEntry {
            name: sheet.name.clone(),
            is_hidden: sheet.visible != SheetVisible::Visible,
        })
        .collect()
}

type Positioned<'c> = ((u32, u32), Option<Value<'c>>);

/// Gathers cells that come one by one into rows.
fn stream<'c>(
    sink: &mut OneSink<'_, 'c>,
    mut next: impl FnMut() -> Result<Option<Positioned<'c>>, Detail>,
) -> Result<(), Detail> {
    let mut cells: Vec<Cell<'c>> = Vec::new();
    let mut current = 0;
    while let Some(((row, column), value)) = next()? {
        if row != current {
            if give(sink, current, &mut cells).is_break() {
                return Ok(());
            }
            current = row;
        }
        if let Some(value) = value {
            cells.push(Cell { column, value });
        }
    }
    let _ = give(sink, current, &mut cells);
    Ok(())
}

fn give<'c>(sink: &mut OneSink<'_, 'c>, row: u32, cells: &mut Vec<Cell<'c>>) -> ControlFlow<()> {
    if cells.is_empty() {
        return ControlFlow::Continue(());
    }
    // Rows are looked up by column; only damaged files have them out of order.
    if !cells.is_sorted_by_key(|cell| cell.column) {
        cells.sort_by_key(|cell| cell.column);
    }
    let flow = sink(row, cells);
    cells.clear();
    flow
}

fn laid_out(sink: &mut RowSink<'_>, range: &Range<Data>, formulas: Option<&Range<String>>) {
    let Some((top, left)) = range.start() else {
        return;
    };
    let mut cells = Vec::new();
    for (row, data) in (top..).zip(range.rows()) {
        for (column, value) in (left..).zip(data) {
            let is_formula = value == &Data::Empty
                && formulas
                    .and_then(|formulas| formulas.get_value((row, column)))
                    .is_some_and(|formula| !formula.is_empty());
            if let Some(value) = laid(value, is_formula) {
                cells.push(Cell { column, value });
            }
        }
        if give(sink, row, &mut cells).is_break() {
            return;
        }
    }
}

/// A cell as calamine streams it; `None` when it is blank.
fn streamed(data: DataRef<'_>, is_formula: bool) -> Option<Value<'_>> {
    match data {
        DataRef::Int(whole) => Some(Value::Number(whole as f64)),
        DataRef::Float(number) => Some(Value::Number(number)),
        DataRef::String(text) => (!is_blank(&text)).then_some(Value::Text(Cow::Owned(text))),
        DataRef::SharedString(text) => {
            (!is_blank(text)).then_some(Value::Text(Cow::Borrowed(text)))
        }
        DataRef::Bool(yes) => Some(Value::Bool(yes)),
        DataRef::DateTime(time) => Some(date_value(time)),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Some(Value::Text(Cow::Owned(text)))
        }
        DataRef::Error(error) => Some(Value::Error(error_name(&error))),
        DataRef::Empty => is_formula.then_some(Value::Uncalculated),
    }
}

fn laid(data: &Data, is_formula: bool) -> Option<Value<'_>> {
    match data {
        Data::Int(whole) => Some(Value::Number(*whole as f64)),
        Data::Float(number) => Some(Value::Number(*number)),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            (!is_blank(text)).then_some(Value::Text(Cow::Borrowed(text)))
        }
        Data::Bool(yes) => Some(Value::Bool(*yes)),
        Data::DateTime(time) => Some(date_value(*time)),
        Data::Error(error) => Some(Value::Error(error_name(error))),
        Data::Empty => is_formula.then_some(Value::Uncalculated),
    }
}

pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|letter| {
        letter.is_whitespace() || letter.is_control() || matches!(letter, '\u{feff}' | '\u{200b}')
    })
}

fn date_value(time: ExcelDateTime) -> Value<'static> {
    let serial = time.as_f64();
    if time.is_duration() {
        return Value::Number(serial);
    }
    let (year, month, day, ..) = time.to_ymd_hms_milli();
    let date = i16::try_from(year)
        .ok()
        .and_then(|year| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok());
    Value::Date(date, serial)
}

fn error_name(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}
