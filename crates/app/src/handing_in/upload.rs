//! An organisation uploads a workbook: what is good is kept as a draft, the rest is said by cell.

use std::collections::HashMap;
use std::sync::Arc;

use junheng_model::{Diagnostics, Wording};
use junheng_store::{
    Entry, FileArea, KeptFile, NewEvidence, NewProblem, NewRevision, NewRow, NewSource,
    Organisation, Page, Period, Reading, StoreError, StoredRow, SubmissionFilter, SubmissionStatus,
    Writing,
};
use serde_json::json;

use super::distribute::{Distributed, Owners, Part, distribute};
use super::entered::{Cells, carried, key_of, typed};
use super::refused_rows::row_refused;
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

/// What became of one register of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub hand_in: i64,
    pub register: String,
    pub rows: usize,
    /// Rows that were not kept.
    pub refused: usize,
    /// Why nothing of it was kept, if so.
    pub refusal: Vec<Wording>,
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
        let status = reach(&mut reading, actor, hand_in, Action::ReadRows).await?;
        let house = House::of(&mut reading, &status).await?;
        let kept = reading.evidence(evidence).await?;
        let kept = kept
            .filter(|kept| kept.organisation_id == Some(status.organisation_id))
            .ok_or(Failure::NotFound)?;
        drop(reading);
        let bytes = self.store.file(FileArea::Evidence, &kept.digest).await?;
        let bytes = Arc::new(bytes);
        let read = self
            .take_apart(&kept.name, bytes.clone(), house.owners())
            .await?;
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

    /// Writes one part of a workbook as the next revision of its hand-in.
    pub(crate) async fn keep_part(
        &self,
        writing: &mut Writing,
        hand_in: &SubmissionStatus,
        part: &Part,
        entering: Entering<'_>,
    ) -> Result<Kept, Failure> {
        let mut kept = Kept {
            hand_in: hand_in.id,
            register: part.register.clone(),
            rows: part.rows.len(),
            refused: part.refused.len(),
            refusal: Vec::new(),
        };
        match self.require_editable(writing, hand_in).await {
            Ok(()) => {}
            Err(Failure::Refused(reasons)) => {
                kept.refusal = reasons;
                return Ok(kept);
            }
            Err(other) => return Err(other),
        }
        let register = self.register(&part.register)?;
        let before = writing.rows_at(hand_in.id, hand_in.revision).await?;
        let mut rows: Vec<NewRow> = (1..)
            .zip(&part.rows)
            .map(|(line, row)| NewRow {
                row_id: None,
                line,
                source_id: Some(entering.sources[row.sheet]),
                source_row: Some(i64::from(row.row)),
                values: row.values.clone(),
            })
            .collect();
        if entering.keeps_others {
            add_others(register, &before, &mut rows);
        }
        let cells = match entering.way {
            // Nobody at the organisation typed what the county hands in for it.
            way::FOR_ALL => carried(&rows),
            _ => typed(register, &before, &rows),
        };
        let source = part.rows.first().map(|row| row.sheet).unwrap_or_default();
        let new = revision_of(
            hand_in.id,
            entering.way,
            entering.sources.get(source),
            cells,
        );
        let written = writing.write_revision(&new, &rows).await;
        let written = written.map_err(too_large)?;
        add_problems(writing, hand_in.id, written.revision, part).await?;
        writing.see_matter(hand_in.id, self.now()).await?;
        Ok(kept)
    }
}

/// How rows come in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entering<'a> {
    pub way: &'static str,
    /// The number of each sheet's source.
    pub sources: &'a [i64],
    pub keeps_others: bool,
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

/// One source for each sheet.
pub(crate) async fn add_sources(
    writing: &mut Writing,
    read: &Distributed,
    file_name: &str,
    file_digest: &str,
) -> Result<Vec<i64>, Failure> {
    let mut ids = Vec::new();
    for sheet in &read.sheets {
        let new = NewSource {
            file_name: file_name.to_owned(),
            file_digest: file_digest.to_owned(),
            sheet: sheet.source.sheet.as_deref().map(str::to_owned),
            positions: sheet.positions.clone(),
        };
        ids.push(writing.add_source(&new).await?);
    }
    Ok(ids)
}

/// Rows that the workbook does not have stay, behind those that it has.
fn add_others(register: &junheng_rulebook::Register, before: &[StoredRow], rows: &mut Vec<NewRow>) {
    let keys: std::collections::HashSet<String> = rows
        .iter()
        .map(|row| key_of(register, &row.values))
        .collect();
    let others = before
        .iter()
        .filter(|row| !keys.contains(&key_of(register, &row.values)));
    let first = i64::try_from(rows.len()).unwrap_or(i64::MAX) + 1;
    rows.extend((first..).zip(others).map(|(line, row)| NewRow {
        line,
        ..same_row(row)
    }));
}

/// A row as it stands.
pub(crate) fn same_row(row: &StoredRow) -> NewRow {
    NewRow {
        row_id: Some(row.row_id),
        line: row.line,
        source_id: row.source_id,
        source_row: row.source_row,
        values: row.values.clone(),
    }
}

pub(crate) fn revision_of(
    submission: i64,
    way: &str,
    source: Option<&i64>,
    cells: Cells,
) -> NewRevision {
    NewRevision {
        submission_id: submission,
        way: way.to_owned(),
        source_id: source.copied(),
        cells_typed: cells.typed,
        cells_carried: cells.carried,
        cells_again: cells.again,
        undoes: None,
    }
}

/// A figure that cannot be kept exactly is the user's to mend.
pub(crate) fn too_large(error: StoreError) -> Failure {
    match error {
        StoreError::TooManyDigits {
            register,
            column,
            value,
        } => Failure::refused(
            format!("“{register}”的“{column}”：{value} 超过15位数字，不能保存。请核对。"),
            format!(
                "`{register}`, `{column}`: {value} has more than fifteen digits and cannot be kept."
            ),
        ),
        other => other.into(),
    }
}

async fn add_problems(
    writing: &mut Writing,
    hand_in: i64,
    revision: i64,
    part: &Part,
) -> Result<(), Failure> {
    let refused: Vec<_> = part
        .refused
        .iter()
        .map(|(place, key)| row_refused(place.clone(), key.clone()))
        .collect();
    let all = part.said.iter().chain(&refused);
    let problems: Vec<NewProblem<'_>> = all
        .map(|diagnostic| NewProblem {
            diagnostic,
            row_id: None,
            column: None,
        })
        .collect();
    Ok(writing.add_problems(hand_in, revision, &problems).await?)
}
