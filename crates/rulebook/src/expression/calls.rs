//! The functions and aggregates that expressions may use.

use sqlparser::ast::{self, Expr};

use super::check::{Checker, Level};
use super::syntax::{AGGREGATES, arguments, function_name};
use crate::mistake::TextDiagnostic;
use crate::scope::Holds;

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

impl Checker<'_> {
    pub(super) fn call(
        &self,
        whole: &Expr,
        function: &ast::Function,
        level: Level,
    ) -> Option<Holds> {
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
