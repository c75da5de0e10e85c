//! `[[deadline]]`, its reminders and what follows when it has passed.

use junheng_model::Wording;

use super::names::{Names, lamp};
use super::{fields, people};
use crate::load::names::Seen;
use crate::load::tree::{Node, Table, Value};
use crate::matter::{
    Anchor, Counting, Deadline, Escalation, FieldKind, Filling, Lamp, Move, Opening, Reminder,
    Subject, When,
};
use crate::mistake::{Mistakes, TextDiagnostic};

const COUNTINGS: [(&str, Counting); 2] = [
    (Counting::Calendar.code(), Counting::Calendar),
    (Counting::Working.code(), Counting::Working),
];

pub(super) fn read(
    file: &Table,
    names: &Names<'_>,
    opening: &Opening,
    moves: &[Move],
) -> Vec<Deadline> {
    let mistakes = names.mistakes;
    let (mut seen, mut running) = (Seen::default(), Seen::default());
    file.tables("deadline", mistakes)
        .into_iter()
        .filter_map(|table| {
            let deadline = deadline(table, &mut seen, &mut running, names, &|field| {
                is_date(field, opening, moves)
            });
            table.finish(mistakes);
            deadline
        })
        .collect()
}

/// Whether a day is asked for in a field of this name, wherever it is asked for.
fn is_date(name: &str, opening: &Opening, moves: &[Move]) -> bool {
    let mut asked = opening
        .fields
        .iter()
        .chain(moves.iter().flat_map(|step| &step.fields))
        .filter(|field| field.name == name)
        .peekable();
    asked.peek().is_some() && asked.all(|field| field.kind == FieldKind::Date)
}

fn deadline(
    table: &Table,
    seen: &mut Seen,
    running: &mut Seen,
    names: &Names<'_>,
    is_date: &dyn Fn(&str) -> bool,
) -> Option<Deadline> {
    let mistakes = names.mistakes;
    let name = table.written("name", mistakes);
    if let Some(name) = name {
        seen.is_new(&name.text, &name.place(0), ("期限", "deadline"), mistakes);
    }
    let en = table.text("en", mistakes);
    let states = table.some_texts("states", mistakes);
    for state in &states {
        running.is_new(
            &state.text,
            &state.place(0),
            ("期限的状态", "state of a deadline"),
            mistakes,
        );
    }
    let states = names.states(&states);
    let after = table
        .required("after", mistakes)
        .and_then(|node| anchor(node, names, is_date));
    let days = table.optional_whole("days", mistakes);
    let count = table.optional_word("count", &COUNTINGS, mistakes);
    let count = count.unwrap_or(Counting::Calendar);
    let gives_way = table.yes_no_or("gives_way", false, mistakes);
    let reminders = reminders(table, count, mistakes);
    let escalations = escalations(table, mistakes);
    Some(Deadline {
        name: name?.text.clone(),
        en: en.unwrap_or_default(),
        states,
        after: after?,
        days: days.unwrap_or(0),
        count,
        gives_way,
        reminders,
        escalations,
        place: table.place.clone(),
    })
}

/// `"period_due"`, `"opened"`, `{ entered = "<state>" }` or `{ field = "<name>" }`.
fn anchor(node: &Node, names: &Names<'_>, is_date: &dyn Fn(&str) -> bool) -> Option<Anchor> {
    let mistakes = names.mistakes;
    let Value::Table(table) = &node.value else {
        let words = [
            ("period_due", Anchor::PeriodDue),
            ("opened", Anchor::Opened),
        ];
        let anchor = node.word(
            &words.each_ref().map(|(word, anchor)| (*word, anchor)),
            mistakes,
        )?;
        if *anchor == Anchor::PeriodDue && names.subject == Some(Subject::Itself) {
            node.unfit("只有填报有周期", "only submissions have a period", mistakes);
        }
        return Some(anchor.clone());
    };
    let entered = table.optional_written("entered", mistakes);
    let field = table.optional_written("field", mistakes);
    table.finish(mistakes);
    match (entered, field) {
        (Some(state), None) => names
            .state(state)
            .then(|| Anchor::Entered(state.text.clone())),
        (None, Some(field)) if is_date(&field.text) => Some(Anchor::Field(field.text.clone())),
        (None, Some(field)) => {
            mistakes.push(TextDiagnostic::new(
                &field.place(0),
                "unknown-name",
                format!("没有类型为 date 的填写项“{}”", field.text),
                format!("no field `{}` of type date is asked for", field.text),
            ));
            None
        }
        _ => {
            node.unfit(
                "entered（进入某状态之日）与 field（某填写项之日）两者之一",
                "one of `entered` (a state) and `field` (a date that was given)",
                mistakes,
            );
            None
        }
    }
}

fn reminders(table: &Table, count: Counting, mistakes: &Mistakes) -> Vec<Reminder> {
    let mut seen = Seen::default();
    table
        .tables("reminder", mistakes)
        .into_iter()
        .filter_map(|table| {
            let before = table.optional_whole("before", mistakes);
            let after = table.optional_whole("after", mistakes);
            let count = table
                .optional_word("count", &COUNTINGS, mistakes)
                .unwrap_or(count);
            let to = people::read(table, "to", mistakes);
            let text = text(table, mistakes);
            table.finish(mistakes);
            let when = match (before, after) {
                (Some(days), None) => Some(When::Before(days)),
                (None, Some(days)) if days > 0 => Some(When::After(days)),
                _ => {
                    mistakes.push(TextDiagnostic::new(
                        &table.place,
                        "reminder",
                        "before（期限前几天）与 after（期限后几天，至少1）要写其中一个",
                        "write one of `before` and `after` (at least 1)",
                    ));
                    None
                }
            }?;
            let key = match when {
                When::Before(days) => format!("before = {days}, {}", count.code()),
                When::After(days) => format!("after = {days}, {}", count.code()),
            };
            seen.is_new(&key, &table.place, ("提醒日", "reminder's day"), mistakes);
            Some(Reminder {
                when,
                count,
                to,
                text,
            })
        })
        .collect()
}

fn escalations(table: &Table, mistakes: &Mistakes) -> Vec<Escalation> {
    let mut seen = Seen::default();
    let mut steps: Vec<Escalation> = Vec::new();
    for table in table.tables("escalation", mistakes) {
        let label = table.written("label", mistakes);
        if let Some(label) = label {
            seen.is_new(&label.text, &label.place(0), ("升级步骤", "step"), mistakes);
        }
        let en = table.text("en", mistakes);
        let after = table
            .required("after", mistakes)
            .and_then(|_| table.optional_whole("after", mistakes));
        let lamp = lamp(table, mistakes);
        let to = people::read(table, "to", mistakes);
        let text = text(table, mistakes);
        table.finish(mistakes);
        let (Some(label), Some(after)) = (label, after) else {
            continue;
        };
        if let Some(node) = table.get("after")
            && after <= steps.last().map_or(0, |last| last.after)
        {
            node.unfit(
                "比上一步更晚的工作日数，至少1",
                "more working days than the step before, at least 1",
                mistakes,
            );
        }
        steps.push(Escalation {
            label: label.text.clone(),
            en: en.unwrap_or_default(),
            after,
            lamp: lamp.unwrap_or(Lamp::Red),
            to,
            text,
        });
    }
    steps
}

/// A text whose blanks are all known.
fn text(table: &Table, mistakes: &Mistakes) -> Wording {
    let text = fields::wording(table, "text", mistakes);
    let place = table.get("text").map_or(&table.place, |node| &node.place);
    for language in [&text.zh, &text.en] {
        for blank in blanks(language) {
            if !Filling::BLANKS.contains(&blank) {
                mistakes.push(
                    TextDiagnostic::new(
                        place,
                        "unknown-blank",
                        format!("不认识的空格 {{{blank}}}"),
                        format!("there is no blank {{{blank}}}"),
                    )
                    .known(blank, Filling::BLANKS),
                );
            }
        }
    }
    text
}

/// What stands between braces.
fn blanks(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .skip(1)
        .map(|after| after.split('}').next().unwrap_or(after))
}
