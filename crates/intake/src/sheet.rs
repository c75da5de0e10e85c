//! Reading one sheet into the table of one register: finding its headings, then row by row.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::OnceLock;

use junheng_model::{Place, RegisterTable, TableSource};
use junheng_rulebook::{HeadingIndex, Rulebook};

use crate::cell::Cell;
use crate::complaints::Complaints;
use crate::headings::{Head, HeadingBlock, SEARCHED, find_headings};
use crate::similar::most_similar;
use crate::{AsideColumn, RefusedRow, wording};

mod chosen;
mod named;
mod row_reader;

use chosen::Setup;
use row_reader::RowReader;

/// How many cells with content a sheet may have: 400,000 rows of 50 columns.
const CELLS_AT_MOST: u64 = 20_000_000;
/// The registers of a rulebook, ready to recognise sheets and headings.
pub(crate) struct Registers<'r> {
    pub rulebook: &'r Rulebook,
    /// Of each register, made by the first thread that reads such a sheet.
    indexes: Vec<OnceLock<HeadingIndex<'r>>>,
}

impl<'r> Registers<'r> {
    pub fn new(rulebook: &'r Rulebook) -> Self {
        let indexes = rulebook.registers.iter().map(|_| OnceLock::new());
        Self {
            rulebook,
            indexes: indexes.collect(),
        }
    }

    /// The headings of a register, by its place in the rulebook.
    fn index(&self, register: usize) -> &HeadingIndex<'r> {
        let (declared, units) = (&self.rulebook.registers[register], &self.rulebook.units);
        self.indexes[register].get_or_init(|| HeadingIndex::new(declared, units))
    }

    /// The register whose headings certainly stand in this head, and best.
    fn by_headings(&self, head: &Head) -> Option<(usize, HeadingBlock)> {
        (0..self.indexes.len())
            .filter_map(|position| {
                let index = self.index(position);
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
pub(crate) struct SheetReader<'a, 'r> {
    registers: &'a Registers<'r>,
    source: TableSource,
    /// The register that the sheet's name says, by its place in the rulebook.
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

impl<'a, 'r> SheetReader<'a, 'r> {
    pub fn new(registers: &'a Registers<'r>, source: TableSource, named: Option<usize>) -> Self {
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
        let index = self.registers.index(register);
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
            let block = find_headings(head, self.registers.index(named))?;
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
            let register = self.registers.index(named).register();
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
