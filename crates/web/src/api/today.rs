//! What waits for whoever asks, as the front page shows it; and how far a county's period is.

use axum::Json;
use axum::extract::{Path, State};
use junheng_app::App;
use junheng_app::today::{self, OfficePeriod, OwnPeriod};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::api::answers::Failures;
use crate::api::hand_ins::HandInLine;
use crate::failure::PageFailure;
use crate::session::SignedIn;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(waiting))
        .routes(routes!(due))
}

/// Everything that waits.
#[derive(Serialize, ToSchema)]
struct Today {
    /// How far one's own organisations are with the latest period; nothing for those who hand in nothing.
    own: Option<OwnToday>,
    /// Hand-ins that came back.
    returned: Vec<HandInLine>,
    /// Still to be handed in, and late.
    overdue: Vec<HandInLine>,
    /// Still to be handed in within a week.
    soon: Vec<HandInLine>,
    /// How many are still to be handed in later than that.
    later: usize,
    /// What an office has to do, by period.
    offices: Vec<OfficeToday>,
    /// Counties in which requests for exemptions wait.
    exemptions: Vec<Undecided>,
    unread_reminders: i64,
    /// Jobs of one's own that wait or run.
    jobs: Vec<i64>,
    /// What an administrator keeps; nothing for everybody else.
    keeping: Option<Keeping>,
}

/// A period as those find it who hand in for it.
#[derive(Serialize, ToSchema)]
struct OwnToday {
    period: String,
    #[schema(format = Date)]
    due_on: String,
    /// Negative when the day is past.
    days_left: i32,
    progress: Progress,
}

/// The part of the tree that an administrator keeps, in numbers.
#[derive(Serialize, ToSchema)]
struct Keeping {
    /// The topmost organisation that is kept.
    organisation: i64,
    name: String,
    organisations: i64,
    schools: i64,
    people: i64,
    /// What a county has to have before its schools can hand in; nothing where there are several counties.
    first_steps: Option<FirstSteps>,
}

/// Whether what a county begins with is there.
#[derive(Serialize, ToSchema)]
struct FirstSteps {
    has_schools: bool,
    has_clerks: bool,
    has_office: bool,
    has_period: bool,
}

/// A county's period as its office finds it.
#[derive(Serialize, ToSchema)]
struct OfficeToday {
    county: i64,
    name: String,
    period: String,
    #[schema(format = Date)]
    due_on: String,
    progress: Progress,
}

/// Requests for exemptions that nobody has decided.
#[derive(Serialize, ToSchema)]
struct Undecided {
    county: i64,
    requests: i64,
}

/// Hand-ins by how far they are.
#[derive(Serialize, ToSchema)]
struct Progress {
    all: i64,
    /// Still with their organisations; what follows in the next three is part of it.
    outstanding: i64,
    /// Came back with remarks.
    returned: i64,
    never_opened: i64,
    /// Opened, and still to be handed in.
    incomplete: i64,
    /// Handed in and not reviewed yet.
    waiting: i64,
    /// Accepted and not frozen yet.
    accepted: i64,
    frozen: i64,
}

impl From<junheng_app::Progress> for Progress {
    fn from(progress: junheng_app::Progress) -> Self {
        Self {
            all: progress.all,
            outstanding: progress.outstanding,
            returned: progress.returned,
            never_opened: progress.never_opened,
            incomplete: progress.outstanding - progress.never_opened,
            waiting: progress.waiting,
            accepted: progress.accepted,
            frozen: progress.frozen,
        }
    }
}

impl From<OwnPeriod> for OwnToday {
    fn from(own: OwnPeriod) -> Self {
        Self {
            period: own.period,
            due_on: own.due_on.to_string(),
            days_left: own.days_left,
            progress: Progress::from(own.progress),
        }
    }
}

impl From<today::Keeping> for Keeping {
    fn from(keeping: today::Keeping) -> Self {
        let first_steps = keeping.first_steps.map(|steps| FirstSteps {
            has_schools: steps.has_schools,
            has_clerks: steps.has_clerks,
            has_office: steps.has_office,
            has_period: steps.has_period,
        });
        Self {
            organisation: keeping.under,
            name: keeping.name,
            organisations: keeping.organisations,
            schools: keeping.schools,
            people: keeping.people,
            first_steps,
        }
    }
}

impl From<OfficePeriod> for OfficeToday {
    fn from(one: OfficePeriod) -> Self {
        Self {
            county: one.county,
            name: one.county_name,
            period: one.period.name,
            due_on: one.period.due_on.to_string(),
            progress: Progress::from(one.progress),
        }
    }
}

/// How far a county's period is.
#[derive(Serialize, ToSchema)]
struct Due {
    period: String,
    #[schema(format = Date)]
    due_on: String,
    /// Negative when the day is past.
    days_left: i32,
    progress: Progress,
    /// Requests for exemptions that nobody has decided.
    exemptions: i64,
}

/// What waits for whoever asks, by what he may do.
#[utoipa::path(get, path = "/me/today", tag = "me", responses((status = 200, body = Today), Failures))]
async fn waiting(State(app): State<App>, actor: SignedIn) -> Result<Json<Today>, PageFailure> {
    let found = app.today_of(&actor).await?;
    let lines = |hand_ins: Vec<junheng_app::SubmissionStatus>| {
        hand_ins.into_iter().map(HandInLine::from).collect()
    };
    let undecided = found.exemptions.into_iter();
    Ok(Json(Today {
        own: found.own.map(OwnToday::from),
        returned: lines(found.returned),
        overdue: lines(found.overdue),
        soon: lines(found.soon),
        later: found.later,
        offices: found.offices.into_iter().map(OfficeToday::from).collect(),
        exemptions: undecided
            .map(|(county, requests)| Undecided { county, requests })
            .collect(),
        unread_reminders: found.unread,
        jobs: found.jobs.into_iter().map(|job| job.id).collect(),
        keeping: found.keeping.map(Keeping::from),
    }))
}

/// How far a county's period is: who is late, who never opened, what waits for review.
#[utoipa::path(get, path = "/counties/{county}/periods/{period}/due", tag = "reading",
    params(("county" = i64, Path), ("period" = String, Path)), responses((status = 200, body = Due), Failures))]
async fn due(
    State(app): State<App>,
    actor: SignedIn,
    Path((county, period)): Path<(i64, String)>,
) -> Result<Json<Due>, PageFailure> {
    let due = app.due(&actor, county, &period).await?;
    Ok(Json(Due {
        period: due.period,
        due_on: due.due_on.to_string(),
        days_left: due.days_left,
        progress: Progress::from(due.progress),
        exemptions: due.exemptions,
    }))
}
