//! The names that a declaration of matters speaks of.

use crate::load::tree::Table;
use crate::matter::{Lamp, State, Subject};
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::written::WrittenText;

/// What the parts of a declaration speak of.
pub(super) struct Names<'a> {
    pub(super) subject: Option<Subject>,
    pub(super) states: &'a [State],
    pub(super) mistakes: &'a Mistakes,
}

impl Names<'_> {
    /// Whether a state is known; reports it when it is not.
    pub(super) fn state(&self, written: &WrittenText) -> bool {
        let known = self.states.iter().any(|state| state.name == written.text);
        if !known {
            self.mistakes.push(
                TextDiagnostic::new(
                    &written.place(0),
                    "unknown-name",
                    format!("没有名为“{}”的状态", written.text),
                    format!("there is no state `{}`", written.text),
                )
                .known(
                    &written.text,
                    self.states.iter().map(|state| state.name.as_str()),
                ),
            );
        }
        known
    }

    /// The states of a list that are known.
    pub(super) fn states(&self, written: &[&WrittenText]) -> Vec<String> {
        written
            .iter()
            .filter(|state| self.state(state))
            .map(|state| state.text.clone())
            .collect()
    }
}

/// What colour a state or a deadline shows.
pub(super) fn lamp(table: &Table, mistakes: &Mistakes) -> Option<Lamp> {
    table.word("lamp", &Lamp::ALL.map(|lamp| (lamp.code(), lamp)), mistakes)
}
