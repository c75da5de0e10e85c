//! Indicators that every row has to meet: one class, one school, one project a unit.

use std::sync::Arc;

use junheng_model::{Amount, Grain, Measure, Quantity, Share, UnitMeasures, Units};
use junheng_rulebook::{Every, Figure, Indicator, Policy};

use super::grouped::{Joined, join, register_of};
use super::select::{Scanned, Select};
use super::{Schools, conditions_of};
use crate::AssessError;
use crate::known_names::{ROW, STAGE};
use crate::session::Session;
use crate::sql::quoted;

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
    session.with_each(&registers, |session, from| {
        let of_register = everies.iter().filter(|(_, every)| every.from == *from);
        let of_register: Vec<_> = of_register.copied().collect();
        scan_register(session, policy, schools, from, &of_register)
    })
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
    // A register that nobody handed in has no rows, and joining them to all schools would take its time.
    let batches = match session.snapshot.has(&register.name) {
        true => session.query(&sql)?,
        false => Vec::new(),
    };
    let scanned = Scanned::new(&select, batches);
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
        let texts = |column: Option<usize>| match column {
            Some(column) => scanned.joined(column),
            None => Ok(std::iter::repeat_n("", scanned.rows()).collect()),
        };
        let (codes, names, stages) = (texts(self.code)?, texts(self.school)?, texts(self.stage)?);
        let counties = counties_of_rows(scanned, self.county, schools)?;
        let rows = scanned.row_numbers(self.row);
        let mut order: Vec<u32> = (0..scanned.rows() as u32)
            .filter(|&row| counties[row as usize] != u32::MAX)
            .collect();
        order.sort_by(|&left, &right| {
            let key = |row: u32| {
                let at = row as usize;
                (counties[at], codes.get(at), rows[at], row)
            };
            key(left).cmp(&key(right))
        });
        let in_order = || order.iter().map(|&row| row as usize);
        let name = match self.row_name {
            None => names.pick(in_order()),
            Some(label) => {
                let labels = scanned.joined(label)?;
                let name = |row| format!("{} {}", names.get(row), labels.get(row));
                in_order().map(|row| name(row).trim().to_owned()).collect()
            }
        };
        let units = Units {
            county: in_order().map(|row| counties[row]).collect(),
            code: codes.pick(in_order()),
            name,
            stage: in_order().map(|row| stages.get(row).parse().ok()).collect(),
            pupils: vec![Amount::NOT_APPLICABLE; order.len()],
            share: vec![Share::ALL; order.len()],
            row: in_order().map(|row| rows[row]).collect(),
        };
        Ok((units, order))
    }
}

/// The county of each row; `u32::MAX` where no school of the snapshot is of it.
fn counties_of_rows(
    scanned: &Scanned<'_>,
    column: usize,
    schools: &Schools,
) -> Result<Vec<u32>, AssessError> {
    let mut counties = Vec::with_capacity(scanned.rows());
    // Rows of a county mostly stand together, so the last one is looked at first.
    let mut last: Option<u32> = None;
    scanned.each_text(column, |text| {
        let text = text.unwrap_or_default();
        let is_last = |county: &u32| schools.counties[*county as usize] == text;
        last = last.filter(is_last).or_else(|| schools.county_index(text));
        counties.push(last.unwrap_or(u32::MAX));
    })?;
    Ok(counties)
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
