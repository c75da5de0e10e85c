//! The names and codes that expressions may use.

use junheng_model::Stage;
use sqlparser::ast::{Expr, Value};

use super::check::{Checker, Level};
use super::reference::{PARAMETER, Reference, SCHOOL, STAGE};
use crate::mistake::TextDiagnostic;
use crate::scope::Holds;

impl Checker<'_> {
    pub(super) fn name(&self, expression: &Expr, level: Level) -> Option<Holds> {
        let Some(reference) = Reference::of(expression) else {
            return self.unknown_room(expression);
        };
        let Some(named) = self.scope.find(&reference) else {
            return self.unknown_name(expression, &reference);
        };
        if named.personal && self.scope.judges {
            self.tell(
                expression,
                "personal-column",
                format!("{} 是个人信息，政策不能用它评判", reference.text()),
                format!("`{}` is personal: no policy judges by it", reference.text()),
            );
            return None;
        }
        if let Reference::Parameter(name) = &reference {
            self.parameter(expression, name)?;
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

    /// Whether what the parameter's cases ask is known of a row.
    fn parameter(&self, expression: &Expr, name: &str) -> Option<()> {
        let register = &self.scope.register;
        let asks = self.scope.parameters.get(name).copied().unwrap_or_default();
        if asks.stage && !self.scope.has_stage {
            self.tell(
                expression,
                "parameter-of-stage",
                format!("{name} 因学段而异，而“{register}”的行没有学段"),
                format!("`{name}` differs by stage, but rows of `{register}` have none"),
            );
            return None;
        }
        if asks.school && self.scope.school.is_none() {
            self.tell(
                expression,
                "parameter-of-school",
                format!("{name} 因学校而异，而“{register}”的行不属于学校"),
                format!("`{name}` differs by school, but rows of `{register}` belong to none"),
            );
            return None;
        }
        Some(())
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

    /// Whether a literal that is compared with a coded column is a code of its list.
    pub(super) fn known_code(&self, column: &Expr, holds: &Holds, literal: &Expr) -> bool {
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
