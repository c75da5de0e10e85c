//! What waits for a person today.

mod keeping;

pub use keeping::{FirstSteps, Keeping};

use jiff::ToSpan;
use jiff::civil::Date;
use junheng_model::Wording;
use junheng_rulebook::MatterKind;
use junheng_store::{
    ExemptionFilter, OrganisationFilter, Page, Period, Reading, Reminder, SubmissionFilter,
    SubmissionStatus,
};

use crate::jobs::JobView;
use crate::moving::HAND_IN;
use crate::progress::Progress;
use crate::{Action, Actor, App, Failure, kind};

/// What is due within so many days is due soon.
const SOON_DAYS: i64 = 7;
/// So many of each are named.
const NAMED: i64 = 200;
/// The office is shown the latest periods.
const PERIODS: usize = 3;

/// Everything that waits.
#[derive(Debug, Clone, Default)]
pub struct Today {
    /// How far the person's own organisations are with the latest period; nothing for those who hand in nothing.
    pub own: Option<OwnPeriod>,
    /// Hand-ins that came back.
    pub returned: Vec<SubmissionStatus>,
    /// Still to be handed in, and late.
    pub overdue: Vec<SubmissionStatus>,
    /// Still to be handed in within a week.
    pub soon: Vec<SubmissionStatus>,
    /// Still to be handed in, later than that.
    pub later: usize,
    /// What the office has to do, by period.
    pub offices: Vec<OfficePeriod>,
    /// Counties with requests for exemptions that wait, and how many.
    pub exemptions: Vec<(i64, i64)>,
    /// Those that were not read.
    pub reminders: Vec<Reminder>,
    pub unread: i64,
    pub jobs: Vec<JobView>,
    /// Counties whose verdict the person may read: id and name.
    pub counties: Vec<(i64, String)>,
    /// What an administrator keeps.
    pub keeping: Option<Keeping>,
}

/// A period as those find it who hand in for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPeriod {
    pub period: String,
    pub due_on: Date,
    /// Days until the due day; negative when it is past.
    pub days_left: i32,
    pub progress: Progress,
}

/// A period as its office finds it.
#[derive(Debug, Clone)]
pub struct OfficePeriod {
    pub county: i64,
    pub county_name: String,
    pub period: Period,
    pub progress: Progress,
}

impl Today {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.returned.is_empty()
            && self.overdue.is_empty()
            && self.soon.is_empty()
            && self.later == 0
            && !self.offices.iter().any(|one| one.progress.is_under_way())
            && self.exemptions.is_empty()
            && self.reminders.is_empty()
            && self.jobs.is_empty()
    }
}

impl App {
    /// What waits for a person today, by what he may do.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn today_of(&self, actor: &Actor) -> Result<Today, Failure> {
        let mut today = Today {
            jobs: self.own_jobs(actor, true, 5).await?,
            ..Today::default()
        };
        let mut reading = self.store.read().await?;
        today.keeping = self.kept_by(&mut reading, actor).await?;
        let reminders = reading
            .reminders_of(actor.person, true, Page::first(5))
            .await?;
        (today.reminders, today.unread) = (reminders.items, reminders.total);
        let Some(declared) = self.rulebook.matter(HAND_IN) else {
            return Ok(today);
        };
        self.own_hand_ins(&mut reading, actor, declared, &mut today)
            .await?;
        offices(&mut reading, actor, declared, &mut today).await?;
        for path in actor.reach(Action::ReadFindings) {
            let below = OrganisationFilter {
                path: Some(path.to_owned()),
                kinds: Some(vec![kind::COUNTY.to_owned()]),
                ..OrganisationFilter::default()
            };
            let counties = reading.organisations(&below, Page::first(8)).await?.items;
            let named = counties.into_iter().map(|county| (county.id, county.name));
            today.counties.extend(named);
        }
        Ok(today)
    }

    /// The board that the person's office is at work on: of the latest period in which something waits for review,
    /// else of the latest; county and the period's name.
    ///
    /// # Errors
    /// Only for failures of ours.
    pub async fn board_at_work(&self, actor: &Actor) -> Result<Option<(i64, String)>, Failure> {
        let Some(declared) = self.rulebook.matter(HAND_IN) else {
            return Ok(None);
        };
        let mut reading = self.store.read().await?;
        let mut today = Today::default();
        offices(&mut reading, actor, declared, &mut today).await?;
        let periods = &today.offices;
        let at_work = periods.iter().find(|one| one.progress.waiting > 0);
        let shown = at_work.or(periods.first());
        Ok(shown.map(|one| (one.county, one.period.name.clone())))
    }

    /// What the person's own organisations still have to hand in.
    async fn own_hand_ins(
        &self,
        reading: &mut Reading,
        actor: &Actor,
        declared: &MatterKind,
        today: &mut Today,
    ) -> Result<(), Failure> {
        let paths = owned(actor.reach(Action::FillIn));
        if paths.is_empty() {
            return Ok(());
        }
        today.own = self.own_period(reading, &paths, declared).await?;
        let editable = declared.states.iter().filter(|state| state.editable);
        let filter = SubmissionFilter {
            paths: Some(paths),
            states: Some(editable.map(|state| state.name.clone()).collect()),
            ..SubmissionFilter::default()
        };
        let (day, soon) = (self.today(), self.today().saturating_add(SOON_DAYS.days()));
        for hand_in in reading
            .submissions(&filter, Page::first(NAMED))
            .await?
            .items
        {
            // A clerk of a county hands in the county's own; what its schools hand in is theirs.
            if !actor
                .roles_at(&hand_in.path)
                .0
                .iter()
                .any(|role| crate::allows(*role, Action::FillIn))
            {
                continue;
            }
            match hand_in.due_on {
                _ if hand_in.state != declared.initial => today.returned.push(hand_in),
                Some(due) if due < day => today.overdue.push(hand_in),
                Some(due) if due <= soon => today.soon.push(hand_in),
                _ => today.later += 1,
            }
        }
        Ok(())
    }
}

impl App {
    /// How far the organisations at these paths themselves are with the latest period.
    async fn own_period(
        &self,
        reading: &mut Reading,
        paths: &[String],
        declared: &MatterKind,
    ) -> Result<Option<OwnPeriod>, Failure> {
        let Some(period) = reading
            .periods_reaching_any(paths)
            .await?
            .into_iter()
            .next()
        else {
            return Ok(None);
        };
        let own = SubmissionFilter {
            organisations: Some(paths.iter().filter_map(|path| id_of(path)).collect()),
            period_id: Some(period.id),
            ..SubmissionFilter::default()
        };
        let counts = reading.submission_counts(&own).await?;
        Ok(Some(OwnPeriod {
            days_left: self
                .today()
                .until(period.due_on)
                .map_or(0, |span| span.get_days()),
            due_on: period.due_on,
            progress: Progress::of(&counts, declared),
            period: period.name,
        }))
    }
}

/// What the offices that the person belongs to have to do.
async fn offices(
    reading: &mut Reading,
    actor: &Actor,
    declared: &MatterKind,
    today: &mut Today,
) -> Result<(), Failure> {
    let paths = owned(actor.reach(Action::DecideExemption));
    let periods = reading.periods_reaching_any(&paths).await?;
    for period in periods.into_iter().take(PERIODS) {
        let Some(county) = reading.organisation(period.organisation_id).await? else {
            continue;
        };
        let filter = SubmissionFilter::of_period(&county.path, period.id);
        let counts = reading.submission_counts(&filter).await?;
        today.offices.push(OfficePeriod {
            county: county.id,
            county_name: county.name.clone(),
            period,
            progress: Progress::of(&counts, declared),
        });
    }
    for path in &paths {
        let filter = ExemptionFilter {
            path: Some(path.clone()),
            undecided_only: true,
            ..ExemptionFilter::default()
        };
        let waiting = reading.exemptions(&filter, Page::first(1)).await?.total;
        if let (true, Some(county)) = (waiting > 0, id_of(path)) {
            today.exemptions.push((county, waiting));
        }
    }
    Ok(())
}

/// The organisation at a path.
fn id_of(path: &str) -> Option<i64> {
    let id = path.trim_end_matches('/').rsplit('/').next()?;
    id.parse().ok()
}

fn owned(paths: Vec<&str>) -> Vec<String> {
    paths.into_iter().map(str::to_owned).collect()
}

/// What is to be handed in, in words: `学校（2024-2025）`.
pub fn subject(hand_in: &SubmissionStatus) -> Wording {
    Wording::new(
        format!("{}（{}学年）", hand_in.register, hand_in.period),
        format!("{} ({})", hand_in.register, hand_in.period),
    )
}
