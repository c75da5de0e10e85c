//! TOML as a tree in which every key and value knows its place.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use crate::TextPlace;
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::written::{SourceText, WrittenText};

/// A value with its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub place: TextPlace,
    pub value: Value,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(WrittenText),
    /// As it is written, so that no digit passes through a binary float.
    Number(String),
    YesNo(bool),
    Date(Date),
    /// A TOML date or time that is no plain date.
    OtherTime,
    List(Vec<Node>),
    Table(Table),
}

impl Value {
    pub(super) fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Value::Text(_) => ("文字", "a text"),
            Value::Number(_) => ("数", "a number"),
            Value::YesNo(_) => ("true/false", "true or false"),
            Value::Date(_) => ("日期", "a date"),
            Value::OtherTime => ("时间", "a time"),
            Value::List(_) => ("列表", "a list"),
            Value::Table(_) => ("表", "a table"),
        }
    }
}

/// A table that remembers which of its keys were asked for, so that the others can be reported.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub place: TextPlace,
    pub entries: BTreeMap<String, Entry>,
    pub(super) asked: RefCell<BTreeSet<&'static str>>,
}

#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub key: TextPlace,
    pub node: Node,
}

/// Parses a file; syntax mistakes are collected and the rest is read all the same.
pub(crate) fn parse(source: &Arc<SourceText>, mistakes: &Mistakes) -> Table {
    let (document, errors) = DeTable::parse_recoverable(&source.text);
    for error in errors {
        let place = source.place(error.span().map_or(0, |span| span.start));
        let said = error.message().to_owned();
        mistakes.push(
            TextDiagnostic::new(
                &place,
                "toml-syntax",
                format!("不符合TOML的写法：{said}"),
                format!("not TOML: {said}"),
            )
            .mend(
                "中文的键要写在引号里；文字要写在引号里。",
                "Chinese keys and all texts stand in quotes.",
            ),
        );
    }
    table(source, 0..0, document.into_inner())
}

fn table(source: &Arc<SourceText>, span: Range<usize>, entries: DeTable<'_>) -> Table {
    Table {
        place: source.place(span.start),
        entries: entries
            .into_iter()
            .map(|(key, value)| {
                let entry = Entry {
                    key: source.place(key.span().start),
                    node: node(source, value.span(), value.into_inner()),
                };
                (key.into_inner().into_owned(), entry)
            })
            .collect(),
        asked: RefCell::default(),
    }
}

fn node(source: &Arc<SourceText>, span: Range<usize>, value: DeValue<'_>) -> Node {
    let place = source.place(span.start);
    let value = match value {
        DeValue::String(text) => Value::Text(WrittenText::new(source, span, text.into_owned())),
        DeValue::Integer(whole) => Value::Number(match whole.radix() {
            10 => whole.as_str().to_owned(),
            _ => whole.to_string(),
        }),
        DeValue::Float(float) => Value::Number(float.as_str().to_owned()),
        DeValue::Boolean(yes) => Value::YesNo(yes),
        DeValue::Datetime(time) => match (time.date, time.time, time.offset) {
            (Some(date), None, None) => day(date).map(Value::Date).unwrap_or(Value::OtherTime),
            _ => Value::OtherTime,
        },
        DeValue::Array(items) => Value::List(
            items
                .into_iter()
                .map(|item| node(source, item.span(), item.into_inner()))
                .collect(),
        ),
        DeValue::Table(entries) => Value::Table(table(source, span, entries)),
    };
    Node { place, value }
}

fn day(date: toml::value::Date) -> Option<Date> {
    Date::new(
        i16::try_from(date.year).ok()?,
        i8::try_from(date.month).ok()?,
        i8::try_from(date.day).ok()?,
    )
    .ok()
}
