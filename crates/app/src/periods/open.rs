//! Opening a period: a hand-in for every organisation and register that is due.

use std::collections::HashSet;

use jiff::civil::Date;
use junheng_rulebook::{HandedInBy, Period as Covers, Register, Rulebook};
use junheng_store::{
    Clerk, Entry, NewMatter, NewPeriod, Organisation, OrganisationFilter, Page, Period,
    PeriodFilter, SubmissionFilter, Writing,
};
use serde::Deserialize;
use serde_json::json;

use crate::moving::HAND_IN;
use crate::{Action, Actor, App, Failure, Fault, FieldError, kind};

/// As registers and periods are kept: a school year.
pub(crate) const SCHOOL_YEAR: &str = "school_year";
/// School years begin in this month, on its first day.
const FIRST_MONTH: i8 = 9;

/// What is typed to open a period.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OpenPeriod {
    /// The school year, `2024-2025`.
    pub name: String,
    /// The day by which everything is to be handed in, `2024-10-31`.
    pub due_on: String,
}

/// A period that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub period: Period,
    /// How many hand-ins were opened with it.
    pub hand_ins: usize,
}

/// What was typed, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Year {
    name: String,
    starts_on: Date,
    due_on: Date,
}

impl App {
    /// Opens a school year for a county: every open organisation gets a hand-in for each register that
    /// organisations of its kind hand in.
    ///
    /// # Errors
    /// [`Failure::Invalid`] for what was typed, refused when the county has that year already.
    pub async fn open_period(
        &self,
        actor: &Actor,
        county: i64,
        typed: &OpenPeriod,
    ) -> Result<Opened, Failure> {
        let county = self.county_for(actor, county, Action::OpenPeriod).await?;
        let year = understood(typed)?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let filter = PeriodFilter {
            reaching: Some(county.path.clone()),
            kind: Some(SCHOOL_YEAR.to_owned()),
            ..PeriodFilter::default()
        };
        let known = writing.periods(&filter, Page::ALL).await?.items;
        if known.iter().any(|period| period.name == year.name) {
            return Err(Failure::field(
                "name",
                format!("{}学年已经开启过。", year.name),
                format!("{} has been opened already.", year.name),
            ));
        }
        let period = writing
            .add_period(&NewPeriod {
                organisation_id: county.id,
                name: year.name.clone(),
                kind: SCHOOL_YEAR.to_owned(),
                starts_on: year.starts_on,
                due_on: year.due_on,
            })
            .await?;
        let hand_ins = self.open_hand_ins(&mut writing, &county, &period).await?;
        writing
            .journal(Entry {
                verb: "period.open",
                organisation: Some(county.id),
                subject: format!("period/{}", period.id),
                detail: json!({ "name": period.name, "due_on": period.due_on.to_string(), "hand_ins": hand_ins }),
            })
            .await?;
        writing.commit().await?;
        Ok(Opened { period, hand_ins })
    }

    /// Opens what organisations that came later still lack in a period; answers how many.
    ///
    /// # Errors
    /// When the period is not the county's.
    pub async fn complete_period(
        &self,
        actor: &Actor,
        county: i64,
        period: &str,
    ) -> Result<usize, Failure> {
        let county = self.county_for(actor, county, Action::OpenPeriod).await?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let period = crate::judged::period_of(&mut writing, &county, Some(period)).await?;
        let hand_ins = self.open_hand_ins(&mut writing, &county, &period).await?;
        if hand_ins == 0 {
            return Ok(0);
        }
        writing
            .journal(Entry {
                verb: "period.complete",
                organisation: Some(county.id),
                subject: format!("period/{}", period.id),
                detail: json!({ "name": period.name, "hand_ins": hand_ins }),
            })
            .await?;
        writing.commit().await?;
        Ok(hand_ins)
    }

    /// Opens the hand-ins of a period that are not there yet.
    async fn open_hand_ins(
        &self,
        writing: &mut Writing,
        county: &Organisation,
        period: &Period,
    ) -> Result<usize, Failure> {
        let declared = self.rulebook.matter(HAND_IN);
        let missing = Failure::Ours(Fault::Broken("the rulebook does not declare 填报"));
        let declared = declared.ok_or(missing)?;
        let kind_digest = writing.keep_kind(&declared.name, &declared.text).await?;
        let below = OrganisationFilter {
            path: Some(county.path.clone()),
            kinds: Some(vec![kind::COUNTY.to_owned(), kind::SCHOOL.to_owned()]),
            open_on: Some(self.today()),
            ..OrganisationFilter::default()
        };
        let organisations = writing.organisations(&below, Page::ALL).await?.items;
        let there = SubmissionFilter::of_period(&county.path, period.id);
        let there = writing.submissions(&there, Page::ALL).await?.items;
        let there: HashSet<(i64, &str)> = there
            .iter()
            .map(|known| (known.organisation_id, known.register.as_str()))
            .collect();
        let mut opened = 0;
        for (organisation, register) in due_pairs(&self.rulebook, &organisations) {
            if there.contains(&(organisation.id, register.name.as_str())) {
                continue;
            }
            let matter = NewMatter {
                kind: declared.name.clone(),
                kind_digest: kind_digest.clone(),
                organisation_id: organisation.id,
                subject: format!("{}（{}学年）", register.name, period.name),
                state: declared.initial.clone(),
                due_on: Some(period.due_on),
            };
            let id = writing.add_matter(&matter).await?;
            writing
                .add_submission(id, &register.name, period.id, organisation.id)
                .await?;
            opened += 1;
        }
        Ok(opened)
    }

    /// A county that the person may do this in.
    pub(crate) async fn county_for(
        &self,
        actor: &Actor,
        id: i64,
        action: Action,
    ) -> Result<Organisation, Failure> {
        let mut reading = self.store.read().await?;
        let found = reading.organisation(id).await?;
        let county = found.filter(|found| found.kind == kind::COUNTY);
        let county = county.ok_or(Failure::NotFound)?;
        actor.require(action, &county.path)?;
        Ok(county)
    }

    /// Who writes, now.
    pub(crate) fn clerk(&self, actor: &Actor) -> Clerk {
        Clerk {
            person: Some(actor.person),
            at: self.now(),
        }
    }
}

/// Which organisation hands in which register with a school year.
fn due_pairs<'a>(
    rulebook: &'a Rulebook,
    organisations: &'a [Organisation],
) -> impl Iterator<Item = (&'a Organisation, &'a Register)> {
    let yearly =
        |register: &&Register| matches!(register.period, Covers::SchoolYear | Covers::Event);
    let hands_in = |register: &Register, organisation: &Organisation| match register.handed_in_by {
        HandedInBy::School => organisation.kind == kind::SCHOOL,
        HandedInBy::County => organisation.kind == kind::COUNTY,
    };
    organisations.iter().flat_map(move |organisation| {
        let registers = rulebook.registers.iter().filter(yearly);
        registers
            .filter(move |register| hands_in(register, organisation))
            .map(move |register| (organisation, register))
    })
}

/// What was typed, or every field that cannot be used.
fn understood(typed: &OpenPeriod) -> Result<Year, Failure> {
    let first_year = school_year(typed.name.trim());
    let starts_on = first_year.and_then(|year| Date::new(year, FIRST_MONTH, 1).ok());
    let due_on: Option<Date> = typed.due_on.trim().parse().ok();
    let mut errors = Vec::new();
    if starts_on.is_none() {
        errors.push(FieldError::new(
            "name",
            "应为相连的两年，如 2024-2025。",
            "Two years in a row, such as 2024-2025.",
        ));
    }
    match (due_on, starts_on) {
        (None, _) => errors.push(FieldError::new(
            "due_on",
            "应为日期，如 2024-10-31。",
            "A date such as 2024-10-31.",
        )),
        (Some(due_on), Some(starts_on)) if due_on < starts_on => errors.push(FieldError::new(
            "due_on",
            format!("早于学年开始的{starts_on}。"),
            format!("Earlier than {starts_on}, when the school year begins."),
        )),
        _ => {}
    }
    match (starts_on, due_on) {
        (Some(starts_on), Some(due_on)) if errors.is_empty() => Ok(Year {
            name: typed.name.trim().to_owned(),
            starts_on,
            due_on,
        }),
        _ => Err(Failure::Invalid(errors)),
    }
}

/// The first year of `2024-2025`.
fn school_year(name: &str) -> Option<i16> {
    let (first, second) = name.split_once('-')?;
    let (first, second): (i16, i16) = (first.parse().ok()?, second.parse().ok()?);
    (first >= 2000 && second == first + 1).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_two_years_in_a_row_and_is_due_after_it_began() {
        for (name, due_on, wrong) in [
            ("2024-2025", "2024-10-31", &[][..]),
            (" 2024-2025 ", "2024-10-31", &[]),
            ("2024-2026", "2024-10-31", &["name"]),
            ("2024", "2024-10-31", &["name"]),
            ("2024-2025", "2024-08-31", &["due_on"]),
            ("2024-2025", "十月底", &["due_on"]),
            ("", "", &["name", "due_on"]),
        ] {
            let typed = OpenPeriod {
                name: name.to_owned(),
                due_on: due_on.to_owned(),
            };
            let fields: Vec<String> = match understood(&typed) {
                Ok(_) => Vec::new(),
                Err(Failure::Invalid(errors)) => {
                    errors.into_iter().map(|error| error.field).collect()
                }
                Err(other) => panic!("{other}"),
            };
            assert_eq!(fields, wrong, "{name} {due_on}");
        }
    }
}
