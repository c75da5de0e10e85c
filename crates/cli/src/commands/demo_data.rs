//! `junheng demo-data`: a made-up county as workbooks, or a made-up nation as Parquet.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use junheng_assess::parquet_file::{FileColumn, FileValues, write_schools};
use junheng_demo::{DemoCell, DemoColumn, DemoOptions, DemoSheet, DemoValues, DemoYear};
use junheng_report::sheets::{CellData, SheetData, workbook};

/// From so many schools on, a nation of counties is made instead of one county.
const NATION: usize = 2_000;

/// Make a believable county that does not exist, over three school years.
#[derive(Debug, Args)]
pub struct DemoData {
    /// The folder to write into; it is made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How many schools. From 2,000 on: a nation of counties, as one Parquet file.
    #[arg(long, value_name = "N", default_value_t = 48, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    schools: u32,
    /// The same seed gives the same county.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Leave out the mistakes that real files have.
    #[arg(long)]
    clean: bool,
    /// Also write what each school would hand in for the latest year, one workbook a school, into 各校/.
    #[arg(long)]
    each_school: bool,
}

/// Writes the files and names them.
///
/// # Errors
/// When the folder or a file cannot be written.
pub fn run(args: DemoData) -> anyhow::Result<ExitCode> {
    fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the folder {}", args.out.display()))?;
    let schools = args.schools as usize;
    if schools >= NATION {
        let columns = junheng_demo::nation(schools, args.seed)
            .into_iter()
            .map(column)
            .collect();
        let path = args.out.join("学校.parquet");
        write(&path, &write_schools(columns)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let options = DemoOptions {
        schools,
        seed: args.seed,
        mistakes: !args.clean,
        ..DemoOptions::default()
    };
    let years = junheng_demo::county(options);
    if let (true, Some(latest)) = (args.each_school, years.last()) {
        write_each_school(&args.out.join("各校"), latest)?;
    }
    for year in years {
        let sheets: Vec<SheetData> = year.sheets.into_iter().map(sheet).collect();
        let name = format!("{}{}.xlsx", junheng_demo::COUNTY, year.school_year);
        write(&args.out.join(name), &workbook(&sheets)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn write_each_school(folder: &Path, year: &DemoYear) -> anyhow::Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    for code in year.school_codes() {
        let sheets: Vec<SheetData> = year.of_school(code).sheets.into_iter().map(sheet).collect();
        write(&folder.join(format!("{code}.xlsx")), &workbook(&sheets)?)?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{}", path.display());
    Ok(())
}

/// A made-up sheet as the workbook's writer takes it.
pub(super) fn sheet(sheet: DemoSheet) -> SheetData {
    let cell = |cell| match cell {
        DemoCell::Text(text) => CellData::Text(text),
        DemoCell::Number(number) => CellData::Number(number),
        DemoCell::Blank => CellData::Blank,
    };
    SheetData {
        name: sheet.register,
        title: sheet.title,
        headings: sheet.headings,
        rows: sheet
            .rows
            .into_iter()
            .map(|row| row.into_iter().map(cell).collect())
            .collect(),
    }
}

fn column(column: DemoColumn) -> FileColumn {
    FileColumn {
        heading: column.heading,
        values: match column.values {
            DemoValues::Text(values) => FileValues::Text(values),
            DemoValues::Count(values) => FileValues::Count(values),
            DemoValues::Hundredths(values) => FileValues::Hundredths(values),
        },
    }
}
