//! What were we sent?
//!
//! Bytes become the tables of declared registers, with everything that is wrong said at once. The
//! formats are told by their content: .xlsx, .xlsm, .xlsb, .xls, .ods and .csv. Excel is read here
//! and nowhere else. Nothing here opens a file: callers hand in bytes.

mod ahead;
mod aside;
mod biff;
mod cell;
mod codes;
mod column;
mod complaint;
mod complaints;
mod container;
mod dates;
mod delimited;
mod headings;
mod laid_out;
mod number;
mod ods_area;
mod plain;
mod rows;
mod sheet;
mod sheet_rows;
mod side_by_side;
mod similar;
mod text;
mod threads;
mod totals;
mod typed;
mod wording;
mod workbook;

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use junheng_model::{Diagnostics, Place, RegisterTable, TableSource, own_sheet};
use junheng_rulebook::Rulebook;

pub use aside::AsideColumn;
pub use plain::{PlainRow, PlainSheet, read_plain};
pub use typed::read_typed;

use cell::Cell;
use complaints::Complaints;
use container::Format;
use sheet::{Keys, Registers, SheetOutcome, SheetReader};
use sheet_rows::RowSink;
use workbook::{SheetEntry, Workbook};

/// What a file held.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// One for each sheet that is a register, in the file's order.
    pub tables: Vec<RegisterTable>,
    /// All that is wrong or worth knowing, in the order of the file.
    pub diagnostics: Diagnostics,
    /// Columns that no register declares.
    pub aside: Vec<AsideColumn>,
    /// Rows that stand in no table because of an error in them.
    pub refused: Vec<RefusedRow>,
    /// Whether nothing of the file could be used.
    pub unusable: bool,
}

/// A row with an error, which is not used. Whoever judges the rest should know that it is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    pub register: String,
    /// The first cell of the row.
    pub place: Place,
    /// The values of the register's key columns, empty where they are blank or wrong.
    pub key: Vec<String>,
    /// The county, when the row's register names one and the cell could be read.
    pub county: Option<String>,
    /// The school that the row says it belongs to, when its register refers to one and the cell could be read.
    pub school: Option<String>,
}

/// Reads a file. `file_name` is how diagnostics call it; its extension decides nothing.
///
/// Never panics and takes bounded memory, whatever the bytes are.
pub fn read(file_name: &str, bytes: &[u8], rulebook: &Rulebook) -> Intake {
    let (intake, _) = Reading::of(file_name, &Registers::new(rulebook), None).read(bytes);
    intake
}

/// Reads files that belong together, each as [`read`] does: a row that repeats the key of a row in an earlier file is
/// refused like one that repeats a row of its own.
pub fn read_all(files: &[(&str, &[u8])], rulebook: &Rulebook) -> Vec<Intake> {
    let registers = Registers::new(rulebook);
    let mut keys = match files.len() {
        1 => None,
        _ => Some(HashMap::new()),
    };
    let read_one = |(name, bytes): &(&str, &[u8])| {
        let (intake, seen) = Reading::of(name, &registers, keys.take()).read(bytes);
        keys = Some(seen);
        intake
    };
    files.iter().map(read_one).collect()
}

/// One file while it is read.
struct Reading<'a, 'r> {
    registers: &'a Registers<'r>,
    file: Arc<str>,
    /// By register.
    keys: HashMap<usize, Keys>,
    /// Whether no other file belongs to this one.
    is_alone: bool,
    /// The first sheet of each register.
    sheets_of: HashMap<usize, String>,
    intake: Intake,
}

impl<'a, 'r> Reading<'a, 'r> {
    /// Begins a file; `seen` are the keys of the files before it, `None` when it is the only one.
    fn of(
        file_name: &str,
        registers: &'a Registers<'r>,
        seen: Option<HashMap<usize, Keys>>,
    ) -> Self {
        Self {
            registers,
            file: Arc::from(file_name),
            is_alone: seen.is_none(),
            keys: seen.unwrap_or_default(),
            sheets_of: HashMap::new(),
            intake: Intake::default(),
        }
    }

    /// Reads the file to its end: what it held, and every key that was seen.
    fn read(mut self, bytes: &[u8]) -> (Intake, HashMap<usize, Keys>) {
        self.read_container(bytes);
        self.intake.unusable = self.intake.tables.is_empty();
        (self.intake, self.keys)
    }

    fn read_container(&mut self, bytes: &[u8]) {
        let container = match container::recognise(bytes) {
            Ok(container) => container,
            Err(complaint) => return self.about_file(*complaint),
        };
        self.check_extension(container.format);
        if container.has_macros {
            self.about_file(wording::macros_ignored());
        }
        match container.format {
            Format::Text => self.read_text(bytes),
            format => self.read_workbook(format, bytes),
        }
        // A file whose registers are all damaged is not also accused of holding none.
        if self.intake.tables.is_empty() && !self.intake.diagnostics.has_errors() {
            let names = &self.registers.rulebook.registers;
            let known: Vec<String> = names.iter().map(|register| register.name.clone()).collect();
            self.about_file(wording::no_register(&known));
        }
    }

    fn about_file(&mut self, complaint: complaint::Complaint) {
        let place = Place::file(self.file.clone());
        self.intake.diagnostics.push(complaint.at(place));
    }

    fn check_extension(&mut self, format: Format) {
        let known = format.extensions();
        if let Some((_, extension)) = self.file.rsplit_once('.') {
            let lower = extension.to_ascii_lowercase();
            if !known.contains(&lower.as_str()) {
                let complaint = wording::other_extension(&lower, known[0]);
                self.about_file(complaint);
            }
        }
    }

    fn read_workbook(&mut self, format: Format, bytes: &[u8]) {
        let sizes = side_by_side::sizes(format, bytes);
        // Keys of files before this one are needed from its first row on: then sheets are read one after the other.
        let threads = match self.is_alone {
            true => threads::threads(format, bytes, sizes.len()).max(1),
            false => 1,
        };
        let mut workbooks = match side_by_side::open(format, bytes, threads) {
            Ok(workbooks) => workbooks,
            Err(detail) => return self.about_file(wording::damaged(&cell::shorten(&detail))),
        };
        let sheets = self.sheets_to_read(&workbooks[0].sheets, &sizes);
        if let Some(read) = self.side_by_side(&mut workbooks, &sheets) {
            return read.into_iter().for_each(|read| self.take(read));
        }
        for sheet in &sheets {
            let complaints = about(&self.file, sheet);
            let rows = |sink: &mut RowSink<'_>| workbooks[0].rows(&sheet.entry.name, sink);
            let (registers, keys) = (self.registers, &mut self.keys);
            let read = read_sheet(registers, sheet.named, complaints, keys, rows);
            self.take(read);
        }
    }

    /// Leaves out the sheets that the program itself writes.
    fn sheets_to_read(&self, sheets: &[SheetEntry], sizes: &[u64]) -> Vec<SheetToRead> {
        let sheets = sheets.iter().enumerate();
        let sheets = sheets.map(|(position, sheet)| SheetToRead {
            entry: sheet.clone(),
            named: self.registers.named(&sheet.name),
            size: sizes.get(position).copied().unwrap_or_default(),
        });
        let is_own = |name: &str| own_sheet::ALL.contains(&name);
        sheets
            .filter(|sheet| sheet.named.is_some() || !is_own(&sheet.entry.name))
            .collect()
    }

    /// The sheets of a workbook, read by several threads. `None` where that is of no use, and where two
    /// sheets or files hold the same register: then a row of the one may repeat a row of the other, and they have
    /// to be read one after the other.
    fn side_by_side(
        &self,
        workbooks: &mut [Workbook<'_>],
        sheets: &[SheetToRead],
    ) -> Option<Vec<SheetRead>> {
        if workbooks.len() < 2 || is_repeated(sheets.iter().map(|sheet| sheet.named)) {
            return None;
        }
        let (registers, file) = (self.registers, &self.file);
        let sizes: Vec<u64> = sheets.iter().map(|sheet| sheet.size).collect();
        let read = side_by_side::read(workbooks, &sizes, |workbook, position| {
            let sheet = &sheets[position];
            let complaints = about(file, sheet);
            let rows = |sink: &mut RowSink<'_>| workbook.rows(&sheet.entry.name, sink);
            read_sheet(
                registers,
                sheet.named,
                complaints,
                &mut HashMap::new(),
                rows,
            )
        });
        (!is_repeated(read.iter().map(|read| read.register))).then_some(read)
    }

    fn read_text(&mut self, bytes: &[u8]) {
        let text = match delimited::decode(bytes) {
            Ok(text) => text,
            Err(complaint) => return self.about_file(*complaint),
        };
        let file = self.file.clone();
        let stem = file.rsplit_once('.').map_or(&*file, |(stem, _)| stem);
        let stem = stem.rsplit(['/', '\\']).next().unwrap_or(stem);
        let named = self.registers.named(stem);
        let named = named.or_else(|| self.registers.named_within(stem));
        let complaints = Complaints::of_texts(Place::file(file.clone()));
        let rows = |sink: &mut RowSink<'_>| delimited::rows(&text, sink);
        let read = read_sheet(self.registers, named, complaints, &mut self.keys, rows);
        self.take(read);
    }

    /// Adds what a sheet held.
    fn take(&mut self, read: SheetRead) {
        let SheetRead {
            outcome,
            mut complaints,
            ..
        } = read;
        self.note_repeated(&outcome, &mut complaints);
        self.intake.tables.extend(outcome.table);
        self.intake.aside.extend(outcome.aside);
        self.intake.refused.extend(outcome.refused);
        self.intake.diagnostics.extend(complaints.finish());
    }

    fn note_repeated(&mut self, outcome: &SheetOutcome, complaints: &mut Complaints) {
        let Some(table) = &outcome.table else { return };
        let registers = &self.registers.rulebook.registers;
        let Some(position) = registers
            .iter()
            .position(|register| register.name == table.register)
        else {
            return;
        };
        match self.sheets_of.get(&position) {
            Some(first) => {
                complaints.about_sheet(wording::register_twice(&registers[position], first))
            }
            None => {
                let sheet = complaints.sheet().sheet.as_deref().unwrap_or_default();
                self.sheets_of.insert(position, sheet.to_owned());
            }
        }
    }
}

/// A sheet of a workbook, before it is read.
struct SheetToRead {
    entry: SheetEntry,
    /// The register that its name means.
    named: Option<usize>,
    /// In bytes of XML, where that is known.
    size: u64,
}

/// What one sheet held.
struct SheetRead {
    /// The register that it turned out to be.
    register: Option<usize>,
    outcome: SheetOutcome,
    complaints: Complaints,
}

/// Whether two of the sheets hold the same register.
fn is_repeated(registers: impl Iterator<Item = Option<usize>>) -> bool {
    let mut seen = HashSet::new();
    registers.flatten().any(|register| !seen.insert(register))
}

/// What there is to say of a sheet before it is read.
fn about(file: &Arc<str>, sheet: &SheetToRead) -> Complaints {
    let place = Place::file(file.clone()).sheet(sheet.entry.name.as_str());
    let mut complaints = Complaints::new(place);
    if sheet.entry.is_hidden && sheet.named.is_some() {
        complaints.about_sheet(wording::hidden_sheet());
    }
    complaints
}

/// Reads one sheet; `rows` gives its rows to what it is handed.
fn read_sheet(
    registers: &Registers<'_>,
    named: Option<usize>,
    mut complaints: Complaints,
    keys: &mut HashMap<usize, Keys>,
    rows: impl FnOnce(&mut RowSink<'_>) -> Result<(), String>,
) -> SheetRead {
    let source = TableSource {
        file: complaints.sheet().file.clone(),
        sheet: complaints.sheet().sheet.clone(),
    };
    let mut reader = SheetReader::new(registers, source, named);
    let mut sink = |row: u32, cells: &mut Vec<Cell<'_>>| -> ControlFlow<()> {
        reader.row(row, cells, keys, &mut complaints)
    };
    let read = rows(&mut sink);
    let (register, outcome) = match read {
        Ok(()) => reader.finish(keys, &mut complaints),
        Err(detail) => {
            let register = reader.register();
            if register.is_some() || registers.rulebook.registers.is_empty() {
                complaints.about_sheet(wording::unreadable_sheet(&cell::shorten(&detail)));
            }
            (register, SheetOutcome::default())
        }
    };
    SheetRead {
        register,
        outcome,
        complaints,
    }
}
