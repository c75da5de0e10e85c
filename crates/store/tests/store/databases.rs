//! A fresh database of either kind for each test, and a small county in it.

use std::collections::BTreeMap;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use junheng_model::{CellValue, Quantity};
use junheng_rulebook::Rulebook;
use junheng_store::{
    Clerk, Entry, Keys, Location, NewMatter, NewOrganisation, NewPeriod, NewPerson, NewRow,
    NewSource, Period, Store, Writing,
};
use sqlx::{AnyPool, AssertSqlSafe};
use tempfile::TempDir;

/// One test on both databases: `both! { name => body }` makes `name::sqlite` and `name::postgres`.
macro_rules! both {
    ($($(#[$about:meta])* $name:ident => $body:ident;)*) => {$(
        $(#[$about])*
        mod $name {
            #[tokio::test]
            async fn sqlite() {
                super::$body(crate::databases::sqlite()).await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(place) = crate::databases::postgres().await {
                    super::$body(place).await;
                }
            }
        }
    )*};
}
pub(crate) use both;

/// Where a test keeps its data; gone when dropped.
pub struct Place {
    pub location: Location,
    folder: TempDir,
}

pub fn sqlite() -> Place {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Place {
        location: Location::in_folder(folder.path().join("data 数据")),
        folder,
    }
}

/// A new database of the server that JUNHENG_TEST_POSTGRES names.
pub async fn postgres() -> Option<Place> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    static DRIVERS: Once = Once::new();
    let Ok(server) = std::env::var("JUNHENG_TEST_POSTGRES") else {
        eprintln!(
            "SKIPPED: JUNHENG_TEST_POSTGRES is not set; run scripts/with-postgres cargo test"
        );
        return None;
    };
    DRIVERS.call_once(sqlx::any::install_default_drivers);
    let name = format!(
        "store_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    let pool = AnyPool::connect(&server).await.expect("the server answers");
    let make = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(make).execute(&pool).await.expect("a database");
    pool.close().await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    Some(Place {
        location: Location {
            database: server.replacen("/postgres?", &format!("/{name}?"), 1),
            folder: folder.path().to_owned(),
        },
        folder,
    })
}

impl Place {
    pub async fn open(&self) -> Store {
        self.open_with(KEY).await
    }

    pub async fn open_with(&self, keys: &str) -> Store {
        let keys = Keys::parse(keys).expect("keys");
        Store::open(&self.location, keys, &rulebook())
            .await
            .expect("opens")
    }

    pub fn is_postgres(&self) -> bool {
        self.location.database.starts_with("postgres://")
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The database as a stranger sees it, around the store.
    pub async fn raw(&self) -> AnyPool {
        assert!(self.folder.path().is_dir());
        let url = match self.location.database.strip_prefix("postgres://") {
            Some(_) => self.location.database.clone(),
            None => format!("sqlite://{}", self.location.database.replace(' ', "%20")),
        };
        AnyPool::connect(&url).await.expect("connects")
    }

    pub async fn raw_run(&self, statement: &str) {
        let pool = self.raw().await;
        sqlx::query(AssertSqlSafe(statement.to_owned()))
            .execute(&pool)
            .await
            .expect("runs");
        pool.close().await;
    }

    /// The first column of what a statement answers, as texts.
    pub async fn raw_texts(&self, statement: &str) -> Vec<Option<String>> {
        let pool = self.raw().await;
        let texts = sqlx::query_scalar(AssertSqlSafe(statement.to_owned()))
            .fetch_all(&pool)
            .await
            .expect("answers");
        pool.close().await;
        texts
    }
}

pub const KEY: &str = "k1:0123456789abcdeffedcba9876543210";
pub const TWO_KEYS: &str =
    "k1:0123456789abcdeffedcba9876543210\nk2:00112233445566778899aabbccddeeff";

const UNITS: &str = r#"
[[unit]]
name = "m²"
en = "square metres"
[[unit]]
name = "元"
en = "yuan"
"#;

/// A register with a column of every kind, one of them personal.
const ROOMS: &str = r#"
name = "房间"
en = "rooms"
about = "一个房间一行。"
period = "school_year"
filled_by = "学校"
reviewed_by = "县级教育行政部门"
key = ["编号"]
county = "编号"
handed_in_by = "school"
source = { document = "虚构", status = "confirmed" }

[[column]]
name = "编号"
en = "number"
type = "text"
presence = "required"
privacy = "public"
[[column]]
name = "面积"
en = "area"
type = "quantity"
unit = "m²"
presence = "expected"
privacy = "public"
[[column]]
name = "造价"
en = "cost"
type = "quantity"
unit = "元"
presence = "expected"
privacy = "public"
[[column]]
name = "启用日期"
en = "opened on"
type = "date"
presence = "optional"
privacy = "public"
[[column]]
name = "是否租用"
en = "rented"
type = "yes_no"
presence = "optional"
privacy = "public"
[[column]]
name = "管理人"
en = "keeper"
type = "text"
presence = "optional"
privacy = "personal"
"#;

pub fn rulebook() -> Rulebook {
    let files = [("units.toml", UNITS), ("registers/房间.toml", ROOMS)];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let loaded = Rulebook::load(files);
    assert_eq!(loaded.diagnostics, []);
    loaded.rulebook
}

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

pub fn clerk() -> Clerk {
    Clerk {
        person: None,
        at: at("2026-03-01T08:00:00Z"),
    }
}

pub fn entry(verb: &'static str, subject: impl Into<String>) -> Entry {
    Entry {
        verb,
        organisation: None,
        subject: subject.into(),
        detail: serde_json::json!({ "why": "测试" }),
    }
}

/// A county with a school, a person, an open period and one submission to fill.
pub struct County {
    pub county: i64,
    pub path: String,
    pub school: i64,
    pub person: i64,
    pub period: Period,
    pub submission: i64,
}

pub async fn county(store: &Store) -> County {
    let mut writing = store.write(&clerk()).await.expect("writes");
    let county = writing
        .add_organisation(&organisation(None, "county", "云岭县", Some("530100")))
        .await
        .expect("a county");
    let school = organisation(Some(county.id), "school", "第一小学", Some("2153010001"));
    let school = writing.add_organisation(&school).await.expect("a school");
    let person = writing
        .add_person(&NewPerson {
            sign_in_name: "li".to_owned(),
            name: "李老师".to_owned(),
            password_hash: "$argon2id$".to_owned(),
            phone: Some("13800000000".to_owned()),
            language: "zh".to_owned(),
            must_change: true,
        })
        .await
        .expect("a person");
    let period = writing
        .add_period(&NewPeriod {
            organisation_id: county.id,
            name: "2025-2026学年".to_owned(),
            kind: "school_year".to_owned(),
            starts_on: "2025-09-01".parse().expect("a day"),
            due_on: "2026-03-31".parse().expect("a day"),
        })
        .await
        .expect("a period");
    let submission = add_submission(&mut writing, school.id, &period).await;
    writing
        .journal(entry("period.open", format!("period/{}", period.id)))
        .await
        .expect("journals");
    writing.commit().await.expect("commits");
    County {
        county: county.id,
        path: county.path,
        school: school.id,
        person,
        period,
        submission,
    }
}

pub fn organisation(
    parent_id: Option<i64>,
    kind: &str,
    name: &str,
    code: Option<&str>,
) -> NewOrganisation {
    NewOrganisation {
        parent_id,
        kind: kind.to_owned(),
        name: name.to_owned(),
        code: code.map(str::to_owned),
    }
}

pub async fn add_submission(writing: &mut Writing, organisation: i64, period: &Period) -> i64 {
    let digest = writing.keep_kind("填报", "states = []").await;
    let matter = writing
        .add_matter(&NewMatter {
            kind: "填报".to_owned(),
            kind_digest: digest.expect("keeps the kind"),
            organisation_id: organisation,
            subject: "房间".to_owned(),
            state: "草稿".to_owned(),
            due_on: Some(period.due_on),
        })
        .await
        .expect("a matter");
    writing
        .add_submission(matter, "房间", period.id, organisation)
        .await
        .expect("a submission");
    matter
}

/// A sheet 房间 of `name` with the columns 编号, 面积 and 造价 at C, D and F.
pub fn source(name: &str) -> NewSource {
    let positions = [("编号", 2), ("面积", 3), ("造价", 5)];
    NewSource {
        file_name: name.to_owned(),
        file_digest: junheng_store::digest_of(name.as_bytes()),
        sheet: Some("房间".to_owned()),
        positions: BTreeMap::from(positions.map(|(name, at)| (name.to_owned(), at))),
    }
}

pub fn text(value: &str) -> Option<CellValue> {
    Some(CellValue::Text(value.into()))
}

pub fn number(value: &str) -> Option<CellValue> {
    let quantity: Quantity = value.parse().expect("a quantity");
    Some(CellValue::Quantity(quantity))
}

/// A room typed in the browser: number, area, cost.
pub fn room(line: i64, id: &str, area: Option<CellValue>, cost: Option<CellValue>) -> NewRow {
    NewRow {
        row_id: None,
        line,
        source_id: None,
        source_row: None,
        values: vec![text(id), area, cost, None, None, None],
    }
}
