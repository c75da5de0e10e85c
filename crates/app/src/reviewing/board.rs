//! The review board: a county's organisations and registers as a grid of states.

use std::collections::BTreeMap;

use jiff::civil::Date;
use junheng_rulebook::{Lamp, MatterKind};
use junheng_store::{
    ExemptionFilter, Organisation, Page, Period, Reading, SubmissionFilter, SubmissionStatus,
};
use serde::{Deserialize, Serialize};

use crate::frozen::{self, FrozenVersion};
use crate::moving::step;
use crate::{Action, Actor, App, Failure};

/// Which hand-ins are looked at, as it stands in an address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BoardFilter {
    pub register: Option<String>,
    pub state: Option<String>,
    /// One of [`only`].
    pub only: Option<String>,
    /// A part of the organisation's name or the beginning of its code.
    pub search: Option<String>,
}

/// What can be asked for with [`BoardFilter::only`].
pub mod only {
    pub const OVERDUE: &str = "overdue";
    pub const NEVER_OPENED: &str = "never-opened";
    /// Opened by its organisation, and still to be handed in.
    pub const INCOMPLETE: &str = "incomplete";
    /// Still to be handed in, whether opened or not.
    pub const OUTSTANDING: &str = "outstanding";
    pub const WAITING: &str = "waiting";
}

/// A county's hand-ins of a period.
#[derive(Debug, Clone)]
pub struct Board {
    pub county: Organisation,
    pub period: Period,
    /// The names of the county's periods, latest first.
    pub periods: Vec<String>,
    /// The registers that somebody hands in, in the rulebook's order.
    pub registers: Vec<String>,
    /// The states that a hand-in can be in, in the order of the declaration.
    pub states: Vec<BoardState>,
    pub rows: Vec<BoardRow>,
    /// Over the whole period, whatever the filter.
    pub tally: Tally,
    /// By register, over the whole period.
    pub by_register: BTreeMap<String, Tally>,
    /// Latest first.
    pub versions: Vec<FrozenVersion>,
    /// Exemptions that wait for a decision.
    pub exemptions: i64,
    pub may_open: bool,
    pub may_review: bool,
    pub may_freeze: bool,
}

/// A declared state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardState {
    pub name: String,
    pub en: String,
    pub count: usize,
}

/// An organisation, with one cell for each of the board's registers.
#[derive(Debug, Clone)]
pub struct BoardRow {
    pub organisation: i64,
    pub name: String,
    pub code: Option<String>,
    /// `None` where the organisation does not hand the register in, or the filter leaves it out.
    pub cells: Vec<Option<BoardCell>>,
}

/// A hand-in on the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardCell {
    pub hand_in: i64,
    pub state: String,
    pub state_en: String,
    pub lamp: Lamp,
    pub phase: Phase,
    pub is_overdue: bool,
    pub due_on: Option<Date>,
    pub rows: i64,
    /// Remarks that are not settled.
    pub remarks: i64,
    /// Errors that keep rows from being used.
    pub errors: i64,
    /// Whether accepting is a move from here.
    pub can_be_accepted: bool,
    pub can_be_corrected: bool,
}

impl BoardCell {
    /// Whether its organisation still has to hand it in.
    pub fn is_outstanding(&self) -> bool {
        matches!(self.phase, Phase::NeverOpened | Phase::Incomplete)
    }
}

/// In whose hands a hand-in is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// With its organisation, where nobody has looked at it.
    NeverOpened,
    /// With its organisation, where somebody has.
    Incomplete,
    /// With the reviewer.
    Waiting,
    Accepted,
    Frozen,
}

/// How many hand-ins stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub all: usize,
    pub never_opened: usize,
    pub incomplete: usize,
    pub waiting: usize,
    pub accepted: usize,
    pub frozen: usize,
    /// Of those still with their organisations or reviewers.
    pub overdue: usize,
}

impl Tally {
    fn count(&mut self, cell: &BoardCell) {
        self.all += 1;
        self.overdue += usize::from(cell.is_overdue);
        *match cell.phase {
            Phase::NeverOpened => &mut self.never_opened,
            Phase::Incomplete => &mut self.incomplete,
            Phase::Waiting => &mut self.waiting,
            Phase::Accepted => &mut self.accepted,
            Phase::Frozen => &mut self.frozen,
        } += 1;
    }
}

impl App {
    /// A county's hand-ins of a period, as a grid.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a county or period out of reach.
    pub async fn board(
        &self,
        actor: &Actor,
        county: i64,
        period: &str,
        filter: &BoardFilter,
    ) -> Result<Board, Failure> {
        let county = self.county_for(actor, county, Action::ReadRows).await?;
        let mut reading = self.store.read().await?;
        let period = crate::judged::period_of(&mut reading, &county, Some(period)).await?;
        let hand_ins = SubmissionFilter::of_period(&county.path, period.id);
        let hand_ins = reading.submissions(&hand_ins, Page::ALL).await?.items;
        let mut board = Board {
            periods: crate::periods::names(&mut reading, &county).await?,
            registers: self.registers_of(&hand_ins),
            states: self.states_of_hand_ins(),
            rows: Vec::new(),
            tally: Tally::default(),
            by_register: BTreeMap::new(),
            versions: frozen::versions_named(&mut reading, &county, &period).await?,
            exemptions: undecided(&mut reading, &county, &period).await?,
            may_open: actor.may(Action::OpenPeriod, &county.path),
            may_review: actor.may(Action::DecideExemption, &county.path),
            may_freeze: actor.may(Action::Freeze, &county.path),
            county,
            period,
        };
        let today = self.today();
        for status in &hand_ins {
            let kind = self
                .kind_begun_with(&mut reading, &status.kind_digest)
                .await?;
            place(&mut board, status, cell(&kind, status, today), filter);
        }
        board
            .rows
            .retain(|row| row.cells.iter().any(Option::is_some));
        Ok(board)
    }

    fn registers_of(&self, hand_ins: &[SubmissionStatus]) -> Vec<String> {
        let names = self
            .rulebook
            .registers
            .iter()
            .map(|register| &register.name);
        names
            .filter(|name| hand_ins.iter().any(|hand_in| hand_in.register == **name))
            .cloned()
            .collect()
    }

    fn states_of_hand_ins(&self) -> Vec<BoardState> {
        let declared = self.rulebook.matter(crate::HAND_IN);
        let states = declared.map_or(&[][..], |kind| &kind.states);
        let named = states.iter().map(|state| BoardState {
            name: state.name.clone(),
            en: state.en.clone(),
            count: 0,
        });
        named.collect()
    }
}

async fn undecided(
    reading: &mut Reading,
    county: &Organisation,
    period: &Period,
) -> Result<i64, Failure> {
    let filter = ExemptionFilter {
        path: Some(county.path.clone()),
        period_id: Some(period.id),
        undecided_only: true,
        ..ExemptionFilter::default()
    };
    Ok(reading.exemptions(&filter, Page::first(1)).await?.total)
}

/// How a hand-in stands on a day.
pub(crate) fn cell(kind: &MatterKind, status: &SubmissionStatus, today: Date) -> BoardCell {
    let state = kind.state(&status.state);
    let phase = phase(kind, status);
    // A state without a deadline keeps the day of the one before, which it has met.
    let runs = kind.deadline_in(&status.state).is_some();
    BoardCell {
        hand_in: status.id,
        state: status.state.clone(),
        state_en: state.map_or_else(|| status.state.clone(), |state| state.en.clone()),
        lamp: state.map_or(Lamp::Grey, |state| state.lamp),
        phase,
        is_overdue: runs && status.due_on.is_some_and(|due| due < today),
        due_on: status.due_on.filter(|_| runs),
        rows: status.rows,
        remarks: status.remarks,
        errors: status.errors,
        can_be_accepted: kind.move_from(&status.state, step::ACCEPT).is_some(),
        can_be_corrected: kind.move_from(&status.state, step::CORRECT).is_some(),
    }
}

fn phase(kind: &MatterKind, status: &SubmissionStatus) -> Phase {
    let state = kind.state(&status.state);
    if state.is_some_and(|state| state.editable) {
        return match status.first_seen_at {
            None if status.revision == 0 => Phase::NeverOpened,
            _ => Phase::Incomplete,
        };
    }
    if kind.move_from(&status.state, step::ACCEPT).is_some() {
        Phase::Waiting
    } else if kind.move_from(&status.state, step::FREEZE).is_some() {
        Phase::Accepted
    } else {
        Phase::Frozen
    }
}

/// Counts a hand-in, and puts it on the board when the filter lets it.
fn place(board: &mut Board, status: &SubmissionStatus, cell: BoardCell, filter: &BoardFilter) {
    board.tally.count(&cell);
    let of_register = board.by_register.entry(status.register.clone());
    of_register.or_default().count(&cell);
    if let Some(state) = board
        .states
        .iter_mut()
        .find(|state| state.name == cell.state)
    {
        state.count += 1;
    }
    let Some(at) = board
        .registers
        .iter()
        .position(|name| *name == status.register)
    else {
        return;
    };
    if !filter.lets(status, &cell) {
        return;
    }
    if board
        .rows
        .last()
        .is_none_or(|row| row.organisation != status.organisation_id)
    {
        board.rows.push(BoardRow {
            organisation: status.organisation_id,
            name: status.organisation.clone(),
            code: status.code.clone(),
            cells: vec![None; board.registers.len()],
        });
    }
    if let Some(row) = board.rows.last_mut() {
        row.cells[at] = Some(cell);
    }
}

impl BoardFilter {
    /// Whether a hand-in is looked at.
    pub(crate) fn lets(&self, status: &SubmissionStatus, cell: &BoardCell) -> bool {
        let given = |asked: &Option<String>| {
            asked
                .as_deref()
                .filter(|asked| !asked.is_empty())
                .map(str::to_owned)
        };
        let is_found = |text: String| {
            status.organisation.contains(&text)
                || status
                    .code
                    .as_deref()
                    .is_some_and(|code| code.starts_with(&text))
        };
        given(&self.register).is_none_or(|register| register == status.register)
            && given(&self.state).is_none_or(|state| state == cell.state)
            && given(&self.search).is_none_or(|text| is_found(text.trim().to_owned()))
            && match self.only.as_deref() {
                Some(only::OVERDUE) => cell.is_overdue,
                Some(only::NEVER_OPENED) => cell.phase == Phase::NeverOpened,
                Some(only::INCOMPLETE) => cell.phase == Phase::Incomplete,
                Some(only::OUTSTANDING) => {
                    matches!(cell.phase, Phase::NeverOpened | Phase::Incomplete)
                }
                Some(only::WAITING) => cell.phase == Phase::Waiting,
                _ => true,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hand_in() -> MatterKind {
        let text = include_str!("../../../../rulebook/matters/填报.toml");
        MatterKind::read("填报.toml", text).expect("the rulebook is checked")
    }

    fn status(state: &str, revision: i64, is_seen: bool) -> SubmissionStatus {
        SubmissionStatus {
            id: 1,
            register: "学校".into(),
            period_id: 2,
            period: "2024-2025".into(),
            organisation_id: 3,
            organisation: "向阳小学".into(),
            code: Some("2199000001".into()),
            path: "/9/3/".into(),
            state: state.into(),
            kind_digest: String::new(),
            due_on: "2024-10-31".parse().ok(),
            opened_at: jiff::Timestamp::UNIX_EPOCH,
            first_seen_at: is_seen.then_some(jiff::Timestamp::UNIX_EPOCH),
            revision,
            rows: revision,
            entered_at: None,
            errors: 0,
            remarks: 0,
        }
    }

    #[test]
    fn never_opened_and_opened_but_incomplete_are_told_apart() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        for (state, revision, is_seen, today, phase, is_overdue) in [
            ("草稿", 0, false, "2024-10-31", Phase::NeverOpened, false),
            ("草稿", 0, false, "2024-11-01", Phase::NeverOpened, true),
            ("草稿", 0, true, "2024-11-01", Phase::Incomplete, true),
            // The county entered it for the school, which has not looked yet.
            ("草稿", 1, false, "2024-10-01", Phase::Incomplete, false),
            ("已退回", 2, true, "2024-10-01", Phase::Incomplete, false),
            ("已提交", 2, true, "2024-10-01", Phase::Waiting, false),
            ("已审核", 2, true, "2025-10-01", Phase::Accepted, false),
            ("已冻结", 2, true, "2025-10-01", Phase::Frozen, false),
        ] {
            let found = cell(&hand_in(), &status(state, revision, is_seen), day(today));
            assert_eq!(
                (found.phase, found.is_overdue),
                (phase, is_overdue),
                "{state} {today}"
            );
        }
    }

    #[test]
    fn filters_join() {
        let day: Date = "2024-11-01".parse().expect("a day");
        let status = status("草稿", 0, true);
        let cell = cell(&hand_in(), &status, day);
        let some = |text: &str| Some(text.to_owned());
        for (filter, expected) in [
            (BoardFilter::default(), true),
            (
                BoardFilter {
                    only: some("overdue"),
                    ..Default::default()
                },
                true,
            ),
            (
                BoardFilter {
                    only: some("never-opened"),
                    ..Default::default()
                },
                false,
            ),
            (
                BoardFilter {
                    search: some("向阳"),
                    register: some("学校"),
                    ..Default::default()
                },
                true,
            ),
            (
                BoardFilter {
                    search: some("2199"),
                    ..Default::default()
                },
                true,
            ),
            (
                BoardFilter {
                    search: some("南山"),
                    ..Default::default()
                },
                false,
            ),
            (
                BoardFilter {
                    state: some(""),
                    register: some("教师"),
                    ..Default::default()
                },
                false,
            ),
        ] {
            assert_eq!(filter.lets(&status, &cell), expected, "{filter:?}");
        }
    }
}
