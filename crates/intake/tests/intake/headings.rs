use junheng_intake::read;
use junheng_model::Severity;
use rust_xlsxwriter::{Format, Workbook};

use crate::support::{
    fill, found, kinds, places, quantity, read_schools, row, rulebook, shown, table, workbook,
};

/// Headings for all that is expected of 学校, with one row.
fn plain() -> [Vec<crate::support::Typed>; 2] {
    [
        row![
            "学校标识码",
            "学校名称",
            "区县",
            "办学类型",
            "规划建成年份",
            "小学在校生数",
            "初中在校生数",
            "教学及辅助用房面积",
            "教学仪器设备资产值(万元)",
        ],
        row![
            "2136000001",
            "实验小学",
            "某县",
            "211",
            1998,
            1200,
            "",
            5400.5,
            312.5
        ],
    ]
}

#[test]
fn a_tidy_sheet_is_read_without_a_word() {
    let intake = read_schools(&plain());
    assert_eq!(kinds(&intake), Vec::<&str>::new());
    let schools = table(&intake, "学校");
    assert_eq!(shown(schools, "学校标识码"), ["2136000001"]);
    assert_eq!(shown(schools, "办学类型"), ["211"]);
    assert_eq!(shown(schools, "规划建成年份"), ["1998"]);
    assert_eq!(shown(schools, "小学在校生数"), ["1200"]);
    assert_eq!(shown(schools, "初中在校生数"), [""]);
    assert_eq!(shown(schools, "教学及辅助用房面积"), ["5400.5"]);
    assert_eq!(shown(schools, "教学仪器设备资产值"), ["3125000"]);
    assert_eq!(
        schools.place(0, "小学在校生数").to_string(),
        "county.xlsx / 学校 / F2"
    );
}

#[test]
fn headings_stand_in_any_order_below_titles_and_above_line_numbers() {
    let intake = read_schools(&[
        row!["某县义务教育学校基本情况统计表"],
        row!["填报单位：某县教育局", "", "", "单位：人、平方米"],
        row![],
        row![
            "小学 在校生数",
            "学校\n名称",
            "区县",
            "*学校（机构）标识码",
            "办学类型",
            "规划建成年份",
            "初中在校生数（人）",
            "教学及辅助用房面积（㎡）",
            "教学仪器设备资产值（单位：千元）"
        ],
        row!["L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9"],
        row![
            1200,
            "实验小学",
            "某县",
            2136000001,
            211,
            1998,
            "",
            5400,
            3125
        ],
    ]);
    assert_eq!(kinds(&intake), Vec::<&str>::new());
    let schools = table(&intake, "学校");
    assert_eq!(shown(schools, "学校标识码"), ["2136000001"]);
    assert_eq!(shown(schools, "小学在校生数"), ["1200"]);
    assert_eq!(shown(schools, "教学仪器设备资产值"), ["3125000"]);
    assert_eq!(schools.rows, [5]);
}

#[test]
fn headings_over_merged_cells_become_one_name() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("学校").expect("a sheet name");
    let plain = Format::new();
    let merge =
        |sheet: &mut rust_xlsxwriter::Worksheet, from: (u32, u16), to: (u32, u16), text: &str| {
            sheet
                .merge_range(from.0, from.1, to.0, to.1, text, &plain)
                .expect("a range");
        };
    merge(sheet, (0, 0), (0, 8), "学校基本情况");
    for (column, text) in [
        (0, "学校标识码"),
        (1, "学校名称"),
        (2, "区县"),
        (3, "办学类型"),
        (4, "规划建成年份"),
    ] {
        merge(sheet, (1, column), (2, column), text);
    }
    merge(sheet, (1, 5), (1, 6), "在校生数");
    merge(sheet, (1, 7), (1, 8), "办学条件");
    fill(
        sheet,
        2,
        &[
            row![
                "",
                "",
                "",
                "",
                "",
                "小学",
                "初中",
                "教学及辅助用房面积(亩)",
                "教学仪器设备资产值(万元)"
            ],
            row!["甲", "乙", "丙", "丁", 1, 2, 3, 4, 5],
            row!["2136000001", "实验学校", "某县", 312, 1998, 600, 300, 3, 10],
        ],
    );
    let bytes = book.save_to_buffer().expect("a workbook");
    let intake = read("county.xlsx", &bytes, &rulebook());
    assert_eq!(kinds(&intake), Vec::<&str>::new());
    let schools = table(&intake, "学校");
    assert_eq!(shown(schools, "小学在校生数"), ["600"]);
    assert_eq!(shown(schools, "初中在校生数"), ["300"]);
    assert_eq!(shown(schools, "教学及辅助用房面积"), ["2000.000001"]);
    assert_eq!(
        schools.place(0, "初中在校生数").to_string(),
        "county.xlsx / 学校 / G5"
    );
}

#[test]
fn the_unit_above_the_table_counts_where_a_heading_states_none() {
    let [mut headings, values] = plain();
    headings[8] = "教学仪器设备资产值".into();
    let intake = read_schools(&[row!["", "", "单位：千元"], headings.clone(), values.clone()]);
    assert_eq!(
        shown(table(&intake, "学校"), "教学仪器设备资产值"),
        ["312500"]
    );
    assert_eq!(
        places(&intake, "unit-from-title"),
        ["county.xlsx / 学校 / I2"]
    );
    // Without any statement the template's unit is taken, and the user is asked to look.
    let intake = read_schools(&[headings, values]);
    assert_eq!(
        shown(table(&intake, "学校"), "教学仪器设备资产值"),
        ["3125000"]
    );
    assert_eq!(
        found(&intake, "unit-not-stated")[0].severity,
        Severity::Warning
    );
}

#[test]
fn a_unit_that_does_not_fit_makes_the_column_unusable() {
    let [mut headings, values] = plain();
    headings[8] = "教学仪器设备资产值(台)".into();
    let intake = read_schools(&[headings, values]);
    assert_eq!(places(&intake, "unit-unfit"), ["county.xlsx / 学校 / I1"]);
    assert!(
        table(&intake, "学校")
            .column("教学仪器设备资产值")
            .is_none()
    );
}

#[test]
fn a_column_that_nobody_declared_is_kept_aside() {
    let [mut headings, mut values] = plain();
    headings.push("小学在校生数量".into());
    headings.push("备注".into());
    values.extend(row!["", "新建"]);
    let intake = read_schools(&[headings, values]);
    assert_eq!(
        places(&intake, "unknown-heading"),
        ["county.xlsx / 学校 / J1", "county.xlsx / 学校 / K1"]
    );
    let remark = &intake.aside[1];
    assert_eq!((remark.heading.as_str(), remark.position), ("备注", 10));
    assert_eq!(remark.values, [(1, "新建".to_owned())]);
}

#[test]
fn a_misspelt_heading_is_missed_and_recognised() {
    let [mut headings, values] = plain();
    headings[5] = "小学再校生数".into();
    let intake = read_schools(&[headings, values]);
    let missed = found(&intake, "expected-heading-missing");
    assert_eq!(missed.len(), 1);
    assert_eq!(
        (missed[0].severity, missed[0].rule.as_str()),
        (Severity::Warning, "小学在校生数")
    );
    assert!(
        found(&intake, "unknown-heading")[0]
            .mend
            .zh
            .contains("小学在校生数")
    );
    assert!(table(&intake, "学校").column("小学在校生数").is_none());
}

#[test]
fn two_columns_for_one_are_an_error_that_names_both() {
    let [mut headings, mut values] = plain();
    headings.push("小学在校生数（人）".into());
    values.push(1300.into());
    let intake = read_schools(&[headings, values]);
    let twice = found(&intake, "column-twice");
    assert_eq!(twice.len(), 1);
    assert_eq!(
        (twice[0].severity, twice[0].read.as_str()),
        (Severity::Error, "F、J")
    );
    assert!(table(&intake, "学校").column("小学在校生数").is_none());
}

#[test]
fn without_a_required_heading_the_sheet_cannot_be_used() {
    let intake = read_schools(&[row!["学校名称", "区县"], row!["实验小学", "某县"]]);
    assert!(intake.tables.is_empty());
    assert!(intake.unusable);
    assert_eq!(
        found(&intake, "required-heading-missing")[0].rule,
        "学校标识码"
    );
}

#[test]
fn sheets_are_known_by_name_alias_or_headings() {
    let [headings, values] = plain();
    let schools = [headings, values];
    for name in [
        "学校",
        " 学校 ",
        "学校基本情况",
        "教基１００１",
        "表1-1 学校",
        "学校表",
        "Sheet1",
    ] {
        let bytes = workbook(&[(name, &schools), ("说明", &[row!["请按说明填写"]])]);
        let intake = read("county.xlsx", &bytes, &rulebook());
        assert_eq!(table(&intake, "学校").row_count(), 1, "{name}");
        assert_eq!(
            found(&intake, "sheet-by-headings").len(),
            usize::from(name == "Sheet1")
        );
        assert_eq!(places(&intake, "unknown-sheet"), ["county.xlsx / 说明"]);
    }
}

#[test]
fn a_misspelt_sheet_is_recognised_in_the_hint() {
    let rows = [row!["无关", "内容"], row!["一", "二"]];
    let bytes = workbook(&[("学校基本请况", &rows)]);
    let intake = read("county.xlsx", &bytes, &rulebook());
    assert!(
        found(&intake, "unknown-sheet")[0]
            .mend
            .zh
            .contains("学校基本情况")
    );
    assert!(intake.unusable);
    assert_eq!(found(&intake, "no-register").len(), 1);
}

#[test]
fn two_sheets_of_one_register_are_both_read() {
    let [headings, values] = plain();
    let mut other = values.clone();
    other[0] = "2136000002".into();
    let first = [headings.clone(), values];
    let second = [headings, other];
    let bytes = workbook(&[("学校", &first), ("学校基本情况", &second)]);
    let intake = read("county.xlsx", &bytes, &rulebook());
    assert_eq!(intake.tables.len(), 2);
    assert_eq!(
        places(&intake, "register-twice"),
        ["county.xlsx / 学校基本情况"]
    );
    assert_eq!(
        intake.tables[1]
            .quantities("小学在校生数")
            .map(<[_]>::to_vec),
        Some(vec![Some(quantity("1200"))])
    );
}

#[test]
fn a_row_of_units_below_the_headings_is_no_row_of_data() {
    let intake = read_schools(&[
        row![
            "学校标识码",
            "学校名称",
            "区县",
            "办学类型",
            "规划建成年份",
            "小学在校生数",
            "初中在校生数",
            "教学及辅助用房面积",
            "教学仪器设备资产值"
        ],
        row!["", "", "", "", "", "人", "人", "（平方米）", "元"],
        row!["L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9"],
        row![
            "2136000001",
            "实验小学",
            "某县",
            "211",
            1998,
            1200,
            "",
            5400.5,
            3125000
        ],
    ]);
    assert_eq!(kinds(&intake), Vec::<&str>::new());
    let schools = table(&intake, "学校");
    assert_eq!(shown(schools, "学校标识码"), ["2136000001"]);
    assert_eq!(shown(schools, "小学在校生数"), ["1200"]);
    // The unit of the row wins over the one in which the template asks.
    assert_eq!(shown(schools, "教学仪器设备资产值"), ["3125000"]);
}

#[test]
fn a_unit_below_a_heading_that_measures_something_else_is_told() {
    let [headings, values] = plain();
    let mut units = row!["", "", "", "", "", "人", "人", "台", ""];
    units.truncate(headings.len());
    let intake = read_schools(&[headings, units, values]);
    assert_eq!(kinds(&intake), ["unit-unfit"]);
}
