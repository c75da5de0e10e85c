//! A county that was frozen is judged as it was before.

use std::fs;

use jiff::civil::{Date, date};
use junheng_assess::snapshot_file;
use junheng_assess::{Case, Engine, Question, Snapshot};
use junheng_model::Stage;
use junheng_report::json;
use junheng_report::{Lang, Names};
use junheng_rulebook::Rulebook;

use super::{POLICY, demo_county};

const TODAY: Date = date(2024, 12, 31);

fn rulebook() -> Rulebook {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
    let mut texts = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("the rulebook is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&folder).expect("below the rulebook");
            let text = fs::read_to_string(&path).expect("a text");
            texts.push((name.to_string_lossy().into_owned(), text));
        }
    }
    let (rulebook, _) = Rulebook::load(texts)
        .checked()
        .expect("the repository's rulebook is sound");
    rulebook
}

/// The demo county as it is read, with the rows that could not be used.
fn handed_in(rulebook: &Rulebook) -> Snapshot {
    let bytes = fs::read(demo_county()).expect("the demo county was written");
    let intake = junheng_intake::read("county.xlsx", &bytes, rulebook);
    assert!(!intake.refused.is_empty(), "some of its rows are refused");
    let mut snapshot =
        Snapshot::from_tables(intake.tables, rulebook).expect("intake makes whole tables");
    for row in intake.refused {
        snapshot.refuse(row.register, row.county, row.place);
    }
    snapshot
}

/// Everything that is said of a snapshot: findings of every policy, failed checks, an explanation.
fn said(engine: &Engine, snapshot: &Snapshot, rulebook: &Rulebook) -> String {
    let mut said = String::new();
    let names = Names::new(rulebook, Lang::Chinese);
    for policy in &rulebook.policies {
        let assessment = engine
            .assess(snapshot, rulebook, policy, TODAY)
            .expect("the policy is checked");
        let page = json::text(&[(&assessment.findings, policy)], names);
        said.push_str(&page.expect("a text can be written to"));
        if policy.id == POLICY {
            let case = Case {
                snapshot,
                rulebook,
                policy,
                day: TODAY,
                assessment: &assessment,
            };
            let school = assessment.findings.schools.finding(0);
            let question = Question {
                indicator: "R4",
                school: Some(school.code),
                stage: Some(Stage::Primary),
                county: None,
            };
            let explained = engine
                .explain(&case, question)
                .expect("there is such a figure");
            said.push_str(&format!("{explained:#?}"));
        }
    }
    let failed = engine
        .check(snapshot, None, rulebook, TODAY)
        .expect("the checks are checked");
    said.push_str(&format!("{failed:#?}"));
    said
}

#[test]
fn a_frozen_county_says_what_it_said_before() {
    let rulebook = rulebook();
    let engine = Engine::new(1).expect("a thread can be started");
    let before = handed_in(&rulebook);
    let parts = snapshot_file::write(&before, &rulebook).expect("the county can be frozen");
    assert_eq!(
        snapshot_file::write(&before, &rulebook).expect("and again"),
        parts
    );
    let frozen = snapshot_file::read(&parts, &rulebook).expect("and read back");
    assert_eq!(
        said(&engine, &frozen, &rulebook),
        said(&engine, &before, &rulebook)
    );
    // Frozen once more it is the same file: nothing is lost or added on the way.
    assert_eq!(
        snapshot_file::write(&frozen, &rulebook).expect("a frozen county can be frozen"),
        parts
    );
}
