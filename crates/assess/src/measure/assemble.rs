//! From the amounts of numerators and denominators to measures.

use std::sync::Arc;

use junheng_model::{Amount, Measure, Quantity};
use junheng_rulebook::{Figure, JudgedBy, Policy, Reference};

use super::parts::{Part, Side};

/// Amounts of parts over the units of one grain.
pub(crate) type PartAmounts<'p, 'a> = Vec<(&'p Part<'a>, Arc<Vec<Amount>>)>;

/// Truth of conditional limits over the units of one grain: indicator, position of the limit, truth.
pub(crate) type Conditions = Vec<(String, usize, Vec<Option<bool>>)>;

/// Which units an indicator asks: indicator, truth over units.
pub(crate) type Asked = Vec<(String, Vec<Option<bool>>)>;

/// Joins numerators with denominators, in the policy's order. A figure without a denominator is one of
/// one.
pub(crate) fn measures(
    policy: &Policy,
    by: JudgedBy,
    mut amounts: PartAmounts<'_, '_>,
    conditions: &Conditions,
    asked: &Asked,
) -> Vec<Measure> {
    let mut measures = Vec::new();
    while let Some(position) = amounts
        .iter()
        .position(|(part, _)| part.by == by && part.side == Side::Numerator)
    {
        let (part, mut numerator) = amounts.remove(position);
        let of_same = |other: &Part<'_>| {
            other.side == Side::Denominator
                && other.indicator.id == part.indicator.id
                && other.formula == part.formula
        };
        let mut denominator = match amounts.iter().position(|(other, _)| of_same(other)) {
            Some(position) => amounts.remove(position).1,
            None => Arc::new(vec![Amount::known(Quantity::ONE); numerator.len()]),
        };
        for (_, asked) in asked
            .iter()
            .filter(|(indicator, _)| *indicator == part.indicator.id)
        {
            mask(&mut numerator, asked);
            mask(&mut denominator, asked);
        }
        measures.push(Measure {
            indicator: part.indicator.id.clone(),
            formula: part.formula.clone(),
            split: is_split(policy, part),
            conditions: conditions
                .iter()
                .filter(|(indicator, ..)| *indicator == part.indicator.id)
                .map(|(_, limit, truths)| (*limit, truths.clone()))
                .collect(),
            numerator,
            denominator,
        });
    }
    measures
}

/// What is not asked is not applicable; where nobody can say whether it is asked, it is missing.
fn mask(amounts: &mut Arc<Vec<Amount>>, asked: &[Option<bool>]) {
    for (amount, asked) in Arc::make_mut(amounts).iter_mut().zip(asked) {
        match asked {
            Some(true) => {}
            Some(false) => *amount = Amount::NOT_APPLICABLE,
            None if amount.is_not_applicable() => {}
            None => *amount = Amount::MISSING,
        }
    }
}

/// Whether a part's numerator is the whole school's and has to be split between its stages.
fn is_split(policy: &Policy, part: &Part<'_>) -> bool {
    let Some(split) = &policy.split else {
        return false;
    };
    let Figure::Ratio {
        by: JudgedBy::SchoolStage,
        formulas,
        ..
    } = &part.indicator.figure
    else {
        return false;
    };
    formulas
        .iter()
        .filter(|formula| formula.name == part.formula)
        .any(|formula| {
            formula
                .numerator
                .value
                .references()
                .iter()
                .any(|reference| match reference {
                    Reference::Column(name) => split.columns.contains(name),
                    Reference::SchoolColumn(_) | Reference::Parameter(_) => false,
                })
        })
}
