//! An organisation uploads a workbook: what is good is kept as a draft, the rest is said by cell.

use std::collections::HashMap;
use std::sync::Arc;

use junheng_model::Diagnostics;
use junheng_store::{
    Entry, Evidence, FileArea, KeptFile, NewEvidence, Organisation, Page, Period, Reading,
    SubmissionFilter, SubmissionStatus, Writing,
};
use serde_json::json;

use super::distribute::{Distributed, Owners, Part, distribute};
use super::keep::{Entering, Kept, add_sources};
use super::{UPLOAD_LIMIT, reach, way};
use crate::{Action, Actor, App, Failure, kind};

/// A workbook that somebody hands in for one organisation.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The hand-in from which it is uploaded: it says organisation and period. The workbook may hold other
    /// registers of the same organisation too.
    pub hand_in: i64,
    pub file_name: String,
    pub bytes: Vec<u8>,
    /// Keep the rows that the workbook does not have.
    pub keeps_others: bool,
}

/// What became of an upload.
#[derive(Debug, Clone)]
pub struct Uploaded {
    /// One for each register that something was kept of, or refused for.
    pub kept: Vec<Kept>,
    /// Everything that is wrong or worth knowing, by cell.
    pub diagnostics: Diagnostics,
    /// The kept file's number; nothing when no row could be used.
    pub evidence: Option<i64>,
}

/// An uploaded file, looked at again: the problems by cell.
#[derive(Debug, Clone)]
pub struct Answer {
    pub file_name: String,
    pub bytes: Vec<u8>,
    pub diagnostics: Diagnostics,
    /// The registers that it holds, with the rows that could be read and those that could not.
    pub parts: Vec<(String, usize, usize)>,
}

impl App {
    /// Reads a workbook into the organisation's drafts.
    ///
    /// # Errors
    /// Refused when the file is too large, or the person may not fill in.
    pub async fn upload(&self, actor: &Actor, upload: Upload) -> Result<Uploaded, Failure> {
        let mut reading = self.store.read().await?;
        let status = reach(&mut reading, actor, upload.hand_in, Action::FillIn).await?;
        let house = House::of(&mut reading, &status).await?;
        drop(reading);
        fits(&upload.bytes)?;
        let bytes = Arc::new(upload.bytes);
        let read = self
            .take_apart(&upload.file_name, bytes.clone(), house.owners())
            .await?;
        if read.parts.is_empty() {
            return Ok(Uploaded {
                kept: Vec::new(),
                diagnostics: read.diagnostics,
                evidence: None,
            });
        }
        let file = self
            .store
            .keep_file(FileArea::Evidence, Arc::unwrap_or_clone(bytes))
            .await?;
        let mut writing = self.store.write(&self.clerk(actor)).await?;
        let evidence = file_evidence(&mut writing, &file, &upload.file_name, &house).await?;
        let sources = add_sources(&mut writing, &read, &upload.file_name, file.digest()).await?;
        let mut kept = Vec::new();
        for part in &read.parts {
            let hand_in = house.hand_in(&mut writing, part).await?;
            let Some(hand_in) = hand_in else { continue };
            let entering = Entering {
                way: way::WORKBOOK,
                sources: &sources,
                keeps_others: upload.keeps_others,
            };
            kept.push(
                self.keep_part(&mut writing, &hand_in, part, entering)
                    .await?,
            );
        }
        writing
            .journal(Entry {
                verb: "hand-in.upload",
                organisation: Some(house.organisation.id),
                subject: format!("hand-in/{}", upload.hand_in),
                detail: json!({
                    "evidence": evidence,
                    "file": file.digest(),
                    "registers": kept.iter().map(|kept| json!({
                        "register": kept.register, "rows": kept.rows, "refused": kept.refused,
                    })).collect::<Vec<_>>(),
                }),
            })
            .await?;
        writing.commit().await.map_err(Failure::from)?;
        Ok(Uploaded {
            kept,
            diagnostics: read.diagnostics,
            evidence: Some(evidence),
        })
    }

    /// Looks again at a file that was uploaded for a hand-in's organisation.
    ///
    /// # Errors
    /// [`Failure::NotFound`] when there is no such file of this organisation.
    pub async fn upload_answer(
        &self,
        actor: &Actor,
        hand_in: i64,
        evidence: i64,
    ) -> Result<Answer, Failure> {
        let mut reading = self.store.read().await?;
        // The file itself may hold personal values: it is for those who fill in.
        let status = reach(&mut reading, actor, hand_in, Action::FillIn).await?;
        let house = House::of(&mut reading, &status).await?;
        let kept = reading.evidence(evidence).await?;
        let kept = kept
            .filter(|kept| kept.organisation_id == Some(status.organisation_id))
            .ok_or(Failure::NotFound)?;
        drop(reading);
        self.looked_at_again(kept, house.owners()).await
    }

    /// Reads a kept workbook once more.
    pub(crate) async fn looked_at_again(
        &self,
        kept: Evidence,
        owners: Owners,
    ) -> Result<Answer, Failure> {
        let bytes = self.store.file(FileArea::Evidence, &kept.digest).await?;
        let bytes = Arc::new(bytes);
        let read = self.take_apart(&kept.name, bytes.clone(), owners).await?;
        let parts = read.parts.iter();
        Ok(Answer {
            parts: parts
                .map(|part| (part.register.clone(), part.rows.len(), part.refused.len()))
                .collect(),
            file_name: kept.name,
            bytes: Arc::unwrap_or_clone(bytes),
            diagnostics: read.diagnostics,
        })
    }

    /// Reads a workbook and sorts its rows by owner, without holding up others.
    pub(crate) async fn take_apart(
        &self,
        file_name: &str,
        bytes: Arc<Vec<u8>>,
        owners: Owners,
    ) -> Result<Distributed, Failure> {
        let (rulebook, file_name) = (self.rulebook.clone(), file_name.to_owned());
        let reading = tokio::task::spawn_blocking(move || {
            let intake = junheng_intake::read(&file_name, &bytes, &rulebook);
            distribute(intake, &rulebook, &owners)
        });
        Ok(reading.await?)
    }
}

/// Refuses a file that is larger than anything that schools hand in.
pub(crate) fn fits(bytes: &[u8]) -> Result<(), Failure> {
    if bytes.len() <= UPLOAD_LIMIT {
        return Ok(());
    }
    let megabytes = UPLOAD_LIMIT >> 20;
    Err(Failure::field(
        "file",
        format!("文件超过{megabytes} MB。请删去图片和多余的表，或拆成几个文件。"),
        format!(
            "The file is larger than {megabytes} MB. Remove pictures and other sheets, or split it."
        ),
    ))
}

/// The organisation that a workbook is handed in for, with its hand-ins.
struct House {
    organisation: Organisation,
    period: Period,
}

impl House {
    async fn of(reading: &mut Reading, status: &SubmissionStatus) -> Result<Self, Failure> {
        let organisation = reading.organisation(status.organisation_id).await?;
        let period = reading.period(status.period_id).await?;
        Ok(Self {
            organisation: organisation.ok_or(Failure::NotFound)?,
            period: period.ok_or(Failure::NotFound)?,
        })
    }

    fn owners(&self) -> Owners {
        owners_of(&self.organisation)
    }

    async fn hand_in(
        &self,
        reading: &mut Reading,
        part: &Part,
    ) -> Result<Option<SubmissionStatus>, Failure> {
        let own = reading
            .submission_of(part.organisation, &part.register, self.period.id)
            .await?;
        let Some(own) = own else { return Ok(None) };
        let filter = SubmissionFilter {
            ids: Some(vec![own.matter_id]),
            ..SubmissionFilter::default()
        };
        let found = reading.submissions(&filter, Page::first(1)).await?;
        Ok(found.items.into_iter().next())
    }
}

/// An organisation hands in for itself alone.
pub(crate) fn owners_of(own: &Organisation) -> Owners {
    match own.kind.as_str() {
        kind::COUNTY => Owners {
            schools: HashMap::new(),
            county: Some((own.name.clone(), own.id)),
        },
        _ => Owners {
            schools: own.code.iter().map(|code| (code.clone(), own.id)).collect(),
            county: None,
        },
    }
}

async fn file_evidence(
    writing: &mut Writing,
    file: &KeptFile,
    name: &str,
    house: &House,
) -> Result<i64, Failure> {
    let new = NewEvidence {
        file: file.clone(),
        media_type: media_type(name).to_owned(),
        name: name.to_owned(),
        organisation_id: Some(house.organisation.id),
    };
    Ok(writing.add_evidence(&new).await?)
}

/// By the name's ending; only said to browsers that download it.
pub(crate) fn media_type(name: &str) -> &'static str {
    let ending = name.rsplit('.').next().unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "csv" => "text/csv",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        _ => "application/octet-stream",
    }
}
