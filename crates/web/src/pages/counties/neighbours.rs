//! The indicators before and after one, so that all can be read one after another.

use junheng_report::standing::Standing;

use super::selection::CountyAddresses;
use super::tiles::{findings_of, top_level};
use crate::components::Link;

/// Where one goes on to from an indicator's page, in the policy's order.
#[derive(Debug, Default)]
pub struct Neighbours {
    pub before: Option<Link>,
    pub after: Option<Link>,
}

impl Neighbours {
    /// Of an indicator, or of the one that it is a part of.
    pub fn of(standing: &Standing<'_>, id: &str, addresses: &CountyAddresses<'_>) -> Self {
        let declared = standing.policy.indicator(id);
        let whole = declared.and_then(|declared| declared.part_of.as_deref());
        let judged: Vec<&str> = top_level(standing)
            .map(|indicator| indicator.id.as_str())
            .filter(|id| !findings_of(standing, id).is_empty())
            .collect();
        let Some(at) = judged.iter().position(|one| *one == whole.unwrap_or(id)) else {
            return Self::default();
        };
        let link = |id: &&str| {
            let stage = findings_of(standing, id).first().and_then(|of| of.stage);
            let name = standing
                .policy
                .indicator(id)
                .map_or("", |indicator| standing.short(indicator));
            Link::new(format!("{id} {name}"), addresses.indicator(id, stage))
        };
        Self {
            before: at.checked_sub(1).and_then(|at| judged.get(at)).map(link),
            after: judged.get(at + 1).map(link),
        }
    }
}
