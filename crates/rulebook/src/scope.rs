//! Which names an expression may use, and what they hold.

use std::collections::BTreeMap;

use crate::expression::{Reference, SCHOOL, STAGE};
use crate::register::{Column, ColumnKind, Privacy, Register};

/// What a name, or a part of an expression, holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Holds {
    Text,
    /// A code of the named list.
    Code(String),
    /// A whole number; dividing two of them would drop the remainder.
    Whole,
    Decimal,
    Date,
    /// True, false or unknown.
    Truth,
    /// `NULL`, which goes with everything.
    Nothing,
}

impl Holds {
    pub(crate) fn of(kind: &ColumnKind) -> Self {
        match kind {
            ColumnKind::Text => Holds::Text,
            ColumnKind::Code(list) => Holds::Code(list.clone()),
            ColumnKind::Year | ColumnKind::Count => Holds::Whole,
            ColumnKind::Quantity => Holds::Decimal,
            ColumnKind::Date => Holds::Date,
            ColumnKind::YesNo => Holds::Truth,
        }
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Holds::Whole | Holds::Decimal | Holds::Nothing)
    }

    pub(crate) fn is_truth(&self) -> bool {
        matches!(self, Holds::Truth | Holds::Nothing)
    }

    /// Whether values of both can be compared.
    pub(crate) fn compares_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Holds::Nothing, _) | (_, Holds::Nothing) => true,
            (Holds::Text | Holds::Code(_), Holds::Text | Holds::Code(_)) => true,
            _ if self.is_number() => other.is_number(),
            _ => self == other,
        }
    }

    pub(crate) fn words(&self) -> (&'static str, &'static str) {
        match self {
            Holds::Text => ("文字", "a text"),
            Holds::Code(_) => ("代码", "a code"),
            Holds::Whole | Holds::Decimal => ("数", "a number"),
            Holds::Date => ("日期", "a date"),
            Holds::Truth => ("条件", "a condition"),
            Holds::Nothing => ("空值", "nothing"),
        }
    }
}

/// A name of a scope: what it holds, and whether it is a figure of the whole school.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Named {
    pub holds: Holds,
    /// In the stage view: the column is the whole school's, not the stage's.
    pub whole_school: bool,
    /// A personal field, which no policy reads: frozen snapshots do not hold it.
    pub personal: bool,
    /// The least and the most that values can be, where the register says.
    pub bounds: (
        Option<junheng_model::Quantity>,
        Option<junheng_model::Quantity>,
    ),
}

/// The names that expressions over one register may use.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scope {
    /// The register or view, for messages.
    pub register: String,
    pub columns: BTreeMap<String, Named>,
    /// Columns of 学校, where a row belongs to a school.
    pub school: Option<BTreeMap<String, Named>>,
    /// Whether the scope is the stage view.
    pub by_stage: bool,
    /// Whether each row has a stage.
    pub has_stage: bool,
    /// Whether a policy judges by it.
    pub judges: bool,
    pub parameters: Parameters,
}

/// The declared parameters, and what must be known of a row to tell their values.
pub(crate) type Parameters = BTreeMap<String, AsksAbout>;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct AsksAbout {
    pub school: bool,
    pub stage: bool,
}

impl Scope {
    /// The scope of a register's rows.
    pub(crate) fn rows(register: &Register, schools: Option<&Register>) -> Self {
        let belongs = register.school.is_some() || register.name == SCHOOL;
        Self {
            register: register.name.clone(),
            columns: columns(register),
            school: schools.filter(|_| belongs).map(columns),
            by_stage: false,
            has_stage: register.column(STAGE).is_some(),
            judges: false,
            parameters: Parameters::new(),
        }
    }

    /// The scope of the stage view of the register of schools.
    pub(crate) fn stages(schools: &Register, view: &str) -> Self {
        let mut names = BTreeMap::new();
        for column in &schools.columns {
            let (name, whole_school) = match (&column.of, column.stage) {
                (Some(concept), Some(_)) => (concept, false),
                _ => (&column.name, true),
            };
            names.insert(name.clone(), named(column, whole_school));
        }
        let stage = Named {
            holds: Holds::Text,
            whole_school: false,
            personal: false,
            bounds: (None, None),
        };
        names.insert(STAGE.to_owned(), stage);
        Self {
            register: view.to_owned(),
            columns: names,
            school: Some(columns(schools)),
            by_stage: true,
            has_stage: true,
            judges: false,
            parameters: Parameters::new(),
        }
    }

    /// A scope with parameters only, whose cases ask about the school.
    pub(crate) fn schools_only(schools: Option<&Register>) -> Self {
        Self {
            register: SCHOOL.to_owned(),
            columns: BTreeMap::new(),
            school: Some(schools.map(columns).unwrap_or_default()),
            by_stage: false,
            has_stage: true,
            judges: true,
            parameters: Parameters::new(),
        }
    }

    /// The scope as a policy's expressions see it.
    pub(crate) fn with_parameters(mut self, parameters: &Parameters) -> Self {
        self.judges = true;
        self.parameters.clone_from(parameters);
        self
    }

    /// What a reference names, if it is known here. Parameters are numbers that may be whole.
    pub(crate) fn find(&self, reference: &Reference) -> Option<Named> {
        match reference {
            Reference::Column(name) => self.columns.get(name).cloned(),
            Reference::SchoolColumn(name) => self.school.as_ref()?.get(name).cloned(),
            Reference::Parameter(name) => self.parameters.get(name).map(|_| Named {
                holds: Holds::Whole,
                whole_school: false,
                personal: false,
                bounds: (None, None),
            }),
        }
    }

    /// The names that might have been meant by an unknown reference.
    pub(crate) fn names_like(&self, reference: &Reference) -> Vec<&str> {
        match reference {
            Reference::Column(_) => self.columns.keys().map(String::as_str).collect(),
            Reference::SchoolColumn(_) => self
                .school
                .iter()
                .flat_map(|columns| columns.keys().map(String::as_str))
                .collect(),
            Reference::Parameter(_) => self.parameters.keys().map(String::as_str).collect(),
        }
    }
}

fn columns(register: &Register) -> BTreeMap<String, Named> {
    register
        .columns
        .iter()
        .map(|column| (column.name.clone(), named(column, false)))
        .collect()
}

fn named(column: &Column, whole_school: bool) -> Named {
    Named {
        holds: Holds::of(&column.kind),
        whole_school,
        personal: column.privacy == Privacy::Personal,
        bounds: (column.at_least, column.at_most),
    }
}
