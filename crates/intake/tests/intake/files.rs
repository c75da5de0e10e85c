use std::io::{Cursor, Read, Write};

use junheng_intake::{Intake, read};
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;

use crate::support::{Typed, fill, found, kinds, places, row, rulebook, shown, table, workbook};

fn rows() -> [Vec<Typed>; 2] {
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

fn csv() -> String {
    let line = |cells: &[Typed]| {
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| match cell {
                Typed::Text(text) => text.clone(),
                Typed::Number(number) => number.to_string(),
                _ => String::new(),
            })
            .collect();
        cells.join(",") + "\n"
    };
    rows().iter().map(|row| line(row)).collect()
}

fn read_bytes(name: &str, bytes: &[u8]) -> Intake {
    read(name, bytes, &rulebook())
}

/// Copies a workbook, with parts changed (`None` leaves one out) or added.
fn repack(
    bytes: &[u8],
    change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>,
    added: &[(&str, &[u8])],
) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for position in 0..archive.len() {
        let mut part = archive.by_index(position).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("its content");
        if let Some(content) = change(&name, content) {
            writer.start_file(name, options).expect("a part");
            writer.write_all(&content).expect("its content");
        }
    }
    for (name, content) in added {
        writer.start_file(*name, options).expect("a part");
        writer.write_all(content).expect("its content");
    }
    writer.finish().expect("a workbook").into_inner()
}

#[test]
fn text_tables_are_read_in_every_encoding_and_with_every_separator() {
    let text = csv();
    let (gb18030, _, _) = encoding_rs::GB18030.encode(&text);
    let variants = [
        text.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        gb18030.into_owned(),
        text.replace(',', ";").into_bytes(),
        text.replace(',', "\t").into_bytes(),
        text.replace('\n', "\r\n").into_bytes(),
    ];
    for bytes in variants {
        let intake = read_bytes("学校.csv", &bytes);
        let schools = table(&intake, "学校");
        assert_eq!(shown(schools, "学校名称"), ["实验小学"]);
        assert_eq!(shown(schools, "教学仪器设备资产值"), ["3125000"]);
        assert_eq!(schools.place(0, "学校名称").to_string(), "学校.csv / B2");
        assert!(!intake.diagnostics.has_errors());
        // Everything in a text table is text, quoted or not: that is worth no notice.
        assert!(found(&intake, "number-as-text").is_empty());
    }
}

#[test]
fn a_text_table_is_the_register_that_its_headings_say() {
    let classes = "学校标识码,班级名称,班级人数\n2136000001,一班,45\n";
    for name in ["导出数据.csv", "学校.csv", "upload"] {
        let intake = read_bytes(name, classes.as_bytes());
        assert_eq!(shown(table(&intake, "班级"), "班级人数"), ["45"], "{name}");
    }
    let intake = read_bytes("数据.csv", "一,二\n1,2\n".as_bytes());
    assert_eq!(places(&intake, "no-register"), ["数据.csv"]);
    assert!(intake.unusable);
}

#[test]
fn the_content_decides_and_not_the_extension() {
    let bytes = workbook(&[("学校", &rows())]);
    let intake = read_bytes("学校.xls", &bytes);
    assert_eq!(table(&intake, "学校").row_count(), 1);
    assert_eq!(kinds(&intake), ["other-extension"]);
}

#[test]
fn what_is_no_workbook_is_refused_with_a_reason() {
    let encrypted: Vec<u8> = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
        .iter()
        .copied()
        .chain([0; 600])
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let empty_archive = zip::ZipWriter::new(Cursor::new(Vec::new()))
        .finish()
        .expect("an archive")
        .into_inner();
    let whole = workbook(&[("学校", &rows())]);
    // content, the one diagnostic
    let table: [(&[u8], &str); 13] = [
        (b"", "empty-file"),
        (b" \r\n\0\0", "empty-file"),
        (b"PAR1\x15\x04\x15", "parquet-elsewhere"),
        (b"%PDF-1.7 ...", "unknown-format"),
        (b"\x00\x01\x02\x03", "unknown-format"),
        (
            b"<html><table><tr><td>\xe5</td></tr></table></html>",
            "not-a-workbook",
        ),
        (b"<?xml version=\"1.0\"?><Workbook/>", "not-a-workbook"),
        (&encrypted, "password-protected"),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and no more",
            "damaged-file",
        ),
        (&empty_archive, "unknown-format"),
        (&whole[..whole.len() / 2], "damaged-file"),
        (b"PK\x03\x04", "damaged-file"),
        (b"\xff\xff\x80abc\x81", "wrong-encoding"),
    ];
    for (bytes, code) in table {
        let intake = read_bytes("county.xlsx", bytes);
        let errors: Vec<_> = intake
            .diagnostics
            .iter()
            .filter(|found| found.severity == junheng_model::Severity::Error)
            .map(|found| found.code)
            .collect();
        assert_eq!(errors, [code]);
        assert!(intake.unusable);
    }
}

#[test]
fn macros_are_ignored_with_a_notice() {
    let bytes = repack(
        &workbook(&[("学校", &rows())]),
        |_, content| Some(content),
        &[("xl/vbaProject.bin", b"macro")],
    );
    let intake = read_bytes("county.xlsm", &bytes);
    assert_eq!(table(&intake, "学校").row_count(), 1);
    assert_eq!(kinds(&intake), ["macros-ignored"]);
}

#[test]
fn a_formula_without_stored_result_asks_for_recalculation() {
    let mut rows = rows();
    rows[1][5] = Typed::Formula("=600+600", "1200");
    let bytes = repack(
        &workbook(&[("学校", &rows)]),
        |_, content| {
            Some(match String::from_utf8(content) {
                Ok(text) => text.replace("<v>1200</v>", "").into_bytes(),
                Err(binary) => binary.into_bytes(),
            })
        },
        &[],
    );
    let intake = read_bytes("county.xlsx", &bytes);
    let found = found(&intake, "formula-uncalculated");
    assert_eq!(found[0].place.to_string(), "county.xlsx / 学校 / F2");
    assert!(found[0].mend.zh.contains("重新计算"));
}

#[test]
fn bombs_are_not_unpacked() {
    let zeros = vec![b' '; 80 << 20];
    let bomb = repack(
        &workbook(&[("学校", &rows())]),
        |name, content| (name != "xl/worksheets/sheet1.xml").then_some(content),
        &[("xl/worksheets/sheet1.xml", &zeros)],
    );
    assert_eq!(kinds(&read_bytes("county.xlsx", &bomb)), ["too-large"]);

    // An archive that lies about the size is read as far as the size that it declares.
    let (size, declared) = ((80_u32 << 20).to_le_bytes(), 4_096_u32.to_le_bytes());
    let mut lying = bomb.clone();
    while let Some(at) = lying.windows(4).position(|bytes| bytes == size) {
        lying[at..at + 4].copy_from_slice(&declared);
    }
    let read = read_bytes("county.xlsx", &lying);
    assert_eq!(kinds(&read), ["unreadable-sheet"]);
    assert!(read.unusable);

    let promise =
        br#"<?xml version="1.0"?><sst uniqueCount="999999999999"><si><t>a</t></si></sst>"#;
    let promising = repack(
        &workbook(&[("学校", &rows())]),
        |name, content| {
            Some(if name.ends_with("sharedStrings.xml") {
                promise.to_vec()
            } else {
                content
            })
        },
        &[],
    );
    assert_eq!(kinds(&read_bytes("county.xlsx", &promising)), ["too-large"]);
}

#[test]
fn a_damaged_sheet_spoils_only_itself() {
    let classes = [
        row!["学校标识码", "班级名称", "班级人数"],
        row!["2136000001", "一班", 45],
    ];
    let bytes = repack(
        &workbook(&[("学校", &rows()), ("班级", &classes)]),
        |name, mut content| {
            if name.ends_with("sheet1.xml") {
                content.truncate(content.len() * 2 / 3);
            }
            Some(content)
        },
        &[],
    );
    let intake = read_bytes("county.xlsx", &bytes);
    assert_eq!(places(&intake, "unreadable-sheet"), ["county.xlsx / 学校"]);
    assert_eq!(shown(table(&intake, "班级"), "班级人数"), ["45"]);
}

#[test]
fn phantom_rows_and_columns_cost_nothing() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("学校").expect("a sheet name");
    fill(sheet, 0, &rows());
    let format = rust_xlsxwriter::Format::new().set_bold();
    for row in [5, 50_000, 1_048_575] {
        sheet.write_blank(row, 0, &format).expect("a cell");
        sheet.write_blank(row, 16_383, &format).expect("a cell");
    }
    sheet.write_string(1_048_575, 3, "  ").expect("a cell");
    let bytes = book.save_to_buffer().expect("a workbook");
    let intake = read_bytes("county.xlsx", &bytes);
    assert_eq!(table(&intake, "学校").row_count(), 1);
    assert_eq!(kinds(&intake), Vec::<&str>::new());
}

#[test]
fn ten_thousand_columns_are_answered_at_once() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("学校").expect("a sheet name");
    fill(sheet, 0, &rows());
    for column in 9..10_000 {
        for row in 0..2 {
            sheet
                .write_string(row, column, format!("列{column}"))
                .expect("a cell");
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let intake = read_bytes("county.xlsx", &bytes);
    assert_eq!(table(&intake, "学校").row_count(), 1);
    assert!(intake.diagnostics.len() < 200);
    assert_eq!(found(&intake, "too-many-columns").len(), 1);
}

#[test]
fn a_sheet_that_is_all_one_merged_cell_has_no_headings() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("学校").expect("a sheet name");
    let format = rust_xlsxwriter::Format::new();
    sheet
        .merge_range(0, 0, 999, 199, "学校标识码 学校名称", &format)
        .expect("a range");
    let bytes = book.save_to_buffer().expect("a workbook");
    let intake = read_bytes("county.xlsx", &bytes);
    assert_eq!(kinds(&intake), ["no-headings"]);
    assert!(intake.unusable);
}

/// So many schools that their sheet is read by a thread of its own, where there are two cores.
fn many_schools() -> Vec<Vec<Typed>> {
    let mut rows = vec![row![
        "学校标识码",
        "学校名称",
        "区县",
        "办学类型",
        "小学在校生数"
    ]];
    rows.extend((0..4_000).map(|number| {
        let code = format!("21{number:08}");
        let name = format!("第{number}小学");
        row![code.as_str(), name.as_str(), "某县", 211, 300]
    }));
    rows
}

#[test]
fn sheets_read_at_the_same_time_stand_in_the_files_order() {
    let classes: Vec<Vec<Typed>> = std::iter::once(row!["学校标识码", "班级名称", "班级人数"])
        .chain((0..4_000).map(|number| {
            let code = format!("21{number:08}");
            row![code.as_str(), "一年级1班", "四十"]
        }))
        .collect();
    let schools = many_schools();
    let bytes = workbook(&[("说明", &[]), ("班级", &classes), ("学校", &schools)]);
    assert!(bytes.len() > 100_000, "too small to be read by two threads");
    let intake = read("county.xlsx", &bytes, &rulebook());
    let names: Vec<&str> = intake
        .tables
        .iter()
        .map(|table| table.register.as_str())
        .collect();
    assert_eq!(names, ["班级", "学校"]);
    assert_eq!(table(&intake, "学校").row_count(), 4_000);
    let sheets: Vec<String> = intake
        .diagnostics
        .iter()
        .map(|found| found.place.sheet.as_deref().unwrap_or_default().to_owned())
        .collect();
    assert!(
        sheets.is_sorted_by_key(|sheet| sheet == "学校"),
        "{sheets:?}"
    );
}

#[test]
fn a_row_that_another_sheet_repeats_is_found_however_sheets_are_read() {
    let schools = many_schools();
    let bytes = workbook(&[("学校", &schools), ("本县各校", &schools)]);
    assert!(bytes.len() > 100_000, "too small to be read by two threads");
    let intake = read("county.xlsx", &bytes, &rulebook());
    let rows: Vec<usize> = intake
        .tables
        .iter()
        .map(|table| table.row_count())
        .collect();
    assert_eq!(rows, [4_000, 0]);
    assert_eq!(intake.refused.len(), 4_000);
    assert_eq!(
        places(&intake, "duplicate-key")[0],
        "county.xlsx / 本县各校 / A2"
    );
}
