//! Whose are the rows of a workbook? Pure: each row goes to the hand-in of the organisation that it names.

use std::collections::{BTreeMap, HashMap};

use junheng_intake::{Intake, RefusedRow};
use junheng_model::{
    CellValue, Diagnostic, Diagnostics, Place, RegisterTable, Severity, TableSource, Wording,
};
use junheng_rulebook::{HandedInBy, Privacy, Register, Rulebook};

use super::see::MASK;
use crate::checked::KEY_JOINT;

/// For whom a workbook may be handed in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Owners {
    /// Schools by their code.
    pub schools: HashMap<String, i64>,
    /// A county by its name.
    pub county: Option<(String, i64)>,
}

/// A sheet that rows were read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub source: TableSource,
    /// For each declared column that it had, its position.
    pub positions: BTreeMap<String, u32>,
}

/// A row that can be kept.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ReadRow {
    /// Index into [`Distributed::sheets`].
    pub sheet: usize,
    /// In the sheet, from zero.
    pub row: u32,
    /// In the order of the register's columns.
    pub values: Vec<Option<CellValue>>,
}

/// What a workbook holds for one hand-in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub organisation: i64,
    pub register: String,
    pub rows: Vec<ReadRow>,
    /// Rows that cannot be kept, with their keys as far as they could be read.
    pub refused: Vec<(Place, String)>,
    /// What was said of the part's rows.
    pub said: Vec<Diagnostic>,
}

/// A workbook, taken apart.
#[derive(Debug, Clone, Default)]
pub(crate) struct Distributed {
    pub sheets: Vec<Sheet>,
    /// By organisation and register.
    pub parts: Vec<Part>,
    /// Everything that is to be said, the rows of others included, in the order of the file.
    pub diagnostics: Diagnostics,
}

/// Takes a workbook apart by whose the rows are. Rows of organisations that are not among the owners are refused
/// at the cell that names them.
pub(crate) fn distribute(intake: Intake, rulebook: &Rulebook, owners: &Owners) -> Distributed {
    let mut sorting = Sorting {
        rulebook,
        owners,
        parts: BTreeMap::new(),
        rows: HashMap::new(),
        done: Distributed {
            diagnostics: intake.diagnostics,
            ..Distributed::default()
        },
    };
    for table in intake.tables {
        sorting.take(table);
    }
    for refused in intake.refused {
        sorting.refuse(refused);
    }
    sorting.finish()
}

type PartKey = (i64, String);

struct Sorting<'a> {
    rulebook: &'a Rulebook,
    owners: &'a Owners,
    parts: BTreeMap<PartKey, Part>,
    /// Whose a row of a sheet is.
    rows: HashMap<(Option<String>, u32), PartKey>,
    done: Distributed,
}

impl Sorting<'_> {
    fn take(&mut self, table: RegisterTable) {
        let Some(register) = self.rulebook.register(&table.register) else {
            return;
        };
        let sheet = self.done.sheets.len();
        self.done.sheets.push(Sheet {
            source: table.source.clone(),
            positions: table
                .columns
                .iter()
                .map(|column| (column.name.clone(), column.position))
                .collect(),
        });
        let named_in = owner_column(register);
        for (at, row) in table.rows.iter().enumerate() {
            let name = named_in.and_then(|column| text_at(&table, column, at));
            match self.owner(register, name.as_deref()) {
                Some(organisation) => {
                    let values = register.columns.iter().map(|declared| {
                        let column = table.column(&declared.name)?;
                        column.values.get(at)
                    });
                    let read = ReadRow {
                        sheet,
                        row: *row,
                        values: values.collect(),
                    };
                    let place = table.place(at, "");
                    self.part(organisation, register, &place).rows.push(read);
                }
                None => {
                    let place = table.place(at, named_in.unwrap_or_default());
                    let said = not_ours(register, self.owners, place, name.unwrap_or_default());
                    self.done.diagnostics.push(said);
                }
            }
        }
    }

    fn refuse(&mut self, refused: RefusedRow) {
        let Some(register) = self.rulebook.register(&refused.register) else {
            return;
        };
        let name = match register.handed_in_by {
            HandedInBy::School => refused.school.as_ref().or(refused.key.first()),
            HandedInBy::County => refused.county.as_ref(),
        };
        let name = name.filter(|name| !name.is_empty());
        let owner = match name {
            Some(name) => self.owner(register, Some(name)),
            // A row of one's own workbook that does not say whose it is: one's own.
            None => self.only_owner(register),
        };
        let Some(organisation) = owner else { return };
        let key = refused.key.join(KEY_JOINT);
        let place = refused.place.clone();
        let part = self.part(organisation, register, &place);
        part.refused.push((place, key));
    }

    fn owner(&self, register: &Register, name: Option<&str>) -> Option<i64> {
        let name = name?;
        match register.handed_in_by {
            HandedInBy::School => self.owners.schools.get(name).copied(),
            HandedInBy::County => {
                let (county, id) = self.owners.county.as_ref()?;
                (county == name).then_some(*id)
            }
        }
    }

    fn only_owner(&self, register: &Register) -> Option<i64> {
        match register.handed_in_by {
            HandedInBy::School if self.owners.schools.len() == 1 => {
                self.owners.schools.values().next().copied()
            }
            HandedInBy::School => None,
            HandedInBy::County => self.owners.county.as_ref().map(|(_, id)| *id),
        }
    }

    fn part(&mut self, organisation: i64, register: &Register, place: &Place) -> &mut Part {
        let key = (organisation, register.name.clone());
        if let Some(cell) = place.cell {
            let sheet = place.sheet.as_deref().map(str::to_owned);
            self.rows.insert((sheet, cell.row), key.clone());
        }
        self.parts.entry(key).or_insert_with(|| Part {
            organisation,
            register: register.name.clone(),
            rows: Vec::new(),
            refused: Vec::new(),
            said: Vec::new(),
        })
    }

    fn finish(mut self) -> Distributed {
        for said in &self.done.diagnostics.0 {
            let Some(cell) = said.place.cell else {
                continue;
            };
            let sheet = said.place.sheet.as_deref().map(str::to_owned);
            let Some(key) = self.rows.get(&(sheet, cell.row)) else {
                continue;
            };
            let may_be_personal = self.may_be_personal(&key.1, &said.place);
            if let Some(part) = self.parts.get_mut(key) {
                let mut said = said.clone();
                if may_be_personal && !said.read.is_empty() {
                    MASK.clone_into(&mut said.read);
                }
                part.said.push(said);
            }
        }
        self.done.parts = self.parts.into_values().collect();
        self.done
    }
}

impl Sorting<'_> {
    /// Whether what stands in a cell may be somebody's secret: it is in a column that is personal, or nothing is known
    /// of the sheet's columns because no row of it could be used.
    fn may_be_personal(&self, register: &str, place: &Place) -> bool {
        let Some(register) = self.rulebook.register(register) else {
            return true;
        };
        let mut personal = register
            .columns
            .iter()
            .filter(|column| column.privacy == Privacy::Personal)
            .peekable();
        if personal.peek().is_none() {
            return false;
        }
        let sheets = self.done.sheets.iter();
        let mut of_place = sheets
            .filter(|sheet| sheet.source.sheet.as_deref() == place.sheet.as_deref())
            .peekable();
        if of_place.peek().is_none() {
            return true;
        }
        let position = place.cell.map(|cell| cell.column);
        let known: Vec<&Sheet> = of_place.collect();
        personal.any(|column| {
            let mut at = known
                .iter()
                .map(|sheet| sheet.positions.get(&column.name).copied());
            at.any(|at| at.is_some() && at == position)
        })
    }
}

/// The column that says whose a row is.
pub(crate) fn owner_column(register: &Register) -> Option<&str> {
    let column = match register.handed_in_by {
        HandedInBy::School => register.school.as_ref().or(register.key.first()),
        HandedInBy::County => register.county.as_ref(),
    };
    column.map(String::as_str)
}

fn text_at(table: &RegisterTable, column: &str, row: usize) -> Option<String> {
    let value = table.column(column)?.values.get(row)?;
    Some(value.to_string())
}

fn not_ours(register: &Register, owners: &Owners, place: Place, read: String) -> Diagnostic {
    let (expected, mend) = match (register.handed_in_by, owners.schools.len()) {
        (HandedInBy::School, 1) => (
            Wording::new("本校的标识码", "the code of this school"),
            Wording::new(
                "这一行不是本校的，没有保存。是本校的请改正标识码，不是的请删去。",
                "This row is not this school's and was not kept. Correct the code, or delete the row.",
            ),
        ),
        (HandedInBy::School, _) => (
            Wording::new(
                "本县一所学校的标识码",
                "the code of a school of this county",
            ),
            Wording::new(
                "系统里没有这所学校，这一行没有保存。请核对标识码，或先添加学校。",
                "There is no such school here; the row was not kept. Check the code, or add the school first.",
            ),
        ),
        (HandedInBy::County, _) => match &owners.county {
            Some((name, _)) => (
                Wording::new(
                    format!("本县的名称“{name}”"),
                    format!("this county's name, `{name}`"),
                ),
                Wording::new(
                    "这一行不是本县的，没有保存。请核对县名。",
                    "This row is not this county's and was not kept. Check the name.",
                ),
            ),
            None => (
                Wording::new("由县里填报的表", "a table that the county hands in"),
                Wording::new(
                    format!(
                        "“{}”由县里填报，学校不用交，这一行没有保存。",
                        register.name
                    ),
                    format!(
                        "`{}` is handed in by the county; the row was not kept.",
                        register.name
                    ),
                ),
            ),
        },
    };
    Diagnostic {
        severity: Severity::Error,
        code: "not-ours",
        place,
        read,
        expected,
        mend,
        rule: String::new(),
    }
}
