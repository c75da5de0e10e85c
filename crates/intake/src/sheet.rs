//! Reading one sheet into the table of one register, row by row.

use std::collections::HashMap;
use std::ops::ControlFlow;

use junheng_model::{Place, Quantity, RegisterTable, TableSource, column_letters};
use junheng_rulebook::{HeadingIndex, Presence, Rulebook};

use crate::aside::AsideReader;
use crate::cell::{Cell, at};
use crate::column::{ColumnReader, Parsed};
use crate::complaint::Complaints;
use crate::headings::{Head, HeadingBlock, SEARCHED, WIDEST, find_headings, is_line_numbers};
use crate::rows::{RowKind, row_kind};
use crate::similar::most_similar;
use crate::totals::Totals;
use crate::{AsideColumn, RefusedRow, wording};

/// How many cells with content a sheet may have: 400,000 rows of 50 columns.
const CELLS_AT_MOST: u64 = 20_000_000;
/// How many headings that nobody declared are listed one by one.
const UNKNOWN_LISTED: usize = 100;

/// The registers of a rulebook, ready to recognise sheets and headings.
pub(crate) struct Registers<'a> {
    pub rulebook: &'a Rulebook,
    pub indexes: Vec<HeadingIndex<'a>>,
}

impl<'a> Registers<'a> {
    pub fn new(rulebook: &'a Rulebook) -> Self {
        let index = |register| HeadingIndex::new(register, &rulebook.units);
        Self {
            rulebook,
            indexes: rulebook.registers.iter().map(index).collect(),
        }
    }

    /// The register whose headings certainly stand in this head, and best.
    fn by_headings(&self, head: &Head) -> Option<(usize, HeadingBlock)> {
        self.indexes
            .iter()
            .enumerate()
            .filter_map(|(position, index)| {
                let block = find_headings(head, index)?;
                block.is_certain(index).then_some((position, block))
            })
            .max_by_key(|(position, block)| (block.distinct(), std::cmp::Reverse(*position)))
    }
}

/// What came out of one sheet.
#[derive(Default)]
pub(crate) struct SheetOutcome {
    pub table: Option<RegisterTable>,
    pub aside: Vec<AsideColumn>,
    pub refused: Vec<RefusedRow>,
}

/// The keys of a register's rows, over all its sheets: where each was first seen.
pub(crate) type Keys = HashMap<String, Place>;

/// Reads one sheet.
pub(crate) struct SheetReader<'a> {
    registers: &'a Registers<'a>,
    source: TableSource,
    /// The register that the sheet's name says, as an index into [`Registers::indexes`].
    named: Option<usize>,
    phase: Phase<'a>,
    cells_seen: u64,
    stopped: bool,
}

enum Phase<'a> {
    /// Keeping the first rows until there are enough to find the headings.
    Head(Vec<(u32, Vec<Cell<'static>>)>),
    Rows(Box<RowReader<'a>>),
    /// Nothing of the sheet can be used.
    Ignored,
}

impl<'a> SheetReader<'a> {
    pub fn new(registers: &'a Registers<'a>, source: TableSource, named: Option<usize>) -> Self {
        Self {
            registers,
            source,
            named,
            phase: Phase::Head(Vec::new()),
            cells_seen: 0,
            stopped: false,
        }
    }

    /// Takes the next row: its number from zero, and its cells with content, in order. Breaks when
    /// nothing more of the sheet is of interest.
    pub fn row(
        &mut self,
        row: u32,
        cells: &mut Vec<Cell<'_>>,
        keys: &mut HashMap<usize, Keys>,
        complaints: &mut Complaints,
    ) -> ControlFlow<()> {
        if cells.is_empty() {
            return ControlFlow::Continue(());
        }
        self.cells_seen += cells.len() as u64;
        if self.cells_seen > CELLS_AT_MOST {
            complaints.about_sheet(wording::too_many_cells(CELLS_AT_MOST));
            self.stopped = true;
            return ControlFlow::Break(());
        }
        match &mut self.phase {
            Phase::Head(head) => {
                head.push((row, cells.drain(..).map(Cell::into_owned).collect()));
                if head.len() < SEARCHED {
                    return ControlFlow::Continue(());
                }
                self.begin(keys, complaints);
            }
            Phase::Rows(reader) => reader.row(row, cells, keys, complaints),
            Phase::Ignored => {}
        }
        match self.phase {
            Phase::Ignored => ControlFlow::Break(()),
            Phase::Head(_) | Phase::Rows(_) => ControlFlow::Continue(()),
        }
    }

    /// Looks for the headings in the rows kept so far, then reads those below them.
    fn begin(&mut self, keys: &mut HashMap<usize, Keys>, complaints: &mut Complaints) {
        let Phase::Head(head) = std::mem::replace(&mut self.phase, Phase::Ignored) else {
            return;
        };
        let found = self.find_register(&head);
        let Some((register, block)) = found else {
            self.explain_ignored(&head, complaints);
            return;
        };
        let index = &self.registers.indexes[register];
        if self.named.is_none()
            && let Some(sheet) = &self.source.sheet
        {
            complaints.about_sheet(wording::sheet_by_headings(sheet, index.register()));
        }
        let heading_row = head[block.rows - 1].0;
        let rows = block.rows;
        let setup = Setup {
            rulebook: self.registers.rulebook,
            index,
            register,
            heading_row,
        };
        match RowReader::new(&setup, block, complaints) {
            Some(mut reader) => {
                for (row, cells) in &head[rows..] {
                    reader.row(*row, cells, keys, complaints);
                }
                self.phase = Phase::Rows(Box::new(reader));
            }
            None => self.phase = Phase::Ignored,
        }
    }

    /// A sheet is what its name says. A text file is what its headings say, for its name may be
    /// anything; its own name helps where they leave a doubt.
    fn find_register(&self, head: &Head) -> Option<(usize, HeadingBlock)> {
        let as_named = || {
            let named = self.named?;
            let block = find_headings(head, &self.registers.indexes[named])?;
            Some((named, block))
        };
        let as_headed = || self.registers.by_headings(head);
        match (&self.source.sheet, self.named) {
            (Some(_), Some(_)) => as_named(),
            (Some(_), None) => as_headed(),
            (None, _) => as_headed().or_else(as_named),
        }
    }

    fn explain_ignored(&mut self, head: &Head, complaints: &mut Complaints) {
        if let Some(named) = self.named {
            let register = self.registers.indexes[named].register();
            complaints.about_sheet(if head.is_empty() {
                wording::no_rows(register)
            } else {
                wording::no_headings(register)
            });
        } else if let Some(sheet) = &self.source.sheet
            && !head.is_empty()
        {
            let names = self
                .registers
                .rulebook
                .registers
                .iter()
                .flat_map(|register| {
                    std::iter::once(register.name.as_str())
                        .chain(register.aliases.iter().map(String::as_str))
                });
            complaints.about_sheet(wording::unknown_sheet(sheet, most_similar(sheet, names)));
        }
    }

    /// The register that the sheet turned out to be, and its table, after the last row.
    pub fn finish(
        mut self,
        keys: &mut HashMap<usize, Keys>,
        complaints: &mut Complaints,
    ) -> (Option<usize>, SheetOutcome) {
        if matches!(self.phase, Phase::Head(_)) {
            self.begin(keys, complaints);
        }
        let register = self.register();
        let outcome = match self.phase {
            Phase::Rows(reader) if !self.stopped => reader.finish(self.source, complaints),
            Phase::Rows(_) | Phase::Ignored | Phase::Head(_) => SheetOutcome::default(),
        };
        (register, outcome)
    }

    /// The register that the sheet turned out to be.
    pub fn register(&self) -> Option<usize> {
        match &self.phase {
            Phase::Rows(reader) => Some(reader.register),
            Phase::Head(_) | Phase::Ignored => self.named,
        }
    }
}

/// What is known when the headings are found.
struct Setup<'a> {
    rulebook: &'a Rulebook,
    index: &'a HeadingIndex<'a>,
    register: usize,
    /// The lowest row of headings.
    heading_row: u32,
}

/// Reads the rows below the headings.
struct RowReader<'a> {
    index: &'a HeadingIndex<'a>,
    register: usize,
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
    fn new(setup: &Setup<'a>, block: HeadingBlock, complaints: &mut Complaints) -> Option<Self> {
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
        if !usable {
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

    fn row(
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
            let first = match (&place.sheet, place.cell) {
                (sheet, Some(cell)) if *sheet == complaints.sheet().sheet => cell.to_string(),
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

    fn finish(self, source: TableSource, complaints: &mut Complaints) -> SheetOutcome {
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

/// The lowest level of a heading over several rows, which a repeated heading row repeats.
fn last_level(text: &str) -> String {
    text.rsplit('/').next().unwrap_or(text).to_owned()
}

/// The sheet's columns that are read, with their factors; complains of the others.
fn choose_columns<'a>(
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
                let of = |heading: &crate::headings::MatchedHeading| {
                    &register.columns[heading.found.column]
                };
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
