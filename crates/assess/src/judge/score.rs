//! Points in a work score.

use junheng_model::{IndicatorFinding, Quantity, Score, Verdict};
use junheng_rulebook::{Band, Bound, Scoring, ScoringStyle};

/// The points that a finding earns.
pub(crate) fn of(scoring: &Scoring, bound: Bound, finding: &IndicatorFinding) -> Score {
    let possible = scoring.points.to_f64();
    Score {
        earned: earned(scoring, bound, finding).map(|points| points.clamp(0.0, possible)),
        possible,
    }
}

fn earned(scoring: &Scoring, bound: Bound, finding: &IndicatorFinding) -> Option<f64> {
    let points = scoring.points.to_f64();
    let known = finding.verdict != Verdict::Undetermined;
    match &scoring.style {
        ScoringStyle::PassFail | ScoringStyle::AllOrNothing => {
            known.then_some(if finding.verdict == Verdict::Met {
                points
            } else {
                0.0
            })
        }
        ScoringStyle::Bands(bands) => {
            let value = finding.value.filter(|_| known)?;
            let reaches = |band: &&Band| value >= band.at_least.to_f64() * (1.0 - ROUNDING);
            let band = bands.iter().find(reaches);
            Some(band.map_or(0.0, |band| band.points.to_f64()))
        }
        ScoringStyle::Linear { step, deduct } => {
            let (value, limit) = (finding.value.filter(|_| known)?, finding.limit?);
            let short = if bound.larger_is_stricter() {
                limit - value
            } else {
                value - limit
            };
            Some(points - started_steps(short, *step) * deduct.to_f64())
        }
        ScoringStyle::PerOccurrence { deduct } => {
            let occurrences = match finding.breaking.len() {
                0 => finding.value.filter(|_| known)?,
                breaking => breaking as f64,
            };
            Some(points - occurrences * deduct.to_f64())
        }
    }
}

/// What binary rounding may take from a value.
const ROUNDING: f64 = 1e-12;

/// How many steps a shortfall has begun; binary rounding must not begin one.
fn started_steps(short: f64, step: Quantity) -> f64 {
    (short / step.to_f64() - 1e-9).ceil().max(0.0)
}
