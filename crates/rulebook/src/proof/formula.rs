//! Conditions as formulas over the points of a grid, with true, false and unknown.

use std::cmp::Ordering;

use sqlparser::ast::BinaryOperator;

use super::atom::Point;

/// A condition over the atoms of a grid.
#[derive(Debug, Clone)]
pub(super) enum Formula {
    And(Box<Formula>, Box<Formula>),
    Or(Box<Formula>, Box<Formula>),
    Not(Box<Formula>),
    /// The atom compared with a constant.
    Compare {
        atom: usize,
        by: Comparison,
        with: Point,
    },
    /// An atom that is itself the order of two expressions.
    Ordered {
        atom: usize,
        by: Comparison,
    },
    /// An atom that is true or false.
    Truth(usize),
    IsNull(usize),
    /// `IS TRUE` or `IS FALSE`: never unknown.
    Is(Box<Formula>, bool),
    Constant(Option<bool>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub(super) fn of(op: &BinaryOperator) -> Option<Self> {
        Some(match op {
            BinaryOperator::Eq => Comparison::Equal,
            BinaryOperator::NotEq => Comparison::NotEqual,
            BinaryOperator::Lt => Comparison::Less,
            BinaryOperator::LtEq => Comparison::LessOrEqual,
            BinaryOperator::Gt => Comparison::Greater,
            BinaryOperator::GtEq => Comparison::GreaterOrEqual,
            _ => return None,
        })
    }

    /// The same comparison with its sides exchanged.
    pub(super) const fn turned(self) -> Self {
        match self {
            Comparison::Equal => Comparison::Equal,
            Comparison::NotEqual => Comparison::NotEqual,
            Comparison::Less => Comparison::Greater,
            Comparison::LessOrEqual => Comparison::GreaterOrEqual,
            Comparison::Greater => Comparison::Less,
            Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        }
    }

    pub(super) const fn accepts(self, order: Ordering) -> bool {
        match self {
            Comparison::Equal => order.is_eq(),
            Comparison::NotEqual => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        }
    }
}

impl Formula {
    /// True, false or unknown at a point: one value for each atom.
    pub(super) fn holds(&self, point: &[Point]) -> Option<bool> {
        match self {
            Formula::And(left, right) => match (left.holds(point), right.holds(point)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Formula::Or(left, right) => match (left.holds(point), right.holds(point)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Formula::Not(inner) => inner.holds(point).map(|holds| !holds),
            Formula::Compare { atom, by, with } => {
                point[*atom].compare(with).map(|order| by.accepts(order))
            }
            Formula::Ordered { atom, by } => match &point[*atom] {
                Point::Order(order) => Some(by.accepts(*order)),
                _ => None,
            },
            Formula::Truth(atom) => match &point[*atom] {
                Point::Truth(truth) => Some(*truth),
                _ => None,
            },
            Formula::IsNull(atom) => Some(point[*atom] == Point::Null),
            Formula::Is(inner, wanted) => Some(inner.holds(point) == Some(*wanted)),
            Formula::Constant(truth) => *truth,
        }
    }
}
