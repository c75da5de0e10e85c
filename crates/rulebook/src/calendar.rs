//! Working days (工作日): what the yearly notices on holidays make of the week.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{Date, Weekday};
use junheng_model::Wording;

use crate::{Source, TextPlace};

/// The years whose holidays are known. Of other years nothing is guessed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Calendar {
    years: BTreeMap<i16, CalendarYear>,
}

/// One year's notice (`calendars/<year>.toml`).
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarYear {
    pub year: i16,
    pub source: Source,
    pub holidays: Vec<Holiday>,
    pub place: TextPlace,
}

/// Days off in a row, and the days of rest on which people work for them (调休).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    pub name: String,
    pub en: String,
    pub from: Date,
    /// The last day.
    pub until: Date,
    pub works: Vec<Date>,
}

impl Holiday {
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }
}

/// Working days were asked of a year whose holidays are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotCovered {
    pub year: i16,
}

impl NotCovered {
    /// What to tell the reader.
    pub fn wording(&self) -> Wording {
        let year = self.year;
        Wording::new(
            format!("工作日历没有{year}年的放假安排，无法推算工作日；请添加 calendars/{year}.toml"),
            format!(
                "the calendar does not cover {year}, so working days cannot be counted; add calendars/{year}.toml"
            ),
        )
    }
}

impl fmt::Display for NotCovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.wording().en)
    }
}

impl std::error::Error for NotCovered {}

impl Calendar {
    pub(crate) fn new(years: impl IntoIterator<Item = CalendarYear>) -> Self {
        Self {
            years: years.into_iter().map(|year| (year.year, year)).collect(),
        }
    }

    /// The years that are covered, in order.
    pub fn years(&self) -> impl Iterator<Item = &CalendarYear> {
        self.years.values()
    }

    /// Whether people work on a day.
    ///
    /// # Errors
    /// When the year is not covered.
    pub fn is_working_day(&self, day: Date) -> Result<bool, NotCovered> {
        let year = self
            .years
            .get(&day.year())
            .ok_or(NotCovered { year: day.year() })?;
        if year
            .holidays
            .iter()
            .any(|holiday| holiday.works.contains(&day))
        {
            return Ok(true);
        }
        let off = year.holidays.iter().any(|holiday| holiday.holds(day));
        Ok(!off && !is_weekend(day))
    }

    /// The `count`-th working day after a day, which is not counted itself; the day when `count` is nought.
    ///
    /// # Errors
    /// When a day on the way is in a year that is not covered.
    pub fn add_working_days(&self, day: Date, count: u32) -> Result<Date, NotCovered> {
        self.walk(day, count, Date::tomorrow)
    }

    /// The `count`-th working day before a day, which is not counted itself; the day when `count` is nought.
    ///
    /// # Errors
    /// When a day on the way is in a year that is not covered.
    pub fn subtract_working_days(&self, day: Date, count: u32) -> Result<Date, NotCovered> {
        self.walk(day, count, Date::yesterday)
    }

    fn walk(
        &self,
        from: Date,
        count: u32,
        next: impl Fn(Date) -> Result<Date, jiff::Error>,
    ) -> Result<Date, NotCovered> {
        let (mut day, mut left) = (from, count);
        while left > 0 {
            // The end of all dates lies in a year that no notice covers.
            day = next(day).map_err(|_| NotCovered { year: day.year() })?;
            if self.is_working_day(day)? {
                left -= 1;
            }
        }
        Ok(day)
    }

    /// The day itself when people work on it, else the next day on which they do.
    ///
    /// # Errors
    /// When a day on the way is in a year that is not covered.
    pub fn working_day_from(&self, day: Date) -> Result<Date, NotCovered> {
        if self.is_working_day(day)? {
            Ok(day)
        } else {
            self.add_working_days(day, 1)
        }
    }

    /// The working days after `from` up to `to` with it; nought when `to` is not later.
    ///
    /// # Errors
    /// When a day between them is in a year that is not covered.
    pub fn working_days_between(&self, from: Date, to: Date) -> Result<u32, NotCovered> {
        let (mut day, mut count) = (from, 0);
        while day < to {
            day = day
                .tomorrow()
                .map_err(|_| NotCovered { year: day.year() })?;
            count += u32::from(self.is_working_day(day)?);
        }
        Ok(count)
    }
}

/// Whether a day is Saturday or Sunday.
pub(crate) fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}
