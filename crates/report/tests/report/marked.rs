//! The marked copy of a user's workbook: everything that was there is there still.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use junheng_model::{Diagnostic, Diagnostics, Place, Severity, Wording};
use junheng_report::{Lang, ReportError, marked};
use rust_xlsxwriter::{
    Chart, ConditionalFormatCell, ConditionalFormatCellRule, DocProperties, ExcelDateTime, Format,
    Formula, Note, Workbook,
};
use zip::ZipArchive;

use crate::console::problems;
use crate::look;

/// A workbook as users have them: formulas, formats, a chart, a note of their own, hidden columns.
fn original() -> Vec<u8> {
    let mut workbook = Workbook::new();
    // Written twice and compared, so it must not tell when it was written.
    let moment = ExcelDateTime::from_ymd(2000, 1, 1).expect("a day");
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&moment));
    let sheet = workbook.add_worksheet();
    sheet.set_name("学校").expect("a name");
    let money = Format::new().set_num_format("#,##0.00").set_bold();
    for row in 0..8_u32 {
        sheet.write(row, 0, format!("学校{row} <&>")).expect("text");
        sheet.write(row, 9, row * 100).expect("a number");
        sheet
            .write_with_format(row, 15, f64::from(row) / 3.0, &money)
            .expect("money");
    }
    sheet
        .write_formula(8, 9, Formula::new("=SUM(J1:J8)").set_result("2800"))
        .expect("a formula");
    sheet
        .insert_note(5, 15, &Note::new("用户自己的批注"))
        .expect("a note");
    sheet
        .merge_range(10, 0, 10, 3, "合并单元格", &money)
        .expect("a merge");
    let rule = ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::GreaterThan(300))
        .set_format(Format::new().set_italic());
    sheet
        .add_conditional_format(0, 9, 7, 9, &rule)
        .expect("a rule");
    let mut chart = Chart::new_column();
    chart.add_series().set_values(("学校", 0, 9, 7, 9));
    sheet.insert_chart(12, 0, &chart).expect("a chart");
    let other = workbook.add_worksheet();
    other.set_name("别的").expect("a name");
    other.write(0, 0, "不动").expect("text");
    workbook.save_to_buffer().expect("a workbook")
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).expect("a part");
            let name = part.name().expect("a name").into_owned();
            let mut content = Vec::new();
            part.read_to_end(&mut content).expect("its content");
            (name, content)
        })
        .collect()
}

fn text(parts: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(parts[name].clone()).expect("text")
}

fn cells(bytes: &[u8], sheet: &str) -> (Vec<Vec<Data>>, Vec<Vec<String>>) {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).expect("calamine reads it");
    let values = book.worksheet_range(sheet).expect("the sheet");
    let formulas = book.worksheet_formula(sheet).expect("the sheet");
    (
        values.rows().map(<[Data]>::to_vec).collect(),
        formulas.rows().map(<[String]>::to_vec).collect(),
    )
}

fn marked_copy() -> Vec<u8> {
    let copy = marked::copy(&original(), &problems(), Lang::Chinese).expect("a copy");
    look::keep("original.xlsx", &original());
    look::keep("marked.xlsx", &copy);
    copy
}

#[test]
fn values_and_formulas_stay() {
    let (original, copy) = (original(), marked_copy());
    for sheet in ["学校", "别的"] {
        let (values, formulas) = cells(&original, sheet);
        let (marked_values, marked_formulas) = cells(&copy, sheet);
        assert_eq!(formulas, marked_formulas);
        for (row, marked_row) in values.iter().zip(&marked_values) {
            assert_eq!(row[..], marked_row[..row.len()]);
        }
    }
    let (_, formulas) = cells(&copy, "学校");
    assert!(
        formulas
            .iter()
            .flatten()
            .any(|formula| formula == "SUM(J1:J8)")
    );
}

#[test]
fn parts_without_problems_are_the_same_to_the_byte() {
    let (before, after) = (parts(&original()), parts(&marked_copy()));
    let changed: Vec<&str> = before
        .iter()
        .filter(|(name, content)| after.get(*name) != Some(content))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        changed,
        [
            "[Content_Types].xml",
            "xl/_rels/workbook.xml.rels",
            "xl/comments1.xml",
            "xl/drawings/vmlDrawing1.vml",
            "xl/styles.xml",
            "xl/workbook.xml",
            "xl/worksheets/sheet1.xml",
        ]
    );
}

/// The attribute `s` of a cell.
fn style(sheet: &str, cell: &str) -> usize {
    let tag = sheet
        .split(&format!("<c r=\"{cell}\""))
        .nth(1)
        .expect("the cell is there");
    let tag = tag.split('>').next().expect("its tag");
    let style = tag.split("s=\"").nth(1).expect("a format");
    style
        .split('"')
        .next()
        .expect("its number")
        .parse()
        .expect("a number")
}

#[test]
fn marked_cells_keep_their_number_format_on_another_ground() {
    let parts = parts(&marked_copy());
    let sheet = text(&parts, "xl/worksheets/sheet1.xml");
    let styles = text(&parts, "xl/styles.xml");
    let formats: Vec<&str> = styles
        .split("<cellXfs")
        .nth(1)
        .expect("formats")
        .split("<xf ")
        .skip(1)
        .collect();
    let ordinary = formats[style(&sheet, "P5")];
    let marked = formats[style(&sheet, "P6")];
    let attribute = |format: &str, name: &str| {
        let value = format
            .split(&format!("{name}=\""))
            .nth(1)
            .expect("the attribute");
        value.split('"').next().expect("its value").to_owned()
    };
    assert_eq!(
        attribute(ordinary, "numFmtId"),
        attribute(marked, "numFmtId")
    );
    assert_eq!(attribute(ordinary, "fontId"), attribute(marked, "fontId"));
    assert_ne!(attribute(ordinary, "fillId"), attribute(marked, "fillId"));
    // AE1 was absent.
    assert_ne!(style(&sheet, "AE1"), 0);
}

#[test]
fn notes_stand_beside_the_users_own() {
    let comments = text(&parts(&marked_copy()), "xl/comments1.xml");
    assert_eq!(comments.matches("<comment ref=").count(), 3);
    let shared = comments
        .split("<comment ref=\"P6\"")
        .nth(1)
        .expect("the user's note");
    let shared = shared.split("</comment>").next().expect("its end");
    assert!(shared.contains("用户自己的批注") && shared.contains("核对教基1102(续)与教基4155"));
    assert!(comments.contains("只填数字，例如 1204"));
}

#[test]
fn the_list_names_every_problem_and_links_to_it() {
    let copy = marked_copy();
    let (rows, _) = cells(&copy, marked::LIST_SHEET);
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[1][0], "错误");
    assert_eq!(rows[1][2], "J5");
    let list = text(&parts(&copy), "xl/worksheets/markedList1.xml");
    assert!(list.contains("location=\"'学校'!J5\""));
}

#[test]
fn a_marked_copy_can_be_marked_again() {
    let twice = marked::copy(&marked_copy(), &problems(), Lang::English).expect("a copy");
    let book: Xlsx<_> = Xlsx::new(Cursor::new(twice)).expect("calamine reads it");
    assert_eq!(
        book.sheet_names(),
        ["学校", "别的", "问题清单", "问题清单2"]
    );
}

#[test]
fn a_sheet_without_notes_gets_them() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("班级").expect("a name");
    let bytes = workbook.save_to_buffer().expect("a workbook");
    let found = Diagnostic {
        severity: Severity::Warning,
        code: "blank",
        place: Place::file("a.xlsx").sheet("班级").cell(2, 1),
        read: String::new(),
        expected: Wording::new("班级名称", "a name"),
        mend: Wording::default(),
        rule: "班级名称".to_owned(),
    };
    let copy = marked::copy(&bytes, &Diagnostics(vec![found]), Lang::Chinese).expect("a copy");
    look::keep("marked-empty.xlsx", &copy);
    let parts = parts(&copy);
    let sheet = text(&parts, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<row r=\"3\"><c r=\"B3\" s=\""), "{sheet}");
    assert!(sheet.contains("<legacyDrawing "), "{sheet}");
    assert!(text(&parts, "xl/markedComments1.xml").contains("应为：班级名称"));
}

#[test]
fn what_is_no_workbook_is_refused_with_a_reason() {
    let word = {
        let policy = crate::policy::policy();
        let findings = crate::county::findings(&policy);
        let names = crate::rulebook::names(Lang::Chinese);
        junheng_report::document::self_assessment(&findings, &policy, names).expect("a document")
    };
    for bytes in [
        b"a,b\n1,2\n".to_vec(),
        Vec::new(),
        original()[..500].to_vec(),
        word,
    ] {
        let refused = marked::copy(&bytes, &problems(), Lang::Chinese);
        assert!(
            matches!(
                refused,
                Err(ReportError::NotAWorkbook { .. } | ReportError::DamagedPart { .. })
            ),
            "{refused:?}"
        );
    }
}
