//! A school of the county, with its value for each indicator.

use junheng_model::Verdict;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::List;
use crate::figures;
use crate::standing::Standing;

pub(super) struct School<'a> {
    pub(super) standing: &'a Standing<'a>,
    pub(super) unit: usize,
}

impl Serialize for School<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let schools = &self.standing.findings.schools;
        let finding = schools.finding(self.unit);
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("code", finding.code)?;
        map.serialize_entry("name", finding.name)?;
        map.serialize_entry("stage", &finding.stage)?;
        map.serialize_entry("verdict", &finding.verdict)?;
        map.serialize_entry("met", &finding.met)?;
        let values = 0..schools.indicators.len();
        map.serialize_entry(
            "values",
            &List(|| values.clone().map(|index| self.value(index))),
        )?;
        map.end()
    }
}

impl<'a> School<'a> {
    fn value(&self, index: usize) -> SchoolValue<'a> {
        let schools = &self.standing.findings.schools;
        let cell = schools.cell(self.unit, index);
        let indicator = &schools.indicators[index];
        let known = |figure: f64| figure.is_finite().then_some(figure);
        let gap = schools.gap(self.unit, index).and_then(known);
        let declared = self.standing.policy.indicator(indicator);
        SchoolValue {
            indicator,
            numerator: known(cell.numerator),
            denominator: known(cell.denominator),
            value: schools.value(self.unit, index),
            threshold: known(cell.threshold),
            verdict: cell.verdict,
            gap,
            shortfall: gap
                .zip(declared)
                .map(|(gap, of)| figures::actionable_gap(of, gap)),
        }
    }
}

#[derive(serde::Serialize)]
struct SchoolValue<'a> {
    indicator: &'a str,
    numerator: Option<f64>,
    denominator: Option<f64>,
    value: Option<f64>,
    threshold: Option<f64>,
    verdict: Verdict,
    gap: Option<f64>,
    shortfall: Option<f64>,
}
