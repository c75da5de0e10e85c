//! Every sentence that intake says to a user, in Chinese and English.
//!
//! Each function is one kind of problem: its severity, its stable code, what was read, what is
//! expected and how to mend it.

use junheng_model::{Severity, Wording};
use junheng_rulebook::{Column, ColumnKind};

use crate::complaint::Complaint;

mod cells;
mod file;
mod headings;
mod once;
mod rows;
mod sheets;

pub(crate) use cells::*;
pub(crate) use file::*;
pub(crate) use headings::*;
pub(crate) use once::*;
pub(crate) use rows::*;
pub(crate) use sheets::*;

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

/// What a cell of the column should hold.
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
