//! OpenDocument spreadsheets: is it safe to hand one to the reader?
//!
//! The format repeats cells and rows by a number, and the reader writes every repetition out. A
//! few bytes can so stand for a hundred million cells; they are counted first. And the reader waits
//! for the end of each table: one that never comes would keep it waiting for good.

use std::io::{BufRead, BufReader, Read, Seek};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::complaint::{Complaint, refuse};
use crate::laid_out::{fits, room_for};
use crate::wording;

/// How many cells may come of all repetitions.
const CELLS_AT_MOST: u64 = 20_000_000;

/// Counts the cells of a spreadsheet.
///
/// # Errors
/// The complaint, when they are too many or the content cannot be read.
pub(crate) fn check<R: Read + Seek>(
    archive: &mut zip::ZipArchive<R>,
) -> Result<(), Box<Complaint>> {
    let content = archive
        .by_name("content.xml")
        .map_err(|error| Box::new(wording::damaged(&error.to_string())))?;
    let mut reader = Reader::from_reader(BufReader::new(content));
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    count(&mut reader)
}

fn count<R: BufRead>(reader: &mut Reader<R>) -> Result<(), Box<Complaint>> {
    let mut area = Area::default();
    let mut buffer = Vec::new();
    let mut open_elements = 0_usize;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => {
                open_elements += 1;
                area.begin(&element);
            }
            Ok(Event::End(element)) => {
                open_elements = open_elements.saturating_sub(1);
                if element.name().as_ref() == "table:table-row" {
                    area.end_row();
                }
            }
            Ok(Event::Eof) if open_elements > 0 => {
                return refuse(wording::damaged("content.xml"));
            }
            Ok(Event::Eof) => return fits(area.cells_in_all(), room_for(area.written)),
            Ok(_) => {}
            Err(error) => return refuse(wording::damaged(&error.to_string())),
        }
        fits(area.cells_in_all(), CELLS_AT_MOST)?;
    }
}

fn has_content(cell: &BytesStart<'_>) -> bool {
    cell.attributes().flatten().any(|attribute| {
        matches!(
            attribute.key.as_ref(),
            "office:value-type"
                | "table:formula"
                | "office:value"
                | "office:string-value"
                | "office:date-value"
                | "office:time-value"
                | "office:boolean-value"
        )
    })
}

fn repeats(element: &BytesStart<'_>, name: &str) -> u64 {
    element
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)
        .and_then(|attribute| {
            attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .ok()?
                .parse()
                .ok()
        })
        .unwrap_or(1)
}

/// The rectangles that hold all content, as far as they are known.
#[derive(Debug, Default)]
struct Area {
    /// Cells of tables that are done, and cells that rows are written out to.
    done: u64,
    /// Cells with content that the file writes, each once however often it is repeated.
    written: u64,
    rows: u64,
    first_row: Option<u64>,
    last_row: u64,
    width: u64,
    row_repeats: u64,
    column: u64,
    row_width: u64,
}

impl Area {
    fn begin(&mut self, element: &BytesStart<'_>) {
        match element.name().as_ref() {
            "table:table" => self.begin_table(),
            "table:table-row" => self.begin_row(repeats(element, "table:number-rows-repeated")),
            "table:table-cell" | "table:covered-table-cell" => self.cells(
                repeats(element, "table:number-columns-repeated"),
                has_content(element),
            ),
            _ => {}
        }
    }

    fn begin_table(&mut self) {
        *self = Self {
            done: self.cells_in_all(),
            written: self.written,
            ..Self::default()
        };
    }

    fn begin_row(&mut self, repeats: u64) {
        self.row_repeats = repeats;
        self.column = 0;
        self.row_width = 0;
    }

    fn cells(&mut self, repeats: u64, has_content: bool) {
        self.column = self.column.saturating_add(repeats);
        if has_content {
            self.written += 1;
            self.row_width = self.column;
        }
    }

    fn end_row(&mut self) {
        if self.row_width > 0 {
            self.first_row.get_or_insert(self.rows);
            self.last_row = self.rows.saturating_add(self.row_repeats);
            self.width = self.width.max(self.row_width);
            self.done = self.done.saturating_add(self.row_width);
        }
        self.rows = self.rows.saturating_add(self.row_repeats);
    }

    fn cells_in_all(&self) -> u64 {
        let rows = self.first_row.map_or(0, |first| self.last_row - first);
        rows.saturating_mul(self.width).saturating_add(self.done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_never_ends_is_damaged() {
        let whole = "<a><table:table><table:table-row><table:table-cell/></table:table-row></table:table></a>";
        let cut = "<a><table:table><table:table-row><table:table-cell/></table:table-row>";
        let crossed = "<a><table:table><table:table-row></table:table></table:table-row></a>";
        let is_safe = |text: &str| {
            let mut reader = Reader::from_reader(text.as_bytes());
            reader.config_mut().expand_empty_elements = true;
            count(&mut reader).is_ok()
        };
        assert!(is_safe(whole));
        assert!(!is_safe(cut));
        assert!(!is_safe(crossed));
    }
}
