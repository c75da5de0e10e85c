use junheng_intake::read_all;
use junheng_model::Severity;

use crate::support::{
    Typed, found, kinds, places, read_schools, row, rulebook, shown, table, workbook,
};

fn sheet(rows: Vec<Vec<Typed>>) -> Vec<Vec<Typed>> {
    let mut all = vec![row![
        "序号",
        "学校标识码",
        "学校名称",
        "区县",
        "办学类型",
        "规划建成年份",
        "小学在校生数",
        "初中在校生数",
        "教学及辅助用房面积",
        "教学仪器设备资产值(万元)",
    ]];
    all.extend(rows);
    all
}

fn school(number: i32, name: &str, pupils: i32) -> Vec<Typed> {
    let code = format!("21360000{number:02}");
    row![
        number,
        code.as_str(),
        name,
        "某县",
        211,
        2001,
        pupils,
        "",
        1000,
        20
    ]
}

#[test]
fn totals_are_checked_and_not_counted() {
    for total_first in [true, false] {
        let total = row!["", "", "合 计", "", "", "", 700, "", 2000, 40];
        let mut rows = vec![school(1, "甲校", 300), school(2, "乙校", 400)];
        rows.insert(if total_first { 0 } else { 2 }, total);
        let intake = read_schools(&sheet(rows));
        assert_eq!(
            shown(table(&intake, "学校"), "小学在校生数"),
            ["300", "400"]
        );
        assert_eq!(kinds(&intake), ["total-row"]);
    }
}

#[test]
fn a_total_that_differs_is_said_with_both_numbers() {
    let intake = read_schools(&sheet(vec![
        school(1, "甲校", 300),
        school(2, "乙校", 400),
        row!["全县合计", "", "", "", "", "", 710, "", 2000, 41],
    ]));
    let differs = found(&intake, "total-differs");
    assert_eq!(
        places(&intake, "total-differs"),
        ["county.xlsx / 学校 / G4", "county.xlsx / 学校 / J4"]
    );
    assert_eq!(differs[0].severity, Severity::Warning);
    assert!(differs[0].mend.zh.contains("710") && differs[0].mend.zh.contains("700"));
    // Told in the unit of the column: 41 万元 against 40 万元.
    assert_eq!(differs[1].read, "41");
    assert!(
        differs[1].mend.zh.contains("写的是 41，") && differs[1].mend.zh.contains("相加是 40。")
    );
}

#[test]
fn subtotals_are_the_sum_of_the_rows_since_the_last() {
    let subtotal = |name: &str, pupils: i32, area: i32, value: i32| {
        row!["", "", name, "", "", "", pupils, "", area, value]
    };
    let intake = read_schools(&sheet(vec![
        school(1, "甲校", 300),
        school(2, "乙校", 400),
        subtotal("城关镇小计", 700, 2000, 40),
        school(3, "丙校", 50),
        subtotal("小计", 60, 1000, 20),
        subtotal("合计", 750, 3000, 60),
    ]));
    assert_eq!(table(&intake, "学校").row_count(), 3);
    assert_eq!(
        places(&intake, "total-differs"),
        ["county.xlsx / 学校 / G6"]
    );
}

#[test]
fn rows_that_are_no_data_are_skipped() {
    let headings = sheet(Vec::new()).remove(0);
    let intake = read_schools(&sheet(vec![
        school(1, "甲校", 300),
        row![],
        headings,
        school(2, "乙校", 400),
        row![3],
        row![4],
        row!["填表人：张三", "", "审核人：李四"],
        row!["注：本表一式两份"],
    ]));
    assert_eq!(shown(table(&intake, "学校"), "学校名称"), ["甲校", "乙校"]);
    assert_eq!(
        places(&intake, "repeated-headings"),
        ["county.xlsx / 学校 / A4"]
    );
    assert_eq!(
        places(&intake, "signature-row"),
        ["county.xlsx / 学校 / A8", "county.xlsx / 学校 / A9"]
    );
    assert!(!intake.diagnostics.has_errors());
}

#[test]
fn the_second_row_with_a_key_is_refused_and_the_first_named() {
    let mut again = school(1, "乙校", 400);
    again[0] = 2.into();
    let intake = read_schools(&sheet(vec![school(1, "甲校", 300), again]));
    assert_eq!(shown(table(&intake, "学校"), "学校名称"), ["甲校"]);
    let twice = found(&intake, "duplicate-key");
    assert_eq!(twice[0].place.to_string(), "county.xlsx / 学校 / B3");
    assert!(twice[0].mend.zh.contains("B2"));
    assert_eq!(intake.refused[0].key, ["2136000001"]);
    assert_eq!(intake.refused[0].county.as_deref(), Some("某县"));
}

#[test]
fn a_row_without_a_required_value_is_refused() {
    let mut nameless = school(2, "", 400);
    nameless[2] = Typed::Blank;
    let intake = read_schools(&sheet(vec![school(1, "甲校", 300), nameless]));
    assert_eq!(table(&intake, "学校").row_count(), 1);
    assert_eq!(
        places(&intake, "required-blank"),
        ["county.xlsx / 学校 / C3"]
    );
}

#[test]
fn a_sheet_without_rows_says_so() {
    let intake = read_schools(&sheet(Vec::new()));
    assert_eq!(table(&intake, "学校").row_count(), 0);
    assert_eq!(found(&intake, "no-rows").len(), 1);
}

#[test]
fn a_school_called_example_is_read_and_the_templates_example_row_is_not() {
    let mut example = school(2, "某某小学", 600);
    example[1] = "示例：2136000002".into();
    let intake = read_schools(&sheet(vec![school(1, "示例小学", 300), example]));
    assert_eq!(shown(table(&intake, "学校"), "小学在校生数"), ["300"]);
    assert_eq!(kinds(&intake), ["example-row"]);
}

#[test]
fn a_school_that_stands_in_two_files_is_used_once() {
    let north = workbook(&[("学校", &sheet(vec![school(1, "甲校", 300)]))]);
    let south = workbook(&[(
        "学校",
        &sheet(vec![school(2, "乙校", 400), school(1, "甲校", 300)]),
    )]);
    let read = read_all(&[("北片.xlsx", &north), ("南片.xlsx", &south)], &rulebook());
    let names: Vec<_> = read
        .iter()
        .map(|intake| shown(table(intake, "学校"), "学校名称"))
        .collect();
    assert_eq!(names, [["甲校"], ["乙校"]]);
    let twice = found(&read[1], "duplicate-key");
    assert_eq!(twice[0].place.to_string(), "南片.xlsx / 学校 / B3");
    assert!(
        twice[0].mend.zh.contains("北片.xlsx / 学校 / B2"),
        "{:?}",
        twice[0].mend
    );
}
