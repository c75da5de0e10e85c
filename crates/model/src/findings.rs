//! What a policy says of a snapshot.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use crate::{BreakingUnits, Place, SchoolFigures, Stage, Verdict};

/// The result of judging one snapshot by one policy as of one day.
#[derive(Debug, Clone)]
pub struct Findings {
    /// The policy's id.
    pub policy: String,
    pub as_of: Date,
    /// The figures of every judged school and stage.
    pub schools: SchoolFigures,
    /// In order of name.
    pub counties: Vec<CountyFindings>,
}

/// The findings on one county.
#[derive(Debug, Clone)]
pub struct CountyFindings {
    pub county: String,
    pub verdict: Verdict,
    /// One for each rule of the verdict, in the policy's order.
    pub rules: Vec<RuleFinding>,
    /// One for each indicator and stage, in the policy's order.
    pub indicators: Vec<IndicatorFinding>,
    /// The county's units in [`SchoolFigures`].
    pub units: Range<usize>,
    /// Schools that the policy leaves out, and why.
    pub excluded: Vec<ExcludedSchool>,
    /// What was needed and not handed in.
    pub missing: Vec<MissingFigure>,
}

/// What one rule of the county's verdict says.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleFinding {
    /// The rule's id in the policy.
    pub rule: String,
    pub verdict: Verdict,
    /// The stage, where the rule judges each stage apart.
    pub stage: Option<Stage>,
    /// What was counted or averaged: schools met, indicators met, mean variation, points.
    pub value: Option<f64>,
    /// Out of how many, where `value` counts.
    pub of: Option<f64>,
    /// What `value` had to reach, or to stay under.
    pub limit: Option<f64>,
    /// Indicators, each with its stage, that stand against the rule.
    pub failing: Vec<(String, Option<Stage>)>,
    /// Indicators, each with its stage, that cannot be judged.
    pub undetermined: Vec<(String, Option<Stage>)>,
}

/// What one indicator says of a county.
#[derive(Debug, Clone)]
pub struct IndicatorFinding {
    /// The indicator's id.
    pub id: String,
    pub stage: Option<Stage>,
    pub verdict: Verdict,
    /// The county's own value. For an indicator that every unit must meet: the worst unit's.
    pub value: Option<f64>,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
    /// The limit that judged, the strictest that applies; the worst unit's where each has its own.
    pub limit: Option<f64>,
    pub variation: Option<Variation>,
    /// Every standard that applies to the value, of every layer; shared by the findings on all counties.
    pub standards: Arc<[Standard]>,
    /// Every standard that applies to the variation, of every layer; empty where it does not judge.
    pub variation_standards: Arc<[Standard]>,
    /// How many units were judged, met the limit, and could not be judged.
    pub units: usize,
    pub units_met: usize,
    pub units_undetermined: usize,
    /// The units that break the limit, worst first.
    pub breaking: BreakingUnits,
    /// Other declared formulas of the same indicator, which are printed and do not judge.
    pub alternatives: Vec<Alternative>,
    pub score: Option<Score>,
}

impl IndicatorFinding {
    /// The standards that apply to the finding's own stage.
    pub fn standards_of_stage(&self) -> impl Iterator<Item = &Standard> {
        self.standards
            .iter()
            .filter(|standard| standard.is_of(self.stage))
    }
}

impl Standard {
    /// Whether it applies to this stage; without a stage, to any.
    pub fn is_of(&self, stage: Option<Stage>) -> bool {
        self.stage.is_none() || stage.is_none() || self.stage == stage
    }
}

/// The student-weighted variation of an indicator between schools.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variation {
    /// The weighted coefficient: √(Σ nᵢ/N·(xᵢ−x̄)²) / x̄ with x̄ = ΣRᵢ/N.
    pub coefficient: f64,
    /// x̄, in the unit of the indicator.
    pub mean: f64,
    /// The weighted deviation S, in the unit of the indicator.
    pub deviation: f64,
    /// The most that is allowed; `None` when the policy only shows the variation.
    pub limit: Option<f64>,
    /// What the plain population formula, one school one weight, would have given.
    pub unweighted: f64,
    /// What the sample formula (n−1) would have given; `None` for a single school.
    pub sample: Option<f64>,
    pub schools: usize,
    pub pupils: f64,
}

impl Variation {
    /// Whether another formula would have turned the verdict: (unweighted, sample).
    pub fn flips(&self) -> (bool, bool) {
        let Some(limit) = self.limit else {
            return (false, false);
        };
        let met = self.coefficient <= limit;
        let turned = |other: f64| (other <= limit) != met;
        (turned(self.unweighted), self.sample.is_some_and(turned))
    }
}

/// One layer's standard for an indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Standard {
    /// `nation`, `province` or `county`.
    pub layer: &'static str,
    pub stage: Option<Stage>,
    /// `≥`, `≤`, `>` or `<`.
    pub bound: &'static str,
    pub value: f64,
    /// The condition under which it applies, in the policy's words; empty for the ordinary case.
    pub case: String,
    /// The last day on which it applies.
    pub until: Option<Date>,
    /// Document and article.
    pub source: String,
    /// Whether this is the standard that judges.
    pub judges: bool,
}

/// What another declared formula gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    pub formula: String,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
    pub value: Option<f64>,
    pub verdict: Verdict,
}

/// Points that an indicator earned in a work score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// `None` when it cannot be judged.
    pub earned: Option<f64>,
    pub possible: f64,
}

/// A school that the policy does not judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcludedSchool {
    pub code: String,
    pub name: String,
    /// The exclusion's name in the policy.
    pub reason: String,
}

/// A figure that was needed and not handed in.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingFigure {
    /// The indicator's id; empty where rows of the register have errors and were not used, so that the
    /// county as a whole is open.
    pub indicator: String,
    pub stage: Option<Stage>,
    /// The school's code; empty when it concerns the county.
    pub code: String,
    pub name: String,
    pub register: String,
    /// The column that is blank or absent; empty when the whole register is.
    pub column: String,
    /// How many rows lack it.
    pub rows: usize,
    /// The cell, when it is a single one.
    pub place: Option<Place>,
}
