//! The county's report as a file: made as a job, kept for a day.

use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil::Date;
use junheng_model::Wording;
use junheng_report::{Lang, Names, document, workbook};
use junheng_rulebook::Rulebook;
use junheng_store::JobState;
use serde::{Deserialize, Serialize};

use crate::jobs::{Done, JobEnd, Progress, followed, job_kind};
use crate::organisations::organisation_for;
use crate::{Action, Actor, App, Asked, Failure, Judged, Version};

/// So long a report is kept after it was made; it can be made again.
pub(crate) const RESULTS_KEPT_HOURS: i64 = 24;

/// In which form a county's report is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReportForm {
    /// The self-assessment as a Word document.
    #[serde(rename = "docx")]
    Word,
    /// All findings as an Excel workbook.
    #[serde(rename = "xlsx")]
    Excel,
}

impl ReportForm {
    /// As it stands in addresses, in the API and behind the dot of a file's name.
    pub const fn code(self) -> &'static str {
        match self {
            ReportForm::Word => "docx",
            ReportForm::Excel => "xlsx",
        }
    }

    /// The form of this code, if there is one.
    pub fn of(code: &str) -> Option<Self> {
        [ReportForm::Word, ReportForm::Excel]
            .into_iter()
            .find(|form| form.code() == code)
    }
}

/// A report that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    /// The name that the file has.
    pub name: String,
    pub form: ReportForm,
    pub bytes: Vec<u8>,
}

/// What the job works on: all that was left out is chosen when it is asked for, so that a report that is made again
/// is about the same figures.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ReportInput {
    county: i64,
    period: String,
    /// The frozen version's number; nothing for what is being handed in.
    version: Option<i64>,
    policy: String,
    day: String,
    pub(crate) form: ReportForm,
    in_english: bool,
}

/// What the job keeps of the file that it made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct MadeReport {
    pub(crate) name: String,
    digest: String,
    /// Bytes.
    pub(crate) size: usize,
}

/// The steps of a report, in their order.
#[derive(Debug, Clone, Copy)]
enum Step {
    Judge,
    Write,
    Keep,
}

impl Step {
    fn words(self) -> Wording {
        match self {
            Step::Judge => Wording::new("正在评估", "judging the figures"),
            Step::Write => Wording::new("正在写文件", "writing the file"),
            Step::Keep => Wording::new("正在保存", "keeping the file"),
        }
    }
}

impl ReportInput {
    fn asked(&self) -> Result<Asked, Failure> {
        let day: Option<Date> = self.day.parse().ok();
        Ok(Asked {
            county: self.county,
            period: Some(self.period.clone()),
            version: self.version.map_or(Version::Live, Version::Frozen),
            policy: Some(self.policy.clone()),
            as_of: Some(day.ok_or(Failure::NotFound)?),
        })
    }

    /// Which figures, judged by what.
    pub(crate) fn about(&self, rulebook: &Rulebook) -> Wording {
        let mut policies = rulebook.policies.iter();
        let policy = policies.find(|policy| policy.id == self.policy);
        let (zh, en) = policy.map_or((&self.policy, &self.policy), |policy| {
            (&policy.name, &policy.en)
        });
        let version = self.version.map_or_else(
            || Wording::new("正在填报的数据", "what is being handed in"),
            |number| Wording::new(format!("第{number}版"), format!("version {number}")),
        );
        let (period, day) = (&self.period, &self.day);
        Wording::new(
            format!("{period}，{}；{zh}，判定日 {day}", version.zh),
            format!("{period}, {}; {en} as of {day}", version.en),
        )
    }

    fn lang(&self) -> Lang {
        match self.in_english {
            true => Lang::English,
            false => Lang::Chinese,
        }
    }
}

impl App {
    /// Begins to make a county's report; answers the job, whose file [`App::report_file`] hands out.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a county out of reach, or a period, version or policy that does not exist.
    pub async fn make_report(
        &self,
        actor: &Actor,
        asked: &Asked,
        form: ReportForm,
        lang: Lang,
    ) -> Result<i64, Failure> {
        let county = self
            .county_for(actor, asked.county, Action::ReadFindings)
            .await?;
        let mut reading = self.store.read().await?;
        let chosen = self.chosen(&mut reading, &county, asked).await?;
        drop(reading);
        let input = serde_json::to_value(ReportInput {
            county: county.id,
            period: chosen.period.name,
            version: chosen.frozen.map(|(number, _)| number),
            policy: self.rulebook.policies[chosen.policy].id.clone(),
            day: chosen.day.to_string(),
            form,
            in_english: lang == Lang::English,
        })?;
        self.start_job(actor, job_kind::REPORT, county.id, input)
            .await
    }

    /// The job.
    pub(crate) async fn report_in_background(
        &self,
        actor: &Actor,
        job: i64,
        input: ReportInput,
        progress: &Progress,
    ) -> Result<Done, JobEnd> {
        let tell = |step: Step| progress.tell(step as usize, Step::Keep as usize, step.words());
        tell(Step::Judge)?;
        let asked = input.asked()?;
        let judged = progress
            .unless_stopped(self.judged(actor, &asked))
            .await??;
        tell(Step::Write)?;
        let name = format!(
            "{}{}.{}",
            judged.county.name,
            judged.period.name,
            input.form.code()
        );
        let bytes = progress
            .unless_stopped(self.written(judged, input.form, input.lang()))
            .await??;
        tell(Step::Keep)?;
        let size = bytes.len();
        let digest = self.store.keep_result(job, bytes).await?;
        let made = MadeReport { name, digest, size };
        let made = serde_json::to_value(made).map_err(Failure::from)?;
        Ok(Done::Result(made))
    }

    async fn written(
        &self,
        judged: Arc<Judged>,
        form: ReportForm,
        lang: Lang,
    ) -> Result<Vec<u8>, Failure> {
        let last_year = match form {
            ReportForm::Word => None,
            ReportForm::Excel => {
                let mut reading = self.store.read().await?;
                let (path, period) = (&judged.county.path, &judged.period);
                self.last_year(&mut reading, path, period).await?
            }
        };
        let engine = self.engine.clone();
        let writing = tokio::task::spawn_blocking(move || {
            let names = Names::new(judged.rulebook(), lang);
            let (findings, policy) = (judged.findings(), judged.policy());
            let bytes = match form {
                ReportForm::Word => document::self_assessment(findings, policy, names)?,
                ReportForm::Excel => {
                    let (snapshot, last_year) = (&judged.snapshot, last_year.as_deref());
                    let found = engine.check(snapshot, last_year, judged.rulebook(), judged.day)?;
                    workbook::assessment(findings, policy, &found, names)?
                }
            };
            Ok::<_, Failure>(bytes)
        });
        writing.await?
    }

    /// The file that a job made, for those who may follow the job and still may read the county.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for other jobs; refused while it is not done, and when the file is no longer kept.
    pub async fn report_file(&self, actor: &Actor, job: i64) -> Result<ReportFile, Failure> {
        let mut reading = self.store.read().await?;
        let job = followed(&mut reading, actor, job).await?;
        let county = job.organisation_id.filter(|_| job.kind == job_kind::REPORT);
        let county = county.ok_or(Failure::NotFound)?;
        organisation_for(&mut reading, actor, county, Action::ReadFindings).await?;
        drop(reading);
        let is_kept = self.is_result_kept(&job);
        let made = job.result.filter(|_| job.state == JobState::Done);
        let Some(made) = made else {
            return Err(Failure::refused(
                "报告还没有生成好。",
                "The report is not ready.",
            ));
        };
        let made: MadeReport = serde_json::from_value(made)?;
        let input: ReportInput = serde_json::from_value(job.input)?;
        let bytes = match is_kept {
            true => self.store.result_file(job.id, &made.digest).await?,
            false => None,
        };
        let bytes = bytes.ok_or_else(no_longer_kept)?;
        Ok(ReportFile {
            name: made.name,
            form: input.form,
            bytes,
        })
    }

    /// Deletes the files of jobs that ended long ago; answers how many.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub(crate) async fn forget_old_results(&self) -> Result<usize, Failure> {
        let before = self.now() - SignedDuration::from_hours(RESULTS_KEPT_HOURS);
        Ok(self.store.forget_results(before).await?)
    }
}

fn no_longer_kept() -> Failure {
    Failure::refused(
        format!("报告生成后保留{RESULTS_KEPT_HOURS}小时，这一份已经清理。请重新生成。"),
        format!(
            "Reports are kept for {RESULTS_KEPT_HOURS} hours; this one is gone. Please make it again."
        ),
    )
}
