//! The waist of the house: what a policy measures of each unit, before any threshold.

use std::sync::Arc;

use crate::{Quantity, Stage, Texts};

/// A figure of one unit: known, missing, or not applicable to it. Eight bytes, because a nation
/// has millions of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Amount(i64);

impl Amount {
    /// The data that the figure needs was not handed in.
    pub const MISSING: Amount = Amount(i64::MIN);
    /// The unit is not asked for this figure.
    pub const NOT_APPLICABLE: Amount = Amount(i64::MIN + 1);

    /// A known figure.
    pub const fn known(quantity: Quantity) -> Self {
        Self(quantity.millionths())
    }

    /// The figure, when it is known.
    pub fn quantity(self) -> Option<Quantity> {
        (self.0 > Self::NOT_APPLICABLE.0).then(|| Quantity::from_millionths(self.0))
    }

    pub fn is_missing(self) -> bool {
        self == Self::MISSING
    }

    pub fn is_not_applicable(self) -> bool {
        self == Self::NOT_APPLICABLE
    }
}

impl std::fmt::Debug for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.quantity() {
            Some(quantity) => write!(f, "{quantity}"),
            None if self.is_missing() => f.write_str("missing"),
            None => f.write_str("not applicable"),
        }
    }
}

impl From<Option<Quantity>> for Amount {
    fn from(value: Option<Quantity>) -> Self {
        value.map_or(Self::MISSING, Self::known)
    }
}

/// What one unit of a table of measures is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grain {
    /// A school's part of one stage (学校学段): an integrated school has two.
    SchoolStage,
    /// A school (学校).
    School,
    /// A county (县).
    County,
    /// A row of the named register, for instance one class of 班级.
    Row(String),
}

/// The part of a school's shared resources that belongs to one stage, as an exact fraction of
/// weighted pupils: for a nine-year school's junior stage 1.1·B / (A + 1.1·B).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Weighted pupils of this stage, in hundredths.
    pub part: i64,
    /// Weighted pupils of all stages of the school, in hundredths; zero when it is not known.
    pub whole: i64,
}

impl Share {
    /// The whole school.
    pub const ALL: Share = Share { part: 1, whole: 1 };
    /// Some stage's enrolment is missing, so nobody can say.
    pub const UNKNOWN: Share = Share { part: 0, whole: 0 };

    pub const fn is_known(self) -> bool {
        self.whole > 0
    }

    pub fn to_f64(self) -> f64 {
        self.part as f64 / self.whole as f64
    }
}

/// The units of a table of measures, by column. Units of one county stand together, counties in
/// the order of [`Measures::counties`], units by code and stage.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Units {
    /// Index into [`Measures::counties`].
    pub county: Vec<u32>,
    /// 学校标识码, or the row's key.
    pub code: Texts,
    pub name: Texts,
    pub stage: Vec<Option<Stage>>,
    /// Enrolment (在校生数) of the unit, the weight in variations; not applicable where a unit has none.
    pub pupils: Vec<Amount>,
    /// The unit's part of what the school holds in common.
    pub share: Vec<Share>,
    /// The row of the source table that the unit comes from; `u32::MAX` when it is no single row.
    pub row: Vec<u32>,
}

impl Units {
    pub fn len(&self) -> usize {
        self.county.len()
    }

    pub fn is_empty(&self) -> bool {
        self.county.is_empty()
    }

    /// The unit with this school code and stage.
    pub fn find(&self, code: &str, stage: Option<Stage>) -> Option<usize> {
        (0..self.len()).find(|&unit| self.code.get(unit) == code && self.stage[unit] == stage)
    }
}

/// One formula of one indicator over all units of a grain.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    pub indicator: String,
    /// The formula's declared name; empty when the indicator has only one.
    pub formula: String,
    /// Before splitting: what the whole school has, where [`Measure::split`].
    pub numerator: Arc<Vec<Amount>>,
    /// Most indicators of a policy are per pupil, and share this.
    pub denominator: Arc<Vec<Amount>>,
    /// Whether the numerator is the whole school's and the unit's [`Share`] of it counts.
    pub split: bool,
    /// For each conditional limit of the indicator, by its position among the indicator's limits,
    /// whether its condition holds for the unit; `None` when it cannot be known.
    pub conditions: Vec<(usize, Vec<Option<bool>>)>,
}

/// All measures that are taken of one kind of unit.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitMeasures {
    pub grain: Grain,
    pub units: Arc<Units>,
    pub measures: Vec<Measure>,
}

/// What a policy measures of a snapshot: unit × indicator, numerator and denominator. Everything
/// after this is pure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measures {
    /// The counties, in order of name.
    pub counties: Vec<String>,
    pub tables: Vec<UnitMeasures>,
}

impl Measures {
    /// The table of this grain.
    pub fn table(&self, grain: &Grain) -> Option<&UnitMeasures> {
        self.tables.iter().find(|table| &table.grain == grain)
    }
}
