//! Which standards apply to a unit, and which of them judges.

use std::sync::Arc;

use jiff::civil::Date;
use junheng_model::{Measure, Quantity, Stage, Standard, Verdict};
use junheng_rulebook::{Applying, Bound, Case, Indicator, Policy, applying};

use super::exact::Ratio;

/// Limits on one day for one stage, by layer.
#[derive(Debug)]
pub(crate) struct Limits<'a> {
    pub bound: Bound,
    /// The one number that applies to every unit, where there are no cases and no second layer.
    constant: Option<Quantity>,
    layers: Vec<Applying<'a>>,
}

impl<'a> Limits<'a> {
    /// The limits of an indicator's value.
    pub fn on(indicator: &'a Indicator, day: Date, stage: Option<Stage>) -> Self {
        Self::of(&indicator.limits, indicator.bound, day, stage)
    }

    /// The limits among `cases` that apply on a day to a stage.
    pub fn of(cases: &'a [Case], bound: Bound, day: Date, stage: Option<Stage>) -> Self {
        let layers = applying(cases, day, stage);
        let constant = match layers.as_slice() {
            [
                Applying {
                    cases,
                    ordinary: Some(case),
                    ..
                },
            ] if cases.is_empty() => Some(case.value),
            _ => None,
        };
        Self {
            bound,
            constant,
            layers,
        }
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.layers.is_empty()
    }

    /// The verdict on a unit and the limit that judges it. A unit is judged when every case that may
    /// apply to it says the same; the strictest layer judges, which is to say that all must be met.
    #[inline]
    pub fn judge(
        &self,
        ratio: &Ratio,
        measure: &Measure,
        unit: usize,
    ) -> (Verdict, Option<Quantity>) {
        match self.constant {
            Some(limit) => {
                let met = ratio.meets(self.bound, limit, Quantity::ONE);
                (Verdict::from_known(Some(met)), Some(limit))
            }
            None => self.judge_by_cases(ratio, measure, unit),
        }
    }

    fn judge_by_cases(
        &self,
        ratio: &Ratio,
        measure: &Measure,
        unit: usize,
    ) -> (Verdict, Option<Quantity>) {
        let mut verdict = Verdict::Met;
        for layer in &self.layers {
            let says: Vec<bool> = candidates(layer, measure, unit)
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

    /// The limit of every unit, where it is the same for all of them; nothing within where nothing is asked.
    pub fn of_all_units(&self) -> Option<Option<Quantity>> {
        (self.constant.is_some() || self.is_empty()).then_some(self.constant)
    }

    /// The strictest limit that applies, or may apply, to a unit.
    pub fn of_unit(&self, measure: &Measure, unit: usize) -> Option<Quantity> {
        if let Some(limit) = self.constant {
            return Some(limit);
        }
        let cases = self
            .layers
            .iter()
            .flat_map(|layer| candidates(layer, measure, unit));
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
        self.listed(stage, |case| {
            case.when.is_none() && Some(case.value) == judging
        })
    }

    /// The same, with the one that judges a unit told from those that do not apply to it.
    pub fn standards_of_unit(
        &self,
        measure: &Measure,
        unit: usize,
        stage: Option<Stage>,
    ) -> Vec<Standard> {
        let judging = self.of_unit(measure, unit);
        let layers = self.layers.iter();
        let applying: Vec<&Case> = layers
            .flat_map(|layer| candidates(layer, measure, unit))
            .collect();
        self.listed(stage, |case| {
            let applies = applying.iter().any(|own| std::ptr::eq(*own, case));
            applies && Some(case.value) == judging
        })
    }

    fn listed(&self, stage: Option<Stage>, judges: impl Fn(&Case) -> bool) -> Vec<Standard> {
        let cases = self.layers.iter().flat_map(|layer| {
            layer
                .ordinary
                .into_iter()
                .chain(layer.cases.iter().map(|(_, case)| *case))
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
                judges: judges(case),
            })
            .collect()
    }
}

/// All limits of one indicator on the day of judging. They follow from the policy alone, so they are worked
/// out once for all counties, and the findings share the standards.
#[derive(Debug)]
pub(crate) struct IndicatorLimits<'a> {
    /// Of the value: without a stage, then of each stage.
    value: [Limits<'a>; 4],
    /// Of the variation, of each stage.
    variation: [Limits<'a>; 3],
    /// Every standard of the value; where stages have their own, those of the compulsory ones.
    pub standards: Arc<[Standard]>,
    variation_standards: [Arc<[Standard]>; 3],
}

impl<'a> IndicatorLimits<'a> {
    /// The limits of one indicator.
    pub fn on(indicator: &'a Indicator, day: Date) -> Self {
        let own = |stage| Limits::on(indicator, day, stage);
        let value = [
            own(None),
            own(Some(Stage::Primary)),
            own(Some(Stage::Junior)),
            own(Some(Stage::Senior)),
        ];
        let variation = Stage::ALL.map(|stage| {
            let cases = &indicator.variation_limits;
            Limits::of(cases, Bound::AtMost, day, Some(stage))
        });
        let by_stage = indicator.limits.iter().any(|limit| limit.stage.is_some());
        let standards = if by_stage {
            let of = |stage: Stage| value[stage as usize + 1].standards(Some(stage));
            Stage::COMPULSORY.into_iter().flat_map(of).collect()
        } else {
            value[0].standards(None).into()
        };
        let variation_standards =
            Stage::ALL.map(|stage| variation[stage as usize].standards(Some(stage)).into());
        Self {
            value,
            variation,
            standards,
            variation_standards,
        }
    }

    /// Those of every indicator of a policy, in its order.
    pub fn all(policy: &'a Policy, day: Date) -> Vec<Self> {
        let indicators = policy.indicators.iter();
        indicators
            .map(|indicator| Self::on(indicator, day))
            .collect()
    }

    /// The limits of the value of a unit of this stage, or of one that has none.
    pub fn of(&self, stage: Option<Stage>) -> &Limits<'a> {
        &self.value[stage.map_or(0, |stage| stage as usize + 1)]
    }

    /// The limits of the variation between the schools of a stage.
    pub fn of_variation(&self, stage: Stage) -> &Limits<'a> {
        &self.variation[stage as usize]
    }

    /// Every standard of that variation.
    pub fn variation_standards(&self, stage: Stage) -> Arc<[Standard]> {
        self.variation_standards[stage as usize].clone()
    }
}

/// The cases of one layer that may apply to a unit; one where all conditions are known.
fn candidates<'a>(layer: &Applying<'a>, measure: &Measure, unit: usize) -> Vec<&'a Case> {
    let truth = |position: usize| {
        let condition = measure.conditions.iter().find(|(of, _)| *of == position);
        condition.and_then(|(_, truths)| truths[unit])
    };
    let holds = |(position, _): &&(usize, &Case)| truth(*position) == Some(true);
    if let Some((_, case)) = layer.cases.iter().find(holds) {
        return vec![case];
    }
    let open = layer
        .cases
        .iter()
        .filter(|(position, _)| truth(*position).is_none());
    let ordinary = layer.ordinary.into_iter();
    ordinary.chain(open.map(|(_, case)| *case)).collect()
}
