//! What was read becomes the next revision of a hand-in, with its sources and problems.

use std::collections::{HashMap, HashSet};

use junheng_model::Wording;
use junheng_rulebook::{Privacy, Register};
use junheng_store::{
    NewProblem, NewRevision, NewRow, NewSource, StoreError, StoredRow, SubmissionStatus, Writing,
};

use super::distribute::{Distributed, Part};
use super::entered::{Cells, carried, key_of, typed};
use super::refused_rows::row_refused;
use super::way;
use crate::{App, Failure};

/// What became of one register of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub hand_in: i64,
    pub register: String,
    pub rows: usize,
    /// Rows that were not kept.
    pub refused: usize,
    /// Why nothing of it was kept, if so.
    pub refusal: Vec<Wording>,
}

impl App {
    /// Writes one part of a workbook as the next revision of its hand-in.
    pub(crate) async fn keep_part(
        &self,
        writing: &mut Writing,
        hand_in: &SubmissionStatus,
        part: &Part,
        entering: Entering<'_>,
    ) -> Result<Kept, Failure> {
        let mut kept = Kept {
            hand_in: hand_in.id,
            register: part.register.clone(),
            rows: part.rows.len(),
            refused: part.refused.len(),
            refusal: Vec::new(),
        };
        match self.require_editable(writing, hand_in).await {
            Ok(()) => {}
            Err(Failure::Refused(reasons)) => {
                kept.refusal = reasons;
                return Ok(kept);
            }
            Err(other) => return Err(other),
        }
        let register = self.register(&part.register)?;
        let before = writing.rows_at(hand_in.id, hand_in.revision).await?;
        let mut rows: Vec<NewRow> = (1..)
            .zip(&part.rows)
            .map(|(line, row)| NewRow {
                row_id: None,
                line,
                source_id: Some(entering.sources[row.sheet]),
                source_row: Some(i64::from(row.row)),
                values: row.values.clone(),
            })
            .collect();
        keep_personal(register, &before, &mut rows);
        if entering.keeps_others {
            add_others(register, &before, &mut rows);
        }
        let cells = match entering.way {
            // Nobody at the organisation typed what the county hands in for it.
            way::FOR_ALL => carried(&rows),
            _ => typed(register, &before, &rows),
        };
        let source = part.rows.first().map(|row| row.sheet).unwrap_or_default();
        let new = revision_of(
            hand_in.id,
            entering.way,
            entering.sources.get(source),
            cells,
        );
        let written = writing.write_revision(&new, &rows).await;
        let written = written.map_err(too_large)?;
        add_problems(writing, hand_in.id, written.revision, part).await?;
        writing.see_matter(hand_in.id, self.now()).await?;
        Ok(kept)
    }
}

/// How rows come in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entering<'a> {
    pub way: &'static str,
    /// The number of each sheet's source.
    pub sources: &'a [i64],
    pub keeps_others: bool,
}

/// One source for each sheet.
pub(crate) async fn add_sources(
    writing: &mut Writing,
    read: &Distributed,
    file_name: &str,
    file_digest: &str,
) -> Result<Vec<i64>, Failure> {
    let mut ids = Vec::new();
    for sheet in &read.sheets {
        let new = NewSource {
            file_name: file_name.to_owned(),
            file_digest: file_digest.to_owned(),
            sheet: sheet.source.sheet.as_deref().map(str::to_owned),
            positions: sheet.positions.clone(),
        };
        ids.push(writing.add_source(&new).await?);
    }
    Ok(ids)
}

/// Whoever downloads a hand-in gets its personal values masked, and a mask is read as a blank. So a blank in an uploaded
/// workbook leaves the personal value of the row of the same key as it is; the grid takes one out.
fn keep_personal(register: &Register, before: &[StoredRow], rows: &mut [NewRow]) {
    let personal = register.columns.iter().enumerate();
    let personal: Vec<usize> = personal
        .filter(|(_, column)| column.privacy == Privacy::Personal)
        .map(|(at, _)| at)
        .collect();
    if personal.is_empty() {
        return;
    }
    let by_key: HashMap<String, &StoredRow> = before
        .iter()
        .map(|row| (key_of(register, &row.values), row))
        .collect();
    for row in rows {
        let Some(same) = by_key.get(&key_of(register, &row.values)) else {
            continue;
        };
        for &at in &personal {
            if row.values[at].is_none() {
                row.values[at].clone_from(&same.values[at]);
            }
        }
    }
}

/// Rows that the workbook does not have stay, behind those that it has.
fn add_others(register: &Register, before: &[StoredRow], rows: &mut Vec<NewRow>) {
    let keys: HashSet<String> = rows
        .iter()
        .map(|row| key_of(register, &row.values))
        .collect();
    let others = before
        .iter()
        .filter(|row| !keys.contains(&key_of(register, &row.values)));
    let first = i64::try_from(rows.len()).unwrap_or(i64::MAX) + 1;
    rows.extend((first..).zip(others).map(|(line, row)| NewRow {
        line,
        ..same_row(row)
    }));
}

/// A row as it stands.
pub(crate) fn same_row(row: &StoredRow) -> NewRow {
    NewRow {
        row_id: Some(row.row_id),
        line: row.line,
        source_id: row.source_id,
        source_row: row.source_row,
        values: row.values.clone(),
    }
}

pub(crate) fn revision_of(
    submission: i64,
    way: &str,
    source: Option<&i64>,
    cells: Cells,
) -> NewRevision {
    NewRevision {
        submission_id: submission,
        way: way.to_owned(),
        source_id: source.copied(),
        cells_typed: cells.typed,
        cells_carried: cells.carried,
        cells_again: cells.again,
        undoes: None,
    }
}

/// A figure that cannot be kept exactly is the user's to mend.
pub(crate) fn too_large(error: StoreError) -> Failure {
    match error {
        StoreError::TooManyDigits {
            register,
            column,
            value,
        } => Failure::refused(
            format!("“{register}”的“{column}”：{value} 超过15位数字，不能保存。请核对。"),
            format!(
                "`{register}`, `{column}`: {value} has more than fifteen digits and cannot be kept."
            ),
        ),
        other => other.into(),
    }
}

async fn add_problems(
    writing: &mut Writing,
    hand_in: i64,
    revision: i64,
    part: &Part,
) -> Result<(), Failure> {
    let refused: Vec<_> = part
        .refused
        .iter()
        .map(|(place, key)| row_refused(place.clone(), key.clone()))
        .collect();
    let all = part.said.iter().chain(&refused);
    let problems: Vec<NewProblem<'_>> = all
        .map(|diagnostic| NewProblem {
            diagnostic,
            row_id: None,
            column: None,
        })
        .collect();
    Ok(writing.add_problems(hand_in, revision, &problems).await?)
}
