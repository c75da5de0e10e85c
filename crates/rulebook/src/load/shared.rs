//! Figures of the whole school in the stage view: they must be split.

use super::desk::PolicyDesk;
use crate::expression::SCHOOL;
use crate::mistake::TextDiagnostic;
use crate::written::WrittenText;
use crate::{ColumnKind, Expression, Reference};

/// Whose a column of the stage view is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Belongs {
    /// An amount of one stage.
    ToStage,
    /// An amount of the whole school that stages share.
    Split,
    /// An amount of the whole school that would count once for each stage.
    ToSchool,
    /// No amount: a code, a year, a text.
    Neither,
}

/// Whose a column is in the stage view.
pub(super) fn belongs(name: &str, policy: &PolicyDesk<'_>) -> Belongs {
    let is_amount = |kind: &ColumnKind| matches!(kind, ColumnKind::Count | ColumnKind::Quantity);
    let Some(schools) = policy.desk.schools() else {
        return Belongs::Neither;
    };
    let of_stage = |column: &crate::Column| column.of.as_deref() == Some(name);
    if let Some(column) = schools.columns.iter().find(|column| of_stage(column)) {
        return if is_amount(&column.kind) {
            Belongs::ToStage
        } else {
            Belongs::Neither
        };
    }
    match schools.column(name) {
        Some(column) if !is_amount(&column.kind) => Belongs::Neither,
        Some(_) if policy.split.iter().any(|split| split == name) => Belongs::Split,
        Some(_) => Belongs::ToSchool,
        None => Belongs::Neither,
    }
}

/// In the stage view a figure of the whole school would count once for each stage: it must be split,
/// and must not be mixed with figures of one stage.
pub(super) fn check_split(
    from: &str,
    expression: &Expression,
    written: &WrittenText,
    policy: &PolicyDesk<'_>,
) {
    if policy.desk.stage_view() != Some(from) {
        return;
    }
    let (mut split, mut own) = (Vec::new(), Vec::new());
    for reference in expression.references() {
        let Reference::Column(name) = reference else {
            continue;
        };
        match belongs(&name, policy) {
            Belongs::ToStage => own.push(name),
            Belongs::Split => split.push(name),
            Belongs::ToSchool => tell_unsplit(&name, written, policy),
            Belongs::Neither => {}
        }
    }
    if !split.is_empty() && !own.is_empty() {
        policy.mistakes().push(TextDiagnostic::new(
            &written.place(0),
            "mixed-split",
            format!(
                "拆分的列（{}）与学段自有的列（{}）不能在一个表达式中混用",
                split.join("、"),
                own.join("、")
            ),
            format!(
                "split columns ({}) and the stage's own ({}) cannot mix in one expression",
                split.join(", "),
                own.join(", ")
            ),
        ));
    }
}

/// Says that a column would count once for each stage.
pub(super) fn tell_unsplit(name: &str, written: &WrittenText, policy: &PolicyDesk<'_>) {
    policy.mistakes().push(
        TextDiagnostic::new(
            &written.place(written.text.find(name).unwrap_or(0)),
            "not-split",
            format!("{name} 是全校的数，按学段会重复计算"),
            format!("`{name}` is the whole school's and would count once for each stage"),
        )
        .mend(
            format!("把 {name} 列入 [split] 的 columns，或按“{SCHOOL}”计算"),
            format!("list it in the columns of [split], or measure over `{SCHOOL}`"),
        ),
    );
}
