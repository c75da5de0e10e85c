//! Comparing two versions of a period, or a version and what is being handed in: what changed since approval, by
//! whom and when, and which verdicts flip.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use junheng_assess::{ChangedRegister, snapshot_diff};
use junheng_model::{Findings, Stage, Verdict};
use junheng_rulebook::Register;
use junheng_store::{
    Organisation, Page, Period, Reading, Revision, RowChange, SubmissionFilter, SubmissionStatus,
};

use crate::frozen::{FrozenVersion, versions_named};
use crate::handing_in::key_of;
use crate::judged::{Asked, Version};
use crate::{Action, Actor, App, Failure};

/// Which versions are compared. What is left out is the last two, or the last one and what is being handed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compare {
    pub before: Option<i64>,
    /// A version's number; what is being handed in when it is nought.
    pub after: Option<i64>,
    /// The policy's id; the nation's latest when left out.
    pub policy: Option<String>,
}

/// Stands for what is being handed in among the numbers of versions.
pub const LIVE: i64 = 0;

/// Two versions side by side.
#[derive(Debug, Clone)]
pub struct Compared {
    pub county: Organisation,
    pub period: Period,
    /// Latest first.
    pub versions: Vec<FrozenVersion>,
    pub before: i64,
    pub after: i64,
    pub policy: String,
    pub registers: Vec<RegisterChanges>,
    pub flips: Vec<Flip>,
    /// The county's verdict in both.
    pub verdicts: (Verdict, Verdict),
}

/// What changed in a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterChanges {
    pub register: String,
    pub cells: Vec<CellChanged>,
    pub added: Vec<String>,
    pub removed: Vec<String>,
}

/// A cell that reads otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChanged {
    /// The row's declared key in words.
    pub row: String,
    /// Whose hand-in it is in.
    pub organisation: String,
    pub hand_in: Option<i64>,
    pub column: String,
    /// `None` is missing.
    pub before: Option<String>,
    pub after: Option<String>,
    pub by: Option<String>,
    pub at: Option<Timestamp>,
}

/// A verdict that is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip {
    pub what: Flipped,
    pub stage: Option<Stage>,
    pub before: Verdict,
    pub after: Verdict,
}

/// What a verdict is about; ids are the policy's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flipped {
    County,
    Rule(String),
    Indicator(String),
    School { code: String, name: String },
}

impl App {
    /// Compares two versions of a county's period.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for what is out of reach, and while nothing is frozen.
    pub async fn compare(
        &self,
        actor: &Actor,
        county: i64,
        period: &str,
        asked: &Compare,
    ) -> Result<Compared, Failure> {
        let county = self.county_for(actor, county, Action::ReadFindings).await?;
        let mut reading = self.store.read().await?;
        let period = crate::judged::period_of(&mut reading, &county, Some(period)).await?;
        let versions = versions_named(&mut reading, &county, &period).await?;
        drop(reading);
        let (before, after) = chosen(asked, &versions)?;
        let judged = |version| Asked {
            county: county.id,
            period: Some(period.name.clone()),
            version,
            policy: asked.policy.clone(),
            as_of: None,
        };
        let earlier = self.judged(actor, &judged(version_of(before))).await?;
        let later = self.judged(actor, &judged(version_of(after))).await?;
        let flips = flips(earlier.findings(), later.findings());
        let verdict = |findings: &Findings| {
            let county = findings.counties.first();
            county.map_or(Verdict::Undetermined, |county| county.verdict)
        };
        let verdicts = (verdict(earlier.findings()), verdict(later.findings()));
        let policy = earlier.policy().id.clone();
        let rulebook = self.rulebook.clone();
        let changed = tokio::task::spawn_blocking(move || {
            snapshot_diff(&earlier.snapshot, &later.snapshot, &rulebook)
        });
        let changed = changed.await?;
        let mut reading = self.store.read().await?;
        let sides = (
            number_to_id(&versions, before),
            number_to_id(&versions, after),
        );
        let told = self
            .told(&mut reading, &county, &period, changed, sides)
            .await?;
        Ok(Compared {
            county,
            period,
            versions,
            before,
            after,
            policy,
            registers: told,
            flips,
            verdicts,
        })
    }

    /// Says of every changed cell who changed it, and when.
    async fn told(
        &self,
        reading: &mut Reading,
        county: &Organisation,
        period: &Period,
        changed: Vec<ChangedRegister>,
        (before, after): (Option<i64>, Option<i64>),
    ) -> Result<Vec<RegisterChanges>, Failure> {
        let filter = SubmissionFilter::of_period(&county.path, period.id);
        let hand_ins = reading.submissions(&filter, Page::ALL).await?.items;
        let from = revisions_in(reading, before, &hand_ins).await?;
        let until = revisions_in(reading, after, &hand_ins).await?;
        let mut told = Vec::new();
        for register in changed {
            let Some(declared) = self.rulebook.register(&register.register) else {
                continue;
            };
            let of_register = |one: &&SubmissionStatus| one.register == register.register;
            let moved = hand_ins.iter().filter(of_register).filter(|one| {
                from.get(&one.id).copied().unwrap_or(0) != until.get(&one.id).copied().unwrap_or(0)
            });
            let mut authors = BTreeMap::new();
            for hand_in in moved {
                let range = (
                    from.get(&hand_in.id).copied().unwrap_or(0),
                    until.get(&hand_in.id).copied().unwrap_or(hand_in.revision),
                );
                authors_of(reading, declared, hand_in, range, &mut authors).await?;
            }
            told.push(with_authors(reading, register, &authors).await?);
        }
        Ok(told)
    }
}

/// Who gave a cell its value last.
#[derive(Debug, Clone)]
struct Author {
    hand_in: i64,
    organisation: String,
    by: Option<i64>,
    at: Timestamp,
}

/// By the row's key and the column; without a column, the row as a whole.
type Authors = BTreeMap<(String, String), Author>;

/// Looks through the revisions of a hand-in between two versions, the later ones last.
async fn authors_of(
    reading: &mut Reading,
    register: &Register,
    hand_in: &SubmissionStatus,
    (from, until): (i64, i64),
    authors: &mut Authors,
) -> Result<(), Failure> {
    let revisions = reading.revisions(hand_in.id).await?;
    let between = |revision: &&Revision| (from + 1..=until).contains(&revision.number);
    for revision in revisions.iter().filter(between) {
        let author = Author {
            hand_in: hand_in.id,
            organisation: hand_in.organisation.clone(),
            by: revision.by_person,
            at: revision.at,
        };
        let changes = reading
            .changes(hand_in.id, revision.number - 1, revision.number)
            .await?;
        for change in changes {
            match change {
                RowChange::Changed { row, cells } => {
                    let key = key_of(register, &row.values);
                    for cell in cells {
                        authors.insert((key.clone(), cell.column), author.clone());
                    }
                }
                RowChange::Added(row) | RowChange::Removed(row) => {
                    let key = key_of(register, &row.values);
                    authors.insert((key, String::new()), author.clone());
                }
            }
        }
    }
    Ok(())
}

async fn with_authors(
    reading: &mut Reading,
    changed: ChangedRegister,
    authors: &Authors,
) -> Result<RegisterChanges, Failure> {
    let mut people: Vec<i64> = authors.values().filter_map(|author| author.by).collect();
    people.sort_unstable();
    people.dedup();
    let names = reading.names_of_people(&people).await?;
    let cells = changed.cells.into_iter().map(|cell| {
        let row = joined(&cell.key);
        let author = authors
            .get(&(row.clone(), cell.column.clone()))
            .or_else(|| authors.get(&(row.clone(), String::new())));
        CellChanged {
            organisation: author.map_or_else(String::new, |author| author.organisation.clone()),
            hand_in: author.map(|author| author.hand_in),
            by: author.and_then(|author| names.get(&author.by?).cloned()),
            at: author.map(|author| author.at),
            row,
            column: cell.column,
            before: cell.before,
            after: cell.after,
        }
    });
    Ok(RegisterChanges {
        cells: cells.collect(),
        added: changed.added.iter().map(|key| joined(key)).collect(),
        removed: changed.removed.iter().map(|key| joined(key)).collect(),
        register: changed.register,
    })
}

fn joined(key: &[String]) -> String {
    key.join(crate::checked::KEY_JOINT)
}

/// The revision of each hand-in that a version holds; of what is being handed in, the latest.
async fn revisions_in(
    reading: &mut Reading,
    version: Option<i64>,
    hand_ins: &[SubmissionStatus],
) -> Result<HashMap<i64, i64>, Failure> {
    let Some(version) = version else {
        return Ok(hand_ins.iter().map(|one| (one.id, one.revision)).collect());
    };
    let held = reading.frozen_submissions(version).await?;
    Ok(held
        .into_iter()
        .map(|held| (held.submission_id, held.revision))
        .collect())
}

fn version_of(number: i64) -> Version {
    match number {
        LIVE => Version::Live,
        number => Version::Frozen(number),
    }
}

fn number_to_id(versions: &[FrozenVersion], number: i64) -> Option<i64> {
    let found = versions.iter().find(|version| version.number == number);
    found.map(|version| version.id)
}

/// The numbers of the two versions, the earlier one first.
fn chosen(asked: &Compare, versions: &[FrozenVersion]) -> Result<(i64, i64), Failure> {
    let latest = versions.first().ok_or(Failure::NotFound)?.number;
    let is_known =
        |number: &i64| *number == LIVE || versions.iter().any(|version| version.number == *number);
    let (before, after) = match versions {
        [_, previous, ..] => (previous.number, latest),
        _ => (latest, LIVE),
    };
    let before = asked.before.unwrap_or(before);
    let after = asked.after.unwrap_or(after);
    if is_known(&before) && is_known(&after) {
        Ok((before, after))
    } else {
        Err(Failure::NotFound)
    }
}

/// The verdicts of the county, its rules, its indicators and its schools that are others than before. What only one
/// side knows did not flip.
fn flips(before: &Findings, after: &Findings) -> Vec<Flip> {
    let (earlier, later) = (verdicts(before), verdicts(after));
    let flipped = later.into_iter().filter_map(|(key, after)| {
        let before = *earlier.get(&key)?;
        (before != after).then(|| Flip {
            what: key.0,
            stage: key.1.and_then(|at| Stage::COMPULSORY.get(at).copied()),
            before,
            after,
        })
    });
    flipped.collect()
}

/// Every verdict under what it is about; a stage by its place among the compulsory ones, so that it has an order.
fn verdicts(findings: &Findings) -> BTreeMap<(Flipped, Option<usize>), Verdict> {
    let place = |stage: Option<Stage>| {
        let stage = stage?;
        Stage::COMPULSORY.iter().position(|known| *known == stage)
    };
    let mut all = BTreeMap::new();
    for county in &findings.counties {
        all.insert((Flipped::County, None), county.verdict);
        for rule in &county.rules {
            all.insert(
                (Flipped::Rule(rule.rule.clone()), place(rule.stage)),
                rule.verdict,
            );
        }
        for indicator in &county.indicators {
            let what = Flipped::Indicator(indicator.id.clone());
            all.insert((what, place(indicator.stage)), indicator.verdict);
        }
        for unit in county.units.clone() {
            let school = findings.schools.finding(unit);
            let what = Flipped::School {
                code: school.code.to_owned(),
                name: school.name.to_owned(),
            };
            all.insert((what, place(school.stage)), school.verdict);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(number: i64) -> FrozenVersion {
        FrozenVersion {
            id: 100 + number,
            number,
            digest: String::new(),
            reason: String::new(),
            at: Timestamp::UNIX_EPOCH,
            by: None,
        }
    }

    #[test]
    fn the_last_two_versions_are_compared_unless_others_are_asked_for() {
        let three = [version(3), version(2), version(1)];
        let one = [version(1)];
        let asked = |before, after| Compare {
            before,
            after,
            policy: None,
        };
        for (asked, versions, expected) in [
            (asked(None, None), &three[..], Some((2, 3))),
            (asked(None, None), &one, Some((1, LIVE))),
            (asked(Some(1), None), &three, Some((1, 3))),
            (asked(Some(1), Some(LIVE)), &three, Some((1, LIVE))),
            (asked(Some(4), None), &three, None),
            (asked(None, None), &[], None),
        ] {
            assert_eq!(chosen(&asked, versions).ok(), expected, "{asked:?}");
        }
    }
}
