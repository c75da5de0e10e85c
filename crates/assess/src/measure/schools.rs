//! The scan of 学校: one row a school, everything that is asked of each of its stages.

use std::collections::HashMap;

use junheng_model::{Amount, Stage, Texts, Units};
use junheng_rulebook::{ColumnKind, Figure, JudgedBy, Policy, Register, Split};

use super::assemble::{Asked, Conditions, PartAmounts};
use super::parts::Part;
use super::select::{Scanned, Select};
use super::shares::Shares;
use super::{Schools, conditional_limits};
use crate::engine::{SCHOOLS, Session};
use crate::snapshot::ROW;
use crate::sql::{self, quoted};
use crate::{AssessError, parallel};

/// The concept of the stage view that weighs a school: its enrolment.
pub(crate) const ENROLMENT: &str = "在校生数";
pub(crate) const CODE: &str = "学校标识码";
const NAME: &str = "学校名称";

/// Where the general columns of the scan stand in its result.
pub(super) struct General {
    code: usize,
    name: usize,
    county: usize,
    row: usize,
    pub kind: Option<usize>,
    exclusions: Vec<usize>,
    pub enrolments: Vec<(Stage, usize)>,
    present: Vec<(Stage, usize)>,
}

/// The schools, and the units of the stage view with the amounts that come from the view itself.
pub(crate) struct SchoolScan<'p, 'a> {
    pub schools: Schools,
    pub units: Units,
    /// Amounts by part, over units.
    pub amounts: PartAmounts<'p, 'a>,
    /// Truth of conditional limits, by indicator id and limit position, over units.
    pub conditions: Conditions,
    /// Which units an indicator asks, where it does not ask all.
    pub asked_units: Asked,
    /// Which schools an indicator asks, where it does not ask all.
    pub asked_schools: Asked,
}

/// Scans the schools once.
pub(crate) fn scan<'p, 'a>(
    session: &Session<'_>,
    policy: &Policy,
    parts: &'p [Part<'a>],
) -> Result<SchoolScan<'p, 'a>, AssessError> {
    let register = session.schools()?;
    session.open_schools(policy)?;
    let mut select = Select::default();
    let general = general_columns(&mut select, session, policy, register);
    let of_view: Vec<&Part> = parts
        .iter()
        .filter(|part| {
            part.by == JudgedBy::SchoolStage && Some(part.from) == register.stage_view.as_deref()
        })
        .collect();
    let stage_parts: Vec<Vec<usize>> = of_view
        .iter()
        .map(|part| stage_columns(&mut select, session, policy, register, part))
        .collect();
    let limits = conditional_limits(policy, JudgedBy::SchoolStage);
    let limit_columns: Vec<Vec<usize>> = limits
        .iter()
        .map(|(_, _, when)| {
            let at = |stage| {
                select.add(
                    session
                        .names(policy, register, SCHOOLS, Some(stage))
                        .sql(when),
                )
            };
            Stage::COMPULSORY.map(at).to_vec()
        })
        .collect();
    let asked = Asking::all(&mut select, session, policy, register);
    let sql = format!("{} FROM {}", select.sql(), quoted(SCHOOLS));
    let batches = session.query(&sql)?;
    let scanned = Scanned::new(&select, batches);

    let read = read_schools(&scanned, &general)?;
    let layout = Layout::new(
        &scanned,
        &general,
        policy.split.as_ref(),
        &read,
        senior_kinds(session, register),
    )?;
    let amounts = layout.all_amounts(&scanned, &stage_parts)?;
    let amounts = of_view.into_iter().zip(amounts).collect();
    let conditions = limits
        .iter()
        .zip(&limit_columns)
        .map(|((indicator, limit, _), columns)| {
            (
                indicator.id.clone(),
                *limit,
                layout.truths(&scanned, columns),
            )
        })
        .collect();
    let mut asked_units = Asked::new();
    let mut asked_schools = Asked::new();
    for asking in asked {
        match asking.columns.as_slice() {
            [column] => {
                let truths = scanned.truths(*column);
                let in_order = layout.order.iter().map(|&school| truths[school as usize]);
                asked_schools.push((asking.indicator, in_order.collect()));
            }
            columns => asked_units.push((asking.indicator, layout.truths(&scanned, columns))),
        }
    }
    Ok(SchoolScan {
        asked_units,
        asked_schools,
        schools: read.in_order(&layout.order),
        units: layout.units,
        amounts,
        conditions,
    })
}

fn general_columns(
    select: &mut Select,
    session: &Session<'_>,
    policy: &Policy,
    register: &Register,
) -> General {
    let own = |name: &str| format!("{}.{}", quoted(SCHOOLS), quoted(name));
    let names = session.names(policy, register, SCHOOLS, None);
    let county = register.county.as_deref().unwrap_or(CODE);
    let mut enrolments = Vec::new();
    let mut present = Vec::new();
    for stage in Stage::ALL {
        let Some(enrolment) = register.stage_column(ENROLMENT, stage) else {
            continue;
        };
        enrolments.push((stage, select.add(own(&enrolment.name))));
        present.push((stage, select.add(stage_present(register, stage, &own))));
    }
    General {
        code: select.add(own(CODE)),
        name: select.add(own(NAME)),
        county: select.add(own(county)),
        row: select.add(own(ROW)),
        kind: kind_column(session, register).map(|(column, _)| select.add(own(column))),
        exclusions: policy
            .exclusions
            .iter()
            .map(|exclusion| select.add(names.sql(&exclusion.when)))
            .collect(),
        enrolments,
        present,
    }
}

/// A school has a stage when anything is stated of it; with an enrolment of nought it has none.
fn stage_present(register: &Register, stage: Stage, own: &dyn Fn(&str) -> String) -> String {
    let columns = register
        .columns
        .iter()
        .filter(|column| column.stage == Some(stage));
    let stated: Vec<String> = columns
        .map(|column| format!("{} IS NOT NULL", own(&column.name)))
        .collect();
    match register.stage_column(ENROLMENT, stage) {
        Some(enrolment) => {
            format!(
                "CASE WHEN {} = 0 THEN false ELSE ({}) END",
                own(&enrolment.name),
                stated.join(" OR ")
            )
        }
        None => "false".to_owned(),
    }
}

/// The column that holds a school's type, and for each type whether it may have a senior stage.
fn kind_column<'s>(
    session: &'s Session<'_>,
    register: &'s Register,
) -> Option<(&'s str, Vec<(&'s str, bool)>)> {
    register.columns.iter().find_map(|column| {
        let ColumnKind::Code(list) = &column.kind else {
            return None;
        };
        let list = session.rulebook.code_list(list)?;
        let senior = |code: &'s junheng_rulebook::Code| {
            (code.code.as_str(), code.stages.contains(&Stage::Senior))
        };
        list.codes
            .iter()
            .any(|code| !code.stages.is_empty())
            .then(|| {
                (
                    column.name.as_str(),
                    list.codes.iter().map(senior).collect(),
                )
            })
    })
}

fn senior_kinds(session: &Session<'_>, register: &Register) -> Vec<String> {
    let kinds = kind_column(session, register)
        .map(|(_, kinds)| kinds)
        .unwrap_or_default();
    kinds
        .into_iter()
        .filter(|(_, senior)| *senior)
        .map(|(code, _)| code.to_owned())
        .collect()
}

fn stage_columns(
    select: &mut Select,
    session: &Session<'_>,
    policy: &Policy,
    register: &Register,
    part: &Part<'_>,
) -> Vec<usize> {
    let value = sql::over_one_row(&part.value);
    let at = |stage| {
        select.add(
            session
                .names(policy, register, SCHOOLS, Some(stage))
                .sql(&value),
        )
    };
    Stage::COMPULSORY.map(at).to_vec()
}

/// Where "is the unit asked" of one indicator stands: a column for each stage, or one for the school.
struct Asking {
    indicator: String,
    columns: Vec<usize>,
}

impl Asking {
    fn all(
        select: &mut Select,
        session: &Session<'_>,
        policy: &Policy,
        register: &Register,
    ) -> Vec<Self> {
        let mut all = Vec::new();
        for indicator in &policy.indicators {
            let Figure::Ratio {
                by, of: Some(of), ..
            } = &indicator.figure
            else {
                continue;
            };
            let mut at =
                |stage| select.add(session.names(policy, register, SCHOOLS, stage).sql(of));
            let columns = match by {
                JudgedBy::SchoolStage => Stage::COMPULSORY.map(|stage| at(Some(stage))).to_vec(),
                JudgedBy::School => vec![at(None)],
                JudgedBy::County => continue,
            };
            all.push(Asking {
                indicator: indicator.id.clone(),
                columns,
            });
        }
        all
    }
}

/// The schools as they came, before they are put in order.
struct ReadSchools {
    code: Texts,
    name: Texts,
    /// Sorted.
    counties: Vec<String>,
    county: Vec<u32>,
    exclusion: Vec<Option<usize>>,
    row: Vec<u32>,
}

fn read_schools(scanned: &Scanned<'_>, general: &General) -> Result<ReadSchools, AssessError> {
    let rows = scanned.rows();
    let (mut code, mut name) = (
        Texts::with_capacity(rows, rows * 10),
        Texts::with_capacity(rows, rows * 24),
    );
    scanned.each_text(general.code, |text| code.push(text.unwrap_or_default()))?;
    scanned.each_text(general.name, |text| name.push(text.unwrap_or_default()))?;
    let mut found = Counties::default();
    let mut county = Vec::with_capacity(rows);
    scanned.each_text(general.county, |text| {
        county.push(found.index(text.unwrap_or_default()))
    })?;
    let (counties, rank) = found.sorted();
    county
        .iter_mut()
        .for_each(|county| *county = rank[*county as usize]);
    let mut exclusion = vec![None; rows];
    for (position, &column) in general.exclusions.iter().enumerate() {
        for (exclusion, holds) in exclusion.iter_mut().zip(scanned.truths(column)) {
            if holds == Some(true) {
                exclusion.get_or_insert(position);
            }
        }
    }
    Ok(ReadSchools {
        code,
        name,
        counties,
        county,
        exclusion,
        row: scanned.row_numbers(general.row),
    })
}

/// County names in the order of their first appearance.
#[derive(Default)]
struct Counties {
    names: Vec<String>,
    positions: HashMap<String, u32>,
    last: u32,
}

impl Counties {
    fn index(&mut self, name: &str) -> u32 {
        // Files are mostly sorted by county, so the last one is looked at first.
        if self
            .names
            .get(self.last as usize)
            .is_some_and(|last| last == name)
        {
            return self.last;
        }
        self.last = match self.positions.get(name) {
            Some(&position) => position,
            None => {
                self.positions
                    .insert(name.to_owned(), self.names.len() as u32);
                self.names.push(name.to_owned());
                self.names.len() as u32 - 1
            }
        };
        self.last
    }

    /// The names sorted, and for each original index its rank.
    fn sorted(self) -> (Vec<String>, Vec<u32>) {
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        order.sort_by(|&left, &right| self.names[left as usize].cmp(&self.names[right as usize]));
        let mut rank = vec![0; order.len()];
        for (position, &index) in order.iter().enumerate() {
            rank[index as usize] = position as u32;
        }
        (
            order
                .iter()
                .map(|&index| self.names[index as usize].clone())
                .collect(),
            rank,
        )
    }
}

impl ReadSchools {
    /// Rows by county and code, so that the order of a file never shows.
    fn order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.county.len() as u32).collect();
        order.sort_by(|&left, &right| {
            let key = |school: u32| (self.county[school as usize], self.code.get(school as usize));
            key(left).cmp(&key(right))
        });
        order
    }

    fn in_order(&self, order: &[u32]) -> Schools {
        let by = |column: &[u32]| {
            order
                .iter()
                .map(|&school| column[school as usize])
                .collect()
        };
        Schools {
            counties: self.counties.clone(),
            county: by(&self.county),
            code: texts_in_order(&self.code, order),
            name: texts_in_order(&self.name, order),
            exclusion: order
                .iter()
                .map(|&school| self.exclusion[school as usize])
                .collect(),
            row: by(&self.row),
        }
    }
}

fn texts_in_order(texts: &Texts, order: &[u32]) -> Texts {
    let parts = parallel::ranges(order.len(), order.len(), |range| {
        let of_part = order[range].iter();
        of_part.map(|&row| texts.get(row as usize)).collect()
    });
    let mut all = Texts::new();
    parts.iter().for_each(|part| all.append(part));
    all
}

/// The units of the stage view: which row and stage each comes from.
struct Layout {
    order: Vec<u32>,
    units: Units,
    /// For each unit, the scanned row and the position of its stage.
    origin: Vec<(u32, u8)>,
}

impl Layout {
    fn new(
        scanned: &Scanned<'_>,
        general: &General,
        split: Option<&Split>,
        read: &ReadSchools,
        senior_kinds: Vec<String>,
    ) -> Result<Self, AssessError> {
        let order = read.order();
        let present = stage_truths(scanned, general);
        let shares = Shares::new(scanned, general, split, &present, &senior_kinds)?;
        let parts = parallel::ranges(order.len(), order.len(), |range| {
            stage_units(&order[range], read, &present, &shares)
        });
        let mut layout = Self {
            order,
            units: Units::default(),
            origin: Vec::new(),
        };
        for (units, mut origin) in parts {
            layout.units.append(units);
            layout.origin.append(&mut origin);
        }
        Ok(layout)
    }

    /// The amounts of each part over the units. Parts that ask the same columns, as the denominators of
    /// a policy mostly do, are worked out once.
    fn all_amounts(
        &self,
        scanned: &Scanned<'_>,
        parts: &[Vec<usize>],
    ) -> Result<Vec<Vec<Amount>>, AssessError> {
        let mut distinct: Vec<&Vec<usize>> = parts.iter().collect();
        distinct.sort_unstable();
        distinct.dedup();
        let work = distinct.len() * self.units.len();
        let found = parallel::ranges(distinct.len(), work, |range| {
            let of_part = |part: usize| self.amounts(scanned, distinct[part]);
            range.map(of_part).collect::<Result<Vec<_>, _>>()
        });
        let mut amounts = HashMap::new();
        for (columns, found) in distinct.into_iter().zip(flattened(found)?) {
            amounts.insert(columns, found);
        }
        Ok(parts
            .iter()
            .map(|columns| amounts[columns].clone())
            .collect())
    }

    /// A part's amounts over the units.
    fn amounts(
        &self,
        scanned: &Scanned<'_>,
        columns: &[usize],
    ) -> Result<Vec<Amount>, AssessError> {
        let by_stage: Vec<Vec<Amount>> = columns
            .iter()
            .map(|&column| scanned.amounts(column))
            .collect::<Result<_, _>>()?;
        Ok(self
            .origin
            .iter()
            .map(|&(row, stage)| by_stage[stage as usize][row as usize])
            .collect())
    }

    fn truths(&self, scanned: &Scanned<'_>, columns: &[usize]) -> Vec<Option<bool>> {
        let by_stage: Vec<_> = columns
            .iter()
            .map(|&column| scanned.truths(column))
            .collect();
        self.origin
            .iter()
            .map(|&(row, stage)| by_stage[stage as usize][row as usize])
            .collect()
    }
}

/// The units of the stages that some schools have, in the order of these schools, and where each comes from.
fn stage_units(
    schools: &[u32],
    read: &ReadSchools,
    present: &[Vec<bool>],
    shares: &Shares,
) -> (Units, Vec<(u32, u8)>) {
    let (mut units, mut origin) = (Units::default(), Vec::new());
    for &row in schools {
        let school = row as usize;
        if read.exclusion[school].is_some() {
            continue;
        }
        for (index, stage) in Stage::COMPULSORY.into_iter().enumerate() {
            if !present[index][school] {
                continue;
            }
            units.county.push(read.county[school]);
            units.code.push(read.code.get(school));
            units.name.push(read.name.get(school));
            units.stage.push(Some(stage));
            units.pupils.push(shares.enrolment[index][school]);
            units.share.push(shares.of(index, school));
            units.row.push(read.row[school]);
            origin.push((row, index as u8));
        }
    }
    (units, origin)
}

/// The parts of a result in one, or the first that failed.
fn flattened<T>(parts: Vec<Result<Vec<T>, AssessError>>) -> Result<Vec<T>, AssessError> {
    let parts: Vec<Vec<T>> = parts.into_iter().collect::<Result<_, _>>()?;
    Ok(parts.into_iter().flatten().collect())
}

/// Which schools have which stage; stages in their order.
fn stage_truths(scanned: &Scanned<'_>, general: &General) -> Vec<Vec<bool>> {
    let truths = |&(_, column): &(Stage, usize)| {
        scanned
            .truths(column)
            .into_iter()
            .map(|present| present == Some(true))
            .collect()
    };
    general.present.iter().map(truths).collect()
}
