//! The kinds of indicator.

use super::overlay::Item;
use super::policies::PolicyDesk;
use super::shared::check_split;
use super::tree::{Node, Table, Value, WrittenText};
use super::{formulas, source};
use crate::expression::Expected;
use crate::mistake::TextDiagnostic;
use crate::{
    Every, Figure, JudgedBy, MeasureExpression, NoRows, Privacy, Requirement, Score, Share, Survey,
};

#[derive(Clone, Copy)]
enum Kind {
    Ratio,
    Share,
    Every,
    Total,
    Score,
    Survey,
    All,
}

pub(super) fn read(item: &Item<'_>, policy: &PolicyDesk<'_>) -> Option<Figure> {
    let table = &item.merged;
    let kind = table.word(
        "kind",
        &[
            ("ratio", Kind::Ratio),
            ("share", Kind::Share),
            ("every", Kind::Every),
            ("total", Kind::Total),
            ("score", Kind::Score),
            ("survey", Kind::Survey),
            ("all", Kind::All),
        ],
        policy.mistakes(),
    )?;
    match kind {
        Kind::Ratio => formulas::ratio(table, policy),
        Kind::Share => share(table, policy).map(Figure::Share),
        Kind::Every => every(table, policy).map(Figure::Every),
        Kind::Total => {
            of_county(table, policy);
            let value = measure(table, table, "value", JudgedBy::County, policy)?;
            Some(Figure::Total { value })
        }
        Kind::Score => {
            of_county(table, policy);
            let passes = table.texts("passes", policy.mistakes());
            let passes = passes.iter().map(|word| word.text.clone()).collect();
            let item = table.text("item", policy.mistakes())?;
            Some(Figure::Score(Score { item, passes }))
        }
        Kind::Survey => survey(table, policy).map(Figure::Survey),
        Kind::All => {
            of_county(table, policy);
            let parts = table.some_texts("parts", policy.mistakes());
            let parts = parts.iter().map(|part| part.text.clone()).collect();
            Some(Figure::All { parts })
        }
    }
}

/// Figures of these kinds are the county's; saying so is allowed, anything else is not.
fn of_county(table: &Table, policy: &PolicyDesk<'_>) {
    table.optional_word("by", &[("县", JudgedBy::County)], policy.mistakes());
}

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

fn share(table: &Table, policy: &PolicyDesk<'_>) -> Option<Share> {
    of_county(table, policy);
    let from = from(table, policy);
    let of = over(table, "of", from, Expected::Condition, policy).optional();
    let condition = table
        .written("where", policy.mistakes())
        .and_then(|written| policy.expression(written, from?, Expected::Condition));
    Some(Share {
        from: from?.to_owned(),
        of: of?,
        condition: condition?,
    })
}

fn every(table: &Table, policy: &PolicyDesk<'_>) -> Option<Every> {
    let mistakes = policy.mistakes();
    let from = from(table, policy);
    let of = over(table, "of", from, Expected::Condition, policy).optional();
    let figure = table.written("figure", mistakes).and_then(|written| {
        let figure = policy.expression(written, from?, Expected::Figure)?;
        check_split(from?, &figure, written, policy);
        Some(figure)
    });
    let columns = ["row_name", "stage"].map(|key| table.optional_written(key, mistakes));
    let register = from.and_then(|from| policy.desk.register(from));
    for column in columns.into_iter().flatten() {
        let Some(register) = register else {
            continue;
        };
        match register.column(&column.text) {
            None => {
                let known = register.columns.iter().map(|column| column.name.as_str());
                policy.desk.unknown(column, "列", "column", known);
            }
            Some(found) if found.privacy == Privacy::Personal => mistakes.push(personal(column)),
            Some(_) => {}
        }
    }
    let all_schools = all_schools(table, policy);
    let bounded = super::cases::BOUNDS.iter().any(|(key, _)| table.has(key)) || table.has("limit");
    if !bounded {
        mistakes.push(TextDiagnostic::new(
            &table.place,
            "missing-key",
            "every 指标要有界限（at_least、at_most、above、below 或 limit）",
            "an `every` needs a bound (at_least, at_most, above, below or limit)",
        ));
    }
    let [row_name, stage] = columns.map(|column| column.map(|column| column.text.clone()));
    Some(Every {
        from: from?.to_owned(),
        of: of?,
        figure: figure?,
        row_name,
        stage,
        all_schools,
    })
}

/// Frozen snapshots do not hold personal fields.
fn personal(column: &WrittenText) -> TextDiagnostic {
    TextDiagnostic::new(
        &column.place(0),
        "personal-column",
        format!("{} 是个人信息，政策不能用它评判", column.text),
        format!("`{}` is personal: no policy judges by it", column.text),
    )
}

fn survey(table: &Table, policy: &PolicyDesk<'_>) -> Option<Survey> {
    let mistakes = policy.mistakes();
    of_county(table, policy);
    let from = from(table, policy);
    let [satisfied, valid] = ["satisfied", "valid"].map(|key| {
        table
            .written(key, mistakes)
            .and_then(|written| policy.expression(written, from?, Expected::Aggregate))
    });
    let requirements = table
        .tables("require", mistakes)
        .into_iter()
        .filter_map(|required| {
            let read = requirement(required, from, policy);
            required.finish(mistakes);
            read
        })
        .collect();
    Some(Survey {
        from: from?.to_owned(),
        satisfied: satisfied?,
        valid: valid?,
        requirements,
    })
}

fn requirement(table: &Table, from: Option<&str>, policy: &PolicyDesk<'_>) -> Option<Requirement> {
    let mistakes = policy.mistakes();
    let name = table.text("name", mistakes);
    let value = table
        .get("value")
        .and_then(|node| measure_node(node, from, JudgedBy::County, policy));
    if !table.has("value") {
        table.text("value", mistakes);
    }
    let at_least = table.quantity("at_least", mistakes);
    let source = source::required(table, mistakes);
    Some(Requirement {
        name: name?,
        value: value?,
        at_least: at_least?,
        source,
    })
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
