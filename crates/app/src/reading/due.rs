//! What is due: how far the hand-ins behind a county's or a school's figures are.

use jiff::civil::Date;
use junheng_store::{ExemptionFilter, Page, SubmissionFilter, SubmissionStatus};

use super::choices::county_for_school;
use crate::judged::period_of;
use crate::moving::HAND_IN;
use crate::progress::Progress;
use crate::{Action, Actor, App, Failure};

/// What is due of a county's period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The period's name.
    pub period: String,
    pub due_on: Date,
    /// Days until the due day; negative when it is past.
    pub days_left: i32,
    pub progress: Progress,
    /// Requests for exemptions that nobody has decided.
    pub exemptions: i64,
    /// Whether the person may look at the county's board.
    pub may_see_board: bool,
}

/// What a school hands in for a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolDue {
    /// The period's name.
    pub period: String,
    pub due_on: Date,
    pub hand_ins: Vec<SubmissionStatus>,
}

/// A school's hand-ins of so many periods are shown.
const PERIODS_OF_SCHOOL: usize = 3;

impl App {
    /// How far a county's period is; of the latest when `period` is empty.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a county out of reach, or without such a period.
    pub async fn due(&self, actor: &Actor, county: i64, period: &str) -> Result<Due, Failure> {
        let mut reading = self.store.read().await?;
        let county = reading
            .organisation(county)
            .await?
            .ok_or(Failure::NotFound)?;
        actor.require(Action::ReadFindings, &county.path)?;
        let wanted = (!period.is_empty()).then_some(period);
        let period = period_of(&mut reading, &county, wanted).await?;
        let declared = self.rulebook.matter(HAND_IN).ok_or(Failure::NotFound)?;
        let of_period = SubmissionFilter::of_period(&county.path, period.id);
        let undecided = ExemptionFilter {
            path: Some(county.path.clone()),
            period_id: Some(period.id),
            undecided_only: true,
            ..ExemptionFilter::default()
        };
        let counts = reading.submission_counts(&of_period).await?;
        Ok(Due {
            days_left: self
                .today()
                .until(period.due_on)
                .map_or(0, |span| span.get_days()),
            due_on: period.due_on,
            progress: Progress::of(&counts, declared),
            exemptions: reading.exemptions(&undecided, Page::first(1)).await?.total,
            may_see_board: actor.may(Action::ReadRows, &county.path),
            period: period.name,
        })
    }

    /// What a school hands in, period by period, the latest first.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a school out of reach, or of another county.
    pub async fn school_due(
        &self,
        actor: &Actor,
        county: i64,
        code: &str,
    ) -> Result<Vec<SchoolDue>, Failure> {
        let mut reading = self.store.read().await?;
        county_for_school(&mut reading, actor, county, code).await?;
        let Some(school) = reading.organisation_by_code(code).await? else {
            return Ok(Vec::new());
        };
        if !actor.may(Action::ReadRows, &school.path) {
            return Ok(Vec::new());
        }
        let periods = reading
            .periods_reaching_any(std::slice::from_ref(&school.path))
            .await?;
        let mut due = Vec::new();
        for period in periods.into_iter().take(PERIODS_OF_SCHOOL) {
            let own = SubmissionFilter::of_period(&school.path, period.id);
            due.push(SchoolDue {
                hand_ins: reading.submissions(&own, Page::ALL).await?.items,
                due_on: period.due_on,
                period: period.name,
            });
        }
        due.retain(|period| !period.hand_ins.is_empty());
        Ok(due)
    }
}
