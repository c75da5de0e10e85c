//! From the engine's columns to amounts.

use std::cmp::Ordering;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, PrimitiveArray};
use datafusion::arrow::datatypes::{
    ArrowPrimitiveType, DataType, Decimal128Type, Float64Type, Int64Type, UInt64Type,
};
use junheng_model::{Amount, Quantity};

use crate::AssessError;

/// Appends a numeric column; null, NaN and what is out of range are missing.
///
/// # Errors
/// When the column is not numeric.
pub(crate) fn append(
    amounts: &mut Vec<Amount>,
    column: &ArrayRef,
    what: &str,
) -> Result<(), AssessError> {
    amounts.reserve(column.len());
    match column.data_type() {
        DataType::Int64 => {
            append_each(amounts, column.as_primitive::<Int64Type>(), whole);
        }
        DataType::UInt64 => {
            let count = |value| i64::try_from(value).map_or(Amount::MISSING, whole);
            append_each(amounts, column.as_primitive::<UInt64Type>(), count);
        }
        DataType::Float64 => {
            append_each(amounts, column.as_primitive::<Float64Type>(), float);
        }
        DataType::Decimal128(_, scale) => {
            let (values, scale) = (column.as_primitive::<Decimal128Type>(), i32::from(*scale));
            append_each(amounts, values, |value| decimal(value, scale));
        }
        DataType::Null => amounts.extend(std::iter::repeat_n(Amount::MISSING, column.len())),
        other => {
            return Err(AssessError::NotANumber {
                what: what.to_owned(),
                found: other.to_string(),
            });
        }
    }
    Ok(())
}

/// Appends the amounts of an array. Nulls are put in afterwards, so that the others are not asked one by one.
fn append_each<T: ArrowPrimitiveType>(
    amounts: &mut Vec<Amount>,
    array: &PrimitiveArray<T>,
    of: impl Fn(T::Native) -> Amount,
) {
    let first = amounts.len();
    amounts.extend(array.values().iter().map(|&value| of(value)));
    if let Some(nulls) = array.nulls().filter(|nulls| nulls.null_count() > 0) {
        for (amount, is_known) in amounts[first..].iter_mut().zip(nulls.iter()) {
            if !is_known {
                *amount = Amount::MISSING;
            }
        }
    }
}

fn whole(value: i64) -> Amount {
    Quantity::from_whole(value).ok().into()
}

fn float(value: f64) -> Amount {
    Quantity::from_f64(value).ok().into()
}

/// A decimal of another scale, rounded to the sixth place, ties away from zero.
fn decimal(value: i128, scale: i32) -> Amount {
    let rescaled = match scale.cmp(&6) {
        Ordering::Equal => Some(value),
        Ordering::Less => {
            // What fits a quantity in the end fits 64 bits before, and those multiply faster.
            let step = 10_i64.checked_pow((6 - scale).unsigned_abs());
            let scaled = step.zip(i64::try_from(value).ok());
            let scaled = scaled.and_then(|(step, value)| value.checked_mul(step));
            scaled.map(i128::from)
        }
        Ordering::Greater => {
            let step = 10_i128.checked_pow((scale - 6).unsigned_abs());
            step.map(|step| (value + step / 2 * value.signum()) / step)
        }
    };
    rescaled
        .and_then(|millionths| i64::try_from(millionths).ok())
        .map(Quantity::from_millionths)
        .into()
}
