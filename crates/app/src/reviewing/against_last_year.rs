//! What a hand-in changed against last year's, for its reviewer.

use std::collections::HashMap;

use junheng_model::CellValue;
use junheng_rulebook::ColumnKind;
use junheng_store::StoredRow;

use crate::handing_in::key_of;
use crate::{Actor, App, Failure};

/// A figure that was another one last year.
#[derive(Debug, Clone, PartialEq)]
pub struct YearChange {
    /// The row's declared key in words.
    pub row: String,
    pub column: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// How much it changed, as a part of what it was; `None` where one of the two is missing or was nought.
    pub part: Option<f64>,
}

/// A hand-in beside last year's.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AgainstLastYear {
    /// The name of last year's period; empty when there is none.
    pub last_year: String,
    pub rows_before: usize,
    pub rows_now: usize,
    /// The greatest changes first.
    pub changes: Vec<YearChange>,
}

impl App {
    /// The figures of a hand-in that were others last year.
    ///
    /// # Errors
    /// [`Failure::NotFound`] out of reach.
    pub async fn against_last_year(
        &self,
        actor: &Actor,
        id: i64,
    ) -> Result<AgainstLastYear, Failure> {
        let mut reading = self.store.read().await?;
        let reviewed = self.hand_in_for(&mut reading, actor, id).await?;
        let status = &reviewed.status;
        let Some(period) = reading.period_before(&reviewed.period).await? else {
            return Ok(AgainstLastYear::default());
        };
        let before = reading
            .submission_of(status.organisation_id, &status.register, period.id)
            .await?;
        let Some(before) = before else {
            return Ok(AgainstLastYear::default());
        };
        let then = reading.rows_at(before.matter_id, before.revision).await?;
        let now = reading.rows_at(id, status.revision).await?;
        let register = self.register(&status.register)?;
        let key = |row: &StoredRow| key_of(register, &row.values);
        let known: HashMap<String, &StoredRow> = then.iter().map(|row| (key(row), row)).collect();
        let mut changes = Vec::new();
        for row in &now {
            let row_key = key(row);
            let Some(old) = known.get(&row_key) else {
                continue;
            };
            for (at, column) in register.columns.iter().enumerate() {
                if !matches!(column.kind, ColumnKind::Count | ColumnKind::Quantity) {
                    continue;
                }
                let (was, is) = (cell(old, at), cell(row, at));
                if was != is {
                    changes.push(YearChange {
                        row: row_key.clone(),
                        column: column.name.clone(),
                        part: part(was.as_deref(), is.as_deref()),
                        before: was,
                        after: is,
                    });
                }
            }
        }
        // What cannot be put in numbers comes first: a figure that appeared or went away.
        let size = |change: &YearChange| change.part.map_or(f64::INFINITY, f64::abs);
        changes.sort_by(|one, other| size(other).total_cmp(&size(one)));
        Ok(AgainstLastYear {
            last_year: period.name,
            rows_before: then.len(),
            rows_now: now.len(),
            changes,
        })
    }
}

fn cell(row: &StoredRow, at: usize) -> Option<String> {
    let value = row.values.get(at).and_then(Option::as_ref);
    value.map(CellValue::to_string)
}

/// The change as a part of what was.
fn part(before: Option<&str>, after: Option<&str>) -> Option<f64> {
    let before: f64 = before?.parse().ok()?;
    let after: f64 = after?.parse().ok()?;
    (before != 0.0).then(|| (after - before) / before)
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn a_change_is_a_part_of_what_was() {
        for (before, after, expected) in [
            (Some("100"), Some("125"), Some(0.25)),
            (Some("100"), Some("80"), Some(-0.2)),
            (Some("0"), Some("5"), None),
            (None, Some("5"), None),
            (Some("5"), None, None),
        ] {
            assert_eq!(part(before, after), expected);
        }
    }
}
