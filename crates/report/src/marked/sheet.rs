//! One sheet with its marked cells.

use std::collections::BTreeMap;

use junheng_model::{CellAddress, column_letters};
use quick_xml::events::{BytesStart, Event};

use super::styles::MarkedStyles;
use super::xml::{XmlFault, attribute, pieces, prefix, with_attributes};
use super::{Mark, Marks};

/// Elements of a sheet that stand after the one that names its notes.
const AFTER_NOTES: [&str; 9] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    "legacyDrawing",
];

/// The sheet's text with marked cells in other formats, cells that were absent added, and, where it had
/// no notes before, the relation `drawing` to the drawing of its notes.
pub(super) fn patched(
    text: &str,
    marks: &Marks,
    styles: &mut MarkedStyles,
    drawing: Option<&str>,
) -> Result<String, XmlFault> {
    let mut writer = Writer {
        out: String::with_capacity(text.len() + marks.len() * 64),
        rows: by_row(marks),
        styles,
        prefix: String::new(),
        row: None,
        next_row: 0,
        next_column: 0,
        drawing,
    };
    let mut depth = 0_usize;
    for piece in pieces(text)? {
        match &piece.event {
            Event::Start(tag) => {
                depth += 1;
                writer.open(tag, piece.raw, depth, false)?;
            }
            Event::Empty(tag) => writer.open(tag, piece.raw, depth + 1, true)?,
            Event::End(tag) => {
                writer.close(tag.local_name().as_ref(), depth)?;
                writer.out.push_str(piece.raw);
                depth = depth.saturating_sub(1);
            }
            _ => writer.out.push_str(piece.raw),
        }
    }
    Ok(writer.out)
}

type Row<'a> = BTreeMap<u32, &'a Mark>;

fn by_row(marks: &Marks) -> BTreeMap<u32, Row<'_>> {
    let mut rows: BTreeMap<u32, Row<'_>> = BTreeMap::new();
    for (cell, mark) in marks {
        rows.entry(cell.row).or_default().insert(cell.column, mark);
    }
    rows
}

struct Writer<'a> {
    out: String,
    /// The rows and cells that are still to be marked.
    rows: BTreeMap<u32, Row<'a>>,
    styles: &'a mut MarkedStyles,
    prefix: String,
    /// The row that is open, with its number and the cells that are still to be marked.
    row: Option<(u32, Row<'a>)>,
    next_row: u32,
    next_column: u32,
    drawing: Option<&'a str>,
}

impl Writer<'_> {
    fn open(
        &mut self,
        tag: &BytesStart<'_>,
        raw: &str,
        depth: usize,
        is_empty: bool,
    ) -> Result<(), XmlFault> {
        let name = tag.local_name();
        match (name.as_ref(), depth) {
            ("worksheet", 1) => {
                self.prefix = prefix(tag.name().as_ref()).to_owned();
                self.out.push_str(raw);
            }
            ("sheetData", 2) if is_empty => {
                self.out.push_str(&with_attributes(tag, &[], false));
                self.rows_before(u32::MAX)?;
                self.out.push_str(&format!("</{}>", tag.name().as_ref()));
            }
            ("row", 3) => self.open_row(tag, raw, is_empty)?,
            ("c", 4) => self.cell(tag, raw, is_empty)?,
            (name, 2) => {
                if AFTER_NOTES.contains(&name) {
                    self.notes();
                }
                self.out.push_str(raw);
            }
            _ => self.out.push_str(raw),
        }
        Ok(())
    }

    fn close(&mut self, name: &str, depth: usize) -> Result<(), XmlFault> {
        match (name, depth) {
            ("row", 3) => self.cells_before(u32::MAX)?,
            ("sheetData", 2) => self.rows_before(u32::MAX)?,
            ("worksheet", 1) => self.notes(),
            _ => {}
        }
        Ok(())
    }

    fn open_row(
        &mut self,
        tag: &BytesStart<'_>,
        raw: &str,
        is_empty: bool,
    ) -> Result<(), XmlFault> {
        let stated = attribute(tag, "r").and_then(|number| number.parse::<u32>().ok());
        let number = stated.map_or(self.next_row, |number| number.saturating_sub(1));
        self.rows_before(number)?;
        self.next_row = number.saturating_add(1);
        self.next_column = 0;
        let marks = self.rows.remove(&number).unwrap_or_default();
        let is_marked = !marks.is_empty();
        self.row = Some((number, marks));
        if is_empty && is_marked {
            self.out.push_str(&with_attributes(tag, &[], false));
            self.cells_before(u32::MAX)?;
            self.out.push_str(&format!("</{}>", tag.name().as_ref()));
        } else {
            self.out.push_str(raw);
        }
        Ok(())
    }

    fn cell(&mut self, tag: &BytesStart<'_>, raw: &str, is_empty: bool) -> Result<(), XmlFault> {
        let stated = attribute(tag, "r").and_then(|reference| column_of(&reference));
        let column = stated.unwrap_or(self.next_column);
        self.cells_before(column)?;
        self.next_column = column.saturating_add(1);
        let mark = self
            .row
            .as_mut()
            .and_then(|(_, marks)| marks.remove(&column));
        let Some(mark) = mark else {
            self.out.push_str(raw);
            return Ok(());
        };
        let base = attribute(tag, "s").and_then(|style| style.parse().ok());
        let style = self.styles.marked(base.unwrap_or(0), mark.severity)?;
        let style = style.to_string();
        self.out
            .push_str(&with_attributes(tag, &[("s", &style)], is_empty));
        Ok(())
    }

    /// Writes the marked cells of the open row that the file does not have, up to a column.
    fn cells_before(&mut self, column: u32) -> Result<(), XmlFault> {
        let Some((row, marks)) = self.row.take() else {
            return Ok(());
        };
        let mut rest = Row::new();
        for (at, mark) in marks {
            if at < column {
                self.blank(row, at, mark)?;
            } else {
                rest.insert(at, mark);
            }
        }
        self.row = Some((row, rest));
        Ok(())
    }

    /// Writes the marked rows that the file does not have, up to a row.
    fn rows_before(&mut self, row: u32) -> Result<(), XmlFault> {
        while let Some((&number, _)) = self.rows.first_key_value()
            && number < row
        {
            let marks = self.rows.remove(&number).unwrap_or_default();
            let prefix = self.prefix.clone();
            self.out
                .push_str(&format!("<{prefix}row r=\"{}\">", number + 1));
            for (column, mark) in marks {
                self.blank(number, column, mark)?;
            }
            self.out.push_str(&format!("</{prefix}row>"));
        }
        Ok(())
    }

    /// A cell without a value.
    fn blank(&mut self, row: u32, column: u32, mark: &Mark) -> Result<(), XmlFault> {
        let style = self.styles.marked(0, mark.severity)?;
        let cell = CellAddress { row, column };
        let prefix = &self.prefix;
        self.out
            .push_str(&format!("<{prefix}c r=\"{cell}\" s=\"{style}\"/>"));
        Ok(())
    }

    /// Names the drawing of the notes, once.
    fn notes(&mut self) {
        if let Some(id) = self.drawing.take() {
            self.out.push_str(&format!(
                "<{}legacyDrawing xmlns:mk=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
                 mk:id=\"{id}\"/>",
                self.prefix
            ));
        }
    }
}

/// The column of `AB17`.
fn column_of(reference: &str) -> Option<u32> {
    let letters = reference
        .find(|letter: char| letter.is_ascii_digit())
        .map(|at| reference[..at].to_ascii_uppercase())?;
    let number = letters.bytes().try_fold(0_u32, |number, letter| {
        let digit = u32::from(letter.checked_sub(b'A')?) + 1;
        (digit <= 26).then_some(())?;
        number.checked_mul(26)?.checked_add(digit)
    })?;
    let column = number.checked_sub(1)?;
    (column_letters(column) == letters).then_some(column)
}

#[cfg(test)]
mod tests {
    use super::column_of;

    #[test]
    fn columns_are_read_from_references() {
        assert_eq!(column_of("A1"), Some(0));
        assert_eq!(column_of("AB17"), Some(27));
        assert_eq!(column_of("17"), None);
        assert_eq!(column_of("ZZZZZZZZZZ1"), None);
    }
}
