//! The Word document, taken apart again.

use std::io::{Cursor, Read};

use junheng_report::standing::Standing;
use junheng_report::{Lang, document};
use junheng_rulebook::RuleKind;
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
fn wide_lists_stand_on_turned_sheets_and_every_sheet_has_its_number() {
    let document = part(&mut archive(Lang::Chinese), "word/document.xml");
    let sections: Vec<&str> = document
        .split("<w:sectPr>")
        .skip(1)
        .filter_map(|section| section.split("</w:sectPr>").next())
        .collect();
    let sizes = sections
        .iter()
        .map(|section| section.contains("w:orient=\"landscape\""));
    assert_eq!(sizes.collect::<Vec<_>>(), [false, true]);
    for section in sections {
        // The schema wants the references in front.
        assert!(section.starts_with("<w:footerReference "), "{section}");
        assert_eq!(
            section.matches("<w:footerReference ").count(),
            2,
            "{section}"
        );
    }
    // A paragraph with a page break alone would leave an empty page behind a full one.
    assert!(!document.contains("<w:br w:type=\"page\""));
    assert_eq!(document.matches("<w:pageBreakBefore").count(), 5);
}

#[test]
fn nothing_is_counted_that_is_not_there() {
    for lang in [Lang::Chinese, Lang::English] {
        let document = part(&mut archive(lang), "word/document.xml");
        for said in paragraphs(&document) {
            for unit in ["个", "项", "条", "所"] {
                let zero = format!("0{unit}");
                let counts_nothing = said.match_indices(&zero).any(|(at, _)| {
                    let before = said[..at].chars().next_back();
                    !before.is_some_and(|letter| letter.is_ascii_digit())
                });
                assert!(!counts_nothing, "{said}");
            }
            assert!(!said.contains("NaN"), "{said}");
        }
    }
}

#[test]
fn without_a_rule_on_schools_no_school_is_said_to_pass() {
    let mut policy = policy::policy();
    policy
        .rules
        .retain(|rule| !matches!(rule.kind, RuleKind::EachSchool { .. }));
    let findings = county::findings(&policy);
    let bytes = document::self_assessment(&findings, &policy, names(Lang::Chinese));
    let mut archive = ZipArchive::new(Cursor::new(bytes.expect("a document"))).expect("a package");
    let said = paragraphs(&part(&mut archive, "word/document.xml"));
    assert!(said.iter().any(|text| text == "（一）各项指标均值"));
    for wrong in ["校段中", "校段全部达标", "达标校数", "主要缺口"] {
        assert!(!said.iter().any(|text| text.contains(wrong)), "{wrong}");
    }
}

#[test]
fn the_annex_lists_every_school_that_the_totals_count() {
    let policy = policy::policy();
    let findings = county::findings(&policy);
    let names = names(Lang::Chinese);
    let standing = Standing::all(&findings, &policy, names)
        .next()
        .expect("a county");
    let listed = standing.units_short();
    for total in standing.gap_totals() {
        let of_stage = |unit: &&usize| findings.schools.units.stage[**unit] == total.stage;
        let short = listed.iter().filter(of_stage).filter(|unit| {
            let mut shortfalls = standing.shortfalls(**unit).into_iter();
            shortfalls.any(|of| of.indicator.id == total.indicator.id)
        });
        assert_eq!(short.count(), total.schools, "{}", total.indicator.id);
    }
}

#[test]
fn a_county_is_named_once_in_the_title_of_its_own_plan() {
    let mut policy = policy::policy();
    policy.name = "清河县创建义务教育优质均衡发展县实施方案（试行）".to_owned();
    let findings = county::findings(&policy);
    let bytes = document::self_assessment(&findings, &policy, names(Lang::Chinese));
    let mut archive = ZipArchive::new(Cursor::new(bytes.expect("a document"))).expect("a package");
    let said = paragraphs(&part(&mut archive, "word/document.xml"));
    let title = [
        "清河县创建义务教育优质均衡发展县实施方案",
        "（试行）",
        "自评报告",
    ];
    assert_eq!(said[..3], title);
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
