//! Rows of an uploaded file that could not be kept, and what became of them since. Pure.
//!
//! They stand in no table: a problem of the revision tells of each, and goes on to the next revision until the file
//! is uploaded anew, a row of its key is there (typed, or copied from last year), or it is given up with a reason.

use std::collections::HashSet;

use junheng_model::{Diagnostic, Place, Severity, Wording};
use junheng_store::Problem;

/// The problem that stands for a refused row; it has the row's key where others have what was read.
pub(crate) const ROW_REFUSED: &str = "row-refused";

/// A refused row that nobody mended yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmended {
    /// Names it when it is given up.
    pub id: i64,
    pub place: Place,
    /// As far as it could be read; may be empty.
    pub key: String,
    /// What is wrong with its cells.
    pub problems: Vec<Problem>,
}

/// The problem that stands for a refused row.
pub(crate) fn row_refused(place: Place, key: String) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code: ROW_REFUSED,
        place,
        read: key,
        expected: Wording::new("每行都能保存", "every row can be kept"),
        mend: Wording::new(
            "这一行没有保存。改好后再上传，或在表格里补录；确实不要的写明原因放弃。",
            "The row was not kept. Upload it mended, type it in the grid, or give it up with a reason.",
        ),
        rule: String::new(),
    }
}

/// The refused rows among the problems of a revision.
pub(crate) fn unmended(problems: &[Problem]) -> Vec<Unmended> {
    let refused = problems
        .iter()
        .filter(|problem| problem.code == ROW_REFUSED);
    refused
        .map(|refused| {
            let in_row = |other: &&Problem| {
                other.code != ROW_REFUSED
                    && other.severity == Severity::Error
                    && row_of(&other.place) == row_of(&refused.place)
            };
            Unmended {
                id: refused.id,
                place: refused.place.clone(),
                key: refused.read.clone(),
                problems: problems.iter().filter(in_row).cloned().collect(),
            }
        })
        .collect()
}

/// The problems that the next revision still has: all but those of refused rows whose key is there by now, and
/// of those that are given up.
pub(crate) fn remaining(
    problems: &[Problem],
    keys: &HashSet<String>,
    given_up: Option<i64>,
) -> Vec<Problem> {
    let settled: HashSet<_> = problems
        .iter()
        .filter(|problem| problem.code == ROW_REFUSED)
        .filter(|row| keys.contains(&row.read) || given_up == Some(row.id))
        .map(|row| row_of(&row.place))
        .collect();
    let stays = |problem: &&Problem| !settled.contains(&row_of(&problem.place));
    problems.iter().filter(stays).cloned().collect()
}

fn row_of(place: &Place) -> (&str, Option<&str>, Option<u32>) {
    let row = place.cell.map(|cell| cell.row);
    (&place.file, place.sheet.as_deref(), row)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(id: i64, row: u32, code: &str, read: &str) -> Problem {
        Problem {
            id,
            submission_id: 1,
            revision: 1,
            row_id: None,
            column: None,
            severity: Severity::Error,
            code: code.to_owned(),
            place: Place::file("班级.xlsx").sheet("班级").cell(row, 0),
            read: read.to_owned(),
            expected: Wording::default(),
            mend: Wording::default(),
            rule: String::new(),
        }
    }

    #[test]
    fn a_refused_row_stands_until_its_key_is_there_or_it_is_given_up() {
        let problems = [
            problem(1, 4, "not-a-number", "三十"),
            problem(2, 4, ROW_REFUSED, "一班"),
            problem(3, 7, ROW_REFUSED, ""),
        ];
        let rows = unmended(&problems);
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].id, rows[0].problems.len()), (2, 1));
        let left = |keys: &[&str], given_up| {
            let keys = keys.iter().map(|key| (*key).to_owned()).collect();
            let left = remaining(&problems, &keys, given_up);
            left.into_iter()
                .map(|problem| problem.id)
                .collect::<Vec<_>>()
        };
        assert_eq!(left(&[], None), [1, 2, 3]);
        assert_eq!(left(&["一班", "二班"], None), [3]);
        assert_eq!(left(&[], Some(3)), [1, 2]);
    }
}
