//! A user's files as a snapshot.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use anyhow::Context;
use bytes::Bytes;
use junheng_assess::parquet_file::{ParquetFileError, as_text, is_as_declared};
use junheng_assess::{Checked, Engine, Snapshot};
use junheng_intake::Intake;
use junheng_model::{Diagnostics, RegisterTable};
use junheng_report::Lang;
use junheng_rulebook::{Register, Rulebook};

use crate::refusal;

/// Files that were read, and everything that was found in them.
pub struct Data {
    pub snapshot: Snapshot,
    pub diagnostics: Diagnostics,
    /// Whether nothing in some file could be used, or there is no school in any.
    pub unusable: bool,
    /// Each file as it came.
    pub originals: Vec<SentFile>,
}

impl Data {
    /// Takes up what the checks found: a county is not said to have met while rows contradict themselves.
    pub fn take_checks(&mut self, checked: Checked, rulebook: &Rulebook) {
        self.diagnostics.extend(checked.diagnostics);
        let in_error: BTreeSet<(String, usize)> = checked.in_error.into_iter().collect();
        for (register, row) in in_error {
            if let Some(register) = rulebook.register(&register) {
                self.snapshot.doubt(register, row, rulebook);
            }
        }
    }
}

/// A file as it came.
pub struct SentFile {
    pub path: PathBuf,
    /// Its name, by which problems call it.
    pub name: String,
    pub bytes: Bytes,
}

/// The register that every assessment needs.
const SCHOOLS: &str = "学校";

/// Reads workbooks, CSV files and Parquet files into one snapshot.
///
/// # Errors
/// When a file cannot be read at all; what is wrong inside is a diagnostic.
pub fn read(paths: &[PathBuf], rulebook: &Rulebook, lang: Lang) -> anyhow::Result<Data> {
    let originals = opened(paths, lang)?;
    let mut diagnostics = Diagnostics::default();
    let mut as_they_lie: Vec<(&Register, &SentFile)> = Vec::new();
    let mut row_by_row: Vec<(&str, Bytes)> = Vec::new();
    for file in &originals {
        match register_to_query(file, &originals, rulebook)? {
            Some(register) => as_they_lie.push((register, file)),
            None => match text_of(file) {
                Some(bytes) => row_by_row.push((&file.name, bytes)),
                None => diagnostics.push(refusal::damaged_parquet(&file.name)),
            },
        }
    }
    let files: Vec<(&str, &[u8])> = row_by_row
        .iter()
        .map(|(name, bytes)| (*name, &bytes[..]))
        .collect();
    let read = junheng_intake::read_all(&files, rulebook);
    let mut unusable = diagnostics.has_errors() || read.iter().any(|intake| intake.unusable);
    let has_rows = |table: &RegisterTable| table.register == SCHOOLS && !table.rows.is_empty();
    let has_schools = as_they_lie
        .iter()
        .any(|(register, _)| register.name == SCHOOLS)
        || read.iter().flat_map(|intake| &intake.tables).any(has_rows);
    let mut snapshot = snapshot_of(read, &mut diagnostics, rulebook)?;
    for (register, file) in as_they_lie {
        snapshot.add_parquet(register, file.name.as_str(), file.bytes.clone());
    }
    if !has_schools && !diagnostics.has_errors() {
        let first = originals.first().map_or("", |file| file.name.as_str());
        diagnostics.push(refusal::no_schools(first));
    }
    unusable |= !has_schools;
    Ok(Data {
        snapshot,
        diagnostics,
        unusable,
        originals,
    })
}

fn opened(paths: &[PathBuf], lang: Lang) -> anyhow::Result<Vec<SentFile>> {
    let open = |path: &PathBuf| {
        let bytes = fs::read(path).map_err(|error| refusal::unreadable(lang, path, &error))?;
        let name = path.file_name().unwrap_or_default();
        Ok(SentFile {
            path: path.clone(),
            name: name.to_string_lossy().into_owned(),
            bytes: bytes.into(),
        })
    };
    paths.iter().map(open).collect()
}

/// The tables of what was read, with the rows that were refused; what is wrong is added to the diagnostics.
fn snapshot_of(
    read: Vec<Intake>,
    diagnostics: &mut Diagnostics,
    rulebook: &Rulebook,
) -> anyhow::Result<Snapshot> {
    let (mut tables, mut refused) = (Vec::new(), Vec::new());
    for intake in read {
        diagnostics.extend(intake.diagnostics);
        tables.extend(intake.tables);
        refused.extend(intake.refused);
    }
    let mut snapshot = Snapshot::from_tables(tables, rulebook)?;
    for row in refused {
        snapshot.refuse(row.register, row.county, row.place);
    }
    Ok(snapshot)
}

/// The register that a Parquet file holds exactly as declared, so that it is queried as it lies; `None` for a file that has
/// to be read row by row: another format, something wrong in it, or other files beside it whose rows it may repeat.
fn register_to_query<'r>(
    file: &SentFile,
    all: &[SentFile],
    rulebook: &'r Rulebook,
) -> anyhow::Result<Option<&'r Register>> {
    if !is_parquet(file) {
        return Ok(None);
    }
    let register = register_of(&file.path, rulebook)?;
    for other in all.iter().filter(|other| other.path != file.path) {
        if !is_parquet(other) || register_of(&other.path, rulebook)?.name == register.name {
            return Ok(None);
        }
    }
    let is_twice = all.iter().filter(|other| other.path == file.path).count() > 1;
    let as_declared = || is_as_declared(&file.bytes, register, rulebook);
    let fits = !is_twice && guarded(as_declared) == Some(true);
    Ok(fits.then_some(register))
}

fn is_parquet(file: &SentFile) -> bool {
    file.bytes.starts_with(b"PAR1")
}

/// What intake reads of a file; `None` when it is a Parquet file that cannot be read.
fn text_of(file: &SentFile) -> Option<Bytes> {
    match is_parquet(file) {
        true => guarded(|| as_text(&file.bytes)).map(Bytes::from),
        false => Some(file.bytes.clone()),
    }
}

/// What is read of a Parquet file; `None` when it is damaged. The library panics over some damaged files, and that is
/// neither to end the program nor to be seen.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetFileError>) -> Option<T> {
    let told = panic::take_hook();
    panic::set_hook(Box::new(|_| ()));
    let read = panic::catch_unwind(AssertUnwindSafe(read));
    panic::set_hook(told);
    read.ok()?.ok()
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
