//! The Word document, taken apart again.

use std::io::{Cursor, Read};

use junheng_report::{Lang, document};
use zip::ZipArchive;

use crate::rulebook::names;
use crate::{county, look, policy};

fn archive(lang: Lang) -> ZipArchive<Cursor<Vec<u8>>> {
    let policy = policy::policy();
    let findings = county::findings(&policy);
    let bytes = document::self_assessment(&findings, &policy, names(lang)).expect("a document");
    look::keep(&format!("self-assessment-{lang:?}.docx"), &bytes);
    ZipArchive::new(Cursor::new(bytes)).expect("a package")
}

fn part(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    let mut text = String::new();
    archive
        .by_name(name)
        .expect("the part is there")
        .read_to_string(&mut text)
        .expect("text");
    text
}

/// The text of a document, a line for each paragraph.
fn paragraphs(document: &str) -> Vec<String> {
    document
        .split("</w:p>")
        .map(|paragraph| {
            paragraph
                .split("<w:t ")
                .skip(1)
                .filter_map(|run| run.split_once('>')?.1.split("</w:t>").next())
                .collect()
        })
        .filter(|text: &String| !text.is_empty())
        .collect()
}

#[test]
fn the_report_reads_as_an_official_paper() {
    let document = part(&mut archive(Lang::Chinese), "word/document.xml");
    insta::assert_snapshot!(paragraphs(&document).join("\n"));
}

#[test]
fn the_report_reads_in_english() {
    let document = part(&mut archive(Lang::English), "word/document.xml");
    insta::assert_snapshot!(paragraphs(&document).join("\n"));
}

#[test]
fn the_layout_is_that_of_official_papers() {
    let mut archive = archive(Lang::Chinese);
    let document = part(&mut archive, "word/document.xml");
    for wanted in [
        "w:top=\"2097\"",
        "w:bottom=\"1984\"",
        "w:left=\"1587\"",
        "w:right=\"1474\"",
        "w:eastAsia=\"方正小标宋简体\"",
        "w:eastAsia=\"仿宋_GB2312\"",
        "w:eastAsia=\"楷体_GB2312\"",
        "w:eastAsia=\"黑体\"",
        "w:line=\"560\"",
        "<w:tblHeader />",
    ] {
        assert!(document.contains(wanted), "{wanted}");
    }
    let settings = part(&mut archive, "word/settings.xml");
    assert!(settings.contains("evenAndOddHeaders"));
}

#[test]
fn every_part_is_well_formed_and_charts_are_linked() {
    let mut archive = archive(Lang::Chinese);
    let names: Vec<String> = (0..archive.len())
        .map(|index| {
            let part = archive.by_index(index).expect("the part is there");
            part.name().expect("a name").into_owned()
        })
        .collect();
    for name in names
        .iter()
        .filter(|name| name.ends_with(".xml") || name.ends_with(".rels"))
    {
        let text = part(&mut archive, name);
        let mut reader = quick_xml::Reader::from_str(&text);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => panic!("{name}: {error}"),
            }
        }
    }
    let document = part(&mut archive, "word/document.xml");
    let relations = part(&mut archive, "word/_rels/document.xml.rels");
    for number in [1, 2] {
        assert!(document.contains(&format!("r:id=\"rIdChart{number}\"")));
        assert!(relations.contains(&format!("charts/chart{number}.xml")));
        assert!(names.contains(&format!("word/embeddings/chart{number}.xlsx")));
    }
    assert!(!document.contains('\u{E000}'));
}

#[test]
fn a_nation_is_refused_with_a_reason() {
    let policy = policy::policy();
    let mut findings = county::findings(&policy);
    let one = findings.counties[0].clone();
    findings.counties = vec![one; 101];
    let refused = document::self_assessment(&findings, &policy, names(Lang::Chinese));
    let reason = refused.expect_err("too many counties").to_string();
    assert_eq!(reason, "a document holds at most 100 counties, not 101");
}
