//! Counties prepared for what-ifs: the first question prepares a county, the next ones are answered in microseconds.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use junheng_assess::{AssessError, Change, Engine, WhatIf};
use junheng_model::Findings;
use tokio::sync::oneshot;

use super::FigureChange;
use crate::App;
use crate::judged::Judged;
use crate::kept::LatestUsed;

/// Prepared counties. What is prepared borrows from the assessment; so each has a thread that holds both, and that
/// ends when the county is no longer kept.
#[derive(Default)]
pub(crate) struct PreparedCounties(LatestUsed<Arc<Judged>, Sender<Question>, 4>);

/// Changes that are supposed, and where the answer goes.
struct Question {
    changes: Vec<FigureChange>,
    answer: oneshot::Sender<Option<Findings>>,
}

impl App {
    /// What would be found with these changes; nothing when they reach further than their schools' own figures, so
    /// that the whole county has to be judged again.
    pub(crate) async fn supposed(
        &self,
        judged: &Arc<Judged>,
        changes: &[FigureChange],
    ) -> Option<Findings> {
        let (answer, answered) = oneshot::channel();
        let question = Question {
            changes: changes.to_vec(),
            answer,
        };
        let thread = self.prepared.thread_of(judged, &self.engine)?;
        thread.send(question).ok()?;
        answered.await.ok()?
    }
}

impl PreparedCounties {
    fn thread_of(&self, judged: &Arc<Judged>, engine: &Arc<Engine>) -> Option<Sender<Question>> {
        let is_it = |known: &Arc<Judged>| Arc::ptr_eq(known, judged);
        if let Some(thread) = self.0.used(is_it, |_| true) {
            return Some(thread);
        }
        // Where two start one at the same time, the second ends again.
        let started = start(judged.clone(), engine.clone())?;
        Some(self.0.used_or_made(is_it, || (judged.clone(), started)))
    }
}

/// Starts a county's thread; nothing when the machine has none left.
fn start(judged: Arc<Judged>, engine: Arc<Engine>) -> Option<Sender<Question>> {
    let (ask, questions) = channel();
    let started = std::thread::Builder::new()
        .name("what-if".to_owned())
        .spawn(move || {
            if let Err(error) = serve(&judged, &engine, &questions) {
                tracing::warn!(%error, "a county cannot be prepared for what-ifs; it is judged again each time");
            }
        });
    started.is_ok().then_some(ask)
}

/// Answers questions until nobody can ask any more. After an error no question is answered: whoever asks has the
/// county judged again.
fn serve(
    judged: &Judged,
    engine: &Engine,
    questions: &Receiver<Question>,
) -> Result<(), AssessError> {
    let Some(county) = judged.county_findings() else {
        return Ok(());
    };
    let mut what_if = engine.what_if(
        &judged.snapshot,
        judged.rulebook(),
        judged.policy(),
        &judged.assessment,
        &county.county,
    )?;
    for question in questions {
        let found = answer(&mut what_if, &question.changes, judged.findings())?;
        // Whoever asked may have gone.
        question.answer.send(found).ok();
    }
    Ok(())
}

fn answer(
    what_if: &mut WhatIf<'_>,
    changes: &[FigureChange],
    findings: &Findings,
) -> Result<Option<Findings>, AssessError> {
    if !changes
        .iter()
        .all(|change| what_if.is_local(&change.column))
    {
        return Ok(None);
    }
    let changes: Vec<Change<'_>> = changes
        .iter()
        .map(|change| Change {
            school: &change.school,
            column: &change.column,
            value: change.value,
        })
        .collect();
    what_if.supposed(&changes, findings).map(Some)
}
