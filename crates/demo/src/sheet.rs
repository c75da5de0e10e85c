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
    /// A number of at most two decimals, three for degrees.
    Number(f64),
    Blank,
}

/// The heading under which a sheet tells a row's school.
const SCHOOL_CODE: &str = "学校标识码";

impl DemoYear {
    /// The schools' codes, in the order of the sheet 学校.
    pub fn school_codes(&self) -> Vec<&str> {
        let Some(schools) = self.sheets.iter().find(|sheet| sheet.register == "学校") else {
            return Vec::new();
        };
        let rows = schools.rows.iter().map(|row| schools.school_of(row));
        rows.flatten().collect()
    }

    /// What one school would hand in: of every register, its rows; without titles and totals.
    pub fn of_school(&self, code: &str) -> DemoYear {
        let of_school = |sheet: &DemoSheet| {
            let is_its = |row: &&Vec<DemoCell>| sheet.school_of(row) == Some(code);
            DemoSheet {
                register: sheet.register.clone(),
                title: Vec::new(),
                headings: sheet.headings.clone(),
                rows: sheet.rows.iter().filter(is_its).cloned().collect(),
            }
        };
        DemoYear {
            school_year: self.school_year.clone(),
            sheets: self
                .sheets
                .iter()
                .map(of_school)
                .filter(|sheet| !sheet.rows.is_empty())
                .collect(),
        }
    }
}

impl DemoSheet {
    /// The code of the school that a row belongs to, where the sheet tells schools.
    fn school_of<'s>(&self, row: &'s [DemoCell]) -> Option<&'s str> {
        let column = self
            .headings
            .iter()
            .position(|heading| heading == SCHOOL_CODE)?;
        match row.get(column)? {
            DemoCell::Text(code) if code.bytes().all(|byte| byte.is_ascii_digit()) => Some(code),
            _ => None,
        }
    }

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
