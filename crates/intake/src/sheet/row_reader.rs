//! Reading the rows below the headings, one by one.

use std::collections::HashMap;

use junheng_model::{RegisterTable, TableSource};
use junheng_rulebook::{HeadingIndex, Presence, Register};

use super::chosen::{Setup, choose_columns};
use super::{Keys, SheetOutcome};
use crate::aside::AsideReader;
use crate::cell::{Cell, at};
use crate::column::{ColumnReader, Parsed};
use crate::complaints::Complaints;
use crate::headings::{HeadingBlock, is_line_numbers};
use crate::rows::{RowKind, row_kind};
use crate::totals::Totals;
use crate::{RefusedRow, wording};

/// Reads the rows below the headings.
pub(super) struct RowReader<'a> {
    index: &'a HeadingIndex<'a>,
    pub(super) register: usize,
    columns: Vec<ColumnReader<'a>>,
    /// The columns of the key, as indexes into `columns`, in the key's order.
    key: Vec<usize>,
    /// The column that names the county, as an index into `columns`.
    county: Option<usize>,
    /// The column that refers to a school, as an index into `columns`.
    school: Option<usize>,
    headings: HashMap<u32, String>,
    rows: Vec<u32>,
    parsed: Vec<Parsed>,
    totals: Totals,
    aside: AsideReader,
    refused: Vec<RefusedRow>,
    /// Whether line-number rows may still come.
    just_below_headings: bool,
}

impl<'a> RowReader<'a> {
    /// `None` when the sheet cannot be used; the complaints say why.
    pub(super) fn new(
        setup: &Setup<'a>,
        block: HeadingBlock,
        complaints: &mut Complaints,
    ) -> Option<Self> {
        let matched = block
            .matched
            .iter()
            .map(|heading| (heading.position, &heading.text));
        let unknown = block
            .unknown
            .iter()
            .map(|(position, text)| (*position, text));
        let headings = matched
            .chain(unknown)
            .map(|(position, text)| (position, last_level(text)))
            .collect();
        let columns = choose_columns(setup, &block, complaints);
        let register = setup.index.register();
        if !has_what_is_required(register, &block, &columns, complaints) {
            return None;
        }
        let find = |name: &String| {
            columns
                .iter()
                .position(|column| &column.declared.name == name)
        };
        Some(Self {
            index: setup.index,
            register: setup.register,
            key: register.key.iter().filter_map(find).collect(),
            county: register.county.as_ref().and_then(find),
            school: register.school.as_ref().and_then(find),
            parsed: Vec::with_capacity(columns.len()),
            columns,
            headings,
            rows: Vec::new(),
            totals: Totals::default(),
            aside: AsideReader::new(&register.name, complaints.sheet(), block.unknown),
            refused: Vec::new(),
            just_below_headings: true,
        })
    }

    pub(super) fn row(
        &mut self,
        row: u32,
        cells: &[Cell<'_>],
        keys: &mut HashMap<usize, Keys>,
        complaints: &mut Complaints,
    ) {
        let has_content = self
            .columns
            .iter()
            .any(|column| at(cells, column.position).is_some());
        if std::mem::take(&mut self.just_below_headings) && is_line_numbers(cells) {
            self.just_below_headings = true;
            return;
        }
        let kind = row_kind(
            cells,
            |column| self.headings.get(&column).map(String::as_str),
            |column| {
                let key = self.key.iter().map(|key| &self.columns[*key]);
                key.map(|key| key.position)
                    .any(|position| position == column)
            },
            || {
                self.key
                    .iter()
                    .all(|key| at(cells, self.columns[*key].position).is_some())
            },
        );
        let first = &cells[0];
        let shown = || first.value.shown();
        let not_data = |code| wording::not_a_data_row(code, &shown());
        let mut about_row = |complaint| complaints.about_cell(complaint, row, first.column);
        match kind {
            RowKind::Data if has_content => self.data_row(row, cells, keys, complaints),
            // Rows that are only numbered in a column of their own are empty.
            RowKind::Data => {}
            RowKind::Total | RowKind::Subtotal => {
                about_row(wording::total_row(&shown()));
                self.totals.keep(kind, row, cells, &mut self.columns);
            }
            RowKind::Signature => about_row(not_data("signature-row")),
            RowKind::RepeatedHeadings => about_row(not_data("repeated-headings")),
            RowKind::Example => about_row(not_data("example-row")),
        }
    }

    fn data_row(
        &mut self,
        row: u32,
        cells: &[Cell<'_>],
        keys: &mut HashMap<usize, Keys>,
        complaints: &mut Complaints,
    ) {
        self.parsed.clear();
        let mut usable = true;
        for column in &mut self.columns {
            let parsed = match at(cells, column.position) {
                Some(value) => match column.read(value, row, complaints) {
                    Ok(parsed) => parsed,
                    Err(complaint) => {
                        complaints.about_cell(*complaint, row, column.position);
                        usable = false;
                        self.parsed.push(Parsed::Missing);
                        continue;
                    }
                },
                None => Parsed::Missing,
            };
            if parsed == Parsed::Missing && column.is_required() {
                complaints.about_cell(
                    wording::required_blank(column.declared),
                    row,
                    column.position,
                );
                usable = false;
            }
            self.parsed.push(parsed);
        }
        let is_first = self.claim_key(row, keys, complaints);
        if usable && is_first {
            for (column, parsed) in self.columns.iter_mut().zip(self.parsed.drain(..)) {
                column.push(parsed);
            }
            self.rows.push(row);
            self.aside.push(row, cells);
        } else {
            self.refuse(row, complaints);
        }
    }

    /// Whether nobody had this row's key before; complains otherwise. A row whose key is not whole
    /// has none.
    fn claim_key(
        &self,
        row: u32,
        keys: &mut HashMap<usize, Keys>,
        complaints: &mut Complaints,
    ) -> bool {
        if self.key.is_empty() {
            return true;
        }
        let mut key = String::new();
        for (order, column) in self.key.iter().enumerate() {
            if order > 0 {
                key.push('＋');
            }
            match &self.parsed[*column] {
                Parsed::Missing => return true,
                Parsed::Text(text) => key.push_str(text),
                Parsed::Quantity(quantity) => key.push_str(&quantity.to_string()),
                Parsed::Date(date) => key.push_str(&date.to_string()),
                Parsed::YesNo(yes) => key.push_str(if *yes { "是" } else { "否" }),
            }
        }
        let position = self.columns[self.key[0]].position;
        let known = keys.entry(self.register).or_default();
        if let Some(place) = known.get(&key) {
            let names = &self.index.register().key;
            let here = complaints.sheet();
            let is_same_sheet = place.sheet == here.sheet && place.file == here.file;
            let first = match place.cell {
                Some(cell) if is_same_sheet => cell.to_string(),
                _ => place.to_string(),
            };
            complaints.about_cell(wording::duplicate_key(&key, names, &first), row, position);
            return false;
        }
        let place = complaints.sheet().clone().cell(row, position);
        known.insert(key, place);
        true
    }

    fn refuse(&mut self, row: u32, complaints: &Complaints) {
        let text = |column: &usize| match &self.parsed[*column] {
            Parsed::Text(text) => text.to_string(),
            Parsed::Quantity(quantity) => quantity.to_string(),
            Parsed::Missing | Parsed::Date(_) | Parsed::YesNo(_) => String::new(),
        };
        let stated = |column: &Option<usize>| {
            let text = column.as_ref().map(text);
            text.filter(|name| !name.is_empty())
        };
        self.refused.push(RefusedRow {
            register: self.index.register().name.clone(),
            place: complaints.sheet().clone().cell(row, 0),
            key: self.key.iter().map(text).collect(),
            county: stated(&self.county),
            school: stated(&self.school),
        });
    }

    pub(super) fn finish(self, source: TableSource, complaints: &mut Complaints) -> SheetOutcome {
        let register = self.index.register();
        if self.rows.is_empty() && self.refused.is_empty() {
            complaints.about_sheet(wording::no_rows(register));
        }
        self.totals.compare(&self.columns, complaints);
        let mut columns = self.columns;
        columns.sort_by_key(|column| column.index);
        let table = RegisterTable {
            register: register.name.clone(),
            source,
            columns: columns
                .into_iter()
                .map(|column| column.finish(complaints))
                .collect(),
            rows: self.rows,
        };
        SheetOutcome {
            table: Some(table),
            aside: self.aside.finish(),
            refused: self.refused,
        }
    }
}

/// Whether no required column is missing; complains of those that are missing.
fn has_what_is_required(
    register: &Register,
    block: &HeadingBlock,
    columns: &[ColumnReader<'_>],
    complaints: &mut Complaints,
) -> bool {
    let mut usable = true;
    for (position, declared) in register.columns.iter().enumerate() {
        let is_there = block
            .matched
            .iter()
            .any(|heading| heading.found.column == position);
        let is_used = columns.iter().any(|column| column.index == position);
        match declared.presence {
            Presence::Required if !is_used => {
                usable = false;
                if !is_there {
                    complaints.about_sheet(wording::required_heading_missing(declared));
                }
            }
            Presence::Expected if !is_there => {
                complaints.about_sheet(wording::expected_heading_missing(declared));
            }
            _ => {}
        }
    }
    usable
}

/// The lowest level of a heading over several rows, which a repeated heading row repeats.
fn last_level(text: &str) -> String {
    text.rsplit('/').next().unwrap_or(text).to_owned()
}
