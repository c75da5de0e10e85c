//! The sheets that come out.

/// One school year of the county.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoYear {
    /// `2024-2025`
    pub school_year: String,
    /// One sheet a register.
    pub sheets: Vec<DemoSheet>,
}

/// One register as a sheet of a workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoSheet {
    /// The register's name, which is the sheet's.
    pub register: String,
    /// Lines that stand above the headings; mostly none.
    pub title: Vec<String>,
    pub headings: Vec<String>,
    /// As many cells a row as there are headings.
    pub rows: Vec<Vec<DemoCell>>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum DemoCell {
    Text(String),
    /// A number of at most two decimals.
    Number(f64),
    Blank,
}

impl DemoSheet {
    pub(crate) fn new(register: &str, headings: &[&str]) -> Self {
        Self {
            register: register.to_owned(),
            title: Vec::new(),
            headings: headings.iter().map(|&heading| heading.to_owned()).collect(),
            rows: Vec::new(),
        }
    }
}

impl From<&str> for DemoCell {
    fn from(text: &str) -> Self {
        DemoCell::Text(text.to_owned())
    }
}

impl From<String> for DemoCell {
    fn from(text: String) -> Self {
        DemoCell::Text(text)
    }
}

impl From<u32> for DemoCell {
    fn from(count: u32) -> Self {
        DemoCell::Number(f64::from(count))
    }
}

/// Hundredths of a unit, so that two decimals are exact until the cell is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hundredths(pub(crate) i64);

impl Hundredths {
    pub(crate) fn round(value: f64) -> Self {
        Self((value * 100.0).round() as i64)
    }
}

impl From<Hundredths> for DemoCell {
    fn from(value: Hundredths) -> Self {
        DemoCell::Number(value.0 as f64 / 100.0)
    }
}

impl<T: Into<DemoCell>> From<Option<T>> for DemoCell {
    fn from(value: Option<T>) -> Self {
        value.map_or(DemoCell::Blank, Into::into)
    }
}
