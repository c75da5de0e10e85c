//! Dated values: limits, parameters' values, shares.

use junheng_model::Stage;

use super::desk::PolicyDesk;
use super::overlay::{Part, check_period};
use super::source;
use super::tree::{Node, Table, Value};
use crate::expression::{self, Expected};
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::scope::Scope;
use crate::{Case, CodeList, Source, TextPlace};

/// The stage that a key names.
pub(crate) fn stage_key(key: &str, place: &TextPlace, mistakes: &Mistakes) -> Option<Stage> {
    let stage = key.parse().ok();
    if stage.is_none() {
        mistakes.push(
            TextDiagnostic::new(
                place,
                "unknown-stage",
                format!("没有名为“{key}”的学段"),
                format!("there is no stage `{key}`"),
            )
            .known(key, Stage::ALL.map(Stage::name)),
        );
    }
    stage
}

/// Ordinary values from a plain bound: a number, or a table by stage. They apply as long as the
/// policy that states them.
pub(crate) fn plain(
    node: &Node,
    part: &Part<'_>,
    source: &Source,
    mistakes: &Mistakes,
) -> Vec<Case> {
    let case = |stage, node: &Node| {
        Some(Case {
            layer: part.layer,
            stage,
            when: None,
            name: String::new(),
            en: String::new(),
            from: part.from,
            until: part.until,
            value: node.quantity(mistakes)?,
            source: source.clone(),
            place: node.place.clone(),
        })
    };
    match &node.value {
        Value::Table(stages) => {
            let mut cases: Vec<Case> = stages
                .entries
                .iter()
                .filter_map(|(key, entry)| {
                    let stage = stage_key(key, &entry.key, mistakes)?;
                    case(Some(stage), &entry.node)
                })
                .collect();
            cases.sort_by_key(|case| case.stage);
            cases
        }
        _ => case(None, node).into_iter().collect(),
    }
}

/// What the condition of a case may speak of.
pub(crate) struct Conditions<'a> {
    /// `None` when cases cannot have conditions here.
    pub scope: Option<&'a Scope>,
    pub codes: &'a [CodeList],
}

/// Reads one table with `value`, `from`, `until`, `when`, `case`, `case_en`, `stage` and `source`.
pub(crate) fn entry(
    table: &Table,
    value_key: &'static str,
    part: &Part<'_>,
    conditions: &Conditions<'_>,
    inherited: Option<&Source>,
    mistakes: &Mistakes,
) -> Option<Case> {
    let value = table.quantity(value_key, mistakes);
    let from = table.optional_date("from", mistakes);
    let until = table.optional_date("until", mistakes);
    check_period(from, until, &table.place, mistakes);
    let stage = table.optional_stage("stage", mistakes);
    let when = condition(table, conditions, mistakes);
    let name = table.text_or_empty("case", mistakes);
    let en = table.text_or_empty("case_en", mistakes);
    if table.has("when") && name.is_empty() {
        mistakes.push(TextDiagnostic::new(
            &table.place,
            "case-name",
            "有 when 的值要用 case 写明这种情形的名称",
            "a value with `when` needs `case`: how to call it",
        ));
    }
    let source = match inherited {
        Some(inherited) if !table.has("source") => inherited.clone(),
        _ => source::required(table, mistakes),
    };
    table.finish(mistakes);
    if table.has("when") {
        when.as_ref()?;
    }
    Some(Case {
        layer: part.layer,
        stage,
        when,
        name,
        en,
        from: from.unwrap_or(part.from),
        until: until.or(part.until),
        value: value?,
        source,
        place: table.place.clone(),
    })
}

fn condition(
    table: &Table,
    conditions: &Conditions<'_>,
    mistakes: &Mistakes,
) -> Option<crate::Expression> {
    let written = table.optional_written("when", mistakes)?;
    let Some(scope) = conditions.scope else {
        mistakes.push(TextDiagnostic::new(
            &written.place(0),
            "no-conditions",
            "此处的值不能带条件：条件只对按学校、学段或逐行评价的指标和参数有意义",
            "values here cannot have conditions: only schools, stages and rows can",
        ));
        return None;
    };
    let parsed = expression::parse(written, mistakes)?;
    expression::check(
        written,
        parsed,
        scope,
        conditions.codes,
        Expected::Condition,
        mistakes,
    )
}

/// The sides on which a plain bound can stand.
pub(crate) const BOUNDS: [(&str, crate::Bound); 4] = [
    ("at_least", crate::Bound::AtLeast),
    ("at_most", crate::Bound::AtMost),
    ("above", crate::Bound::Above),
    ("below", crate::Bound::Below),
];

/// The period over which values of a policy are proved.
pub(crate) fn period(policy: &PolicyDesk<'_>) -> crate::proof::Span {
    crate::proof::Span {
        from: policy.from,
        until: policy.until,
    }
}
