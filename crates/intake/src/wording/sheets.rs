//! Sheets.

use junheng_model::Severity;
use junheng_rulebook::Register;

use super::{complaint, words};
use crate::complaint::Complaint;

pub(crate) fn unknown_sheet(name: &str, similar: Option<&str>) -> Complaint {
    let hint = similar.map_or(words("", ""), |similar| {
        words(
            format!("是不是“{similar}”？"),
            format!("Is it “{similar}”? "),
        )
    });
    complaint(
        Severity::Notice,
        "unknown-sheet",
        name,
        words("台账的名称", "the name of a register"),
        words(
            format!(
                "{}这张表没有读取。若它是台账，请把表名改成台账名称。",
                hint.zh
            ),
            format!(
                "{}The sheet was not read. If it is a register, name it so.",
                hint.en
            ),
        ),
    )
}

pub(crate) fn sheet_by_headings(name: &str, register: &Register) -> Complaint {
    complaint(
        Severity::Notice,
        "sheet-by-headings",
        name,
        words(
            format!("表名“{}”", register.name),
            format!("the sheet name “{}”", register.name),
        ),
        words(
            format!("按列名判断，这张表作为“{}”读取。", register.name),
            format!(
                "By its headings the sheet was read as {} ({}).",
                register.en, register.name
            ),
        ),
    )
}

pub(crate) fn register_twice(register: &Register, first: &str) -> Complaint {
    complaint(
        Severity::Warning,
        "register-twice",
        "",
        words(
            format!("“{}”只有一张表(已有“{first}”)", register.name),
            format!("one sheet for {} (there is already “{first}”)", register.en),
        ),
        words(
            "两张表都已读取；若其中一张是旧稿，请删除后重新提交。",
            "Both sheets were read. If one is an old draft, delete it and hand the file in again.",
        ),
    )
    .asked_by(&register.name)
}

pub(crate) fn hidden_sheet() -> Complaint {
    complaint(
        Severity::Notice,
        "hidden-sheet",
        "",
        words("可见的工作表", "a visible sheet"),
        words(
            "这张表是隐藏的，也已读取。",
            "The sheet is hidden; it was read all the same.",
        ),
    )
}

pub(crate) fn no_headings(register: &Register) -> Complaint {
    let headings: Vec<&str> = register
        .columns
        .iter()
        .take(5)
        .map(|column| column.heading.as_str())
        .collect();
    complaint(
        Severity::Error,
        "no-headings",
        "",
        words(
            format!("前 20 行内有“{}”的列名，如{}", register.name, headings.join("、")),
            format!("headings of {} within the first 20 rows, such as {}", register.en, headings.join(", ")),
        ),
        words(
            "没有找到列名，这张表不能使用。请按模板写列名。",
            "No headings were found, so the sheet cannot be used. Write the headings of the template.",
        ),
    )
    .asked_by(&register.name)
}

pub(crate) fn no_rows(register: &Register) -> Complaint {
    complaint(
        Severity::Warning,
        "no-rows",
        "",
        words("列名下面有数据行", "rows below the headings"),
        words(
            "这张表没有数据行，按没有填报处理。",
            "The sheet has no rows; it counts as not handed in.",
        ),
    )
    .asked_by(&register.name)
}

pub(crate) fn unreadable_sheet(detail: &str) -> Complaint {
    complaint(
        Severity::Error,
        "unreadable-sheet",
        detail,
        words("能打开的工作表", "a sheet that opens"),
        words(
            "这张表已损坏，读到此处为止的行不使用。用 Excel 打开并另存后重新提交。",
            "The sheet is damaged and none of its rows is used. Open the file in Excel, save it again and hand it in.",
        ),
    )
}

pub(crate) fn too_many_cells(limit: u64) -> Complaint {
    complaint(
        Severity::Error,
        "too-many-cells",
        "",
        words(
            format!("每张表不超过 {limit} 个有内容的单元格"),
            format!("at most {limit} cells with content in a sheet"),
        ),
        words(
            "数据太多，请分成几个文件提交。",
            "There is too much data; split it into several files.",
        ),
    )
}
