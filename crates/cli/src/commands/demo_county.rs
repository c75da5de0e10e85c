//! `junheng demo-county`: an empty data folder becomes a city with two counties, handed in, reviewed and frozen.

use std::collections::{BTreeMap, HashSet};
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use jiff::ToSpan;
use junheng_app::freezing::Freeze;
use junheng_app::handing_in::{Explanation, ForAll};
use junheng_app::periods::OpenPeriod;
use junheng_app::reviewing::{BoardFilter, CellRemark, GiveBack, Remind, ReviewAll};
use junheng_app::{Actor, App, Failure, Found, FoundOrganisation, FoundPerson, Founding, kind};
use junheng_demo::{DemoCell, DemoOptions, DemoSheet, DemoYear};
use junheng_model::Role;
use junheng_report::sheets::workbook;

use super::demo_data::sheet;
use super::{DataFolder, RulebookFolder};

/// Fill an empty data folder with a believable city: two counties, three years, people for every role.
#[derive(Debug, Args)]
pub struct DemoCounty {
    /// How many schools the county has; the one beside it has a quarter.
    #[arg(long, value_name = "N", default_value_t = 48, value_parser = clap::value_parser!(u32).range(4..=480))]
    schools: u32,
    /// The same seed gives the same county.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    rulebook: RulebookFolder,
}

/// Everybody's password in the demo.
const PASSWORD: &str = "junheng-2026";
/// Division codes that belong to nobody.
const PROVINCE_CODE: &str = "990000";
const CITY_CODE: &str = "990100";
const COUNTY_CODE: &str = "990121";
const NEIGHBOUR_CODE: &str = "990122";
/// Where the organisations above the schools stand in the list.
const PROVINCE: usize = 0;
const CITY: usize = 1;
const COUNTY: usize = 2;
const NEIGHBOUR: usize = 3;
/// The sheet of the schools, and where their codes and names stand in it.
const SCHOOLS: &str = "学校";
const CODE: &str = "学校标识码";
const NAME: &str = "学校名称";
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
    let schools = args.schools as usize;
    let options = DemoOptions {
        schools,
        seed: args.seed,
        mistakes: true,
    };
    let county = junheng_demo::county(options);
    let neighbour = junheng_demo::neighbour((schools / 4).max(4), args.seed + 1);
    let runtime = super::runtime()?;
    // The app is dropped outside of the runtime: its query engine has threads that only a blocking thread may wait for.
    let app = runtime.block_on(args.data.open(rulebook))?;
    runtime.block_on(fill(&app, county, neighbour))?;
    Ok(ExitCode::SUCCESS)
}

async fn fill(app: &App, county: Vec<DemoYear>, neighbour: Vec<DemoYear>) -> anyhow::Result<()> {
    if !app.is_empty().await? {
        bail!("the data folder holds something already: demo-county needs an empty one");
    }
    let demo = Demo::found(app, county, neighbour).await?;
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
    name: &'static str,
    /// Before the sign-in names of its people.
    prefix: &'static str,
    years: Vec<DemoYear>,
    schools: Vec<School>,
    /// Whether the latest year is still being handed in.
    is_at_work: bool,
}

/// A school of the latest years, with the number of its people.
struct School {
    code: String,
    name: String,
    number: usize,
}

impl Demo {
    async fn found(
        app: &App,
        county: Vec<DemoYear>,
        neighbour: Vec<DemoYear>,
    ) -> anyhow::Result<Self> {
        let mut founding = Founding {
            organisations: vec![
                organisation(None, kind::PROVINCE, "江岭省", PROVINCE_CODE),
                organisation(Some(PROVINCE), kind::CITY, "和川市", CITY_CODE),
                organisation(Some(CITY), kind::COUNTY, junheng_demo::COUNTY, COUNTY_CODE),
                organisation(
                    Some(CITY),
                    kind::COUNTY,
                    junheng_demo::NEIGHBOUR,
                    NEIGHBOUR_CODE,
                ),
            ],
            people: people_above_schools(),
        };
        let own = add_schools(&mut founding, COUNTY, "", &county);
        let others = add_schools(&mut founding, NEIGHBOUR, "anlan-", &neighbour);
        let Found { organisations } = app.found(&founding).await.map_err(told)?;
        let counties = vec![
            DemoCountyYears {
                id: organisations[NEIGHBOUR],
                name: junheng_demo::NEIGHBOUR,
                prefix: "anlan-",
                years: neighbour,
                schools: others,
                is_at_work: false,
            },
            DemoCountyYears {
                id: organisations[COUNTY],
                name: junheng_demo::COUNTY,
                prefix: "",
                years: county,
                schools: own,
                is_at_work: true,
            },
        ];
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

    /// The office uploads one workbook for all schools but some.
    async fn upload(
        &self,
        county: &DemoCountyYears,
        year: &DemoYear,
        without: &HashSet<String>,
    ) -> anyhow::Result<()> {
        let office = self.office(county).await?;
        let sheets: Vec<_> = year
            .sheets
            .iter()
            .map(|one| sheet(leaving_out(one, without)))
            .collect();
        let for_all = ForAll {
            county: county.id,
            period: year.school_year.clone(),
            file_name: format!("{}{}.xlsx", county.name, year.school_year),
            bytes: workbook(&sheets)?,
            replaces_own: false,
        };
        let job = self
            .app
            .hand_in_for_all(&office, for_all)
            .await
            .map_err(told)?;
        let over = self.app.job_when_over(&office, job).await.map_err(told)?;
        if over.result.is_none() {
            bail!("the workbook could not be handed in: {}", over.message.en);
        }
        Ok(())
    }

    /// The schools confirm what the office uploaded for them, with words where the checks ask for them; the county's
    /// own clerk the county's registers.
    async fn submit(
        &self,
        county: &DemoCountyYears,
        year: &DemoYear,
        schools: &[&School],
        counties_too: bool,
    ) -> anyhow::Result<()> {
        let office = self.office(county).await?;
        let board = self
            .app
            .board(
                &office,
                county.id,
                &year.school_year,
                &BoardFilter::default(),
            )
            .await
            .map_err(told)?;
        let numbers: BTreeMap<&str, usize> = schools
            .iter()
            .map(|school| (school.code.as_str(), school.number))
            .collect();
        for row in &board.rows {
            let number = row.code.as_deref().and_then(|code| numbers.get(code));
            let clerk = match number {
                Some(number) => format!("{}clerk-{number:02}", county.prefix),
                None if counties_too && row.organisation == county.id => {
                    format!("{}county-clerk", county.prefix)
                }
                None => continue,
            };
            let clerk = self.app.actor_on_console(&clerk).await.map_err(told)?;
            // A school that is not in the year's sheets at all was closed then: it hands in nothing.
            if row.cells.iter().flatten().all(|cell| cell.rows == 0) {
                continue;
            }
            for cell in row.cells.iter().flatten() {
                let note = match cell.rows {
                    0 => "本学年没有这类情况",
                    _ => "",
                };
                self.submit_one(&clerk, cell.hand_in, note).await?;
            }
        }
        Ok(())
    }

    /// Submits; where only words stand in the way, says them first. What has mistakes stays a draft.
    async fn submit_one(&self, clerk: &Actor, id: i64, note: &str) -> anyhow::Result<()> {
        match self.app.submit_hand_in(clerk, id, note).await {
            Ok(()) => return Ok(()),
            Err(Failure::Refused(_)) => {}
            Err(other) => return Err(told(other)),
        }
        let hand_in = self.app.hand_in(clerk, id).await.map_err(told)?;
        let unexplained = hand_in
            .failing
            .iter()
            .filter(|failing| failing.explanation.is_none());
        let words: Vec<Explanation> = unexplained
            .filter(|failing| failing.failed.severity == junheng_model::Severity::Warning)
            .map(|failing| Explanation {
                check: failing.failed.check.clone(),
                row: failing.failed.row_key.clone(),
                text: "与台账核对无误，属实".to_owned(),
            })
            .collect();
        if !hand_in.is_editable || words.is_empty() {
            return Ok(());
        }
        let explained = self.app.explain_checks(clerk, id, &words).await;
        explained.map_err(told)?;
        match self.app.submit_hand_in(clerk, id, note).await {
            Ok(()) | Err(Failure::Refused(_)) => Ok(()),
            Err(other) => Err(told(other)),
        }
    }

    /// The office accepts everything that waits.
    async fn accept(&self, county: &DemoCountyYears, year: &DemoYear) -> anyhow::Result<()> {
        let office = self.office(county).await?;
        let waiting = self.waiting(county, year).await?;
        let wanted = ReviewAll {
            hand_ins: waiting.into_iter().map(|(_, id)| id).collect(),
            fields: BTreeMap::new(),
        };
        self.app
            .accept_many(&office, county.id, &year.school_year, &wanted, &mut |_| {
                true
            })
            .await
            .map_err(told)?;
        Ok(())
    }

    /// The hand-ins that wait for review, with the codes of their organisations.
    async fn waiting(
        &self,
        county: &DemoCountyYears,
        year: &DemoYear,
    ) -> anyhow::Result<Vec<(String, i64)>> {
        let office = self.office(county).await?;
        let filter = BoardFilter {
            only: Some("waiting".to_owned()),
            ..BoardFilter::default()
        };
        let board = self
            .app
            .board(&office, county.id, &year.school_year, &filter)
            .await
            .map_err(told)?;
        let cells = board.rows.iter().flat_map(|row| {
            let code = row.code.clone().unwrap_or_default();
            let cells = row.cells.iter().flatten();
            cells.map(move |cell| (code.clone(), cell.hand_in))
        });
        Ok(cells.collect())
    }

    /// The office gives the first hand-in of each school back, with a remark on a cell.
    async fn give_back(
        &self,
        county: &DemoCountyYears,
        year: &DemoYear,
        schools: &[&School],
    ) -> anyhow::Result<()> {
        let office = self.office(county).await?;
        let waiting = self.waiting(county, year).await?;
        for school in schools {
            let Some((_, id)) = waiting.iter().find(|(code, _)| *code == school.code) else {
                continue;
            };
            let hand_in = self.app.hand_in(&office, *id).await.map_err(told)?;
            let row = hand_in.rows.first().map(|row| row.row_id);
            let said = GiveBack {
                fields: BTreeMap::from([(
                    "退回意见".to_owned(),
                    "请与平面图核对面积，改好后再报".to_owned(),
                )]),
                remarks: vec![CellRemark {
                    row,
                    column: Some("教学及辅助用房面积".to_owned()),
                    text: "与去年差得多，是否把新教学楼算了两遍？".to_owned(),
                }],
            };
            self.app
                .give_back(&office, *id, &said)
                .await
                .map_err(told)?;
        }
        Ok(())
    }

    /// Clerks who looked at their hand-ins and have not gone on.
    async fn look_in(
        &self,
        county: &DemoCountyYears,
        year: &DemoYear,
        schools: &[&School],
    ) -> anyhow::Result<()> {
        let office = self.office(county).await?;
        let board = self
            .app
            .board(
                &office,
                county.id,
                &year.school_year,
                &BoardFilter::default(),
            )
            .await
            .map_err(told)?;
        for school in schools {
            let clerk = format!("{}clerk-{:02}", county.prefix, school.number);
            let clerk = self.app.actor_on_console(&clerk).await.map_err(told)?;
            let of_school = |row: &&junheng_app::reviewing::BoardRow| {
                row.code.as_deref() == Some(school.code.as_str())
            };
            for row in board.rows.iter().filter(of_school) {
                for cell in row.cells.iter().flatten() {
                    self.app.hand_in(&clerk, cell.hand_in).await.map_err(told)?;
                }
            }
        }
        Ok(())
    }

    async fn office(&self, county: &DemoCountyYears) -> anyhow::Result<Actor> {
        let name = format!("{}office", county.prefix);
        self.app.actor_on_console(&name).await.map_err(told)
    }

    fn print_accounts(&self) {
        println!();
        println!("password of everybody / 所有人的密码：{PASSWORD}");
        println!();
        for person in people_above_schools() {
            println!("  {:<16} {}", person.sign_in_name, person.name);
        }
        for county in &self.counties {
            let Some(last) = county.schools.last() else {
                continue;
            };
            let prefix = county.prefix;
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

fn organisation(
    below: Option<usize>,
    kind: &'static str,
    name: &str,
    code: &str,
) -> FoundOrganisation {
    FoundOrganisation {
        below,
        kind,
        name: name.to_owned(),
        code: Some(code.to_owned()),
    }
}

/// People for every role above the schools.
fn people_above_schools() -> Vec<FoundPerson> {
    let person = |sign_in_name: &str, name: &str, role, at| FoundPerson {
        sign_in_name: sign_in_name.to_owned(),
        name: name.to_owned(),
        password: PASSWORD.to_owned(),
        roles: vec![(role, at)],
    };
    vec![
        person("admin", "管理员 何志远", Role::Administrator, PROVINCE),
        person("auditor", "审计员 秦越", Role::Auditor, PROVINCE),
        person("city", "和川市领导 陆文清", Role::Leader, CITY),
        person("inspector", "和川市督学 孟川", Role::Inspector, CITY),
        person("leader", "广和县领导 赵明", Role::Leader, COUNTY),
        person("office", "广和县创建办 王敏", Role::CreationOffice, COUNTY),
        person(
            "county-clerk",
            "广和县教育局填报员 李青",
            Role::DataClerk,
            COUNTY,
        ),
        person(
            "liaison",
            "广和县财政局联络员 周宁",
            Role::LiaisonOfficer,
            COUNTY,
        ),
        person("anlan-leader", "安澜县领导 韩松", Role::Leader, NEIGHBOUR),
        person(
            "anlan-office",
            "安澜县创建办 方园",
            Role::CreationOffice,
            NEIGHBOUR,
        ),
        person(
            "anlan-county-clerk",
            "安澜县教育局填报员 苏禾",
            Role::DataClerk,
            NEIGHBOUR,
        ),
    ]
}

/// Adds every school that a county ever had, with a clerk and a principal each.
fn add_schools(
    founding: &mut Founding,
    county: usize,
    prefix: &str,
    years: &[DemoYear],
) -> Vec<School> {
    let mut schools: Vec<School> = Vec::new();
    let sheets = years.iter().flat_map(|year| &year.sheets);
    for sheet in sheets.filter(|sheet| sheet.register == SCHOOLS) {
        let (Some(code), Some(name)) = (column(sheet, CODE), column(sheet, NAME)) else {
            continue;
        };
        for row in &sheet.rows {
            let (DemoCell::Text(code), DemoCell::Text(name)) = (&row[code], &row[name]) else {
                continue;
            };
            let is_known = schools.iter().any(|known| known.code == *code);
            let is_code = code.len() == 10 && code.bytes().all(|byte| byte.is_ascii_digit());
            if is_known || !is_code {
                continue;
            }
            schools.push(School {
                code: code.clone(),
                name: name.clone(),
                number: schools.len() + 1,
            });
        }
    }
    for school in &schools {
        let at = founding.organisations.len();
        let below = Some(county);
        founding.organisations.push(organisation(
            below,
            kind::SCHOOL,
            &school.name,
            &school.code,
        ));
        for (who, title, role) in [
            ("clerk", "填报员", Role::DataClerk),
            ("head", "校长", Role::Principal),
        ] {
            founding.people.push(FoundPerson {
                sign_in_name: format!("{prefix}{who}-{:02}", school.number),
                name: format!("{}{title}", school.name),
                password: PASSWORD.to_owned(),
                roles: vec![(role, at)],
            });
        }
    }
    schools
}

/// Where a column stands: headings carry units behind their names.
fn column(sheet: &DemoSheet, name: &str) -> Option<usize> {
    sheet
        .headings
        .iter()
        .position(|heading| heading.starts_with(name))
}

/// A sheet without the rows of some schools.
fn leaving_out(sheet: &DemoSheet, without: &HashSet<String>) -> DemoSheet {
    let mut kept = sheet.clone();
    if let Some(code) = column(sheet, CODE) {
        kept.rows.retain(|row| match row.get(code) {
            Some(DemoCell::Text(text)) => !without.contains(text),
            _ => true,
        });
    }
    kept
}
