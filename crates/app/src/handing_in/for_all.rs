//! The county hands in one workbook for all its schools; each school confirms by submitting.

use std::collections::HashMap;
use std::sync::Arc;

use junheng_model::Wording;
use junheng_store::{
    Entry, FileArea, NewEvidence, Organisation, OrganisationFilter, Page, Period, Reading,
    SubmissionFilter, SubmissionStatus, Writing,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::distribute::{Owners, Part};
use super::keep::{Entering, add_sources};
use super::upload::{Answer, fits, media_type};
use super::way;
use crate::jobs::{Done, JobEnd, Progress, job_kind};
use crate::{Action, Actor, App, Failure, kind};

/// A workbook with the rows of all organisations of a county.
#[derive(Debug, Clone)]
pub struct ForAll {
    pub county: i64,
    /// The period's name, `2024-2025`.
    pub period: String,
    pub file_name: String,
    pub bytes: Vec<u8>,
    /// Whether what schools have entered themselves gives way; it stays in their histories.
    pub replaces_own: bool,
}

/// What the job works on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ForAllInput {
    county: i64,
    period: i64,
    /// The kept file.
    evidence: i64,
    replaces_own: bool,
}

/// What came out of the job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForAllResult {
    pub county: i64,
    pub period: String,
    pub evidence: i64,
    /// Organisations that something was kept for.
    pub organisations: usize,
    pub hand_ins: usize,
    pub rows: usize,
    /// Rows that were not kept, of hand-ins that others of were kept of.
    pub refused: usize,
    /// Problems by cell, in all.
    pub problems: usize,
    pub skipped: Vec<Skipped>,
}

/// A hand-in that was left as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    pub hand_in: Option<i64>,
    pub organisation: String,
    pub register: String,
    /// Why, in Chinese and English.
    pub zh: String,
    pub en: String,
}

impl App {
    /// Begins to hand in a workbook for all organisations of a county; answers the job.
    ///
    /// # Errors
    /// Refused when the person may not, or the file is too large.
    pub async fn hand_in_for_all(&self, actor: &Actor, for_all: ForAll) -> Result<i64, Failure> {
        let mut reading = self.store.read().await?;
        let county = county(&mut reading, actor, for_all.county).await?;
        let period = crate::judged::period_of(&mut reading, &county, Some(&for_all.period)).await?;
        drop(reading);
        fits(&for_all.bytes)?;
        let file = self
            .store
            .keep_file(FileArea::Evidence, for_all.bytes)
            .await?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let new = NewEvidence {
            file,
            media_type: media_type(&for_all.file_name).to_owned(),
            name: for_all.file_name,
            organisation_id: Some(county.id),
        };
        let evidence = writing.add_evidence(&new).await?;
        writing
            .journal(Entry {
                verb: "hand-in.for-all-begun",
                organisation: Some(county.id),
                subject: format!("period/{}", period.id),
                detail: json!({ "evidence": evidence, "file": new.file.digest() }),
            })
            .await?;
        let input = serde_json::to_value(ForAllInput {
            county: county.id,
            period: period.id,
            evidence,
            replaces_own: for_all.replaces_own,
        })?;
        let new = self.new_job(actor, job_kind::HAND_IN_FOR_ALL, county.id, input);
        self.start_job_with(writing, new).await
    }

    /// Looks again at the workbook of a job that hands in for all: every problem by cell.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when there is no such job of a county that the person may hand in for.
    pub async fn for_all_answer(&self, actor: &Actor, job: i64) -> Result<Answer, Failure> {
        let mut reading = self.store.read().await?;
        let job = reading.job(job).await?.ok_or(Failure::NotFound)?;
        if job.kind != job_kind::HAND_IN_FOR_ALL {
            return Err(Failure::NotFound);
        }
        let input: ForAllInput = serde_json::from_value(job.input)?;
        let county = county(&mut reading, actor, input.county).await?;
        let evidence = reading.evidence(input.evidence).await?;
        let evidence = evidence.ok_or(Failure::NotFound)?;
        let (owners, _) = owners(&mut reading, &county, self.today()).await?;
        drop(reading);
        self.looked_at_again(evidence, owners).await
    }

    /// The job: every row goes to the hand-in of the organisation that it names, all in one commit.
    pub(crate) async fn distribute_to_all(
        &self,
        actor: &Actor,
        input: ForAllInput,
        progress: &Progress,
    ) -> Result<Done, JobEnd> {
        let reads = || Wording::new("正在读取文件", "reading the file");
        progress.tell(0, 0, reads())?;
        let mut reading = self.store.read().await?;
        let county = county(&mut reading, actor, input.county).await?;
        let period = reading.period(input.period).await?;
        let period = period.ok_or(Failure::NotFound)?;
        let evidence = reading.evidence(input.evidence).await?;
        let evidence = evidence.ok_or(Failure::NotFound)?;
        let (owners, names) = owners(&mut reading, &county, self.today()).await?;
        drop(reading);
        let bytes = self
            .store
            .file(FileArea::Evidence, &evidence.digest)
            .await?;
        let read = self
            .take_apart(&evidence.name, Arc::new(bytes), owners)
            .await?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let hand_ins = hand_ins(&mut writing, &county, &period).await?;
        let sources = add_sources(&mut writing, &read, &evidence.name, &evidence.digest).await?;
        let mut sum = Sum::of(ForAllResult {
            county: county.id,
            period: period.name.clone(),
            evidence: evidence.id,
            problems: read.diagnostics.len(),
            ..ForAllResult::default()
        });
        let distributing = Distributing {
            hand_ins: &hand_ins,
            names: &names,
            sources: &sources,
            replaces_own: input.replaces_own,
        };
        for (at, part) in read.parts.iter().enumerate() {
            let name = distributing.name_of(part);
            let word = Wording::new(
                format!("正在保存：{name} {}", part.register),
                format!("keeping: {name} {}", part.register),
            );
            progress.tell(at, read.parts.len(), word)?;
            self.distribute_part(&mut writing, &distributing, part, &mut sum)
                .await?;
        }
        let result = serde_json::to_value(&sum.result).map_err(Failure::from)?;
        writing.journal(sum.entry(&county, &period)).await?;
        progress.tell(
            read.parts.len(),
            read.parts.len(),
            Wording::new("正在完成", "finishing"),
        )?;
        progress.finish(writing, &result).await
    }

    /// Keeps one part of the workbook as a draft of its owner, or notes why not.
    async fn distribute_part(
        &self,
        writing: &mut Writing,
        distributing: &Distributing<'_>,
        part: &Part,
        sum: &mut Sum,
    ) -> Result<(), Failure> {
        let name = distributing.name_of(part);
        let hand_ins = distributing.hand_ins;
        let hand_in = hand_ins.get(&(part.organisation, part.register.as_str()));
        if let Some(reason) = left_alone(hand_in, distributing.replaces_own) {
            sum.skip(hand_in, name, part, &reason);
            return Ok(());
        }
        let Some(hand_in) = hand_in else {
            return Ok(());
        };
        let entering = Entering {
            way: way::FOR_ALL,
            sources: distributing.sources,
            keeps_others: false,
        };
        let kept = self.keep_part(writing, hand_in, part, entering).await?;
        match kept.refusal.first() {
            Some(reason) => sum.skip(Some(hand_in), name, part, reason),
            None => sum.add(part),
        }
        Ok(())
    }
}

/// Where the parts of a workbook go.
struct Distributing<'a> {
    hand_ins: &'a ByOwner,
    /// Of the organisations.
    names: &'a HashMap<i64, String>,
    /// Of the workbook's sheets.
    sources: &'a [i64],
    replaces_own: bool,
}

impl Distributing<'_> {
    fn name_of(&self, part: &Part) -> &str {
        let name = self.names.get(&part.organisation);
        name.map_or("", String::as_str)
    }
}

struct Sum {
    result: ForAllResult,
    /// The organisation of the part before; parts come by organisation.
    last: Option<i64>,
}

impl Sum {
    fn of(result: ForAllResult) -> Self {
        Self { result, last: None }
    }

    fn entry(&self, county: &Organisation, period: &Period) -> Entry {
        Entry {
            verb: "hand-in.for-all",
            organisation: Some(county.id),
            subject: format!("period/{}", period.id),
            detail: json!({
                "evidence": self.result.evidence,
                "hand_ins": self.result.hand_ins,
                "rows": self.result.rows,
                "refused": self.result.refused,
                "skipped": self.result.skipped.len(),
            }),
        }
    }

    fn add(&mut self, part: &Part) {
        self.result.hand_ins += 1;
        self.result.rows += part.rows.len();
        self.result.refused += part.refused.len();
        if self.last != Some(part.organisation) {
            self.result.organisations += 1;
            self.last = Some(part.organisation);
        }
    }

    fn skip(
        &mut self,
        hand_in: Option<&SubmissionStatus>,
        organisation: &str,
        part: &Part,
        reason: &Wording,
    ) {
        self.result.skipped.push(Skipped {
            hand_in: hand_in.map(|hand_in| hand_in.id),
            organisation: organisation.to_owned(),
            register: part.register.clone(),
            zh: reason.zh.clone(),
            en: reason.en.clone(),
        });
    }
}

/// Why a hand-in is not touched, if it is not.
fn left_alone(hand_in: Option<&SubmissionStatus>, replaces_own: bool) -> Option<Wording> {
    match hand_in {
        None => Some(Wording::new(
            "这一学年没有为它开启这张表。",
            "This table was not opened for it in this period.",
        )),
        Some(hand_in) if hand_in.revision > 0 && !replaces_own => Some(Wording::new(
            "已经有填报内容，没有覆盖。",
            "Something was entered already and was left as it is.",
        )),
        Some(_) => None,
    }
}

async fn county(reading: &mut Reading, actor: &Actor, id: i64) -> Result<Organisation, Failure> {
    let found = reading.organisation(id).await?;
    let county = found.ok_or(Failure::NotFound)?;
    actor.require(Action::HandInForAll, &county.path)?;
    Ok(county)
}

/// Whose rows are taken: the schools of the county and the county itself; and everybody's name.
async fn owners(
    reading: &mut Reading,
    county: &Organisation,
    today: jiff::civil::Date,
) -> Result<(Owners, HashMap<i64, String>), Failure> {
    let below = OrganisationFilter {
        path: Some(county.path.clone()),
        kinds: Some(vec![kind::SCHOOL.to_owned()]),
        open_on: Some(today),
        ..OrganisationFilter::default()
    };
    let schools = reading.organisations(&below, Page::ALL).await?.items;
    let mut names: HashMap<i64, String> = [(county.id, county.name.clone())].into();
    let mut owners = Owners {
        schools: HashMap::new(),
        county: Some((county.name.clone(), county.id)),
    };
    for school in schools {
        names.insert(school.id, school.name);
        owners
            .schools
            .extend(school.code.map(|code| (code, school.id)));
    }
    Ok((owners, names))
}

/// The hand-ins of a county's period, by organisation and register.
async fn hand_ins(
    reading: &mut Reading,
    county: &Organisation,
    period: &Period,
) -> Result<ByOwner, Failure> {
    let filter = SubmissionFilter::of_period(&county.path, period.id);
    let found = reading.submissions(&filter, Page::ALL).await?.items;
    Ok(ByOwner(
        found
            .into_iter()
            .map(|status| ((status.organisation_id, status.register.clone()), status))
            .collect(),
    ))
}

struct ByOwner(HashMap<(i64, String), SubmissionStatus>);

impl ByOwner {
    fn get(&self, (organisation, register): &(i64, &str)) -> Option<&SubmissionStatus> {
        self.0.get(&(*organisation, (*register).to_owned()))
    }
}
