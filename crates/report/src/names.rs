//! What the rulebook's own things are called in the reader's language.

use junheng_rulebook::{Column, Policy, Rulebook, Unit};

use crate::Lang;

/// The names of registers, columns and units as a reader knows them, the same on pages, in reports and on the console.
/// What the rulebook does not declare, or has no English for, is called as it stands.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    rulebook: &'a Rulebook,
    pub lang: Lang,
}

impl<'a> Names<'a> {
    pub fn new(rulebook: &'a Rulebook, lang: Lang) -> Self {
        Self { rulebook, lang }
    }

    pub fn register<'t>(self, name: &'t str) -> &'t str
    where
        'a: 't,
    {
        let declared = self.rulebook.register(name);
        declared.map_or(name, |register| self.lang.of(&register.name, &register.en))
    }

    /// A column of a register, by its declared name.
    pub fn column<'t>(self, register: &str, name: &'t str) -> &'t str
    where
        'a: 't,
    {
        let declared = self.rulebook.register(register);
        let column = declared.and_then(|register| register.column(name));
        column.map_or(name, |column| self.column_of(column))
    }

    /// As [`Names::column`], of a declared column.
    pub fn column_of(self, column: &Column) -> &str {
        self.lang.of(&column.name, &column.en)
    }

    /// Whether a register has one row a school, or a school and stage.
    pub fn is_of_schools_themselves(self, name: &str) -> bool {
        let mut registers = self.rulebook.registers.iter();
        registers.any(|register| {
            let view = register.stage_view.as_deref();
            view.is_some() && (register.name == name || view == Some(name))
        })
    }

    /// A case of a standard or of a parameter, as findings call it.
    pub fn case<'t>(self, name: &'t str) -> &'t str
    where
        'a: 't,
    {
        let policies = self.rulebook.policies.iter();
        let mut cases = policies.flat_map(Policy::cases);
        let declared = cases.find(|case| !case.name.is_empty() && case.name == name);
        declared.map_or(name, |case| self.lang.of(&case.name, &case.en))
    }

    /// Why a school is not judged, as findings say it.
    pub fn exclusion<'t>(self, name: &'t str) -> &'t str
    where
        'a: 't,
    {
        let policies = self.rulebook.policies.iter();
        let mut exclusions = policies.flat_map(|policy| &policy.exclusions);
        let declared = exclusions.find(|exclusion| exclusion.name == name);
        declared.map_or(name, |one| self.lang.of(&one.name, &one.en))
    }

    /// A unit by itself, as in the heading of a column.
    pub fn unit<'t>(self, name: &'t str) -> &'t str
    where
        'a: 't,
    {
        let declared = self.rulebook.unit(name);
        declared.map_or(name, |unit| self.lang.of(&unit.name, &unit.en))
    }

    /// The unit in which so much of a base unit is said in Chinese, where that is a larger one: 万元 for 10,000 元 and
    /// more.
    pub(crate) fn larger_unit(self, base: &str, amount: f64) -> Option<&'a Unit> {
        let mut units = self.rulebook.units.iter();
        let said = |unit: &&Unit| unit.said_from.is_some_and(|from| amount >= from.to_f64());
        units.find(|unit| unit.base == base && said(unit))
    }

    /// So much of a unit: `3 人`, `1 room`, `95%`.
    pub fn amount(self, figure: &str, unit: &str) -> String {
        let one = self.rulebook.unit(unit).filter(|_| figure == "1");
        let unit = match one {
            Some(one) if self.lang == Lang::English && !one.en_one.is_empty() => &one.en_one,
            _ => self.unit(unit),
        };
        match unit.chars().next() {
            None => figure.to_owned(),
            Some(first) if first.is_alphanumeric() => format!("{figure} {unit}"),
            Some(_) => format!("{figure}{unit}"),
        }
    }
}
