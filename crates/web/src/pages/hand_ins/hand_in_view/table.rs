//! The rows of a hand-in as a table, each cell marked with what was said of it.

use junheng_app::handing_in::HandIn;
use junheng_model::Severity;
use junheng_rulebook::Register;

use crate::components::{Column, EmptyTable, TableHead};
use crate::lang::Lang;
use crate::words::Words;

pub struct RowLine {
    pub id: i64,
    pub place: String,
    pub cells: Vec<CellLine>,
}

pub struct CellLine {
    pub text: String,
    pub is_figure: bool,
    pub is_masked: bool,
    /// Where a masked value is shown, with a reason; empty when it cannot be.
    pub unmask: String,
    /// `error`, `warning`; empty when nothing is to be said.
    pub mark: &'static str,
    pub remark: String,
}

pub(super) fn head(
    register: Option<&Register>,
    hand_in: &HandIn,
    words: &Words,
    lang: Lang,
) -> TableHead {
    let mut columns = vec![Column::text(lang.say("行", "Row"))];
    for column in register.iter().flat_map(|register| &register.columns) {
        let label = words.names().column_of(column).to_owned();
        let unit = words.unit(column.unit.as_deref().unwrap_or_default());
        columns.push(match is_figure(column) {
            true => Column::figure(label, unit),
            false => Column::text(label),
        });
    }
    TableHead {
        caption: lang.say("填报内容", "What was entered").to_owned(),
        columns,
        export: format!("/hand-ins/{}/export", hand_in.status.id),
        note: match lang {
            _ if hand_in.rows.is_empty() => String::new(),
            Lang::Zh => format!(
                "共 {} 行，第 {} 版。",
                hand_in.rows.len(),
                hand_in.status.revision
            ),
            Lang::En => format!(
                "{} rows, revision {}.",
                hand_in.rows.len(),
                hand_in.status.revision
            ),
        },
    }
}

pub(in crate::pages::hand_ins) fn is_figure(column: &junheng_rulebook::Column) -> bool {
    use junheng_rulebook::ColumnKind;
    matches!(column.kind, ColumnKind::Count | ColumnKind::Quantity)
}

pub(super) fn rows(register: Option<&Register>, hand_in: &HandIn, words: &Words) -> Vec<RowLine> {
    let Some(register) = register else {
        return Vec::new();
    };
    let rows = hand_in.rows.iter();
    rows.map(|row| RowLine {
        id: row.row_id,
        place: row.place.clone(),
        cells: register
            .columns
            .iter()
            .zip(&row.cells)
            .map(|(column, cell)| {
                let (mark, remark) = marked(hand_in, row.row_id, &column.name, words);
                CellLine {
                    text: words.cell_of(column, &cell.text).to_owned(),
                    is_figure: is_figure(column),
                    is_masked: cell.is_masked,
                    unmask: if cell.is_masked && hand_in.may_unmask {
                        format!("/hand-ins/{}/unmask/{}", hand_in.status.id, row.row_id)
                    } else {
                        String::new()
                    },
                    mark,
                    remark,
                }
            })
            .collect(),
    })
    .collect()
}

/// How a cell is marked: what the reviewer remarked comes before what the checks say.
fn marked(hand_in: &HandIn, row: i64, column: &str, words: &Words) -> (&'static str, String) {
    if let Some(said) = hand_in.remark_on(row, column) {
        return ("error", said.to_owned());
    }
    let failing = hand_in.failing.iter().find(|failing| {
        failing.row_id == Some(row) && failing.failed.columns.iter().any(|marked| marked == column)
    });
    let Some(failing) = failing else {
        return ("", String::new());
    };
    let said = words.check(&hand_in.status.register, &failing.failed.check);
    match failing.failed.severity {
        Severity::Error => ("error", said.to_owned()),
        Severity::Warning => ("warning", said.to_owned()),
        Severity::Notice => ("", String::new()),
    }
}

pub(super) fn empty(may_change: bool, can_copy: bool, lang: Lang) -> EmptyTable {
    EmptyTable {
        title: lang.say("还没有内容", "Nothing was entered yet").to_owned(),
        advice: if may_change && !can_copy {
            lang.say(
                "上传工作簿，或在线填写。",
                "Upload a workbook, or type in the browser.",
            )
        } else if may_change {
            lang.say(
                "上传工作簿、在线填写，或带入上年的数。",
                "Upload a workbook, type in the browser, or begin with last year's figures.",
            )
        } else {
            lang.say("本单位还没有填。", "The organisation entered nothing yet.")
        }
        .to_owned(),
        ..EmptyTable::default()
    }
}
