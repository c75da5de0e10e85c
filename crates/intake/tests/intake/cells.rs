use junheng_model::Severity;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::support::{Typed, found, kinds, places, read_schools, row, rulebook, shown, table};

/// A sheet 学校 in which one column holds these cells, one school each.
fn with_column(heading: &str, cells: &[Typed]) -> junheng_intake::Intake {
    let mut rows = vec![row!["学校标识码", "学校名称", heading]];
    for (number, cell) in cells.iter().enumerate() {
        let mut school = row![format!("21360001{number:02}").as_str(), "某校"];
        school.push(cell.clone());
        rows.push(school);
    }
    read_schools(&rows)
}

fn column(heading: &str, name: &str, cells: &[Typed]) -> Vec<String> {
    shown(table(&with_column(heading, cells), "学校"), name)
}

#[test]
fn numbers_are_read_however_they_are_typed() {
    let cells = row![
        1234,
        "1234",
        "１２３４",
        "1,234",
        "1，234",
        " 1234 ",
        "'1234",
        "1234人",
        "1 234",
        "1234.0"
    ];
    let intake = with_column("小学在校生数", &cells);
    assert_eq!(shown(table(&intake, "学校"), "小学在校生数"), ["1234"; 10]);
    // One notice for the column, with its first cell, not one for each.
    assert_eq!(
        places(&intake, "number-as-text"),
        ["county.xlsx / 学校 / C3"]
    );
    assert!(found(&intake, "number-as-text")[0].mend.zh.contains('8'));
    assert_eq!(places(&intake, "unit-in-cell"), ["county.xlsx / 学校 / C9"]);
}

#[test]
fn a_unit_typed_in_a_cell_wins_over_the_heading() {
    let cells = row![3.5, "3.5万元", "35000元", "35千元", "3.5万"];
    assert_eq!(
        column("教学仪器设备资产值(万元)", "教学仪器设备资产值", &cells),
        ["35000"; 5]
    );
    let intake = with_column("教学仪器设备资产值(万元)", &row!["12台"]);
    assert_eq!(places(&intake, "unit-unfit"), ["county.xlsx / 学校 / C2"]);
}

#[test]
fn what_says_nothing_is_missing_and_never_zero() {
    let cells = row!["-", "—", "——", "/", "无", "空", "N/A", "  ", "", 0];
    let intake = with_column("小学在校生数", &cells);
    let pupils = shown(table(&intake, "学校"), "小学在校生数");
    assert_eq!(pupils[..9], [""; 9]);
    assert_eq!(pupils[9], "0");
    let notices = found(&intake, "read-as-missing");
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].severity, Severity::Notice);
    assert!(notices[0].mend.zh.contains("填 0"));
}

#[test]
fn figures_that_cannot_be_are_errors_with_their_cells() {
    // cell, kind of error
    let table = [
        (Typed::from("约500"), "not-a-number"),
        (Typed::from("三百"), "not-a-number"),
        (Typed::from("12,5"), "not-a-number"),
        (Typed::from("12栋"), "unit-unfit"),
        (Typed::from(-3), "beyond-bounds"),
        (Typed::from("-3"), "beyond-bounds"),
        (Typed::from(12.5), "not-whole"),
        (Typed::from(1e300), "number-out-of-range"),
        (Typed::from(true), "not-a-number"),
        (Typed::Formula("=1/0", "#DIV/0!"), "formula-error"),
    ];
    for (cell, code) in table {
        let intake = with_column("小学在校生数", std::slice::from_ref(&cell));
        assert_eq!(
            places(&intake, code),
            ["county.xlsx / 学校 / C2"],
            "{cell:?}"
        );
        assert_eq!(found(&intake, code)[0].severity, Severity::Error);
        assert_eq!(intake.refused.len(), 1, "{cell:?}");
    }
    let intake = with_column("教学仪器设备资产值(万元)", &row![100_001]);
    assert_eq!(
        places(&intake, "beyond-bounds"),
        ["county.xlsx / 学校 / C2"]
    );
}

#[test]
fn every_problem_is_said_at_once() {
    let cells: Vec<Typed> = (0..90).map(|_| Typed::from("不清楚")).collect();
    let intake = with_column("小学在校生数", &cells);
    assert_eq!(found(&intake, "not-a-number").len(), 90);
    assert_eq!(intake.refused.len(), 90);
}

#[test]
fn more_decimals_than_customary_are_kept_and_noticed() {
    let intake = with_column("教学及辅助用房面积", &row![5400.123, 0.1 + 0.2, 10.25]);
    assert_eq!(
        shown(table(&intake, "学校"), "教学及辅助用房面积"),
        ["5400.123", "0.3", "10.25"]
    );
    assert_eq!(
        places(&intake, "many-decimals"),
        ["county.xlsx / 学校 / C2"]
    );
}

#[test]
fn formulas_count_with_their_stored_result() {
    let intake = with_column("小学在校生数", &[Typed::Formula("=600+600", "1200")]);
    assert_eq!(shown(table(&intake, "学校"), "小学在校生数"), ["1200"]);
    assert!(!intake.diagnostics.has_errors());
}

#[test]
fn codes_are_given_by_number_name_or_alias() {
    let cells = row![
        "312",
        312,
        "九年一贯制学校",
        "九年一贯制",
        "312-九年一贯制学校",
        "３１２",
        " 312 ",
        "Code 312"
    ];
    assert_eq!(column("办学类型", "办学类型", &cells), ["312"; 8]);
    let intake = with_column("办学类型", &row!["九年一惯制学校", "312小学", 999]);
    let unknown = found(&intake, "unknown-code");
    assert_eq!(unknown.len(), 3);
    assert!(unknown[0].mend.zh.contains("九年一贯制学校"));
    assert_eq!(unknown[0].read, "九年一惯制学校");
}

#[test]
fn years_days_and_answers_are_read_as_officials_write_them() {
    let years = row![
        1998,
        "1998",
        "1998年",
        "1998年9月",
        "1998-09",
        "1998/9/1",
        "１９９８"
    ];
    assert_eq!(column("规划建成年份", "规划建成年份", &years), ["1998"; 7]);
    let refused = with_column("规划建成年份", &row!["98", 98, "九八年", 35_000]);
    assert_eq!(found(&refused, "not-a-year").len(), 4);

    let days = row!["2024-09-01", "2024/9/1", "2024年9月1日", 20_240_901, 45_536];
    assert_eq!(column("启用日期", "启用日期", &days), ["2024-09-01"; 5]);

    let yes = row!["是", "√", "有", 1, "1", true, "Y"];
    assert_eq!(column("是否寄宿制", "是否寄宿制", &yes), ["是"; 7]);
    let no = row!["否", "×", "无", 0, "0", false, "N"];
    assert_eq!(column("是否寄宿制", "是否寄宿制", &no), ["否"; 7]);
}

#[test]
fn dates_count_as_years_and_never_as_numbers() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("学校").expect("a sheet name");
    crate::support::fill(
        sheet,
        0,
        &[
            row![
                "学校标识码",
                "学校名称",
                "规划建成年份",
                "启用日期",
                "小学在校生数"
            ],
            row!["2136000001", "某校"],
            row!["2136000002", "某校"],
        ],
    );
    let day = ExcelDateTime::from_ymd(1998, 9, 1).expect("a day");
    let format = Format::new().set_num_format("yyyy-mm-dd");
    for (row, column) in [(1, 2), (1, 3), (2, 4)] {
        sheet
            .write_datetime_with_format(row, column, &day, &format)
            .expect("a cell");
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let intake = junheng_intake::read("county.xlsx", &bytes, &rulebook());
    let schools = table(&intake, "学校");
    assert_eq!(shown(schools, "规划建成年份"), ["1998"]);
    assert_eq!(shown(schools, "启用日期"), ["1998-09-01"]);
    let date_as_number = found(&intake, "not-a-number");
    assert_eq!(
        date_as_number[0].place.to_string(),
        "county.xlsx / 学校 / E3"
    );
    assert_eq!(date_as_number[0].read, "1998-09-01");
}

#[test]
fn numbers_of_things_keep_their_digits_or_are_refused() {
    let codes = |cells: &[Typed]| {
        let mut rows = vec![row!["学校标识码", "学校名称"]];
        rows.extend(cells.iter().map(|cell| vec![cell.clone(), "某校".into()]));
        read_schools(&rows)
    };
    let intake = codes(&row![
        2_136_000_001.0,
        "2136000002",
        "２１３６０００００３",
        " 2136000004\t"
    ]);
    assert_eq!(
        shown(table(&intake, "学校"), "学校标识码"),
        ["2136000001", "2136000002", "2136000003", "2136000004"]
    );
    let intake = codes(&row![36_000_001.0]);
    assert_eq!(shown(table(&intake, "学校"), "学校标识码"), ["0036000001"]);
    assert_eq!(found(&intake, "zeros-lost")[0].severity, Severity::Warning);

    assert!(kinds(&codes(&row!["2.136E+09"])).contains(&"digits-lost"));
    for wrong in [
        Typed::from("21360001"),
        Typed::from("213600000X"),
        Typed::from(21_360_000_011.0),
        Typed::from(5),
    ] {
        let intake = codes(std::slice::from_ref(&wrong));
        assert_eq!(
            places(&intake, "wrong-digits"),
            ["county.xlsx / 学校 / A2"],
            "{wrong:?}"
        );
    }
}

#[test]
fn text_that_looks_like_a_formula_is_only_text() {
    let intake = with_column(
        "校长电话",
        &row!["=cmd|' /C calc'!A0", "13800000000", 13_800_000_000.0],
    );
    assert_eq!(
        shown(table(&intake, "学校"), "校长电话"),
        ["=cmd|' /C calc'!A0", "13800000000", "13800000000"]
    );
    assert_eq!(
        places(&intake, "formula-as-text"),
        ["county.xlsx / 学校 / C2"]
    );
}
