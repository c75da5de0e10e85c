//! One hand-in, as its page shows it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use junheng_model::Wording;
use junheng_rulebook::{Lamp, MatterKind, Privacy, Register};
use junheng_store::{
    Exemption, MatterMove, Page, Period, Problem, Reading, Remark, Revision, Source, StoredRow,
    SubmissionStatus,
};

use super::entered::key_of;
use super::reach;
use super::readiness::{Readiness, obstacles};
use super::refused_rows::{ROW_REFUSED, Unmended, unmended};
use crate::checked::FailedCheck;
use crate::moving::held_over;
use crate::{Action, Actor, App, Failure};

/// What stands in place of a personal value.
pub const MASK: &str = "＊＊＊";

/// A hand-in with everything that its organisation and its reviewer look at.
#[derive(Debug, Clone)]
pub struct HandIn {
    pub status: SubmissionStatus,
    pub period: Period,
    /// The state's name in English.
    pub state_en: String,
    pub lamp: Lamp,
    pub is_editable: bool,
    /// Whether the hand-in is closed in this state.
    pub is_over: bool,
    /// Whether its last day has passed while the figures are with the organisation.
    pub is_overdue: bool,
    /// Whether the person who asks may fill it in.
    pub may_fill_in: bool,
    /// Whether the person who asks may see personal values, with a reason.
    pub may_unmask: bool,
    /// The names of the moves that the person may ask for in this state.
    pub moves_open: Vec<String>,
    /// What stands in the way of submitting.
    pub obstacles: Vec<Wording>,
    pub rows: Vec<ShownRow>,
    pub failing: Vec<Failing>,
    pub unmended: Vec<Unmended>,
    /// What intake said of the file beside the refused rows.
    pub said: Vec<Problem>,
    pub remarks: Vec<Remark>,
    pub exemptions: Vec<Exemption>,
    /// Latest first.
    pub revisions: Vec<Revision>,
    /// Latest first.
    pub moves: Vec<MatterMove>,
    /// The names of the people that are told of.
    pub people: BTreeMap<i64, String>,
    /// The file that the figures came from last: its name and its digest.
    pub file: Option<(String, String)>,
    /// What an empty hand-in can begin with.
    pub last_year: Option<LastYear>,
}

/// What the organisation handed in of the same register for the period before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastYear {
    /// The period's name.
    pub period: String,
    pub rows: i64,
}

impl HandIn {
    /// What a reviewer said of a cell and nobody has answered yet.
    pub fn remark_on(&self, row: i64, column: &str) -> Option<&str> {
        let remark = self.remarks.iter().find(|remark| {
            remark.settled_at.is_none()
                && remark.row_id == Some(row)
                && remark.column_name.as_deref() == Some(column)
        });
        remark.map(|remark| remark.text.as_str())
    }
}

/// A failed check with what was said of it.
#[derive(Debug, Clone)]
pub struct Failing {
    pub failed: FailedCheck,
    /// The row, when it is among those of the hand-in.
    pub row_id: Option<i64>,
    /// The organisation's word, if it gave one.
    pub explanation: Option<String>,
    /// The exemption that was asked for last.
    pub exemption: Option<Exemption>,
    /// Whether an exemption was granted and has not run out.
    pub is_exempt: bool,
}

/// A row with its personal cells masked.
#[derive(Debug, Clone)]
pub struct ShownRow {
    pub row_id: i64,
    /// The declared key in words.
    pub key: String,
    /// Where it was read: `学校 17`; empty when it was typed in the browser.
    pub place: String,
    /// In the order of the register's columns.
    pub cells: Vec<ShownCell>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownCell {
    pub text: String,
    /// A personal value that is there, but not shown.
    pub is_masked: bool,
}

impl App {
    /// One hand-in. When somebody of the organisation looks for the first time, that is noted.
    ///
    /// # Errors
    /// [`Failure::NotFound`] out of reach.
    pub async fn hand_in(&self, actor: &Actor, id: i64) -> Result<HandIn, Failure> {
        let mut reading = self.store.read().await?;
        let status = reach(&mut reading, actor, id, Action::ReadRows).await?;
        let ready = self.readiness(&mut reading, &status).await?;
        let kind = self
            .kind_begun_with(&mut reading, &status.kind_digest)
            .await?;
        let register = self.register(&status.register)?;
        let sources = sources_of(&mut reading, &ready.rows).await?;
        let mut revisions = reading.revisions(id).await?;
        let problems = reading.problems(id, status.revision, Page::ALL).await?;
        let problems = problems.items;
        let moves = reading.moves(id).await?;
        let remarks = reading.remarks(id).await?;
        let told_of = revisions
            .iter()
            .map(|revision| revision.by_person)
            .chain(remarks.iter().map(|remark| remark.by_person));
        let mut ids: Vec<i64> = told_of.flatten().collect();
        ids.sort_unstable();
        ids.dedup();
        let people = reading.names_of_people(&ids).await?;
        let last_year = if ready.rows.is_empty() {
            last_year(&mut reading, &status, &ready.period).await?
        } else {
            None
        };
        drop(reading);
        let may_fill_in = actor.may(Action::FillIn, &status.path);
        if status.first_seen_at.is_none() && is_of(actor, &status) {
            self.note_seen(id).await?;
        }
        revisions.reverse();
        let state = kind.state(&status.state);
        Ok(HandIn {
            state_en: state.map_or_else(|| status.state.clone(), |state| state.en.clone()),
            lamp: state.map_or(Lamp::Grey, |state| state.lamp),
            is_editable: state.is_some_and(|state| state.editable),
            is_over: state.is_some_and(|state| state.ends),
            is_overdue: state.is_some_and(|state| state.editable)
                && status.due_on.is_some_and(|due| due < self.today()),
            may_fill_in,
            may_unmask: actor.may(Action::Unmask, &status.path),
            moves_open: moves_open(&kind, actor, &status),
            obstacles: obstacles(&ready.conditions),
            failing: failing(register, &ready, self.today()),
            rows: ready
                .rows
                .iter()
                .map(|row| shown(register, row, &sources))
                .collect(),
            unmended: unmended(&problems),
            said: problems
                .into_iter()
                .filter(|problem| problem.code != ROW_REFUSED)
                .collect(),
            remarks,
            exemptions: ready.said.exemptions,
            revisions,
            moves: moves.into_iter().rev().collect(),
            people,
            file: sources
                .last()
                .map(|source| (source.file_name.clone(), source.file_digest.clone())),
            last_year,
            period: ready.period,
            status,
        })
    }

    async fn note_seen(&self, id: i64) -> Result<(), Failure> {
        let mut keeping = self.store.housekeep().await?;
        keeping.see_matter(id, self.now()).await?;
        keeping.commit().await?;
        Ok(())
    }
}

/// Nothing where nothing was handed in for the period before.
async fn last_year(
    reading: &mut Reading,
    status: &SubmissionStatus,
    period: &Period,
) -> Result<Option<LastYear>, Failure> {
    let Some(before) = reading.period_before(period).await? else {
        return Ok(None);
    };
    let then = reading
        .submission_of(status.organisation_id, &status.register, before.id)
        .await?;
    let rows = then.map_or(0, |then| then.row_count);
    Ok((rows > 0).then_some(LastYear {
        period: before.name,
        rows,
    }))
}

/// Whether the person works in the organisation itself.
fn is_of(actor: &Actor, status: &SubmissionStatus) -> bool {
    let (own, _) = actor.roles_at(&status.path);
    own.into_iter()
        .any(|role| crate::allows(role, Action::FillIn))
}

fn moves_open(kind: &MatterKind, actor: &Actor, status: &SubmissionStatus) -> Vec<String> {
    let held = held_over(actor, &status.path);
    let fits = |step: &&junheng_rulebook::Move| {
        step.by
            .iter()
            .any(|mover| held.iter().any(|held| mover.admits(*held)))
    };
    let open = kind.moves_from(&status.state).filter(fits);
    open.map(|step| step.name.clone()).collect()
}

/// The failed checks with their rows, and what was said of them.
fn failing(register: &Register, ready: &Readiness, today: Date) -> Vec<Failing> {
    let rows: BTreeMap<String, i64> = ready
        .rows
        .iter()
        .map(|row| (key_of(register, &row.values), row.row_id))
        .collect();
    let of = |failed: &FailedCheck| Failing {
        row_id: rows.get(&failed.row_key).copied(),
        explanation: ready.said.explanation(failed).map(|word| word.text.clone()),
        exemption: ready
            .said
            .exemptions
            .iter()
            .find(|asked| asked.check_id == failed.check && asked.row_key == failed.row_key)
            .cloned(),
        is_exempt: ready.said.is_exempt(failed, today),
        failed: failed.clone(),
    };
    ready.failed.iter().map(of).collect()
}

/// The files that rows were read from.
pub(crate) async fn sources_of(
    reading: &mut Reading,
    rows: &[StoredRow],
) -> Result<Vec<Source>, Failure> {
    let mut ids: Vec<i64> = rows.iter().filter_map(|row| row.source_id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(reading.sources(&ids).await?)
}

pub(crate) fn shown(register: &Register, row: &StoredRow, sources: &[Source]) -> ShownRow {
    let cells = register.columns.iter().zip(&row.values);
    let cells = cells.map(|(column, value)| match value {
        Some(_) if column.privacy == Privacy::Personal => ShownCell {
            text: MASK.to_owned(),
            is_masked: true,
        },
        value => ShownCell {
            text: value.as_ref().map(ToString::to_string).unwrap_or_default(),
            is_masked: false,
        },
    });
    let source = row
        .source_id
        .and_then(|id| sources.iter().find(|source| source.id == id));
    let place = match (source, row.source_row) {
        (Some(source), Some(line)) => {
            let sheet = source.sheet.as_deref().unwrap_or(&source.file_name);
            format!("{sheet} {}", line + 1)
        }
        _ => String::new(),
    };
    ShownRow {
        row_id: row.row_id,
        key: key_of(register, &row.values),
        place,
        cells: cells.collect(),
    }
}
