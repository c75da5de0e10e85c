//! Dated values.

use jiff::civil::Date;
use junheng_model::{Quantity, Stage};

use crate::{Expression, Layer, Source, TextPlace};

/// A value that applies for some days, some stage and some case. Used for parameters and limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub layer: Layer,
    /// All stages when `None`.
    pub stage: Option<Stage>,
    /// The ordinary case when `None`.
    pub when: Option<Expression>,
    /// How to call the case; empty for the ordinary one.
    pub name: String,
    pub en: String,
    pub from: Date,
    /// The last day.
    pub until: Option<Date>,
    pub value: Quantity,
    pub source: Source,
    pub place: TextPlace,
}

impl Case {
    /// Whether it is in force on this day.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it applies on this day and stage, leaving its condition aside.
    pub fn applies(&self, day: Date, stage: Option<Stage>) -> bool {
        self.is_in_force(day) && (self.stage.is_none() || self.stage == stage)
    }
}
