//! `matters/<name>.toml`.

use std::sync::Arc;

use super::names::Seen;
use super::source;
use super::tree::{self, Table};
use crate::matter::{Lamp, MatterKind, Opening, State, Subject};
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::written::SourceText;

mod deadlines;
mod fields;
mod moves;
mod names;
mod people;
mod proof;

use names::{Names, lamp};

const SUBJECTS: [(&str, Subject); 2] = [
    (Subject::Submission.code(), Subject::Submission),
    (Subject::Itself.code(), Subject::Itself),
];

pub(crate) fn read_all(files: &[Arc<SourceText>], mistakes: &Mistakes) -> Vec<MatterKind> {
    let mut seen = Seen::default();
    files
        .iter()
        .filter_map(|file| kind(file, &mut seen, mistakes))
        .collect()
}

impl MatterKind {
    /// Reads one declaration, as it was kept for a matter that began with it.
    ///
    /// # Errors
    /// Every mistake in it.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<crate::TextDiagnostic>> {
        let mistakes = Mistakes::default();
        let source = Arc::new(SourceText::new(file, text.to_owned()));
        let kind = kind(&source, &mut Seen::default(), &mistakes);
        let found = mistakes.into_sorted();
        match kind {
            Some(kind) if found.is_empty() => Ok(kind),
            _ => Err(found),
        }
    }
}

fn kind(text: &Arc<SourceText>, seen: &mut Seen, mistakes: &Mistakes) -> Option<MatterKind> {
    let file = &tree::parse(text, mistakes);
    let name = file.written("name", mistakes);
    let is_new = name.is_none_or(|name| {
        seen.is_new(
            &name.text,
            &name.place(0),
            ("事项类型", "kind of matter"),
            mistakes,
        )
    });
    let en = file.text("en", mistakes);
    let about = file.text("about", mistakes);
    let subject = file.word("subject", &SUBJECTS, mistakes);
    let source = source::required(file, mistakes);
    let states = states(file, mistakes);
    let names = Names {
        subject,
        states: &states,
        mistakes,
    };
    let initial = file
        .written("initial", mistakes)
        .filter(|initial| names.state(initial));
    let opening = opening(file, &names);
    let moves = moves::read(file, &names);
    let deadlines = deadlines::read(file, &names, &opening, &moves);
    file.finish(mistakes);
    let kind = MatterKind {
        name: name?.text.clone(),
        en: en.unwrap_or_default(),
        about: about.unwrap_or_default(),
        subject: subject?,
        source,
        opening,
        initial: initial?.text.clone(),
        states,
        moves,
        deadlines,
        text: text.text.as_str().into(),
        place: file.place.clone(),
    };
    proof::check(&kind, mistakes);
    is_new.then_some(kind)
}

fn states(file: &Table, mistakes: &Mistakes) -> Vec<State> {
    let mut seen = Seen::default();
    file.tables("state", mistakes)
        .into_iter()
        .filter_map(|table| {
            let name = table.written("name", mistakes);
            let is_new = name.is_none_or(|name| {
                seen.is_new(&name.text, &name.place(0), ("状态", "state"), mistakes)
            });
            let en = table.text("en", mistakes);
            let about = table.text("about", mistakes);
            let lamp = lamp(table, mistakes);
            let editable = table.yes_no_or("editable", false, mistakes);
            let ends = table.yes_no_or("ends", false, mistakes);
            table.finish(mistakes);
            let name = name?.text.clone();
            is_new.then_some(State {
                name,
                en: en.unwrap_or_default(),
                about: about.unwrap_or_default(),
                editable,
                ends,
                lamp: lamp.unwrap_or(Lamp::Grey),
                place: table.place.clone(),
            })
        })
        .collect()
}

/// Submissions are opened with their period; everything else is opened by somebody.
fn opening(file: &Table, names: &Names<'_>) -> Opening {
    let mistakes = names.mistakes;
    let table = file.optional_table("opening", mistakes);
    match (names.subject, table) {
        (Some(Subject::Submission), Some(table)) => mistakes.push(TextDiagnostic::new(
            &table.place,
            "opening",
            "填报随周期开启，不写 [opening]",
            "submissions are opened with their period and have no [opening]",
        )),
        (Some(Subject::Itself), None) => mistakes.push(
            TextDiagnostic::new(
                &file.place,
                "opening",
                "要写明由谁开启、开启时填什么",
                "say who opens it and what they must say",
            )
            .mend("补上 [opening]", "add [opening]"),
        ),
        _ => {}
    }
    let Some(table) = table else {
        return Opening::default();
    };
    let opening = Opening {
        by: people::read(table, "by", mistakes),
        fields: fields::read(table, mistakes),
    };
    table.finish(mistakes);
    opening
}
