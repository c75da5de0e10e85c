//! `codes/<name>.toml`.

use std::sync::Arc;

use super::names::Seen;
use super::source;
use super::tree::{self, Table};
use crate::mistake::Mistakes;
use crate::written::SourceText;
use crate::{Code, CodeList};

pub(crate) fn read_all(files: &[Arc<SourceText>], mistakes: &Mistakes) -> Vec<CodeList> {
    let mut seen = Seen::default();
    files
        .iter()
        .filter_map(|file| list(&tree::parse(file, mistakes), &mut seen, mistakes))
        .collect()
}

fn list(file: &Table, seen: &mut Seen, mistakes: &Mistakes) -> Option<CodeList> {
    let name = file.written("name", mistakes);
    let is_new = name.is_none_or(|name| {
        seen.is_new(
            &name.text,
            &name.place(0),
            ("代码表", "code list"),
            mistakes,
        )
    });
    let en = file.text("en", mistakes);
    let source = source::required(file, mistakes);
    let mut words = Seen::default();
    let codes = file
        .tables("code", mistakes)
        .into_iter()
        .filter_map(|table| code(table, &mut words, mistakes))
        .collect();
    file.finish(mistakes);
    let name = name?;
    is_new.then_some(CodeList {
        name: name.text.clone(),
        en: en.unwrap_or_default(),
        source,
        codes,
    })
}

fn code(table: &Table, words: &mut Seen, mistakes: &Mistakes) -> Option<Code> {
    let code = table.written("code", mistakes);
    let name = table.written("name", mistakes);
    let en = table.text("en", mistakes);
    let aliases = table.texts("aliases", mistakes);
    // A code may be its own name; anything else that two codes share could not be told apart.
    let own_name = name.filter(|name| code.is_none_or(|code| code.text != name.text));
    for word in code
        .into_iter()
        .chain(own_name)
        .chain(aliases.iter().copied())
    {
        words.is_new(
            &word.text,
            &word.place(0),
            ("代码或名称", "code or name"),
            mistakes,
        );
    }
    let stages = table
        .list("stages", mistakes)
        .iter()
        .filter_map(|stage| stage.stage(mistakes))
        .collect();
    let aliases = aliases.iter().map(|alias| alias.text.clone()).collect();
    table.finish(mistakes);
    Some(Code {
        code: code?.text.clone(),
        name: name?.text.clone(),
        en: en.unwrap_or_default(),
        aliases,
        stages,
    })
}
