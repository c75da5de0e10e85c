//! The student-weighted variation between schools.

use junheng_model::{Quantity, SchoolFigures, Variation};

/// The variation of one indicator between units of one stage in one county; `None` when some school's figure is
/// missing, or when the coefficient is not defined (no school, or a mean of nought).
pub(crate) fn of(
    schools: &SchoolFigures,
    units: &[usize],
    indicator: usize,
    limit: Option<Quantity>,
) -> Option<Variation> {
    let column = &schools.columns[indicator];
    let mut figures: Vec<(f64, f64)> = Vec::with_capacity(units.len());
    for &unit in units {
        let (resource, pupils) = (column.numerators[unit], column.denominators[unit]);
        if !(resource.is_finite() && pupils > 0.0) {
            return None;
        }
        figures.push((resource, pupils));
    }
    let limit = limit.map(Quantity::to_f64);
    statistics(figures, schools.per[indicator], limit)
}

/// Weighted statistics of (resource, pupils): x̄ = ΣR/N, S = √(Σ nᵢ/N (xᵢ−x̄)²), CV = S/x̄; and what the
/// unweighted population and sample formulas say.
fn statistics(mut figures: Vec<(f64, f64)>, per: f64, limit: Option<f64>) -> Option<Variation> {
    let count = figures.len() as f64;
    let pupils: f64 = figures.iter().map(|(_, pupils)| pupils).sum();
    let mean = figures.iter().map(|(resource, _)| resource).sum::<f64>() / pupils;
    if figures.is_empty() || mean == 0.0 || !mean.is_finite() {
        return None;
    }
    // From here on each school's value stands in place of its resource, so that it is divided once.
    for (resource, n) in &mut figures {
        *resource /= *n;
    }
    let weighted: f64 = figures
        .iter()
        .map(|(value, n)| n * (value - mean).powi(2))
        .sum();
    let deviation = (weighted / pupils).sqrt();
    let plain_mean = figures.iter().map(|(value, _)| value).sum::<f64>() / count;
    let squares: f64 = figures
        .iter()
        .map(|(value, _)| (value - plain_mean).powi(2))
        .sum();
    let sample =
        (figures.len() > 1).then(|| settled((squares / (count - 1.0)).sqrt() / plain_mean));
    Some(Variation {
        coefficient: settled(deviation / mean),
        mean: mean * per,
        deviation: deviation * per,
        limit,
        unweighted: settled((squares / count).sqrt() / plain_mean),
        sample,
        schools: figures.len(),
        pupils,
    })
}

/// A coefficient without the last binary digits, so that schools whose variation is exactly at its limit
/// are not said to be above it.
pub(crate) fn settled(coefficient: f64) -> f64 {
    const PLACES: f64 = 1e12;
    (coefficient * PLACES).round() / PLACES
}

#[cfg(test)]
mod tests {
    use super::statistics;

    #[test]
    fn a_variation_exactly_at_its_limit_is_within_it() {
        let schools = [(2694.67, 700.0), (7104.13, 700.0)];
        let variation = statistics(schools.to_vec(), 1.0, Some(0.45)).expect("two schools vary");
        assert!(variation.coefficient <= 0.45);
        let schools = [(2694.66, 700.0), (7104.14, 700.0)];
        let variation = statistics(schools.to_vec(), 1.0, Some(0.45)).expect("two schools vary");
        assert!(variation.coefficient > 0.45);
    }

    #[test]
    fn the_illustration_of_the_2012_rule_comes_out() {
        let schools = [(500.0, 100.0), (800.0, 200.0), (2100.0, 300.0)];
        let variation = statistics(schools.to_vec(), 1.0, Some(0.65)).expect("three schools vary");
        assert!((variation.mean - 3400.0 / 600.0).abs() < 1e-12);
        assert!((variation.deviation - 1.3744).abs() < 5e-5);
        assert!((variation.coefficient - 0.2425).abs() < 5e-5);
        assert!((variation.unweighted - 0.2339).abs() < 5e-5);
    }

    #[test]
    fn a_county_with_nothing_has_no_variation() {
        assert!(statistics(Vec::new(), 1.0, None).is_none());
        assert!(statistics(vec![(0.0, 100.0), (0.0, 50.0)], 1.0, None).is_none());
        let alone = statistics(vec![(5.0, 2.0)], 1.0, None).expect("one school");
        assert_eq!((alone.coefficient, alone.sample), (0.0, None));
    }
}
