//! What is asked, and what comes of it.

use junheng_model::{Quantity, RuleFinding, SchoolCell, Stage, Variation, Verdict};

/// One changed figure.
#[derive(Debug, Clone, Copy)]
pub struct Change<'c> {
    /// 学校标识码
    pub school: &'c str,
    /// The column of 学校, by its declared name.
    pub column: &'c str,
    /// In the column's stored unit; `None` makes it missing.
    pub value: Option<Quantity>,
}

/// What a change makes of the county.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The county's verdict.
    pub verdict: Verdict,
    /// Every rule, as in the county's findings.
    pub rules: Vec<RuleFinding>,
    /// The changed indicators, each with its new variation.
    pub indicators: Vec<ChangedIndicator>,
    /// The stages of the school, with all their cells.
    pub units: Vec<ChangedUnit>,
}

/// An indicator whose variation the change touches.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedIndicator {
    pub id: String,
    pub stage: Stage,
    pub verdict: Verdict,
    pub variation: Option<Variation>,
}

/// One stage of the changed school.
#[derive(Debug, Clone)]
pub struct ChangedUnit {
    pub stage: Stage,
    pub verdict: Verdict,
    /// How many indicators it meets.
    pub met: u16,
    /// One for each indicator of [`junheng_model::SchoolFigures::indicators`].
    pub cells: Vec<SchoolCell>,
}
