//! A county at work: everything that there may be of it, with its numbers; and that nobody of another county counts, finds
//! or exports any of it.

use std::io::{Cursor, Read as _};

use reqwest::Method;
use serde_json::{Value, json};

use crate::exemptions::{ask, failing_hard, impossible_class};
use crate::handing_in::{YEARS, hand_in, json, opened, table, upload};
use crate::house::{House, Visitor, rulebook};
use crate::reach::made_token;

/// What only the other county's people may read.
pub const FOREIGN: [&str; 6] = [
    "外县秘密小学",
    "临河县",
    "2136000002",
    "other-clerk先生",
    "外县秘密班",
    "外县来的老师",
];

/// Who works in a county, by sign-in name, and what is theirs.
pub struct Side {
    county: i64,
    office: &'static str,
    clerk: &'static str,
    principal: &'static str,
    administrator: &'static str,
    /// The school's code.
    code: &'static str,
    class: &'static str,
    teacher: &'static str,
}

impl Side {
    pub fn own(house: &House) -> Self {
        Self {
            county: house.county,
            office: "county-creation-office",
            clerk: "school-data-clerk",
            principal: "school-principal",
            administrator: "county-administrator",
            code: "2136000001",
            class: "一年级1班",
            teacher: "本县的老师",
        }
    }

    pub fn other(house: &House) -> Self {
        Self {
            county: house.other_county,
            office: "other-office",
            clerk: "other-clerk",
            principal: "other-principal",
            administrator: "other-administrator",
            code: "2136000002",
            class: "外县秘密班",
            teacher: "外县来的老师",
        }
    }
}

/// The numbers of what was done.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    /// Of teachers, with a personal value in its one row.
    pub hand_in: i64,
    pub row: i64,
    pub evidence: i64,
    pub exemption: i64,
    /// A freeze that is done.
    pub job: i64,
    pub grant: i64,
    pub token: i64,
}

impl Work {
    /// Hands in, asks, accepts, freezes, reminds: each leaves something.
    pub async fn of(house: &House, side: &Side) -> Self {
        let office = house.program(side.office).await;
        let clerk = house.program(side.clerk).await;
        let class = impossible_class(&clerk, side.code, side.class).await;
        let failing = failing_hard(&clerk, class).await;
        let proof = Some(b"%PDF-1.4".to_vec());
        assert_eq!(ask(&clerk, class, &failing[0], proof).await.status(), 204);
        let asked = format!("/api/v1/counties/{}/exemptions", side.county);
        let asked = json(office.get(&asked).await).await;
        let (hand_in, row, evidence) = teacher(&clerk, side).await;
        let job = frozen(house, side, &office).await;
        let remind = format!(
            "/api/v1/counties/{}/periods/{}/remind",
            side.county, YEARS[1]
        );
        let reminded = office.send_json(Method::POST, &remind, &json!({})).await;
        assert_eq!(reminded.status(), 200);
        made_token(&clerk, "read").await;
        let tokens = json(clerk.get("/api/v1/me/tokens").await).await;
        let administrator = house.program(side.administrator).await;
        let person = format!("/api/v1/admin/people/{}", house.people[side.clerk]);
        let person = json(administrator.get(&person).await).await;
        let number = |value: &Value| value.as_i64().unwrap_or_else(|| panic!("{value}"));
        Self {
            hand_in,
            row,
            evidence,
            exemption: number(&asked[0]["id"]),
            job,
            grant: number(&person["roles"][0]["id"]),
            token: number(&tokens[0]["id"]),
        }
    }
}

/// A teacher with a name, uploaded by the clerk: hand-in, row, kept file.
async fn teacher(clerk: &Visitor, side: &Side) -> (i64, i64, i64) {
    let rulebook = rulebook();
    let teachers = rulebook.register("教师").expect("the register");
    let cells: &[(&str, &str)] = &[("学校标识码", side.code), ("姓名", side.teacher)];
    let id = hand_in(clerk, YEARS[1], "教师").await;
    let kept = upload(clerk, id, "教师.csv", table(teachers, &[cells])).await;
    let rows = json(clerk.get(&format!("/api/v1/hand-ins/{id}/rows")).await).await;
    let row = rows["rows"][0]["id"].as_i64().expect("a row");
    (id, row, kept["evidence"].as_i64().expect("a kept file"))
}

/// A version of the first year, with one hand-in in it; answers the job that made it.
async fn frozen(house: &House, side: &Side, office: &Visitor) -> i64 {
    let principal = house.program(side.principal).await;
    let id = hand_in(&principal, YEARS[0], "班级").await;
    let note = json!({ "note": "本校今年没有班级。" });
    let address = format!("/api/v1/hand-ins/{id}");
    let submit = format!("{address}/submit");
    let submitted = principal.send_json(Method::POST, &submit, &note).await;
    assert_eq!(submitted.status(), 204);
    let accept = format!("{address}/accept");
    let accepted = office.send_json(Method::POST, &accept, &json!({})).await;
    assert_eq!(accepted.status(), 204);
    let versions = format!(
        "/api/v1/counties/{}/periods/{}/versions",
        side.county, YEARS[0]
    );
    let said = json!({ "reason": "只有一所学校交了一张表。" });
    let begun = json(office.send_json(Method::POST, &versions, &said).await).await;
    let job = begun["job"].as_i64().expect("a job");
    loop {
        let told = json(office.get(&format!("/api/v1/jobs/{job}")).await).await;
        if told["is_over"] == true {
            assert_eq!(told["state"], "done", "{told}");
            return job;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// The years opened in the other county too, and both counties at work: what is one's own, and what is foreign.
pub async fn both_at_work() -> (House, Work, Work) {
    let house = opened().await;
    let office = house.program("other-office").await;
    let address = format!("/api/v1/counties/{}/periods", house.other_county);
    for (name, due_on) in YEARS.into_iter().zip(["2023-10-31", "2024-10-31"]) {
        let year = json!({ "name": name, "due_on": due_on });
        let answer = office.send_json(Method::POST, &address, &year).await;
        assert_eq!(answer.status(), 201, "{name} is opened");
    }
    let own = Work::of(&house, &Side::own(&house)).await;
    let other = Work::of(&house, &Side::other(&house)).await;
    (house, own, other)
}

/// What stands in an answer: a workbook unpacked, everything else as it is.
pub fn readable(bytes: &[u8]) -> String {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return String::from_utf8_lossy(bytes).into_owned();
    };
    let mut text = String::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("unpacks");
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    text
}

const READERS: [&str; 8] = [
    "county-creation-office",
    "county-liaison-officer",
    "county-leader",
    "county-inspector",
    "county-auditor",
    "county-administrator",
    "school-data-clerk",
    "school-principal",
];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_another_county_is_counted_or_found() {
    let (house, _, _) = both_at_work().await;
    let own = [house.county, house.school];
    let clerk = house.people["other-clerk"];
    for who in READERS {
        let visitor = house.program(who).await;
        let all = json(visitor.get("/api/v1/hand-ins?limit=10000").await).await;
        let items = all["items"].as_array().expect("items");
        assert_eq!(all["total"], items.len(), "{who}");
        for item in items {
            let organisation = item["organisation_id"].as_i64().expect("an id");
            assert!(own.contains(&organisation), "{who}: {item}");
        }
        for search in [
            "/api/v1/hand-ins?search=外县".to_owned(),
            "/api/v1/hand-ins?search=2136000002".to_owned(),
            "/api/v1/admin/people?search=other".to_owned(),
            "/api/v1/admin/organisations?search=外县".to_owned(),
            "/api/v1/admin/organisations?search=510198".to_owned(),
            format!("/api/v1/journal?person={clerk}"),
        ] {
            let answer = visitor.get(&search).await;
            if answer.status() == 200 {
                assert_eq!(json(answer).await["total"], 0, "{who}: {search}");
            } else {
                assert!(answer.status().is_client_error(), "{who}: {search}");
            }
        }
        let standings = json(visitor.get("/api/v1/standings").await).await;
        let counties = standings["items"].as_array().map_or(&[][..], Vec::as_slice);
        assert!(
            counties.iter().all(|one| one["id"] == house.county),
            "{who}: {standings}"
        );
        let today = visitor.get("/api/v1/me/today").await;
        let today = today.text().await.expect("text");
        assert!(
            FOREIGN.iter().all(|word| !today.contains(word)),
            "{who}: {today}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_another_county_is_exported() {
    let (house, _, _) = both_at_work().await;
    let county = house.county;
    let mut exported = 0;
    for who in READERS {
        let visitor = house.browser(who).await;
        for address in [
            "/hand-ins/export".to_owned(),
            "/journal.xlsx".to_owned(),
            "/organisations.xlsx".to_owned(),
            format!("/burden/{county}/table.xlsx"),
            format!("/counties/{county}/periods/{}/board.xlsx", YEARS[1]),
            format!("/counties/{county}/schools.xlsx"),
            format!("/counties/{county}/variations.xlsx"),
        ] {
            let answer = visitor.get(&address).await;
            if answer.status() != 200 {
                assert!(answer.status().is_client_error(), "{who}: {address}");
                continue;
            }
            let bytes = answer.bytes().await.expect("bytes");
            assert!(bytes.starts_with(b"PK"), "{who}: {address}");
            exported += 1;
            let text = readable(&bytes);
            let told = FOREIGN.iter().find(|word| text.contains(**word));
            assert!(told.is_none(), "{who}: {address} tells of {told:?}");
        }
    }
    assert!(exported > 20, "many may export: {exported}");
}
