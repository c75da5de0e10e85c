//! Headings and their units.

use junheng_model::Severity;
use junheng_rulebook::Column;

use super::{complaint, words};
use crate::complaint::Complaint;

pub(crate) fn column_twice(column: &Column, first: &str, second: &str) -> Complaint {
    complaint(
        Severity::Error,
        "column-twice",
        format!("{first}、{second}"),
        words(
            format!("“{}”只有一列", column.heading),
            format!("one column for {}", column.en),
        ),
        words(
            format!("{first} 列和 {second} 列是同一项，无法判断用哪一列，两列都没有使用。删去其中一列，或改正列名。"),
            format!("Columns {first} and {second} mean the same, so neither is used. Delete one, or correct its heading."),
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn required_heading_missing(column: &Column) -> Complaint {
    complaint(
        Severity::Error,
        "required-heading-missing",
        "",
        words(
            format!("列“{}”", column.heading),
            format!("the column {} ({})", column.heading, column.en),
        ),
        words(
            "缺少这一列，整张表不能使用。补上这一列后重新提交。",
            "Without this column the sheet cannot be used. Add it and hand the file in again.",
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn expected_heading_missing(column: &Column) -> Complaint {
    complaint(
        Severity::Warning,
        "expected-heading-missing",
        "",
        words(
            format!("列“{}”", column.heading),
            format!("the column {} ({})", column.heading, column.en),
        ),
        words(
            "缺少这一列，各行的这一项都按未填处理。若其实有这一列，请把列名改成左边的写法。",
            "The column is absent, so every row counts as not filled in. If it is there under another name, rename it.",
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn unknown_heading(heading: &str, similar: Option<&str>) -> Complaint {
    let hint = similar.map_or(words("", ""), |similar| {
        words(
            format!("是不是“{similar}”？"),
            format!("Is it “{similar}”? "),
        )
    });
    complaint(
        Severity::Notice,
        "unknown-heading",
        heading,
        words("规定的列名", "a declared heading"),
        words(
            format!("{}这一列另外保存，不参加计算。", hint.zh),
            format!("{}The column is kept aside and not used.", hint.en),
        ),
    )
}

pub(crate) fn columns_not_looked_at(limit: usize) -> Complaint {
    complaint(
        Severity::Warning,
        "too-many-columns",
        "",
        words(
            format!("不超过 {limit} 列"),
            format!("at most {limit} columns"),
        ),
        words(
            format!("第 {limit} 列以后的内容没有读取。删去多余的列。"),
            format!("Nothing beyond column {limit} was read. Delete the superfluous columns."),
        ),
    )
}

pub(crate) fn unit_unfit(column: &Column, unit: &str) -> Complaint {
    let wanted = column.unit.as_deref().unwrap_or_default();
    complaint(
        Severity::Error,
        "unit-unfit",
        unit,
        words(
            format!("能换算成“{wanted}”的单位"),
            format!("a unit that converts to {wanted}"),
        ),
        words(
            format!(
                "“{unit}”不能换算成“{wanted}”，这一列没有使用。按“{}”填写。",
                column.heading
            ),
            format!(
                "{unit} does not convert to {wanted}, so the column is not used. Fill it in as {}.",
                column.heading
            ),
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn unit_not_stated(column: &Column, heading: &str) -> Complaint {
    complaint(
        Severity::Warning,
        "unit-not-stated",
        heading,
        words(format!("列名“{}”", column.heading), format!("the heading {}", column.heading)),
        words(
            format!("列名没有写单位，已按“{}”读取。若单位不同，请在列名的括号里写明。", column.heading),
            format!("The heading states no unit and was read as {}. If it is another, state it in brackets.", column.heading),
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn unit_from_title(column: &Column, unit: &str) -> Complaint {
    complaint(
        Severity::Notice,
        "unit-from-title",
        unit,
        words(
            format!("列名“{}”", column.heading),
            format!("the heading {}", column.heading),
        ),
        words(
            format!("列名没有写单位，已按表头“单位：{unit}”换算。"),
            format!("The heading states no unit; the unit above the table ({unit}) was used."),
        ),
    )
    .asked_by(&column.name)
}
