//! Years and days as officials type them.

use jiff::civil::{Date, date};
use junheng_rulebook::plain_text;

/// Serial numbers that a spreadsheet may mean as days of this and the last hundred years.
const SERIAL_DAYS: std::ops::RangeInclusive<f64> = 20_000.0..=80_000.0;

/// Reads `2024-09-01`, `2024/9/1`, `2024.9.1`, `2024年9月1日`, `20240901`.
pub(crate) fn read_date(text: &str) -> Option<Date> {
    let plain = plain_text(text);
    let day = plain.split('t').next().unwrap_or(&plain);
    if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) {
        return from_parts(&day[..4], &day[4..6], &day[6..]);
    }
    let day = day.trim_end_matches('日');
    let mut parts = day.split(['-', '/', '.', '年', '月']);
    let parts = (parts.next()?, parts.next()?, parts.next()?, parts.next());
    match parts {
        (year, month, day, None) => from_parts(year, month, day),
        (_, _, _, Some(_)) => None,
    }
}

fn from_parts(year: &str, month: &str, day: &str) -> Option<Date> {
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Reads a number as a date: `20240901`, or a spreadsheet's serial day.
pub(crate) fn date_from_number(number: f64) -> Option<Date> {
    if number.fract() != 0.0 {
        return None;
    }
    if SERIAL_DAYS.contains(&number) {
        return serial_date(number, false);
    }
    (10_000_101.0..=99_991_231.0)
        .contains(&number)
        .then(|| read_date(&format!("{number}")))
        .flatten()
}

/// The day that a spreadsheet counts as `serial`, from 1900 or from 1904.
pub(crate) fn serial_date(serial: f64, from_1904: bool) -> Option<Date> {
    let epoch = if from_1904 {
        date(1904, 1, 1)
    } else if serial < 60.0 {
        // Spreadsheets believe in a 29 February 1900, so the days before it count differently.
        date(1899, 12, 31)
    } else {
        date(1899, 12, 30)
    };
    if !(0.0..=2_958_465.0).contains(&serial) {
        return None;
    }
    let days = jiff::Span::new().try_days(serial.floor() as i64).ok()?;
    epoch.checked_add(days).ok()
}

/// Reads the year of `1998`, `1998年`, `1998-09`, `1998年9月`, `1998/9/1`.
pub(crate) fn read_year(text: &str) -> Option<i16> {
    let plain = plain_text(text);
    if let Some(date) = read_date(&plain) {
        return Some(date.year());
    }
    let (year, rest) = plain.split_at_checked(4)?;
    if !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let month = rest
        .trim_start_matches(['年', '-', '/', '.'])
        .trim_end_matches(['月', '年', '度']);
    let is_year = rest.is_empty() || rest.starts_with(['年', '-', '/', '.']);
    let is_month = month.is_empty()
        || month
            .parse()
            .is_ok_and(|month: u8| (1..=12).contains(&month));
    (is_year && is_month)
        .then(|| year.parse().ok())
        .flatten()
        .filter(|year| is_plausible(*year))
}

/// The year that a number is, when it can be one.
pub(crate) fn year_from_number(number: f64) -> Option<i16> {
    (number.fract() == 0.0 && (1800.0..=2200.0).contains(&number)).then_some(number as i16)
}

fn is_plausible(year: i16) -> bool {
    (1800..=2200).contains(&year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_days_in_every_custom() {
        let day = date(2024, 9, 1);
        for typed in [
            "2024-09-01",
            "2024/9/1",
            "2024.9.1",
            "2024年9月1日",
            "20240901",
            "２０２４年９月１日",
            "2024-09-01T00:00:00",
        ] {
            assert_eq!(read_date(typed), Some(day), "{typed}");
        }
        for typed in [
            "",
            "2024",
            "2024-13-01",
            "24-9-1",
            "9月1日",
            "2024-9-1-1",
            "明年",
        ] {
            assert_eq!(read_date(typed), None, "{typed}");
        }
        assert_eq!(date_from_number(20_240_901.0), Some(day));
        assert_eq!(date_from_number(45_536.0), Some(day));
        assert_eq!(serial_date(45_536.0 - 1462.0, true), Some(day));
        assert_eq!(date_from_number(12.0), None);
    }

    #[test]
    fn reads_years() {
        for typed in [
            "1998",
            "1998年",
            "1998-09",
            "1998年9月",
            "1998/9/1",
            "1998年度",
            "1998.9",
        ] {
            assert_eq!(read_year(typed), Some(1998), "{typed}");
        }
        for typed in ["98", "一九九八", "19980", "1998-19", "0998", "建国后"] {
            assert_eq!(read_year(typed), None, "{typed}");
        }
        assert_eq!(year_from_number(2016.0), Some(2016));
        assert_eq!(year_from_number(42_000.0), None);
    }
}
