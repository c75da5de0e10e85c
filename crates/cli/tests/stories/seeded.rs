//! The made-up county with its three years in a data folder, as if every school had handed in.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};
use junheng_app::{Place, SetUp};
use junheng_model::RegisterTable;
use junheng_rulebook::{HandedInBy, Register, Rulebook};
use junheng_store::{
    Clerk, Entry, NewMatter, NewOrganisation, NewPeriod, NewRevision, NewRow, NewSource,
    OrganisationFilter, Page, Period, Store, Writing,
};

use super::{folder, junheng};

/// Who may read everything in the seeded folder.
pub const SIGN_IN_NAME: &str = "admin";
pub const PASSWORD: &str = "春天的第一场雨下在山上";

/// The years of the made-up county: name, first day, day due.
const YEARS: [(&str, Date, Date); 3] = [
    ("2022-2023", date(2022, 9, 1), date(2022, 12, 31)),
    ("2023-2024", date(2023, 9, 1), date(2023, 12, 31)),
    ("2024-2025", date(2024, 9, 1), date(2024, 12, 31)),
];

/// Fills a data folder with the made-up county.
pub async fn seed(data: &Path, rulebook: Rulebook, schools: usize) {
    let files = folder("seed-files");
    let (to, many) = (files.display().to_string(), schools.to_string());
    junheng(["demo-data", "--clean", "--out", &to, "--schools", &many]).succeeded();
    let place = Place {
        folder: data.to_owned(),
        database: None,
        keys: None,
    };
    let app = junheng_app::App::open(&place, rulebook.clone())
        .await
        .expect("a new folder opens");
    app.set_up(&SetUp {
        county_name: "广和县".to_owned(),
        county_code: "519900".to_owned(),
        name: "王敏".to_owned(),
        sign_in_name: SIGN_IN_NAME.to_owned(),
        password: PASSWORD.to_owned(),
    })
    .await
    .expect("the first run");
    let keys = place.read_keys().expect("the keys were made");
    let store = Store::open(&place.location(), keys, &rulebook)
        .await
        .expect("the store opens again");
    let mut organisations = HashMap::new();
    for (name, starts_on, due_on) in YEARS {
        let file = files.join(format!("广和县{name}.xlsx"));
        let bytes = fs::read(&file).expect("the demo was written");
        let file_name = format!("广和县{name}.xlsx");
        let intake = junheng_intake::read(&file_name, &bytes, &rulebook);
        let clerk = Clerk {
            person: None,
            at: "2024-12-01T08:00:00Z".parse().expect("an instant"),
        };
        let declared = rulebook.matter("填报").expect("the rulebook declares 填报");
        let mut writing = store.write(&clerk).await.expect("writes");
        let county = county(&mut writing).await;
        let period = writing
            .add_period(&NewPeriod {
                organisation_id: county,
                name: name.to_owned(),
                kind: "school_year".to_owned(),
                starts_on,
                due_on,
            })
            .await
            .expect("a period");
        organisations.insert(String::new(), county);
        for table in &intake.tables {
            let register = rulebook
                .register(&table.register)
                .expect("intake reads registers of the rulebook");
            let kind = writing.keep_kind("填报", &declared.text).await;
            let kind = kind.expect("keeps the kind");
            hand_in(
                &mut writing,
                register,
                table,
                &period,
                &kind,
                &mut organisations,
            )
            .await;
        }
        writing
            .journal(Entry {
                verb: "seed",
                organisation: Some(county),
                subject: format!("period/{}", period.id),
                detail: serde_json::Value::Null,
            })
            .await
            .expect("journals");
        writing.commit().await.expect("commits");
    }
    // The app's query engine has threads of its own, which only a blocking thread may wait for.
    tokio::task::spawn_blocking(move || drop(app))
        .await
        .expect("the app ends");
}

async fn county(writing: &mut Writing) -> i64 {
    let counties = OrganisationFilter {
        kinds: Some(vec!["county".to_owned()]),
        ..OrganisationFilter::default()
    };
    let found = writing.organisations(&counties, Page::first(1)).await;
    found.expect("lists").items[0].id
}

/// Writes each organisation's rows of a table as one submission.
async fn hand_in(
    writing: &mut Writing,
    register: &Register,
    table: &RegisterTable,
    period: &Period,
    kind_digest: &str,
    organisations: &mut HashMap<String, i64>,
) {
    let source = NewSource {
        file_name: table.source.file.to_string(),
        file_digest: junheng_store::digest_of(table.source.file.as_bytes()),
        sheet: table.source.sheet.as_deref().map(str::to_owned),
        positions: table
            .columns
            .iter()
            .map(|column| (column.name.clone(), column.position))
            .collect(),
    };
    let source_id = writing.add_source(&source).await.expect("a source");
    for (code, rows) in rows_by_school(register, table) {
        let organisation = match organisations.get(&code) {
            Some(id) => *id,
            None => {
                let name = table
                    .texts("学校名称")
                    .and_then(|names| names[rows[0]].as_deref())
                    .unwrap_or(&code)
                    .to_owned();
                let made = writing
                    .add_organisation(&NewOrganisation {
                        parent_id: organisations.get("").copied(),
                        kind: "school".to_owned(),
                        name,
                        code: Some(code.clone()),
                    })
                    .await
                    .expect("a school");
                organisations.insert(code, made.id);
                made.id
            }
        };
        let submission = submission(writing, register, period, organisation, kind_digest).await;
        let rows: Vec<NewRow> = rows
            .iter()
            .map(|&row| new_row(register, table, source_id, row))
            .collect();
        let revision = NewRevision {
            submission_id: submission,
            way: "workbook".to_owned(),
            source_id: Some(source_id),
            cells_typed: 0,
            cells_carried: 0,
            cells_again: 0,
            undoes: None,
        };
        writing
            .write_revision(&revision, &rows)
            .await
            .expect("a revision");
    }
}

/// The rows of each school; of the county under the empty code.
fn rows_by_school(register: &Register, table: &RegisterTable) -> BTreeMap<String, Vec<usize>> {
    let column = match register.handed_in_by {
        HandedInBy::County => None,
        HandedInBy::School => Some(register.school.as_deref().unwrap_or("学校标识码")),
    };
    let codes = column.and_then(|column| table.texts(column));
    let mut rows: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in 0..table.row_count() {
        let code = codes.and_then(|codes| codes[row].as_deref()).unwrap_or("");
        rows.entry(code.to_owned()).or_default().push(row);
    }
    rows
}

async fn submission(
    writing: &mut Writing,
    register: &Register,
    period: &Period,
    organisation: i64,
    kind_digest: &str,
) -> i64 {
    let matter = NewMatter {
        kind: "填报".to_owned(),
        kind_digest: kind_digest.to_owned(),
        organisation_id: organisation,
        subject: register.name.clone(),
        state: "已审核".to_owned(),
        due_on: Some(period.due_on),
    };
    let matter = writing.add_matter(&matter).await.expect("a matter");
    writing
        .add_submission(matter, &register.name, period.id, organisation)
        .await
        .expect("a submission");
    matter
}

fn new_row(register: &Register, table: &RegisterTable, source_id: i64, row: usize) -> NewRow {
    let value = |column: &junheng_rulebook::Column| table.column(&column.name)?.values.get(row);
    let line = i64::try_from(row).expect("a sheet has fewer rows");
    NewRow {
        row_id: None,
        line,
        source_id: Some(source_id),
        source_row: Some(i64::from(table.rows[row])),
        values: register.columns.iter().map(value).collect(),
    }
}

/// Leaves a data folder to look at in a browser.
#[test]
#[ignore = "writes a folder for people to look at"]
fn a_folder_to_look_at() {
    let to = std::env::var_os("JUNHENG_SEED_FOLDER").expect("JUNHENG_SEED_FOLDER names a folder");
    let schools =
        std::env::var("JUNHENG_SEED_SCHOOLS").map_or(48, |text| text.parse().expect("a number"));
    tokio::runtime::Runtime::new()
        .expect("a runtime")
        .block_on(seed(Path::new(&to), super::repository_rulebook(), schools));
}
