//! The hand-ins within a person's reach.

use junheng_store::{Listed, Page, SubmissionFilter, SubmissionStatus};
use serde::Deserialize;

use crate::{Action, Actor, App, Failure};

/// Which hand-ins are wanted, as it stands in an address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct HandInFilter {
    /// The period's name, `2024-2025`.
    pub period: Option<String>,
    pub register: Option<String>,
    pub state: Option<String>,
    /// Of this organisation and those below it.
    pub organisation: Option<i64>,
    /// A part of the organisation's name or the beginning of its code.
    pub search: Option<String>,
    /// `overdue`, `never-opened` or `incomplete`: opened, and still to be handed in.
    pub only: Option<String>,
}

/// A page of the list, with what can be chosen from.
#[derive(Debug, Clone)]
pub struct HandIns {
    pub listed: Listed<SubmissionStatus>,
    /// The names of the periods within reach, latest first.
    pub periods: Vec<String>,
    pub registers: Vec<String>,
    pub states: Vec<String>,
    /// The period that is shown; the latest unless another was asked for.
    pub period: Option<String>,
}

/// What can be asked for with [`HandInFilter::only`].
pub mod only {
    pub const OVERDUE: &str = "overdue";
    pub const NEVER_OPENED: &str = "never-opened";
    pub const INCOMPLETE: &str = "incomplete";
}

impl App {
    /// Hand-ins within the person's reach, by organisation and register.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for an organisation out of reach.
    pub async fn hand_ins(
        &self,
        actor: &Actor,
        filter: &HandInFilter,
        page: Page,
    ) -> Result<HandIns, Failure> {
        let mut reading = self.store.read().await?;
        let paths = owned(actor.reach(Action::ReadRows));
        let mut all = reading.periods_reaching_any(&paths).await?;
        all.sort_by_key(|period| std::cmp::Reverse(period.starts_on));
        let mut periods: Vec<String> = all.iter().map(|period| period.name.clone()).collect();
        periods.dedup();
        let period = chosen(filter.period.as_deref(), &periods);
        let ids = all.iter().filter(|one| Some(&one.name) == period.as_ref());
        let ids: Vec<i64> = ids.map(|period| period.id).collect();
        let path = match filter.organisation {
            Some(id) => {
                let found = reading.organisation(id).await?;
                let path = found.ok_or(Failure::NotFound)?.path;
                actor.require(Action::ReadRows, &path)?;
                Some(path)
            }
            None => None,
        };
        let wanted = self.submission_filter(filter, paths, path, ids);
        let listed = reading.submissions(&wanted, page).await?;
        Ok(HandIns {
            listed,
            periods,
            registers: names(self.rulebook.registers.iter().map(|one| &one.name)),
            states: names(self.states()),
            period,
        })
    }

    fn submission_filter(
        &self,
        filter: &HandInFilter,
        paths: Vec<String>,
        path: Option<String>,
        period_ids: Vec<i64>,
    ) -> SubmissionFilter {
        let mut wanted = SubmissionFilter {
            path,
            paths: Some(paths),
            period_ids: Some(period_ids),
            registers: given(&filter.register).map(|name| vec![name]),
            states: given(&filter.state).map(|name| vec![name]),
            search: given(&filter.search),
            ..SubmissionFilter::default()
        };
        let with_the_organisation = || Some(self.states_to_hand_in());
        match filter.only.as_deref() {
            Some(only::OVERDUE) => {
                wanted.due_before = Some(self.today());
                wanted.states = wanted.states.or_else(with_the_organisation);
            }
            Some(only::NEVER_OPENED) => {
                wanted.never_seen_only = true;
                wanted.states = wanted.states.or_else(with_the_organisation);
            }
            Some(only::INCOMPLETE) => {
                wanted.seen_only = true;
                wanted.states = wanted.states.or_else(with_the_organisation);
            }
            _ => {}
        }
        wanted
    }

    /// The states of a hand-in, in the order of the declaration that holds today.
    fn states(&self) -> impl Iterator<Item = &String> {
        let kind = self.rulebook.matter(crate::HAND_IN);
        kind.into_iter()
            .flat_map(|kind| kind.states.iter().map(|state| &state.name))
    }

    /// The states in which the figures are with the organisation.
    fn states_to_hand_in(&self) -> Vec<String> {
        let kind = self.rulebook.matter(crate::HAND_IN);
        let states = kind.into_iter().flat_map(|kind| &kind.states);
        names(
            states
                .filter(|state| state.editable)
                .map(|state| &state.name),
        )
    }
}

fn names<'n>(names: impl Iterator<Item = &'n String>) -> Vec<String> {
    names.cloned().collect()
}

fn owned(paths: Vec<&str>) -> Vec<String> {
    paths.into_iter().map(str::to_owned).collect()
}

/// An empty choice in a form means none.
fn given(text: &Option<String>) -> Option<String> {
    text.clone().filter(|text| !text.trim().is_empty())
}

/// The period asked for, else the latest.
fn chosen(asked: Option<&str>, periods: &[String]) -> Option<String> {
    let asked = asked.and_then(|name| periods.iter().find(|period| *period == name));
    asked.or(periods.first()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_period_is_shown_unless_another_is_asked_for() {
        let periods = ["2024-2025", "2023-2024"].map(str::to_owned);
        for (asked, expected) in [
            (None, Some("2024-2025")),
            (Some("2023-2024"), Some("2023-2024")),
            (Some("1999-2000"), Some("2024-2025")),
        ] {
            assert_eq!(chosen(asked, &periods).as_deref(), expected);
        }
        assert_eq!(chosen(None, &[]), None);
    }
}
