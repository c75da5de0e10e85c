//! A workbook of 200,000 rows and 25 columns: made once, then read.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::bail;
use junheng_demo::{DemoColumn, DemoValues};
use junheng_intake::Intake;
use junheng_report::sheets::{CellData, SheetData, workbook};

use crate::judged::{Asks, Bench};

const ROWS: usize = 200_000;
const COLUMNS: usize = 25;

/// Writes the first columns of a made-up nation's register of schools as one sheet.
///
/// # Errors
/// When the workbook cannot be written.
pub fn make(path: &Path) -> anyhow::Result<()> {
    let columns: Vec<DemoColumn> = junheng_demo::nation(ROWS, 1)
        .into_iter()
        .take(COLUMNS)
        .collect();
    let rows = (0..ROWS).map(|row| {
        columns
            .iter()
            .map(|column| cell(&column.values, row))
            .collect()
    });
    let sheet = SheetData {
        name: "学校".to_owned(),
        title: Vec::new(),
        headings: columns
            .iter()
            .map(|column| column.heading.clone())
            .collect(),
        rows: rows.collect(),
    };
    fs::write(path, workbook(&[sheet])?)?;
    Ok(())
}

fn cell(values: &DemoValues, row: usize) -> CellData {
    let cell = match values {
        DemoValues::Text(values) => values[row].clone().map(CellData::Text),
        DemoValues::Count(values) => values[row].map(|count| CellData::Number(count as f64)),
        DemoValues::Hundredths(values) => {
            values[row].map(|value| CellData::Number(value as f64 / 100.0))
        }
    };
    cell.unwrap_or(CellData::Blank)
}

/// Reads the workbook as a user's file is read: into typed columns, with everything that is wrong in it.
pub struct Reader {
    bench: Bench,
    file: PathBuf,
}

impl Reader {
    /// # Errors
    /// When the rulebook cannot be used.
    pub fn prepare(rulebook: &Path, file: PathBuf) -> anyhow::Result<Self> {
        Ok(Self {
            bench: Bench::prepare(rulebook, Asks::WholePolicy)?,
            file,
        })
    }

    /// # Errors
    /// When the file cannot be read, or not all of its rows are there.
    pub fn run(&self) -> anyhow::Result<Intake> {
        let bytes = fs::read(&self.file)?;
        let intake =
            junheng_intake::read(&self.file.to_string_lossy(), &bytes, &self.bench.rulebook);
        let rows: usize = intake.tables.iter().map(|table| table.rows.len()).sum();
        if rows != ROWS {
            bail!("{rows} rows were read, not {ROWS}");
        }
        Ok(intake)
    }
}
