//! From the engine's columns to amounts.

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type, UInt64Type};
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
            let values = column.as_primitive::<Int64Type>();
            amounts.extend(values.iter().map(whole));
        }
        DataType::UInt64 => {
            let values = column.as_primitive::<UInt64Type>();
            amounts.extend(
                values
                    .iter()
                    .map(|value| whole(value.and_then(|value| i64::try_from(value).ok()))),
            );
        }
        DataType::Float64 => {
            let values = column.as_primitive::<Float64Type>();
            amounts.extend(values.iter().map(float));
        }
        DataType::Decimal128(_, scale) => {
            let scale = i32::from(*scale);
            let values = column.as_primitive::<Decimal128Type>();
            amounts.extend(values.iter().map(|value| decimal(value, scale)));
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

fn whole(value: Option<i64>) -> Amount {
    value
        .and_then(|value| Quantity::from_whole(value).ok())
        .into()
}

fn float(value: Option<f64>) -> Amount {
    value
        .and_then(|value| Quantity::from_f64(value).ok())
        .into()
}

/// A decimal of another scale, rounded to the sixth place, ties away from zero.
fn decimal(value: Option<i128>, scale: i32) -> Amount {
    let rescaled = value.and_then(|value| match scale.cmp(&6) {
        std::cmp::Ordering::Equal => Some(value),
        std::cmp::Ordering::Less => {
            // What fits a quantity in the end fits 64 bits before, and those multiply faster.
            let step = 10_i64.checked_pow((6 - scale).unsigned_abs())?;
            let scaled = i64::try_from(value).ok()?.checked_mul(step)?;
            Some(i128::from(scaled))
        }
        std::cmp::Ordering::Greater => {
            let step = 10_i128.checked_pow((scale - 6).unsigned_abs())?;
            Some((value + step / 2 * value.signum()) / step)
        }
    });
    rescaled
        .and_then(|millionths| i64::try_from(millionths).ok())
        .map(Quantity::from_millionths)
        .into()
}
