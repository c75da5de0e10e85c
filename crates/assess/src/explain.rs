//! Leading a figure back to its cells.

use jiff::civil::Date;
use junheng_model::{
    ExplainedCell, ExplainedRow, ExplainedSide, ExplainedSplit, Explanation, Grain,
    IndicatorFinding, Measure, Stage, UnitMeasures, Verdict,
};
use junheng_rulebook::{Figure, Indicator, JudgedBy, Policy, Reference, Rulebook};

use crate::assessment::Assessment;
use crate::engine::{SCHOOLS, Session};
use crate::judge::exact::UnitFigure;
use crate::judge::limits::Limits;
use crate::judge::schools::chosen_measure;
use crate::measure::grouped::{join, register_of};
use crate::measure::select::{Scanned, Select};
use crate::measure::{ENROLMENT, Part, Side, judged_by, parts_of};
use crate::snapshot::ROW;
use crate::sql::{Names, STAGE, literal, quoted};
use crate::{AssessError, Engine, Snapshot};

/// How many rows an explanation lists; more are counted.
const ROWS_LISTED: usize = 40;

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
            standards: limits.standards(stage),
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

    /// A county's figure.
    fn county(
        &self,
        county: Option<&str>,
        stage: Option<Stage>,
    ) -> Result<Explanation, AssessError> {
        let index = self.county_index(county)?;
        let name = self.case.assessment.measured.measures.counties[index].as_str();
        let findings = &self.case.assessment.findings.counties[index];
        let of_stage = |finding: &&IndicatorFinding| {
            finding.id == self.indicator.id
                && (stage.is_none() || finding.stage.is_none() || finding.stage == stage)
        };
        let finding = findings
            .indicators
            .iter()
            .find(of_stage)
            .ok_or_else(|| self.no_figure_of(name))?;
        // A variation is of what the schools have in all, over all their pupils.
        let per = self.indicator.per.to_f64();
        let of_schools = finding
            .variation
            .map(|found| (found.mean * found.pupils / per, found.pupils));
        let numerator = finding.numerator.or(of_schools.map(|(has, _)| has));
        let denominator = finding.denominator.or(of_schools.map(|(_, pupils)| pupils));
        let mut sides = match &self.indicator.figure {
            Figure::Every(every) => {
                let joined = join(self.session, self.case.policy, &every.from)?;
                let scope = format!("{} = {}", joined.county, literal(name));
                self.row_sides(&every.from, &scope)?
            }
            _ => self.sides(&self.chosen_formula(), None, finding.stage, name)?,
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
            standards: finding.standards.clone(),
            variation: finding.variation.map(|variation| (variation, 1.0)),
            alternatives: finding.alternatives.clone(),
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

    /// The rows behind numerator and denominator.
    fn sides(
        &self,
        formula: &str,
        code: Option<&str>,
        stage: Option<Stage>,
        county: &str,
    ) -> Result<Vec<ExplainedSide>, AssessError> {
        let parts = parts_of(self.indicator);
        let mut sides = Vec::new();
        for part in parts.iter().filter(|part| part.formula == formula) {
            let joined = join(self.session, self.case.policy, part.from)?;
            let (unit, name) = match code {
                Some(code) => (joined.school.as_ref().unwrap_or(&joined.county), code),
                None => (&joined.county, county),
            };
            let mut scope = format!("{unit} = {}", literal(name));
            if let (JudgedBy::SchoolStage, Some(stage)) = (part.by, stage) {
                let column = format!("{}.{}", quoted(part.from), quoted(STAGE));
                scope += &format!(" AND {column} = {}", literal(stage.name()));
            }
            if !part.all_schools {
                scope += &format!(" AND {}", joined.judged);
            }
            sides.push(self.side(part, &joined.from, &scope, stage)?);
        }
        Ok(sides)
    }

    fn side(
        &self,
        part: &Part<'_>,
        from: &str,
        scope: &str,
        stage: Option<Stage>,
    ) -> Result<ExplainedSide, AssessError> {
        let register = register_of(self.session, part.from)?;
        let names = self
            .session
            .names(self.case.policy, register, part.from, None);
        let of = part
            .of
            .as_ref()
            .map(|of| format!(" AND ({})", names.sql(of)))
            .unwrap_or_default();
        let mut references = part.value.references();
        references.extend(part.of.iter().flat_map(|of| of.references()));
        let (scope, references) = (format!("{scope}{of}"), references.into_iter().collect());
        let (rows, cells) = self.cells(part.from, from, &scope, references, stage)?;
        Ok(ExplainedSide {
            numerator: part.side == Side::Numerator,
            register: register.name.clone(),
            expression: part.value.text.clone(),
            value: None,
            rows,
            cells,
        })
    }

    fn row_sides(&self, register: &str, scope: &str) -> Result<Vec<ExplainedSide>, AssessError> {
        let Figure::Every(every) = &self.indicator.figure else {
            return Ok(Vec::new());
        };
        let joined = join(self.session, self.case.policy, register)?;
        let mut references: Vec<Reference> = every.figure.references().into_iter().collect();
        let named = every
            .row_name
            .iter()
            .chain(&every.stage)
            .map(|name| Reference::Column(name.clone()));
        references.extend(named);
        let declared = register_of(self.session, register)?;
        let names = self
            .session
            .names(self.case.policy, declared, register, None);
        let of = every
            .of
            .as_ref()
            .map(|of| format!(" AND ({})", names.sql(of)))
            .unwrap_or_default();
        let scope = format!("{scope}{of}");
        let (rows, cells) = self.cells(register, &joined.from, &scope, references, None)?;
        Ok(vec![ExplainedSide {
            numerator: true,
            register: register.to_owned(),
            expression: every.figure.text.clone(),
            value: None,
            rows,
            cells,
        }])
    }

    /// Which rows to list before the others, as SQL: of a share, those that stand against it.
    fn first(&self, names: &Names<'_>) -> String {
        let Figure::Share(share) = &self.indicator.figure else {
            return String::new();
        };
        let counted = format!("({}) IS TRUE", names.sql(&share.condition));
        match self.indicator.bound.larger_is_stricter() {
            true => format!("{counted}, "),
            false => format!("{counted} DESC, "),
        }
    }

    /// The rows in scope, with the cells that an expression reads.
    fn cells(
        &self,
        from: &str,
        joined: &str,
        scope: &str,
        references: Vec<Reference>,
        stage: Option<Stage>,
    ) -> Result<(usize, Vec<ExplainedRow>), AssessError> {
        let register = register_of(self.session, from)?;
        let names = self.session.names(self.case.policy, register, from, None);
        let mut select = Select::default();
        let row = select.add(format!("{}.{}", quoted(from), quoted(ROW)));
        let readable: Vec<&Reference> = references
            .iter()
            .filter(|reference| !matches!(reference, Reference::Parameter(_)))
            .collect();
        let positions: Vec<usize> = readable
            .iter()
            .map(|reference| select.add(format!("CAST({} AS VARCHAR)", names.bind(reference))))
            .collect();
        let order = self.first(&names);
        let sql = format!(
            "{} FROM {joined} WHERE {scope} ORDER BY {order}1",
            select.sql()
        );
        let scanned = Scanned::new(&select, self.session.query(&sql)?);
        let rows = scanned.row_numbers(row);
        let columns = positions
            .iter()
            .map(|&position| scanned.texts(position))
            .collect::<Result<Vec<_>, _>>()?;
        let listed = (0..rows.len().min(ROWS_LISTED))
            .map(|at| ExplainedRow {
                label: format!("{}", at + 1),
                cells: readable
                    .iter()
                    .zip(&columns)
                    .map(|(reference, texts)| {
                        self.cell(register, reference, rows[at], texts[at].as_deref(), stage)
                    })
                    .collect(),
            })
            .collect();
        Ok((rows.len(), listed))
    }

    fn cell(
        &self,
        register: &junheng_rulebook::Register,
        reference: &Reference,
        row: u32,
        text: Option<&str>,
        stage: Option<Stage>,
    ) -> ExplainedCell {
        let (register, name) = match reference {
            Reference::Column(name) => (Some(register), name.as_str()),
            Reference::SchoolColumn(name) | Reference::Parameter(name) => (
                self.session
                    .rulebook
                    .register(SCHOOLS)
                    .filter(|_| register.name == SCHOOLS),
                name.as_str(),
            ),
        };
        let of_stage = stage.and_then(|stage| register?.stage_column(name, stage));
        let declared = of_stage.or_else(|| register?.column(name));
        let column = declared.map_or(name, |column| &column.name);
        let table = register.and_then(|register| self.session.snapshot.table(&register.name));
        let cell_known = row != u32::MAX && declared.is_some();
        ExplainedCell {
            column: column.to_owned(),
            value: text
                .map(crate::check::trimmed)
                .unwrap_or_default()
                .to_owned(),
            unit: declared
                .and_then(|column| column.unit.clone())
                .unwrap_or_default(),
            place: table
                .filter(|rows| cell_known && rows.has_cell(row as usize, column))
                .map(|rows| rows.place(row as usize, column)),
        }
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
                quoted(crate::measure::CODE)
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
