//! What reports call the rulebook's things, and that none of them is left in the other language.

use std::io::{Cursor, Read};

use calamine::{Reader, Xlsx};
use junheng_model::{Diagnostics, Findings};
use junheng_report::console::{self, View};
use junheng_report::{Lang, Names, document, workbook};
use junheng_rulebook::Policy;

use crate::rulebook::names;
use crate::{county, policy};

#[test]
fn units_are_called_as_their_reader_does() {
    let (chinese, english) = (names(Lang::Chinese), names(Lang::English));
    let table = [
        ("3", "人", "3 人", "3 persons"),
        ("1", "间", "1 间", "1 room"),
        ("1", "人/百生", "1 人/百生", "1 teacher per 100 pupils"),
        ("4.5", "m²/生", "4.5 m²/生", "4.5 m² per pupil"),
        ("95", "%", "95%", "95%"),
        ("0.15", "", "0.15", "0.15"),
        ("2", "条", "2 条", "2 条"),
    ];
    for (figure, unit, zh, en) in table {
        assert_eq!(chinese.amount(figure, unit), zh);
        assert_eq!(english.amount(figure, unit), en);
    }
    assert_eq!(english.register("轮岗"), "rotation of teachers");
    assert_eq!(
        english.column("学校", "运动场地面积"),
        "outdoor sports ground"
    );
    assert_eq!(english.column("学校", "食堂面积"), "食堂面积");
}

/// What stays as it is in every language: names of schools and counties, what a file said, official texts.
fn theirs(findings: &Findings, policy: &Policy) -> Vec<String> {
    let units = &findings.schools.units;
    let mut theirs: Vec<String> = (0..units.len())
        .map(|unit| units.name.get(unit).to_owned())
        .collect();
    theirs.push(units.name.get(5).replace('"', "&quot;"));
    let county = &findings.counties[0];
    theirs.push(county.county.clone());
    for finding in &county.indicators {
        theirs.extend(finding.breaking.iter().map(|unit| unit.name.to_owned()));
        let places = finding.breaking.iter();
        theirs.extend(places.filter_map(|unit| Some(unit.place?.to_string())));
        let standards = finding.standards.iter();
        theirs.extend(standards.flat_map(|of| [of.case.clone(), of.source.clone()]));
        theirs.extend(finding.alternatives.iter().map(|of| of.formula.clone()));
    }
    for missing in &county.missing {
        theirs.extend(missing.place.iter().map(ToString::to_string));
    }
    for school in &county.excluded {
        theirs.extend([school.name.clone(), school.reason.clone()]);
    }
    let document = &policy.document;
    theirs.extend([
        document.title.clone(),
        document.number.clone(),
        document.issuer.clone(),
        policy.about.clone(),
    ]);
    let cases = policy.indicators.iter().flat_map(|of| &of.limits);
    for case in cases.chain(policy.parameters.iter().flat_map(|of| &of.values)) {
        theirs.extend([
            case.source.to_string(),
            case.source.note.clone(),
            case.name.clone(),
        ]);
    }
    let exclusions = policy.exclusions.iter();
    theirs.extend(exclusions.flat_map(|of| [of.name.clone(), of.source.to_string()]));
    let rules = policy.rules.iter();
    theirs.extend(rules.flat_map(|of| [of.source.to_string(), of.source.note.clone()]));
    if let Some(split) = &policy.split {
        theirs.extend(split.columns.iter().cloned());
        theirs.push(split.source.to_string());
    }
    theirs.retain(|text| !text.is_empty());
    theirs.sort_by_key(|text| std::cmp::Reverse(text.len()));
    theirs
}

fn is_han(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// The texts in which something of ours is Chinese.
fn in_chinese(texts: impl Iterator<Item = String>, theirs: &[String]) -> Vec<String> {
    texts
        .filter(|text| {
            let ours = theirs
                .iter()
                .fold(text.clone(), |text, of| text.replace(of, ""));
            ours.contains(is_han)
        })
        .collect()
}

fn english() -> (Policy, Findings, Names<'static>) {
    let policy = policy::policy();
    let findings = county::findings(&policy);
    (policy, findings, names(Lang::English))
}

#[test]
fn an_english_document_says_nothing_of_ours_in_chinese() {
    let (policy, findings, names) = english();
    let bytes = document::self_assessment(&findings, &policy, names).expect("a document");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    let mut part = archive.by_name("word/document.xml").expect("the part");
    part.read_to_string(&mut text).expect("text");
    let said = text.split("<w:t ").skip(1).filter_map(|run| {
        let (_, run) = run.split_once('>')?;
        Some(run.split_once("</w:t>")?.0.to_owned())
    });
    let wrong = in_chinese(said, &theirs(&findings, &policy));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_english_workbook_says_nothing_of_ours_in_chinese() {
    let (policy, findings, names) = english();
    let nothing = Diagnostics::default();
    let bytes = workbook::assessment(&findings, &policy, &nothing, names).expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("calamine reads it");
    let theirs = theirs(&findings, &policy);
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).expect("the sheet");
        let cells = range.cells().map(|(_, _, cell)| cell.to_string());
        let wrong = in_chinese(cells, &theirs);
        assert!(wrong.is_empty(), "{sheet}: {wrong:#?}");
    }
}

#[test]
fn an_english_console_says_nothing_of_ours_in_chinese() {
    let (policy, findings, names) = english();
    let view = View {
        names,
        // So wide that no name is broken.
        width: 4000,
        colour: false,
    };
    let page = console::findings(&findings, &policy, view);
    let lines = page.lines().map(str::to_owned);
    let wrong = in_chinese(lines, &theirs(&findings, &policy));
    assert!(wrong.is_empty(), "{wrong:#?}");
}
