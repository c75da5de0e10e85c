//! Registers (台账): typed tables that somebody keeps.

use junheng_model::{Quantity, Severity, Stage, Wording};

use crate::{Expression, Source, TextPlace};

/// A declared register.
#[derive(Debug, Clone, PartialEq)]
pub struct Register {
    pub name: String,
    pub en: String,
    pub about: String,
    /// Other names of its sheet.
    pub aliases: Vec<String>,
    pub period: Period,
    pub filled_by: String,
    pub reviewed_by: String,
    /// The kind of organisation that hands it in.
    pub handed_in_by: HandedInBy,
    pub key: Vec<String>,
    /// The column that names the county of a row.
    pub county: Option<String>,
    /// The column that refers to 学校, for registers whose rows belong to a school.
    pub school: Option<String>,
    /// The columns that hardly change from year to year: the template brings last year's values.
    pub carried: Vec<String>,
    /// The name of the view with one row for each stage of a school; only 学校 has one.
    pub stage_view: Option<String>,
    pub source: Source,
    pub columns: Vec<Column>,
    pub checks: Vec<Check>,
    pub place: TextPlace,
}

impl Register {
    /// The declared column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The column that holds `concept` of `stage`, for the stage view.
    pub fn stage_column(&self, concept: &str, stage: Stage) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| column.stage == Some(stage) && column.of.as_deref() == Some(concept))
    }
}

/// The kind of organisation whose matter it is to hand a register in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandedInBy {
    School,
    County,
}

/// What period one table of a register covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    SchoolYear,
    Month,
    Event,
    /// Kept up to date, without a period.
    Standing,
}

/// A column of a register.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name in expressions, tables and addresses.
    pub name: String,
    pub en: String,
    /// As templates print it, with the unit in which users state it.
    pub heading: String,
    pub aliases: Vec<String>,
    pub kind: ColumnKind,
    /// The unit that values are stored in.
    pub unit: Option<String>,
    pub presence: Presence,
    pub privacy: Privacy,
    /// Customary places after the point; more are kept, with a notice.
    pub decimals: Option<u32>,
    /// Exactly so many digits, for texts that are numbers of things.
    pub digits: Option<u32>,
    pub at_least: Option<Quantity>,
    pub at_most: Option<Quantity>,
    /// In the stage view, the concept and stage that the column holds.
    pub of: Option<String>,
    pub stage: Option<Stage>,
    /// The register from whose rows the same figure can be counted: who hands in both is asked twice.
    pub asked_also: Option<String>,
    pub help: String,
    /// In the heading's unit.
    pub example: String,
    pub place: TextPlace,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnKind {
    Text,
    /// A code of the named list.
    Code(String),
    Year,
    Date,
    YesNo,
    /// A whole number.
    Count,
    /// A decimal number.
    Quantity,
}

/// What a blank, or an absent heading, means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// A row without it cannot be used.
    Required,
    /// The heading must be there; a blank is missing data, or a stage that does not exist.
    Expected,
    /// The heading may be absent.
    Optional,
}

/// Who may see a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    Public,
    Internal,
    Personal,
}

/// A check (校验) over a row, across columns or registers.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    pub id: String,
    pub en: String,
    pub severity: Severity,
    /// Holds when true or unknown.
    pub expect: Expression,
    /// The cells to mark.
    pub columns: Vec<String>,
    pub with: Vec<CheckColumn>,
    /// Why it matters.
    pub why: Wording,
    /// What to do where it does not hold.
    pub mend: Wording,
    pub place: TextPlace,
}

impl Check {
    /// Whether it compares with last year's figures: when such a check of severity `warning` fails, the change
    /// needs a word of explanation.
    pub fn is_about_change(&self) -> bool {
        self.with.iter().any(|brought| brought.last_year)
    }
}

/// An aggregate over another register that a check compares with.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckColumn {
    pub name: String,
    pub from: String,
    /// The columns that both registers have and in which the rows agree.
    pub on: Vec<String>,
    pub value: Expression,
    /// Whether last year's rows are meant.
    pub last_year: bool,
}
