//! A county's figures, judged: the one path from rows to verdict, for figures that are still being handed in and
//! for frozen ones alike.

mod cache;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use cache::JudgedCache;
use cache::JudgedKey;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use junheng_assess::{Assessment, Case, Question, Snapshot};
use junheng_model::{CountyFindings, Explanation, Findings};
use junheng_rulebook::{Layer, Policy, Rulebook};
use junheng_store::{
    Organisation, Page, Period, PeriodFilter, Reading, SubmissionFilter, SubmissionStatus,
};

use crate::{Action, Actor, App, Failure};

/// Which figures of a county, judged by what and as of when. What is left out is chosen by [`App::judged`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The county's organisation.
    pub county: i64,
    /// The period's name, `2023-2024`; the latest one when left out.
    pub period: Option<String>,
    /// Which version of the figures.
    pub version: Version,
    /// The policy's id; the nation's latest when left out.
    pub policy: Option<String>,
    /// The day whose rules apply; the day by which the period was due when left out.
    pub as_of: Option<Date>,
}

/// Which version of a period's figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Version {
    /// The last frozen one, or what is being handed in when nothing is frozen.
    #[default]
    Latest,
    /// What is being handed in at this moment.
    Live,
    /// A frozen version, by its number.
    Frozen(i64),
}

/// Which figures are meant, and what they are judged by.
pub(crate) struct Chosen {
    pub(crate) period: Period,
    /// The frozen version's number and digest, or nothing for what is being handed in.
    pub(crate) frozen: Option<(i64, String)>,
    /// The policy's index in the rulebook.
    pub(crate) policy: usize,
    pub(crate) day: Date,
}

/// A county judged, with everything that an explanation or a what-if needs.
pub struct Judged {
    pub county: Organisation,
    pub period: Period,
    /// The frozen version's number and digest, or nothing while figures are being handed in.
    pub frozen: Option<(i64, String)>,
    /// Changes with every change of the figures.
    pub data_version: String,
    /// The policy's index in the rulebook.
    policy: usize,
    pub day: Date,
    pub judged_at: Timestamp,
    pub snapshot: Snapshot,
    pub assessment: Assessment,
    rulebook: Arc<Rulebook>,
}

impl Judged {
    pub fn policy(&self) -> &Policy {
        &self.rulebook.policies[self.policy]
    }

    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    pub fn findings(&self) -> &Findings {
        &self.assessment.findings
    }

    /// What the policy says of the county; nothing when no school of it stands in the figures.
    pub fn county_findings(&self) -> Option<&CountyFindings> {
        self.assessment.findings.counties.first()
    }

    fn case(&self) -> Case<'_> {
        Case {
            snapshot: &self.snapshot,
            rulebook: &self.rulebook,
            policy: self.policy(),
            day: self.day,
            assessment: &self.assessment,
        }
    }
}

/// While clerks hand in, the figures change every second. A reader is then shown the last assessment, if it is no
/// older than this, and the new one is made behind him; a reader after a quiet while waits for the new one.
const SHOWN_WHILE_RENEWED: SignedDuration = SignedDuration::from_secs(10);
/// And judging leaves the processor to readers for so long in between.
const RENEWED_AT_MOST_EVERY: Duration = Duration::from_secs(2);

impl App {
    /// A county's figures, judged. The same figures are judged once, however many people look.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a county out of reach, or a period, version or policy that does not exist.
    pub async fn judged(&self, actor: &Actor, asked: &Asked) -> Result<Arc<Judged>, Failure> {
        let mut reading = self.store.read().await?;
        let county = reading
            .organisation(asked.county)
            .await?
            .ok_or(Failure::NotFound)?;
        actor.require(Action::ReadFindings, &county.path)?;
        self.judge_county(reading, county, asked).await
    }

    /// Judges a county for somebody whose rights have been looked at.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a period, version or policy that does not exist.
    pub(crate) async fn judge_county(
        &self,
        mut reading: Reading,
        county: Organisation,
        asked: &Asked,
    ) -> Result<Arc<Judged>, Failure> {
        let chosen = self.chosen(&mut reading, &county, asked).await?;
        let Chosen {
            period,
            frozen,
            policy,
            day,
        } = chosen;
        let data_version = match &frozen {
            Some((_, digest)) => digest.clone(),
            None => reading
                .figures_version(&county.path, period.id)
                .await?
                .to_string(),
        };
        let key = JudgedKey {
            county: county.id,
            period: period.id,
            data_version,
            policy,
            day,
        };
        // A connection is not kept while waiting for an assessment: there are fewer of them than readers.
        drop(reading);
        if let Some(judged) = self.judged.made(&key) {
            return Ok(judged);
        }
        if frozen.is_none() {
            let since = self.now() - SHOWN_WHILE_RENEWED;
            if let Some(recent) = self.judged.recent(&key, since) {
                self.renew_behind(county, period, key);
                return Ok(recent);
            }
        }
        self.clone().judge_once(county, period, frozen, key).await
    }

    /// What is meant, where something was left out.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a period, version or policy that does not exist.
    pub(crate) async fn chosen(
        &self,
        reading: &mut Reading,
        county: &Organisation,
        asked: &Asked,
    ) -> Result<Chosen, Failure> {
        let period = period_of(reading, county, asked.period.as_deref()).await?;
        let day = asked.as_of.unwrap_or(period.due_on);
        let policy = self.policy_index(asked.policy.as_deref(), day)?;
        let frozen = self
            .frozen_version(reading, county, &period, asked.version)
            .await?;
        Ok(Chosen {
            period,
            frozen,
            policy,
            day,
        })
    }

    /// Judges the latest figures while a reader is shown the last assessment; once for all who read meanwhile.
    fn renew_behind(&self, county: Organisation, period: Period, key: JudgedKey) {
        let Some(renewal) = self.judged.begin_renewal(&key) else {
            return;
        };
        let app = self.clone();
        tokio::spawn(async move {
            if let Err(error) = app.judge_once(county, period, None, key).await {
                tracing::warn!(%error, "an assessment made in advance failed");
            }
            tokio::time::sleep(RENEWED_AT_MOST_EVERY).await;
            drop(renewal);
        });
    }

    /// Judges unless somebody else has or is about to.
    async fn judge_once(
        self,
        county: Organisation,
        period: Period,
        frozen: Option<(i64, String)>,
        key: JudgedKey,
    ) -> Result<Arc<Judged>, Failure> {
        let cell = self.judged.cell(&key);
        let kept_under = key.clone();
        let judged = cell
            .get_or_try_init(|| async {
                let snapshot = match &frozen {
                    Some((_, digest)) => self.frozen_snapshot(digest).await?,
                    None => {
                        let mut reading = self.store.read().await?;
                        self.live_snapshot(&mut reading, &county, &period).await?
                    }
                };
                self.judge(snapshot, county, period, frozen, key).await
            })
            .await?;
        if judged.frozen.is_none() {
            self.judged.forget_before(&kept_under, judged);
        }
        Ok(judged.clone())
    }

    /// The figures that are being handed in at this moment, whatever their state.
    async fn live_snapshot(
        &self,
        reading: &mut Reading,
        county: &Organisation,
        period: &Period,
    ) -> Result<Snapshot, Failure> {
        let tables = self.entered(reading, &county.path, period, None).await?;
        let rulebook = self.rulebook.clone();
        let mut snapshot =
            tokio::task::spawn_blocking(move || Snapshot::from_tables(tables, &rulebook)).await??;
        let outstanding = self.outstanding(reading, county, period).await?;
        self.note_missing(&mut snapshot, county, outstanding.iter());
        Ok(snapshot)
    }

    /// The hand-ins in which nothing was entered, or rows could not be kept, and which were not handed in as they are.
    async fn outstanding(
        &self,
        reading: &mut Reading,
        county: &Organisation,
        period: &Period,
    ) -> Result<Vec<SubmissionStatus>, Failure> {
        let filter = SubmissionFilter::of_period(&county.path, period.id);
        let mut outstanding = Vec::new();
        for status in reading.submissions(&filter, Page::ALL).await?.items {
            let kind = self.kind_begun_with(reading, &status.kind_digest).await?;
            let is_open = kind
                .state(&status.state)
                .is_some_and(|state| state.editable);
            if is_open && (status.revision == 0 || status.errors > 0) {
                outstanding.push(status);
            }
        }
        Ok(outstanding)
    }

    /// Leads one figure back to its cells.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when there is no such school, stage or indicator.
    pub async fn explain(
        &self,
        judged: Arc<Judged>,
        indicator: String,
        school: Option<String>,
        stage: Option<junheng_model::Stage>,
    ) -> Result<Explanation, Failure> {
        let engine = self.engine.clone();
        let explained = tokio::task::spawn_blocking(move || {
            let question = Question {
                indicator: &indicator,
                school: school.as_deref(),
                stage,
                county: None,
            };
            engine.explain(&judged.case(), question)
        })
        .await?;
        match explained {
            Err(junheng_assess::AssessError::NoSuch(_)) => Err(Failure::NotFound),
            other => Ok(other?),
        }
    }

    /// Judges other figures of the same county by the same policy as of the same day.
    pub(crate) async fn judge_again(
        &self,
        like: &Judged,
        snapshot: Snapshot,
    ) -> Result<Arc<Judged>, Failure> {
        let key = JudgedKey {
            county: like.county.id,
            period: like.period.id,
            data_version: like.data_version.clone(),
            policy: like.policy,
            day: like.day,
        };
        let (county, period) = (like.county.clone(), like.period.clone());
        self.judge(snapshot, county, period, like.frozen.clone(), key)
            .await
    }

    async fn judge(
        &self,
        snapshot: Snapshot,
        county: Organisation,
        period: Period,
        frozen: Option<(i64, String)>,
        key: JudgedKey,
    ) -> Result<Arc<Judged>, Failure> {
        let engine = self.engine.clone();
        let rulebook = self.rulebook.clone();
        let judged_at = self.now();
        let judged = tokio::task::spawn_blocking(move || {
            let policy = &rulebook.policies[key.policy];
            let assessment = engine.assess(&snapshot, &rulebook, policy, key.day)?;
            Ok::<_, junheng_assess::AssessError>(Judged {
                county,
                period,
                frozen,
                data_version: key.data_version,
                policy: key.policy,
                day: key.day,
                judged_at,
                snapshot,
                assessment,
                rulebook: rulebook.clone(),
            })
        })
        .await??;
        Ok(Arc::new(judged))
    }

    /// The policy asked for, or the nation's latest that is in force on the day.
    fn policy_index(&self, id: Option<&str>, day: Date) -> Result<usize, Failure> {
        let policies = &self.rulebook.policies;
        let found = match id {
            Some(id) => policies.iter().position(|policy| policy.id == id),
            None => policies
                .iter()
                .enumerate()
                .filter(|(_, policy)| policy.layer == Layer::Nation && policy.from <= day)
                // Where the last one has ended without another in its place, it is still the one to look at.
                .max_by_key(|(_, policy)| (policy.is_in_force(day), policy.from))
                .map(|(index, _)| index),
        };
        found.ok_or(Failure::NotFound)
    }
}

/// The county's period of this name, or its latest.
pub(crate) async fn period_of(
    reading: &mut Reading,
    county: &Organisation,
    name: Option<&str>,
) -> Result<Period, Failure> {
    let filter = PeriodFilter {
        reaching: Some(county.path.clone()),
        ..PeriodFilter::default()
    };
    let periods = reading.periods(&filter, Page::ALL).await?.items;
    let wanted = |period: &Period| name.is_none_or(|name| period.name == name);
    periods.into_iter().find(wanted).ok_or(Failure::NotFound)
}
