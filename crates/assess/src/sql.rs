//! From the rulebook's expressions to the engine's SQL.
//!
//! Three rewritings happen here and nowhere else. A blank must never make a figure smaller, so every
//! aggregate is accompanied by a count of the rows whose contribution is unknown. An aggregate over one
//! row is that row's value. And names are bound: columns of a stage, of the row's school, parameters as
//! of a day.

use std::ops::ControlFlow;

use jiff::civil::Date;
use junheng_model::Stage;
use junheng_rulebook::{Expression, Policy, Reference, Register, is_aggregate};
use sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, visit_expressions,
    visit_expressions_mut,
};

use crate::known_names::STAGE;

/// Quotes an identifier.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Quotes a text literal.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// What the names in an expression mean in one query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names<'a> {
    pub policy: Option<&'a Policy>,
    pub day: Date,
    /// The register that plain column names belong to.
    pub register: &'a Register,
    /// How the query calls the register's rows.
    pub alias: &'a str,
    /// How the query calls the school of a row.
    pub school_alias: &'a str,
    /// For the stage view read from the wide register: the stage.
    pub stage: Option<Stage>,
}

impl Names<'_> {
    /// The SQL text of an expression.
    pub(crate) fn sql(&self, expression: &Expression) -> String {
        expression.sql(&|reference| Some(self.bind(reference)))
    }

    /// The SQL text of one name.
    pub(crate) fn bind(&self, reference: &Reference) -> String {
        match reference {
            Reference::Column(name) => self.column(name),
            Reference::SchoolColumn(name) => {
                format!("{}.{}", quoted(self.school_alias), quoted(name))
            }
            Reference::Parameter(name) => self.parameter(name),
        }
    }

    /// A column of the register, or what it means for the stage at hand.
    pub(crate) fn column(&self, name: &str) -> String {
        let column = match self.stage {
            Some(stage) if name == STAGE => return literal(stage.name()),
            Some(stage) => self
                .register
                .stage_column(name, stage)
                .map_or(name, |column| &column.name),
            // Which units are asked (`of`) is said of the schools, wherever their figures come from.
            None if self.register.column(name).is_none() => {
                return format!("{}.{}", quoted(self.school_alias), quoted(name));
            }
            None => name,
        };
        format!("{}.{}", quoted(self.alias), quoted(column))
    }

    fn parameter(&self, name: &str) -> String {
        let parameter = self.policy.and_then(|policy| policy.parameter(name));
        let text = parameter.and_then(|parameter| {
            parameter.sql_on(self.day, self.stage, &|reference| {
                Some(self.bind(reference))
            })
        });
        // Without a value on this day the figure is unknown, not zero.
        text.unwrap_or_else(|| "NULL".to_owned())
    }
}

/// An expression with another syntax tree, for rewriting.
fn with_tree(expression: &Expression, ast: Expr) -> Expression {
    Expression {
        text: expression.text.clone(),
        ast,
        place: expression.place.clone(),
    }
}

/// An aggregate expression over a single row: `sum(a - b)` is `a - b`, `count(*)` is 1.
pub(crate) fn over_one_row(expression: &Expression) -> Expression {
    let mut ast = expression.ast.clone();
    let _: ControlFlow<()> = visit_expressions_mut(&mut ast, |node| {
        if let Expr::Function(function) = node
            && let Some(argument) = aggregated(function)
        {
            let value = match argument {
                Argument::Rows => number(1),
                Argument::Value(value) => Expr::Nested(value),
            };
            *node = match function.filter.take() {
                None => value,
                // Neither branch is taken when the filter is unknown: the value is then missing.
                Some(filter) => case(nested(*filter), value),
            };
        }
        ControlFlow::Continue(())
    });
    with_tree(expression, ast)
}

/// The same aggregate over only those rows for which `of` holds; a sum over no rows is zero.
pub(crate) fn restricted(expression: &Expression, of: Option<&Expression>) -> Expression {
    let mut ast = expression.ast.clone();
    let _: ControlFlow<()> = visit_expressions_mut(&mut ast, |node| {
        if let Expr::Function(function) = node
            && aggregated(function).is_some()
        {
            let mut aggregate = function.clone();
            if let Some(of) = of {
                let base = nested(of.ast.clone());
                aggregate.filter = Some(Box::new(match aggregate.filter.take() {
                    None => base,
                    Some(filter) => and(base, nested(*filter)),
                }));
            }
            let sums = is_named(&aggregate, "sum") || is_named(&aggregate, "count");
            *node = if sums {
                or_zero(Expr::Function(aggregate))
            } else {
                Expr::Function(aggregate)
            };
        }
        ControlFlow::Continue(())
    });
    with_tree(expression, ast)
}

/// For each aggregate in the expression, the condition under which a row's part in it is unknown.
pub(crate) fn unknown_conditions(
    expression: &Expression,
    of: Option<&Expression>,
) -> Vec<Expression> {
    let mut conditions = Vec::new();
    let _: ControlFlow<()> = visit_expressions(&expression.ast, |node| {
        if let Expr::Function(function) = node
            && let Some(argument) = aggregated(function)
        {
            let value_unknown = match argument {
                Argument::Rows => None,
                Argument::Value(value) => Some(is_null(*value)),
            };
            let mut condition = value_unknown;
            for filter in [function.filter.as_deref(), of.map(|of| &of.ast)]
                .into_iter()
                .flatten()
            {
                let unknown = is_null(filter.clone());
                condition = Some(match condition {
                    None => unknown,
                    Some(inner) => or(unknown, nested(and(nested(filter.clone()), nested(inner)))),
                });
            }
            conditions.extend(condition.map(|ast| with_tree(expression, ast)));
        }
        ControlFlow::Continue(())
    });
    conditions
}

enum Argument {
    /// `count(*)`
    Rows,
    Value(Box<Expr>),
}

/// What an aggregate call aggregates; `None` for other functions.
fn aggregated(function: &Function) -> Option<Argument> {
    if !is_aggregate(function) {
        return None;
    }
    let FunctionArguments::List(list) = &function.args else {
        return None;
    };
    match list.args.first()? {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(value)) => {
            Some(Argument::Value(Box::new(value.clone())))
        }
        FunctionArg::Unnamed(FunctionArgExpr::Wildcard) => Some(Argument::Rows),
        _ => None,
    }
}

fn is_named(function: &Function, name: &str) -> bool {
    function.name.to_string().eq_ignore_ascii_case(name)
}

fn nested(expr: Expr) -> Expr {
    Expr::Nested(Box::new(expr))
}

fn is_null(expr: Expr) -> Expr {
    Expr::IsNull(Box::new(nested(expr)))
}

fn binary(left: Expr, op: sqlparser::ast::BinaryOperator, right: Expr) -> Expr {
    Expr::BinaryOp {
        left: Box::new(left),
        op,
        right: Box::new(right),
    }
}

fn and(left: Expr, right: Expr) -> Expr {
    binary(left, sqlparser::ast::BinaryOperator::And, right)
}

fn or(left: Expr, right: Expr) -> Expr {
    binary(left, sqlparser::ast::BinaryOperator::Or, right)
}

fn number(value: u32) -> Expr {
    Expr::value(sqlparser::ast::Value::Number(value.to_string(), false))
}

/// `CASE WHEN filter THEN value WHEN NOT filter THEN 0 END`
fn case(filter: Expr, value: Expr) -> Expr {
    let otherwise = Expr::UnaryOp {
        op: sqlparser::ast::UnaryOperator::Not,
        expr: Box::new(filter.clone()),
    };
    let branch = |condition, result| sqlparser::ast::CaseWhen { condition, result };
    Expr::Case {
        case_token: sqlparser::ast::helpers::attached_token::AttachedToken::empty(),
        end_token: sqlparser::ast::helpers::attached_token::AttachedToken::empty(),
        operand: None,
        conditions: vec![branch(filter, value), branch(otherwise, number(0))],
        else_result: None,
    }
}

/// `CASE WHEN aggregate IS NULL THEN 0 ELSE aggregate END`, which needs no function of the engine.
fn or_zero(aggregate: Expr) -> Expr {
    Expr::Case {
        case_token: sqlparser::ast::helpers::attached_token::AttachedToken::empty(),
        end_token: sqlparser::ast::helpers::attached_token::AttachedToken::empty(),
        operand: None,
        conditions: vec![sqlparser::ast::CaseWhen {
            condition: Expr::IsNull(Box::new(aggregate.clone())),
            result: number(0),
        }],
        else_result: Some(Box::new(aggregate)),
    }
}

/// `count(*)`, or `count(*) FILTER (WHERE condition)`.
pub(crate) fn count(condition: Option<&Expression>, like: &Expression) -> Expression {
    let mut counted = with_tree(like, parse("count(*)"));
    if let (Some(condition), Expr::Function(function)) = (condition, &mut counted.ast) {
        function.filter = Some(Box::new(nested(condition.ast.clone())));
    }
    counted
}

/// The numerator with an optional column added where its condition holds.
pub(crate) fn supplemented(value: &Expression, when: &Expression, add: &str) -> Expression {
    let column = Expr::Identifier(sqlparser::ast::Ident::new(add));
    let claimed = and(
        nested(when.ast.clone()),
        Expr::IsNotNull(Box::new(column.clone())),
    );
    let mut added = case(claimed, column);
    if let Expr::Case {
        conditions,
        else_result,
        ..
    } = &mut added
    {
        // What was not claimed adds nothing; that is no gap in the data.
        conditions.truncate(1);
        *else_result = Some(Box::new(number(0)));
    }
    let mut sum = parse("sum(x)");
    if let Expr::Function(Function {
        args: FunctionArguments::List(list),
        ..
    }) = &mut sum
    {
        list.args = vec![FunctionArg::Unnamed(FunctionArgExpr::Expr(added))];
    }
    with_tree(
        value,
        binary(
            nested(value.ast.clone()),
            sqlparser::ast::BinaryOperator::Plus,
            sum,
        ),
    )
}

/// An expression of our own, standing for an indicator's declaration.
pub(crate) fn parsed(text: &str, indicator: &junheng_rulebook::Indicator) -> Expression {
    Expression {
        text: text.to_owned(),
        ast: parse(text),
        place: indicator.place.clone(),
    }
}

fn parse(text: &str) -> Expr {
    let parsed = sqlparser::parser::Parser::new(&sqlparser::dialect::GenericDialect {})
        .try_with_sql(text)
        .and_then(|mut parser| parser.parse_expr());
    parsed.expect("expressions made here are well formed: names and literals are quoted")
}
