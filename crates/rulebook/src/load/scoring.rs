//! `[indicator.scoring]`: points in a work score.

use junheng_model::Quantity;

use super::cases::BOUNDS;
use super::tree::Table;
use crate::mistake::{Mistakes, TextDiagnostic};
use crate::{Band, Scoring, ScoringStyle};

#[derive(Clone, Copy)]
enum Style {
    PassFail,
    Bands,
    Linear,
    PerOccurrence,
    AllOrNothing,
}

pub(super) fn read(indicator: &Table, mistakes: &Mistakes) -> Option<Scoring> {
    let table = indicator.optional_table("scoring", mistakes)?;
    let points = positive(table, "points", mistakes);
    let style = table.word(
        "style",
        &[
            ("pass_fail", Style::PassFail),
            ("bands", Style::Bands),
            ("linear", Style::Linear),
            ("per_occurrence", Style::PerOccurrence),
            ("all_or_nothing", Style::AllOrNothing),
        ],
        mistakes,
    );
    let style = style.and_then(|style| {
        Some(match style {
            Style::PassFail => ScoringStyle::PassFail,
            Style::AllOrNothing => ScoringStyle::AllOrNothing,
            Style::Bands => ScoringStyle::Bands(bands(table, points, mistakes)),
            Style::PerOccurrence => ScoringStyle::PerOccurrence {
                deduct: positive(table, "deduct", mistakes)?,
            },
            Style::Linear => {
                check_bounded(indicator, table, mistakes);
                let step = positive(table, "step", mistakes);
                let deduct = positive(table, "deduct", mistakes);
                ScoringStyle::Linear {
                    step: step?,
                    deduct: deduct?,
                }
            }
        })
    });
    table.finish(mistakes);
    Some(Scoring {
        points: points?,
        style: style?,
    })
}

fn positive(table: &Table, key: &'static str, mistakes: &Mistakes) -> Option<Quantity> {
    let quantity = table.quantity(key, mistakes)?;
    if quantity <= Quantity::ZERO {
        if let Some(node) = table.get(key) {
            node.unfit("大于0的数", "a number above zero", mistakes);
        }
        return None;
    }
    Some(quantity)
}

fn check_bounded(indicator: &Table, table: &Table, mistakes: &Mistakes) {
    let bounded = indicator.has("limit") || BOUNDS.iter().any(|(key, _)| indicator.has(key));
    if !bounded {
        mistakes.push(TextDiagnostic::new(
            &table.place,
            "no-bound",
            "按差额扣分的指标要有界限",
            "linear scoring needs the indicator to have a bound",
        ));
    }
}

/// The bands, highest first.
fn bands(table: &Table, points: Option<Quantity>, mistakes: &Mistakes) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    if !table.has("bands") {
        table.text("bands", mistakes);
    }
    for entry in table.tables("bands", mistakes) {
        let at_least = entry.quantity("at_least", mistakes);
        let earned = entry.quantity("points", mistakes);
        entry.finish(mistakes);
        let (Some(at_least), Some(earned)) = (at_least, earned) else {
            continue;
        };
        if points.is_some_and(|points| earned > points) {
            mistakes.push(TextDiagnostic::new(
                &entry.place,
                "band-above-points",
                format!("档次得分 {earned} 超过满分"),
                format!("the band's {earned} points are more than the full points"),
            ));
        }
        if let Some(above) = bands.last()
            && (at_least >= above.at_least || earned >= above.points)
        {
            mistakes.push(TextDiagnostic::new(
                &entry.place,
                "bands-out-of-order",
                "档次要从高到低排列，得分也要递减",
                "bands go from the highest down, and so do their points",
            ));
        }
        bands.push(Band {
            at_least,
            points: earned,
        });
    }
    bands
}
