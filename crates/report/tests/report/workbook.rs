//! The Excel workbook, read back with another reader.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use junheng_report::{Lang, workbook};

use crate::rulebook::names;
use crate::{console::problems, county, look, policy};

fn book(lang: Lang) -> Xlsx<Cursor<Vec<u8>>> {
    let policy = policy::policy();
    let findings = county::findings(&policy);
    let bytes =
        workbook::assessment(&findings, &policy, &problems(), names(lang)).expect("a workbook");
    look::keep(&format!("assessment-{lang:?}.xlsx"), &bytes);
    Xlsx::new(Cursor::new(bytes)).expect("calamine reads it")
}

fn rows(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Vec<Vec<Data>> {
    let range = book.worksheet_range(sheet).expect("the sheet is there");
    range.rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn all_sheets_are_there_in_both_languages() {
    assert_eq!(
        book(Lang::Chinese).sheet_names(),
        [
            "总览",
            "学校",
            "差异系数",
            "缺口清单",
            "缺失数据",
            "校验问题",
            "说明"
        ]
    );
    assert_eq!(
        book(Lang::English).sheet_names(),
        [
            "overview",
            "schools",
            "variations",
            "shortfalls",
            "missing data",
            "problems",
            "notes"
        ]
    );
}

#[test]
fn shortfalls_say_what_there_is_and_what_there_should_be() {
    let rows = rows(&mut book(Lang::Chinese), "缺口清单");
    let heads: Vec<String> = rows[2].iter().map(ToString::to_string).collect();
    assert_eq!(
        heads[7..13],
        ["标准", "现值", "实际数", "应有数", "缺口数", "单位"]
    );
    let sports: Vec<&Vec<Data>> = rows
        .iter()
        .filter(|row| row[2] == "R5" && row[6] == "柳河镇中心小学")
        .collect();
    let figures: Vec<f64> = (7..12)
        .map(|column| sports[0][column].to_string().parse().expect("a number"))
        .collect();
    // 520 pupils at 7.5 m² each are 3,900 m²; the school has 3,028.8.
    assert_eq!(figures[0], 7.5);
    assert!((figures[1] - 5.824_615).abs() < 1e-6);
    assert_eq!(figures[2..4], [3028.8, 3900.0]);
    assert!((figures[4] - 871.2).abs() < 1e-9);
}

#[test]
fn a_missing_figure_is_shown_as_missing_and_never_as_zero() {
    let rows = rows(&mut book(Lang::Chinese), "学校");
    let row = rows
        .iter()
        .find(|row| row.get(2).is_some_and(|code| *code == "2136000006"))
        .expect("the school is listed");
    assert_eq!(row[10], "缺");
    assert_eq!(row[14], "无法判定");
}

#[test]
fn every_variation_is_listed_stage_by_stage_the_undetermined_ones_too() {
    let rows = rows(&mut book(Lang::Chinese), "差异系数");
    let listed: Vec<(String, String, String)> = rows[3..17]
        .iter()
        .map(|row| (row[3].to_string(), row[1].to_string(), row[10].to_string()))
        .collect();
    let stages: Vec<&str> = listed.iter().map(|(stage, ..)| stage.as_str()).collect();
    assert_eq!(stages[..7], ["小学"; 7]);
    assert_eq!(stages[7..], ["初中"; 7]);
    let open = ("小学".to_owned(), "R5".to_owned(), "无法判定".to_owned());
    assert!(listed.contains(&open), "{listed:?}");
}

#[test]
fn a_conclusion_is_not_shown_as_a_figure() {
    let rows = rows(&mut book(Lang::Chinese), "总览");
    let veto = rows.iter().find(|row| row[1] == "V1").expect("the veto");
    assert_eq!(veto[4], "定性");
}

#[test]
fn forms_have_room_for_the_names_of_those_who_answer_for_them() {
    let mut book = book(Lang::Chinese);
    for sheet in ["总览", "学校", "差异系数", "缺口清单"] {
        let last = rows(&mut book, sheet).pop().expect("a row");
        let said = last[0].to_string();
        for who in ["填表人", "审核人", "负责人"] {
            assert!(said.contains(who), "{sheet}: {said}");
        }
    }
}

#[test]
fn a_list_without_rows_says_so() {
    let policy = policy::policy();
    let mut findings = county::findings(&policy);
    findings.counties[0].missing.clear();
    findings.counties[0].excluded.clear();
    let bytes = workbook::assessment(
        &findings,
        &policy,
        &junheng_model::Diagnostics::default(),
        names(Lang::Chinese),
    );
    let bytes = bytes.expect("a workbook");
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("calamine reads it");
    for sheet in ["缺失数据", "校验问题"] {
        assert_eq!(
            rows(&mut book, sheet)[3][0],
            "没有需要列出的内容。",
            "{sheet}"
        );
    }
}

#[test]
fn text_that_looks_like_a_formula_stays_text() {
    let mut book = book(Lang::Chinese);
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).expect("the sheet is there");
        let found: Vec<_> = formulas
            .used_cells()
            .filter(|(_, _, formula)| !formula.is_empty())
            .collect();
        assert!(found.is_empty(), "{sheet}: {found:?}");
    }
    let rows = rows(&mut book, "学校");
    let named = |row: &&Vec<Data>| row[3] == "=HYPERLINK(\"http://x\")小学";
    assert_eq!(rows.iter().filter(named).count(), 1);
}

#[test]
fn unconfirmed_sources_are_named_as_such() {
    let rows = rows(&mut book(Lang::Chinese), "说明");
    let funding = rows
        .iter()
        .find(|row| row[1] == "每所学校7项资源指标至少6项达标，余项不低于标准的85%")
        .expect("the rule");
    assert_eq!(funding[4], "未证实");
    assert_eq!(funding[2], "7 项中至少 6 项达标，余项不低于标准的 85.0%");
}

#[test]
fn problems_can_stand_alone() {
    let bytes = workbook::problems(&problems(), Lang::Chinese).expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("calamine reads it");
    let rows = rows(&mut book, "校验问题");
    assert_eq!(rows[3][0], "错误");
    assert_eq!(rows[3][3], "J5");
}
