//! The proof that for every day, stage and case exactly one value applies.
//!
//! Conditions are evaluated on a grid of representative points: each constant that an expression is
//! compared with, a point below, between and above. Where two values of one layer hold at a point they
//! overlap; where none of any layer holds, there is a gap. Upper layers may be silent, since they add.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use junheng_model::Stage;

use crate::mistake::{Mistakes, TextDiagnostic};
use crate::scope::Scope;
use crate::{Case, Expression, Layer, TextPlace};

mod atom;
mod formula;
mod grid;

use formula::Formula;
use grid::Grid;

/// Days from `from` to `until`, both included.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub from: Date,
    pub until: Option<Date>,
}

/// Values of which exactly one must apply.
pub(crate) struct Question<'a> {
    /// What the values are of, in Chinese and English.
    pub subject: (String, String),
    pub cases: &'a [Case],
    pub stages: &'a [Option<Stage>],
    /// Where this is not true, nothing is asked.
    pub asked: Option<&'a Expression>,
    /// The names of the conditions; `None` when no value has one.
    pub scope: Option<&'a Scope>,
    pub over: Span,
    pub place: &'a TextPlace,
}

/// Reports every overlap and gap, each once, with a witness.
pub(crate) fn prove(question: &Question<'_>, mistakes: &Mistakes) {
    let mut told = Told::default();
    for &stage in question.stages {
        let mut gap_before = false;
        for day in breakpoints(question) {
            let found = look(question, stage, day, &mut told, mistakes);
            if found == Gap::Yes && !gap_before {
                let ended = question.cases.iter().find(|case| {
                    case.until.and_then(|until| until.checked_add(1.day()).ok()) == Some(day)
                });
                let place = ended.map_or(question.place, |case| &case.place);
                tell_gap(question, place, stage, day, "", mistakes);
            }
            gap_before = found != Gap::No;
        }
    }
}

/// What was told already, so that it is not told for every day.
#[derive(Default)]
struct Told {
    overlaps: BTreeSet<(TextPlace, TextPlace)>,
}

#[derive(PartialEq)]
enum Gap {
    No,
    /// No value applies at all on this day.
    Yes,
    /// No value applies to some case; it was told with its witness.
    Told,
}

/// The first days of periods in which the same values apply.
fn breakpoints(question: &Question<'_>) -> BTreeSet<Date> {
    let Span { from, until } = question.over;
    let starts = question.cases.iter().map(|case| case.from);
    let ends = question
        .cases
        .iter()
        .filter_map(|case| case.until?.checked_add(1.day()).ok());
    std::iter::once(from)
        .chain(starts)
        .chain(ends)
        .filter(|day| *day >= from && until.is_none_or(|until| *day <= until))
        .collect()
}

/// Looks at one stage on one day.
fn look(
    question: &Question<'_>,
    stage: Option<Stage>,
    day: Date,
    told: &mut Told,
    mistakes: &Mistakes,
) -> Gap {
    let applying: Vec<&Case> = question
        .cases
        .iter()
        .filter(|case| case.applies(day, stage))
        .collect();
    if applying.is_empty() {
        return never_asked(question, stage);
    }
    let ordinary: Vec<&Case> = of_kind(&applying, false);
    for pair in pairs(&ordinary) {
        tell_overlap(question, pair, stage, day, "", told, mistakes);
    }
    let conditional = of_kind(&applying, true);
    if conditional.is_empty() {
        return Gap::No;
    }
    cover(
        question,
        &conditional,
        !ordinary.is_empty(),
        (stage, day),
        told,
        mistakes,
    )
}

fn of_kind<'a>(cases: &[&'a Case], conditional: bool) -> Vec<&'a Case> {
    cases
        .iter()
        .copied()
        .filter(|case| case.when.is_some() == conditional)
        .collect()
}

/// Pairs of the same layer.
fn pairs<'a>(cases: &[&'a Case]) -> Vec<(&'a Case, &'a Case)> {
    let mut pairs = Vec::new();
    for (index, first) in cases.iter().enumerate() {
        for second in &cases[index + 1..] {
            if first.layer == second.layer {
                pairs.push((*first, *second));
            }
        }
    }
    pairs
}

/// Without any value: a gap, unless what is asked never holds in this stage.
fn never_asked(question: &Question<'_>, stage: Option<Stage>) -> Gap {
    let (Some(asked), Some(scope)) = (question.asked, question.scope) else {
        return Gap::Yes;
    };
    let mut grid = Grid::new(scope, stage);
    let formula = grid.add(&asked.ast);
    let ever = grid
        .points()
        .is_none_or(|mut points| points.any(|point| formula.holds(&point) == Some(true)));
    if ever { Gap::Yes } else { Gap::No }
}

/// Looks at every point of the grid that the conditions span.
fn cover(
    question: &Question<'_>,
    conditional: &[&Case],
    has_ordinary: bool,
    (stage, day): (Option<Stage>, Date),
    told: &mut Told,
    mistakes: &Mistakes,
) -> Gap {
    let Some(scope) = question.scope else {
        return Gap::No;
    };
    let mut grid = Grid::new(scope, stage);
    let asked = question.asked.map(|asked| grid.add(&asked.ast));
    let formulas: Vec<(&Case, Formula)> = conditional
        .iter()
        .filter_map(|case| Some((*case, grid.add(&case.when.as_ref()?.ast))))
        .collect();
    let Some(points) = grid.points() else {
        tell_too_many(question, mistakes);
        return Gap::No;
    };
    let mut gap = Gap::No;
    for point in points {
        if asked
            .as_ref()
            .is_some_and(|asked| asked.holds(&point) != Some(true))
        {
            continue;
        }
        let holding: Vec<&Case> = formulas
            .iter()
            .filter(|(_, formula)| formula.holds(&point) == Some(true))
            .map(|(case, _)| *case)
            .collect();
        for pair in pairs(&holding) {
            let witness = grid.words(&point);
            tell_overlap(question, pair, stage, day, &witness, told, mistakes);
        }
        if holding.is_empty() && !has_ordinary && gap == Gap::No {
            gap = Gap::Told;
            let place = conditional
                .last()
                .map_or(question.place, |case| &case.place);
            tell_gap(question, place, stage, day, &grid.words(&point), mistakes);
        }
    }
    gap
}

/// The point of a grid that a message speaks of: `2016-01-01，小学，规划建成年份 = 2016`.
fn witness(stage: Option<Stage>, day: Date, point: &str) -> String {
    let mut words = vec![day.to_string()];
    words.extend(stage.map(|stage| stage.name().to_owned()));
    if !point.is_empty() {
        words.push(point.to_owned());
    }
    words.join("，")
}

fn tell_overlap(
    question: &Question<'_>,
    (first, second): (&Case, &Case),
    stage: Option<Stage>,
    day: Date,
    point: &str,
    told: &mut Told,
    mistakes: &Mistakes,
) {
    if !told
        .overlaps
        .insert((first.place.clone(), second.place.clone()))
    {
        return;
    }
    let at = witness(stage, day, point);
    let layer: Layer = first.layer;
    mistakes.push(
        TextDiagnostic::new(
            &second.place,
            "overlap",
            format!(
                "{}重叠：{at} 时，{} 与 {} 处的 {} 同时适用（{}）",
                question.subject.0,
                second.value,
                first.place,
                first.value,
                layer.name()
            ),
            format!(
                "{} overlap: at {} both {} and {} ({}) apply ({})",
                question.subject.1,
                at.replace('，', ", "),
                second.value,
                first.value,
                first.place,
                layer.id()
            ),
        )
        .mend(
            "改正其中一个的日期、学段或条件，使二者不同时成立",
            "change the dates, stage or condition of one, so that they never hold together",
        ),
    );
}

fn tell_gap(
    question: &Question<'_>,
    place: &TextPlace,
    stage: Option<Stage>,
    day: Date,
    point: &str,
    mistakes: &Mistakes,
) {
    let at = witness(stage, day, point);
    mistakes.push(
        TextDiagnostic::new(
            place,
            "gap",
            format!("{}有空缺：{at} 时没有值适用", question.subject.0),
            format!(
                "{} leave a gap: at {} no value applies",
                question.subject.1,
                at.replace('，', ", ")
            ),
        )
        .mend(
            "补上一个普通值（不带 when），或补上缺少的日期、学段、情形",
            "add an ordinary value (without `when`), or the missing dates, stage or case",
        ),
    );
}

fn tell_too_many(question: &Question<'_>, mistakes: &Mistakes) {
    mistakes.push(TextDiagnostic::new(
        question.place,
        "too-many-cases",
        format!("{}的条件太复杂，无法逐一验证", question.subject.0),
        format!(
            "the conditions of {} are too many to be proved",
            question.subject.1
        ),
    ));
}
