//! Where the counties within a person's reach stand, read from what was kept when they froze: nothing is judged here.

use std::collections::HashMap;

use jiff::Timestamp;
use junheng_model::Verdict;
use junheng_store::{
    Organisation, OrganisationFilter, Page, PeriodFilter, Reading, Snapshot, SnapshotFilter,
};
use serde::Deserialize;

use super::SchoolPlace;
use crate::{Action, Actor, App, Failure, kind};

/// A node of the tree and the counties below it.
#[derive(Debug, Clone)]
pub struct Standings {
    /// The node asked for; nothing for all that is within reach.
    pub node: Option<Organisation>,
    /// The cities and provinces directly below, for going down.
    pub below: Vec<Organisation>,
    pub counties: Vec<CountyStanding>,
    /// The schools within reach of somebody who reaches no county.
    pub schools: Vec<Organisation>,
}

/// A county with what is kept of it, the latest period first.
#[derive(Debug, Clone)]
pub struct CountyStanding {
    pub id: i64,
    pub name: String,
    pub years: Vec<YearStanding>,
    /// The middle of its schools in the latest frozen version; nothing when none says where it stands.
    pub place: Option<SchoolPlace>,
}

/// A frozen period of a county.
#[derive(Debug, Clone)]
pub struct YearStanding {
    pub period: String,
    /// The version.
    pub number: i64,
    /// What the version is named by.
    pub digest: String,
    pub frozen_at: Timestamp,
    /// Nothing when the policy was not judged by when it froze.
    pub tally: Option<Tallied>,
}

/// A county's findings in four words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tallied {
    pub verdict: Verdict,
    pub met: usize,
    pub not_met: usize,
    pub undetermined: usize,
}

/// As much of kept findings as a list shows.
#[derive(Deserialize)]
struct Kept {
    counties: Vec<KeptCounty>,
}

#[derive(Deserialize)]
struct KeptCounty {
    verdict: String,
    indicators: Vec<KeptIndicator>,
}

#[derive(Deserialize)]
struct KeptIndicator {
    verdict: String,
    part_of: Option<String>,
}

impl App {
    /// The counties below a node, or all within reach, as they stood when they last froze.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a node out of reach.
    pub async fn standings(
        &self,
        actor: &Actor,
        node: Option<i64>,
        policy: &str,
    ) -> Result<Standings, Failure> {
        let mut reading = self.store.read().await?;
        let node = match node {
            Some(id) => Some(reading.organisation(id).await?.ok_or(Failure::NotFound)?),
            None => None,
        };
        let paths: Vec<String> = match &node {
            Some(node) => {
                actor.require(Action::ReadFindings, &node.path)?;
                vec![node.path.clone()]
            }
            None => {
                let reach = actor.reach(Action::ReadFindings);
                reach.into_iter().map(str::to_owned).collect()
            }
        };
        let mut counties: Vec<CountyStanding> = Vec::new();
        let mut schools = Vec::new();
        for path in &paths {
            let found = of_kind(&mut reading, path, kind::COUNTY).await?;
            let years = years_of(&mut reading, path, policy).await?;
            if found.is_empty() {
                schools.extend(of_kind(&mut reading, path, kind::SCHOOL).await?);
            }
            counties.extend(found.into_iter().map(|county| CountyStanding {
                years: years.get(&county.id).cloned().unwrap_or_default(),
                id: county.id,
                name: county.name,
                place: None,
            }));
        }
        let below = match &node {
            Some(node) => children(&mut reading, node.id).await?,
            None => Vec::new(),
        };
        drop(reading);
        for county in &mut counties {
            if let Some(latest) = county.years.first() {
                county.place = self.county_place(&latest.digest).await?;
            }
        }
        Ok(Standings {
            node,
            below,
            counties,
            schools,
        })
    }
}

async fn of_kind(
    reading: &mut Reading,
    path: &str,
    kind: &str,
) -> Result<Vec<Organisation>, Failure> {
    let filter = OrganisationFilter {
        path: Some(path.to_owned()),
        kinds: Some(vec![kind.to_owned()]),
        ..OrganisationFilter::default()
    };
    Ok(reading.organisations(&filter, Page::ALL).await?.items)
}

async fn children(reading: &mut Reading, node: i64) -> Result<Vec<Organisation>, Failure> {
    let filter = OrganisationFilter {
        parent_id: Some(node),
        kinds: Some(vec![kind::PROVINCE.to_owned(), kind::CITY.to_owned()]),
        ..OrganisationFilter::default()
    };
    Ok(reading.organisations(&filter, Page::ALL).await?.items)
}

/// What is kept of each county below a path: four queries, however many counties there are.
async fn years_of(
    reading: &mut Reading,
    path: &str,
    policy: &str,
) -> Result<HashMap<i64, Vec<YearStanding>>, Failure> {
    let filter = SnapshotFilter {
        path: Some(path.to_owned()),
        latest_only: true,
        ..SnapshotFilter::default()
    };
    let snapshots = reading.snapshots(&filter, Page::ALL).await?.items;
    let reaching = reading
        .periods(&PeriodFilter::default(), Page::ALL)
        .await?
        .items;
    let periods: HashMap<i64, String> = reaching
        .into_iter()
        .map(|period| (period.id, period.name))
        .collect();
    let digests: Vec<String> = snapshots
        .iter()
        .map(|snapshot| snapshot.digest.clone())
        .collect();
    let kept = reading.findings_of_snapshots(&digests, policy).await?;
    let tallies: HashMap<String, Tallied> = kept
        .into_iter()
        .filter_map(|finding| Some((finding.snapshot_digest, tallied(&finding.json)?)))
        .collect();
    let mut years: HashMap<i64, Vec<YearStanding>> = HashMap::new();
    for snapshot in snapshots {
        let year = year(&snapshot, &periods, &tallies);
        years
            .entry(snapshot.organisation_id)
            .or_default()
            .push(year);
    }
    Ok(years)
}

fn year(
    snapshot: &Snapshot,
    periods: &HashMap<i64, String>,
    tallies: &HashMap<String, Tallied>,
) -> YearStanding {
    YearStanding {
        period: periods
            .get(&snapshot.period_id)
            .cloned()
            .unwrap_or_default(),
        number: snapshot.number,
        digest: snapshot.digest.clone(),
        frozen_at: snapshot.at,
        tally: tallies.get(&snapshot.digest).copied(),
    }
}

/// Nothing for what is not as findings are kept.
fn tallied(json: &str) -> Option<Tallied> {
    let kept: Kept = serde_json::from_str(json).ok()?;
    let county = kept.counties.first()?;
    let top = county
        .indicators
        .iter()
        .filter(|indicator| indicator.part_of.is_none());
    let mut tally = Tallied {
        verdict: verdict(&county.verdict),
        met: 0,
        not_met: 0,
        undetermined: 0,
    };
    for indicator in top {
        match verdict(&indicator.verdict) {
            Verdict::Met => tally.met += 1,
            Verdict::NotMet => tally.not_met += 1,
            Verdict::Undetermined => tally.undetermined += 1,
        }
    }
    Some(tally)
}

fn verdict(code: &str) -> Verdict {
    match code {
        "met" => Verdict::Met,
        "not_met" => Verdict::NotMet,
        _ => Verdict::Undetermined,
    }
}

#[cfg(test)]
mod tests {
    use junheng_model::Verdict;

    use super::{Tallied, tallied};

    #[test]
    fn kept_findings_are_counted_without_their_parts() {
        let json = r#"{"counties": [{"verdict": "not_met", "indicators": [
            {"verdict": "met", "part_of": null},
            {"verdict": "not_met", "part_of": null},
            {"verdict": "not_met", "part_of": "G2"},
            {"verdict": "undetermined", "part_of": null}
        ]}]}"#;
        let expected = Tallied {
            verdict: Verdict::NotMet,
            met: 1,
            not_met: 1,
            undetermined: 1,
        };
        assert_eq!(tallied(json), Some(expected));
        assert_eq!(tallied("{}"), None);
    }
}
