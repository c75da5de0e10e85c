//! Beginning with last year's figures, going back to an earlier revision, and what a revision changed.

use std::collections::HashSet;

use junheng_rulebook::Privacy;
use junheng_store::{
    CellChange, Entry, NewRevision, NewRow, Page, RowChange, SubmissionStatus, Writing,
};
use serde_json::json;

use super::entered::{carried, key_of};
use super::grid::carry_problems;
use super::keep::{revision_of, same_row};
use super::refused_rows::unmended;
use super::see::MASK;
use super::{reach, way};
use crate::{Action, Actor, App, Failure};

/// What became of a row, personal values masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRow {
    pub key: String,
    /// `added`, `removed` or `changed`.
    pub what: &'static str,
    /// Column, value before and after; empty texts are blanks.
    pub cells: Vec<(String, String, String)>,
}

/// What came of beginning with last year's figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopiedLastYear {
    pub rows: usize,
    /// Rows of this year's file that could not be kept, and for which last year's row of the same key stands now.
    pub stood_in: usize,
}

impl App {
    /// Begins a hand-in with the rows that the organisation handed in for the period before. They answer the rows of the
    /// same key that an uploaded file had and that could not be kept, as typing them would.
    ///
    /// # Errors
    /// Refused when something was entered already, or there is nothing to copy.
    pub async fn copy_last_year(&self, actor: &Actor, id: i64) -> Result<CopiedLastYear, Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let status = reach(&mut writing, actor, id, Action::FillIn).await?;
        self.require_editable(&mut writing, &status).await?;
        if status.rows > 0 {
            return Err(Failure::refused(
                "这张表已经有内容，没有用上年的数盖掉。",
                "Something was entered already and was not overwritten.",
            ));
        }
        let nothing = || {
            Failure::refused(
                "上年没有这张表的数，不能带入。",
                "There are no figures of last year to copy.",
            )
        };
        let period = writing.period(status.period_id).await?;
        let period = period.ok_or(Failure::NotFound)?;
        let before = writing.period_before(&period).await?.ok_or_else(nothing)?;
        let then = writing
            .submission_of(status.organisation_id, &status.register, before.id)
            .await?
            .ok_or_else(nothing)?;
        let rows = writing.rows_at(then.matter_id, then.revision).await?;
        if rows.is_empty() {
            return Err(nothing());
        }
        let rows: Vec<NewRow> = (1..)
            .zip(&rows)
            .map(|(line, row)| NewRow {
                row_id: None,
                line,
                source_id: None,
                source_row: None,
                values: row.values.clone(),
            })
            .collect();
        let new = revision_of(id, way::COPY, None, carried(&rows));
        let written = writing.write_revision(&new, &rows).await?;
        let stood_in = self
            .answer_refused_rows(&mut writing, &status, written.revision, &rows)
            .await?;
        writing
            .journal(Entry {
                verb: "hand-in.copy",
                organisation: Some(status.organisation_id),
                subject: format!("hand-in/{id}"),
                detail: json!({
                    "copied_from": then.matter_id, "revision": written.revision, "stood_in": stood_in,
                }),
            })
            .await?;
        writing.commit().await?;
        Ok(CopiedLastYear {
            rows: rows.len(),
            stood_in,
        })
    }

    /// Carries the problems of the revision before on, but for those of refused rows whose key is among the rows;
    /// answers how many these were.
    async fn answer_refused_rows(
        &self,
        writing: &mut Writing,
        status: &SubmissionStatus,
        to: i64,
        rows: &[NewRow],
    ) -> Result<usize, Failure> {
        let register = self.register(&status.register)?;
        let keys: HashSet<String> = rows
            .iter()
            .map(|row| key_of(register, &row.values))
            .collect();
        let before = writing
            .problems(status.id, status.revision, Page::ALL)
            .await?;
        let refused = unmended(&before.items);
        let stood_in = refused.iter().filter(|row| keys.contains(&row.key)).count();
        carry_problems(writing, status.id, status.revision, to, &keys).await?;
        Ok(stood_in)
    }

    /// Makes a new revision that is equal to an earlier one.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when there is no such revision; refused when the figures cannot be changed.
    pub async fn restore_revision(
        &self,
        actor: &Actor,
        id: i64,
        number: i64,
    ) -> Result<(), Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let status = reach(&mut writing, actor, id, Action::FillIn).await?;
        self.require_editable(&mut writing, &status).await?;
        if number < 0 || number >= status.revision {
            return Err(Failure::NotFound);
        }
        let rows = writing.rows_at(id, number).await?;
        let rows: Vec<NewRow> = rows.iter().map(same_row).collect();
        let new = NewRevision {
            undoes: Some(number + 1),
            ..revision_of(id, way::UNDO, None, Default::default())
        };
        let written = writing.write_revision(&new, &rows).await?;
        let keys: HashSet<String> = HashSet::new();
        carry_problems(&mut writing, id, number, written.revision, &keys).await?;
        writing
            .journal(Entry {
                verb: "hand-in.restore",
                organisation: Some(status.organisation_id),
                subject: format!("hand-in/{id}"),
                detail: json!({ "restored": number, "revision": written.revision }),
            })
            .await?;
        writing.commit().await?;
        Ok(())
    }

    /// What a revision changed against the one before, cell by cell.
    ///
    /// # Errors
    /// [`Failure::NotFound`] out of reach, or when there is no such revision.
    pub async fn revision_changes(
        &self,
        actor: &Actor,
        id: i64,
        number: i64,
    ) -> Result<Vec<ChangedRow>, Failure> {
        let mut reading = self.store.read().await?;
        let status = reach(&mut reading, actor, id, Action::ReadRows).await?;
        if number < 1 || number > status.revision {
            return Err(Failure::NotFound);
        }
        let changes = reading.changes(id, number - 1, number).await?;
        let register = self.register(&status.register)?;
        let is_personal = |name: &str| {
            let column = register.column(name);
            column.is_some_and(|column| column.privacy == Privacy::Personal)
        };
        let shown = |change: CellChange| {
            let masked = |value: Option<junheng_model::CellValue>| match value {
                Some(_) if is_personal(&change.column) => MASK.to_owned(),
                value => value.map(|value| value.to_string()).unwrap_or_default(),
            };
            let (before, after) = (masked(change.before), masked(change.after));
            (change.column.clone(), before, after)
        };
        let changed = changes.into_iter().map(|change| match change {
            RowChange::Added(row) => ChangedRow {
                key: key_of(register, &row.values),
                what: "added",
                cells: Vec::new(),
            },
            RowChange::Removed(row) => ChangedRow {
                key: key_of(register, &row.values),
                what: "removed",
                cells: Vec::new(),
            },
            RowChange::Changed { row, cells } => ChangedRow {
                key: key_of(register, &row.values),
                what: "changed",
                cells: cells.into_iter().map(shown).collect(),
            },
        });
        Ok(changed.collect())
    }
}
