//! Expressions as SQL text.

use sqlparser::ast;

use super::reference::Reference;
use super::syntax::{Expression, arguments, function_name};

impl Expression {
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
