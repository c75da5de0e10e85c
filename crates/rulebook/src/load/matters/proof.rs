//! No matter can be lost: every state is reached, every state has a way to an end, and every deadline that
//! runs has a day to count from.

use std::collections::BTreeSet;

use crate::matter::{Anchor, Deadline, MatterKind, Move};
use crate::mistake::{Mistakes, TextDiagnostic};

pub(super) fn check(kind: &MatterKind, mistakes: &Mistakes) {
    let reached = reached(kind, |_| true, |_| true);
    let ending = ending(kind);
    for state in &kind.states {
        let name = &state.name;
        if !reached.contains(name.as_str()) {
            mistakes.push(TextDiagnostic::new(
                &state.place,
                "unreachable-state",
                format!("从“{}”出发到不了状态“{name}”", kind.initial),
                format!("no move leads to the state `{name}`"),
            ));
        }
        if !ending.contains(name.as_str()) {
            mistakes.push(
                TextDiagnostic::new(
                    &state.place,
                    "endless-state",
                    format!("状态“{name}”没有通往办结的路"),
                    format!("the state `{name}` has no way to an end"),
                )
                .mend(
                    "补一个动作，或写 ends = true",
                    "add a move, or `ends = true`",
                ),
            );
        }
    }
    for deadline in &kind.deadlines {
        check_anchor(kind, deadline, mistakes);
    }
}

/// The states that a matter can come to from its beginning, by some moves and through some states.
fn reached(
    kind: &MatterKind,
    by: impl Fn(&Move) -> bool,
    through: impl Fn(&str) -> bool,
) -> BTreeSet<&str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![kind.initial.as_str()];
    while let Some(state) = open.pop() {
        if through(state) && reached.insert(state) {
            let next = kind.moves_from(state).filter(|step| by(step));
            open.extend(next.map(|step| step.to.as_str()));
        }
    }
    reached
}

/// The states from which an end can be reached, the ends among them.
fn ending(kind: &MatterKind) -> BTreeSet<&str> {
    let ends = kind.states.iter().filter(|state| state.ends);
    let mut ending: BTreeSet<&str> = ends.map(|state| state.name.as_str()).collect();
    loop {
        let before = ending.len();
        for step in &kind.moves {
            if ending.contains(step.to.as_str()) {
                ending.extend(step.from.iter().map(String::as_str));
            }
        }
        if ending.len() == before {
            return ending;
        }
    }
}

/// A deadline must not run where the day that it counts from may never have come.
fn check_anchor(kind: &MatterKind, deadline: &Deadline, mistakes: &Mistakes) {
    let gives = |fields: &[crate::matter::Field], name: &str| {
        fields
            .iter()
            .any(|field| field.name == name && field.required)
    };
    let without = match &deadline.after {
        Anchor::PeriodDue | Anchor::Opened => return,
        Anchor::Entered(anchor) => reached(kind, |_| true, |state| state != anchor),
        Anchor::Field(field) if gives(&kind.opening.fields, field) => return,
        Anchor::Field(field) => reached(kind, |step| !gives(&step.fields, field), |_| true),
    };
    for state in &deadline.states {
        if without.contains(state.as_str()) {
            mistakes.push(TextDiagnostic::new(
                &deadline.place,
                "no-day-to-count-from",
                format!("“{state}”中的期限可能没有起算日：到这一状态的路不都经过起算的动作"),
                format!("in `{state}` the deadline may have no day to count from: not every way there gives it"),
            ));
        }
    }
}
