//! Worked examples that lie beside a policy.

use jiff::civil::Date;

use crate::TextPlace;

/// A worked example: what a county hands in, and the figures that must come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The policy's id.
    pub policy: String,
    pub title: String,
    /// The day as of which the county is judged.
    pub as_of: Date,
    /// The text between title and tables, without markup.
    pub prose: String,
    /// Rows of registers.
    pub inputs: Vec<ExampleTable>,
    /// What must come out; [`ExampleTable::name`] is 学校, 县 or 规则.
    pub expected: Vec<ExampleTable>,
    pub place: TextPlace,
}

/// A table of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleTable {
    /// The register, or what follows 应得.
    pub name: String,
    pub headings: Vec<String>,
    pub rows: Vec<ExampleRow>,
    pub place: TextPlace,
}

/// A row of an example's table, as long as its headings. Empty cells are empty texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleRow {
    pub cells: Vec<String>,
    pub place: TextPlace,
}
