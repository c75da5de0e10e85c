//! How figures are printed.

use junheng_model::Quantity;
use junheng_rulebook::Indicator;

use crate::{Lang, Names};

/// What stands where there is no figure.
pub const NO_FIGURE: &str = "—";

/// Places of a coefficient of variation.
pub const COEFFICIENT_DECIMALS: u32 = 4;

/// Most places that are ever printed to tell a value from its limit.
const MOST_DECIMALS: u32 = 6;

/// Floats carry noise in their last digits; a gap is rounded up only beyond it.
const NOISE: f64 = 1e-9;

/// `value` with exactly so many places, ties away from zero as officials round: 2.675 is 2.68.
pub fn fixed(value: f64, decimals: u32) -> String {
    let places = decimals as usize;
    let shortest = format!("{value}");
    let used = shortest
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    match shortest.parse::<Quantity>() {
        Ok(exact) if used <= MOST_DECIMALS as usize => format!("{exact:.places$}"),
        _ => format!("{value:.places$}"),
    }
}

/// `value` with as many places as it needs, at most six: thresholds and points.
pub fn plain(value: f64) -> String {
    Quantity::from_f64(value).map_or_else(|_| format!("{value}"), |exact| exact.to_string())
}

/// `value` with `decimals` places, or with more where it would otherwise look like the limit that
/// it misses: 4.498 against 4.5 is not printed as 4.50.
pub fn against(value: f64, limit: Option<f64>, decimals: u32) -> String {
    let Some(limit) = limit.filter(|limit| *limit != value) else {
        return fixed(value, decimals);
    };
    (decimals..=MOST_DECIMALS.max(decimals))
        .map(|places| (fixed(value, places), fixed(limit, places)))
        .find(|(value, limit)| value != limit)
        .map_or_else(|| fixed(value, decimals), |(value, _)| value)
}

/// A figure of an indicator, in the unit of its value; a dash when there is none.
pub fn value(indicator: &Indicator, value: Option<f64>, limit: Option<f64>) -> String {
    value.map_or_else(
        || NO_FIGURE.to_owned(),
        |value| against(value, limit, indicator.decimals),
    )
}

/// A coefficient of variation, with enough places to tell it from its limit.
pub fn coefficient(value: f64, limit: Option<f64>) -> String {
    against(value, limit, COEFFICIENT_DECIMALS)
}

/// A gap as somebody can act on it: whole teachers and rooms are rounded up.
pub fn actionable_gap(indicator: &Indicator, gap: f64) -> f64 {
    if indicator.whole_gap {
        (gap - NOISE).ceil()
    } else {
        gap
    }
}

/// Places in which a gap and the figures beside it are printed.
pub fn gap_decimals(indicator: &Indicator) -> u32 {
    if indicator.whole_gap {
        0
    } else {
        indicator.decimals
    }
}

/// A whole number for reading: `1,234`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `3 人`, `871.20 m²`, `242.6601 万元`; in English `2,426,601 yuan`.
pub fn gap(indicator: &Indicator, gap: f64, names: Names<'_>) -> String {
    let amount = actionable_gap(indicator, gap);
    if let Some(larger) = names.larger_unit(&indicator.gap_unit, amount) {
        // Exact to one of the base unit, of which a part is still short.
        let whole = (amount - NOISE).ceil();
        return match names.lang {
            Lang::Chinese => names.amount(&plain(whole / larger.factor.to_f64()), &larger.name),
            Lang::English => names.amount(&grouped(whole as u64), &indicator.gap_unit),
        };
    }
    // A gap that its places would print as zero is shown with the places that it needs.
    let figure = against(amount, Some(0.0), gap_decimals(indicator));
    names.amount(&figure, &indicator.gap_unit)
}

/// `41.2%`
pub fn percent(share: f64) -> String {
    format!("{}%", fixed(share * 100.0, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_are_rounded_as_officials_do() {
        assert_eq!(fixed(2.675, 2), "2.68");
        assert_eq!(fixed(0.5, 0), "1");
        assert_eq!(fixed(-0.001, 2), "0.00");
        assert_eq!(fixed(1.0 / 3.0, 4), "0.3333");
    }

    #[test]
    fn a_missed_limit_never_looks_reached() {
        assert_eq!(against(4.498, Some(4.5), 2), "4.498");
        assert_eq!(against(0.500_04, Some(0.5), 4), "0.50004");
        assert_eq!(against(4.2, Some(4.5), 2), "4.20");
        assert_eq!(against(4.5, Some(4.5), 2), "4.50");
    }
}
