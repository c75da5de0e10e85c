//! The lists behind the text: schools with their figures, what they are short of, units that break a limit, excluded
//! schools, sources.

use junheng_model::{BreakingUnit, IndicatorFinding};

use super::paper::{Column, Entry, Paper, Side, column};
use crate::standing::Standing;
use crate::words::{self, documents};
use crate::{figures, provenance};

mod schools;

/// A list behind the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Annex {
    Schools,
    Shortfalls,
    Breaking,
    Excluded,
    Sources,
}

impl Annex {
    const ALL: [Self; 5] = [
        Self::Schools,
        Self::Shortfalls,
        Self::Breaking,
        Self::Excluded,
        Self::Sources,
    ];

    /// Whether there is anything to list.
    fn has_rows(self, standing: &Standing<'_>) -> bool {
        match self {
            Self::Schools => !standing.county.units.is_empty(),
            Self::Shortfalls => !standing.units_short().is_empty(),
            Self::Breaking => !standing.broken().is_empty(),
            Self::Excluded => !standing.county.excluded.is_empty(),
            Self::Sources => true,
        }
    }

    const fn title(self) -> words::Word {
        match self {
            Self::Schools => words::SCHOOLS_TITLE,
            Self::Shortfalls => documents::ANNEX_SHORTFALLS,
            Self::Breaking => documents::ANNEX_BREAKING,
            Self::Excluded => documents::ANNEX_EXCLUDED,
            Self::Sources => documents::ANNEX_SOURCES,
        }
    }

    /// Its number in this report; nothing when it is not there.
    pub fn number(self, standing: &Standing<'_>) -> Option<usize> {
        let there = of(standing);
        there
            .iter()
            .position(|annex| *annex == self)
            .map(|at| at + 1)
    }
}

fn of(standing: &Standing<'_>) -> Vec<Annex> {
    let all = Annex::ALL.into_iter();
    all.filter(|annex| annex.has_rows(standing)).collect()
}

pub(super) fn titles(standing: &Standing<'_>) -> Vec<&'static str> {
    let there = of(standing).into_iter();
    there
        .map(|annex| annex.title().say(standing.lang()))
        .collect()
}

pub(super) fn write(paper: &mut Paper, standing: &Standing<'_>) {
    for (number, annex) in (1..).zip(of(standing)) {
        paper.annex(number, annex.title().say(standing.lang()));
        match annex {
            Annex::Schools => schools::write(paper, standing),
            Annex::Shortfalls => shortfalls(paper, standing),
            Annex::Breaking => breaking(paper, standing),
            Annex::Excluded => excluded(paper, standing),
            Annex::Sources => sources(paper, standing),
        }
    }
}

fn shortfalls(paper: &mut Paper, standing: &Standing<'_>) {
    let lang = standing.lang();
    let columns = [
        column(words::NUMBER.say(lang), 5, Side::Centre),
        column(words::SCHOOL.say(lang), 22, Side::Left),
        column(words::STAGE.say(lang), 7, Side::Centre),
        column(words::MET_COUNT.say(lang), 8, Side::Centre),
        column(words::VERDICT.say(lang), 10, Side::Centre),
        column(words::GAP.say(lang), 48, Side::Left),
    ];
    let schools = &standing.findings.schools;
    let rows = (1_usize..)
        .zip(standing.units_short())
        .map(|(row, unit)| {
            vec![
                Entry::from(row.to_string()),
                Entry::from(schools.units.name.get(unit)),
                Entry::from(lang.stage(schools.units.stage[unit])),
                Entry::from(format!(
                    "{}/{}",
                    schools.met[unit],
                    schools.indicators.len()
                )),
                Entry::verdict(schools.verdicts[unit], lang),
                Entry::from(standing.shortfalls_text(unit)),
            ]
        })
        .collect();
    paper.annex_table(&columns, rows);
}

fn breaking(paper: &mut Paper, standing: &Standing<'_>) {
    let lang = standing.lang();
    let columns = [
        column(words::NUMBER.say(lang), 5, Side::Centre),
        column(words::INDICATOR.say(lang), 18, Side::Left),
        column(words::SUBJECT.say(lang), 27, Side::Left),
        column(words::STAGE.say(lang), 7, Side::Centre),
        column(words::CURRENT_VALUE.say(lang), 10, Side::Right),
        column(words::STANDARD.say(lang), 10, Side::Right),
        column(documents::GAP_OR_EXCESS.say(lang), 14, Side::Right),
        column(words::CELL.say(lang), 9, Side::Centre),
    ];
    let broken = standing.broken();
    let units = broken
        .iter()
        .flat_map(|finding| finding.breaking.iter().map(move |unit| (*finding, unit)));
    let rows = units
        .zip(1_usize..)
        .map(|((finding, unit), row)| breaking_row(standing, finding, &unit, row))
        .collect();
    paper.annex_table(&columns, rows);
}

fn breaking_row(
    standing: &Standing<'_>,
    finding: &IndicatorFinding,
    unit: &BreakingUnit<'_>,
    row: usize,
) -> Vec<Entry> {
    let lang = standing.lang();
    let declared = standing.policy.indicator(&finding.id);
    let places = declared.map_or(2, |declared| declared.decimals);
    let sign = declared.map_or("", |declared| declared.bound.sign());
    let cell = unit.place.and_then(|place| place.cell);
    vec![
        Entry::from(row.to_string()),
        Entry::from(standing.labelled(&finding.id, None)),
        Entry::from(unit.name),
        Entry::from(lang.stage(unit.stage.or(finding.stage))),
        Entry::from(figures::against(unit.value, Some(unit.limit), places)),
        Entry::from(format!("{sign} {}", figures::plain(unit.limit))),
        Entry::from(declared.map_or(String::new(), |declared| {
            let amount = figures::gap(declared, unit.gap.abs(), standing.names);
            words::short_of(lang, "", &amount, declared.bound.larger_is_stricter())
        })),
        Entry::from(cell.map_or(String::new(), |cell| cell.to_string())),
    ]
}

fn excluded(paper: &mut Paper, standing: &Standing<'_>) {
    let lang = standing.lang();
    let columns = [
        column(words::NUMBER.say(lang), 8, Side::Centre),
        column(words::CODE.say(lang), 22, Side::Centre),
        column(words::SCHOOL.say(lang), 38, Side::Left),
        column(words::REASON.say(lang), 32, Side::Left),
    ];
    let rows = (1_usize..)
        .zip(&standing.county.excluded)
        .map(|(row, school)| {
            vec![
                Entry::from(row.to_string()),
                Entry::from(school.code.as_str()),
                Entry::from(school.name.as_str()),
                Entry::from(standing.names.exclusion(&school.reason)),
            ]
        })
        .collect();
    paper.annex_table(&columns, rows);
}

fn sources(paper: &mut Paper, standing: &Standing<'_>) {
    let lang = standing.lang();
    let columns: [Column; 5] = [
        column(words::ID.say(lang), 7, Side::Centre),
        column(words::CONTENT.say(lang), 29, Side::Left),
        column(words::STANDARD.say(lang), 28, Side::Left),
        column(words::SOURCE.say(lang), 27, Side::Left),
        column(words::STATUS.say(lang), 9, Side::Centre),
    ];
    let entries = provenance::of(standing.policy, standing.findings.as_of, standing.names);
    let rows = entries
        .iter()
        .map(|entry| {
            vec![
                Entry::from(entry.id),
                Entry::from(entry.content.as_str()),
                Entry::from(entry.standard.as_str()),
                Entry::from(entry.source.to_string()),
                Entry::from(words::status(entry.source.status).say(lang)),
            ]
        })
        .collect();
    paper.annex_table(&columns, rows);
}
