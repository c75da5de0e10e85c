//! What is known while registers and policies are read.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::expression::{self, Expected, SCHOOL};
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::scope::{Parameters, Scope};
use crate::written::WrittenText;
use crate::{CodeList, Expression, Register, Unit};

/// What every file may speak of: units, code lists and registers.
pub(crate) struct Desk<'a> {
    pub units: &'a [Unit],
    pub codes: &'a [CodeList],
    pub registers: &'a [Register],
    /// The names of each register and of the stage view: built once, asked for by every expression.
    scopes: BTreeMap<String, Scope>,
    pub mistakes: &'a Mistakes,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(
        units: &'a [Unit],
        codes: &'a [CodeList],
        registers: &'a [Register],
        mistakes: &'a Mistakes,
    ) -> Self {
        Self {
            units,
            codes,
            registers,
            scopes: scopes(registers),
            mistakes,
        }
    }
}

/// The names of each register's rows, and of the stage view.
fn scopes(registers: &[Register]) -> BTreeMap<String, Scope> {
    let schools = registers.iter().find(|register| register.name == SCHOOL);
    let rows = registers
        .iter()
        .map(|register| Scope::rows(register, schools));
    let stages = schools.and_then(|schools| {
        let view = schools.stage_view.as_deref()?;
        Some(Scope::stages(schools, view))
    });
    rows.chain(stages)
        .map(|scope| (scope.register.clone(), scope))
        .collect()
}

impl Desk<'_> {
    pub(crate) fn register(&self, name: &str) -> Option<&Register> {
        self.registers.iter().find(|register| register.name == name)
    }

    /// The register of schools.
    pub(crate) fn schools(&self) -> Option<&Register> {
        self.register(SCHOOL)
    }

    /// The name of the view with one row a school and stage.
    pub(crate) fn stage_view(&self) -> Option<&str> {
        self.schools()?.stage_view.as_deref()
    }

    /// The names that expressions over a register, or over the stage view, may use.
    pub(crate) fn scope(&self, from: &str) -> Option<&Scope> {
        self.scopes.get(from)
    }

    /// The names of all registers and the stage view, with a policy's parameters.
    pub(crate) fn scopes_with(&self, parameters: &Parameters) -> BTreeMap<String, Scope> {
        let with = |scope: &Scope| scope.clone().with_parameters(parameters);
        self.scopes
            .iter()
            .map(|(from, scope)| (from.clone(), with(scope)))
            .collect()
    }

    /// As [`Desk::scope`]; an unknown name is a mistake.
    pub(crate) fn named_scope(&self, from: &WrittenText) -> Option<&Scope> {
        let scope = self.scope(&from.text);
        if scope.is_none() {
            let names = self
                .registers
                .iter()
                .map(|register| register.name.as_str())
                .chain(self.stage_view());
            self.unknown(from, "台账", "register", names);
        }
        scope
    }

    /// The name of a unit; an unknown one is a mistake.
    pub(crate) fn unit(&self, named: &WrittenText) -> String {
        if !self.units.iter().any(|known| known.name == named.text) {
            let names = self.units.iter().map(|known| known.name.as_str());
            self.unknown(named, "单位", "unit", names);
        }
        named.text.clone()
    }

    /// Says that a name is not known, and what was probably meant.
    pub(crate) fn unknown<'n>(
        &self,
        written: &WrittenText,
        what_zh: &str,
        what_en: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        self.mistakes.push(
            TextDiagnostic::new(
                &written.place(0),
                "unknown-name",
                format!("没有名为“{}”的{what_zh}", written.text),
                format!("there is no {what_en} `{}`", written.text),
            )
            .known(&written.text, known),
        );
    }
}

/// What is known while one policy's indicators and rules are read.
pub(crate) struct PolicyDesk<'a> {
    pub desk: &'a Desk<'a>,
    /// The names of each register and of the stage view, with the policy's parameters.
    pub scopes: BTreeMap<String, Scope>,
    /// Columns of 学校 that are shared between stages.
    pub split: Vec<String>,
    /// When the policy is in force.
    pub from: Date,
    pub until: Option<Date>,
}

impl PolicyDesk<'_> {
    pub(crate) fn mistakes(&self) -> &Mistakes {
        self.desk.mistakes
    }

    /// Reads and checks an expression over a register or the stage view.
    pub(crate) fn expression(
        &self,
        written: &WrittenText,
        from: &str,
        expected: Expected,
    ) -> Option<Expression> {
        let scope = self.scopes.get(from)?;
        let parsed = expression::parse(written, self.mistakes())?;
        expression::check(
            written,
            parsed,
            scope,
            self.desk.codes,
            expected,
            self.mistakes(),
        )
    }
}
