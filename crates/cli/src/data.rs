//! A user's files as a snapshot.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use junheng_assess::{Engine, Snapshot};
use junheng_model::{Diagnostics, RegisterTable};
use junheng_rulebook::{Register, Rulebook};

/// Files that were read, and everything that was found in them.
pub struct Data {
    pub snapshot: Snapshot,
    pub diagnostics: Diagnostics,
    /// Whether nothing in some file could be used, or there is no school in any.
    pub unusable: bool,
    /// Each file as it came.
    pub originals: Vec<(PathBuf, Vec<u8>)>,
}

/// The register that every assessment needs.
const SCHOOLS: &str = "学校";

/// Reads workbooks, CSV files and Parquet files into one snapshot.
///
/// # Errors
/// When a file cannot be read at all; what is wrong inside is a diagnostic.
pub fn read(paths: &[PathBuf], rulebook: &Rulebook) -> anyhow::Result<Data> {
    let mut tables = Vec::new();
    let mut parquet = Vec::new();
    let mut data = Data {
        snapshot: Snapshot::default(),
        diagnostics: Diagnostics::default(),
        unusable: false,
        originals: Vec::new(),
    };
    let mut refused = Vec::new();
    for path in paths {
        let bytes = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        let name = path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        if bytes.starts_with(b"PAR1") {
            parquet.push((register_of(path, rulebook)?, name, bytes));
            continue;
        }
        let intake = junheng_intake::read(&name, &bytes, rulebook);
        data.diagnostics.extend(intake.diagnostics);
        data.unusable |= intake.unusable;
        tables.extend(intake.tables);
        refused.extend(intake.refused);
        data.originals.push((path.clone(), bytes));
    }
    let handed_in = |table: &RegisterTable| table.register == SCHOOLS && !table.rows.is_empty();
    let is_parquet = |(register, ..): &(&Register, String, Vec<u8>)| register.name == SCHOOLS;
    data.unusable |= !tables.iter().any(handed_in) && !parquet.iter().any(is_parquet);
    data.snapshot = Snapshot::from_tables(tables, rulebook)?;
    for (register, name, bytes) in parquet {
        data.snapshot.add_parquet(register, name, bytes.into());
    }
    for row in refused {
        data.snapshot.refuse(row.register, row.county, row.place);
    }
    Ok(data)
}

/// The register that a Parquet file holds: the one that it is named as, else the schools.
fn register_of<'r>(path: &Path, rulebook: &'r Rulebook) -> anyhow::Result<&'r Register> {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let named = |register: &&Register| register.name == stem || register.aliases.contains(&stem);
    rulebook
        .registers
        .iter()
        .find(named)
        .or_else(|| rulebook.register(SCHOOLS))
        .with_context(|| format!("the rulebook has no register {SCHOOLS}"))
}

/// An engine with as many threads as the machine has cores.
///
/// # Errors
/// When the threads cannot be started.
pub fn engine() -> anyhow::Result<Engine> {
    Ok(Engine::new(junheng_model::workers())?)
}
