//! Cells.

use junheng_model::{Quantity, Severity};
use junheng_rulebook::{CodeList, Column, ColumnKind};

use super::{complaint, wanted, words};
use crate::complaint::Complaint;

/// The cell is not what its column holds.
pub(crate) fn not_as_wanted(column: &Column, read: String) -> Complaint {
    let code = match column.kind {
        ColumnKind::Count | ColumnKind::Quantity => "not-a-number",
        ColumnKind::Year => "not-a-year",
        ColumnKind::Date => "not-a-date",
        ColumnKind::YesNo => "not-yes-or-no",
        ColumnKind::Code(_) => "unknown-code",
        ColumnKind::Text => "not-a-text",
    };
    complaint(
        Severity::Error,
        code,
        read,
        wanted(column),
        words(
            "改成要求的写法；没有这一项就留空。整行没有使用。",
            "Write it as expected, or leave it blank when there is none. The row is not used.",
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn out_of_range(column: &Column, read: String) -> Complaint {
    complaint(
        Severity::Error,
        "number-out-of-range",
        read,
        wanted(column),
        words(
            "数字大得不可能，请核对位数和单位。整行没有使用。",
            "The number is impossibly large; check its digits and unit. The row is not used.",
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn not_whole(column: &Column, read: String) -> Complaint {
    complaint(
        Severity::Error,
        "not-whole",
        read,
        wanted(column),
        words(
            "这一项只能是整数，请核对。整行没有使用。",
            "This can only be a whole number. The row is not used.",
        ),
    )
    .asked_by(&column.name)
}

/// Beyond the declared bounds, both in the column's stored unit.
pub(crate) fn beyond_bounds(
    column: &Column,
    read: String,
    at_least: Option<Quantity>,
) -> Complaint {
    let unit = column.unit.as_deref().unwrap_or_default();
    let expected = match (at_least, column.at_most) {
        (Some(least), Some(most)) => words(
            format!("{least} 至 {most} {unit}"),
            format!("{least} to {most} {unit}"),
        ),
        (Some(least), None) => words(
            format!("不小于 {least} {unit}"),
            format!("at least {least} {unit}"),
        ),
        (None, Some(most)) => words(
            format!("不大于 {most} {unit}"),
            format!("at most {most} {unit}"),
        ),
        (None, None) => wanted(column),
    };
    complaint(
        Severity::Error,
        "beyond-bounds",
        read,
        expected,
        words(
            "超出可能的范围，请核对数字和单位。整行没有使用。",
            "This is beyond what is possible; check the figure and its unit. The row is not used.",
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn formula_error(column: &Column, read: &str) -> Complaint {
    complaint(
        Severity::Error,
        "formula-error",
        read,
        wanted(column),
        words(
            format!("公式出错({read})，没有结果。改正公式，或直接填写数值。整行没有使用。"),
            format!(
                "The formula fails ({read}). Correct it, or type the value. The row is not used."
            ),
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn formula_uncalculated(column: &Column) -> Complaint {
    complaint(
        Severity::Error,
        "formula-uncalculated",
        "",
        wanted(column),
        words(
            "公式的结果没有存进文件。用 Excel 或 WPS 打开，重新计算(F9)并保存后再提交。整行没有使用。",
            "The file does not hold the formula's result. Open it in Excel or WPS, recalculate (F9), save and hand it in again. The row is not used.",
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn typed_unit_unfit(column: &Column, read: String, unit: &str) -> Complaint {
    complaint(
        Severity::Error,
        "unit-unfit",
        read,
        wanted(column),
        words(
            format!("单元格里写的“{unit}”不是这一列的单位，请只填数字。整行没有使用。"),
            format!("“{unit}” in the cell is no unit of this column; type only the number. The row is not used."),
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn unknown_code(
    column: &Column,
    list: &CodeList,
    read: String,
    similar: Option<&str>,
) -> Complaint {
    let hint = similar.map_or(words("", ""), |similar| {
        words(
            format!("是不是“{similar}”？"),
            format!("Is it “{similar}”? "),
        )
    });
    complaint(
        Severity::Error,
        "unknown-code",
        read,
        words(
            format!("“{}”的代码或名称", list.name),
            format!("a code or name of the list “{}”", list.en),
        ),
        words(
            format!("{}从模板的下拉列表中选择。整行没有使用。", hint.zh),
            format!(
                "{}Choose from the drop-down list of the template. The row is not used.",
                hint.en
            ),
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn wrong_digits(column: &Column, read: String) -> Complaint {
    complaint(
        Severity::Error,
        "wrong-digits",
        read,
        wanted(column),
        words(
            "位数不对或混有其他字符，请核对。整行没有使用。",
            "The number of digits is wrong, or there are other characters. The row is not used.",
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn digits_lost(column: &Column, read: String) -> Complaint {
    complaint(
        Severity::Error,
        "digits-lost",
        read,
        wanted(column),
        words(
            "Excel 把编号变成了科学记数，后面的数字已经丢失。把这一列设为“文本”格式后重新输入。整行没有使用。",
            "Excel turned the number into scientific notation and digits are lost. Format the column as text and type it again. The row is not used.",
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn zeros_lost(column: &Column, read: String, padded: &str) -> Complaint {
    complaint(
        Severity::Warning,
        "zeros-lost",
        read,
        wanted(column),
        words(
            format!("Excel 去掉了前面的 0，已补为 {padded}。请核对，并把这一列设为“文本”格式。"),
            format!("Excel dropped leading zeros; it was read as {padded}. Please check, and format the column as text."),
        ),
    )
    .asked_by(&column.name)
}

pub(crate) fn formula_as_text(column: &Column, read: String) -> Complaint {
    complaint(
        Severity::Warning,
        "formula-as-text",
        read,
        wanted(column),
        words(
            "内容以等号开头，按文字保存，不会计算。",
            "It begins with an equals sign; it is kept as text and never calculated.",
        ),
    )
    .asked_by(&column.name)
}
