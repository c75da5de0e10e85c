//! Exact decimal quantities.

use std::fmt;
use std::str::FromStr;

/// A decimal number with six places after the point, held as a whole number of millionths.
///
/// Head counts, areas in m², money in 元 and thresholds are all quantities, so that a comparison
/// with a threshold is never a matter of binary rounding. The range is ±9.2 × 10¹², which holds
/// the assets of a province in 元.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity(i64);

/// Why a text or a float is not a [`Quantity`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantityError {
    /// Not a plain decimal number.
    NotANumber,
    /// Beyond ±9.2 × 10¹².
    OutOfRange,
}

impl Quantity {
    /// Millionths in one.
    pub const UNIT: i64 = 1_000_000;
    pub const ZERO: Quantity = Quantity(0);
    pub const ONE: Quantity = Quantity(Self::UNIT);

    /// The quantity that is `millionths` / 1,000,000.
    pub const fn from_millionths(millionths: i64) -> Self {
        Self(millionths)
    }

    /// The whole number `whole`.
    ///
    /// # Errors
    /// [`QuantityError::OutOfRange`] beyond ±9.2 × 10¹².
    pub fn from_whole(whole: i64) -> Result<Self, QuantityError> {
        whole
            .checked_mul(Self::UNIT)
            .map(Self)
            .ok_or(QuantityError::OutOfRange)
    }

    /// The quantity nearest to a float, as spreadsheets hold their numbers; ties go away from zero.
    ///
    /// # Errors
    /// When the float is not finite, or out of range.
    pub fn from_f64(float: f64) -> Result<Self, QuantityError> {
        if !float.is_finite() {
            return Err(QuantityError::NotANumber);
        }
        // Most figures have few digits. A whole number of millionths below 10¹⁵ that divides back to
        // the float is its only decimal of so few digits, and so the one that its author typed.
        let millionths = (float * Self::UNIT as f64).round();
        if millionths.abs() < 1e15 && millionths / Self::UNIT as f64 == float {
            return Ok(Self(millionths as i64));
        }
        // The shortest text that reads back as this float is what its author typed; going through
        // it keeps 0.285 from becoming 0.284999….
        format!("{float}").parse()
    }

    /// Millionths.
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// The nearest float, for statistics and drawing.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / Self::UNIT as f64
    }

    /// Whether nothing stands after the decimal point.
    pub const fn is_whole(self) -> bool {
        self.0 % Self::UNIT == 0
    }

    /// The whole number that this is, if it is one.
    pub const fn whole(self) -> Option<i64> {
        if self.is_whole() {
            Some(self.0 / Self::UNIT)
        } else {
            None
        }
    }

    /// How many places after the point are in use, 0 to 6.
    pub fn decimals_used(self) -> u32 {
        let mut rest = self.0 % Self::UNIT;
        let mut places = 6;
        while places > 0 && rest % 10 == 0 {
            rest /= 10;
            places -= 1;
        }
        places
    }

    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The product, rounded to the sixth place, ties away from zero; `None` out of range.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let product = i128::from(self.0) * i128::from(other.0);
        let half = i128::from(Self::UNIT / 2) * product.signum();
        i64::try_from((product + half) / i128::from(Self::UNIT))
            .ok()
            .map(Self)
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    /// Reads `-12.5`; digits beyond the sixth place are rounded, ties away from zero.
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction)
        {
            return Err(QuantityError::NotANumber);
        }
        let mut millionths: i128 = 0;
        for digit in whole.bytes() {
            millionths = millionths * 10 + i128::from(digit - b'0');
            if millionths > i128::from(i64::MAX) {
                return Err(QuantityError::OutOfRange);
            }
        }
        let mut places = fraction.bytes().map(|digit| i128::from(digit - b'0'));
        for _ in 0..6 {
            millionths = millionths * 10 + places.next().unwrap_or(0);
        }
        if places.next().unwrap_or(0) >= 5 {
            millionths += 1;
        }
        let signed = if negative { -millionths } else { millionths };
        i64::try_from(signed)
            .map(Self)
            .map_err(|_| QuantityError::OutOfRange)
    }
}

impl fmt::Display for Quantity {
    /// As few digits as say it exactly: `4.5`, `2000`, `-0.25`. A precision (`{:.2}`) rounds ties
    /// away from zero.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = f
            .precision()
            .unwrap_or(self.decimals_used() as usize)
            .min(6);
        let step = 10_i64.pow(6 - places as u32);
        let magnitude = (i128::from(self.0.unsigned_abs()) + i128::from(step / 2))
            / i128::from(step)
            * i128::from(step);
        let (whole, fraction) = (
            magnitude / i128::from(Self::UNIT),
            magnitude % i128::from(Self::UNIT),
        );
        let sign = if self.0 < 0 && magnitude > 0 { "-" } else { "" };
        let digits = if places == 0 {
            whole.to_string()
        } else {
            format!("{whole}.{}", &format!("{fraction:06}")[..places])
        };
        f.pad_integral(sign.is_empty(), "", &digits)
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl serde::Serialize for Quantity {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.whole() {
            Some(whole) => serializer.serialize_i64(whole),
            None => serializer.serialize_f64(self.to_f64()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str) -> Quantity {
        text.parse().expect("a quantity")
    }

    #[test]
    fn reads_and_prints_exactly() {
        for text in ["0", "4.5", "-0.25", "2000", "0.000001", "123456.78"] {
            assert_eq!(quantity(text).to_string(), text);
        }
        assert_eq!(format!("{:.2}", quantity("4.195")), "4.20");
        assert_eq!(format!("{:.1}", quantity("-0.04")), "0.0");
        assert_eq!(format!("{:>8.1}", quantity("12.34")), "    12.3");
    }

    #[test]
    fn rounds_beyond_the_sixth_place() {
        assert_eq!(quantity("0.0000005"), Quantity::from_millionths(1));
        assert_eq!(quantity("0.0000004"), Quantity::ZERO);
        assert_eq!(Quantity::from_f64(0.1 + 0.2), Ok(quantity("0.3")));
        for text in [
            "0.285",
            "-1234.56",
            "999999999.999999",
            "5400.123",
            "1200",
            "-0.000001",
        ] {
            let float: f64 = text.parse().expect("a float");
            assert_eq!(Quantity::from_f64(float), Ok(quantity(text)), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in ["", ".", "-", "1e3", "1,000", "１２", "12人", "NaN"] {
            assert_eq!(
                text.parse::<Quantity>(),
                Err(QuantityError::NotANumber),
                "{text}"
            );
        }
        assert_eq!(Quantity::from_f64(f64::NAN), Err(QuantityError::NotANumber));
        assert_eq!(
            "99999999999999".parse::<Quantity>(),
            Err(QuantityError::OutOfRange)
        );
        assert_eq!(Quantity::from_f64(1e300), Err(QuantityError::OutOfRange));
    }

    #[test]
    fn multiplies_with_one_rounding() {
        assert_eq!(
            quantity("12.3456").checked_mul(quantity("10000")),
            Some(quantity("123456"))
        );
        assert_eq!(
            quantity("-0.000001").checked_mul(quantity("0.5")),
            Some(quantity("-0.000001"))
        );
        assert_eq!(quantity("9000000000000").checked_mul(quantity("10")), None);
    }
}
