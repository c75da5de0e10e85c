//! Names that expressions use.

use sqlparser::ast;

/// The register of schools, which the stage view and `学校.` refer to.
pub(crate) const SCHOOL: &str = "学校";
/// The prefix of parameters.
pub(super) const PARAMETER: &str = "参数";
/// The name of the stage of a row in the stage view.
pub(crate) const STAGE: &str = "学段";

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
                [room, name] if room.value == SCHOOL => {
                    Some(Reference::SchoolColumn(name.value.clone()))
                }
                [room, name] if room.value == PARAMETER => {
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
            Reference::SchoolColumn(name) => format!("{}.{name}", SCHOOL),
            Reference::Parameter(name) => format!("{}.{name}", PARAMETER),
        }
    }

    /// As a quoted SQL identifier: `"学校"."规划建成年份"`.
    pub fn sql(&self) -> String {
        match self {
            Reference::Column(name) => quoted(name),
            Reference::SchoolColumn(name) => {
                format!("{}.{}", quoted(SCHOOL), quoted(name))
            }
            Reference::Parameter(name) => {
                format!("{}.{}", quoted(PARAMETER), quoted(name))
            }
        }
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
