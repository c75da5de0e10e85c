//! SQL expressions in rulebook files.

use std::collections::BTreeSet;

use sqlparser::ast;

use crate::TextPlace;

mod calls;
mod check;
mod names;
mod parse;

pub(crate) use check::{Expected, check};
pub(crate) use parse::parse;

/// An SQL expression over columns, parsed and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// As it stands in the file.
    pub text: String,
    pub ast: ast::Expr,
    pub place: TextPlace,
}

/// A name that an expression uses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// A column of the register at hand.
    Column(String),
    /// `学校.规划建成年份`: a column of the school that the row belongs to.
    SchoolColumn(String),
    /// `参数.音乐教室面积下限`
    Parameter(String),
}

impl Reference {
    /// What an identifier of an expression refers to; `None` when it is no identifier.
    pub fn of(expression: &ast::Expr) -> Option<Self> {
        match expression {
            ast::Expr::Identifier(name) => Some(Reference::Column(name.value.clone())),
            ast::Expr::CompoundIdentifier(names) => match names.as_slice() {
                [room, name] if room.value == crate::scope::SCHOOL => {
                    Some(Reference::SchoolColumn(name.value.clone()))
                }
                [room, name] if room.value == crate::scope::PARAMETER => {
                    Some(Reference::Parameter(name.value.clone()))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// As expressions write it.
    pub fn text(&self) -> String {
        match self {
            Reference::Column(name) => name.clone(),
            Reference::SchoolColumn(name) => format!("{}.{name}", crate::scope::SCHOOL),
            Reference::Parameter(name) => format!("{}.{name}", crate::scope::PARAMETER),
        }
    }

    /// As a quoted SQL identifier: `"学校"."规划建成年份"`.
    pub fn sql(&self) -> String {
        match self {
            Reference::Column(name) => quoted(name),
            Reference::SchoolColumn(name) => {
                format!("{}.{}", quoted(crate::scope::SCHOOL), quoted(name))
            }
            Reference::Parameter(name) => {
                format!("{}.{}", quoted(crate::scope::PARAMETER), quoted(name))
            }
        }
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
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

    /// SQL in which each name is what `rename` gives for it, or stays a quoted identifier where that
    /// is `None`. What is put in for a name is put in parentheses unless it is a single word.
    pub fn sql(&self, rename: &dyn Fn(&Reference) -> Option<String>) -> String {
        sql(&self.ast, rename)
    }
}

/// As [`Expression::sql`], for a part of an expression.
pub fn sql(part: &ast::Expr, rename: &dyn Fn(&Reference) -> Option<String>) -> String {
    let mut text = String::new();
    write_sql(part, rename, &mut text);
    text
}

/// Whether a call is one of the aggregates that expressions may use.
pub fn is_aggregate(function: &ast::Function) -> bool {
    calls::AGGREGATES.contains(&function_name(function).as_str())
}

pub(crate) fn function_name(function: &ast::Function) -> String {
    function.name.to_string().to_ascii_lowercase()
}

/// The parts that an expression consists of, one level down. Only what [`check`] lets through has
/// parts; nothing else is ever kept.
pub(crate) fn parts(expression: &ast::Expr) -> Vec<&ast::Expr> {
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
pub(crate) fn arguments(function: &ast::Function) -> Vec<&ast::Expr> {
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
pub(crate) fn visit<'a>(expression: &'a ast::Expr, see: &mut impl FnMut(&'a ast::Expr)) {
    see(expression);
    for part in parts(expression) {
        visit(part, see);
    }
}

fn write_sql(
    expression: &ast::Expr,
    rename: &dyn Fn(&Reference) -> Option<String>,
    into: &mut String,
) {
    use ast::Expr;
    if let Some(reference) = Reference::of(expression) {
        match rename(&reference) {
            Some(put) if is_single(&put) => into.push_str(&put),
            Some(put) => into.push_str(&format!("({put})")),
            None => into.push_str(&reference.sql()),
        }
        return;
    }
    let inner = |part: &ast::Expr| sql(part, rename);
    into.push_str(&match expression {
        Expr::Nested(part) => format!("({})", inner(part)),
        Expr::Ceil { expr, .. } => format!("ceil({})", inner(expr)),
        Expr::Floor { expr, .. } => format!("floor({})", inner(expr)),
        Expr::UnaryOp { op, expr } => match op {
            ast::UnaryOperator::Not => format!("NOT {}", inner(expr)),
            // The space keeps two minus signs from becoming a comment.
            _ => format!("{op} {}", inner(expr)),
        },
        Expr::BinaryOp { left, op, right } => {
            format!("{} {op} {}", inner(left), inner(right))
        }
        Expr::Case { .. } => case_sql(expression, &inner),
        Expr::Function(function) => call_sql(function, &inner),
        other => condition_sql(other, &inner),
    });
}

/// What asks something of a value, as SQL.
fn condition_sql(expression: &ast::Expr, inner: &dyn Fn(&ast::Expr) -> String) -> String {
    use ast::Expr;
    match expression {
        Expr::IsNull(part) => format!("{} IS NULL", inner(part)),
        Expr::IsNotNull(part) => format!("{} IS NOT NULL", inner(part)),
        Expr::IsTrue(part) => format!("{} IS TRUE", inner(part)),
        Expr::IsNotTrue(part) => format!("{} IS NOT TRUE", inner(part)),
        Expr::IsFalse(part) => format!("{} IS FALSE", inner(part)),
        Expr::IsNotFalse(part) => format!("{} IS NOT FALSE", inner(part)),
        Expr::Between {
            expr,
            negated,
            low,
            high,
        } => {
            let (low, high) = (inner(low), inner(high));
            format!("{} {}BETWEEN {low} AND {high}", inner(expr), not(*negated))
        }
        Expr::InList {
            expr,
            list,
            negated,
        } => {
            let list: Vec<String> = list.iter().map(inner).collect();
            let list = list.join(", ");
            format!("{} {}IN ({list})", inner(expr), not(*negated))
        }
        Expr::Like {
            expr,
            negated,
            pattern,
            ..
        } => format!("{} {}LIKE {}", inner(expr), not(*negated), inner(pattern)),
        // Literals print themselves.
        other => other.to_string(),
    }
}

/// Whether SQL text is a name or a number, so that it needs no parentheses.
fn is_single(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_alphanumeric() || matches!(letter, '"' | '.' | '_'))
}

const fn not(negated: bool) -> &'static str {
    if negated { "NOT " } else { "" }
}

fn case_sql(expression: &ast::Expr, inner: &dyn Fn(&ast::Expr) -> String) -> String {
    let ast::Expr::Case {
        operand,
        conditions,
        else_result,
        ..
    } = expression
    else {
        return String::new();
    };
    let mut text = String::from("CASE");
    if let Some(operand) = operand {
        text += &format!(" {}", inner(operand));
    }
    for branch in conditions {
        text += &format!(
            " WHEN {} THEN {}",
            inner(&branch.condition),
            inner(&branch.result)
        );
    }
    if let Some(otherwise) = else_result {
        text += &format!(" ELSE {}", inner(otherwise));
    }
    text + " END"
}

fn call_sql(function: &ast::Function, inner: &dyn Fn(&ast::Expr) -> String) -> String {
    let distinct = match &function.args {
        ast::FunctionArguments::List(list)
            if list.duplicate_treatment == Some(ast::DuplicateTreatment::Distinct) =>
        {
            "DISTINCT "
        }
        _ => "",
    };
    let given: Vec<String> = arguments(function).into_iter().map(inner).collect();
    let given = if given.is_empty() {
        String::from("*")
    } else {
        given.join(", ")
    };
    let mut text = format!("{}({distinct}{given})", function_name(function));
    if let Some(filter) = &function.filter {
        text += &format!(" FILTER (WHERE {})", inner(filter));
    }
    text
}
