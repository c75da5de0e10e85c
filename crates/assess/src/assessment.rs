//! Measuring and judging in one go.

use jiff::civil::Date;
use junheng_model::Findings;
use junheng_rulebook::{Figure, Policy, Rulebook};

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
        let Some(table) = snapshot.table(&every.from) else {
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
        for unit in &mut indicator.breaking {
            unit.place = unit
                .row
                .map(|row| table.place(row as usize, column.as_deref().unwrap_or_default()));
        }
    }
}
