//! The repository's own rulebook must be without mistakes.

use std::fs;
use std::path::Path;

use junheng_rulebook::{Loaded, Rulebook};

/// Loads the folder `rulebook/` of the repository.
pub fn load() -> Loaded {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    Rulebook::load(files)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let steps: Vec<_> = path
                .strip_prefix(root)
                .expect("below the root")
                .iter()
                .map(|step| step.to_string_lossy())
                .collect();
            let text = fs::read_to_string(&path).expect("a rulebook file is UTF-8");
            files.push((steps.join("/"), text));
        }
    }
}

#[test]
fn the_repositorys_rulebook_has_no_mistakes() {
    let loaded = load();
    for diagnostic in &loaded.diagnostics {
        eprintln!("{diagnostic}");
    }
    assert!(
        loaded.diagnostics.is_empty(),
        "{} mistakes in rulebook/",
        loaded.diagnostics.len()
    );
    assert!(!loaded.rulebook.registers.is_empty());
    assert!(!loaded.rulebook.policies.is_empty());
}

#[test]
fn every_group_of_indicators_has_an_english_name() {
    for policy in load().rulebook.policies {
        for indicator in &policy.indicators {
            let en = policy.groups.get(&indicator.group);
            assert!(
                en.is_some_and(|en| !en.is_empty()),
                "{}: {} has no English name",
                policy.id,
                indicator.group
            );
        }
    }
}

#[test]
fn checks_exclusions_and_cases_are_said_in_english_too() {
    let book = load().rulebook;
    let checks = book.registers.iter().flat_map(|register| &register.checks);
    let checks = checks.flat_map(|check| [&check.why.en, &check.mend.en, &check.en]);
    let exclusions = book.policies.iter().flat_map(|policy| &policy.exclusions);
    let cases = book.policies.iter().flat_map(|policy| policy.cases());
    let named = cases.filter(|case| !case.name.is_empty());
    let said: Vec<&String> = checks
        .chain(exclusions.map(|one| &one.en))
        .chain(named.map(|case| &case.en))
        .collect();
    assert!(said.len() > 400, "{} texts", said.len());
    let is_han = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
    for text in said {
        assert!(!text.is_empty() && !text.contains(is_han), "{text:?}");
    }
}

#[test]
fn english_names_lead_back_to_one_column_and_one_code() {
    let book = load().rulebook;
    for register in &book.registers {
        let index = junheng_rulebook::HeadingIndex::new(register, &book.units);
        for (at, column) in register.columns.iter().enumerate() {
            let found = index.find(&column.en).map(|found| found.column);
            assert_eq!(found, Some(at), "{}: {}", register.name, column.en);
        }
    }
    for list in &book.codes {
        for code in &list.codes {
            let found = list.find(&code.en).map(|found| &found.code);
            assert_eq!(found, Some(&code.code), "{}: {}", list.name, code.en);
        }
    }
}

#[test]
fn english_units_in_headings_are_read_back() {
    let book = load().rulebook;
    for register in &book.registers {
        let index = junheng_rulebook::HeadingIndex::new(register, &book.units);
        for (at, column) in register.columns.iter().enumerate() {
            let Some(unit) = column.unit.as_deref().and_then(|unit| book.unit(unit)) else {
                continue;
            };
            let heading = format!("{} ({})", column.en, unit.en);
            let found = index.find(&heading).unwrap_or_else(|| panic!("{heading}"));
            assert_eq!((found.column, found.unfit_unit), (at, None), "{heading}");
            assert_eq!(found.factor, junheng_model::Quantity::ONE, "{heading}");
        }
    }
}
