//! Decimals of a file as quantities.

use std::sync::Arc;

use datafusion::arrow::array::{AsArray, Decimal128Array};
use datafusion::arrow::datatypes::{DataType, Decimal128Type};
use datafusion::common::exec_err;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use junheng_model::Quantity;

/// Digits and places of a quantity in the engine.
const DIGITS: u8 = 18;
const PLACES: i8 = 6;

/// A function that gives decimals of so many places a quantity's six, and multiplies them by a factor. The engine's own
/// conversion does the same and looks at each figure several times. `None` where the product may need more places.
pub(crate) fn as_quantities(places: i8, factor: Quantity) -> Option<ScalarUDF> {
    let missing = u32::try_from(PLACES - places).ok()?;
    let step = 10_i128.checked_pow(missing)? * i128::from(factor.whole()?);
    Some(ScalarUDF::from(AsQuantities {
        step,
        signature: Signature::any(1, Volatility::Immutable),
    }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct AsQuantities {
    /// How many millionths the file's smallest unit is.
    step: i128,
    signature: Signature,
}

impl AsQuantities {
    /// # Errors
    /// When a figure has more digits than a quantity.
    fn of(&self, figures: &Decimal128Array) -> Result<Decimal128Array> {
        const BEYOND: i128 = 10_i128.pow(DIGITS as u32);
        let millionths: Decimal128Array = figures.unary(|figure| figure.saturating_mul(self.step));
        let beyond = millionths
            .iter()
            .flatten()
            .find(|figure| figure.abs() >= BEYOND);
        match beyond {
            Some(figure) => exec_err!("{figure} millionths are more than a quantity holds"),
            None => Ok(millionths.with_precision_and_scale(DIGITS, PLACES)?),
        }
    }
}

impl ScalarUDFImpl for AsQuantities {
    fn name(&self) -> &str {
        "as_quantities"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Decimal128(DIGITS, PLACES))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let quantities = self.of(arrays[0].as_primitive::<Decimal128Type>())?;
        Ok(ColumnarValue::Array(Arc::new(quantities)))
    }
}
