//! The files that an assessment leaves.

use std::fs;
use std::path::Path;

use super::{assess, demo_county, folder};

/// Insists that a file is a package with this part in it.
fn holds(path: &Path, part: &str) {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(bytes.starts_with(b"PK\x03\x04"), "{}", path.display());
    let has = bytes.windows(part.len()).any(|at| at == part.as_bytes());
    assert!(has, "{} has no {part}", path.display());
}

#[test]
fn the_result_goes_to_excel_and_to_word() {
    let folder = folder("reports");
    let (excel, word) = (folder.join("结果.xlsx"), folder.join("自评.docx"));
    let (to_excel, to_word) = (excel.display().to_string(), word.display().to_string());
    assess(
        demo_county(),
        &["--report", &to_excel, "--report", &to_word],
    )
    .succeeded();
    holds(&excel, "xl/workbook.xml");
    holds(&word, "word/document.xml");
}

#[test]
fn the_marked_copy_opens_and_says_the_same() {
    let marked = folder("marked").join("标注.xlsx");
    let to = marked.display().to_string();
    assess(demo_county(), &["--marked", &to]).succeeded();
    holds(&marked, "xl/workbook.xml");
    let of_original = assess(demo_county(), &["--format", "json"]).succeeded();
    let of_copy = assess(&marked, &["--format", "json"]).succeeded();
    let name = demo_county().file_name().expect("a file has a name");
    let renamed = of_copy.replace("标注.xlsx", &name.to_string_lossy());
    assert_eq!(of_original, renamed);
}

#[test]
fn a_refused_workbook_is_marked_too() {
    let folder = folder("refused-marked");
    let template = folder.join("模板.xlsx").display().to_string();
    super::junheng(["template", "--out", &template]).succeeded();
    let marked = folder.join("标注.xlsx");
    let to = marked.display().to_string();
    assess(Path::new(&template), &["--marked", &to]).refused();
    holds(&marked, "xl/workbook.xml");
}
