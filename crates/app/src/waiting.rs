//! How much waits for a person, for the navigation on every page: four numbers, counted at most every few seconds.

use std::collections::HashMap;
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};
use junheng_rulebook::MatterKind;
use junheng_store::{ExemptionFilter, Page, Reading, SubmissionFilter};

use crate::kept::locked;
use crate::moving::{HAND_IN, step};
use crate::{Action, Actor, App, Failure};

/// What waits for a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// His own organisations' hand-ins that are still to be handed in.
    pub hand_ins: i64,
    /// Hand-ins that he may accept or give back.
    pub reviews: i64,
    /// Requests for exemptions that he may decide.
    pub exemptions: i64,
    /// Reminders that he has not read.
    pub reminders: i64,
}

/// How long a count is shown. What the person himself does is counted at once.
const SHOWN_FOR: SignedDuration = SignedDuration::from_secs(5);
/// So many people's counts are kept.
const KEPT: usize = 4_096;

/// The last counts, by person.
#[derive(Default)]
pub(crate) struct WaitingCache(Mutex<HashMap<i64, (Timestamp, Waiting)>>);

impl App {
    /// What waits for a person.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn waiting_for(&self, actor: &Actor) -> Result<Waiting, Failure> {
        let now = self.now();
        if let Some((at, known)) = locked(&self.waiting.0).get(&actor.person)
            && now.duration_since(*at) < SHOWN_FOR
        {
            return Ok(*known);
        }
        let waiting = self.count_waiting(actor).await?;
        let mut entries = locked(&self.waiting.0);
        if entries.len() >= KEPT {
            entries.retain(|_, (at, _)| now.duration_since(*at) < SHOWN_FOR);
        }
        entries.insert(actor.person, (now, waiting));
        Ok(waiting)
    }

    /// Counts again when the person next looks: he has just done something.
    pub fn count_again_for(&self, actor: &Actor) {
        locked(&self.waiting.0).remove(&actor.person);
    }

    async fn count_waiting(&self, actor: &Actor) -> Result<Waiting, Failure> {
        let mut reading = self.store.read().await?;
        let mut waiting = Waiting {
            reminders: reading
                .reminders_of(actor.person, true, Page::first(1))
                .await?
                .total,
            ..Waiting::default()
        };
        if let Some(declared) = self.rulebook.matter(HAND_IN) {
            waiting.hand_ins = own_open(&mut reading, actor, declared).await?;
            waiting.reviews = to_review(&mut reading, actor, declared).await?;
        }
        for path in actor.reach(Action::DecideExemption) {
            let undecided = ExemptionFilter {
                path: Some(path.to_owned()),
                undecided_only: true,
                ..ExemptionFilter::default()
            };
            waiting.exemptions += reading.exemptions(&undecided, Page::first(1)).await?.total;
        }
        Ok(waiting)
    }
}

/// The states of the declared kind for which something holds.
fn states(declared: &MatterKind, holds: impl Fn(&junheng_rulebook::State) -> bool) -> Vec<String> {
    let states = declared.states.iter().filter(|state| holds(state));
    states.map(|state| state.name.clone()).collect()
}

/// What the organisations on which the person fills in have to hand in themselves; what is handed in below them is
/// others' to do.
async fn own_open(
    reading: &mut Reading,
    actor: &Actor,
    declared: &MatterKind,
) -> Result<i64, Failure> {
    let granted = actor
        .grants
        .iter()
        .filter(|grant| crate::allows(grant.role, Action::FillIn));
    let mut own: Vec<i64> = granted.map(|grant| grant.organisation).collect();
    if own.is_empty() {
        return Ok(0);
    }
    own.sort_unstable();
    own.dedup();
    let open = SubmissionFilter {
        organisations: Some(own),
        states: Some(states(declared, |state| state.editable)),
        ..SubmissionFilter::default()
    };
    counted(reading, &open).await
}

async fn to_review(
    reading: &mut Reading,
    actor: &Actor,
    declared: &MatterKind,
) -> Result<i64, Failure> {
    let paths = actor.reach(Action::DecideExemption);
    if paths.is_empty() {
        return Ok(0);
    }
    let handed_in =
        |state: &junheng_rulebook::State| declared.move_from(&state.name, step::ACCEPT).is_some();
    let waiting = SubmissionFilter {
        paths: Some(paths.into_iter().map(str::to_owned).collect()),
        states: Some(states(declared, handed_in)),
        ..SubmissionFilter::default()
    };
    counted(reading, &waiting).await
}

async fn counted(reading: &mut Reading, filter: &SubmissionFilter) -> Result<i64, Failure> {
    let counts = reading.submission_counts(filter).await?;
    Ok(counts.iter().map(|count| count.count).sum())
}
