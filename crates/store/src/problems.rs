//! What intake and the checks said of a revision. Refused rows stand in no table; their problems tell of them.

use junheng_model::{CellAddress, Diagnostic, Place, Severity, Wording};

use crate::rotation::cell_of;
use crate::statement::{Cells, Conditions, Listed, Page, Stored, values};
use crate::{Reading, StoreError, Writing};

/// A problem of a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub id: i64,
    pub submission_id: i64,
    pub revision: i64,
    /// The row, when it was kept.
    pub row_id: Option<i64>,
    /// The declared column.
    pub column: Option<String>,
    pub severity: Severity,
    pub code: String,
    pub place: Place,
    /// What stood there. Enciphered in the database: it may be a name.
    pub read: String,
    pub expected: Wording,
    pub mend: Wording,
    pub rule: String,
}

/// A problem to be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewProblem<'a> {
    pub diagnostic: &'a Diagnostic,
    pub row_id: Option<i64>,
    pub column: Option<&'a str>,
}

const COLUMNS: &str = "t.id, t.submission_id, t.revision, t.row_id, t.column_name, t.severity, t.code, t.file, \
     t.sheet, t.cell_row, t.cell_column, t.found, t.expected_zh, t.expected_en, t.mend_zh, t.mend_en, t.rule";

impl Stored for Problem {
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cells.take()?,
            submission_id: cells.take()?,
            revision: cells.take()?,
            row_id: cells.take()?,
            column: cells.take()?,
            severity: severity(&cells.take::<String>()?)?,
            code: cells.take()?,
            place: place(cells)?,
            read: cells.take()?,
            expected: Wording {
                zh: cells.take()?,
                en: cells.take()?,
            },
            mend: Wording {
                zh: cells.take()?,
                en: cells.take()?,
            },
            rule: cells.take()?,
        })
    }
}

fn severity(name: &str) -> Result<Severity, StoreError> {
    [Severity::Notice, Severity::Warning, Severity::Error]
        .into_iter()
        .find(|severity| severity.english() == name)
        .ok_or_else(|| StoreError::Damaged("problem.severity".to_owned()))
}

fn place(cells: &mut Cells<'_>) -> Result<Place, StoreError> {
    let file: String = cells.take()?;
    let sheet: Option<String> = cells.take()?;
    let row: Option<i64> = cells.take()?;
    let column: Option<i64> = cells.take()?;
    let number = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    Ok(Place {
        file: file.into(),
        sheet: sheet.map(Into::into),
        cell: match (number(row), number(column)) {
            (Some(row), Some(column)) => Some(CellAddress { row, column }),
            _ => None,
        },
    })
}

impl Reading {
    /// The problems of a revision, in the order in which they were found.
    ///
    /// # Errors
    /// When a key is missing, or the database fails.
    pub async fn problems(
        &mut self,
        submission_id: i64,
        revision: i64,
        page: Page,
    ) -> Result<Listed<Problem>, StoreError> {
        let of_revision = "t.submission_id = ? AND t.revision = ?";
        let conditions = Conditions::default().and(of_revision, values![submission_id, revision]);
        let mut found: Listed<Problem> = self
            .listed(COLUMNS, "problem t", conditions, "t.id", page)
            .await?;
        for problem in &mut found.items {
            let cell = cell_of("problem", "found", problem.id);
            problem.read = self.store.keys.decipher(&cell, &problem.read)?;
        }
        Ok(found)
    }
}

impl Writing {
    /// Remembers the problems of a revision.
    ///
    /// # Errors
    /// When the submission is not known, or the database fails.
    pub async fn add_problems(
        &mut self,
        submission_id: i64,
        revision: i64,
        problems: &[NewProblem<'_>],
    ) -> Result<(), StoreError> {
        for problem in problems {
            let id = self.id();
            let found = problem.diagnostic;
            let cell = cell_of("problem", "found", id);
            let read = self.store.keys.encipher(&cell, &found.read)?;
            let at = found.place.cell;
            let row = vec![
                ("id", id.into()),
                ("submission_id", submission_id.into()),
                ("revision", revision.into()),
                ("severity", found.severity.english().into()),
                ("code", found.code.into()),
                ("row_id", problem.row_id.into()),
                ("column_name", problem.column.into()),
                ("file", found.place.file.as_ref().into()),
                ("sheet", found.place.sheet.as_deref().into()),
                ("cell_row", at.map(|at| i64::from(at.row)).into()),
                ("cell_column", at.map(|at| i64::from(at.column)).into()),
                ("found", read.into()),
                ("expected_zh", (&found.expected.zh).into()),
                ("expected_en", (&found.expected.en).into()),
                ("mend_zh", (&found.mend.zh).into()),
                ("mend_en", (&found.mend.en).into()),
                ("rule", (&found.rule).into()),
            ];
            self.insert("problem", row).await?;
        }
        Ok(())
    }

    /// Remembers problems of an earlier revision with another one, that still has them.
    ///
    /// # Errors
    /// When the submission is not known, or the database fails.
    pub async fn repeat_problems(
        &mut self,
        submission_id: i64,
        revision: i64,
        problems: &[Problem],
    ) -> Result<(), StoreError> {
        for problem in problems {
            let id = self.id();
            let cell = cell_of("problem", "found", id);
            let read = self.store.keys.encipher(&cell, &problem.read)?;
            let at = problem.place.cell;
            let row = vec![
                ("id", id.into()),
                ("submission_id", submission_id.into()),
                ("revision", revision.into()),
                ("severity", problem.severity.english().into()),
                ("code", (&problem.code).into()),
                ("row_id", problem.row_id.into()),
                ("column_name", problem.column.clone().into()),
                ("file", problem.place.file.as_ref().into()),
                ("sheet", problem.place.sheet.as_deref().into()),
                ("cell_row", at.map(|at| i64::from(at.row)).into()),
                ("cell_column", at.map(|at| i64::from(at.column)).into()),
                ("found", read.into()),
                ("expected_zh", (&problem.expected.zh).into()),
                ("expected_en", (&problem.expected.en).into()),
                ("mend_zh", (&problem.mend.zh).into()),
                ("mend_en", (&problem.mend.en).into()),
                ("rule", (&problem.rule).into()),
            ];
            self.insert("problem", row).await?;
        }
        Ok(())
    }
}
