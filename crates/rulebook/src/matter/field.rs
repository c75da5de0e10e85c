//! What must be said with a move.

use std::str::FromStr;

use jiff::civil::Date;
use junheng_model::{Quantity, Wording};

/// A declared field of a move or of an opening.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub name: String,
    pub en: String,
    pub kind: FieldKind,
    pub required: bool,
    /// The fewest letters of a text that says something; 0 when any will do.
    pub at_least_letters: u32,
    /// What to write; may be empty.
    pub help: Wording,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    Date,
    Number,
    /// Files that were put on record, by their digests.
    Evidence,
}

impl FieldKind {
    pub const fn code(self) -> &'static str {
        match self {
            FieldKind::Text => "text",
            FieldKind::Date => "date",
            FieldKind::Number => "number",
            FieldKind::Evidence => "evidence",
        }
    }
}

/// What was said in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    Text(String),
    Date(Date),
    Number(Quantity),
    Evidence(Vec<String>),
}

impl FieldValue {
    /// As it may be stored: [`Field::read`] gives the same value again.
    pub fn written(&self) -> String {
        match self {
            FieldValue::Text(text) => text.clone(),
            FieldValue::Date(day) => day.to_string(),
            FieldValue::Number(number) => number.to_string(),
            FieldValue::Evidence(digests) => digests.join(" "),
        }
    }
}

impl Field {
    /// Reads what was typed; `None` when nothing was and nothing need be. Evidence is given as digests with blanks between them.
    ///
    /// # Errors
    /// What is wrong with it, for the one who typed it.
    pub fn read(&self, typed: &str) -> Result<Option<FieldValue>, Wording> {
        let typed = typed.trim();
        if typed.is_empty() {
            return if self.required {
                Err(Wording::new(
                    format!("请填写“{}”", self.name),
                    format!("`{}` is missing", self.en),
                ))
            } else {
                Ok(None)
            };
        }
        self.value(typed).map(Some)
    }

    fn value(&self, typed: &str) -> Result<FieldValue, Wording> {
        match self.kind {
            FieldKind::Text => {
                let letters = typed.chars().filter(|letter| !letter.is_whitespace());
                let enough = letters.count() >= self.at_least_letters as usize;
                enough
                    .then(|| FieldValue::Text(typed.to_owned()))
                    .ok_or_else(|| self.too_short())
            }
            FieldKind::Date => Date::from_str(typed).map(FieldValue::Date).map_err(|_| {
                self.unread(typed, "日期，如 2025-03-31", "a date such as 2025-03-31")
            }),
            FieldKind::Number => Quantity::from_str(typed)
                .map(FieldValue::Number)
                .map_err(|_| self.unread(typed, "数", "a number")),
            FieldKind::Evidence => Ok(FieldValue::Evidence(
                typed.split_whitespace().map(str::to_owned).collect(),
            )),
        }
    }

    fn too_short(&self) -> Wording {
        Wording::new(
            format!("“{}”至少写{}个字", self.name, self.at_least_letters),
            format!(
                "`{}` needs at least {} letters",
                self.en, self.at_least_letters
            ),
        )
    }

    fn unread(&self, typed: &str, zh: &str, en: &str) -> Wording {
        Wording::new(
            format!("“{}”应为{zh}，写的是“{typed}”", self.name),
            format!("`{}` should be {en}, not `{typed}`", self.en),
        )
    }
}
