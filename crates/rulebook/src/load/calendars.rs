//! `calendars/<year>.toml`.

use std::sync::Arc;

use jiff::civil::Date;

use super::names::Seen;
use super::source;
use super::tree::{self, Node, Table};
use crate::calendar::is_weekend;
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::written::SourceText;
use crate::{Calendar, CalendarYear, Holiday};

pub(crate) fn read_all(files: &[Arc<SourceText>], mistakes: &Mistakes) -> Calendar {
    let mut seen = Seen::default();
    Calendar::new(
        files
            .iter()
            .filter_map(|file| year(&tree::parse(file, mistakes), &mut seen, mistakes)),
    )
}

fn year(file: &Table, seen: &mut Seen, mistakes: &Mistakes) -> Option<CalendarYear> {
    let written = file.quantity("year", mistakes);
    let place = file.get("year").map_or(&file.place, |node| &node.place);
    let number = written.and_then(|year| i16::try_from(year.whole()?).ok());
    let year = number.filter(|year| (1..=9999).contains(year));
    if let (Some(_), None, Some(node)) = (written, year, file.get("year")) {
        node.unfit("年份，如 2025", "a year such as 2025", mistakes);
    }
    let is_new =
        year.is_none_or(|year| seen.is_new(&year.to_string(), place, ("年份", "year"), mistakes));
    let source = source::required(file, mistakes);
    let mut holidays: Vec<Holiday> = Vec::new();
    for table in file.tables("holiday", mistakes) {
        let holiday = holiday(table, year, mistakes);
        table.finish(mistakes);
        if let Some(holiday) = holiday {
            check_apart(&holiday, &holidays, table, mistakes);
            holidays.push(holiday);
        }
    }
    file.finish(mistakes);
    let year = year?;
    is_new.then_some(CalendarYear {
        year,
        source,
        holidays,
        place: file.place.clone(),
    })
}

fn holiday(table: &Table, year: Option<i16>, mistakes: &Mistakes) -> Option<Holiday> {
    let name = table.text("name", mistakes);
    let en = table.text("en", mistakes);
    let from = table.date("from", mistakes);
    let until = table.date("until", mistakes);
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        let place = table.get("until").map_or(&table.place, |node| &node.place);
        mistakes.push(TextDiagnostic::new(
            place,
            "days-crossed",
            format!("最后一天 {until} 早于第一天 {from}"),
            format!("the last day {until} is before the first {from}"),
        ));
    }
    let works: Vec<(Date, &Node)> = table
        .list("works", mistakes)
        .iter()
        .filter_map(|node| Some((node.date(mistakes)?, node)))
        .collect();
    for (day, node) in &works {
        if !is_weekend(*day) {
            node.unfit(
                "调休上班的星期六或星期日",
                "a Saturday or Sunday on which people work",
                mistakes,
            );
        }
    }
    for key in ["from", "until"] {
        check_year(table.get(key), year, mistakes);
    }
    for (_, node) in &works {
        check_year(Some(node), year, mistakes);
    }
    Some(Holiday {
        name: name?,
        en: en.unwrap_or_default(),
        from: from?,
        until: until?,
        works: works.into_iter().map(|(day, _)| day).collect(),
    })
}

/// Each file covers one year, so that no day is told of by two.
fn check_year(node: Option<&Node>, year: Option<i16>, mistakes: &Mistakes) {
    let (Some(node), Some(year)) = (node, year) else {
        return;
    };
    if let tree::Value::Date(day) = node.value
        && day.year() != year
    {
        node.unfit(
            &format!("{year}年的日期"),
            &format!("a day of {year}"),
            mistakes,
        );
    }
}

/// Whether no day is off twice, and none is off and worked on.
fn check_apart(holiday: &Holiday, others: &[Holiday], table: &Table, mistakes: &Mistakes) {
    let clashes = |day: Date, all: &[&Holiday]| all.iter().any(|other| other.holds(day));
    let overlaps = others
        .iter()
        .any(|other| holiday.from <= other.until && other.from <= holiday.until);
    let with_itself: Vec<&Holiday> = others.iter().chain([holiday]).collect();
    let works_on_holiday = holiday.works.iter().any(|day| clashes(*day, &with_itself))
        || others
            .iter()
            .flat_map(|other| &other.works)
            .any(|day| holiday.holds(*day));
    if overlaps || works_on_holiday {
        mistakes.push(TextDiagnostic::new(
            &table.place,
            "days-clash",
            format!("“{}”与另一处放假或上班的日期重叠", holiday.name),
            format!(
                "`{}` shares a day with another holiday or working day",
                holiday.en
            ),
        ));
    }
}
