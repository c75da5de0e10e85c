//! Conditions and aggregates over a register, as indicators are made of them.

use super::desk::PolicyDesk;
use super::shared::check_split;
use super::tree::{Node, Table, Value};
use crate::expression::Expected;
use crate::mistake::TextDiagnostic;
use crate::written::WrittenText;
use crate::{JudgedBy, MeasureExpression, NoRows};

/// Whether `scope` says that excluded schools are measured too.
pub(super) fn all_schools(table: &Table, policy: &PolicyDesk<'_>) -> bool {
    table
        .optional_word(
            "scope",
            &[("judged", false), ("all", true)],
            policy.mistakes(),
        )
        .unwrap_or(false)
}

/// An expression over the register that `from` names.
pub(super) fn over(
    table: &Table,
    key: &'static str,
    from: Option<&str>,
    expected: Expected,
    policy: &PolicyDesk<'_>,
) -> Written {
    let Some(written) = table.optional_written(key, policy.mistakes()) else {
        return Written::Absent;
    };
    let read = from.and_then(|from| policy.expression(written, from, expected));
    match read {
        Some(expression) => Written::Read(Box::new(expression)),
        None => Written::Wrong,
    }
}

/// What became of an optional expression.
pub(super) enum Written {
    Absent,
    /// A mistake was told.
    Wrong,
    Read(Box<crate::Expression>),
}

impl Written {
    /// `None` when a mistake was told.
    pub(super) fn optional(self) -> Option<Option<crate::Expression>> {
        match self {
            Written::Absent => Some(None),
            Written::Wrong => None,
            Written::Read(expression) => Some(Some(*expression)),
        }
    }
}

/// The register or view that `from` names.
pub(super) fn from<'t>(table: &'t Table, policy: &PolicyDesk<'_>) -> Option<&'t str> {
    let from = table.written("from", policy.mistakes())?;
    policy.desk.named_scope(from)?;
    Some(&from.text)
}

/// The aggregate under `key` of `table`, over the register that the aggregate, the table or the
/// indicator names, in this order.
pub(super) fn measure(
    table: &Table,
    indicator: &Table,
    key: &'static str,
    by: JudgedBy,
    policy: &PolicyDesk<'_>,
) -> Option<MeasureExpression> {
    let stated = [table, indicator]
        .into_iter()
        .find_map(|table| table.optional_written("from", policy.mistakes()));
    let own_from = match stated {
        Some(from) => {
            policy.desk.named_scope(from)?;
            Some(from.text.as_str())
        }
        None => None,
    };
    let Some(node) = table.get(key) else {
        table.text(key, policy.mistakes());
        return None;
    };
    measure_node(node, own_from, by, policy)
}

/// An aggregate: a text over `own_from`, or a table with `from`, `value` and `no_rows`.
pub(super) fn measure_node(
    node: &Node,
    own_from: Option<&str>,
    by: JudgedBy,
    policy: &PolicyDesk<'_>,
) -> Option<MeasureExpression> {
    let mistakes = policy.mistakes();
    let (from, written, no_rows) = match &node.value {
        Value::Table(table) => {
            let from = match table.optional_written("from", mistakes) {
                Some(from) => policy.desk.named_scope(from).map(|_| from.text.as_str()),
                None => own_from,
            };
            let written = table.written("value", mistakes);
            let no_rows = table.optional_word(
                "no_rows",
                &[("missing", NoRows::Missing), ("zero", NoRows::Zero)],
                mistakes,
            );
            table.finish(mistakes);
            (from, written, no_rows)
        }
        _ => (own_from, node.text(mistakes), None),
    };
    let Some(from) = from else {
        if own_from.is_none() && !matches!(&node.value, Value::Table(table) if table.has("from")) {
            mistakes.push(TextDiagnostic::new(
                &node.place,
                "missing-key",
                "没有写明取自哪个台账（from）",
                "which register it comes from is not said (`from`)",
            ));
        }
        return None;
    };
    let written = written?;
    let value = policy.expression(written, from, Expected::Aggregate)?;
    let measure = MeasureExpression {
        from: from.to_owned(),
        value,
        no_rows: no_rows.unwrap_or(NoRows::Missing),
    };
    check_rows(&measure, by, written, policy);
    check_split(&measure.from, &measure.value, written, policy);
    Some(measure)
}

/// Whether the rows of the register belong to the units that are judged.
fn check_rows(
    measure: &MeasureExpression,
    by: JudgedBy,
    written: &WrittenText,
    policy: &PolicyDesk<'_>,
) {
    let Some(scope) = policy.desk.scope(&measure.from) else {
        return;
    };
    let (fits, zh, en) = match by {
        JudgedBy::County => (true, "", ""),
        JudgedBy::School => (scope.school.is_some(), "学校", "school"),
        JudgedBy::SchoolStage => (
            scope.school.is_some() && scope.has_stage,
            "学校和学段",
            "school and stage",
        ),
    };
    if !fits {
        policy.mistakes().push(TextDiagnostic::new(
            &written.place(0),
            "rows-without-unit",
            format!("“{}”的行不知属于哪个{zh}", measure.from),
            format!("rows of `{}` have no {en}", measure.from),
        ));
    }
}
