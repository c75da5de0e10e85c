//! Telling rows of data from totals, signatures and repeated headings.

use junheng_rulebook::plain_text;

use crate::cell::{Cell, Value};

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowKind {
    Data,
    /// 合计, 总计, 全县合计: the sum of all rows.
    Total,
    /// 小计: the sum of the rows since the last one.
    Subtotal,
    /// 填表人：…, 注：…
    Signature,
    /// The headings once more, as on every printed page.
    RepeatedHeadings,
    /// The example that the template shows.
    Example,
}

/// How many of a row's first cells may hold the word that makes it a total.
const TELLING: usize = 4;

/// The longest such word: 全县义务教育学校合计.
const LONGEST: usize = 48;

/// What a row is, judged by its first cells. `heading` gives the heading of a column, `is_key` says
/// whether a column belongs to the key, `has_key` whether all of the row's key columns hold
/// something (a total's do not).
pub(crate) fn row_kind<'h>(
    cells: &[Cell<'_>],
    heading: impl Fn(u32) -> Option<&'h str>,
    is_key: impl Fn(u32) -> bool,
    has_key: impl Fn() -> bool,
) -> RowKind {
    let Some(first) = cells.first() else {
        return RowKind::Data;
    };
    let texts = || {
        cells
            .iter()
            .take(TELLING)
            .filter_map(|cell| cell.value.text())
    };
    for text in texts().filter(|text| text.len() <= LONGEST && text.contains('计')) {
        let plain = plain_text(text);
        let kind = total_kind(&plain);
        // 合计 in a key column is the only value that a total has there.
        if kind != RowKind::Data && (!has_key() || is_bare_total(&plain)) {
            return kind;
        }
    }
    if let Value::Text(text) = &first.value {
        if heading(first.column) == Some(text.as_ref()) && repeats_headings(cells, heading) {
            return RowKind::RepeatedHeadings;
        }
        if is_signature(text) && (is_key(first.column) || !has_key()) {
            return RowKind::Signature;
        }
    }
    let mut marks = cells
        .iter()
        .take(TELLING)
        .filter(|cell| cell.column == first.column || is_key(cell.column))
        .filter_map(|cell| cell.value.text());
    if marks.any(is_example) {
        return RowKind::Example;
    }
    RowKind::Data
}

fn total_kind(plain: &str) -> RowKind {
    let word = plain
        .trim_end_matches([':', ')', '*'])
        .trim_start_matches(['#', '(']);
    if word.ends_with("小计") {
        RowKind::Subtotal
    } else if word == "计"
        || word.ends_with("合计")
        || word.ends_with("总计")
        || word.ends_with("共计")
    {
        RowKind::Total
    } else {
        RowKind::Data
    }
}

fn is_bare_total(plain: &str) -> bool {
    matches!(
        plain.trim_end_matches(':'),
        "计" | "合计"
            | "总计"
            | "小计"
            | "共计"
            | "全县合计"
            | "全县总计"
            | "全区合计"
            | "全市合计"
            | "县合计"
    )
}

/// Whether at least half of the row's cells, and two of them, say what their heading says.
fn repeats_headings<'h>(cells: &[Cell<'_>], heading: impl Fn(u32) -> Option<&'h str>) -> bool {
    let same = cells
        .iter()
        .filter(|cell| cell.value.text().is_some() && cell.value.text() == heading(cell.column))
        .count();
    same >= 2 && 2 * same >= cells.len()
}

/// Whether a text is the mark that the template sets before an example: 示例：2136000001. A county or a
/// school may well be called 示例小学.
fn is_example(text: &str) -> bool {
    const MARKS: [&str; 2] = ["示例", "填写示例"];
    let text = text.trim_start_matches(['（', '(']);
    let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    MARKS
        .iter()
        .any(|mark| text.strip_prefix(mark).is_some_and(ends))
}

/// Whether a text begins like the lines below an official table.
fn is_signature(text: &str) -> bool {
    const PEOPLE: [&str; 14] = [
        "填表人",
        "填报人",
        "制表人",
        "审核人",
        "复核人",
        "负责人",
        "单位负责人",
        "统计负责人",
        "经办人",
        "联系人",
        "联系电话",
        "填表日期",
        "填报日期",
        "填报单位",
    ];
    const REMARKS: [&str; 6] = ["注:", "备注:", "说明:", "填表说明", "填报说明", "审核关系"];
    // Names of schools do not begin so, and few cells need the folding below.
    if !text.contains(['填', '制', '审', '复', '负', '统', '经', '联', '注', '说']) {
        return false;
    }
    let plain = plain_text(text);
    let person = PEOPLE.iter().any(|word| {
        plain
            .strip_prefix(word)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '(']))
    });
    person || REMARKS.iter().any(|word| plain.starts_with(word))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn row(texts: &[&'static str]) -> Vec<Cell<'static>> {
        texts
            .iter()
            .enumerate()
            .filter(|(_, text)| !text.is_empty())
            .map(|(column, text)| Cell {
                column: column as u32,
                value: Value::Text(Cow::Borrowed(text)),
            })
            .collect()
    }

    #[test]
    fn tells_rows_apart() {
        let headings = ["学校标识码", "学校名称", "在校生数"];
        let heading = |column: u32| headings.get(column as usize).copied();
        // cells, whether the key is there, what the row is
        let table = [
            (row(&["2136000001", "实验小学", "12"]), true, RowKind::Data),
            (row(&["", "合 计", "12"]), false, RowKind::Total),
            (row(&["合计", "", "12"]), true, RowKind::Total),
            (row(&["", "全县总计：", "12"]), false, RowKind::Total),
            (row(&["", "城关镇小计", "12"]), false, RowKind::Subtotal),
            (row(&["2136000002", "会计学校", "12"]), true, RowKind::Data),
            (
                row(&["2136000002", "设计合计小学", "12"]),
                true,
                RowKind::Data,
            ),
            (
                row(&["填表人：张三", "审核人：李四"]),
                false,
                RowKind::Signature,
            ),
            (row(&["注：本表由学校填报"]), false, RowKind::Signature),
            (row(&["注册小学"]), true, RowKind::Data),
            (
                row(&["学校标识码", "学校名称", "在校生数"]),
                true,
                RowKind::RepeatedHeadings,
            ),
            (row(&["示例", "某某小学", "12"]), true, RowKind::Example),
            (
                row(&["示例：2136000001", "某某小学", "12"]),
                true,
                RowKind::Example,
            ),
            (row(&["（示例）", "某某小学"]), false, RowKind::Example),
            (
                row(&["2136000001", "示例小学", "示例县", "12"]),
                true,
                RowKind::Data,
            ),
            (row(&["示例县", "12"]), true, RowKind::Data),
        ];
        for (cells, has_key, kind) in table {
            assert_eq!(
                row_kind(&cells, heading, |_| false, || has_key),
                kind,
                "{cells:?}"
            );
        }
    }
}
