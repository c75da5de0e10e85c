//! Total rows: compared with the sum of the rows, never counted.

use junheng_model::Quantity;

use crate::cell::{Cell, at};
use crate::column::ColumnReader;
use crate::complaints::Complaints;
use crate::rows::RowKind;
use crate::wording;

/// The figure of one column of a total row.
struct Total {
    row: u32,
    /// Index into the sheet's columns.
    column: usize,
    /// In the column's stored unit.
    stated: Quantity,
    /// As it was written, in the heading's unit or its own.
    written: Quantity,
    /// What a figure as written is multiplied with to be in the stored unit.
    factor: Quantity,
    /// The sum of the rows since the last total, in millionths.
    group_sum: i128,
    is_subtotal: bool,
}

/// The total rows of a sheet.
#[derive(Default)]
pub(crate) struct Totals {
    kept: Vec<Total>,
}

/// More total rows than this are not compared: they are no totals.
const KEPT_AT_MOST: usize = 100_000;

impl Totals {
    /// Keeps the figures of a total row, and begins a new group of rows.
    pub fn keep(
        &mut self,
        kind: RowKind,
        row: u32,
        cells: &[Cell<'_>],
        columns: &mut [ColumnReader<'_>],
    ) {
        for (position, column) in columns.iter_mut().enumerate() {
            let group_sum = std::mem::take(&mut column.group_sum);
            if !column.adds_up() || self.kept.len() >= KEPT_AT_MOST {
                continue;
            }
            let typed = at(cells, column.position).and_then(|value| column.quantity(value).ok()?);
            let stated = typed.and_then(|typed| {
                let stated = typed.figure.checked_mul(typed.factor)?;
                Some((typed, stated))
            });
            if let Some((typed, stated)) = stated {
                self.kept.push(Total {
                    row,
                    column: position,
                    stated,
                    written: typed.figure,
                    factor: typed.factor,
                    group_sum,
                    is_subtotal: kind == RowKind::Subtotal,
                });
            }
        }
    }

    /// Warns where a total differs from the sum of the rows. A 合计 may also be the sum of the
    /// rows above it alone, where a file holds several counties.
    pub fn compare(&self, columns: &[ColumnReader<'_>], complaints: &mut Complaints) {
        for total in &self.kept {
            let column = &columns[total.column];
            let stated = i128::from(total.stated.millionths());
            let sum = if total.is_subtotal {
                total.group_sum
            } else {
                column.sum
            };
            if stated == sum || stated == total.group_sum {
                continue;
            }
            let is_above_its_rows = total.is_subtotal && total.group_sum == 0;
            let Some(sum) = as_written(sum, total.factor) else {
                continue;
            };
            if !is_above_its_rows {
                let complaint = wording::total_differs(column.declared, total.written, sum);
                complaints.about_cell(complaint, total.row, column.position);
            }
        }
    }
}

/// A sum in millionths of the stored unit in the unit in which a total was written, to the millionth.
fn as_written(sum: i128, factor: Quantity) -> Option<Quantity> {
    let millionths = sum.checked_mul(i128::from(Quantity::UNIT))? / i128::from(factor.millionths());
    i64::try_from(millionths)
        .ok()
        .map(Quantity::from_millionths)
}
