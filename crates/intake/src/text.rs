//! Cells that hold text, among them the numbers of things.

use std::sync::Arc;

use junheng_rulebook::{Column, plain_text};

use crate::cell::{Value, number_text, tidy};
use crate::complaint::{Complaint, refuse};
use crate::number::is_missing_mark;
use crate::wording;

/// The largest whole number up to which a spreadsheet keeps every digit.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// How many leading zeros a spreadsheet is believed to have dropped; a shorter number is another.
const ZEROS_AT_MOST: usize = 3;

/// Reads texts; a text that repeats the one above shares its memory.
#[derive(Debug, Default)]
pub(crate) struct TextReader {
    last: Option<Arc<str>>,
}

/// A text cell after reading.
pub(crate) struct ReadText {
    /// `None` when the cell says that there is nothing.
    pub text: Option<Arc<str>>,
    pub warning: Option<Complaint>,
}

impl TextReader {
    /// Reads one cell.
    ///
    /// # Errors
    /// The complaint, when a number of a thing has lost digits or has the wrong number of them.
    pub fn read(
        &mut self,
        declared: &Column,
        value: &Value<'_>,
    ) -> Result<ReadText, Box<Complaint>> {
        match declared.digits {
            Some(digits) => self.read_digits(declared, value, digits as usize),
            None => Ok(self.read_words(declared, value)),
        }
    }

    fn read_words(&mut self, declared: &Column, value: &Value<'_>) -> ReadText {
        let mut warning = None;
        let text = match value {
            Value::Text(text) => {
                let text = tidy(text);
                if text.starts_with('=') {
                    warning = Some(wording::formula_as_text(declared, value.shown()));
                }
                let is_missing = text.len() <= 12 && is_missing_mark(&plain_text(&text));
                (!is_missing).then(|| self.shared(&text))
            }
            _ => Some(self.shared(&value.shown())),
        };
        ReadText { text, warning }
    }

    fn read_digits(
        &mut self,
        declared: &Column,
        value: &Value<'_>,
        digits: usize,
    ) -> Result<ReadText, Box<Complaint>> {
        let complete = |text| ReadText {
            text: Some(text),
            warning: None,
        };
        match value {
            Value::Text(text) => {
                let text = tidy(text);
                if is_number_of(&text, digits) {
                    return Ok(complete(self.shared(&text)));
                }
                let plain = plain_text(&text);
                if is_number_of(&plain, digits) {
                    return Ok(complete(self.shared(&plain)));
                }
                if is_missing_mark(&plain) {
                    return Ok(ReadText {
                        text: None,
                        warning: None,
                    });
                }
                let complaint = if is_scientific(&plain) {
                    wording::digits_lost
                } else {
                    wording::wrong_digits
                };
                refuse(complaint(declared, value.shown()))
            }
            Value::Number(number) => self.digits_of_number(declared, *number, digits),
            Value::Date(..) | Value::Bool(_) | Value::Error(_) | Value::Uncalculated => {
                refuse(wording::wrong_digits(declared, value.shown()))
            }
        }
    }

    fn digits_of_number(
        &mut self,
        declared: &Column,
        number: f64,
        digits: usize,
    ) -> Result<ReadText, Box<Complaint>> {
        let text = number_text(number);
        if number.abs() >= EXACT {
            return refuse(wording::digits_lost(declared, text));
        }
        let is_far_too_short = text.len() + ZEROS_AT_MOST < digits;
        if number < 0.0 || number.fract() != 0.0 || text.len() > digits || is_far_too_short {
            return refuse(wording::wrong_digits(declared, text));
        }
        if text.len() == digits {
            return Ok(ReadText {
                text: Some(self.shared(&text)),
                warning: None,
            });
        }
        let padded = format!("{text:0>digits$}");
        let warning = Some(wording::zeros_lost(declared, text, &padded));
        Ok(ReadText {
            text: Some(self.shared(&padded)),
            warning,
        })
    }

    fn shared(&mut self, text: &str) -> Arc<str> {
        match &self.last {
            Some(last) if **last == *text => last.clone(),
            _ => {
                let text = Arc::<str>::from(text);
                self.last = Some(text.clone());
                text
            }
        }
    }
}

fn is_number_of(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `2.136e+09`: what is left of a long number after a round trip through a spreadsheet.
fn is_scientific(plain: &str) -> bool {
    plain.split_once("e+").is_some_and(|(digits, exponent)| {
        digits.parse::<f64>().is_ok() && exponent.parse::<u8>().is_ok()
    })
}
