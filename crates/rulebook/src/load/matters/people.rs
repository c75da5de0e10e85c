//! `by = [ { roles = ["creation_office"], at = "above" } ]`.

use junheng_model::Role;

use crate::load::tree::Table;
use crate::matter::{Mover, Reach};
use crate::mistake::Mistakes;

const REACHES: [(&str, Reach); 3] = [
    (Reach::Own.code(), Reach::Own),
    (Reach::Above.code(), Reach::Above),
    (Reach::Either.code(), Reach::Either),
];

/// Who may do something, or is told: at least one.
pub(super) fn read(table: &Table, key: &'static str, mistakes: &Mistakes) -> Vec<Mover> {
    let Some(node) = table.required(key, mistakes) else {
        return Vec::new();
    };
    let tables = table.tables(key, mistakes);
    if tables.is_empty() && table.list(key, mistakes).is_empty() {
        node.unfit(
            "至少一项 { roles = […], at = \"…\" }",
            "at least one { roles = […], at = \"…\" }",
            mistakes,
        );
    }
    tables
        .into_iter()
        .filter_map(|table| {
            let roles = table
                .some_list("roles", mistakes)
                .iter()
                .filter_map(|role| role.word(&Role::ALL.map(|role| (role.code(), role)), mistakes))
                .collect();
            let at = table.word("at", &REACHES, mistakes);
            table.finish(mistakes);
            Some(Mover { roles, at: at? })
        })
        .collect()
}
