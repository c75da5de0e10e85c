//! `units.toml`.

use std::collections::BTreeSet;

use junheng_model::Quantity;

use super::names::Seen;
use super::tree::Table;
use crate::Unit;
use crate::mistake::{Mistakes, TextDiagnostic};

pub(crate) fn read(file: &Table, mistakes: &Mistakes) -> Vec<Unit> {
    let mut seen = Seen::default();
    let tables = file.tables("unit", mistakes);
    let bases: BTreeSet<String> = tables
        .iter()
        .filter(|table| !table.has("base"))
        .filter_map(|table| table.optional_text("name", &Mistakes::default()))
        .collect();
    let units = tables
        .into_iter()
        .filter_map(|table| unit(table, &bases, &mut seen, mistakes))
        .collect();
    file.finish(mistakes);
    units
}

fn unit(
    table: &Table,
    bases: &BTreeSet<String>,
    seen: &mut Seen,
    mistakes: &Mistakes,
) -> Option<Unit> {
    let name = table.written("name", mistakes);
    let en = table.text("en", mistakes);
    let en_one = table.optional_text("en_one", mistakes);
    let aliases = table.texts("aliases", mistakes);
    for known in name.iter().copied().chain(aliases.iter().copied()) {
        seen.is_new(&known.text, &known.place(0), ("单位", "unit"), mistakes);
    }
    let base = table.optional_written("base", mistakes);
    if let Some(base) = base
        && !bases.contains(&base.text)
    {
        mistakes.push(
            TextDiagnostic::new(
                &base.place(0),
                "unknown-name",
                format!("“{}”不是基本单位", base.text),
                format!("`{}` is no base unit", base.text),
            )
            .known(&base.text, bases.iter().map(String::as_str)),
        );
    }
    let factor = match base {
        Some(_) => table.quantity("factor", mistakes),
        None => Some(Quantity::ONE),
    };
    if let (Some(factor), Some(node)) = (factor, table.get("factor"))
        && factor <= Quantity::ZERO
    {
        node.unfit("大于0的数", "a number above zero", mistakes);
    }
    let said_from = table.optional_quantity("said_from", mistakes);
    let aliases = aliases.iter().map(|alias| alias.text.clone()).collect();
    table.finish(mistakes);
    let name = name?.text.clone();
    Some(Unit {
        en: en.unwrap_or_default(),
        en_one: en_one.unwrap_or_default(),
        aliases,
        base: base.map_or_else(|| name.clone(), |base| base.text.clone()),
        factor: factor.unwrap_or(Quantity::ONE),
        said_from,
        name,
    })
}
