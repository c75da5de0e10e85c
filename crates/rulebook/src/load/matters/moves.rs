//! `[[move]]`.

use super::names::Names;
use super::{fields, people};
use crate::load::names::Seen;
use crate::load::tree::Table;
use crate::matter::{Condition, Move, Subject};
use crate::mistake::Mistakes;

pub(super) fn read(file: &Table, names: &Names<'_>) -> Vec<Move> {
    let mut seen = Seen::default();
    file.tables("move", names.mistakes)
        .into_iter()
        .filter_map(|table| {
            let step = step(table, &mut seen, names);
            table.finish(names.mistakes);
            step
        })
        .collect()
}

fn step(table: &Table, seen: &mut Seen, names: &Names<'_>) -> Option<Move> {
    let mistakes = names.mistakes;
    let name = table.written("name", mistakes);
    let from = table.some_texts("from", mistakes);
    if let Some(name) = name {
        for state in &from {
            seen.is_new(
                &format!("{}：{}", state.text, name.text),
                &state.place(0),
                (
                    "从同一状态出发的同名动作",
                    "move of this name from this state,",
                ),
                mistakes,
            );
        }
    }
    let from = names.states(&from);
    let to = table
        .written("to", mistakes)
        .filter(|to| names.state(to))
        .map(|to| to.text.clone());
    let en = table.text("en", mistakes);
    let about = table.text("about", mistakes);
    let by = people::read(table, "by", mistakes);
    let fields = fields::read(table, mistakes);
    let needs = needs(table, names.subject, mistakes);
    Some(Move {
        name: name?.text.clone(),
        en: en.unwrap_or_default(),
        about: about.unwrap_or_default(),
        from,
        to: to?,
        by,
        fields,
        needs,
    })
}

/// The conditions, of which some ask about a submission.
fn needs(table: &Table, subject: Option<Subject>, mistakes: &Mistakes) -> Vec<Condition> {
    let mut needs = Vec::new();
    for node in table.list("needs", mistakes) {
        let words = Condition::ALL.map(|condition| (condition.code(), condition));
        let Some(condition) = node.word(&words, mistakes) else {
            continue;
        };
        if subject == Some(Subject::Itself) && !condition.fits_any_subject() {
            node.unfit(
                "不以填报为对象的事项可用的条件",
                "a condition for matters that are not about a submission",
                mistakes,
            );
        } else if needs.contains(&condition) {
            node.unfit("每个条件只写一次", "each condition once", mistakes);
        } else {
            needs.push(condition);
        }
    }
    needs
}
