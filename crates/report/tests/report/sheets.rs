//! Plain sheets, read back.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use junheng_report::sheets::{CellData, SheetData, workbook};

use crate::look;

fn book() -> Vec<u8> {
    let row = |name: &str, value: f64| {
        vec![
            CellData::Text(name.to_owned()),
            CellData::Figure(value, 2),
            CellData::Blank,
        ]
    };
    let sheet = SheetData {
        name: "数据".to_owned(),
        title: vec!["广和县2024-2025 各校现值".to_owned()],
        headings: ["学校", "现值（m²/生）", "备注"].map(str::to_owned).into(),
        rows: vec![row("实验小学", 4.5), row("柳河镇中心小学", 12.0)],
    };
    let bytes = workbook(&[sheet]).expect("a workbook");
    look::keep("sheets.xlsx", &bytes);
    bytes
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    let mut part = archive.by_name(name).expect("the part is there");
    part.read_to_string(&mut text).expect("text");
    text
}

#[test]
fn a_figure_keeps_the_places_of_its_page_and_stays_a_number() {
    let bytes = book();
    assert!(part(&bytes, "xl/styles.xml").contains("formatCode=\"0.00\""));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("calamine reads it");
    let range = book.worksheet_range("数据").expect("the sheet");
    assert_eq!(range.get_value((2, 1)), Some(&Data::Float(4.5)));
}

#[test]
fn a_sheet_can_be_filtered_and_prints_its_headings_on_each_page() {
    let bytes = book();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    for wanted in [
        "<autoFilter ref=\"A2:C4\"",
        "orientation=\"landscape\"",
        "fitToHeight=\"0\"",
        "&amp;P / &amp;N",
        "gridLines=\"1\"",
    ] {
        assert!(sheet.contains(wanted), "{wanted}: {sheet}");
    }
    assert!(part(&bytes, "xl/workbook.xml").contains("数据!$2:$2"));
}
