//! Whether what templates print of a column fits the column.

use junheng_model::Quantity;

use super::desk::Desk;
use crate::mistake::TextDiagnostic;
use crate::{Column, ColumnKind, HeadingIndex, Register};

/// Checks headings, aliases and examples of a register's columns.
pub(super) fn check(register: &Register, desk: &Desk<'_>) {
    let index = HeadingIndex::new(register, desk.units);
    for (position, column) in register.columns.iter().enumerate() {
        check_headings(column, position, &index, desk);
        if !column.example.is_empty() && !example_fits(column, desk) {
            tell(
                column,
                "example",
                format!("示例“{}”不是此列可填的值", column.example),
                format!(
                    "the example `{}` could not stand in this column",
                    column.example
                ),
                desk,
            );
        }
    }
}

/// A heading that a template prints, or an alias, must lead back to its own column and unit.
fn check_headings(column: &Column, position: usize, index: &HeadingIndex<'_>, desk: &Desk<'_>) {
    let headings = [&column.name, &column.heading]
        .into_iter()
        .chain(&column.aliases);
    for heading in headings {
        let Some(found) = index.find(heading) else {
            continue;
        };
        if found.column != position {
            let other = &index.register().columns[found.column].name;
            tell(
                column,
                "heading",
                format!("表头“{heading}”会被当作“{other}”列"),
                format!("the heading `{heading}` would be taken for the column `{other}`"),
                desk,
            );
        } else if let Some(unit) = found.unfit_unit {
            tell(
                column,
                "heading-unit",
                format!(
                    "表头中的单位“{unit}”不能换算成“{}”",
                    column.unit.as_deref().unwrap_or("")
                ),
                format!("the unit `{unit}` of the heading cannot be turned into the column's"),
                desk,
            );
        }
    }
}

fn example_fits(column: &Column, desk: &Desk<'_>) -> bool {
    let example = &column.example;
    let number = || example.parse::<Quantity>().ok();
    match &column.kind {
        ColumnKind::Text => column
            .digits
            .is_none_or(|digits| example.chars().count() == digits as usize),
        ColumnKind::Code(list) => desk
            .codes
            .iter()
            .find(|known| known.name == *list)
            .is_none_or(|list| list.find(example).is_some()),
        ColumnKind::Year => number().is_some_and(|year| year.is_whole() && example.len() == 4),
        ColumnKind::Date => example.parse::<jiff::civil::Date>().is_ok(),
        ColumnKind::YesNo => ["是", "否"].contains(&example.as_str()),
        ColumnKind::Count => number().is_some_and(Quantity::is_whole),
        ColumnKind::Quantity => number().is_some(),
    }
}

fn tell(column: &Column, code: &'static str, zh: String, en: String, desk: &Desk<'_>) {
    desk.mistakes
        .push(TextDiagnostic::new(&column.place, code, zh, en));
}
