//! Reading typed values out of a tree; every mistake is collected, none stops the reading.

use std::collections::BTreeSet;
use std::str::FromStr;

use jiff::civil::Date;
use junheng_model::{Quantity, QuantityError, Stage};

use super::tree::{Node, Table, Value};
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::written::WrittenText;

impl Table {
    /// The value of a key, without a complaint when it is absent.
    pub(crate) fn get(&self, key: &'static str) -> Option<&Node> {
        self.asked.borrow_mut().insert(key);
        self.entries.get(key).map(|entry| &entry.node)
    }

    pub(crate) fn has(&self, key: &'static str) -> bool {
        self.get(key).is_some()
    }

    /// The value of a key that must be there.
    pub(crate) fn required(&self, key: &'static str, mistakes: &Mistakes) -> Option<&Node> {
        let node = self.get(key);
        if node.is_none() {
            mistakes.push(
                TextDiagnostic::new(
                    &self.place,
                    "missing-key",
                    format!("缺少键 {key}"),
                    format!("the key `{key}` is missing"),
                )
                .mend(format!("补上 {key} = …"), format!("add `{key} = …`")),
            );
        }
        node
    }

    /// A text that must be there and not be empty.
    pub(crate) fn text(&self, key: &'static str, mistakes: &Mistakes) -> Option<String> {
        self.written(key, mistakes)
            .map(|written| written.text.clone())
    }

    /// As [`Table::text`], with places.
    pub(crate) fn written(&self, key: &'static str, mistakes: &Mistakes) -> Option<&WrittenText> {
        let written = self.required(key, mistakes)?.text(mistakes)?;
        if written.text.trim().is_empty() {
            mistakes.push(TextDiagnostic::new(
                &written.place(0),
                "empty-text",
                format!("{key} 不能为空"),
                format!("`{key}` must not be empty"),
            ));
            return None;
        }
        Some(written)
    }

    /// A text that may be left out.
    pub(crate) fn optional_text(&self, key: &'static str, mistakes: &Mistakes) -> Option<String> {
        self.get(key)?
            .text(mistakes)
            .map(|written| written.text.clone())
    }

    pub(crate) fn optional_written(
        &self,
        key: &'static str,
        mistakes: &Mistakes,
    ) -> Option<&WrittenText> {
        self.get(key)?.text(mistakes)
    }

    /// A text, or an empty one when it is left out.
    pub(crate) fn text_or_empty(&self, key: &'static str, mistakes: &Mistakes) -> String {
        self.optional_text(key, mistakes).unwrap_or_default()
    }

    pub(crate) fn quantity(&self, key: &'static str, mistakes: &Mistakes) -> Option<Quantity> {
        self.required(key, mistakes)?.quantity(mistakes)
    }

    pub(crate) fn optional_quantity(
        &self,
        key: &'static str,
        mistakes: &Mistakes,
    ) -> Option<Quantity> {
        self.get(key)?.quantity(mistakes)
    }

    /// A whole number of at least zero that may be left out.
    pub(crate) fn optional_whole(&self, key: &'static str, mistakes: &Mistakes) -> Option<u32> {
        let node = self.get(key)?;
        let quantity = node.quantity(mistakes)?;
        let whole = quantity.whole().and_then(|whole| u32::try_from(whole).ok());
        if whole.is_none() {
            node.unfit(
                "一个不小于0的整数",
                "a whole number, not below zero",
                mistakes,
            );
        }
        whole
    }

    pub(crate) fn yes_no_or(
        &self,
        key: &'static str,
        otherwise: bool,
        mistakes: &Mistakes,
    ) -> bool {
        match self.get(key) {
            None => otherwise,
            Some(Node {
                value: Value::YesNo(yes),
                ..
            }) => *yes,
            Some(node) => {
                node.wrong("true 或 false", "true or false", mistakes);
                otherwise
            }
        }
    }

    pub(crate) fn date(&self, key: &'static str, mistakes: &Mistakes) -> Option<Date> {
        self.required(key, mistakes)?.date(mistakes)
    }

    pub(crate) fn optional_date(&self, key: &'static str, mistakes: &Mistakes) -> Option<Date> {
        self.get(key)?.date(mistakes)
    }

    /// A list of texts; empty when it is left out.
    pub(crate) fn texts(&self, key: &'static str, mistakes: &Mistakes) -> Vec<&WrittenText> {
        self.list(key, mistakes)
            .iter()
            .filter_map(|item| item.text(mistakes))
            .collect()
    }

    /// A list of texts that must be there and hold at least one.
    pub(crate) fn some_texts(&self, key: &'static str, mistakes: &Mistakes) -> Vec<&WrittenText> {
        match self.required(key, mistakes) {
            Some(node) if matches!(&node.value, Value::List(items) if items.is_empty()) => {
                node.unfit("至少一个文字", "at least one text", mistakes);
                Vec::new()
            }
            Some(_) => self.texts(key, mistakes),
            None => Vec::new(),
        }
    }

    /// A text or a list of texts, which must be there.
    pub(crate) fn text_or_texts(
        &self,
        key: &'static str,
        mistakes: &Mistakes,
    ) -> Vec<&WrittenText> {
        match self.required(key, mistakes) {
            Some(node) if matches!(node.value, Value::List(_)) => self.texts(key, mistakes),
            Some(node) => node.text(mistakes).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// A list; empty when it is left out.
    pub(crate) fn list(&self, key: &'static str, mistakes: &Mistakes) -> &[Node] {
        match self.get(key) {
            None => &[],
            Some(Node {
                value: Value::List(items),
                ..
            }) => items,
            Some(node) => {
                node.wrong("列表 […]", "a list […]", mistakes);
                &[]
            }
        }
    }

    /// A list that must be there and hold something.
    pub(crate) fn some_list(&self, key: &'static str, mistakes: &Mistakes) -> &[Node] {
        match self.required(key, mistakes) {
            Some(node) if matches!(&node.value, Value::List(items) if items.is_empty()) => {
                node.unfit("至少一项", "at least one item", mistakes);
                &[]
            }
            Some(_) => self.list(key, mistakes),
            None => &[],
        }
    }

    /// A list of tables (`[[key]]`); empty when it is left out.
    pub(crate) fn tables(&self, key: &'static str, mistakes: &Mistakes) -> Vec<&Table> {
        self.list(key, mistakes)
            .iter()
            .filter_map(|item| item.table(mistakes))
            .collect()
    }

    pub(crate) fn optional_table(&self, key: &'static str, mistakes: &Mistakes) -> Option<&Table> {
        self.get(key)?.table(mistakes)
    }

    pub(crate) fn table(&self, key: &'static str, mistakes: &Mistakes) -> Option<&Table> {
        self.required(key, mistakes)?.table(mistakes)
    }

    /// One of a closed set of words.
    pub(crate) fn word<T: Copy>(
        &self,
        key: &'static str,
        words: &[(&'static str, T)],
        mistakes: &Mistakes,
    ) -> Option<T> {
        self.required(key, mistakes)?.word(words, mistakes)
    }

    pub(crate) fn optional_word<T: Copy>(
        &self,
        key: &'static str,
        words: &[(&'static str, T)],
        mistakes: &Mistakes,
    ) -> Option<T> {
        self.get(key)?.word(words, mistakes)
    }

    pub(crate) fn optional_stage(&self, key: &'static str, mistakes: &Mistakes) -> Option<Stage> {
        self.get(key)?.stage(mistakes)
    }

    /// Reports every key that nobody asked for.
    pub(crate) fn finish(&self, mistakes: &Mistakes) {
        let asked = self.asked.borrow();
        for (key, entry) in &self.entries {
            if !asked.contains(key.as_str()) {
                mistakes.push(
                    TextDiagnostic::new(
                        &entry.key,
                        "unknown-key",
                        format!("此处没有名为 {key} 的键"),
                        format!("there is no key `{key}` here"),
                    )
                    .expected(
                        format!("以下之一：{}", join(&asked, "、")),
                        format!("one of: {}", join(&asked, ", ")),
                    )
                    .known(key, asked.iter().copied()),
                );
            }
        }
    }
}

fn join(words: &BTreeSet<&'static str>, with: &str) -> String {
    words.iter().copied().collect::<Vec<_>>().join(with)
}

impl Node {
    pub(crate) fn text(&self, mistakes: &Mistakes) -> Option<&WrittenText> {
        match &self.value {
            Value::Text(written) => Some(written),
            _ => {
                self.wrong("文字，写在引号里", "a text in quotes", mistakes);
                None
            }
        }
    }

    pub(crate) fn table(&self, mistakes: &Mistakes) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => {
                self.wrong("表 { … }", "a table { … }", mistakes);
                None
            }
        }
    }

    /// A number, or a text that is one (`"1.1"`); exact to six places.
    pub(crate) fn quantity(&self, mistakes: &Mistakes) -> Option<Quantity> {
        let (written, digits) = match &self.value {
            Value::Number(number) => (number, number.replace('_', "")),
            Value::Text(text) => (&text.text, text.text.clone()),
            _ => {
                self.wrong("数", "a number", mistakes);
                return None;
            }
        };
        let said = match Quantity::from_str(&digits) {
            Ok(quantity) if places_after_point(&digits) <= 6 => return Some(quantity),
            Ok(_) => ("小数超过6位", "more than six places after the point"),
            Err(QuantityError::NotANumber) => ("不是数", "not a plain number"),
            Err(QuantityError::OutOfRange) => ("超出可表示的范围", "out of range"),
        };
        mistakes.push(
            TextDiagnostic::new(
                &self.place,
                "bad-number",
                format!("{written} {}", said.0),
                format!("`{written}` is {}", said.1),
            )
            .expected(
                "十进制数，如 4.5 或 \"1.1\"",
                "a decimal number such as 4.5 or \"1.1\"",
            ),
        );
        None
    }

    pub(crate) fn date(&self, mistakes: &Mistakes) -> Option<Date> {
        match &self.value {
            Value::Date(date) => Some(*date),
            Value::OtherTime | Value::Text(_) | Value::Number(_) => {
                mistakes.push(
                    TextDiagnostic::new(&self.place, "bad-date", "不是日期", "not a date")
                        .expected(
                            "日期，不加引号，如 2017-04-19",
                            "a date without quotes, such as 2017-04-19",
                        ),
                );
                None
            }
            _ => {
                self.wrong("日期，如 2017-04-19", "a date such as 2017-04-19", mistakes);
                None
            }
        }
    }

    pub(crate) fn word<T: Copy>(
        &self,
        words: &[(&'static str, T)],
        mistakes: &Mistakes,
    ) -> Option<T> {
        let written = self.text(mistakes)?;
        let found = words.iter().find(|(word, _)| *word == written.text);
        if found.is_none() {
            mistakes.push(
                TextDiagnostic::new(
                    &self.place,
                    "unknown-word",
                    format!("“{}”不是此处可用的词", written.text),
                    format!("`{}` is no word for this place", written.text),
                )
                .known(&written.text, words.iter().map(|(word, _)| *word)),
            );
        }
        found.map(|(_, meaning)| *meaning)
    }

    pub(crate) fn stage(&self, mistakes: &Mistakes) -> Option<Stage> {
        self.word(&Stage::ALL.map(|stage| (stage.name(), stage)), mistakes)
    }

    /// Says that the value is of the right type and still not fit.
    pub(crate) fn unfit(&self, zh: &str, en: &str, mistakes: &Mistakes) {
        mistakes.push(
            TextDiagnostic::new(
                &self.place,
                "unfit-value",
                "此处的值不合要求",
                "this value does not fit",
            )
            .expected(zh, en),
        );
    }

    /// Says that another type of value was expected.
    pub(crate) fn wrong(&self, zh: &str, en: &str, mistakes: &Mistakes) {
        let (is_zh, is_en) = self.value.kind();
        mistakes.push(
            TextDiagnostic::new(
                &self.place,
                "wrong-type",
                format!("此处写的是{is_zh}"),
                format!("this is {is_en}"),
            )
            .expected(zh, en),
        );
    }
}

fn places_after_point(digits: &str) -> usize {
    digits
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.trim_end_matches('0').len())
}
