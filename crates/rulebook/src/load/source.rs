//! `source = { document, article, status, note }`.

use super::tree::{Node, Table, Value};
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::{Source, SourceStatus};

/// The source that a table must state under `source`.
pub(crate) fn required(table: &Table, mistakes: &Mistakes) -> Option<Source> {
    read(table.table("source", mistakes)?, mistakes)
}

/// The source that a table may state under `source`.
pub(crate) fn optional(table: &Table, mistakes: &Mistakes) -> Option<Source> {
    read(table.optional_table("source", mistakes)?, mistakes)
}

fn read(table: &Table, mistakes: &Mistakes) -> Option<Source> {
    let document = table.text("document", mistakes);
    let status = table.word(
        "status",
        &[
            ("confirmed", SourceStatus::Confirmed),
            ("secondary", SourceStatus::Secondary),
            ("unconfirmed", SourceStatus::Unconfirmed),
        ],
        mistakes,
    );
    let article = table.text_or_empty("article", mistakes);
    let note = table.text_or_empty("note", mistakes);
    table.finish(mistakes);
    if status == Some(SourceStatus::Unconfirmed) && note.trim().is_empty() {
        let place = match table.get("status") {
            Some(Node {
                place,
                value: Value::Text(_),
            }) => place,
            _ => &table.place,
        };
        mistakes.push(
            TextDiagnostic::new(
                place,
                "note-required",
                "未经证实的来源要有说明",
                "an unconfirmed source needs a note",
            )
            .mend(
                "补上 note = \"…\"，说明此值是怎样假定的",
                "add `note = \"…\"` that says what is assumed and why",
            ),
        );
    }
    Some(Source {
        document: document?,
        article,
        status: status?,
        note,
    })
}
