//! Policies (标准, 办法): indicators, thresholds, parameters and verdicts, dated and sourced.

use std::collections::BTreeMap;

use jiff::civil::Date;
use junheng_model::{Quantity, Stage};

use crate::{Case, Expression, Source, TextPlace};

/// A policy with everything that it takes over from the policies it extends.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    pub id: String,
    pub name: String,
    pub en: String,
    pub about: String,
    pub document: Document,
    pub layer: Layer,
    pub from: Date,
    pub until: Option<Date>,
    /// The policy that this one adds to.
    pub extends: Option<String>,
    pub exclusions: Vec<Exclusion>,
    pub split: Option<Split>,
    pub parameters: Vec<Parameter>,
    pub indicators: Vec<Indicator>,
    /// English names of the indicators' groups, by their Chinese ones.
    pub groups: BTreeMap<String, String>,
    pub rules: Vec<Rule>,
    pub place: TextPlace,
}

impl Policy {
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.name == name)
    }

    /// Whether it rules on this day.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|last| day <= last)
    }

    /// The dated values of all indicators and parameters.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        let limits = self.indicators.iter();
        let limits = limits.flat_map(|one| one.limits.iter().chain(&one.variation_limits));
        let values = self.parameters.iter().flat_map(|one| &one.values);
        limits.chain(values)
    }
}

/// The document that a policy was issued as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub number: String,
    pub title: String,
    pub issuer: String,
    pub issued: Date,
}

/// Who asks; a lower layer may ask for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    Nation,
    Province,
    County,
}

impl Layer {
    /// The word in rulebook files and JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Layer::Nation => "nation",
            Layer::Province => "province",
            Layer::County => "county",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Layer::Nation => "国家",
            Layer::Province => "省",
            Layer::County => "县",
        }
    }
}

/// Schools that are not judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Exclusion {
    pub name: String,
    pub en: String,
    /// Over the register 学校.
    pub when: Expression,
    pub source: Source,
}

/// How the stages of a school share what it holds in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// Weight of one pupil, lowest stage first.
    pub weights: Vec<(Stage, Quantity)>,
    /// The columns of 学校 that are shared.
    pub columns: Vec<String>,
    pub source: Source,
}

impl Split {
    pub fn weight(&self, stage: Stage) -> Option<Quantity> {
        self.weights
            .iter()
            .find(|(of, _)| *of == stage)
            .map(|(_, weight)| *weight)
    }
}

/// A named value that expressions use.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    pub name: String,
    pub en: String,
    pub unit: String,
    pub stricter: Strictness,
    pub values: Vec<Case>,
    pub place: TextPlace,
}

/// Which of two layers' values is the stricter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    Higher,
    Lower,
    /// Neither: the lowest layer's value judges.
    Neither,
}

/// An indicator: one declaration from which value, gap, variation, verdict and explanation follow.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    pub id: String,
    pub name: String,
    /// For narrow tables.
    pub short: String,
    pub en: String,
    pub group: String,
    /// The indicator that this one is a part of.
    pub part_of: Option<String>,
    pub figure: Figure,
    pub per: Quantity,
    pub unit: String,
    /// The natural unit of a gap: 人, m², 元.
    pub gap_unit: String,
    /// Whether a gap is rounded up to a whole.
    pub whole_gap: bool,
    /// Printed places after the point.
    pub decimals: u32,
    pub bound: Bound,
    /// Ordinary values and relaxations of all layers; empty when nothing is asked of a unit.
    pub limits: Vec<Case>,
    /// The most that the variation between schools may be; empty when it is not judged.
    pub variation_limits: Vec<Case>,
    pub scoring: Option<Scoring>,
    pub source: Source,
    pub place: TextPlace,
}

/// On which side of the limit an indicator is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    AtLeast,
    AtMost,
    Above,
    Below,
}

impl Bound {
    pub const fn sign(self) -> &'static str {
        match self {
            Bound::AtLeast => "≥",
            Bound::AtMost => "≤",
            Bound::Above => ">",
            Bound::Below => "<",
        }
    }

    /// Whether a larger limit asks for more.
    pub const fn larger_is_stricter(self) -> bool {
        matches!(self, Bound::AtLeast | Bound::Above)
    }
}

/// The closed set of kinds of indicator.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// Numerator over denominator, by unit.
    Ratio {
        by: JudgedBy,
        formulas: Vec<Formula>,
        chosen: usize,
        supplements: Vec<Supplement>,
        of: Option<Expression>,
        all_schools: bool,
    },
    /// How many rows of a base satisfy a condition.
    Share(Share),
    /// No row breaks the limit.
    Every(Every),
    /// An aggregate over the county.
    Total {
        value: MeasureExpression,
    },
    /// An expert's score with evidence.
    Score(Score),
    Survey(Survey),
    /// Met when all of these indicators are.
    All {
        parts: Vec<String>,
    },
}

/// What has a value, and is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JudgedBy {
    /// 学段: a school's part of one stage.
    SchoolStage,
    /// 学校
    School,
    /// 县
    County,
}

/// An aggregate over one register.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureExpression {
    /// The register, or the stage view.
    pub from: String,
    pub value: Expression,
    pub no_rows: NoRows,
}

/// What a unit without rows has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRows {
    Missing,
    Zero,
}

/// A named official formula.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// Empty when the indicator has only one.
    pub name: String,
    pub numerator: MeasureExpression,
    pub denominator: MeasureExpression,
    pub source: Source,
}

/// An optional column that counts for some units.
#[derive(Debug, Clone, PartialEq)]
pub struct Supplement {
    pub name: String,
    pub when: Expression,
    /// A column of the ratio's register.
    pub add: String,
    pub source: Source,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    pub from: String,
    /// The base; all rows when `None`.
    pub of: Option<Expression>,
    pub condition: Expression,
    /// Whether rows of excluded schools are counted too.
    pub all_schools: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Every {
    pub from: String,
    /// The rows that are asked; all when `None`.
    pub of: Option<Expression>,
    /// Over one row.
    pub figure: Expression,
    /// The column that names a row to a reader.
    pub row_name: Option<String>,
    /// The column that holds a row's stage.
    pub stage: Option<String>,
    pub all_schools: bool,
}

/// Items of the register 督导评分.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The value of its column 指标编号.
    pub item: String,
    /// The conclusions that pass; with a limit on points it is empty.
    pub passes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    pub from: String,
    pub satisfied: Expression,
    pub valid: Expression,
    pub requirements: Vec<Requirement>,
}

/// What a survey's sample must be.
#[derive(Debug, Clone, PartialEq)]
pub struct Requirement {
    pub name: String,
    pub value: MeasureExpression,
    pub at_least: Quantity,
    pub source: Source,
}

/// Points in a work score.
#[derive(Debug, Clone, PartialEq)]
pub struct Scoring {
    pub points: Quantity,
    pub style: ScoringStyle,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ScoringStyle {
    PassFail,
    /// Highest first; no band: nothing.
    Bands(Vec<Band>),
    /// `deduct` points for each started `step` short of the limit.
    Linear {
        step: Quantity,
        deduct: Quantity,
    },
    /// `deduct` points for each counted occurrence.
    PerOccurrence {
        deduct: Quantity,
    },
    AllOrNothing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    pub at_least: Quantity,
    pub points: Quantity,
}

/// One rule of the county's verdict; the county is met when all are.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    pub id: String,
    pub name: String,
    pub en: String,
    pub kind: RuleKind,
    pub source: Source,
    pub place: TextPlace,
}

#[derive(Debug, Clone, PartialEq)]
pub enum RuleKind {
    /// Every school (or a dated share of them) meets at least so many of these, the rest at least
    /// `floor` of their limits.
    EachSchool {
        of: Vec<String>,
        at_least: usize,
        floor: Option<Quantity>,
        share: Vec<Case>,
    },
    /// Each variation is within its limit.
    Variations { of: Vec<String> },
    /// The mean of the unrounded variations, stage by stage.
    MeanVariation { of: Vec<String>, at_most: Vec<Case> },
    /// Each indicator is met.
    Indicators { of: Vec<String> },
    /// Points add up.
    WorkScore {
        of: Vec<String>,
        at_least: Vec<Case>,
    },
}
