//! Exact comparison of a ratio with a limit.

use std::cmp::Ordering;

use junheng_model::{Amount, Measure, Quantity, Share, UnitMeasures};
use junheng_rulebook::Bound;

/// A unit's figure as an exact fraction: numerator × share ÷ denominator × per.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ratio {
    pub numerator: Quantity,
    pub denominator: Quantity,
    pub share: Share,
    pub per: Quantity,
}

/// What is known of a unit's figure.
#[derive(Debug, Clone, Copy)]
pub(crate) enum UnitFigure {
    Known(Ratio),
    Missing,
    /// The unit is not asked, or has nothing to divide by.
    NotApplicable,
}

impl UnitFigure {
    #[inline]
    pub fn of(table: &UnitMeasures, measure: &Measure, unit: usize, per: Quantity) -> Self {
        let share = if measure.split {
            table.units.share[unit]
        } else {
            Share::ALL
        };
        Self::new(
            measure.numerator[unit],
            measure.denominator[unit],
            share,
            per,
        )
    }

    #[inline]
    pub fn new(numerator: Amount, denominator: Amount, share: Share, per: Quantity) -> Self {
        if numerator.is_not_applicable() || denominator.is_not_applicable() {
            return UnitFigure::NotApplicable;
        }
        match (numerator.quantity(), denominator.quantity()) {
            (_, Some(Quantity::ZERO)) => UnitFigure::NotApplicable,
            (Some(numerator), Some(denominator)) if share.is_known() => UnitFigure::Known(Ratio {
                numerator,
                denominator,
                share,
                per,
            }),
            _ => UnitFigure::Missing,
        }
    }

    pub fn known(self) -> Option<Ratio> {
        match self {
            UnitFigure::Known(ratio) => Some(ratio),
            UnitFigure::Missing | UnitFigure::NotApplicable => None,
        }
    }
}

impl Ratio {
    /// The value, as the indicator states it, for reading.
    pub fn value(&self) -> f64 {
        self.own_numerator() * self.per.to_f64() / self.denominator.to_f64()
    }

    /// The unit's own part of the numerator, for reading.
    pub fn own_numerator(&self) -> f64 {
        if self.share == Share::ALL {
            return self.numerator.to_f64();
        }
        self.numerator.to_f64() * self.share.part as f64 / self.share.whole as f64
    }

    /// Compares the value with `limit × factor`, exactly: both sides are multiplied out, so that nothing is
    /// divided and nothing rounded.
    #[inline]
    fn compare(&self, limit: Quantity, factor: Quantity) -> Ordering {
        let left = [
            self.numerator.millionths(),
            self.per.millionths(),
            self.share.part,
            Quantity::UNIT,
        ];
        let right = [
            limit.millionths(),
            self.denominator.millionths(),
            self.share.whole,
            factor.millionths(),
        ];
        far_apart(left, right).unwrap_or_else(|| {
            exact_order(left, right).unwrap_or_else(|| {
                // Only absurd magnitudes get here; at those the nearest float decides.
                let limit = limit.to_f64() * factor.to_f64();
                self.value().total_cmp(&limit)
            })
        })
    }

    /// Whether the value is on the right side of `limit × factor`.
    #[inline]
    pub fn meets(&self, bound: Bound, limit: Quantity, factor: Quantity) -> bool {
        let order = self.compare(limit, factor);
        match bound {
            Bound::AtLeast => order.is_ge(),
            Bound::AtMost => order.is_le(),
            Bound::Above => order.is_gt(),
            Bound::Below => order.is_lt(),
        }
    }

    /// How much of the numerator is short of the limit, or beyond it, in natural units.
    pub fn gap(&self, limit: Quantity) -> f64 {
        let wanted = limit.to_f64() * self.denominator.to_f64() / self.per.to_f64();
        (wanted - self.own_numerator()).abs()
    }
}

/// The order of two products that floats tell apart beyond doubt: each is off by less than a thousandth of a
/// millionth of a millionth of itself. Nearly all figures are far from their limit, and floats are several times as fast.
#[inline]
fn far_apart(left: [i64; 4], right: [i64; 4]) -> Option<Ordering> {
    const DOUBT: f64 = 1e-12;
    let rough = |values: [i64; 4]| values.into_iter().map(|value| value as f64).product();
    let (left, right): (f64, f64) = (rough(left), rough(right));
    let apart = (left - right).abs() > DOUBT * left.abs().max(right.abs());
    apart.then(|| left.total_cmp(&right))
}

/// The order of two products, unless one has more than 38 digits.
#[cold]
fn exact_order(left: [i64; 4], right: [i64; 4]) -> Option<Ordering> {
    let product = |values: [i64; 4]| {
        let mut values = values.into_iter().map(i128::from);
        values.try_fold(1_i128, i128::checked_mul)
    };
    Some(product(left)?.cmp(&product(right)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str) -> Quantity {
        text.parse().expect("a quantity")
    }

    fn ratio(numerator: &str, denominator: &str, per: &str) -> Ratio {
        let (numerator, denominator) = (quantity(numerator), quantity(denominator));
        Ratio {
            numerator,
            denominator,
            share: Share::ALL,
            per: quantity(per),
        }
    }

    #[test]
    fn a_value_on_the_threshold_meets_it() {
        // 42 teachers for 1,000 pupils are exactly 4.2 per hundred, whatever binary floats say.
        let exact = ratio("42", "1000", "100");
        assert!(exact.meets(Bound::AtLeast, quantity("4.2"), Quantity::ONE));
        assert!(!exact.meets(Bound::Above, quantity("4.2"), Quantity::ONE));
        let short = ratio("41.999999", "1000", "100");
        assert!(!short.meets(Bound::AtLeast, quantity("4.2"), Quantity::ONE));
    }

    #[test]
    fn a_share_is_compared_as_a_fraction() {
        // 1,395 m² for 200 primary and 100 junior pupils at 1 : 1.1 is 4.5 m² for each primary pupil.
        let share = Share {
            part: 20_000,
            whole: 31_000,
        };
        let exact = Ratio {
            share,
            ..ratio("1395", "200", "1")
        };
        assert!(exact.meets(Bound::AtLeast, quantity("4.5"), Quantity::ONE));
        assert!((exact.value() - 4.5).abs() < 1e-12);
        let short = Ratio {
            share,
            ..ratio("1394.999999", "200", "1")
        };
        assert!(!short.meets(Bound::AtLeast, quantity("4.5"), Quantity::ONE));
    }

    #[test]
    fn a_floor_is_a_factor_of_the_limit() {
        // 85 % of 0.9 per hundred is 0.765: 153 teachers for 20,000 pupils, not one less.
        let floor = quantity("0.85");
        assert!(ratio("153", "20000", "100").meets(Bound::AtLeast, quantity("0.9"), floor));
        assert!(!ratio("152", "20000", "100").meets(Bound::AtLeast, quantity("0.9"), floor));
    }

    #[test]
    fn absurd_magnitudes_do_not_overflow() {
        let share = Share {
            part: i64::MAX / 2,
            whole: i64::MAX,
        };
        let huge = Ratio {
            share,
            ..ratio("9000000000000", "9000000000000", "9000000000000")
        };
        assert!(huge.meets(Bound::AtLeast, quantity("1"), Quantity::ONE));
    }
}
