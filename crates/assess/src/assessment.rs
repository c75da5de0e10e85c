//! Measuring and judging in one go.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use junheng_model::{Findings, MissingFigure, Place, Verdict};
use junheng_rulebook::{Figure, Policy, Rulebook};

use crate::known_names::SCHOOLS;
use crate::measure::parts;
use crate::{AssessError, Engine, Measured, Snapshot, judge, measure};

/// What a policy says of a snapshot, with the measures that it follows from.
#[derive(Debug, Clone)]
pub struct Assessment {
    pub measured: Measured,
    pub findings: Findings,
}

impl Engine {
    /// Assesses a snapshot by a policy as of a day.
    ///
    /// # Errors
    /// When the query engine refuses an expression, which `rulebook check` would have said.
    pub fn assess(
        &self,
        snapshot: &Snapshot,
        rulebook: &Rulebook,
        policy: &Policy,
        day: Date,
    ) -> Result<Assessment, AssessError> {
        let measured = measure(self, snapshot, rulebook, policy, day)?;
        let mut findings = judge(&measured, policy, day);
        locate(&mut findings, snapshot, policy);
        reserve(&mut findings, snapshot, policy);
        Ok(Assessment { measured, findings })
    }
}

/// Says in which cell each breaking row's figure stands.
fn locate(findings: &mut Findings, snapshot: &Snapshot, policy: &Policy) {
    for indicator in findings
        .counties
        .iter_mut()
        .flat_map(|county| &mut county.indicators)
    {
        let Some(Figure::Every(every)) = policy
            .indicator(&indicator.id)
            .map(|indicator| &indicator.figure)
        else {
            continue;
        };
        let Some(rows) = snapshot.table(&every.from) else {
            continue;
        };
        let column = every
            .figure
            .references()
            .into_iter()
            .find_map(|reference| match reference {
                junheng_rulebook::Reference::Column(name) => Some(name),
                _ => None,
            });
        indicator
            .breaking
            .locate(|row| rows.place(row as usize, column.as_deref().unwrap_or_default()));
    }
}

/// A county with rows that could not be used has not met the policy, whatever the others say: what those
/// rows hold is not known.
fn reserve(findings: &mut Findings, snapshot: &Snapshot, policy: &Policy) {
    let read = registers_read(policy);
    for county in &mut findings.counties {
        let of_county = snapshot.refused().iter().filter(|row| {
            read.contains(&row.register)
                && row
                    .county
                    .as_ref()
                    .is_none_or(|name| *name == county.county)
        });
        let mut by_register: BTreeMap<&str, (usize, &Place)> = BTreeMap::new();
        for row in of_county {
            by_register
                .entry(&row.register)
                .or_insert((0, &row.place))
                .0 += 1;
        }
        if by_register.is_empty() {
            continue;
        }
        county.verdict = county.verdict.and(Verdict::Undetermined);
        county
            .missing
            .extend(
                by_register
                    .into_iter()
                    .map(|(register, (rows, place))| MissingFigure {
                        indicator: String::new(),
                        stage: None,
                        code: String::new(),
                        name: String::new(),
                        register: register.to_owned(),
                        column: String::new(),
                        rows,
                        place: Some(place.clone()),
                    }),
            );
    }
}

/// The registers that a policy reads.
fn registers_read(policy: &Policy) -> BTreeSet<String> {
    let of_parts = parts(policy).into_iter().map(|part| part.from.to_owned());
    let of_rows = policy
        .indicators
        .iter()
        .filter_map(|indicator| match &indicator.figure {
            Figure::Every(every) => Some(every.from.clone()),
            _ => None,
        });
    of_parts
        .chain(of_rows)
        .chain([SCHOOLS.to_owned()])
        .collect()
}
