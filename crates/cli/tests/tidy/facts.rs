//! No policy facts in Rust: what an authority decides stands under rulebook/, dated and sourced.

use crate::source::{code_lines, core_rust, none};

/// Document numbers such as 〔2017〕6号, and the authorities that give them.
const MARKS: [&str; 10] = [
    "〔19",
    "〔20",
    "教督",
    "国发",
    "国办",
    "冀教",
    "教育部",
    "国务院",
    "财政厅",
    "教育厅",
];

/// The marks of a policy in a line. 教育部门 is no authority's name but anybody's.
fn marks(line: &str) -> Vec<&'static str> {
    let line = line.replace("教育部门", "");
    MARKS
        .into_iter()
        .filter(|mark| line.contains(mark))
        .collect()
}

/// The first year that a policy could be of. Earlier ones are epochs of file formats.
const POLICIES_SINCE: u32 = 1949;

/// A calendar day that is written into the code: `date(2017, 4, 19)`.
fn written_year(line: &str) -> Option<u32> {
    let (_, after) = line.split_once("date(")?;
    let year: u32 = after.split(',').next()?.trim().parse().ok()?;
    // 1970 is where computers begin to count.
    (year >= POLICIES_SINCE && year != 1970).then_some(year)
}

#[test]
fn no_document_number_stands_in_rust() {
    let mut complaints = Vec::new();
    for file in core_rust() {
        for (number, line) in code_lines(&file.text) {
            for mark in marks(line) {
                complaints.push(format!(
                    "{}:{number}: “{mark}” belongs into rulebook/",
                    file.path
                ));
            }
        }
    }
    none(complaints);
}

#[test]
fn no_day_of_a_policy_stands_in_rust() {
    let mut complaints = Vec::new();
    for file in core_rust() {
        for (number, line) in code_lines(&file.text) {
            if let Some(year) = written_year(line) {
                complaints.push(format!(
                    "{}:{number}: the year {year} belongs into rulebook/",
                    file.path
                ));
            }
        }
    }
    none(complaints);
}

#[test]
fn marks_are_noticed() {
    assert_eq!(
        marks("if number == \"教督〔2017〕6号\" {"),
        ["〔20", "教督"]
    );
    assert_eq!(marks("'〔' | '（' => \"县级教育部门\""), Vec::<&str>::new());
}

#[test]
fn written_years_are_noticed() {
    assert_eq!(written_year("if day < date(2017, 4, 19) {"), Some(2017));
    assert_eq!(
        written_year("date.since(jiff::civil::date(1970, 1, 1))"),
        None
    );
    assert_eq!(written_year("date(1904, 1, 1)"), None);
    assert_eq!(written_year("let day = date(year, 9, 1);"), None);
}
