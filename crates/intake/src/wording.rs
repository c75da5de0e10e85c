//! Every sentence that intake says to a user, in Chinese and English.
//!
//! Each function is one kind of problem: its severity, its stable code, what was read, what is
//! expected and how to mend it.

use junheng_model::{Quantity, Severity, Wording};
use junheng_rulebook::{Column, ColumnKind, Register};

use crate::complaint::Complaint;

fn complaint(
    severity: Severity,
    code: &'static str,
    read: impl Into<String>,
    expected: Wording,
    mend: Wording,
) -> Complaint {
    Complaint {
        severity,
        code,
        read: read.into(),
        expected,
        mend,
        rule: String::new(),
    }
}

impl Complaint {
    fn asked_by(mut self, rule: &str) -> Self {
        self.rule = rule.to_owned();
        self
    }
}

fn words(zh: impl Into<String>, en: impl Into<String>) -> Wording {
    Wording::new(zh, en)
}

const SAVE_AS_XLSX: (&str, &str) = (
    "用 Excel 或 WPS 打开原文件，另存为“Excel 工作簿(*.xlsx)”后重新提交。",
    "Open the original in Excel or WPS, save it as an Excel workbook (*.xlsx) and hand it in again.",
);

fn save_as_xlsx() -> Wording {
    words(SAVE_AS_XLSX.0, SAVE_AS_XLSX.1)
}

// --- the file ---------------------------------------------------------------------------------

pub(crate) fn empty_file() -> Complaint {
    complaint(
        Severity::Error,
        "empty-file",
        "",
        words(
            "有内容的工作簿或 CSV 文件",
            "a workbook or CSV file with something in it",
        ),
        words(
            "文件是空的，请重新导出或重新上传。",
            "The file is empty. Export or upload it again.",
        ),
    )
}

pub(crate) fn unknown_format(read: &str) -> Complaint {
    complaint(
        Severity::Error,
        "unknown-format",
        read,
        words(
            "Excel 工作簿(.xlsx/.xlsm/.xlsb/.xls)、OpenDocument 表格(.ods)或文本表格(.csv)",
            "an Excel workbook (.xlsx/.xlsm/.xlsb/.xls), an OpenDocument spreadsheet (.ods) or a text table (.csv)",
        ),
        save_as_xlsx(),
    )
}

pub(crate) fn parquet_elsewhere() -> Complaint {
    complaint(
        Severity::Error,
        "parquet-elsewhere",
        "Parquet",
        words("工作簿或 CSV 文件", "a workbook or CSV file"),
        words(
            "Parquet 文件不在这里读取：把它放进一个文件夹，用 --data 指向该文件或文件夹。",
            "Parquet is not read here: point --data at the file or at its folder.",
        ),
    )
}

pub(crate) fn password_protected() -> Complaint {
    complaint(
        Severity::Error,
        "password-protected",
        "",
        words(
            "没有打开密码的工作簿",
            "a workbook without an opening password",
        ),
        words(
            "文件设有打开密码。在 Excel 中“文件→信息→保护工作簿→用密码进行加密”清空密码，保存后重新提交。",
            "The file is encrypted. In Excel clear the password under File > Info > Protect Workbook, save and hand it in again.",
        ),
    )
}

pub(crate) fn damaged(detail: &str) -> Complaint {
    complaint(
        Severity::Error,
        "damaged-file",
        detail,
        words("完整、能打开的文件", "a whole file that opens"),
        words(
            "文件不完整或已损坏，可能没有传完。用 Excel 或 WPS 打开确认，另存后重新提交。",
            "The file is cut off or damaged, perhaps the transfer broke off. Open it in Excel or WPS, save it again and hand it in.",
        ),
    )
}

pub(crate) fn too_large(read: String, limit: &str) -> Complaint {
    complaint(
        Severity::Error,
        "too-large",
        read,
        words(
            format!("展开后不超过{limit}"),
            format!("at most {limit} once unpacked"),
        ),
        words(
            "文件展开后异常庞大。只保留填报数据的工作表，复制到新工作簿后重新提交。",
            "The file is abnormally large once unpacked. Copy only the sheets with data into a new workbook and hand that in.",
        ),
    )
}

pub(crate) fn other_table_format(read: &str) -> Complaint {
    complaint(
        Severity::Error,
        "not-a-workbook",
        read,
        words("真正的 Excel 工作簿", "a real Excel workbook"),
        words(
            "文件名像工作簿，内容其实是网页或 XML 表格(常见于业务系统导出)。用 Excel 打开，另存为“Excel 工作簿(*.xlsx)”。",
            "The name says workbook, the content is a web page or XML table (many systems export these). Open it in Excel and save it as an Excel workbook (*.xlsx).",
        ),
    )
}

pub(crate) fn other_extension(named: &str, content: &str) -> Complaint {
    complaint(
        Severity::Notice,
        "other-extension",
        named,
        words(
            format!("扩展名 .{content}"),
            format!("the extension .{content}"),
        ),
        words(
            "扩展名与内容不符，已按内容读取。",
            "The extension does not fit the content; it was read by its content.",
        ),
    )
}

pub(crate) fn macros_ignored() -> Complaint {
    complaint(
        Severity::Notice,
        "macros-ignored",
        "",
        words("不含宏的工作簿", "a workbook without macros"),
        words(
            "文件含有宏，宏不会运行，只读取单元格。",
            "The file holds macros. They are not run; only cells are read.",
        ),
    )
}

pub(crate) fn undecodable(row: Option<u64>) -> Complaint {
    let read = row.map_or(String::new(), |row| format!("第 {row} 行"));
    complaint(
        Severity::Error,
        "wrong-encoding",
        read,
        words("UTF-8 或 GB18030 编码的文字", "text in UTF-8 or GB18030"),
        words(
            "有无法识别的文字。用 Excel 打开，另存为“CSV UTF-8(逗号分隔)”，或直接提交 .xlsx。",
            "Some text cannot be decoded. Open it in Excel and save it as CSV UTF-8, or hand in the .xlsx.",
        ),
    )
}

pub(crate) fn no_register(known: &[String]) -> Complaint {
    complaint(
        Severity::Error,
        "no-register",
        "",
        words(
            format!("至少一张工作表是这些台账之一：{}", known.join("、")),
            format!(
                "at least one sheet that is one of these registers: {}",
                known.join(", ")
            ),
        ),
        words(
            "把工作表改成台账的名称，第一行用规定的列名；可用 junheng template 生成空白模板。",
            "Name the sheets as the registers and use the declared headings; junheng template writes an empty workbook.",
        ),
    )
}

// --- sheets -----------------------------------------------------------------------------------

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

// --- headings ---------------------------------------------------------------------------------

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

// --- rows -------------------------------------------------------------------------------------

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
            "这是示例行，没有读取。填报时请删去。",
            "This is the example row; it was not read. Delete it when filling in.",
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

// --- cells ------------------------------------------------------------------------------------

fn wanted(column: &Column) -> Wording {
    let unit = column.unit.as_deref().unwrap_or_default();
    match column.kind {
        ColumnKind::Count => words(format!("整数({unit})"), format!("a whole number ({unit})")),
        ColumnKind::Quantity => words(format!("数字({unit})"), format!("a number ({unit})")),
        ColumnKind::Year => words(
            "四位数的年份，如 2016",
            "a year of four digits such as 2016",
        ),
        ColumnKind::Date => words("日期，如 2024-09-01", "a date such as 2024-09-01"),
        ColumnKind::YesNo => words("是 或 否", "是 (yes) or 否 (no)"),
        ColumnKind::Code(_) => words("代码或规定的名称", "a code or its official name"),
        ColumnKind::Text => match column.digits {
            Some(digits) => words(format!("{digits} 位数字"), format!("{digits} digits")),
            None => words("文字", "text"),
        },
    }
}

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
    list: &str,
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
            format!("“{list}”的代码或名称"),
            format!("a code or name of {list}"),
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

// --- once a column ----------------------------------------------------------------------------

pub(crate) fn stored_as_text(column: &Column, count: usize, first: &str) -> Complaint {
    complaint(
        Severity::Notice,
        "number-as-text",
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
