//! One column of a register while its cells are being read.

use std::sync::Arc;

use jiff::civil::Date;
use junheng_model::{ColumnValues, Quantity, TableColumn};
use junheng_rulebook::{Column, ColumnKind, HeadingIndex, Presence, Rulebook, plain_text};

use crate::cell::Value;
use crate::codes::CodeReader;
use crate::complaint::{Complaint, refuse};
use crate::complaints::Complaints;
use crate::text::TextReader;
use crate::{dates, number, wording};

/// A cell after reading.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Parsed {
    Missing,
    Text(Arc<str>),
    Quantity(Quantity),
    Date(Date),
    YesNo(bool),
}

/// Something worth one sentence a column, with its first cell.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    count: usize,
    first: Option<(u32, String)>,
}

impl Tally {
    fn add(&mut self, row: u32, shown: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.is_none() {
            self.first = Some((row, shown()));
        }
    }
}

/// What is noticed once a column.
#[derive(Debug, Default)]
struct Noticed {
    stored_as_text: Tally,
    read_as_missing: Tally,
    many_decimals: Tally,
    unit_typed: Tally,
    serial_days: Tally,
}

/// Reads the cells of one declared column.
pub(crate) struct ColumnReader<'a> {
    pub declared: &'a Column,
    /// Index into the register's columns.
    pub index: usize,
    /// The column of the sheet, from zero.
    pub position: u32,
    factor: Quantity,
    headings: &'a HeadingIndex<'a>,
    codes: Option<CodeReader<'a>>,
    texts: TextReader,
    values: ColumnValues,
    /// Millionths, of every row that is no total, used or not.
    pub sum: i128,
    pub group_sum: i128,
    noticed: Noticed,
}

impl<'a> ColumnReader<'a> {
    pub fn new(
        rulebook: &'a Rulebook,
        headings: &'a HeadingIndex<'a>,
        index: usize,
        position: u32,
        factor: Quantity,
    ) -> Self {
        let declared = &headings.register().columns[index];
        let codes = match &declared.kind {
            ColumnKind::Code(list) => rulebook.code_list(list).map(CodeReader::new),
            _ => None,
        };
        let values = match declared.kind {
            ColumnKind::Text | ColumnKind::Code(_) => ColumnValues::Text(Vec::new()),
            ColumnKind::Date => ColumnValues::Date(Vec::new()),
            ColumnKind::YesNo => ColumnValues::YesNo(Vec::new()),
            ColumnKind::Year | ColumnKind::Count | ColumnKind::Quantity => {
                ColumnValues::Quantity(Vec::new())
            }
        };
        Self {
            declared,
            index,
            position,
            factor,
            headings,
            codes,
            texts: TextReader::default(),
            values,
            sum: 0,
            group_sum: 0,
            noticed: Noticed::default(),
        }
    }

    pub fn is_required(&self) -> bool {
        self.declared.presence == Presence::Required
    }

    /// Whether a total row may have a sum of it.
    pub fn adds_up(&self) -> bool {
        matches!(self.declared.kind, ColumnKind::Count | ColumnKind::Quantity)
    }

    /// Reads a cell of a data row.
    ///
    /// # Errors
    /// The complaint, when the cell cannot be used.
    pub fn read(
        &mut self,
        value: &Value<'_>,
        row: u32,
        complaints: &mut Complaints,
    ) -> Result<Parsed, Box<Complaint>> {
        let declared = self.declared;
        match value {
            Value::Error(name) => return refuse(wording::formula_error(declared, name)),
            Value::Uncalculated => return refuse(wording::formula_uncalculated(declared)),
            Value::Text(_) | Value::Number(_) | Value::Date(..) | Value::Bool(_) => {}
        }
        match declared.kind {
            ColumnKind::Count | ColumnKind::Quantity => self.read_quantity(value, row),
            ColumnKind::Year => self.read_year(value),
            ColumnKind::Date => self.read_date(value, row),
            ColumnKind::YesNo => self.read_yes_no(value),
            ColumnKind::Code(_) => self.read_code(value),
            ColumnKind::Text => {
                let read = self.texts.read(declared, value)?;
                if let Some(warning) = read.warning {
                    complaints.about_cell(warning, row, self.position);
                }
                Ok(read.text.map_or(Parsed::Missing, Parsed::Text))
            }
        }
    }

    fn refused(&self, value: &Value<'_>) -> Box<Complaint> {
        Box::new(wording::not_as_wanted(self.declared, value.shown()))
    }

    fn read_quantity(&mut self, value: &Value<'_>, row: u32) -> Result<Parsed, Box<Complaint>> {
        let typed = match self.quantity(value)? {
            Some(typed) => typed,
            None => {
                if value.text().is_some_and(|text| !text.trim().is_empty()) {
                    self.noticed.read_as_missing.add(row, || value.shown());
                }
                return Ok(Parsed::Missing);
            }
        };
        let declared = self.declared;
        let out_of_range = || Box::new(wording::out_of_range(declared, value.shown()));
        let stored = typed
            .figure
            .checked_mul(typed.factor)
            .ok_or_else(out_of_range)?;
        self.check_bounds(value, stored)?;
        if value.text().is_some() {
            let tally = if typed.with_unit {
                &mut self.noticed.unit_typed
            } else {
                &mut self.noticed.stored_as_text
            };
            tally.add(row, || value.shown());
        }
        if declared
            .decimals
            .is_some_and(|places| typed.figure.decimals_used() > places)
        {
            self.noticed.many_decimals.add(row, || value.shown());
        }
        self.sum += i128::from(stored.millionths());
        self.group_sum += i128::from(stored.millionths());
        Ok(Parsed::Quantity(stored))
    }

    fn check_bounds(&self, value: &Value<'_>, stored: Quantity) -> Result<(), Box<Complaint>> {
        let declared = self.declared;
        let is_count = declared.kind == ColumnKind::Count;
        if is_count && !stored.is_whole() {
            return refuse(wording::not_whole(declared, value.shown()));
        }
        // A count below zero is nonsense, whatever the register says.
        let at_least = declared.at_least.or(is_count.then_some(Quantity::ZERO));
        let below = at_least.is_some_and(|least| stored < least);
        let above = declared.at_most.is_some_and(|most| stored > most);
        if below || above {
            let complaint = wording::beyond_bounds(declared, value.shown(), at_least);
            return refuse(complaint);
        }
        Ok(())
    }

    /// The figure that a cell holds, without checks and notices; `None` when it says that there is
    /// none. Also used for total rows.
    pub fn quantity(&self, value: &Value<'_>) -> Result<Option<Typed>, Box<Complaint>> {
        match value {
            Value::Number(float) => match Quantity::from_f64(*float) {
                Ok(figure) => Ok(Some(Typed {
                    figure,
                    factor: self.factor,
                    with_unit: false,
                })),
                Err(_) => refuse(wording::out_of_range(self.declared, value.shown())),
            },
            Value::Text(text) => match number::read_number(text) {
                number::NumberText::Missing => Ok(None),
                number::NumberText::OutOfRange => {
                    refuse(wording::out_of_range(self.declared, value.shown()))
                }
                number::NumberText::NotANumber => Err(self.refused(value)),
                number::NumberText::Number {
                    value: figure,
                    unit,
                } => {
                    let factor = self.typed_factor(value, &unit)?;
                    let with_unit = !unit.is_empty();
                    Ok(Some(Typed {
                        figure,
                        factor,
                        with_unit,
                    }))
                }
            },
            Value::Date(..) | Value::Bool(_) | Value::Error(_) | Value::Uncalculated => {
                Err(self.refused(value))
            }
        }
    }

    /// The factor of a unit typed behind a number, which wins over the heading's.
    fn typed_factor(&self, value: &Value<'_>, unit: &str) -> Result<Quantity, Box<Complaint>> {
        if unit.is_empty() {
            return Ok(self.factor);
        }
        let plain_number_column = self.declared.unit.is_none();
        if plain_number_column && unit == "%" {
            return Ok(Quantity::from_millionths(Quantity::UNIT / 100));
        }
        let known = |unit: &str| {
            (!plain_number_column && self.headings.is_unit(unit))
                .then(|| self.headings.factor(unit, self.index))
                .flatten()
        };
        let multiplied = || {
            let (multiplier, rest) = number::multiplier(unit)?;
            let factor = if rest.is_empty() {
                Quantity::ONE
            } else {
                known(rest)?
            };
            multiplier.checked_mul(factor)
        };
        known(unit).or_else(multiplied).ok_or_else(|| {
            Box::new(wording::typed_unit_unfit(
                self.declared,
                value.shown(),
                unit,
            ))
        })
    }

    fn read_year(&self, value: &Value<'_>) -> Result<Parsed, Box<Complaint>> {
        let year = match value {
            Value::Number(number) => dates::year_from_number(*number),
            Value::Date(date, _) => date.map(Date::year),
            Value::Text(text) => {
                if number::is_missing_mark(&plain_text(text)) {
                    return Ok(Parsed::Missing);
                }
                dates::read_year(text)
            }
            Value::Bool(_) | Value::Error(_) | Value::Uncalculated => None,
        };
        let year = year.ok_or_else(|| self.refused(value))?;
        let quantity = Quantity::from_millionths(i64::from(year) * Quantity::UNIT);
        self.check_bounds(value, quantity)?;
        Ok(Parsed::Quantity(quantity))
    }

    fn read_date(&mut self, value: &Value<'_>, row: u32) -> Result<Parsed, Box<Complaint>> {
        let date = match value {
            Value::Date(date, _) => *date,
            Value::Number(number) => {
                let date = dates::date_from_number(*number);
                if date.is_some() && *number < 10_000_000.0 {
                    self.noticed.serial_days.add(row, || value.shown());
                }
                date
            }
            Value::Text(text) => {
                if number::is_missing_mark(&plain_text(text)) {
                    return Ok(Parsed::Missing);
                }
                dates::read_date(text)
            }
            Value::Bool(_) | Value::Error(_) | Value::Uncalculated => None,
        };
        date.map(Parsed::Date).ok_or_else(|| self.refused(value))
    }

    fn read_yes_no(&self, value: &Value<'_>) -> Result<Parsed, Box<Complaint>> {
        let answer = match value {
            Value::Bool(yes) => Some(*yes),
            Value::Number(1.0) => Some(true),
            Value::Number(0.0) => Some(false),
            Value::Text(text) => match plain_text(text).as_str() {
                "是" | "有" | "√" | "✓" | "✔" | "☑" | "1" | "y" | "yes" | "true" | "对" => {
                    Some(true)
                }
                "否" | "无" | "没有" | "×" | "✗" | "✘" | "x" | "0" | "n" | "no" | "false"
                | "不是" => Some(false),
                plain if number::is_missing_mark(plain) => return Ok(Parsed::Missing),
                _ => None,
            },
            Value::Number(_) | Value::Date(..) | Value::Error(_) | Value::Uncalculated => None,
        };
        answer.map(Parsed::YesNo).ok_or_else(|| self.refused(value))
    }

    fn read_code(&mut self, value: &Value<'_>) -> Result<Parsed, Box<Complaint>> {
        let Some(codes) = &mut self.codes else {
            return Err(self.refused(value));
        };
        let code = codes.read(self.declared, value)?;
        Ok(code.map_or(Parsed::Missing, Parsed::Text))
    }

    /// Appends the value of a row that is used.
    pub fn push(&mut self, parsed: Parsed) {
        match (&mut self.values, parsed) {
            (ColumnValues::Text(values), Parsed::Text(text)) => values.push(Some(text)),
            (ColumnValues::Quantity(values), Parsed::Quantity(quantity)) => {
                values.push(Some(quantity));
            }
            (ColumnValues::Date(values), Parsed::Date(date)) => values.push(Some(date)),
            (ColumnValues::YesNo(values), Parsed::YesNo(yes)) => values.push(Some(yes)),
            (ColumnValues::Text(values), _) => values.push(None),
            (ColumnValues::Quantity(values), _) => values.push(None),
            (ColumnValues::Date(values), _) => values.push(None),
            (ColumnValues::YesNo(values), _) => values.push(None),
        }
    }

    /// The column as read, after saying what is said once a column.
    pub fn finish(self, complaints: &mut Complaints) -> TableColumn {
        let (declared, position) = (self.declared, self.position);
        type Sentence = fn(&Column, usize, &str) -> Complaint;
        let noticed: [(Tally, Sentence); 5] = [
            (self.noticed.stored_as_text, wording::stored_as_text),
            (self.noticed.read_as_missing, wording::read_as_missing),
            (self.noticed.many_decimals, wording::many_decimals),
            (self.noticed.unit_typed, wording::unit_typed),
            (self.noticed.serial_days, wording::serial_days),
        ];
        for (tally, sentence) in noticed {
            if let Some((row, shown)) = tally.first {
                complaints.about_cell(sentence(declared, tally.count, &shown), row, position);
            }
        }
        TableColumn {
            name: declared.name.clone(),
            position,
            values: self.values,
        }
    }
}

/// A figure as typed, with the factor that turns it into the column's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Typed {
    pub figure: Quantity,
    pub factor: Quantity,
    with_unit: bool,
}
