//! The empty workbook of the rulebook as it stands, read back.

use std::io::Cursor;

use calamine::{Data, Reader, SheetVisible, Xlsx};
use junheng_report::template;

use crate::look;
use crate::rulebook::rulebook;

#[test]
fn headings_read_back_as_they_were_declared() {
    let rulebook = rulebook();
    let bytes = template::workbook(rulebook).expect("a workbook");
    look::keep("template.xlsx", &bytes);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("calamine reads it");
    for register in &rulebook.registers {
        let range = book.worksheet_range(&register.name).expect("a sheet each");
        let rows: Vec<&[Data]> = range.rows().collect();
        assert_eq!(rows.len(), 2, "{}", register.name);
        for (cell, column) in rows[0].iter().zip(&register.columns) {
            let heading = cell.to_string();
            assert_eq!(heading, column.heading);
            let meant = register.match_heading(&heading, &rulebook.units);
            let meant = meant.expect("the heading is known").column;
            assert_eq!(register.columns[meant].name, column.name);
        }
        let first = rows[1][0].to_string();
        assert!(first.starts_with(template::EXAMPLE), "{first}");
    }
}

#[test]
fn the_code_lists_are_hidden_and_the_guide_comes_first() {
    let rulebook = rulebook();
    let bytes = template::workbook(rulebook).expect("a workbook");
    let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("calamine reads it");
    let sheets = book.sheets_metadata();
    assert_eq!(sheets[0].name, template::GUIDE_SHEET);
    let last = sheets.last().expect("a sheet");
    assert_eq!(last.name, template::CODE_SHEET);
    assert_eq!(last.visible, SheetVisible::Hidden);
}

#[test]
fn drop_downs_limits_and_notes_are_there() {
    let bytes = template::workbook(rulebook()).expect("a workbook");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut schools = String::new();
    let mut part = archive
        .by_name("xl/worksheets/sheet2.xml")
        .expect("a sheet");
    std::io::Read::read_to_string(&mut part, &mut schools).expect("text");
    drop(part);
    assert!(schools.contains("<dataValidation type=\"list\""));
    assert!(schools.contains("<dataValidation type=\"whole\""));
    assert!(schools.contains("<dataValidation type=\"decimal\""));
    assert!(
        archive.by_name("xl/comments2.xml").is_ok() || archive.by_name("xl/comments1.xml").is_ok()
    );
}

#[test]
fn a_register_with_many_columns_is_not_printed_too_small_to_be_read() {
    let bytes = template::workbook(rulebook()).expect("a workbook");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    let mut part = archive.by_name("xl/workbook.xml").expect("the part");
    std::io::Read::read_to_string(&mut part, &mut text).expect("text");
    // What names a row comes again beside each part of a wide table.
    assert!(text.contains("学校!$A:$B,学校!$1:$1"), "{text}");
    assert!(text.contains(">班级!$1:$1<"), "{text}");
}
