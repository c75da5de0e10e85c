//! `junheng demo-county`: an empty data folder becomes a city with its counties, handed in, reviewed and frozen.

use std::collections::HashSet;
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use jiff::ToSpan;
use junheng_app::freezing::Freeze;
use junheng_app::periods::OpenPeriod;
use junheng_app::reviewing::{BoardFilter, Remind};
use junheng_app::{Actor, App, Failure, Found, Founding, kind};
use junheng_demo::DemoYear;

use super::{DataFolder, RulebookFolder};

mod city;
mod handing_in;
mod people;
mod sheets;

use city::{MadeUp, made_up};
use people::{
    CITY, CITY_CODE, FIRST_COUNTY_CODE, PASSWORD, PROVINCE, PROVINCE_CODE, School, add_schools,
    organisation, people_above_counties, people_of_county,
};

/// Fill an empty data folder with a believable city: counties, school years, people for every role.
#[derive(Debug, Args)]
pub struct DemoCounty {
    /// How many schools the county has; the one beside it has a quarter.
    #[arg(long, value_name = "N", default_value_t = 48, value_parser = clap::value_parser!(u32).range(4..=480))]
    schools: u32,
    /// How many school years there are.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=10))]
    years: u32,
    /// So many counties more, each with as many schools as the first: for measuring a large database.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=97))]
    more_counties: u32,
    /// The same seed gives the same county.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    rulebook: RulebookFolder,
}

/// Of twelve schools in a row, in the year that is being handed in: so many were accepted, wait for review, were
/// given back, are drafts; the rest never opened theirs.
const ACCEPTED: usize = 5;
const WAITING: usize = 3;
const GIVEN_BACK: usize = 1;
const DRAFTS: usize = 2;
const IN_A_ROW: usize = 12;

/// Fills the folder, and prints who can sign in.
///
/// # Errors
/// When the folder holds something already or cannot be written.
pub fn run(args: DemoCounty) -> anyhow::Result<ExitCode> {
    let rulebook = args.rulebook.load()?;
    let counties = made_up(&args);
    let runtime = super::runtime()?;
    // The app is dropped outside of the runtime: its query engine has threads that only a blocking thread may wait for.
    let app = runtime.block_on(args.data.open(rulebook))?;
    runtime.block_on(fill(&app, counties))?;
    Ok(ExitCode::SUCCESS)
}

async fn fill(app: &App, counties: Vec<MadeUp>) -> anyhow::Result<()> {
    if !app.is_empty().await? {
        bail!("the data folder holds something already: demo-county needs an empty one");
    }
    let demo = Demo::found(app, counties).await?;
    demo.hand_in_everything().await?;
    demo.print_accounts();
    Ok(())
}

/// The city as it grows.
struct Demo {
    app: App,
    counties: Vec<DemoCountyYears>,
}

/// A county with its years.
struct DemoCountyYears {
    id: i64,
    name: String,
    /// Before the sign-in names of its people.
    prefix: String,
    years: Vec<DemoYear>,
    schools: Vec<School>,
    /// Whether the latest year is still being handed in.
    is_at_work: bool,
}

impl Demo {
    /// The organisations and their people: a city with its counties, in their order.
    async fn found(app: &App, made_up: Vec<MadeUp>) -> anyhow::Result<Self> {
        let mut founding = Founding {
            organisations: vec![
                organisation(None, kind::PROVINCE, "江岭省", PROVINCE_CODE),
                organisation(Some(PROVINCE), kind::CITY, "和川市", CITY_CODE),
            ],
            people: people_above_counties(),
        };
        let of_counties = made_up.iter().zip(FIRST_COUNTY_CODE..);
        founding
            .organisations
            .extend(of_counties.map(|(one, code)| {
                organisation(Some(CITY), kind::COUNTY, &one.name, &code.to_string())
            }));
        let mut schools = Vec::new();
        for (at, one) in made_up.iter().enumerate() {
            let county = CITY + 1 + at;
            founding
                .people
                .extend(people_of_county(county, &one.name, &one.prefix));
            schools.push(add_schools(&mut founding, county, &one.prefix, &one.years));
        }
        let Found { organisations } = app.found(&founding).await.map_err(told)?;
        let counties = made_up.into_iter().zip(schools).enumerate();
        let mut counties: Vec<DemoCountyYears> = counties
            .map(|(at, (one, schools))| DemoCountyYears {
                id: organisations[CITY + 1 + at],
                name: one.name,
                prefix: one.prefix,
                years: one.years,
                schools,
                is_at_work: at == 0,
            })
            .collect();
        // What is still at work comes last, as it would.
        counties.rotate_left(1);
        Ok(Self {
            app: app.clone(),
            counties,
        })
    }

    /// Every year of every county, the earliest first, through the verbs that people use.
    async fn hand_in_everything(&self) -> anyhow::Result<()> {
        for county in &self.counties {
            let latest = county.years.len() - 1;
            for (at, year) in county.years.iter().enumerate() {
                println!("{} {}", county.name, year.school_year);
                let is_at_work = county.is_at_work && at == latest;
                self.open(county, year, is_at_work).await?;
                if is_at_work {
                    self.hand_in_some(county, year).await?;
                } else {
                    self.hand_in_all(county, year).await?;
                }
            }
        }
        Ok(())
    }

    async fn open(
        &self,
        county: &DemoCountyYears,
        year: &DemoYear,
        is_at_work: bool,
    ) -> anyhow::Result<()> {
        let office = self.office(county).await?;
        let end_of_year = format!("{}-12-31", &year.school_year[..4]);
        // The year at work became due the day before yesterday, so that some are late and nobody is years late.
        let due_on = match is_at_work {
            true => self.app.today().saturating_sub(2.days()).to_string(),
            false => end_of_year,
        };
        let typed = OpenPeriod {
            name: year.school_year.clone(),
            due_on,
        };
        self.app
            .open_period(&office, county.id, &typed)
            .await
            .map_err(told)?;
        Ok(())
    }

    /// A year that everybody handed in, that was accepted and frozen.
    async fn hand_in_all(&self, county: &DemoCountyYears, year: &DemoYear) -> anyhow::Result<()> {
        self.upload(county, year, &HashSet::new()).await?;
        let everybody: Vec<&School> = county.schools.iter().collect();
        self.submit(county, year, &everybody, true).await?;
        self.accept(county, year).await?;
        let office = self.office(county).await?;
        let said = Freeze {
            reason: "停办学校不再报送，按缺失处理".to_owned(),
        };
        self.app
            .freeze(&office, county.id, &year.school_year, &said)
            .await
            .map_err(told)?;
        Ok(())
    }

    /// The year at work: some accepted, some waiting, some given back, some drafts, some never opened.
    async fn hand_in_some(&self, county: &DemoCountyYears, year: &DemoYear) -> anyhow::Result<()> {
        let part = |from: usize, until: usize| -> Vec<&School> {
            let chosen = county.schools.iter().enumerate();
            chosen
                .filter(|(at, _)| (from..until).contains(&(at % IN_A_ROW)))
                .map(|(_, school)| school)
                .collect()
        };
        let waiting_from = ACCEPTED;
        let given_back_from = waiting_from + WAITING;
        let drafts_from = given_back_from + GIVEN_BACK;
        let unopened_from = drafts_from + DRAFTS;
        let unopened = part(unopened_from, IN_A_ROW);
        let unopened: HashSet<String> = unopened.iter().map(|one| one.code.clone()).collect();
        self.upload(county, year, &unopened).await?;
        self.submit(county, year, &part(0, waiting_from), true)
            .await?;
        self.accept(county, year).await?;
        self.submit(county, year, &part(waiting_from, drafts_from), false)
            .await?;
        self.give_back(county, year, &part(given_back_from, drafts_from))
            .await?;
        self.look_in(county, year, &part(drafts_from, unopened_from))
            .await?;
        let office = self.office(county).await?;
        let wanted = Remind {
            hand_ins: Vec::new(),
            words: "有困难请打创建办电话".to_owned(),
        };
        let filter = BoardFilter {
            only: Some("never-opened".to_owned()),
            ..BoardFilter::default()
        };
        let reminded = self
            .app
            .remind(&office, county.id, &year.school_year, &filter, &wanted)
            .await;
        match reminded {
            // With few schools, nobody is left who never opened.
            Ok(_) | Err(Failure::Refused(_)) => Ok(()),
            Err(other) => Err(told(other)),
        }
    }

    async fn office(&self, county: &DemoCountyYears) -> anyhow::Result<Actor> {
        let name = format!("{}office", county.prefix);
        self.app.actor_on_console(&name).await.map_err(told)
    }

    fn print_accounts(&self) {
        println!();
        println!("password of everybody / 所有人的密码：{PASSWORD}");
        println!();
        for person in people_above_counties() {
            println!("  {:<16} {}", person.sign_in_name, person.name);
        }
        for county in self.counties.iter().rev() {
            let prefix = &county.prefix;
            for person in people_of_county(CITY, &county.name, prefix) {
                println!("  {:<16} {}", person.sign_in_name, person.name);
            }
            let Some(last) = county.schools.last() else {
                continue;
            };
            for (who, role) in [("clerk", "填报员"), ("head", "校长")] {
                let first = format!("{prefix}{who}-01");
                let until = format!("{prefix}{who}-{:02}", last.number);
                println!(
                    "  {first:<16} {}{role}（到 {until}）",
                    county.schools[0].name
                );
            }
        }
    }
}

/// A failure as the command line says it.
fn told(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Refused(reasons) => {
            let reasons: Vec<&str> = reasons.iter().map(|reason| reason.en.as_str()).collect();
            anyhow::anyhow!("refused: {}", reasons.join("; "))
        }
        Failure::Invalid(fields) => {
            let wrong = fields
                .iter()
                .map(|field| format!("{}: {}", field.field, field.message.en));
            anyhow::anyhow!("cannot be used: {}", wrong.collect::<Vec<_>>().join("; "))
        }
        other => anyhow::Error::new(other),
    }
}
