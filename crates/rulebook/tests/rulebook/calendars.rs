//! Working days, as the yearly notices make them.

use jiff::civil::{Date, date};
use junheng_rulebook::{Calendar, NotCovered};
use proptest::prelude::*;

use crate::book::{load_with, told};
use crate::repository;

/// The repository's calendars: 2023 to 2026.
pub fn calendar() -> Calendar {
    repository::load().rulebook.calendar
}

#[test]
fn holidays_and_the_weekends_worked_for_them() {
    let calendar = calendar();
    for (day, works, why) in [
        (
            date(2024, 2, 9),
            true,
            "除夕 2024 is no holiday by the notice",
        ),
        (date(2024, 2, 10), false, "春节"),
        (date(2024, 2, 18), true, "a Sunday worked for 春节"),
        (date(2024, 6, 9), false, "an ordinary Sunday"),
        (date(2024, 6, 10), false, "端午节"),
        (date(2025, 1, 1), false, "元旦"),
        (date(2025, 1, 26), true, "a Sunday worked for 春节"),
        (date(2025, 1, 28), false, "除夕 2025 is a holiday"),
        (date(2025, 10, 8), false, "国庆节、中秋节"),
        (date(2025, 10, 9), true, "the day after"),
        (date(2026, 10, 10), true, "a Saturday worked for 国庆节"),
    ] {
        assert_eq!(calendar.is_working_day(day), Ok(works), "{day}: {why}");
    }
}

#[test]
fn a_year_has_as_many_working_days_as_the_notices_leave() {
    let calendar = calendar();
    for (year, expected) in [(2023, 249), (2024, 251), (2025, 248), (2026, 248)] {
        let first = date(year, 1, 1);
        let after_first = calendar.working_days_between(first, date(year, 12, 31));
        let on_first = u32::from(calendar.is_working_day(first).expect("covered"));
        assert_eq!(
            after_first.map(|days| days + on_first),
            Ok(expected),
            "{year}"
        );
    }
}

#[test]
fn the_day_itself_is_not_counted() {
    let calendar = calendar();
    // 29 September 2025 is a Monday; the holiday is 1 to 8 October, Saturday the 11th is worked.
    let monday = date(2025, 9, 29);
    assert_eq!(calendar.add_working_days(monday, 0), Ok(monday));
    assert_eq!(calendar.add_working_days(monday, 1), Ok(date(2025, 9, 30)));
    assert_eq!(calendar.add_working_days(monday, 2), Ok(date(2025, 10, 9)));
    assert_eq!(calendar.add_working_days(monday, 4), Ok(date(2025, 10, 11)));
    assert_eq!(
        calendar.subtract_working_days(date(2025, 10, 9), 2),
        Ok(monday)
    );
    assert_eq!(
        calendar.working_day_from(date(2025, 10, 4)),
        Ok(date(2025, 10, 9))
    );
    assert_eq!(
        calendar.working_days_between(monday, date(2025, 10, 11)),
        Ok(4)
    );
    assert_eq!(calendar.working_days_between(monday, monday), Ok(0));
}

#[test]
fn nothing_is_guessed_of_a_year_without_a_notice() {
    let calendar = calendar();
    let gap = calendar
        .add_working_days(date(2026, 12, 30), 3)
        .expect_err("the third working day is in 2027");
    assert_eq!(gap, NotCovered { year: 2027 });
    assert_eq!(
        gap.wording().zh,
        "工作日历没有2027年的放假安排，无法推算工作日；请添加 calendars/2027.toml"
    );
    assert_eq!(
        gap.to_string(),
        "the calendar does not cover 2027, so working days cannot be counted; add calendars/2027.toml"
    );
    assert_eq!(
        calendar.is_working_day(date(2022, 12, 30)),
        Err(NotCovered { year: 2022 })
    );
    assert_eq!(
        Calendar::default().add_working_days(Date::MAX, 1),
        Err(NotCovered { year: 9999 })
    );
}

#[test]
fn mistakes_in_calendars() {
    let text = r#"
year = 2025
source = { document = "国办发明电〔2024〕12号", status = "confirmed" }
[[holiday]]
name = "春节"
en = "Spring Festival"
from = 2025-02-04
until = 2025-01-28
works = [2025-01-27, "2025-02-08", 2024-12-28]
[[holiday]]
name = "劳动节"
en = "Labour Day"
from = 2025-05-01
until = 2025-05-05
work = []
[[holiday]]
name = "青年节"
en = "Youth Day"
from = 2025-05-04
until = 2025-05-04
"#;
    let again = "year = 2025\nsource = { document = \"甲\", status = \"secondary\" }\n";
    let no_year = "year = 20.5\n";
    let loaded = load_with(&[
        ("calendars/2025.toml", text),
        ("calendars/again.toml", again),
        ("calendars/half.toml", no_year),
    ]);
    insta::assert_snapshot!(told(&loaded.diagnostics));
}

proptest! {
    #[test]
    fn going_there_and_back_counts_the_same(start in 0..700_i32, count in 0..120_u32) {
        let calendar = calendar_once();
        let from = date(2023, 6, 1).saturating_add(jiff::Span::new().days(start));
        let there = calendar.add_working_days(from, count).expect("within 2023 to 2026");
        prop_assert_eq!(calendar.working_days_between(from, there), Ok(count));
        if count > 0 {
            prop_assert_eq!(calendar.is_working_day(there), Ok(true));
            let before = calendar.subtract_working_days(there, count).expect("within 2023 to 2026");
            prop_assert!(before <= from);
            prop_assert_eq!(calendar.working_days_between(before, from), Ok(0).map(|none: u32| {
                none + u32::from(calendar.is_working_day(from) == Ok(true) && before < from)
            }));
        }
    }
}

fn calendar_once() -> &'static Calendar {
    static CALENDAR: std::sync::LazyLock<Calendar> = std::sync::LazyLock::new(calendar);
    &CALENDAR
}
