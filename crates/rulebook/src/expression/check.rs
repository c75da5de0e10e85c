//! Whether an expression uses known names, known functions and fitting types.

use sqlparser::ast::{self, BinaryOperator, Expr, Spanned, UnaryOperator, Value};

use super::parse::offset;
use super::{Expression, Reference, arguments, function_name};
use crate::CodeList;
use crate::load::WrittenText;
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::scope::{Holds, PARAMETER, SCHOOL, STAGE, Scope};
use junheng_model::Stage;

pub(super) const AGGREGATES: [&str; 5] = ["sum", "count", "min", "max", "avg"];
/// Functions over the values of one row: name, fewest and most arguments.
const FUNCTIONS: [(&str, usize, usize); 7] = [
    ("greatest", 2, 20),
    ("least", 2, 20),
    ("coalesce", 2, 20),
    ("abs", 1, 1),
    ("round", 1, 2),
    ("ceil", 1, 1),
    ("floor", 1, 1),
];

/// What an expression must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    /// True, false or unknown, of one row.
    Condition,
    /// A number, of one row.
    Figure,
    /// A number, of many rows.
    Aggregate,
}

/// Checks an expression against the names of its scope. `None` when it cannot be used.
pub(crate) fn check(
    written: &WrittenText,
    expression: Expression,
    scope: &Scope,
    codes: &[CodeList],
    expected: Expected,
    mistakes: &Mistakes,
) -> Option<Expression> {
    let checker = Checker {
        written,
        scope,
        codes,
        mistakes,
    };
    let at = match expected {
        Expected::Condition | Expected::Figure => Level::Row,
        Expected::Aggregate => Level::Group,
    };
    let holds = checker.holds(&expression.ast, at)?;
    let (fits, zh, en) = match expected {
        Expected::Condition => (holds.is_truth(), "条件", "a condition"),
        Expected::Figure | Expected::Aggregate => (holds.is_number(), "数", "a number"),
    };
    if !fits {
        checker.wrong_type(&expression.ast, &holds, zh, en);
        return None;
    }
    Some(expression)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// Columns are values of one row; aggregates are not allowed.
    Row,
    /// Columns stand within aggregates only.
    Group,
}

struct Checker<'a> {
    written: &'a WrittenText,
    scope: &'a Scope,
    codes: &'a [CodeList],
    mistakes: &'a Mistakes,
}

impl Checker<'_> {
    /// What the expression holds; `None` after a mistake was told.
    fn holds(&self, expression: &Expr, level: Level) -> Option<Holds> {
        match expression {
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) => self.name(expression, level),
            Expr::Value(value) => self.literal(expression, &value.value),
            Expr::TypedString(typed) if typed.data_type == ast::DataType::Date => Some(Holds::Date),
            Expr::Nested(inner) => self.holds(inner, level),
            Expr::IsNull(inner) | Expr::IsNotNull(inner) => {
                self.holds(inner, level).map(|_| Holds::Truth)
            }
            Expr::IsTrue(inner)
            | Expr::IsNotTrue(inner)
            | Expr::IsFalse(inner)
            | Expr::IsNotFalse(inner) => self.truth(inner, level),
            Expr::UnaryOp { op, expr } => match op {
                UnaryOperator::Not => self.truth(expr, level),
                UnaryOperator::Minus | UnaryOperator::Plus => self.number(expr, level),
                _ => self.refuse(expression),
            },
            Expr::BinaryOp { left, op, right } => {
                self.operation(expression, left, op, right, level)
            }
            Expr::Between {
                expr, low, high, ..
            } => {
                let low = self.comparison(expr, low, level);
                let high = self.comparison(expr, high, level);
                low.and(high)
            }
            Expr::InList { expr, list, .. } => {
                let each: Vec<_> = list
                    .iter()
                    .map(|item| self.comparison(expr, item, level))
                    .collect();
                each.into_iter().collect::<Option<Vec<_>>>()?;
                Some(Holds::Truth)
            }
            Expr::Like {
                expr,
                pattern,
                any: false,
                escape_char: None,
                ..
            } => self.comparison(expr, pattern, level),
            Expr::Case {
                operand: None,
                conditions,
                else_result,
                ..
            } => self.cases(conditions, else_result.as_deref(), level),
            Expr::Ceil { expr, field } | Expr::Floor { expr, field } => match field {
                ast::CeilFloorKind::DateTimeField(ast::DateTimeField::NoDateTime) => {
                    self.number(expr, level).map(|_| Holds::Whole)
                }
                _ => self.refuse(expression),
            },
            Expr::Function(function) => self.call(expression, function, level),
            _ => self.refuse(expression),
        }
    }

    fn name(&self, expression: &Expr, level: Level) -> Option<Holds> {
        let Some(reference) = Reference::of(expression) else {
            return self.unknown_room(expression);
        };
        let Some(named) = self.scope.find(&reference) else {
            return self.unknown_name(expression, &reference);
        };
        if let Reference::Parameter(name) = &reference {
            let asks = self.scope.parameters.get(name).copied().unwrap_or_default();
            if asks.stage && !self.scope.has_stage {
                self.tell(
                    expression,
                    "parameter-of-stage",
                    format!("{name} 因学段而异，而“{}”的行没有学段", self.scope.register),
                    format!(
                        "`{name}` differs by stage, but rows of `{}` have none",
                        self.scope.register
                    ),
                );
                return None;
            }
            if asks.school && self.scope.school.is_none() {
                self.tell(
                    expression,
                    "parameter-of-school",
                    format!(
                        "{} 因学校而异，而“{}”的行不属于学校",
                        name, self.scope.register
                    ),
                    format!(
                        "`{name}` differs by school, but rows of `{}` belong to none",
                        self.scope.register
                    ),
                );
                return None;
            }
        } else if level == Level::Group {
            self.tell(
                expression,
                "not-aggregated",
                format!("{} 要放在 sum(…)、count(…) 等汇总之内", reference.text()),
                format!(
                    "`{}` must stand within sum(…), count(…) …",
                    reference.text()
                ),
            );
            return None;
        }
        Some(named.holds)
    }

    fn unknown_room(&self, expression: &Expr) -> Option<Holds> {
        self.mistakes.push(
            TextDiagnostic::new(
                &self.place(expression),
                "unknown-reference",
                format!("读不懂 {expression}"),
                format!("`{expression}` names nothing"),
            )
            .expected(
                format!("列名、{SCHOOL}.列名 或 {PARAMETER}.名称"),
                format!("a column, {SCHOOL}.column or {PARAMETER}.name"),
            ),
        );
        None
    }

    fn unknown_name(&self, expression: &Expr, reference: &Reference) -> Option<Holds> {
        let text = reference.text();
        let (zh, en) = match reference {
            Reference::Column(name) => (
                format!("“{}”没有名为 {name} 的列", self.scope.register),
                format!("`{}` has no column `{name}`", self.scope.register),
            ),
            Reference::SchoolColumn(_) if self.scope.school.is_none() => (
                format!("“{}”的行不属于学校，不能用 {text}", self.scope.register),
                format!(
                    "rows of `{}` belong to no school, so `{text}` has no meaning",
                    self.scope.register
                ),
            ),
            Reference::SchoolColumn(name) => (
                format!("“{SCHOOL}”没有名为 {name} 的列"),
                format!("`{SCHOOL}` has no column `{name}`"),
            ),
            Reference::Parameter(name) => (
                format!("没有名为 {name} 的参数"),
                format!("there is no parameter `{name}`"),
            ),
        };
        let written = match reference {
            Reference::Column(name)
            | Reference::SchoolColumn(name)
            | Reference::Parameter(name) => name,
        };
        let told = TextDiagnostic::new(&self.place(expression), "unknown-reference", zh, en)
            .known(written, self.scope.names_like(reference));
        let of_school = Reference::SchoolColumn(written.clone());
        self.mistakes.push(match reference {
            Reference::Column(_) if self.scope.find(&of_school).is_some() => {
                let text = of_school.text();
                told.mend(format!("写作 {text}"), format!("write `{text}`"))
            }
            _ => told,
        });
        None
    }

    fn literal(&self, expression: &Expr, value: &Value) -> Option<Holds> {
        match value {
            Value::Number(digits, false) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(Holds::Whole)
            }
            Value::Number(digits, false)
                if digits
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'.') =>
            {
                Some(Holds::Decimal)
            }
            Value::SingleQuotedString(_) => Some(Holds::Text),
            Value::Boolean(_) => Some(Holds::Truth),
            Value::Null => Some(Holds::Nothing),
            _ => self.refuse(expression),
        }
    }

    fn truth(&self, expression: &Expr, level: Level) -> Option<Holds> {
        let holds = self.holds(expression, level)?;
        if !holds.is_truth() {
            self.wrong_type(expression, &holds, "条件", "a condition");
            return None;
        }
        Some(Holds::Truth)
    }

    fn number(&self, expression: &Expr, level: Level) -> Option<Holds> {
        let holds = self.holds(expression, level)?;
        if !holds.is_number() {
            self.wrong_type(expression, &holds, "数", "a number");
            return None;
        }
        Some(holds)
    }

    fn operation(
        &self,
        whole: &Expr,
        left: &Expr,
        op: &BinaryOperator,
        right: &Expr,
        level: Level,
    ) -> Option<Holds> {
        use BinaryOperator as Op;
        match op {
            Op::And | Op::Or => {
                let left = self.truth(left, level);
                let right = self.truth(right, level);
                left.and(right)
            }
            Op::Eq | Op::NotEq | Op::Lt | Op::LtEq | Op::Gt | Op::GtEq => {
                self.comparison(left, right, level)
            }
            Op::Plus | Op::Minus | Op::Multiply | Op::Divide => {
                let holds = (self.number(left, level), self.number(right, level));
                let (Some(of_left), Some(of_right)) = holds else {
                    return None;
                };
                let both_whole = of_left == Holds::Whole && of_right == Holds::Whole;
                if *op == Op::Divide && both_whole {
                    return self.whole_division(whole);
                }
                Some(if both_whole {
                    Holds::Whole
                } else {
                    Holds::Decimal
                })
            }
            _ => self.refuse(whole),
        }
    }

    fn whole_division(&self, expression: &Expr) -> Option<Holds> {
        self.mistakes.push(
            TextDiagnostic::new(
                &self.place(expression),
                "whole-division",
                "两个整数相除会丢掉余数",
                "dividing two whole numbers drops the remainder",
            )
            .mend(
                "把其中一个写成小数：12 写作 12.0，或在前面乘 1.0",
                "make one of them a decimal: write 12.0 for 12, or multiply by 1.0 first",
            ),
        );
        None
    }

    fn comparison(&self, left: &Expr, right: &Expr, level: Level) -> Option<Holds> {
        let holds = (self.holds(left, level), self.holds(right, level));
        let (Some(of_left), Some(of_right)) = holds else {
            return None;
        };
        if !of_left.compares_with(&of_right) {
            let (zh, en) = of_left.words();
            self.wrong_type(right, &of_right, zh, en);
            return None;
        }
        let known_codes =
            self.known_code(left, &of_left, right) & self.known_code(right, &of_right, left);
        known_codes.then_some(Holds::Truth)
    }

    /// Whether a literal that is compared with a coded column is a code of its list.
    fn known_code(&self, column: &Expr, holds: &Holds, literal: &Expr) -> bool {
        let Some(written) = text_literal(literal) else {
            return true;
        };
        if Reference::of(column) == Some(Reference::Column(STAGE.to_owned())) && self.scope.by_stage
        {
            return self.known_word(literal, written, STAGE, &Stage::ALL.map(Stage::name));
        }
        let Holds::Code(list) = holds else {
            return true;
        };
        let Some(list) = self.codes.iter().find(|known| known.name == *list) else {
            // The register's own diagnostic says that the list is unknown.
            return true;
        };
        let codes: Vec<&str> = list.codes.iter().map(|code| code.code.as_str()).collect();
        if let Some(code) = list.find(written)
            && code.code != written
        {
            self.mistakes.push(
                TextDiagnostic::new(
                    &self.place(literal),
                    "unknown-code",
                    format!("“{written}”是名称，不是“{}”的代码", list.name),
                    format!("`{written}` is a name, not a code of `{}`", list.name),
                )
                .mend(
                    format!("写代码 '{}'", code.code),
                    format!("write '{}'", code.code),
                ),
            );
            return false;
        }
        self.known_word(literal, written, &list.name, &codes)
    }

    fn known_word(&self, literal: &Expr, written: &str, list: &str, known: &[&str]) -> bool {
        if known.contains(&written) {
            return true;
        }
        self.mistakes.push(
            TextDiagnostic::new(
                &self.place(literal),
                "unknown-code",
                format!("“{list}”中没有 '{written}'"),
                format!("`{list}` has no '{written}'"),
            )
            .known(written, known.iter().copied()),
        );
        false
    }

    fn cases(
        &self,
        conditions: &[ast::CaseWhen],
        otherwise: Option<&Expr>,
        level: Level,
    ) -> Option<Holds> {
        let mut result = Some(Holds::Nothing);
        for branch in conditions {
            let condition = self.truth(&branch.condition, level);
            result = self.joined(result, &branch.result, level);
            condition.as_ref()?;
        }
        match otherwise {
            Some(otherwise) => self.joined(result, otherwise, level),
            None => result,
        }
    }

    /// What results when either what was so far or this expression is taken.
    fn joined(&self, so_far: Option<Holds>, next: &Expr, level: Level) -> Option<Holds> {
        let holds = self.holds(next, level)?;
        let so_far = so_far?;
        if !so_far.compares_with(&holds) {
            let (zh, en) = so_far.words();
            self.wrong_type(next, &holds, zh, en);
            return None;
        }
        Some(match (so_far, holds) {
            (Holds::Nothing, other) | (other, Holds::Nothing) => other,
            (Holds::Whole, Holds::Whole) => Holds::Whole,
            (left, _) if left.is_number() => Holds::Decimal,
            (left, _) => left,
        })
    }

    fn call(&self, whole: &Expr, function: &ast::Function, level: Level) -> Option<Holds> {
        let name = function_name(function);
        let plain = function.over.is_none()
            && function.within_group.is_empty()
            && function.null_treatment.is_none()
            && function.parameters == ast::FunctionArguments::None
            && !function.uses_odbc_syntax;
        if !plain {
            return self.refuse(whole);
        }
        if AGGREGATES.contains(&name.as_str()) {
            return self.aggregate(whole, function, &name, level);
        }
        let Some((_, fewest, most)) = FUNCTIONS.iter().find(|(known, ..)| *known == name) else {
            return self.unknown_function(whole, &name);
        };
        let given = arguments(function);
        if function.filter.is_some()
            || !plain_list(function, given.len())
            || given.len() < *fewest
            || given.len() > *most
        {
            return self.refuse(whole);
        }
        let mut result = Some(Holds::Nothing);
        for argument in given {
            result = self.joined(result, argument, level);
        }
        result
    }

    fn aggregate(
        &self,
        whole: &Expr,
        function: &ast::Function,
        name: &str,
        level: Level,
    ) -> Option<Holds> {
        if level == Level::Row {
            self.tell(
                whole,
                "aggregate-of-row",
                format!("此处逐行计算，不能用汇总 {name}(…)"),
                format!("this is computed row by row: `{name}(…)` cannot be used"),
            );
            return None;
        }
        if let Some(filter) = &function.filter {
            self.truth(filter, Level::Row)?;
        }
        let given = arguments(function);
        match (name, given.as_slice()) {
            ("count", []) if is_star(function) => Some(Holds::Whole),
            ("count", [inner]) if list_without_clauses(function) => {
                self.holds(inner, Level::Row).map(|_| Holds::Whole)
            }
            ("avg", [inner]) if plain_list(function, 1) => {
                self.number(inner, Level::Row).map(|_| Holds::Decimal)
            }
            (_, [inner]) if plain_list(function, 1) => self.number(inner, Level::Row),
            _ => self.refuse(whole),
        }
    }

    fn unknown_function(&self, expression: &Expr, name: &str) -> Option<Holds> {
        let known: Vec<&str> = AGGREGATES
            .into_iter()
            .chain(FUNCTIONS.iter().map(|(known, ..)| *known))
            .collect();
        self.mistakes.push(
            TextDiagnostic::new(
                &self.place(expression),
                "unknown-function",
                format!("没有名为 {name} 的函数"),
                format!("there is no function `{name}`"),
            )
            .known(name, known),
        );
        None
    }

    fn refuse(&self, expression: &Expr) -> Option<Holds> {
        self.tell(
            expression,
            "not-allowed",
            "此处不能用这种写法".to_owned(),
            "this form is not allowed here".to_owned(),
        );
        None
    }

    fn wrong_type(&self, expression: &Expr, holds: &Holds, zh: &str, en: &str) {
        let (is_zh, is_en) = holds.words();
        self.mistakes.push(
            TextDiagnostic::new(
                &self.place(expression),
                "expression-type",
                format!("此处得到的是{is_zh}"),
                format!("this gives {is_en}"),
            )
            .expected(zh, en),
        );
    }

    fn tell(&self, expression: &Expr, code: &'static str, zh: String, en: String) {
        let place = self.place(expression);
        self.mistakes
            .push(TextDiagnostic::new(&place, code, zh, en));
    }

    fn place(&self, expression: &Expr) -> crate::TextPlace {
        let start = expression.span().start;
        self.written.place(offset(&self.written.text, start))
    }
}

/// The text of a literal, parentheses aside.
fn text_literal(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Nested(inner) => text_literal(inner),
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a call has plain arguments only, as many as were found.
fn plain_list(function: &ast::Function, found: usize) -> bool {
    matches!(&function.args, ast::FunctionArguments::List(list)
        if list.duplicate_treatment.is_none() && list.clauses.is_empty() && list.args.len() == found)
}

/// As [`plain_list`] with one argument, which may be `DISTINCT`.
fn list_without_clauses(function: &ast::Function) -> bool {
    matches!(&function.args, ast::FunctionArguments::List(list)
        if list.clauses.is_empty() && list.args.len() == 1)
}

fn is_star(function: &ast::Function) -> bool {
    matches!(&function.args, ast::FunctionArguments::List(list)
        if list.duplicate_treatment.is_none()
            && matches!(list.args.as_slice(), [ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Wildcard)]))
}
