//! One figure of one school changed, over and over.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use junheng_assess::{Change, Snapshot};
use junheng_model::{Quantity, Stage};

use crate::contest;
use crate::judged::{Asks, Bench};

/// The column that is changed: teachers of physical education and arts in primary schools.
const COLUMN: &str = "小学体育艺术专任教师数";

/// Prepares a county's workbook and changes another school on every order.
///
/// # Errors
/// When the workbook cannot be used, or has no primary school.
pub fn serve(rulebook: &Path, file: PathBuf) -> anyhow::Result<()> {
    let bench = Bench::prepare(rulebook, Asks::WholePolicy)?;
    let bytes = fs::read(&file)?;
    let intake = junheng_intake::read(&file.to_string_lossy(), &bytes, &bench.rulebook);
    if intake.unusable {
        bail!("the workbook cannot be used");
    }
    let snapshot = Snapshot::from_tables(intake.tables, &bench.rulebook)?;
    let assessment = bench.assess(&snapshot)?;
    let county = assessment.findings.counties.first().context("no county")?;
    let units = &assessment.findings.schools.units;
    let schools: Vec<&str> = county
        .units
        .clone()
        .filter(|&unit| units.stage[unit] == Some(Stage::Primary))
        .map(|unit| units.code.get(unit))
        .collect();
    if schools.is_empty() {
        bail!("no primary school");
    }
    let prepared = bench.engine.what_if(
        &snapshot,
        &bench.rulebook,
        &bench.policy,
        &assessment,
        &county.county,
    )?;
    let (what_if, turn) = (RefCell::new(prepared), Cell::new(0));
    contest::serve(
        || {
            let school = schools[turn.get() % schools.len()];
            turn.set(turn.get() + 1);
            let value = Some(Quantity::from_millionths(9 * Quantity::UNIT));
            let change = Change {
                school,
                column: COLUMN,
                value,
            };
            Ok(what_if.borrow_mut().change(change)?)
        },
        |_, _| Ok(()),
    )
}
