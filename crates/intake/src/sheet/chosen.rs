//! Which of a sheet's columns are read, and what is to be said of the others.

use junheng_model::{Quantity, column_letters};
use junheng_rulebook::{HeadingIndex, Rulebook};

use crate::column::ColumnReader;
use crate::complaints::Complaints;
use crate::headings::{HeadingBlock, MatchedHeading, WIDEST};
use crate::similar::most_similar;
use crate::wording;

/// How many headings that nobody declared are listed one by one.
const UNKNOWN_LISTED: usize = 100;

/// What is known when the headings are found.
pub(super) struct Setup<'a> {
    pub rulebook: &'a Rulebook,
    pub index: &'a HeadingIndex<'a>,
    pub register: usize,
    /// The lowest row of headings.
    pub heading_row: u32,
}

/// The sheet's columns that are read, with their factors; complains of the others.
pub(super) fn choose_columns<'a>(
    setup: &Setup<'a>,
    block: &HeadingBlock,
    complaints: &mut Complaints,
) -> Vec<ColumnReader<'a>> {
    let register = setup.index.register();
    let mut chosen = Vec::new();
    for (column, declared) in register.columns.iter().enumerate() {
        let claims: Vec<_> = block
            .matched
            .iter()
            .filter(|heading| heading.found.column == column)
            .collect();
        let heading = match claims[..] {
            [] => continue,
            [heading] => heading,
            [first, second, ..] => {
                let letters = [first.position, second.position].map(column_letters);
                let complaint = wording::column_twice(declared, &letters[0], &letters[1]);
                complaints.about_cell(complaint, setup.heading_row, second.position);
                continue;
            }
        };
        if let Some(unit) = &heading.found.unfit_unit {
            let complaint = wording::unit_unfit(declared, unit);
            complaints.about_cell(complaint, setup.heading_row, heading.position);
            continue;
        }
        let mut factor = heading.found.factor;
        if !heading.found.unit_stated {
            if let Some((unit, stated)) = block.title_factor(setup.index, column) {
                if stated != factor {
                    let complaint = wording::unit_from_title(declared, unit);
                    complaints.about_cell(complaint, setup.heading_row, heading.position);
                }
                factor = stated;
            } else if factor != Quantity::ONE {
                let complaint = wording::unit_not_stated(declared, &heading.text);
                complaints.about_cell(complaint, setup.heading_row, heading.position);
            }
        }
        chosen.push(ColumnReader::new(
            setup.rulebook,
            setup.index,
            column,
            heading.position,
            factor,
        ));
    }
    note_unknown(setup, block, complaints);
    chosen
}

fn note_unknown(setup: &Setup<'_>, block: &HeadingBlock, complaints: &mut Complaints) {
    let register = setup.index.register();
    let worth_saying = |heading: &str| !matches!(heading.trim(), "序号" | "行号" | "编号");
    for (position, heading) in block.unknown.iter().take(UNKNOWN_LISTED) {
        if !worth_saying(heading) {
            continue;
        }
        let declared = register
            .columns
            .iter()
            .filter(|column| {
                let of = |heading: &MatchedHeading| &register.columns[heading.found.column];
                !block
                    .matched
                    .iter()
                    .any(|heading| of(heading).name == column.name)
            })
            .map(|column| column.name.as_str());
        let similar = most_similar(heading, declared);
        complaints.about_cell(
            wording::unknown_heading(heading, similar),
            setup.heading_row,
            *position,
        );
    }
    if block.unknown.len() > UNKNOWN_LISTED {
        let more = block.unknown.len() - UNKNOWN_LISTED;
        let complaint = wording::more_of_the_same("unknown-heading", String::new(), more);
        complaints.about_sheet(complaint);
    }
    if block.matched.len() + block.unknown.len() >= WIDEST {
        complaints.about_sheet(wording::columns_not_looked_at(WIDEST));
    }
}
