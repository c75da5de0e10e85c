//! A county's own figure.

use junheng_model::{Amount, Explanation, Grain, IndicatorFinding, Stage};
use junheng_rulebook::{Figure, JudgedBy};

use super::{Explainer, chosen_measure};
use crate::AssessError;
use crate::measure::grouped::join;
use crate::measure::judged_by;
use crate::sql::literal;

/// A school that a county's figure is taken from.
#[derive(Debug, Clone, Copy)]
struct WorstSchool<'f> {
    code: &'f str,
    numerator: Option<f64>,
    denominator: Option<f64>,
}

impl Explainer<'_> {
    fn no_figure_of(&self, county: &str) -> AssessError {
        AssessError::NoSuch(format!("figure {} of {county}", self.indicator.id))
    }

    /// The position of the county that is asked for; it need not be named when there is only one.
    fn county_index(&self, county: Option<&str>) -> Result<usize, AssessError> {
        let counties = &self.case.assessment.measured.measures.counties;
        match (county, counties.as_slice()) {
            (Some(name), _) => counties
                .iter()
                .position(|of| of == name)
                .ok_or_else(|| self.no_figure_of(name)),
            (None, [_]) => Ok(0),
            (None, _) => Err(AssessError::NoSuch("county: name one of several".into())),
        }
    }

    /// Whether a finding is about the indicator, and the stage if one is asked for.
    fn is_asked(&self, finding: &IndicatorFinding, stage: Option<Stage>) -> bool {
        finding.id == self.indicator.id
            && (stage.is_none() || finding.stage.is_none() || finding.stage == stage)
    }

    /// A county's figure.
    pub(super) fn county(
        &self,
        county: Option<&str>,
        stage: Option<Stage>,
    ) -> Result<Explanation, AssessError> {
        let index = self.county_index(county)?;
        let name = self.case.assessment.measured.measures.counties[index].as_str();
        let findings = &self.case.assessment.findings.counties[index];
        let mut of_indicator = findings.indicators.iter();
        let finding = of_indicator
            .find(|finding| self.is_asked(finding, stage))
            .ok_or_else(|| self.no_figure_of(name))?;
        // A variation is of what the schools have in all, over all their pupils.
        let per = self.indicator.per.to_f64();
        let of_schools = finding
            .variation
            .map(|found| (found.mean * found.pupils / per, found.pupils));
        let worst = self.worst_school(finding);
        let numerator = finding.numerator.or(of_schools.map(|(has, _)| has));
        let numerator = numerator.or(worst.and_then(|worst| worst.numerator));
        let denominator = finding.denominator.or(of_schools.map(|(_, pupils)| pupils));
        let denominator = denominator.or(worst.and_then(|worst| worst.denominator));
        let mut sides = match &self.indicator.figure {
            Figure::Every(every) => {
                let joined = join(self.session, self.case.policy, &every.from)?;
                let scope = format!("{} = {}", joined.county, literal(name));
                self.row_sides(&every.from, &scope)?
            }
            _ => {
                let code = worst.map(|worst| worst.code);
                self.sides(&self.chosen_formula(), code, finding.stage, name)?
            }
        };
        for side in &mut sides {
            side.value = if side.numerator {
                numerator
            } else {
                denominator
            };
        }
        Ok(Explanation {
            policy: self.case.policy.id.clone(),
            as_of: self.case.day,
            indicator: self.indicator.id.clone(),
            county: name.to_owned(),
            code: String::new(),
            name: String::new(),
            stage: finding.stage,
            verdict: finding.verdict,
            value: finding.value,
            numerator,
            denominator,
            per,
            limit: finding.limit,
            gap: None,
            sides,
            split: None,
            standards: finding.standards.to_vec(),
            variation: finding.variation.map(|variation| (variation, 1.0)),
            alternatives: finding.alternatives.clone(),
        })
    }

    /// The school whose figure the county's is, where each school has to meet the limit and some do not: the worst.
    fn worst_school<'f>(&self, finding: &'f IndicatorFinding) -> Option<WorstSchool<'f>> {
        let each = judged_by(self.indicator).filter(|by| *by != JudgedBy::County)?;
        let code = match finding.variation {
            None => finding.breaking.iter().next()?.code,
            Some(_) => return None,
        };
        let grain = match each {
            JudgedBy::SchoolStage => Grain::SchoolStage,
            JudgedBy::School | JudgedBy::County => Grain::School,
        };
        let table = self.case.assessment.measured.measures.table(&grain)?;
        let measure = chosen_measure(table, self.indicator)?;
        let unit = table.units.find(code, finding.stage)?;
        let known = |amount: Amount| amount.quantity().map(|quantity| quantity.to_f64());
        Some(WorstSchool {
            code,
            numerator: known(measure.numerator[unit]),
            denominator: known(measure.denominator[unit]),
        })
    }

    fn chosen_formula(&self) -> String {
        match &self.indicator.figure {
            Figure::Ratio {
                formulas, chosen, ..
            } => formulas.get(*chosen).map(|formula| formula.name.clone()),
            _ => None,
        }
        .unwrap_or_default()
    }
}
