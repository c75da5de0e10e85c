//! How long files and functions may grow.
//!
//! What was longer when the rule was made stands in `ratchet.txt` with its length. It may shrink and not
//! grow, and leaves the list when it is within the rule.

use std::collections::BTreeMap;

use crate::source::{none, rust, text};

/// Lines of a file, its tests not counted.
const FILE: usize = 400;
/// Lines of a function, from `fn` to its last brace.
const FUNCTION: usize = 70;
const RATCHET: &str = "crates/cli/tests/tidy/ratchet.txt";

/// What is too long: `path` or `path::function`, and its lines.
fn too_long() -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for file in rust() {
        let lines = file.text.lines().count();
        if lines > FILE {
            found.insert(file.path.clone(), lines);
        }
        for (name, lines) in functions(&file.text)
            .into_iter()
            .filter(|(_, lines)| *lines > FUNCTION)
        {
            found.insert(format!("{}::{name}", file.path), lines);
        }
    }
    found
}

/// The functions of a text that rustfmt has laid out, with their lines: the closing brace stands as deep as `fn`.
fn functions(text: &str) -> Vec<(&str, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else {
            continue;
        };
        let depth = line.len() - line.trim_start().len();
        let closing = format!("{}}}", " ".repeat(depth));
        let end = lines[start..].iter().position(|line| *line == closing);
        if !line.ends_with([';', '}'])
            && let Some(end) = end
        {
            found.push((name, end + 1));
        }
    }
    found
}

fn function_name(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    for word in [
        "pub(crate) ",
        "pub(super) ",
        "pub ",
        "const ",
        "async ",
        "unsafe ",
    ] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let name = rest.strip_prefix("fn ")?;
    Some(name.split(['(', '<']).next().unwrap_or(name))
}

/// The list of what may be longer: lines of `path lines`.
fn ratchet() -> BTreeMap<String, usize> {
    let list = text(RATCHET).text;
    let entries = list
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    entries
        .map(|line| {
            let (what, lines) = line
                .rsplit_once(' ')
                .unwrap_or_else(|| panic!("{RATCHET}: {line}"));
            (
                what.to_owned(),
                lines
                    .parse()
                    .unwrap_or_else(|error| panic!("{RATCHET}: {line}: {error}")),
            )
        })
        .collect()
}

#[test]
fn files_and_functions_stay_short() {
    let (found, allowed) = (too_long(), ratchet());
    let mut complaints = Vec::new();
    for (what, lines) in &found {
        match allowed.get(what) {
            None => complaints.push(format!(
                "{what} has {lines} lines; a file may have {FILE}, a function {FUNCTION}"
            )),
            Some(most) if lines > most => {
                complaints.push(format!("{what} grew from {most} to {lines} lines"))
            }
            Some(_) => {}
        }
    }
    let settled = allowed.keys().filter(|what| !found.contains_key(*what));
    complaints.extend(
        settled.map(|what| format!("{what} is short enough now: take it out of {RATCHET}")),
    );
    none(complaints);
}

#[test]
fn functions_are_measured_from_head_to_brace() {
    let text = "impl A {\n    pub fn one(&self) -> u32 {\n        1\n    }\n}\n\nconst fn two(\n    a: u32,\n) -> u32 {\n    a\n}\n";
    assert_eq!(functions(text), [("one", 3), ("two", 5)]);
}
