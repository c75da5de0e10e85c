//! Indicators that every row has to meet: one class, one school, one project a unit.

use std::sync::Arc;

use junheng_model::{Amount, Grain, Measure, Quantity, Share, UnitMeasures, Units};
use junheng_rulebook::{Every, Figure, Indicator, Policy};

use super::grouped::{Joined, join, register_of};
use super::select::{Scanned, Select};
use super::{Schools, conditions_of};
use crate::AssessError;
use crate::engine::Session;
use crate::snapshot::ROW;
use crate::sql::{STAGE, quoted};

/// One indicator's columns in the scan of its register.
struct EveryColumns<'p> {
    indicator: &'p Indicator,
    every: &'p Every,
    figure: usize,
    of: Option<usize>,
    conditions: Vec<(usize, usize)>,
}

/// Scans each register that has such indicators once.
pub(crate) fn scan(
    session: &Session<'_>,
    policy: &Policy,
    schools: &Schools,
) -> Result<Vec<UnitMeasures>, AssessError> {
    let everies: Vec<(&Indicator, &Every)> = policy
        .indicators
        .iter()
        .filter_map(|indicator| match &indicator.figure {
            Figure::Every(every) => Some((indicator, every)),
            _ => None,
        })
        .collect();
    let mut registers: Vec<&str> = everies
        .iter()
        .map(|(_, every)| every.from.as_str())
        .collect();
    registers.sort_unstable();
    registers.dedup();
    registers
        .into_iter()
        .map(|from| {
            let of_register: Vec<_> = everies
                .iter()
                .filter(|(_, every)| every.from == from)
                .copied()
                .collect();
            scan_register(session, policy, schools, from, &of_register)
        })
        .collect()
}

fn scan_register(
    session: &Session<'_>,
    policy: &Policy,
    schools: &Schools,
    from: &str,
    everies: &[(&Indicator, &Every)],
) -> Result<UnitMeasures, AssessError> {
    let joined = join(session, policy, from)?;
    let register = register_of(session, from)?;
    let names = session.names(policy, register, from, None);
    let mut select = Select::default();
    let general = RowColumns::new(&mut select, session, from, &joined, everies)?;
    let columns: Vec<EveryColumns> = everies
        .iter()
        .map(|&(indicator, every)| EveryColumns {
            indicator,
            every,
            figure: select.add(names.sql(&every.figure)),
            of: every.of.as_ref().map(|of| select.add(names.sql(of))),
            conditions: conditions_of(indicator)
                .map(|(_, limit, when)| (limit, select.add(names.sql(when))))
                .collect(),
        })
        .collect();
    let sql = format!(
        "{} FROM {} WHERE {} IS NOT NULL",
        select.sql(),
        joined.from,
        joined.county
    );
    let scanned = Scanned::new(&select, session.query(&sql)?);
    let (units, order) = general.units(&scanned, schools)?;
    let judged = scanned.truths(general.judged);
    let mut measures = Vec::with_capacity(columns.len());
    for column in &columns {
        measures.push(column.measure(&scanned, &judged, &order)?);
    }
    Ok(UnitMeasures {
        grain: Grain::Row(from.to_owned()),
        units: Arc::new(units),
        measures,
    })
}

/// The columns that say what a row is.
struct RowColumns {
    row: usize,
    county: usize,
    judged: usize,
    code: Option<usize>,
    school: Option<usize>,
    row_name: Option<usize>,
    stage: Option<usize>,
}

impl RowColumns {
    fn new(
        select: &mut Select,
        session: &Session<'_>,
        from: &str,
        joined: &Joined,
        everies: &[(&Indicator, &Every)],
    ) -> Result<Self, AssessError> {
        let schools = session.schools()?;
        let is_school = register_of(session, from)?.name == schools.name;
        let own = |column: &str| format!("{}.{}", quoted(from), quoted(column));
        let school_name = if is_school {
            own("学校名称")
        } else {
            format!("{}.{}", quoted(&schools.name), quoted("学校名称"))
        };
        let stage = if schools.stage_view.as_deref() == Some(from) {
            Some(STAGE)
        } else {
            everies.iter().find_map(|(_, every)| every.stage.as_deref())
        };
        Ok(Self {
            row: select.add(own(ROW)),
            county: select.add(joined.county.clone()),
            judged: select.add(joined.judged.clone()),
            code: joined.school.clone().map(|school| select.add(school)),
            school: joined.school.as_ref().map(|_| select.add(school_name)),
            row_name: everies
                .iter()
                .find_map(|(_, every)| every.row_name.as_deref())
                .map(|name| select.add(format!("CAST({} AS VARCHAR)", own(name)))),
            stage: stage.map(|stage| select.add(own(stage))),
        })
    }

    /// The rows as units, by county, code and row, and the order in which to take the scanned rows.
    fn units(
        &self,
        scanned: &Scanned<'_>,
        schools: &Schools,
    ) -> Result<(Units, Vec<u32>), AssessError> {
        let texts = |column: Option<usize>| -> Result<Vec<String>, AssessError> {
            let mut texts = Vec::with_capacity(scanned.rows());
            match column {
                Some(column) => scanned.each_text(column, |text| {
                    texts.push(text.unwrap_or_default().to_owned())
                })?,
                None => texts.resize(scanned.rows(), String::new()),
            }
            Ok(texts)
        };
        let (codes, names, labels, stages) = (
            texts(self.code)?,
            texts(self.school)?,
            texts(self.row_name)?,
            texts(self.stage)?,
        );
        let counties: Vec<u32> = texts(Some(self.county))?
            .iter()
            .map(|name| schools.county_index(name).unwrap_or(u32::MAX))
            .collect();
        let rows = scanned.row_numbers(self.row);
        let mut order: Vec<u32> = (0..scanned.rows() as u32)
            .filter(|&row| counties[row as usize] != u32::MAX)
            .collect();
        order.sort_by(|&left, &right| {
            let key = |row: u32| {
                (
                    counties[row as usize],
                    &codes[row as usize],
                    rows[row as usize],
                    row,
                )
            };
            key(left).cmp(&key(right))
        });
        let mut units = Units::default();
        for &row in &order {
            let row = row as usize;
            units.county.push(counties[row]);
            units.stage.push(stages[row].parse().ok());
            units.pupils.push(Amount::NOT_APPLICABLE);
            units.share.push(Share::ALL);
            units.row.push(rows[row]);
        }
        units.code = order.iter().map(|&row| &codes[row as usize]).collect();
        let name = |row: usize| format!("{} {}", names[row], labels[row]).trim().to_owned();
        units.name = order.iter().map(|&row| name(row as usize)).collect();
        Ok((units, order))
    }
}

impl EveryColumns<'_> {
    fn measure(
        &self,
        scanned: &Scanned<'_>,
        judged: &[Option<bool>],
        order: &[u32],
    ) -> Result<Measure, AssessError> {
        let figures = scanned.amounts(self.figure)?;
        let of = self.of.map(|column| scanned.truths(column));
        let amount = |row: u32| {
            let row = row as usize;
            let asked = of.as_ref().map_or(Some(true), |of| of[row]);
            let in_scope = self.every.all_schools || judged[row] == Some(true);
            match (in_scope, asked) {
                (false, _) | (_, Some(false)) => Amount::NOT_APPLICABLE,
                (true, None) => Amount::MISSING,
                (true, Some(true)) => figures[row],
            }
        };
        let in_order = |column: usize| {
            let truths = scanned.truths(column);
            order.iter().map(|&row| truths[row as usize]).collect()
        };
        Ok(Measure {
            indicator: self.indicator.id.clone(),
            formula: String::new(),
            numerator: Arc::new(order.iter().map(|&row| amount(row)).collect()),
            denominator: Arc::new(vec![Amount::known(Quantity::ONE); order.len()]),
            split: false,
            conditions: self
                .conditions
                .iter()
                .map(|&(limit, column)| (limit, in_order(column)))
                .collect(),
        })
    }
}
