//! A list that is no register: the rows of a file's first sheet as texts, with their places.

use std::ops::ControlFlow;
use std::sync::Arc;

use junheng_model::{Diagnostics, Place};

use crate::cell::{self, Cell};
use crate::complaint::Complaint;
use crate::container::{self, Format};
use crate::sheet_rows::RowSink;
use crate::workbook::Workbook;
use crate::{delimited, wording};

/// The most rows of a list; a hostile file must not fill the memory.
const ROWS_AT_MOST: usize = 20_000;

/// The first sheet of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlainSheet {
    /// Its name; a text file has none.
    pub name: Option<Arc<str>>,
    /// Those with content, in order.
    pub rows: Vec<PlainRow>,
}

/// A row of a plain sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainRow {
    /// From zero, as the sheet counts.
    pub row: u32,
    /// Columns from zero with what stands there, without the blanks around it; empty cells are left out.
    pub cells: Vec<(u32, String)>,
}

impl PlainRow {
    /// What stands in a column; empty for nothing.
    pub fn text(&self, column: u32) -> &str {
        let found = self.cells.iter().find(|(known, _)| *known == column);
        found.map_or("", |(_, text)| text)
    }
}

/// Reads the first sheet that is not hidden. `file_name` is how problems call the file.
///
/// # Errors
/// What is wrong with the file as a whole.
pub fn read_plain(file_name: &str, bytes: &[u8]) -> Result<PlainSheet, Diagnostics> {
    opened(bytes).map_err(|complaint| {
        let mut problems = Diagnostics::default();
        problems.push(complaint.at(Place::file(file_name)));
        problems
    })
}

fn opened(bytes: &[u8]) -> Result<PlainSheet, Box<Complaint>> {
    let container = container::recognise(bytes)?;
    let mut sheet = PlainSheet::default();
    let mut rows = Vec::new();
    let mut sink = |row: u32, cells: &mut Vec<Cell<'_>>| -> ControlFlow<()> {
        let cells = cells
            .iter()
            .map(|cell| (cell.column, text_of(cell)))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        rows.push(PlainRow { row, cells });
        if rows.len() <= ROWS_AT_MOST {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    };
    let damaged = |detail: String| Box::new(wording::damaged(&cell::shorten(&detail)));
    match container.format {
        Format::Text => {
            delimited::rows(&delimited::decode(bytes)?, &mut sink).map_err(damaged)?;
        }
        format => sheet.name = Some(first_sheet(format, bytes, &mut sink).map_err(damaged)?),
    }
    if rows.len() > ROWS_AT_MOST {
        return Err(Box::new(wording::list_too_long(ROWS_AT_MOST)));
    }
    sheet.rows = rows;
    Ok(sheet)
}

fn first_sheet(format: Format, bytes: &[u8], sink: &mut RowSink<'_>) -> Result<Arc<str>, String> {
    let mut workbook = Workbook::open(format, bytes)?;
    let first = workbook.sheets.iter().find(|sheet| !sheet.is_hidden);
    let name = first.map(|sheet| sheet.name.clone()).unwrap_or_default();
    workbook.rows(&name, sink)?;
    Ok(Arc::from(name))
}

fn text_of(cell: &Cell<'_>) -> String {
    match cell.value.text() {
        Some(text) => cell::tidy(text).into_owned(),
        None => cell.value.shown(),
    }
}

#[cfg(test)]
mod tests {
    use super::{PlainRow, read_plain};

    #[test]
    fn a_list_keeps_its_rows_where_they_stood() {
        let list = "学校标识码,名称\n\n2136000001, 实验小学 \n,\n";
        let sheet = read_plain("单位.csv", list.as_bytes()).expect("a list");
        let row = |row, cells: &[(u32, &str)]| PlainRow {
            row,
            cells: cells
                .iter()
                .map(|(column, text)| (*column, (*text).to_owned()))
                .collect(),
        };
        assert_eq!(
            sheet.rows,
            [
                row(0, &[(0, "学校标识码"), (1, "名称")]),
                row(2, &[(0, "2136000001"), (1, "实验小学")])
            ]
        );
        assert_eq!(sheet.rows[1].text(1), "实验小学");
        assert_eq!(sheet.rows[1].text(7), "");
    }

    #[test]
    fn what_is_no_list_is_said() {
        let problems =
            read_plain("图.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").expect_err("a picture");
        assert_eq!(problems.len(), 1);
    }
}
