//! Where a figure comes from.

use crate::{Alternative, Place, Stage, Standard, Variation, Verdict};

/// One figure led back to the cells that it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    pub policy: String,
    pub as_of: jiff::civil::Date,
    /// The indicator's id.
    pub indicator: String,
    pub county: String,
    /// The school's code and name; empty when the figure is the county's.
    pub code: String,
    pub name: String,
    pub stage: Option<Stage>,
    pub verdict: Verdict,
    pub value: Option<f64>,
    /// The unit's own numerator, after splitting.
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
    /// Per how many of the denominator the value is stated.
    pub per: f64,
    /// The limit that judged.
    pub limit: Option<f64>,
    /// How much is short of the limit, or beyond it, in natural units; zero when met.
    pub gap: Option<f64>,
    /// The two halves of the ratio: what each is made of.
    pub sides: Vec<ExplainedSide>,
    /// How the school's common resources were split, where they were.
    pub split: Option<ExplainedSplit>,
    /// Every standard of every layer.
    pub standards: Vec<Standard>,
    /// The variation that the figure is part of, and this unit's share in it.
    pub variation: Option<(Variation, f64)>,
    /// Other declared formulas.
    pub alternatives: Vec<Alternative>,
}

/// Numerator or denominator.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedSide {
    /// Whether this is the numerator.
    pub numerator: bool,
    /// The register.
    pub register: String,
    /// The expression as the policy declares it.
    pub expression: String,
    /// Before splitting.
    pub value: Option<f64>,
    /// How many rows it was taken over.
    pub rows: usize,
    /// The rows that count, the first of them where there are many.
    pub cells: Vec<ExplainedRow>,
}

/// One row that counts toward a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedRow {
    /// What to call the row.
    pub label: String,
    pub cells: Vec<ExplainedCell>,
}

/// One cell that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedCell {
    /// The column's declared name.
    pub column: String,
    /// The value in the column's unit; empty when missing.
    pub value: String,
    pub unit: String,
    /// `None` when the file has no cells, as Parquet.
    pub place: Option<Place>,
}

/// How a school's common resources were split between its stages.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedSplit {
    /// What the whole school has.
    pub whole: f64,
    /// The fraction of it that is this stage's.
    pub share: f64,
    /// Each stage with its pupils and the weight of one.
    pub stages: Vec<(Stage, f64, f64)>,
}
