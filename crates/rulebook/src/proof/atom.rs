//! The expressions that conditions tell apart, and representative values of each.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use junheng_model::Quantity;
use sqlparser::ast::{self, BinaryOperator, Expr, UnaryOperator, Value};

/// A value that an atom has at a point of the grid.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Point {
    Null,
    Number(Quantity),
    Text(String),
    /// A text that no condition names.
    OtherText,
    Day(Date),
    Truth(bool),
    /// How the left of two expressions stands to the right.
    Order(Ordering),
}

impl Point {
    /// `None` when either is unknown.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Point::Null, _) | (_, Point::Null) => None,
            (left, right) => Some(left.cmp(right)),
        }
    }
}

/// An expression whose values the conditions tell apart.
#[derive(Debug)]
pub(super) struct Atom {
    pub text: String,
    pub kind: AtomKind,
    pub constants: BTreeSet<Point>,
    pub nullable: bool,
}

#[derive(Debug, PartialEq)]
pub(super) enum AtomKind {
    Number {
        whole: bool,
        least: Option<Quantity>,
        most: Option<Quantity>,
    },
    Text,
    Day,
    Truth,
    Order,
}

impl Atom {
    /// Representative values: each constant, one below, between and above.
    pub(super) fn points(&self) -> Vec<Point> {
        let mut points: BTreeSet<Point> = self.constants.clone();
        match &self.kind {
            AtomKind::Number { whole, least, most } => {
                points = self.numbers(*whole, *least, *most);
            }
            AtomKind::Text => {
                points.insert(Point::OtherText);
            }
            AtomKind::Day => {
                for constant in &self.constants {
                    if let Point::Day(day) = constant {
                        let around = [day.checked_sub(1.day()), day.checked_add(1.day())];
                        points.extend(around.into_iter().flatten().map(Point::Day));
                    }
                }
            }
            AtomKind::Truth => points.extend([Point::Truth(false), Point::Truth(true)]),
            AtomKind::Order => {
                let orders = [Ordering::Less, Ordering::Equal, Ordering::Greater];
                points.extend(orders.map(Point::Order));
            }
        }
        if self.nullable {
            points.insert(Point::Null);
        }
        if points.is_empty() {
            points.insert(Point::OtherText);
        }
        points.into_iter().collect()
    }

    fn numbers(
        &self,
        whole: bool,
        least: Option<Quantity>,
        most: Option<Quantity>,
    ) -> BTreeSet<Point> {
        let constants: Vec<Quantity> = self
            .constants
            .iter()
            .filter_map(|constant| match constant {
                Point::Number(number) => Some(*number),
                _ => None,
            })
            .collect();
        let mut numbers: BTreeSet<Quantity> = BTreeSet::new();
        for constant in &constants {
            numbers.extend(constant.checked_sub(Quantity::ONE));
            numbers.extend(constant.checked_add(Quantity::ONE));
            numbers.insert(*constant);
        }
        for pair in constants.windows(2) {
            numbers.insert(Quantity::from_millionths(middle(pair[0], pair[1])));
        }
        let numbers: BTreeSet<Quantity> = if whole {
            numbers
                .iter()
                .flat_map(|number| neighbours(*number))
                .collect()
        } else {
            numbers
        };
        numbers
            .into_iter()
            .filter(|number| least.is_none_or(|least| *number >= least))
            .filter(|number| most.is_none_or(|most| *number <= most))
            .map(Point::Number)
            .collect()
    }

    pub(super) fn words(&self, value: &Point) -> String {
        let name = &self.text;
        match value {
            Point::Null => format!("{name} 为空"),
            Point::Number(number) => format!("{name} = {number}"),
            Point::Text(text) => format!("{name} = '{text}'"),
            Point::OtherText => format!("{name} 为其他"),
            Point::Day(day) => format!("{name} = {day}"),
            Point::Truth(true) => format!("{name} 成立"),
            Point::Truth(false) => format!("{name} 不成立"),
            Point::Order(order) => {
                let sign = match order {
                    Ordering::Less => " < ",
                    Ordering::Equal => " = ",
                    Ordering::Greater => " > ",
                };
                name.replace('\u{0}', sign)
            }
        }
    }
}

fn middle(low: Quantity, high: Quantity) -> i64 {
    i64::midpoint(low.millionths(), high.millionths())
}

/// The whole numbers nearest to a number, itself when it is whole.
fn neighbours(number: Quantity) -> [Quantity; 2] {
    let below = number.millionths().div_euclid(Quantity::UNIT);
    let above = if number.is_whole() { below } else { below + 1 };
    [below, above].map(|whole| Quantity::from_millionths(whole.saturating_mul(Quantity::UNIT)))
}

/// The constant that an expression is: a literal, or arithmetic of literals.
pub(super) fn constant(expression: &Expr) -> Option<Point> {
    let number = |expression| match constant(expression)? {
        Point::Number(number) => Some(number),
        _ => None,
    };
    match expression {
        Expr::Nested(inner) => constant(inner),
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) => digits.parse().ok().map(Point::Number),
            Value::SingleQuotedString(text) => Some(Point::Text(text.clone())),
            Value::Boolean(truth) => Some(Point::Truth(*truth)),
            Value::Null => Some(Point::Null),
            _ => None,
        },
        Expr::TypedString(ast::TypedString { value, .. }) => match &value.value {
            Value::SingleQuotedString(day) => day.parse().ok().map(Point::Day),
            _ => None,
        },
        Expr::UnaryOp { op, expr } => match op {
            UnaryOperator::Minus => Quantity::ZERO.checked_sub(number(expr)?).map(Point::Number),
            UnaryOperator::Plus => number(expr).map(Point::Number),
            _ => None,
        },
        Expr::BinaryOp { left, op, right } => {
            let (left, right) = (number(left)?, number(right)?);
            match op {
                BinaryOperator::Plus => left.checked_add(right),
                BinaryOperator::Minus => left.checked_sub(right),
                BinaryOperator::Multiply => left.checked_mul(right),
                _ => None,
            }
            .map(Point::Number)
        }
        _ => None,
    }
}
