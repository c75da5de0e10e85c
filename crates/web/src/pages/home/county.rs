//! The county that somebody reads, at a glance: the verdict, what is red, whom to call; or one line for each county.

use junheng_app::{Actor, App, CountyStanding, Failure};
use junheng_model::Verdict;

use crate::components::Tile;
use crate::failure::PageFailure;
use crate::lang::Lang;
use crate::pages::counties::course::Course;
use crate::pages::counties::due::DueView;
use crate::pages::counties::overview::{basis, standing_of};
use crate::pages::counties::overview_view::words;
use crate::pages::counties::selection::{CountyAddresses, Selection};
use crate::pages::counties::tiles;
use crate::pages::counties::to_mend::ToMend;
use crate::pages::organisations;

/// So many red indicators are shown; the county's page has them all.
const MOST_RED: usize = 8;

/// A county at a glance.
pub struct CountyToday {
    pub href: String,
    pub verdict: Verdict,
    pub words: String,
    pub basis: String,
    /// Indicators that are not met.
    pub red: Vec<Tile>,
    /// Where all of them are.
    pub red_href: String,
    pub red_count: usize,
    /// Indicators that cannot be judged.
    pub open_count: usize,
    pub open_href: String,
    pub to_mend: ToMend,
    pub due: Option<DueView>,
}

impl CountyToday {
    /// Nothing before the county has figures.
    pub async fn of(
        app: &App,
        actor: &Actor,
        county: i64,
        lang: Lang,
    ) -> Result<Option<Self>, PageFailure> {
        let asked = junheng_app::Asked {
            county,
            ..junheng_app::Asked::default()
        };
        let judged = match app.judged(actor, &asked).await {
            Err(Failure::NotFound) => return Ok(None),
            other => other?,
        };
        let Some(standing) = standing_of(&judged, lang) else {
            return Ok(None);
        };
        let due = match app.due(actor, county, &judged.period.name).await {
            Err(Failure::NotFound) => None,
            other => Some(DueView::of(&other?, county, lang)),
        };
        let selection = Selection::default();
        let addresses = CountyAddresses {
            county,
            selection: &selection,
        };
        let groups = tiles::groups(&standing, &addresses, &Course::default(), lang);
        let count = |verdict| tiles::count(&groups, verdict);
        let (red_count, open_count) = (count(Verdict::NotMet), count(Verdict::Undetermined));
        let red = tiles::only(&groups, Verdict::NotMet);
        Ok(Some(Self {
            href: format!("/counties/{county}"),
            verdict: standing.county.verdict,
            words: words(&standing, &judged.period.name, lang),
            basis: basis(&judged, lang),
            red: red.into_iter().take(MOST_RED).collect(),
            red_href: addresses.wall(Some(Verdict::NotMet)),
            red_count,
            open_count,
            open_href: addresses.wall(Some(Verdict::Undetermined)),
            to_mend: ToMend::of(app, actor, &standing, &addresses, lang).await?,
            due,
        }))
    }
}

/// A county in a line, as it last froze.
pub struct CountyLine {
    pub name: String,
    pub href: String,
    /// Nothing when it never froze.
    pub verdict: Option<Verdict>,
    /// `2023-2024：33 项达标，8 项不达标`
    pub note: String,
    /// How it stood before, the latest first.
    pub before: Vec<(String, Verdict)>,
}

/// Where each county within reach stood when it last froze.
pub async fn lines(app: &App, actor: &Actor, lang: Lang) -> Result<Vec<CountyLine>, PageFailure> {
    let policy = organisations::policy_of(app.rulebook(), "").unwrap_or_default();
    let standings = app.standings(actor, None, &policy).await?;
    let counties = standings.counties.into_iter();
    Ok(counties.map(|county| line(county, lang)).collect())
}

fn line(county: CountyStanding, lang: Lang) -> CountyLine {
    let latest = county.years.first();
    let tally = latest.and_then(|year| year.tally);
    let before = county.years.iter().skip(1);
    CountyLine {
        href: format!("/counties/{}", county.id),
        verdict: tally.map(|tally| tally.verdict),
        note: match (latest, tally, lang) {
            (None, ..) => lang.say("尚未冻结", "not frozen yet").to_owned(),
            (Some(year), None, _) => year.period.clone(),
            (Some(year), Some(tally), Lang::Zh) => format!(
                "{}学年：{} 项达标，{} 项不达标",
                year.period, tally.met, tally.not_met
            ),
            (Some(year), Some(tally), Lang::En) => format!(
                "{}: {} met, {} not met",
                year.period, tally.met, tally.not_met
            ),
        },
        before: before
            .filter_map(|year| Some((year.period.clone(), year.tally?.verdict)))
            .collect(),
        name: county.name,
    }
}
