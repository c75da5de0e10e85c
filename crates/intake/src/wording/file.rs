//! The file as a whole.

use junheng_model::{Severity, Wording};

use super::{complaint, words};
use crate::complaint::Complaint;

const SAVE_AS_XLSX: (&str, &str) = (
    "用 Excel 或 WPS 打开原文件，另存为“Excel 工作簿(*.xlsx)”后重新提交。",
    "Open the original in Excel or WPS, save it as an Excel workbook (*.xlsx) and hand it in again.",
);

fn save_as_xlsx() -> Wording {
    words(SAVE_AS_XLSX.0, SAVE_AS_XLSX.1)
}

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
    too_large_for(read, &words(limit, limit))
}

/// A sheet that a reader would lay out in more places than these.
pub(crate) fn too_many_places(most: u64) -> Complaint {
    let limit = words(format!(" {most} 个单元格"), format!("{most} cells"));
    too_large_for(String::new(), &limit)
}

fn too_large_for(read: String, limit: &Wording) -> Complaint {
    complaint(
        Severity::Error,
        "too-large",
        read,
        words(
            format!("展开后不超过{}", limit.zh),
            format!("at most {} once unpacked", limit.en),
        ),
        words(
            "文件展开后异常庞大。只保留填报数据的工作表，复制到新工作簿后重新提交。",
            "The file is abnormally large once unpacked. Copy only the sheets with data into a new workbook and hand that in.",
        ),
    )
}

pub(crate) fn list_too_long(limit: usize) -> Complaint {
    complaint(
        Severity::Error,
        "too-large",
        String::new(),
        words(
            format!("名单不超过 {limit} 行"),
            format!("a list of at most {limit} rows"),
        ),
        words(
            "名单太长，没有读取。请拆成几个文件，分别上传。",
            "The list is too long and was not read. Split it into several files.",
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
