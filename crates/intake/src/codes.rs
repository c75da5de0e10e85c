//! Cells that hold a code, or its name.

use std::collections::HashMap;
use std::sync::Arc;

use junheng_rulebook::{CodeList, Column, plain_text};

use crate::cell::{Value, number_text};
use crate::complaint::Complaint;
use crate::number::is_missing_mark;
use crate::similar::most_similar;
use crate::wording;

/// Reads the codes of one list; every row that means the same code shares one text.
pub(crate) struct CodeReader<'a> {
    list: &'a CodeList,
    by_text: HashMap<String, Arc<str>>,
    last_number: Option<(f64, Arc<str>)>,
}

impl<'a> CodeReader<'a> {
    pub fn new(list: &'a CodeList) -> Self {
        let mut by_text: HashMap<String, Arc<str>> = HashMap::new();
        for code in &list.codes {
            by_text.insert(plain_text(&code.code), Arc::from(code.code.as_str()));
        }
        for code in &list.codes {
            let stored = by_text[&plain_text(&code.code)].clone();
            for name in code.names() {
                by_text
                    .entry(plain_text(name))
                    .or_insert_with(|| stored.clone());
            }
        }
        Self {
            list,
            by_text,
            last_number: None,
        }
    }

    /// The official code that a cell means.
    ///
    /// # Errors
    /// The complaint, with what was probably meant, when it means none.
    pub fn read(
        &mut self,
        declared: &Column,
        value: &Value<'_>,
    ) -> Result<Option<Arc<str>>, Box<Complaint>> {
        let found = match value {
            Value::Text(text) => {
                // Most cells repeat a code or a name as it is declared.
                if let Some(code) = self.by_text.get(text.as_ref()) {
                    return Ok(Some(code.clone()));
                }
                let plain = plain_text(text);
                match self
                    .by_text
                    .get(&plain)
                    .or_else(|| self.code_with_name(&plain))
                {
                    Some(code) => Some(code.clone()),
                    None if is_missing_mark(&plain) => return Ok(None),
                    None => None,
                }
            }
            Value::Number(number) => self.by_number(*number),
            Value::Date(..) | Value::Bool(_) | Value::Error(_) | Value::Uncalculated => None,
        };
        found.map(Some).ok_or_else(|| {
            let read = value.shown();
            let similar = self.similar(&plain_text(&read));
            Box::new(wording::unknown_code(declared, self.list, read, similar))
        })
    }

    fn by_number(&mut self, number: f64) -> Option<Arc<str>> {
        if let Some((last, code)) = &self.last_number
            && *last == number
        {
            return Some(code.clone());
        }
        let code = self.by_text.get(&number_text(number))?.clone();
        self.last_number = Some((number, code.clone()));
        Some(code)
    }

    /// `312九年一贯制学校`, `312-九年一贯制学校`: code and name together, as drop-down lists offer
    /// them. Both must mean the same.
    fn code_with_name(&self, plain: &str) -> Option<&Arc<str>> {
        let digits = plain
            .find(|letter: char| !letter.is_ascii_digit())
            .filter(|end| *end > 0)?;
        let (code, rest) = plain.split_at(digits);
        let name = rest.trim_matches(['-', '.', ':', '(', ')', '_', '、', '—']);
        let by_code = self.by_text.get(code)?;
        (self.by_text.get(name)? == by_code).then_some(by_code)
    }

    fn similar(&self, plain: &str) -> Option<&'a str> {
        let names = self.list.codes.iter().flat_map(|code| {
            std::iter::once(code.name.as_str()).chain(code.aliases.iter().map(String::as_str))
        });
        most_similar(plain, names)
    }
}
