//! Which standards apply to a unit, and which of them judges.

use jiff::civil::Date;
use junheng_model::{Measure, Quantity, Stage, Standard, Verdict};
use junheng_rulebook::{Bound, Case, Indicator, Layer};

use super::exact::Ratio;

/// Limits on one day for one stage, by layer.
#[derive(Debug)]
pub(crate) struct Limits<'a> {
    pub bound: Bound,
    layers: Vec<LayerLimits<'a>>,
}

/// One layer's limits: those with a condition, and the ordinary one.
#[derive(Debug)]
struct LayerLimits<'a> {
    layer: Layer,
    /// With the position among the indicator's limits.
    conditional: Vec<(usize, &'a Case)>,
    ordinary: Option<&'a Case>,
}

impl<'a> Limits<'a> {
    /// The limits of an indicator's value.
    pub fn on(indicator: &'a Indicator, day: Date, stage: Option<Stage>) -> Self {
        Self::of(&indicator.limits, indicator.bound, day, stage)
    }

    /// The limits among `cases` that apply on a day to a stage.
    pub fn of(cases: &'a [Case], bound: Bound, day: Date, stage: Option<Stage>) -> Self {
        let mut layers: Vec<LayerLimits> = Vec::new();
        for (position, case) in cases
            .iter()
            .enumerate()
            .filter(|(_, case)| case.applies(day, stage))
        {
            let at = layers
                .iter()
                .position(|of| of.layer == case.layer)
                .unwrap_or_else(|| {
                    layers.push(LayerLimits {
                        layer: case.layer,
                        conditional: Vec::new(),
                        ordinary: None,
                    });
                    layers.len() - 1
                });
            match case.when {
                Some(_) => layers[at].conditional.push((position, case)),
                None => layers[at].ordinary = Some(case),
            }
        }
        Self { bound, layers }
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.layers.is_empty()
    }

    /// The one number that applies to every unit, where there are no cases and no second layer.
    fn constant(&self) -> Option<Quantity> {
        match self.layers.as_slice() {
            [
                LayerLimits {
                    conditional,
                    ordinary: Some(case),
                    ..
                },
            ] if conditional.is_empty() => Some(case.value),
            _ => None,
        }
    }

    /// The verdict on a unit and the limit that judges it. A unit is judged when every case that may
    /// apply to it says the same; the strictest layer judges, which is to say that all must be met.
    pub fn judge(
        &self,
        ratio: &Ratio,
        measure: &Measure,
        unit: usize,
    ) -> (Verdict, Option<Quantity>) {
        if let Some(limit) = self.constant() {
            let met = ratio.meets(self.bound, limit, Quantity::ONE);
            return (Verdict::from_known(Some(met)), Some(limit));
        }
        let mut verdict = Verdict::Met;
        for layer in &self.layers {
            let says: Vec<bool> = layer
                .candidates(measure, unit)
                .iter()
                .map(|case| ratio.meets(self.bound, case.value, Quantity::ONE))
                .collect();
            let agreed = says
                .iter()
                .all(|met| *met == says[0])
                .then(|| says.first().copied())
                .flatten();
            verdict = verdict.and(Verdict::from_known(agreed));
        }
        (verdict, self.of_unit(measure, unit))
    }

    /// The strictest limit that applies, or may apply, to a unit.
    pub fn of_unit(&self, measure: &Measure, unit: usize) -> Option<Quantity> {
        if let Some(limit) = self.constant() {
            return Some(limit);
        }
        let cases = self
            .layers
            .iter()
            .flat_map(|layer| layer.candidates(measure, unit));
        self.strictest(cases.map(|case| case.value))
    }

    fn strictest(&self, values: impl Iterator<Item = Quantity>) -> Option<Quantity> {
        if self.bound.larger_is_stricter() {
            values.max()
        } else {
            values.min()
        }
    }

    /// The strictest ordinary limit.
    pub fn ordinary(&self) -> Option<Quantity> {
        self.strictest(
            self.layers
                .iter()
                .filter_map(|layer| layer.ordinary)
                .map(|case| case.value),
        )
    }

    /// Every standard of every layer, for showing side by side.
    pub fn standards(&self, stage: Option<Stage>) -> Vec<Standard> {
        let judging = self.ordinary();
        let cases = self.layers.iter().flat_map(|layer| {
            layer
                .ordinary
                .into_iter()
                .chain(layer.conditional.iter().map(|(_, case)| *case))
        });
        cases
            .map(|case| Standard {
                layer: case.layer.id(),
                stage: case.stage.or(stage),
                bound: self.bound.sign(),
                value: case.value.to_f64(),
                case: case.name.clone(),
                until: case.until,
                source: case.source.to_string(),
                judges: case.when.is_none() && Some(case.value) == judging,
            })
            .collect()
    }
}

impl<'a> LayerLimits<'a> {
    /// The cases that may apply to a unit; one where all conditions are known.
    fn candidates(&self, measure: &Measure, unit: usize) -> Vec<&'a Case> {
        let truth = |position: usize| {
            let condition = measure.conditions.iter().find(|(of, _)| *of == position);
            condition.and_then(|(_, truths)| truths[unit])
        };
        if let Some((_, case)) = self
            .conditional
            .iter()
            .find(|(position, _)| truth(*position) == Some(true))
        {
            return vec![case];
        }
        let open = self
            .conditional
            .iter()
            .filter(|(position, _)| truth(*position).is_none());
        self.ordinary
            .into_iter()
            .chain(open.map(|(_, case)| *case))
            .collect()
    }
}
