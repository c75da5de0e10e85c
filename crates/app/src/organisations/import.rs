//! Adding many organisations from a list in Excel: a job, all of it or nothing.

mod list;

use std::collections::HashMap;

use junheng_intake::{PlainSheet, read_plain};
use junheng_model::{Diagnostics, Wording};
use junheng_store::{
    Entry, Evidence, FileArea, NewEvidence, Organisation, OrganisationFilter, Page, Reading,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub use list::IMPORT_HEADINGS;
use list::{Looked, Tree, Wanted, codes, look_through};

use super::add::add;
use super::organisation_for;
use crate::handing_in::{fits, media_type};
use crate::jobs::{Done, JobEnd, Progress, followed, job_kind};
use crate::{Action, Actor, App, Failure};

/// What the job works on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ImportInput {
    under: i64,
    /// The kept list.
    evidence: i64,
    pub(crate) file_name: String,
}

/// What came of a list in which nothing was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationImport {
    pub added: usize,
    /// Rows whose organisation was there already.
    pub known: usize,
}

impl App {
    /// Begins to add the organisations of a list below one that the person keeps; answers the job.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when the organisation is out of reach; what is wrong with the list,
    /// [`App::problems_of_list`] tells.
    pub async fn import_organisations(
        &self,
        actor: &Actor,
        under: i64,
        file_name: &str,
        bytes: Vec<u8>,
    ) -> Result<i64, Failure> {
        let mut reading = self.store.read().await?;
        organisation_for(&mut reading, actor, under, Action::KeepOrganisations).await?;
        drop(reading);
        fits(&bytes)?;
        let file = self.store.keep_file(FileArea::Evidence, bytes).await?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let new = NewEvidence {
            file,
            media_type: media_type(file_name).to_owned(),
            name: file_name.to_owned(),
            organisation_id: Some(under),
        };
        let evidence = writing.add_evidence(&new).await?;
        writing
            .journal(Entry {
                verb: "organisation.import",
                organisation: Some(under),
                subject: format!("organisation/{under}"),
                detail: json!({ "evidence": evidence, "file": new.file.digest() }),
            })
            .await?;
        let input = serde_json::to_value(ImportInput {
            under,
            evidence,
            file_name: new.name,
        })?;
        let new = self.new_job(actor, job_kind::IMPORT_ORGANISATIONS, under, input);
        self.start_job_with(writing, new).await
    }

    /// What is wrong with the list of a job, by cell, as things stand now.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for other jobs, and when the organisations are no longer the person's to keep.
    pub async fn problems_of_list(&self, actor: &Actor, job: i64) -> Result<Diagnostics, Failure> {
        let mut reading = self.store.read().await?;
        let job = followed(&mut reading, actor, job).await?;
        if job.kind != job_kind::IMPORT_ORGANISATIONS {
            return Err(Failure::NotFound);
        }
        let input: ImportInput = serde_json::from_value(job.input)?;
        let under =
            organisation_for(&mut reading, actor, input.under, Action::KeepOrganisations).await?;
        let evidence = reading.evidence(input.evidence).await?;
        let evidence = evidence.ok_or(Failure::NotFound)?;
        match self.list_of(&evidence).await? {
            Ok(sheet) => {
                let looked = looked(&mut reading, &under, &evidence.name, &sheet).await?;
                Ok(looked.diagnostics)
            }
            Err(diagnostics) => Ok(diagnostics),
        }
    }

    /// The job.
    pub(crate) async fn import_in_background(
        &self,
        actor: &Actor,
        input: ImportInput,
        progress: &Progress,
    ) -> Result<Done, JobEnd> {
        progress.tell(0, 0, Wording::new("正在读取名单", "reading the list"))?;
        let mut reading = self.store.read().await?;
        organisation_for(&mut reading, actor, input.under, Action::KeepOrganisations).await?;
        let evidence = reading.evidence(input.evidence).await?;
        let evidence = evidence.ok_or(Failure::NotFound)?;
        drop(reading);
        let sheet = match progress.unless_stopped(self.list_of(&evidence)).await?? {
            Ok(sheet) => sheet,
            Err(diagnostics) => return Err(nothing_added(&diagnostics).into()),
        };
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let under =
            organisation_for(&mut writing, actor, input.under, Action::KeepOrganisations).await?;
        let looked = looked(&mut writing, &under, &evidence.name, &sheet).await?;
        if !looked.diagnostics.is_empty() {
            return Err(nothing_added(&looked.diagnostics).into());
        }
        let outcome = OrganisationImport {
            added: looked.new.len(),
            known: looked.known,
        };
        let outcome = serde_json::to_value(outcome).map_err(Failure::from)?;
        if looked.new.is_empty() {
            return Ok(Done::Result(outcome));
        }
        let mut made: HashMap<i64, Organisation> = HashMap::new();
        for (at, wanted) in looked.new.iter().enumerate() {
            let name = &wanted.typed.name;
            let words = Wording::new(format!("正在添加：{name}"), format!("adding: {name}"));
            progress.tell(at, looked.new.len(), words)?;
            let parent = parent_of(wanted, &made, &mut writing).await?;
            let one = add(&mut writing, &parent, &wanted.typed).await?;
            made.insert(wanted.stand_in, one);
        }
        let total = looked.new.len();
        progress.tell(total, total, Wording::new("正在完成", "finishing"))?;
        progress.finish(writing, &outcome).await
    }

    /// A kept list, read; or what is wrong with the file as a whole.
    async fn list_of(
        &self,
        evidence: &Evidence,
    ) -> Result<Result<PlainSheet, Diagnostics>, Failure> {
        let bytes = self
            .store
            .file(FileArea::Evidence, &evidence.digest)
            .await?;
        let name = evidence.name.clone();
        let reading = tokio::task::spawn_blocking(move || read_plain(&name, &bytes));
        Ok(reading.await?)
    }
}

/// The organisation that a wanted one stands below: one that was just made, or that was there.
async fn parent_of(
    wanted: &Wanted,
    made: &HashMap<i64, Organisation>,
    reading: &mut Reading,
) -> Result<Organisation, Failure> {
    match made.get(&wanted.parent) {
        Some(parent) => Ok(parent.clone()),
        None => {
            let parent = reading.organisation(wanted.parent).await?;
            parent.ok_or(Failure::NotFound)
        }
    }
}

/// A list, looked through beside what is there.
async fn looked(
    reading: &mut Reading,
    under: &Organisation,
    file_name: &str,
    sheet: &PlainSheet,
) -> Result<Looked, Failure> {
    let below = OrganisationFilter {
        path: Some(under.path.clone()),
        ..OrganisationFilter::default()
    };
    let below = reading.organisations(&below, Page::ALL).await?.items;
    let elsewhere = reading.organisations_with_codes(&codes(sheet)).await?;
    let tree = Tree::new(under, below, elsewhere);
    Ok(look_through(file_name, sheet, tree))
}

/// Nothing is added while anything is wrong; [`App::problems_of_list`] says what.
fn nothing_added(problems: &Diagnostics) -> Failure {
    let problems = problems.len();
    Failure::refused(
        format!("名单有{problems}处问题，一个单位都没有添加。改好后请上传整张表。"),
        format!(
            "The list has {problems} problems; nothing was added. Mend them and upload the whole list."
        ),
    )
}
