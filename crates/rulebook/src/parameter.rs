//! Which values apply, and parameters as SQL.

use std::collections::BTreeSet;

use jiff::civil::Date;
use junheng_model::{Quantity, Stage};

use crate::{Bound, Case, Indicator, Layer, Parameter, Policy, Reference, Strictness};

/// The values of one layer that apply on a day and in a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Applying<'a> {
    pub layer: Layer,
    /// Applies where none of `cases` holds.
    pub ordinary: Option<&'a Case>,
    /// Each has a condition (`when`), and its position among the values asked; no two hold together.
    pub cases: Vec<(usize, &'a Case)>,
}

/// The values that apply on a day and in a stage, for each layer that has any, the nation's first.
pub fn applying(cases: &[Case], day: Date, stage: Option<Stage>) -> Vec<Applying<'_>> {
    let mut layers: Vec<Applying<'_>> = Vec::new();
    let applying = |(_, case): &(usize, &Case)| case.applies(day, stage);
    for (position, case) in cases.iter().enumerate().filter(applying) {
        let index = match layers.iter().position(|known| known.layer == case.layer) {
            Some(index) => index,
            None => {
                layers.push(Applying {
                    layer: case.layer,
                    ordinary: None,
                    cases: Vec::new(),
                });
                layers.len() - 1
            }
        };
        match case.when {
            None => layers[index].ordinary = Some(case),
            Some(_) => layers[index].cases.push((position, case)),
        }
    }
    layers.sort_by_key(|applying| applying.layer);
    layers
}

impl Indicator {
    /// The limits that apply on a day and in a stage, layer by layer.
    pub fn limits_on(&self, day: Date, stage: Option<Stage>) -> Vec<Applying<'_>> {
        applying(&self.limits, day, stage)
    }

    /// The strictest variation limit of all layers on a day and in a stage.
    pub fn variation_limit_on(&self, day: Date, stage: Option<Stage>) -> Option<&Case> {
        strictest(&self.variation_limits, day, stage, Bound::AtMost)
    }
}

impl Policy {
    /// The limits of an indicator that apply on a day and in a stage; none when there is no such
    /// indicator.
    pub fn limits_on(&self, indicator: &str, day: Date, stage: Option<Stage>) -> Vec<Applying<'_>> {
        self.indicator(indicator)
            .map(|indicator| indicator.limits_on(day, stage))
            .unwrap_or_default()
    }

    /// The names that an expression uses, those of its parameters' conditions included, the
    /// parameters themselves replaced by them: what must not be blank for the expression to be known.
    pub fn references(&self, expression: &crate::Expression) -> BTreeSet<Reference> {
        let mut found = BTreeSet::new();
        for reference in expression.references() {
            match &reference {
                Reference::Parameter(name) => {
                    found.extend(
                        self.parameter(name)
                            .into_iter()
                            .flat_map(Parameter::references),
                    );
                }
                Reference::Column(_) | Reference::SchoolColumn(_) => {
                    found.insert(reference);
                }
            }
        }
        found
    }
}

/// The strictest unconditional value of all layers.
pub fn strictest(cases: &[Case], day: Date, stage: Option<Stage>, bound: Bound) -> Option<&Case> {
    let ordinary = applying(cases, day, stage)
        .into_iter()
        .filter_map(|layer| layer.ordinary);
    if bound.larger_is_stricter() {
        ordinary.max_by_key(|case| case.value)
    } else {
        ordinary.min_by_key(|case| case.value)
    }
}

impl Parameter {
    /// The values that apply on a day and in a stage, layer by layer.
    pub fn values_on(&self, day: Date, stage: Option<Stage>) -> Vec<Applying<'_>> {
        applying(&self.values, day, stage)
    }

    /// Whether the value differs between stages.
    pub fn differs_by_stage(&self) -> bool {
        self.values.iter().any(|case| case.stage.is_some())
    }

    /// What its cases ask of the school.
    pub fn references(&self) -> BTreeSet<Reference> {
        self.values
            .iter()
            .filter_map(|case| case.when.as_ref())
            .flat_map(|when| when.references())
            .collect()
    }

    /// The parameter as SQL as of a day: a literal, or a `CASE` over columns of the school, each named
    /// as `rename` says (as in [`crate::Expression::sql`]). The strictest layer judges. Where it is
    /// unknown whether a case holds, the value is `NULL`. `None` when no value applies at all.
    pub fn sql_on(
        &self,
        day: Date,
        stage: Option<Stage>,
        rename: &dyn Fn(&Reference) -> Option<String>,
    ) -> Option<String> {
        let layers = self.values_on(day, stage);
        if layers.is_empty() {
            return None;
        }
        if layers.iter().all(|layer| layer.cases.is_empty()) {
            let values = layers.iter().filter_map(|layer| layer.ordinary);
            return self.judging(values).map(literal);
        }
        let unknown: Vec<String> = layers
            .iter()
            .flat_map(|layer| &layer.cases)
            .filter_map(|(_, case)| case.when.as_ref())
            .map(|when| format!("({}) IS NULL", when.sql(rename)))
            .collect();
        let values: Vec<String> = layers
            .iter()
            .rev()
            .map(|layer| layer_sql(layer, rename))
            .collect();
        let value = match (values.as_slice(), self.stricter) {
            ([only], _) => only.clone(),
            (several, Strictness::Higher) => format!("greatest({})", several.join(", ")),
            (several, Strictness::Lower) => format!("least({})", several.join(", ")),
            (several, Strictness::Neither) => format!("coalesce({})", several.join(", ")),
        };
        Some(format!(
            "CASE WHEN {} THEN NULL ELSE {value} END",
            unknown.join(" OR ")
        ))
    }

    /// Of values of different layers, the nation's first, the one that judges.
    fn judging<'c>(&self, values: impl Iterator<Item = &'c Case>) -> Option<Quantity> {
        let values = values.map(|case| case.value);
        match self.stricter {
            Strictness::Higher => values.max(),
            Strictness::Lower => values.min(),
            Strictness::Neither => values.last(),
        }
    }
}

fn layer_sql(layer: &Applying<'_>, rename: &dyn Fn(&Reference) -> Option<String>) -> String {
    let ordinary = layer.ordinary.map(|case| literal(case.value));
    if layer.cases.is_empty() {
        return ordinary.unwrap_or_else(|| "NULL".to_owned());
    }
    let mut text = String::from("CASE");
    for (_, case) in &layer.cases {
        if let Some(when) = &case.when {
            text += &format!(" WHEN {} THEN {}", when.sql(rename), literal(case.value));
        }
    }
    if let Some(ordinary) = ordinary {
        text += &format!(" ELSE {ordinary}");
    }
    text + " END"
}

fn literal(value: Quantity) -> String {
    value.to_string()
}
