//! The burden of handing in: how many cells somebody typed, carried over, was asked for twice.

use std::cmp::Reverse;
use std::collections::HashMap;

use junheng_store::{Burden, Organisation, OrganisationFilter, Page, PeriodFilter};

use crate::{Action, Actor, App, Failure};

/// Which burdens are wanted.
#[derive(Debug, Clone, Default)]
pub struct BurdenAsked {
    /// The period's name; nothing for all.
    pub period: Option<String>,
    /// A part of the organisation's name; empty for all.
    pub search: String,
    pub by: BurdenBy,
}

/// What burdens are ordered by; counts from the largest down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BurdenBy {
    Organisation,
    Revisions,
    #[default]
    Typed,
    Carried,
    Again,
}

impl BurdenBy {
    const ALL: [Self; 5] = [
        Self::Organisation,
        Self::Revisions,
        Self::Typed,
        Self::Carried,
        Self::Again,
    ];

    /// As addresses spell it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Revisions => "revisions",
            Self::Typed => "typed",
            Self::Carried => "carried",
            Self::Again => "asked-twice",
        }
    }

    /// The order of this name; by typed cells when there is none.
    pub fn of(code: &str) -> Self {
        let all = Self::ALL.into_iter();
        all.into_iter()
            .find(|by| by.code() == code)
            .unwrap_or_default()
    }
}

/// The burdens of an organisation and those below it.
#[derive(Debug, Clone)]
pub struct Burdens {
    pub organisation: Organisation,
    /// Each with its period's name.
    pub lines: Vec<(Burden, String)>,
    /// The names of the periods that there are, the latest first.
    pub periods: Vec<String>,
}

impl App {
    /// The burden of each organisation at and below one.
    ///
    /// # Errors
    /// [`Failure::NotFound`] out of reach, or for a period that there is not.
    pub async fn burden_meter(
        &self,
        actor: &Actor,
        organisation: i64,
        asked: &BurdenAsked,
    ) -> Result<Burdens, Failure> {
        let mut reading = self.store.read().await?;
        let found = reading.organisation(organisation).await?;
        let organisation = found.ok_or(Failure::NotFound)?;
        actor.require(Action::ReadRows, &organisation.path)?;
        let known = OrganisationFilter {
            path: Some(organisation.path.clone()),
            ..OrganisationFilter::default()
        };
        let paths: HashMap<i64, String> = reading
            .organisations(&known, Page::ALL)
            .await?
            .items
            .into_iter()
            .map(|below| (below.id, below.path))
            .collect();
        let periods = reading.periods(&PeriodFilter::default(), Page::ALL).await?;
        let periods: Vec<_> = periods
            .items
            .into_iter()
            .filter(|period| {
                let holder = format!("/{}/", period.organisation_id);
                organisation.path.contains(&holder) || paths.contains_key(&period.organisation_id)
            })
            .collect();
        let wanted = asked.period.as_ref();
        if wanted.is_some_and(|name| periods.iter().all(|period| period.name != *name)) {
            return Err(Failure::NotFound);
        }
        let names: HashMap<i64, &str> = periods
            .iter()
            .map(|period| (period.id, period.name.as_str()))
            .collect();
        let burdens = reading.burdens(&organisation.path, None).await?;
        let mut lines: Vec<(Burden, String)> = burdens
            .into_iter()
            .filter_map(|burden| {
                let period = names.get(&burden.period_id)?;
                Some((burden, (*period).to_owned()))
            })
            .filter(|(_, period)| wanted.is_none_or(|name| name == period))
            .filter(|(burden, _)| burden.organisation.contains(&asked.search))
            .collect();
        sort(&mut lines, asked.by);
        let mut names: Vec<String> = periods.into_iter().map(|period| period.name).collect();
        names.sort_unstable_by(|one, other| other.cmp(one));
        names.dedup();
        Ok(Burdens {
            organisation,
            lines,
            periods: names,
        })
    }

    /// The uppermost organisation whose burdens the person may read.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn burden_begins_at(&self, actor: &Actor) -> Result<Option<i64>, Failure> {
        let mut reach = actor.reach(Action::ReadRows);
        reach.sort_by_key(|path| path.len());
        let ends = reach.first().and_then(|path| {
            let last = path.trim_end_matches('/').rsplit('/').next()?;
            last.parse().ok()
        });
        Ok(ends)
    }
}

/// By what is asked for, then by period from the latest and by name. Pure.
fn sort(lines: &mut [(Burden, String)], by: BurdenBy) {
    lines.sort_by(|(one, _), (other, _)| one.organisation.cmp(&other.organisation));
    lines.sort_by(|(_, one), (_, other)| other.cmp(one));
    match by {
        BurdenBy::Organisation => {
            lines.sort_by(|(one, _), (other, _)| one.organisation.cmp(&other.organisation));
        }
        BurdenBy::Revisions => lines.sort_by_key(|(burden, _)| Reverse(burden.revisions)),
        BurdenBy::Typed => lines.sort_by_key(|(burden, _)| Reverse(burden.cells_typed)),
        BurdenBy::Carried => lines.sort_by_key(|(burden, _)| Reverse(burden.cells_carried)),
        BurdenBy::Again => lines.sort_by_key(|(burden, _)| Reverse(burden.cells_again)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_stands_first_and_equals_by_period_and_name() {
        let line = |name: &str, period: &str, typed, again| {
            let burden = Burden {
                organisation_id: 1,
                organisation: name.to_owned(),
                period_id: 1,
                revisions: 1,
                cells_typed: typed,
                cells_carried: 0,
                cells_again: again,
            };
            (burden, period.to_owned())
        };
        let mut lines = vec![
            line("乙校", "2023-2024", 5, 1),
            line("甲校", "2024-2025", 5, 9),
            line("丙校", "2024-2025", 30, 0),
        ];
        let names = |lines: &[(Burden, String)]| -> String {
            lines
                .iter()
                .map(|(burden, _)| burden.organisation.as_str())
                .collect()
        };
        sort(&mut lines, BurdenBy::Typed);
        assert_eq!(names(&lines), "丙校甲校乙校");
        sort(&mut lines, BurdenBy::of("asked-twice"));
        assert_eq!(names(&lines), "甲校乙校丙校");
        assert_eq!(BurdenBy::of("colour"), BurdenBy::Typed);
    }
}
