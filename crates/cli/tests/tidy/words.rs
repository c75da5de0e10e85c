//! Words that have no place in the repository.

use crate::source::{Text, code_lines, none, rust, text, texts};

/// Work that is not done, or left lying about. In two parts, so that this file passes its own check.
const UNDONE: [(&str, &str); 6] = [
    ("TO", "DO"),
    ("FIX", "ME"),
    ("todo", "!("),
    ("unimplemented", "!("),
    ("dbg", "!("),
    (".unwrap", "()"),
];

/// Where people's machines keep their things.
const PLACES: [(&str, &str); 4] = [
    ("/ho", "me/"),
    ("/ro", "ot/"),
    ("/wo", "rk/"),
    ("C:", "\\Users"),
];

fn containing(files: &[Text], words: &[(&str, &str)]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        for word in words.iter().map(|(head, tail)| format!("{head}{tail}")) {
            let lines = file
                .text
                .lines()
                .enumerate()
                .filter(|(_, line)| line.contains(&word));
            complaints
                .extend(lines.map(|(index, _)| format!("{}:{}: {word}", file.path, index + 1)));
        }
    }
    complaints
}

#[test]
fn nothing_is_left_undone() {
    none(containing(&rust(), &UNDONE));
}

#[test]
fn no_machine_is_named() {
    let mut files = texts("crates", ".rs");
    files.extend(texts("docs", ".md"));
    files.extend(texts("rulebook", ".toml"));
    files.extend(
        [
            "Makefile",
            "README.md",
            "README.zh.md",
            "scripts/demo",
            "scripts/tools",
            "benches/run",
        ]
        .map(text),
    );
    none(containing(&files, &PLACES));
}

#[test]
fn every_file_says_what_it_is() {
    let silent = rust()
        .into_iter()
        .filter(|file| !file.text.starts_with("//!"));
    none(
        silent
            .map(|file| format!("{} does not begin with //! and what it is", file.path))
            .collect(),
    );
}

#[test]
fn comments_are_not_code() {
    assert_eq!(
        code_lines("// a\nlet b = 1; // c").collect::<Vec<_>>(),
        [(2, "let b = 1; // c")]
    );
}
