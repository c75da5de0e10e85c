//! Numbers as officials type them.

use junheng_model::{Quantity, QuantityError};
use junheng_rulebook::plain_text;

/// What a text in a numeric column is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NumberText {
    /// A number, and the unit that was typed behind it (empty for none).
    Number {
        value: Quantity,
        unit: String,
    },
    /// A mark that says that there is no figure.
    Missing,
    OutOfRange,
    NotANumber,
}

/// Reads `1234`, `１，２３４`, ` 12 人`, `'3.5万元`, `85%`, `—`.
pub(crate) fn read_number(text: &str) -> NumberText {
    let trimmed = text.trim();
    if !trimmed.is_empty() && trimmed.bytes().all(is_plain_digit) {
        return number_or_not(trimmed, String::new());
    }
    let plain = plain_text(trimmed);
    if is_missing_mark(&plain) {
        return NumberText::Missing;
    }
    let folded = plain.trim_start_matches(['\'', '’', '‘', '`']);
    let folded = folded.replace('−', "-");
    let digits_end = folded
        .find(|letter: char| !letter.is_ascii_digit() && !matches!(letter, '.' | ',' | '-' | '+'))
        .unwrap_or(folded.len());
    let (digits, unit) = folded.split_at(digits_end);
    match without_separators(digits) {
        Some(digits) => number_or_not(&digits, unit.to_owned()),
        None => NumberText::NotANumber,
    }
}

fn is_plain_digit(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'.'
}

fn number_or_not(digits: &str, unit: String) -> NumberText {
    match digits.parse() {
        Ok(value) => NumberText::Number { value, unit },
        Err(QuantityError::OutOfRange) => NumberText::OutOfRange,
        Err(QuantityError::NotANumber) => NumberText::NotANumber,
    }
}

/// Removes the commas of `1,234,567`. Commas elsewhere may be decimal commas or two numbers in one
/// cell, and are nobody's to guess.
fn without_separators(digits: &str) -> Option<String> {
    if !digits.contains(',') {
        return Some(digits.to_owned());
    }
    let whole = digits.split('.').next().unwrap_or(digits);
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let first = groups.next().unwrap_or_default();
    let well_grouped = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    let fraction_is_plain = !digits[whole.len()..].contains(',');
    (well_grouped && fraction_is_plain).then(|| digits.replace(',', ""))
}

/// Whether a text says that there is nothing to say: blanks, dashes, 无, N/A.
///
/// `plain` has gone through [`plain_text`].
pub(crate) fn is_missing_mark(plain: &str) -> bool {
    const DASHES: &str = "-—–―─━－−/\\_.…·*~～";
    const WORDS: [&str; 19] = [
        "无",
        "空",
        "n/a",
        "na",
        "暂无",
        "无数据",
        "缺",
        "缺失",
        "不详",
        "未统计",
        "不适用",
        "无此项",
        "未填",
        "未填报",
        "未知",
        "null",
        "none",
        "nil",
        "nan",
    ];
    plain.chars().all(|letter| DASHES.contains(letter)) || WORDS.contains(&plain)
}

/// How many of its unit a Chinese multiplier before it stands for: `万` in `3.5万册`.
pub(crate) fn multiplier(unit: &str) -> Option<(Quantity, &str)> {
    let table = [
        ("百", 100),
        ("千", 1_000),
        ("万", 10_000),
        ("亿", 100_000_000),
    ];
    table.into_iter().find_map(|(word, factor)| {
        let rest = unit.strip_prefix(word)?;
        Some((Quantity::from_whole(factor).ok()?, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_officials_type() {
        // typed, number, unit
        let table = [
            ("1234", "1234", ""),
            (" 12.50 ", "12.5", ""),
            ("１２３４", "1234", ""),
            ("1,234,567.8", "1234567.8", ""),
            ("１，２３４", "1234", ""),
            ("12 345", "12345", ""),
            ("'88", "88", ""),
            ("12人", "12", "人"),
            ("3.5 万元", "3.5", "万元"),
            ("85％", "85", "%"),
            ("-7", "-7", ""),
            ("－7", "-7", ""),
            ("4500㎡", "4500", "m2"),
        ];
        for (typed, number, unit) in table {
            let expected = NumberText::Number {
                value: number.parse().expect("a quantity"),
                unit: unit.to_owned(),
            };
            assert_eq!(read_number(typed), expected, "{typed}");
        }
    }

    #[test]
    fn says_when_there_is_no_number() {
        for typed in [
            "", "-", "—", "——", "－", "/", "无", " 空 ", "N/A", "暂无", "……",
        ] {
            assert_eq!(read_number(typed), NumberText::Missing, "{typed}");
        }
        for typed in [
            "12,5", "1,23", "约500", "3-5", "一百", "1.2.3", "12;13", "=A1+1",
        ] {
            let read = read_number(typed);
            let refused = match &read {
                NumberText::NotANumber => true,
                // A unit that nobody knows is refused where the column is known.
                NumberText::Number { unit, .. } => !unit.is_empty(),
                NumberText::Missing | NumberText::OutOfRange => false,
            };
            assert!(refused, "{typed}: {read:?}");
        }
        assert_eq!(read_number("99999999999999999999"), NumberText::OutOfRange);
    }
}
