//! Leading a figure back to its cells.

use jiff::civil::Date;
use junheng_model::{
    ExplainedSplit, Explanation, Grain, IndicatorFinding, Measure, Stage, UnitMeasures, Verdict,
};
use junheng_rulebook::{Figure, Indicator, JudgedBy, Policy, Rulebook};

use crate::assessment::Assessment;
use crate::judge::exact::UnitFigure;
use crate::judge::limits::Limits;
use crate::judge::schools::chosen_measure;
use crate::known_names::{CODE, ENROLMENT, SCHOOLS};
use crate::measure::grouped::join;
use crate::measure::judged_by;
use crate::measure::select::{Scanned, Select};
use crate::session::Session;
use crate::sql::{literal, quoted};
use crate::{AssessError, Engine, Snapshot};

mod county;
mod rows;

/// Which figure to explain.
#[derive(Debug, Clone, Copy)]
pub struct Question<'q> {
    /// The indicator's id.
    pub indicator: &'q str,
    /// 学校标识码, for a school's figure.
    pub school: Option<&'q str>,
    pub stage: Option<Stage>,
    /// The county, for a county's figure; may be left out when there is only one.
    pub county: Option<&'q str>,
}

/// Everything that an explanation looks at.
pub struct Case<'c> {
    pub snapshot: &'c Snapshot,
    pub rulebook: &'c Rulebook,
    pub policy: &'c Policy,
    pub day: Date,
    pub assessment: &'c Assessment,
}

impl Engine {
    /// Explains one figure: numerator, denominator, the rows and cells that they come from, how an
    /// integrated school was split, the standards and what is short.
    ///
    /// # Errors
    /// [`AssessError::NoSuch`] when the snapshot has no such school, stage, county or indicator.
    pub fn explain(
        &self,
        case: &Case<'_>,
        question: Question<'_>,
    ) -> Result<Explanation, AssessError> {
        let indicator = case
            .policy
            .indicator(question.indicator)
            .ok_or_else(|| AssessError::NoSuch(format!("indicator {}", question.indicator)))?;
        let session = self.session(case.snapshot, case.rulebook, case.day);
        let explainer = Explainer {
            session: &session,
            case,
            indicator,
        };
        match (question.school, &indicator.figure) {
            (Some(school), Figure::Every(every)) => explainer.rows_of_school(&every.from, school),
            (Some(school), _) => explainer.school(school, question.stage),
            (None, _) => explainer.county(question.county, question.stage),
        }
    }
}

struct Explainer<'e> {
    session: &'e Session<'e>,
    case: &'e Case<'e>,
    indicator: &'e Indicator,
}

impl Explainer<'_> {
    fn school(&self, code: &str, stage: Option<Stage>) -> Result<Explanation, AssessError> {
        let no_such =
            || AssessError::NoSuch(format!("figure {} of school {code}", self.indicator.id));
        let by = judged_by(self.indicator).ok_or_else(no_such)?;
        let grain = match by {
            JudgedBy::SchoolStage => Grain::SchoolStage,
            JudgedBy::School => Grain::School,
            JudgedBy::County => return self.county(self.county_of(code), stage),
        };
        let table = self
            .case
            .assessment
            .measured
            .measures
            .table(&grain)
            .ok_or_else(no_such)?;
        let unit = (0..table.units.len())
            .find(|&unit| {
                table.units.code.get(unit) == code
                    && (stage.is_none()
                        || by == JudgedBy::School
                        || table.units.stage[unit] == stage)
            })
            .ok_or_else(no_such)?;
        let measure = chosen_measure(table, self.indicator).ok_or_else(no_such)?;
        let mut explanation = self.of_unit(table, measure, unit);
        explanation.sides =
            self.sides(&measure.formula, Some(code), table.units.stage[unit], "")?;
        for side in &mut explanation.sides {
            let amount = if side.numerator {
                measure.numerator[unit]
            } else {
                measure.denominator[unit]
            };
            side.value = amount.quantity().map(|quantity| quantity.to_f64());
        }
        if measure.split {
            explanation.split = self.split(table, measure, unit)?;
        }
        explanation.variation = self.variation(code, table.units.stage[unit]);
        Ok(explanation)
    }

    fn county_of(&self, code: &str) -> Option<&str> {
        let measures = &self.case.assessment.measured.measures;
        let table = measures.table(&Grain::School)?;
        let unit = table.units.find(code, None)?;
        measures
            .counties
            .get(table.units.county[unit] as usize)
            .map(String::as_str)
    }

    /// What the measures themselves say of a unit.
    fn of_unit(&self, table: &UnitMeasures, measure: &Measure, unit: usize) -> Explanation {
        let measures = &self.case.assessment.measured.measures;
        let stage = table.units.stage[unit];
        let limits = Limits::on(self.indicator, self.case.day, stage);
        let figure = UnitFigure::of(table, measure, unit, self.indicator.per);
        let known = figure.known();
        let judged = known.map(|ratio| limits.judge(&ratio, measure, unit));
        let verdict = match figure {
            UnitFigure::NotApplicable => Verdict::Met,
            _ => judged.map_or(Verdict::Undetermined, |(verdict, _)| verdict),
        };
        let limit = limits.of_unit(measure, unit);
        let gap = known.zip(limit).map(|(ratio, limit)| {
            if verdict == Verdict::Met {
                0.0
            } else {
                ratio.gap(limit)
            }
        });
        Explanation {
            policy: self.case.policy.id.clone(),
            as_of: self.case.day,
            indicator: self.indicator.id.clone(),
            county: measures.counties[table.units.county[unit] as usize].clone(),
            code: table.units.code.get(unit).to_owned(),
            name: table.units.name.get(unit).to_owned(),
            stage,
            verdict,
            value: known.map(|ratio| ratio.value()),
            numerator: known.map(|ratio| ratio.own_numerator()),
            denominator: measure.denominator[unit]
                .quantity()
                .map(|quantity| quantity.to_f64()),
            per: self.indicator.per.to_f64(),
            limit: limit.map(|limit| limit.to_f64()),
            gap,
            sides: Vec::new(),
            split: None,
            standards: limits.standards_of_unit(measure, unit, stage),
            variation: None,
            alternatives: Vec::new(),
        }
    }

    /// An indicator of every row, for the rows of one school: the worst of them.
    fn rows_of_school(&self, register: &str, code: &str) -> Result<Explanation, AssessError> {
        let no_such = || AssessError::NoSuch(format!("rows of school {code} in {register}"));
        let grain = Grain::Row(register.to_owned());
        let table = self
            .case
            .assessment
            .measured
            .measures
            .table(&grain)
            .ok_or_else(no_such)?;
        let measure = chosen_measure(table, self.indicator).ok_or_else(no_such)?;
        let units = (0..table.units.len()).filter(|&unit| table.units.code.get(unit) == code);
        let explained: Vec<Explanation> = units
            .map(|unit| self.of_unit(table, measure, unit))
            .collect();
        let over = |explanation: &Explanation| explanation.gap.unwrap_or(f64::INFINITY);
        let mut worst = explained
            .into_iter()
            .max_by(|left, right| over(left).total_cmp(&over(right)))
            .ok_or_else(no_such)?;
        worst.sides = self.row_sides(
            register,
            &format!("{} = {}", self.school_key(register)?, literal(code)),
        )?;
        Ok(worst)
    }

    fn school_key(&self, register: &str) -> Result<String, AssessError> {
        let joined = join(self.session, self.case.policy, register)?;
        joined
            .school
            .ok_or_else(|| AssessError::NoSuch(format!("school of the rows of {register}")))
    }

    fn split(
        &self,
        table: &UnitMeasures,
        measure: &Measure,
        unit: usize,
    ) -> Result<Option<ExplainedSplit>, AssessError> {
        let share = table.units.share[unit];
        let Some(split) = self
            .case
            .policy
            .split
            .as_ref()
            .filter(|_| share.is_known() && share.part != share.whole)
        else {
            return Ok(None);
        };
        let register = self.session.schools()?;
        let mut stages = Vec::new();
        for stage in Stage::ALL {
            let Some(column) = register.stage_column(ENROLMENT, stage) else {
                continue;
            };
            let code = literal(table.units.code.get(unit));
            let mut select = Select::default();
            let pupils = select.add(quoted(&column.name));
            let sql = format!(
                "{} FROM {} WHERE {} = {code}",
                select.sql(),
                quoted(SCHOOLS),
                quoted(CODE)
            );
            let scanned = Scanned::new(&select, self.session.query(&sql)?);
            let found = scanned
                .amounts(pupils)?
                .first()
                .and_then(|amount| amount.quantity());
            if let (Some(pupils), Some(weight)) = (found, split.weight(stage)) {
                stages.push((stage, pupils.to_f64(), weight.to_f64()));
            }
        }
        let whole = measure.numerator[unit]
            .quantity()
            .map(|quantity| quantity.to_f64());
        Ok(whole.map(|whole| ExplainedSplit {
            whole,
            share: share.to_f64(),
            stages,
        }))
    }

    /// The variation that a school's figure is part of, with its share in it.
    fn variation(
        &self,
        code: &str,
        stage: Option<Stage>,
    ) -> Option<(junheng_model::Variation, f64)> {
        let findings = &self.case.assessment.findings;
        let schools = &findings.schools;
        let unit = schools.units.find(code, stage)?;
        let county = &findings.counties[schools.units.county[unit] as usize];
        let of =
            |finding: &&IndicatorFinding| finding.id == self.indicator.id && finding.stage == stage;
        let variation = county.indicators.iter().find(of)?.variation?;
        let position = schools
            .indicators
            .iter()
            .position(|id| *id == self.indicator.id)?;
        let shares = schools.variation_shares(county.units.clone(), stage?, position);
        let share = shares.iter().find(|share| share.unit == unit)?.share;
        Some((variation, share))
    }
}
