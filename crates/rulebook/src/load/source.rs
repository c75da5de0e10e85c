//! `source = { document, article, status, note }`.

use super::tree::{Node, Table, Value};
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::{Source, SourceStatus};

/// The source that a table must state under `source`; an empty one when it is missing or wrong, which
/// is reported, so that the rest of the table is still checked.
pub(crate) fn required(table: &Table, mistakes: &Mistakes) -> Source {
    table
        .table("source", mistakes)
        .map(|source| read(source, mistakes))
        .unwrap_or_else(|| Source {
            document: String::new(),
            article: String::new(),
            status: SourceStatus::Unconfirmed,
            note: String::new(),
        })
}

/// The source that a table may state under `source`.
pub(crate) fn optional(table: &Table, mistakes: &Mistakes) -> Option<Source> {
    Some(read(table.optional_table("source", mistakes)?, mistakes))
}

fn read(table: &Table, mistakes: &Mistakes) -> Source {
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
    Source {
        document: document.unwrap_or_default(),
        article,
        status: status.unwrap_or(SourceStatus::Unconfirmed),
        note,
    }
}
