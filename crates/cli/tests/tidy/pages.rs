//! The documents: their links lead somewhere, what they name exists.

use std::collections::BTreeSet;

use crate::source::{Text, none, repository, text, texts};

/// The pages that people read.
fn pages() -> Vec<Text> {
    let mut pages = texts("docs", ".md");
    pages.extend(["README.md", "README.zh.md", "CHANGELOG.md"].map(text));
    pages
}

/// The lines of a page outside of its blocks of code.
fn prose(page: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_code = false;
    page.lines().enumerate().filter_map(move |(index, line)| {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
            return None;
        }
        (!in_code).then_some((index + 1, line))
    })
}

/// The targets of the links of a line: `[text](target)`.
fn targets(line: &str) -> Vec<&str> {
    let after = line.split("](").skip(1);
    after.filter_map(|rest| rest.split(')').next()).collect()
}

/// A heading as the part of a link after `#`.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = kept.replace(' ', "-");
    kept.chars()
        .filter(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
        .collect()
}

/// The words in backticks of a line.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

#[test]
fn links_lead_somewhere() {
    let mut complaints = Vec::new();
    for page in pages() {
        let folder = repository().join(&page.path);
        let folder = folder.parent().expect("a page lies in a folder");
        for (number, line) in prose(&page.text) {
            for target in targets(line)
                .into_iter()
                .filter(|target| !target.contains("://"))
            {
                let (path, part) = target.split_once('#').unwrap_or((target, ""));
                let there = folder.join(path);
                let whole = if path.is_empty() {
                    page.text.clone()
                } else {
                    std::fs::read_to_string(&there).unwrap_or_default()
                };
                let has_part =
                    || prose(&whole).any(|(_, line)| line.starts_with('#') && anchor(line) == part);
                if !(path.is_empty() || there.exists()) || !(part.is_empty() || has_part()) {
                    complaints.push(format!("{}:{number}: {target} leads nowhere", page.path));
                }
            }
        }
    }
    none(complaints);
}

#[test]
fn files_that_pages_name_exist() {
    let roots = [
        "crates/",
        "rulebook/",
        "docs/",
        "benches/",
        "scripts/",
        ".ci/",
    ];
    let mut complaints = Vec::new();
    for page in pages() {
        for (number, line) in prose(&page.text) {
            let paths = quoted(line).filter(|word| roots.iter().any(|root| word.starts_with(root)));
            // A pattern such as registers/<name>.toml or docs/*.md names no file.
            for path in paths.filter(|path| !path.contains(['<', '*', '…', ' ', '{'])) {
                if !repository().join(path).exists() {
                    complaints.push(format!("{}:{number}: there is no {path}", page.path));
                }
            }
        }
    }
    none(complaints);
}

#[test]
fn commands_that_pages_show_exist() {
    let known: BTreeSet<String> = texts("crates/cli/src/commands", ".rs")
        .iter()
        .filter_map(|file| {
            Some(
                file.path
                    .rsplit('/')
                    .next()?
                    .trim_end_matches(".rs")
                    .replace('_', "-"),
            )
        })
        .collect();
    let mut complaints = Vec::new();
    for page in pages() {
        for (index, line) in page.text.lines().enumerate() {
            let Some(command) = line.trim_start_matches("$ ").strip_prefix("junheng ") else {
                continue;
            };
            let verb = command.split(' ').next().unwrap_or_default();
            if !verb.starts_with('-') && !known.contains(verb) {
                complaints.push(format!(
                    "{}:{}: junheng has no command {verb}",
                    page.path,
                    index + 1
                ));
            }
        }
    }
    none(complaints);
}

#[test]
fn every_decision_is_listed() {
    let list = text("docs/adr/README.md").text;
    let decisions: Vec<Text> = texts("docs/adr", ".md")
        .into_iter()
        .filter(|page| !page.path.ends_with("README.md"))
        .collect();
    let mut complaints = Vec::new();
    for (index, page) in decisions.iter().enumerate() {
        let name = page.path.rsplit('/').next().unwrap_or_default();
        let number = format!("{:04}", index + 1);
        if !name.starts_with(&format!("{number}-")) {
            complaints.push(format!("{}: the number should be {number}", page.path));
        }
        if !list.contains(&format!("]({name})")) {
            complaints.push(format!("{} is not listed in docs/adr/README.md", page.path));
        }
        for part in ["## Decision", "## Why", "## Price"] {
            if !page.text.contains(part) {
                complaints.push(format!("{} has no “{part}”", page.path));
            }
        }
    }
    none(complaints);
}

#[test]
fn the_glossary_s_code_names_are_used() {
    let mut everything: String = texts("crates", ".rs")
        .iter()
        .map(|file| file.text.as_str())
        .collect();
    everything.extend(
        texts("rulebook", ".toml")
            .iter()
            .map(|file| file.text.as_str()),
    );
    let glossary = text("docs/glossary.md");
    let mut complaints = Vec::new();
    let mut terms = BTreeSet::new();
    for (number, line) in prose(&glossary.text).filter(|(_, line)| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if cells[0] == "中文" || cells[0].starts_with("---") {
            continue;
        }
        if !terms.insert(cells[0].to_owned()) {
            complaints.push(format!(
                "docs/glossary.md:{number}: {} stands twice",
                cells[0]
            ));
        }
        for name in quoted(cells.get(1).copied().unwrap_or_default())
            .filter(|name| !everything.contains(name))
        {
            complaints.push(format!(
                "docs/glossary.md:{number}: nothing is called {name}"
            ));
        }
    }
    none(complaints);
}

#[test]
fn links_and_anchors_are_read_as_browsers_read_them() {
    assert_eq!(targets("see [a](b.md) and [c](d.md#e)"), ["b.md", "d.md#e"]);
    assert_eq!(
        anchor("## How a county is assessed"),
        "how-a-county-is-assessed"
    );
    assert_eq!(anchor("## 一、准备 数据"), "一准备-数据");
    assert_eq!(
        prose("a\n```\nb\n```\nc").collect::<Vec<_>>(),
        [(1, "a"), (5, "c")]
    );
}
