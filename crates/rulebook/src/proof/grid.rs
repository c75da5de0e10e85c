//! The grid of representative points that a set of conditions spans.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use junheng_model::Stage;
use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value};

use super::atom::{Atom, AtomKind, Point, constant};
use super::formula::{Comparison, Formula};
use crate::Reference;
use crate::expression::STAGE;
use crate::scope::{Holds, Scope};

/// More points than this are not looked at.
const MOST_POINTS: usize = 200_000;

/// The atoms of some conditions over one scope, in one stage.
pub(super) struct Grid<'a> {
    scope: &'a Scope,
    stage: Option<Stage>,
    atoms: Vec<Atom>,
}

impl<'a> Grid<'a> {
    pub(super) fn new(scope: &'a Scope, stage: Option<Stage>) -> Self {
        Self {
            scope,
            stage,
            atoms: Vec::new(),
        }
    }

    /// Takes up a condition, which the loader has checked.
    pub(super) fn add(&mut self, condition: &Expr) -> Formula {
        let boxed = |formula| Box::new(formula);
        match condition {
            Expr::Nested(inner) => self.add(inner),
            Expr::UnaryOp {
                op: UnaryOperator::Not,
                expr,
            } => Formula::Not(boxed(self.add(expr))),
            Expr::BinaryOp { left, op, right } => match op {
                BinaryOperator::And => Formula::And(boxed(self.add(left)), boxed(self.add(right))),
                BinaryOperator::Or => Formula::Or(boxed(self.add(left)), boxed(self.add(right))),
                _ => match Comparison::of(op) {
                    Some(by) => self.comparison(left, by, right),
                    None => self.opaque(condition),
                },
            },
            Expr::Between {
                expr,
                negated,
                low,
                high,
            } => {
                let low = self.comparison(expr, Comparison::GreaterOrEqual, low);
                let high = self.comparison(expr, Comparison::LessOrEqual, high);
                negate(Formula::And(boxed(low), boxed(high)), *negated)
            }
            Expr::InList {
                expr,
                list,
                negated,
            } => {
                let any = list
                    .iter()
                    .fold(Formula::Constant(Some(false)), |any, item| {
                        let equal = self.comparison(expr, Comparison::Equal, item);
                        Formula::Or(boxed(any), boxed(equal))
                    });
                negate(any, *negated)
            }
            Expr::IsNull(inner) => self.is_null(inner),
            Expr::IsNotNull(inner) => Formula::Not(boxed(self.is_null(inner))),
            Expr::IsTrue(inner) => Formula::Is(boxed(self.add(inner)), true),
            Expr::IsNotTrue(inner) => {
                Formula::Not(boxed(Formula::Is(boxed(self.add(inner)), true)))
            }
            Expr::IsFalse(inner) => Formula::Is(boxed(self.add(inner)), false),
            Expr::IsNotFalse(inner) => {
                Formula::Not(boxed(Formula::Is(boxed(self.add(inner)), false)))
            }
            Expr::Value(value) => match &value.value {
                Value::Boolean(truth) => Formula::Constant(Some(*truth)),
                _ => Formula::Constant(None),
            },
            _ => self.opaque(condition),
        }
    }

    /// A condition that is not looked into: it may hold or not.
    fn opaque(&mut self, condition: &Expr) -> Formula {
        Formula::Truth(self.atom(condition.to_string(), AtomKind::Truth))
    }

    fn is_null(&mut self, inner: &Expr) -> Formula {
        if self.fixed(inner).is_some() {
            return Formula::Constant(Some(false));
        }
        let kind = self.kind(inner);
        let atom = self.atom(bare(inner).to_string(), kind);
        self.atoms[atom].nullable = true;
        Formula::IsNull(atom)
    }

    fn comparison(&mut self, left: &Expr, by: Comparison, right: &Expr) -> Formula {
        match (self.fixed(left), self.fixed(right)) {
            (Some(left), Some(right)) => {
                Formula::Constant(left.compare(&right).map(|order| by.accepts(order)))
            }
            (None, Some(constant)) => self.with_constant(left, by, constant),
            (Some(constant), None) => self.with_constant(right, by.turned(), constant),
            (None, None) => {
                let (left, right) = (bare(left).to_string(), bare(right).to_string());
                if left == right {
                    return Formula::Constant(Some(by.accepts(Ordering::Equal)));
                }
                let (text, by) = if left <= right {
                    (format!("{left}\u{0}{right}"), by)
                } else {
                    (format!("{right}\u{0}{left}"), by.turned())
                };
                let atom = self.atom(text, AtomKind::Order);
                Formula::Ordered { atom, by }
            }
        }
    }

    fn with_constant(&mut self, of: &Expr, by: Comparison, constant: Point) -> Formula {
        if constant == Point::Null {
            return Formula::Constant(None);
        }
        let ordered_text = matches!(constant, Point::Text(_))
            && !matches!(by, Comparison::Equal | Comparison::NotEqual);
        if ordered_text {
            // The order of texts is the database's; each such comparison may hold or not.
            return Formula::Truth(
                self.atom(format!("{} {by:?} {constant:?}", bare(of)), AtomKind::Truth),
            );
        }
        let kind = match &constant {
            Point::Text(_) => AtomKind::Text,
            Point::Day(_) => AtomKind::Day,
            Point::Truth(_) => AtomKind::Truth,
            _ => self.kind(of),
        };
        let atom = self.atom(bare(of).to_string(), kind);
        self.atoms[atom].constants.insert(constant.clone());
        Formula::Compare {
            atom,
            by,
            with: constant,
        }
    }

    fn atom(&mut self, text: String, kind: AtomKind) -> usize {
        if let Some(known) = self.atoms.iter().position(|atom| atom.text == text) {
            return known;
        }
        self.atoms.push(Atom {
            text,
            kind,
            constants: BTreeSet::new(),
            nullable: false,
        });
        self.atoms.len() - 1
    }

    fn kind(&self, of: &Expr) -> AtomKind {
        let named = Reference::of(bare(of)).and_then(|reference| self.scope.find(&reference));
        match named.as_ref().map(|named| &named.holds) {
            Some(Holds::Text | Holds::Code(_)) => AtomKind::Text,
            Some(Holds::Date) => AtomKind::Day,
            Some(Holds::Truth) => AtomKind::Truth,
            _ => {
                let (least, most) = named.map_or((None, None), |named| named.bounds);
                AtomKind::Number {
                    whole: self.is_whole(of),
                    least,
                    most,
                }
            }
        }
    }

    /// The constant that an expression is, here: a literal, arithmetic of literals, or the stage.
    fn fixed(&self, expression: &Expr) -> Option<Point> {
        if let (Some(stage), Expr::Identifier(name)) = (self.stage, bare(expression))
            && name.value == STAGE
        {
            return Some(Point::Text(stage.name().to_owned()));
        }
        constant(expression)
    }

    /// Whether all values are whole numbers, so that nothing lies between two neighbours.
    fn is_whole(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Nested(inner) => self.is_whole(inner),
            Expr::BinaryOp { left, op, right } => {
                matches!(
                    op,
                    BinaryOperator::Plus | BinaryOperator::Minus | BinaryOperator::Multiply
                ) && self.is_whole(left)
                    && self.is_whole(right)
            }
            Expr::Value(_) => matches!(constant(expression),
                Some(Point::Number(number)) if number.is_whole()),
            _ => Reference::of(expression)
                .filter(|reference| !matches!(reference, Reference::Parameter(_)))
                .and_then(|reference| self.scope.find(&reference))
                .is_some_and(|named| named.holds == Holds::Whole),
        }
    }

    /// Every point of the grid; `None` when there are too many.
    pub(super) fn points(&self) -> Option<impl Iterator<Item = Vec<Point>> + use<>> {
        let axes: Vec<Vec<Point>> = self.atoms.iter().map(Atom::points).collect();
        let count = axes
            .iter()
            .try_fold(1_usize, |count, axis| count.checked_mul(axis.len()))
            .filter(|count| *count <= MOST_POINTS)?;
        Some((0..count).map(move |mut index| {
            axes.iter()
                .map(|axis| {
                    let point = axis[index % axis.len()].clone();
                    index /= axis.len();
                    point
                })
                .collect()
        }))
    }

    /// A point in words: `规划建成年份 = 2016，办学类型 = 312`.
    pub(super) fn words(&self, point: &[Point]) -> String {
        let words: Vec<String> = self
            .atoms
            .iter()
            .zip(point)
            .map(|(atom, value)| atom.words(value))
            .collect();
        words.join("，")
    }
}

fn negate(formula: Formula, negated: bool) -> Formula {
    if negated {
        Formula::Not(Box::new(formula))
    } else {
        formula
    }
}

/// An expression without the parentheses around it.
fn bare(expression: &Expr) -> &Expr {
    match expression {
        Expr::Nested(inner) => bare(inner),
        other => other,
    }
}
