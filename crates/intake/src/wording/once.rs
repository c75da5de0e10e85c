//! What is said once a column, with a count.

use junheng_model::Severity;
use junheng_rulebook::Column;

use super::{complaint, wanted, words};
use crate::complaint::Complaint;

/// The code of [`stored_as_text`].
pub(crate) const NUMBER_AS_TEXT: &str = "number-as-text";

pub(crate) fn stored_as_text(column: &Column, count: usize, first: &str) -> Complaint {
    complaint(
        Severity::Notice,
        NUMBER_AS_TEXT,
        first,
        wanted(column),
        words(
            format!("有 {count} 个数字是以文本形式存放的，已按数字读取。"),
            format!("{count} numbers are stored as text; they were read as numbers."),
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn read_as_missing(column: &Column, count: usize, first: &str) -> Complaint {
    complaint(
        Severity::Notice,
        "read-as-missing",
        first,
        wanted(column),
        words(
            format!("有 {count} 个单元格写着“{first}”一类的字样，按未填处理，不是 0。若确实是零，请填 0。"),
            format!("{count} cells say “{first}” or the like; they count as not filled in, not as zero. Type 0 if zero is meant."),
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn many_decimals(column: &Column, count: usize, first: &str) -> Complaint {
    let places = column.decimals.unwrap_or_default();
    complaint(
        Severity::Notice,
        "many-decimals",
        first,
        words(
            format!("小数不超过 {places} 位"),
            format!("at most {places} decimal places"),
        ),
        words(
            format!("有 {count} 个数字的小数位多于惯例，已照原数读取。"),
            format!(
                "{count} numbers have more decimals than is customary; they were read as they are."
            ),
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn unit_typed(column: &Column, count: usize, first: &str) -> Complaint {
    complaint(
        Severity::Notice,
        "unit-in-cell",
        first,
        wanted(column),
        words(
            format!("有 {count} 个单元格在数字后写了单位，已按所写的单位读取。单位请写在列名里。"),
            format!("{count} cells carry a unit behind the number; they were read in that unit. Units belong in the heading."),
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn serial_days(column: &Column, count: usize, first: &str) -> Complaint {
    complaint(
        Severity::Warning,
        "serial-date",
        first,
        wanted(column),
        words(
            format!("有 {count} 个日期存成了序号，已换算成日期，请核对。"),
            format!(
                "{count} dates are stored as serial numbers; they were converted, please check."
            ),
        ),
    )
    .asked_by(&column.name)
}
