//! What a policy and those it extends say of one thing, merged.

use super::names::Seen;
use super::tree::Table;
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::{Layer, TextPlace};
use jiff::civil::Date;

/// A policy file with what its words apply to: one link of a chain of overlays.
pub(crate) struct Link<'a> {
    pub table: &'a Table,
    pub layer: Layer,
    pub from: Date,
    pub until: Option<Date>,
}

/// What one policy says of a thing.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    pub table: &'a Table,
    pub layer: Layer,
    pub from: Date,
    pub until: Option<Date>,
}

/// A thing (an indicator, a parameter, a rule …) with the words of all layers.
pub(crate) struct Item<'a> {
    pub name: String,
    /// Where it is first declared.
    pub place: TextPlace,
    /// The words of all layers in one; a later layer's word replaces an earlier one's.
    pub merged: Table,
    /// What each policy says by itself, base first.
    pub parts: Vec<Part<'a>>,
}

/// The things under `key` of a chain of policies (base first), in order of first mention. `id` is the
/// key that names them; naming one twice in a file is a mistake.
pub(crate) fn items<'a>(
    chain: &[Link<'a>],
    key: &'static str,
    id: &'static str,
    what: (&str, &str),
    mistakes: &Mistakes,
) -> Vec<Item<'a>> {
    let mut items: Vec<Item<'a>> = Vec::new();
    for link in chain {
        let mut seen = Seen::default();
        for table in link.table.tables(key, mistakes) {
            let Some(name) = table.written(id, mistakes) else {
                continue;
            };
            if !seen.is_new(&name.text, &name.place(0), what, mistakes) {
                continue;
            }
            let part = Part {
                table,
                layer: link.layer,
                from: link.from,
                until: link.until,
            };
            match items.iter_mut().find(|item| item.name == name.text) {
                Some(item) => {
                    add(&mut item.merged, table);
                    item.parts.push(part);
                }
                None => items.push(Item {
                    name: name.text.clone(),
                    place: table.place.clone(),
                    merged: table.clone(),
                    parts: vec![part],
                }),
            }
        }
    }
    items
}

fn add(merged: &mut Table, table: &Table) {
    for (key, entry) in &table.entries {
        // The source of an overlay is that of its own bounds; the thing itself keeps its own.
        if key == "source" && merged.entries.contains_key(key) {
            continue;
        }
        merged.entries.insert(key.clone(), entry.clone());
    }
}

/// Reports a date range that ends before it begins.
pub(crate) fn check_period(
    from: Option<Date>,
    until: Option<Date>,
    place: &TextPlace,
    mistakes: &Mistakes,
) {
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        mistakes.push(TextDiagnostic::new(
            place,
            "ends-before-it-begins",
            format!("until {until} 早于 from {from}"),
            format!("until {until} is before from {from}"),
        ));
    }
}
