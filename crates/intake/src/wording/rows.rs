//! Rows.

use junheng_model::{Quantity, Severity};
use junheng_rulebook::Column;

use super::{complaint, words};
use crate::complaint::Complaint;

pub(crate) fn total_row(read: &str) -> Complaint {
    complaint(
        Severity::Notice,
        "total-row",
        read,
        words("数据行", "a row of data"),
        words(
            "这是合计行，只与各行之和核对，不计入数据。",
            "This is a total; it is compared with the sum of the rows and not counted.",
        ),
    )
}

pub(crate) fn total_differs(column: &Column, total: Quantity, sum: Quantity) -> Complaint {
    complaint(
        Severity::Warning,
        "total-differs",
        total.to_string(),
        words(format!("各行之和 {sum}"), format!("the sum of the rows, {sum}")),
        words(
            format!("合计行写的是 {total}，各行相加是 {sum}。核对是否漏行、重复或改过数；计算以各行为准。"),
            format!("The total says {total}, the rows add up to {sum}. Look for a missing, repeated or changed row; the rows are what counts."),
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn not_a_data_row(code: &'static str, read: &str) -> Complaint {
    let (zh, en) = match code {
        "signature-row" => (
            "这是填表人、审核人或说明一类的行，没有读取。",
            "This row holds signatures or remarks; it was not read.",
        ),
        "repeated-headings" => (
            "这是重复的列名行，没有读取。",
            "This row repeats the headings; it was not read.",
        ),
        _ => (
            "这是示例行，没有读取，可以留着。",
            "This is the example row; it was not read and may stay.",
        ),
    };
    complaint(
        Severity::Notice,
        code,
        read,
        words("数据行", "a row of data"),
        words(zh, en),
    )
}

pub(crate) fn required_blank(column: &Column) -> Complaint {
    complaint(
        Severity::Error,
        "required-blank",
        "",
        words(
            format!("填写“{}”", column.heading),
            format!("a value for {}", column.en),
        ),
        words(
            "这一项必须填写，整行没有使用。补填后重新提交。",
            "This must be filled in; the row is not used. Fill it in and hand the file in again.",
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn duplicate_key(key: &str, names: &[String], first: &str) -> Complaint {
    complaint(
        Severity::Error,
        "duplicate-key",
        key,
        words(
            format!("“{}”不重复", names.join("＋")),
            format!("no two rows with the same {}", names.join(" + ")),
        ),
        words(
            format!("与 {first} 重复，这一行没有使用。删去重复的行，或改正其中一个。"),
            format!(
                "It repeats {first}; this row is not used. Delete one of the two, or correct it."
            ),
        ),
    )
    .asked_by(&names.join("、"))
}

pub(crate) fn more_of_the_same(code: &'static str, rule: String, more: usize) -> Complaint {
    let mut found = complaint(
        Severity::Notice,
        "more-of-the-same",
        code,
        words("", ""),
        words(
            format!("同样的问题还有 {more} 处，没有逐条列出。"),
            format!("There are {more} more of this kind, which are not listed."),
        ),
    );
    found.rule = rule;
    found
}
