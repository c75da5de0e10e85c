//! Whether a Parquet file can be queried as it lies.

use std::collections::HashSet;

use bytes::Bytes;
use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, Schema};
use junheng_model::Quantity;
use junheng_rulebook::{Column, ColumnKind, HeadingIndex, Presence, Register, Rulebook};

use super::{ParquetFileError, opened};

/// Whether a file holds exactly what its register declares: all columns and no others, in plain types, every value
/// within its bounds, every code known, no key twice. Such a file can be queried as it lies; any other has to be read
/// row by row, so that what is wrong in it is told.
///
/// # Errors
/// When the bytes are no Parquet file.
pub fn is_as_declared(
    bytes: &Bytes,
    register: &Register,
    rulebook: &Rulebook,
) -> Result<bool, ParquetFileError> {
    let builder = opened(bytes)?;
    let is_empty = builder.metadata().file_metadata().num_rows() == 0;
    let Some(columns) = columns(builder.schema(), register, rulebook) else {
        return Ok(false);
    };
    let [key] = register.key.as_slice() else {
        return Ok(false);
    };
    if is_empty {
        return Ok(false);
    }
    let mut seen: HashSet<String> = HashSet::new();
    for batch in builder.build()? {
        let batch = batch?;
        for column in &columns {
            let values = batch.column(column.position);
            let is_key = column.declared.name == *key;
            if !column.holds(values)?
                || is_key && !all_texts(values, |text| seen.insert(text.to_owned()))?
            {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// A declared column as the file has it.
struct FoundColumn<'r> {
    declared: &'r Column,
    position: usize,
    /// What a value is multiplied with to be in the declared unit.
    factor: f64,
    /// Codes and names that may stand there, when it holds codes.
    codes: HashSet<&'r str>,
}

/// The columns of a file; `None` when they are not those of the register.
fn columns<'r>(
    schema: &Schema,
    register: &'r Register,
    rulebook: &'r Rulebook,
) -> Option<Vec<FoundColumn<'r>>> {
    let headings = HeadingIndex::new(register, &rulebook.units);
    let mut found: Vec<FoundColumn<'r>> = Vec::with_capacity(schema.fields().len());
    for (position, field) in schema.fields().iter().enumerate() {
        let heading = headings.find(field.name())?;
        let declared = &register.columns[heading.column];
        let is_assumed = !heading.unit_stated && heading.factor != Quantity::ONE;
        let is_known = |known: &FoundColumn<'_>| known.declared.name == declared.name;
        if heading.unfit_unit.is_some()
            || is_assumed
            || !is_plain(&declared.kind, field.data_type())
            || found.iter().any(is_known)
        {
            return None;
        }
        found.push(FoundColumn {
            declared,
            position,
            factor: heading.factor.to_f64(),
            codes: codes(&declared.kind, rulebook),
        });
    }
    let is_there = |column: &&Column| found.iter().any(|of| of.declared.name == column.name);
    let mut wanted = register
        .columns
        .iter()
        .filter(|column| column.presence != Presence::Optional);
    wanted.all(|column| is_there(&column)).then_some(found)
}

fn codes<'r>(kind: &ColumnKind, rulebook: &'r Rulebook) -> HashSet<&'r str> {
    let list = match kind {
        ColumnKind::Code(list) => rulebook.code_list(list),
        _ => None,
    };
    let names = list.iter().flat_map(|list| &list.codes).flat_map(|code| {
        let aliases = code.aliases.iter().map(String::as_str);
        [code.code.as_str(), code.name.as_str()]
            .into_iter()
            .chain(aliases)
    });
    names.collect()
}

/// Whether a kind of column is kept as it should be.
fn is_plain(kind: &ColumnKind, kept_as: &DataType) -> bool {
    match kind {
        ColumnKind::Text | ColumnKind::Code(_) => {
            matches!(
                kept_as,
                DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
            )
        }
        ColumnKind::Year | ColumnKind::Count => kept_as.is_integer(),
        ColumnKind::Quantity => {
            kept_as.is_integer()
                || matches!(kept_as, DataType::Float64 | DataType::Decimal128(_, 0..=6))
        }
        ColumnKind::Date => *kept_as == DataType::Date32,
        ColumnKind::YesNo => *kept_as == DataType::Boolean,
    }
}

impl FoundColumn<'_> {
    /// Whether every value may stand in the column.
    fn holds(&self, values: &ArrayRef) -> Result<bool, ParquetFileError> {
        let is_required = self.declared.presence == Presence::Required;
        if is_required && values.null_count() > 0 {
            return Ok(false);
        }
        match &self.declared.kind {
            ColumnKind::Text => all_texts(values, |text| self.is_tidy(text)),
            ColumnKind::Code(_) => all_texts(values, |text| self.codes.contains(text)),
            ColumnKind::Year | ColumnKind::Count | ColumnKind::Quantity => self.in_bounds(values),
            ColumnKind::Date | ColumnKind::YesNo => Ok(true),
        }
    }

    /// Whether a text is written as it would be kept.
    fn is_tidy(&self, text: &str) -> bool {
        let has_digits = |digits: u32| {
            text.len() == digits as usize && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        !text.is_empty() && text.trim() == text && self.declared.digits.is_none_or(has_digits)
    }

    fn in_bounds(&self, values: &ArrayRef) -> Result<bool, ParquetFileError> {
        let is_count = self.declared.kind == ColumnKind::Count;
        let at_least = self
            .declared
            .at_least
            .or(is_count.then_some(Quantity::ZERO));
        let (at_least, at_most) = (
            at_least.map_or(f64::NEG_INFINITY, Quantity::to_f64),
            self.declared
                .at_most
                .map_or(f64::INFINITY, Quantity::to_f64),
        );
        let numbers = cast(values, &DataType::Float64)?;
        let numbers = numbers.as_primitive::<Float64Type>();
        let fits = |number: f64| (at_least..=at_most).contains(&(number * self.factor));
        Ok(numbers.iter().flatten().all(fits))
    }
}

fn all_texts(values: &ArrayRef, holds: impl FnMut(&str) -> bool) -> Result<bool, ParquetFileError> {
    let texts = cast(values, &DataType::Utf8)?;
    Ok(texts.as_string::<i32>().iter().flatten().all(holds))
}
