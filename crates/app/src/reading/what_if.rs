//! What if a school had two more teachers? Nothing of it is saved.

use std::collections::HashSet;
use std::sync::Arc;

use junheng_model::{Findings, Quantity};
use junheng_rulebook::{ColumnKind, Figure, Reference, Register};

use crate::judged::Judged;
use crate::{Actor, App, Asked, Failure};

/// A figure of a school, supposed to be another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureChange {
    /// The school's code.
    pub school: String,
    /// The column of the schools' register, by its declared name.
    pub column: String,
    /// In the column's unit; `None` supposes that it was not handed in.
    pub value: Option<Quantity>,
}

/// A change with what stands there now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub change: FigureChange,
    pub school_name: String,
    pub before: Option<Quantity>,
    pub unit: String,
}

/// A county as it is and as it would be.
pub struct Supposed {
    pub before: Arc<Judged>,
    pub after: Findings,
    pub changes: Vec<Changed>,
}

/// The most changes that are supposed at once.
const MOST_CHANGES: usize = 50;

/// The register whose figures are supposed to be others.
pub const WHAT_IF_REGISTER: &str = "学校";

impl Judged {
    /// The names that the formulas of the policy's ratios read.
    fn columns_read(&self) -> HashSet<String> {
        let formulas = self.policy().indicators.iter().flat_map(|indicator| {
            let formulas = match &indicator.figure {
                Figure::Ratio { formulas, .. } => formulas.as_slice(),
                _ => &[],
            };
            formulas.iter()
        });
        let values =
            formulas.flat_map(|formula| [&formula.numerator.value, &formula.denominator.value]);
        let read = values.flat_map(|value| value.references());
        read.filter_map(|reference| match reference {
            Reference::Column(name) => Some(name),
            _ => None,
        })
        .collect()
    }

    /// The figures of a school that can be supposed to be others: column, unit and what stands there now.
    pub fn changeable(&self, school: &str) -> Vec<(String, String, Option<Quantity>)> {
        let Some(register) = self.rulebook().register(WHAT_IF_REGISTER) else {
            return Vec::new();
        };
        let read = self.columns_read();
        let columns = register.columns.iter().filter(|column| {
            let concept = column.of.as_deref().unwrap_or(&column.name);
            let is_read = read.contains(concept) || read.contains(column.name.as_str());
            is_read && matches!(column.kind, ColumnKind::Count | ColumnKind::Quantity)
        });
        columns
            .map(|column| {
                let unit = column.unit.clone().unwrap_or_default();
                let now = self.figure_of(register, school, &column.name);
                (column.name.clone(), unit, now)
            })
            .collect()
    }

    fn figure_of(&self, register: &Register, school: &str, column: &str) -> Option<Quantity> {
        self.figure(register, school, column).flatten()
    }

    /// Whether a school's row has such a figure, handed in or not.
    fn can_be_changed(&self, register: &Register, school: &str, column: &str) -> bool {
        self.figure(register, school, column).is_some()
    }

    fn figure(&self, register: &Register, school: &str, column: &str) -> Option<Option<Quantity>> {
        let key = register.key.first()?;
        let rows = self.snapshot.table(&register.name)?;
        rows.tables().iter().find_map(|table| {
            let codes = table.texts(key)?;
            let row = codes
                .iter()
                .position(|code| code.as_deref() == Some(school))?;
            Some(table.quantities(column)?[row])
        })
    }

    fn school_name(&self, school: &str) -> Option<String> {
        let units = &self.findings().schools.units;
        let unit = (0..units.len()).find(|&unit| units.code.get(unit) == school)?;
        Some(units.name.get(unit).to_owned())
    }
}

impl App {
    /// Judges a county as if some figures were others. Nothing is saved.
    ///
    /// # Errors
    /// As [`App::judged`], and [`Failure::Invalid`] with every change that cannot be made.
    pub async fn what_if(
        &self,
        actor: &Actor,
        asked: &Asked,
        changes: &[FigureChange],
    ) -> Result<Supposed, Failure> {
        let before = self.judged(actor, asked).await?;
        if changes.len() > MOST_CHANGES {
            return Err(Failure::field(
                "change",
                format!("一次最多试算 {MOST_CHANGES} 处改动。"),
                format!("At most {MOST_CHANGES} changes can be tried at once."),
            ));
        }
        let register = before
            .rulebook()
            .register(WHAT_IF_REGISTER)
            .ok_or(Failure::NotFound)?;
        let mut described = Vec::new();
        for change in changes {
            let (code, column) = (&change.school, &change.column);
            let declared = register.column(column);
            let declared = declared.filter(|_| before.can_be_changed(register, code, column));
            let Some(declared) = declared else {
                return Err(cannot_be_changed(change));
            };
            described.push(Changed {
                school_name: before.school_name(code).unwrap_or_else(|| code.clone()),
                before: before.figure_of(register, code, column),
                unit: declared.unit.clone().unwrap_or_default(),
                change: change.clone(),
            });
        }
        let after = if changes.is_empty() {
            before.findings().clone()
        } else {
            match self.supposed(&before, changes).await {
                Some(after) => after,
                None => self.judge_changed(&before, changes).await?,
            }
        };
        Ok(Supposed {
            before,
            after,
            changes: described,
        })
    }

    /// Judges the whole county again: a change of enrolments, for instance, weighs everything.
    async fn judge_changed(
        &self,
        before: &Judged,
        changes: &[FigureChange],
    ) -> Result<Findings, Failure> {
        let register = before
            .rulebook()
            .register(WHAT_IF_REGISTER)
            .ok_or(Failure::NotFound)?;
        let mut snapshot = before.snapshot.clone();
        for change in changes {
            snapshot = snapshot
                .changed(register, &change.school, &change.column, change.value)
                .ok_or_else(|| cannot_be_changed(change))?;
        }
        let judged = self.judge_again(before, snapshot).await?;
        Ok(judged.findings().clone())
    }
}

fn cannot_be_changed(change: &FigureChange) -> Failure {
    let (code, column) = (&change.school, &change.column);
    Failure::field(
        "change",
        format!("不能改动学校 {code} 的“{column}”。"),
        format!("{column} of the school {code} cannot be changed."),
    )
}
