//! What an expression consists of.

use std::collections::BTreeSet;

use sqlparser::ast;

use super::reference::Reference;
use crate::TextPlace;

/// The aggregates that expressions may use.
pub(super) const AGGREGATES: [&str; 5] = ["sum", "count", "min", "max", "avg"];

/// An SQL expression over columns, parsed and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// As it stands in the file.
    pub text: String,
    pub ast: ast::Expr,
    pub place: TextPlace,
}

impl Expression {
    /// Every name that the expression uses.
    pub fn references(&self) -> BTreeSet<Reference> {
        let mut found = BTreeSet::new();
        visit(&self.ast, &mut |part| {
            found.extend(Reference::of(part));
        });
        found
    }

    /// The aggregate calls (`sum(…)`, `count(*) FILTER (WHERE …)`), in the order in which they stand.
    pub fn aggregates(&self) -> Vec<&ast::Function> {
        let mut found = Vec::new();
        visit(&self.ast, &mut |part| {
            if let ast::Expr::Function(function) = part
                && is_aggregate(function)
            {
                found.push(function);
            }
        });
        found
    }
}

/// Whether a call is one of the aggregates that expressions may use.
pub fn is_aggregate(function: &ast::Function) -> bool {
    AGGREGATES.contains(&function_name(function).as_str())
}

pub(super) fn function_name(function: &ast::Function) -> String {
    function.name.to_string().to_ascii_lowercase()
}

/// The parts that an expression consists of, one level down. Only what [`check`] lets through has
/// parts; nothing else is ever kept.
fn parts(expression: &ast::Expr) -> Vec<&ast::Expr> {
    use ast::Expr;
    match expression {
        Expr::Nested(inner)
        | Expr::IsNull(inner)
        | Expr::IsNotNull(inner)
        | Expr::IsTrue(inner)
        | Expr::IsNotTrue(inner)
        | Expr::IsFalse(inner)
        | Expr::IsNotFalse(inner)
        | Expr::UnaryOp { expr: inner, .. }
        | Expr::Ceil { expr: inner, .. }
        | Expr::Floor { expr: inner, .. } => vec![inner],
        Expr::BinaryOp { left, right, .. } => vec![left, right],
        Expr::Between {
            expr, low, high, ..
        } => vec![expr, low, high],
        Expr::InList { expr, list, .. } => std::iter::once(expr.as_ref()).chain(list).collect(),
        Expr::Like { expr, pattern, .. } => vec![expr, pattern],
        Expr::Case {
            operand,
            conditions,
            else_result,
            ..
        } => operand
            .as_deref()
            .into_iter()
            .chain(
                conditions
                    .iter()
                    .flat_map(|branch| [&branch.condition, &branch.result]),
            )
            .chain(else_result.as_deref())
            .collect(),
        Expr::Function(function) => arguments(function)
            .into_iter()
            .chain(function.filter.as_deref())
            .collect(),
        _ => Vec::new(),
    }
}

/// The plain arguments of a call; a `*` is none.
pub(super) fn arguments(function: &ast::Function) -> Vec<&ast::Expr> {
    let ast::FunctionArguments::List(list) = &function.args else {
        return Vec::new();
    };
    list.args
        .iter()
        .filter_map(|argument| match argument {
            ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(inner)) => Some(inner),
            _ => None,
        })
        .collect()
}

/// Visits an expression and all its parts, outermost first.
fn visit<'a>(expression: &'a ast::Expr, see: &mut impl FnMut(&'a ast::Expr)) {
    see(expression);
    for part in parts(expression) {
        visit(part, see);
    }
}
