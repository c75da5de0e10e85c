//! Where in a user's file something stands.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

/// A cell of a sheet; rows and columns count from zero and print as `F17`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellAddress {
    pub row: u32,
    pub column: u32,
}

impl fmt::Display for CellAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_letters(self.column), self.row + 1)
    }
}

impl Serialize for CellAddress {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The letters of a spreadsheet column: 0 is `A`, 26 is `AA`.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

/// A place in a file: the file alone, a sheet of it, or a cell of that sheet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    pub file: Arc<str>,
    pub sheet: Option<Arc<str>>,
    pub cell: Option<CellAddress>,
}

impl Place {
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self {
            file: file.into(),
            sheet: None,
            cell: None,
        }
    }

    #[must_use]
    pub fn sheet(mut self, sheet: impl Into<Arc<str>>) -> Self {
        self.sheet = Some(sheet.into());
        self
    }

    #[must_use]
    pub fn cell(mut self, row: u32, column: u32) -> Self {
        self.cell = Some(CellAddress { row, column });
        self
    }
}

impl fmt::Display for Place {
    /// `county.xlsx / 学校 / F17`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, " / {sheet}")?;
        }
        if let Some(cell) = &self.cell {
            write!(f, " / {cell}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        for (column, letters) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16383, "XFD"),
        ] {
            assert_eq!(column_letters(column), letters);
        }
        let place = Place::file("county.xlsx").sheet("学校").cell(16, 5);
        assert_eq!(place.to_string(), "county.xlsx / 学校 / F17");
    }
}
