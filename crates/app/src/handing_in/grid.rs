//! Typing figures in the browser: small corrections, added rows, rows taken out.

use std::collections::{HashMap, HashSet};

use junheng_model::{Diagnostic, Severity, Wording};
use junheng_rulebook::{Privacy, Register};
use junheng_store::{Entry, NewRow, Organisation, Page, StoredRow, Writing};
use serde_json::json;

use super::distribute::{Distributed, Part, distribute};
use super::entered::{key_of, typed};
use super::keep::{revision_of, same_row, too_large};
use super::refused_rows::remaining;
use super::see::MASK;
use super::upload::owners_of;
use super::{reach, way};
use crate::{Action, Actor, App, Failure};

/// What somebody typed.
#[derive(Debug, Clone, Default)]
pub struct TypedGrid {
    /// The revision that he saw while typing.
    pub revision: i64,
    pub rows: Vec<TypedRow>,
}

/// A row as it was typed. One without any text is taken out.
#[derive(Debug, Clone, Default)]
pub struct TypedRow {
    /// The row that it changes; a new one has none.
    pub id: Option<i64>,
    /// One for each declared column. [`MASK`] leaves a personal value as it is.
    pub cells: Vec<String>,
}

/// What is wrong with one typed cell, or with its row.
#[derive(Debug, Clone)]
pub struct WrongCell {
    /// Index into [`TypedGrid::rows`].
    pub row: usize,
    /// Index of the declared column.
    pub column: Option<usize>,
    pub said: Wording,
}

/// What saving did.
#[derive(Debug, Clone)]
pub enum SavedOrWrong {
    /// The new revision.
    Saved(i64),
    /// Nothing was saved, because of these.
    Wrong(Vec<WrongCell>),
}

impl App {
    /// Saves what was typed as the next revision, when every row can be used.
    ///
    /// # Errors
    /// Refused when the person may not, the figures are out of the organisation's hands, or somebody else saved in
    /// between.
    pub async fn save_grid(
        &self,
        actor: &Actor,
        id: i64,
        grid: &TypedGrid,
    ) -> Result<SavedOrWrong, Failure> {
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let status = reach(&mut writing, actor, id, Action::FillIn).await?;
        self.require_editable(&mut writing, &status).await?;
        if grid.revision != status.revision {
            return Err(Failure::refused(
                "您打开表格以后，又有人保存了新的一版。请刷新后再填，以免盖掉别人填的数。",
                "Somebody saved another revision since you opened the table. Reload it, so as not to undo his work.",
            ));
        }
        let organisation = writing.organisation(status.organisation_id).await?;
        let organisation = organisation.ok_or(Failure::NotFound)?;
        let register = self.register(&status.register)?;
        let before = writing.rows_at(id, status.revision).await?;
        let texts = unmasked(register, &before, grid);
        let read = self.read_typed(register, &texts, &organisation);
        let wrong = wrong_cells(&read, &texts);
        if !wrong.is_empty() {
            return Ok(SavedOrWrong::Wrong(wrong));
        }
        let part = read.parts.first();
        let rows = new_rows(part, grid, &before);
        let cells = typed(register, &before, &rows);
        let new = revision_of(id, way::GRID, None, cells);
        let written = writing.write_revision(&new, &rows).await;
        let written = written.map_err(too_large)?;
        let keys: HashSet<String> = rows
            .iter()
            .map(|row| key_of(register, &row.values))
            .collect();
        carry_problems(&mut writing, id, status.revision, written.revision, &keys).await?;
        writing
            .journal(Entry {
                verb: "hand-in.type",
                organisation: Some(status.organisation_id),
                subject: format!("hand-in/{id}"),
                detail: json!({
                    "register": status.register,
                    "revision": written.revision,
                    "rows_added": written.rows_added,
                    "rows_changed": written.rows_changed,
                    "rows_removed": written.rows_removed,
                }),
            })
            .await?;
        writing.commit().await?;
        Ok(SavedOrWrong::Saved(written.revision))
    }

    fn read_typed(
        &self,
        register: &Register,
        texts: &[Vec<String>],
        organisation: &Organisation,
    ) -> Distributed {
        let intake = junheng_intake::read_typed(register, texts, &self.rulebook);
        distribute(intake, &self.rulebook, &owners_of(organisation))
    }
}

/// Problems of the revision before that the next one still has.
pub(crate) async fn carry_problems(
    writing: &mut Writing,
    id: i64,
    from: i64,
    to: i64,
    keys: &HashSet<String>,
) -> Result<(), Failure> {
    let problems = writing.problems(id, from, Page::ALL).await?;
    let left = remaining(&problems.items, keys, None);
    Ok(writing.repeat_problems(id, to, &left).await?)
}

/// The typed texts, with the personal values that stayed masked.
fn unmasked(register: &Register, before: &[StoredRow], grid: &TypedGrid) -> Vec<Vec<String>> {
    let by_id: HashMap<i64, &StoredRow> = before.iter().map(|row| (row.row_id, row)).collect();
    let rows = grid.rows.iter();
    rows.map(|row| {
        let same = row.id.and_then(|id| by_id.get(&id));
        let cells = register.columns.iter().enumerate();
        cells
            .map(|(at, column)| {
                let text = row.cells.get(at).map_or("", String::as_str);
                let is_kept = column.privacy == Privacy::Personal && text.trim() == MASK;
                match same.filter(|_| is_kept) {
                    Some(same) => {
                        let value = same.values.get(at).and_then(Option::as_ref);
                        value.map(ToString::to_string).unwrap_or_default()
                    }
                    None => text.to_owned(),
                }
            })
            .collect()
    })
    .collect()
}

/// Everything that keeps a typed row from being used.
fn wrong_cells(read: &Distributed, texts: &[Vec<String>]) -> Vec<WrongCell> {
    let errors = read
        .diagnostics
        .iter()
        .filter(|said| said.severity == Severity::Error);
    let mut wrong: Vec<WrongCell> = errors.map(wrong_cell).collect();
    let used: HashSet<usize> = read
        .parts
        .iter()
        .flat_map(|part| &part.rows)
        .map(|row| row.row as usize)
        .collect();
    for (at, row) in texts.iter().enumerate() {
        let has_text = row.iter().any(|text| !text.trim().is_empty());
        let is_told = wrong.iter().any(|wrong| wrong.row == at);
        if has_text && !used.contains(&(at + 1)) && !is_told {
            wrong.push(WrongCell {
                row: at,
                column: None,
                said: Wording::new(
                    "这一行不像数据行（像合计、示例或表头），请改正或清空。",
                    "This does not read as a row of data (but as a total, an example or headings): mend or clear it.",
                ),
            });
        }
    }
    wrong
}

fn wrong_cell(said: &Diagnostic) -> WrongCell {
    let cell = said.place.cell;
    WrongCell {
        row: cell.map_or(0, |cell| (cell.row as usize).saturating_sub(1)),
        column: cell.map(|cell| cell.column as usize),
        said: Wording::new(
            format!("应为{}。{}", said.expected.zh, said.mend.zh),
            format!("Expected: {}. {}", said.expected.en, said.mend.en),
        ),
    }
}

/// The rows of the next revision: what was not changed keeps the cell of the file that it came from.
fn new_rows(part: Option<&Part>, grid: &TypedGrid, before: &[StoredRow]) -> Vec<NewRow> {
    let by_id: HashMap<i64, &StoredRow> = before.iter().map(|row| (row.row_id, row)).collect();
    let last = before.iter().map(|row| row.line).max().unwrap_or(0);
    let mut next = last;
    let rows = part.iter().flat_map(|part| &part.rows);
    rows.map(|row| {
        let typed = grid.rows.get((row.row as usize).saturating_sub(1));
        let same = typed.and_then(|typed| by_id.get(&typed.id?));
        match same {
            Some(same) if same.values == row.values => same_row(same),
            Some(same) => NewRow {
                source_id: None,
                source_row: None,
                values: row.values.clone(),
                ..same_row(same)
            },
            None => {
                next += 1;
                NewRow {
                    row_id: None,
                    line: next,
                    source_id: None,
                    source_row: None,
                    values: row.values.clone(),
                }
            }
        }
    })
    .collect()
}
