//! Rows that were typed in a browser.

use std::ops::ControlFlow;

use junheng_model::Place;
use junheng_rulebook::{Column, Register, Rulebook};

use crate::cell::{Cell, Value};
use crate::complaints::Complaints;
use crate::sheet::Registers;
use crate::sheet_rows::RowSink;
use crate::{Intake, Reading, read_sheet};

/// Reads rows that were typed in a browser, by the rules by which cells of a file are read. Each row has a text for each
/// declared column, in the column's own unit. A row's number is its place among `rows`, counted from one; a cell's
/// column is the place of its declared column.
pub fn read_typed(register: &Register, rows: &[Vec<String>], rulebook: &Rulebook) -> Intake {
    let position = |known: &Register| known.name == register.name;
    let Some(named) = rulebook.registers.iter().position(position) else {
        return Intake::default();
    };
    let registers = Registers::new(rulebook);
    let mut reading = Reading::of("", &registers, None);
    let headings: Vec<String> = register.columns.iter().map(heading_in_own_unit).collect();
    let complaints = Complaints::of_texts(Place::file("").sheet(register.name.as_str()));
    let rows = |sink: &mut RowSink<'_>| {
        for (number, texts) in (0..).zip(std::iter::once(&headings).chain(rows)) {
            let mut cells: Vec<Cell<'_>> = (0..)
                .zip(texts)
                .filter(|(_, text)| !text.trim().is_empty())
                .map(|(column, text)| Cell {
                    column,
                    value: Value::Text(text.as_str().into()),
                })
                .collect();
            if !cells.is_empty() && sink(number, &mut cells) == ControlFlow::Break(()) {
                break;
            }
        }
        Ok(())
    };
    let registers = reading.registers;
    let read = read_sheet(registers, Some(named), complaints, &mut reading.keys, rows);
    reading.take(read);
    reading.intake
}

fn heading_in_own_unit(column: &Column) -> String {
    match &column.unit {
        Some(unit) => format!("{}（{unit}）", column.name),
        None => column.name.clone(),
    }
}
