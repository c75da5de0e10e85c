//! `[[move.field]]` and `[[opening.field]]`.

use junheng_model::Wording;

use crate::load::names::Seen;
use crate::load::tree::Table;
use crate::matter::{Field, FieldKind};
use crate::mistake::Mistakes;

const KINDS: [(&str, FieldKind); 4] = [
    (FieldKind::Text.code(), FieldKind::Text),
    (FieldKind::Date.code(), FieldKind::Date),
    (FieldKind::Number.code(), FieldKind::Number),
    (FieldKind::Evidence.code(), FieldKind::Evidence),
];

pub(super) fn read(table: &Table, mistakes: &Mistakes) -> Vec<Field> {
    let mut seen = Seen::default();
    table
        .tables("field", mistakes)
        .into_iter()
        .filter_map(|table| {
            let field = field(table, &mut seen, mistakes);
            table.finish(mistakes);
            field
        })
        .collect()
}

fn field(table: &Table, seen: &mut Seen, mistakes: &Mistakes) -> Option<Field> {
    let name = table.written("name", mistakes);
    let is_new = name
        .is_none_or(|name| seen.is_new(&name.text, &name.place(0), ("填写项", "field"), mistakes));
    let en = table.text("en", mistakes);
    let kind = table.word("type", &KINDS, mistakes);
    let required = table.yes_no_or("required", true, mistakes);
    let letters = table.optional_whole("at_least_letters", mistakes);
    if let (Some(node), Some(kind)) = (table.get("at_least_letters"), kind)
        && kind != FieldKind::Text
    {
        node.unfit(
            "只有 text 类型可写 at_least_letters",
            "only texts have `at_least_letters`",
            mistakes,
        );
    }
    let help = optional_wording(table, "help", mistakes);
    let name = name?.text.clone();
    let kind = kind?;
    is_new.then_some(Field {
        name,
        en: en.unwrap_or_default(),
        kind,
        required,
        at_least_letters: letters.unwrap_or(0),
        help: help.unwrap_or_default(),
    })
}

/// `{ zh = "…", en = "…" }` that may be left out.
fn optional_wording(table: &Table, key: &'static str, mistakes: &Mistakes) -> Option<Wording> {
    table.has(key).then(|| wording(table, key, mistakes))
}

/// `{ zh = "…", en = "…" }`.
pub(super) fn wording(table: &Table, key: &'static str, mistakes: &Mistakes) -> Wording {
    let Some(table) = table.table(key, mistakes) else {
        return Wording::default();
    };
    let (zh, en) = (table.text("zh", mistakes), table.text("en", mistakes));
    table.finish(mistakes);
    Wording::new(zh.unwrap_or_default(), en.unwrap_or_default())
}
