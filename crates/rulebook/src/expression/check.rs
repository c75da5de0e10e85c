//! Whether an expression uses known names, known functions and fitting types.

use sqlparser::ast::{self, BinaryOperator, Expr, Spanned, UnaryOperator, Value};

use super::parse::offset;
use super::syntax::Expression;
use crate::CodeList;
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::scope::{Holds, Scope};
use crate::written::WrittenText;

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
pub(super) enum Level {
    /// Columns are values of one row; aggregates are not allowed.
    Row,
    /// Columns stand within aggregates only.
    Group,
}

pub(super) struct Checker<'a> {
    pub written: &'a WrittenText,
    pub scope: &'a Scope,
    pub codes: &'a [CodeList],
    pub mistakes: &'a Mistakes,
}

impl Checker<'_> {
    /// What the expression holds; `None` after a mistake was told.
    pub(super) fn holds(&self, expression: &Expr, level: Level) -> Option<Holds> {
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
            Expr::InList { expr, list, .. } if !list.is_empty() => {
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
            } => self.likeness(expr, pattern, level),
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

    pub(super) fn truth(&self, expression: &Expr, level: Level) -> Option<Holds> {
        let holds = self.holds(expression, level)?;
        if !holds.is_truth() {
            self.wrong_type(expression, &holds, "条件", "a condition");
            return None;
        }
        Some(Holds::Truth)
    }

    pub(super) fn number(&self, expression: &Expr, level: Level) -> Option<Holds> {
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

    /// A pattern is not a code, so it is not looked up in the list.
    fn likeness(&self, text: &Expr, pattern: &Expr, level: Level) -> Option<Holds> {
        for part in [text, pattern] {
            let holds = self.holds(part, level)?;
            if !holds.compares_with(&Holds::Text) {
                self.wrong_type(part, &holds, "文字", "a text");
                return None;
            }
        }
        Some(Holds::Truth)
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
    pub(super) fn joined(&self, so_far: Option<Holds>, next: &Expr, level: Level) -> Option<Holds> {
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

    pub(super) fn refuse(&self, expression: &Expr) -> Option<Holds> {
        self.tell(
            expression,
            "not-allowed",
            "此处不能用这种写法".to_owned(),
            "this form is not allowed here".to_owned(),
        );
        None
    }

    pub(super) fn wrong_type(&self, expression: &Expr, holds: &Holds, zh: &str, en: &str) {
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

    pub(super) fn tell(&self, expression: &Expr, code: &'static str, zh: String, en: String) {
        let place = self.place(expression);
        self.mistakes
            .push(TextDiagnostic::new(&place, code, zh, en));
    }

    pub(super) fn place(&self, expression: &Expr) -> crate::TextPlace {
        let start = expression.span().start;
        self.written.place(offset(&self.written.text, start))
    }
}
