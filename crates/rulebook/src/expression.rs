//! SQL expressions in rulebook files.

use sqlparser::ast;

use crate::TextPlace;

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
