//! A cell as it was typed, whatever the file format.

use std::borrow::Cow;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

/// What stands in a cell. Blank cells are not kept at all.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Text(Cow<'a, str>),
    Number(f64),
    /// A number that the spreadsheet shows as a date; `None` when it is no day of the calendar.
    Date(Option<Date>, f64),
    Bool(bool),
    /// `#DIV/0!` and its like.
    Error(&'static str),
    /// A formula whose result the file does not hold.
    Uncalculated,
}

/// A cell of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell<'a> {
    /// From zero.
    pub column: u32,
    pub value: Value<'a>,
}

/// How much of a cell a diagnostic repeats.
const SHOWN: usize = 60;

impl Value<'_> {
    /// What the user sees in the cell, for diagnostics.
    pub fn shown(&self) -> String {
        match self {
            Value::Text(text) => shorten(text),
            Value::Number(number) => number_text(*number),
            Value::Date(Some(date), _) => date.to_string(),
            Value::Date(None, serial) => number_text(*serial),
            Value::Bool(true) => "TRUE".to_owned(),
            Value::Bool(false) => "FALSE".to_owned(),
            Value::Error(name) => (*name).to_owned(),
            Value::Uncalculated => String::new(),
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Number(_)
            | Value::Date(..)
            | Value::Bool(_)
            | Value::Error(_)
            | Value::Uncalculated => None,
        }
    }

    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Number(number) => Value::Number(number),
            Value::Date(date, serial) => Value::Date(date, serial),
            Value::Bool(yes) => Value::Bool(yes),
            Value::Error(name) => Value::Error(name),
            Value::Uncalculated => Value::Uncalculated,
        }
    }
}

impl Cell<'_> {
    pub fn into_owned(self) -> Cell<'static> {
        Cell {
            column: self.column,
            value: self.value.into_owned(),
        }
    }
}

/// The cell of a column in a row whose cells stand in order.
pub(crate) fn at<'r, 'a>(cells: &'r [Cell<'a>], column: u32) -> Option<&'r Value<'a>> {
    cells
        .binary_search_by_key(&column, |cell| cell.column)
        .ok()
        .map(|found| &cells[found].value)
}

/// A long text as a diagnostic shows it.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A number without exponent: `2136000001`, `312.5`; the shortest text that reads back as it.
pub(crate) fn number_text(number: f64) -> String {
    format!("{number}")
}

/// A text without the spaces and marks at its ends that nobody meant to type, full-width letters
/// and digits folded where it has any.
pub(crate) fn tidy(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_matches(is_padding);
    let trimmed = trimmed.strip_prefix(['\'', '’']).unwrap_or(trimmed);
    let needs_folding = |letter: char| {
        matches!(
            letter,
            '\u{ff01}'..='\u{ff5e}' | '\u{3000}' | '\n' | '\r' | '\t'
        ) || is_padding(letter) && letter != ' '
    };
    if !trimmed.contains(needs_folding) {
        return Cow::Borrowed(trimmed);
    }
    let folded: String = trimmed
        .nfkc()
        .filter(|letter| *letter == ' ' || !is_padding(*letter))
        .collect();
    Cow::Owned(folded)
}

/// Spaces of every width, control characters, and characters without width.
fn is_padding(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidies_only_what_nobody_meant() {
        assert_eq!(tidy("  实验小学\u{a0}"), "实验小学");
        assert_eq!(tidy("２１３６"), "2136");
        assert_eq!(tidy("'0012"), "0012");
        assert_eq!(tidy("第一\n小学"), "第一小学");
        assert_eq!(tidy("Xin Hua 小学"), "Xin Hua 小学");
    }

    #[test]
    fn numbers_are_shown_as_typed() {
        assert_eq!(number_text(312.0), "312");
        assert_eq!(number_text(2_136_000_001.0), "2136000001");
        assert_eq!(number_text(0.1 + 0.2), "0.30000000000000004");
    }
}
