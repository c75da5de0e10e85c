//! The rulebook's own names on pages, in the reader's language: registers, columns, what cells mean, states and moves.

use std::sync::Arc;

use jiff::civil::Date;
use junheng_app::{HAND_IN, SubmissionStatus};
use junheng_report::Names;
use junheng_rulebook::{Column, ColumnKind, MatterKind, Rulebook};

use crate::lang::Lang;

/// Names as the reader knows them. What the rulebook does not declare, or has no English for, is shown as it stands.
#[derive(Debug, Clone, Default)]
pub struct Words {
    rulebook: Arc<Rulebook>,
    lang: Lang,
}

impl Words {
    pub fn new(rulebook: Arc<Rulebook>, lang: Lang) -> Self {
        Self { rulebook, lang }
    }

    fn named<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        if en.is_empty() {
            zh
        } else {
            self.lang.say(zh, en)
        }
    }

    /// As reports call them.
    pub fn names(&self) -> Names<'_> {
        Names::new(&self.rulebook, self.lang.of_report())
    }

    pub fn register<'t>(&'t self, name: &'t str) -> &'t str {
        self.names().register(name)
    }

    /// A column of a register, by its declared name.
    pub fn column<'t>(&'t self, register: &str, name: &'t str) -> &'t str {
        self.names().column(register, name)
    }

    /// The unit of a column or an indicator; empty where there is none.
    pub fn unit<'t>(&'t self, name: &'t str) -> &'t str {
        self.names().unit(name)
    }

    /// What a stored cell says: a code's official name, yes or no; other texts say it themselves.
    pub fn cell<'t>(&'t self, register: &str, column: &str, text: &'t str) -> &'t str {
        let declared = self.rulebook.register(register);
        let column = declared.and_then(|register| register.column(column));
        column.map_or(text, |column| self.cell_of(column, text))
    }

    /// As [`Words::cell`], of a declared column.
    pub fn cell_of<'t>(&'t self, column: &Column, text: &'t str) -> &'t str {
        if let Some(code) = self.rulebook.code(column, text) {
            return self.named(&code.name, &code.en);
        }
        match (&column.kind, text) {
            (ColumnKind::YesNo, "是") => self.lang.say("是", "yes"),
            (ColumnKind::YesNo, "否") => self.lang.say("否", "no"),
            _ => text,
        }
    }

    /// A check of a register, by its declared name.
    pub fn check<'t>(&'t self, register: &str, name: &'t str) -> &'t str {
        let declared = self.rulebook.register(register);
        let mut checks = declared.iter().flat_map(|register| &register.checks);
        let check = checks.find(|check| check.id == name);
        check.map_or(name, |check| self.named(&check.id, &check.en))
    }

    fn hand_in(&self) -> Option<&MatterKind> {
        self.rulebook.matter(HAND_IN)
    }

    /// A state of a hand-in.
    pub fn state<'t>(&'t self, name: &'t str) -> &'t str {
        let declared = self.hand_in().and_then(|kind| kind.state(name));
        declared.map_or(name, |state| self.named(&state.name, &state.en))
    }

    /// A move of a hand-in.
    pub fn step<'t>(&'t self, name: &'t str) -> &'t str {
        let mut moves = self.hand_in().into_iter().flat_map(|kind| &kind.moves);
        let declared = moves.find(|step| step.name == name);
        declared.map_or(name, |step| self.named(&step.name, &step.en))
    }

    /// What the last day of a hand-in in this state is called: 报送期限, 改正期限; nothing where no deadline runs.
    pub fn deadline(&self, state: &str) -> Option<&str> {
        let mut declared = self.hand_in()?.deadlines.iter();
        let of = declared.find(|deadline| deadline.states.iter().any(|name| name == state))?;
        Some(self.named(&of.name, &of.en))
    }

    /// The last day of the state that a hand-in is in; nothing where no deadline runs, though an earlier one did.
    pub fn due(&self, status: &SubmissionStatus) -> Option<Date> {
        self.deadline(&status.state).and(status.due_on)
    }
}

#[cfg(test)]
mod tests {
    use super::Words;
    use crate::lang::Lang;

    #[test]
    fn what_nobody_declared_is_shown_as_it_stands() {
        let words = Words {
            lang: Lang::En,
            ..Words::default()
        };
        assert_eq!(words.register("食堂"), "食堂");
        assert_eq!(words.cell("食堂", "餐数", "211"), "211");
        assert_eq!(words.state("草稿"), "草稿");
        assert_eq!(words.deadline("草稿"), None);
    }
}
