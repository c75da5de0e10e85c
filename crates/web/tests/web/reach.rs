//! Every address, with every role: nothing foreign is read or changed, nothing answers that we failed.
//!
//! The addresses come from the router and from the API's own description, so that a new one cannot be forgotten.

use junheng_model::Role;
use reqwest::{Method, Response};
use serde_json::{Map, Value, json};

use crate::foreign::{FOREIGN, Work, both_at_work, readable};
use crate::handing_in::YEARS;
use crate::house::{House, Visitor, spelled};
use crate::security::{assert_headers, assert_nothing_inline};

/// Addresses for people who have not signed in.
const OPEN: [&str; 4] = ["/sign-in", "/sign-out", "/set-up", "/language"];

/// What stands for the parameters of addresses.
struct Ids {
    county: i64,
    school: i64,
    person: i64,
    code: &'static str,
    work: Work,
}

impl Ids {
    fn foreign(house: &House, work: Work) -> Self {
        Self {
            work,
            county: house.other_county,
            school: house.other_school,
            person: house.people["other-clerk"],
            code: "2136000002",
        }
    }

    fn own(house: &House, work: Work) -> Self {
        Self {
            work,
            county: house.county,
            school: house.school,
            person: house.people["school-data-clerk"],
            code: "2136000001",
        }
    }

    /// The address with these ids in place of its parameters.
    fn fill(&self, address: &str) -> String {
        let parts = address.split('/').map(|part| {
            let Some(name) = part
                .strip_prefix('{')
                .and_then(|part| part.strip_suffix('}'))
            else {
                return part.to_owned();
            };
            self.parameter(address, name.trim_start_matches('*'))
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// What stands for a parameter of an address: a number of something that is there.
    fn parameter(&self, address: &str, name: &str) -> String {
        let is_of = |part: &str| address.split('/').any(|own| own == part);
        let number = match name {
            "code" => return self.code.to_owned(),
            // The one that was frozen, so that a version is asked for too.
            "period" => return YEARS[0].to_owned(),
            "indicator" => return "R1".to_owned(),
            "handle" => return "0123456789abcdef".to_owned(),
            "number" => 1,
            "school" | "node" | "organisation" => self.school,
            "row" => self.work.row,
            "evidence" => self.work.evidence,
            "job" => self.work.job,
            "exemption" => self.work.exemption,
            "grant" => self.work.grant,
            "id" if is_of("people") => self.person,
            "id" if is_of("hand-ins") => self.work.hand_in,
            "id" if is_of("jobs") => self.work.job,
            "id" if is_of("exemptions") => self.work.exemption,
            "id" if is_of("tokens") => self.work.token,
            _ => self.county,
        };
        number.to_string()
    }

    /// A form with every field that names an organisation or a person.
    fn form(&self) -> Vec<(&'static str, String)> {
        let county = self.county.to_string();
        let mut fields: Vec<(&'static str, String)> = [
            "parent",
            "organisation",
            "under",
            "county",
            "organisation_id",
        ]
        .map(|name| (name, county.clone()))
        .to_vec();
        fields.extend([
            ("kind", "school".to_owned()),
            ("code", "2136000009".to_owned()),
            ("sign_in_name", "intruder".to_owned()),
            ("role", "administrator".to_owned()),
            ("clerks", "1".to_owned()),
            ("due_on", "2024-10-31".to_owned()),
            ("reason", "看看".to_owned()),
        ]);
        fields
    }

    /// A body as the schema wants it, with these ids.
    fn body(&self, schema: &Value, document: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().expect("a name");
            return self.body(&document["components"]["schemas"][name], document);
        }
        let Some(properties) = schema["properties"].as_object() else {
            return match &schema["type"] {
                Value::String(kind) if kind == "array" => {
                    json!([self.body(&schema["items"], document)])
                }
                Value::String(kind) if kind == "integer" => json!(self.work.hand_in),
                Value::String(kind) if kind == "boolean" => json!(true),
                _ => json!("x"),
            };
        };
        let mut body = Map::new();
        for (name, schema) in properties {
            let value = match name.as_str() {
                "role" => json!("administrator"),
                "kind" => json!("school"),
                "code" => json!("2136000009"),
                "sign_in_name" => json!("intruder"),
                "language" => json!("zh"),
                "name" => json!("改过的名字"),
                "person" | "person_id" => json!(self.person),
                "parent" | "organisation" | "organisation_id" | "county" => json!(self.county),
                _ => self.body(schema, document),
            };
            body.insert(name.clone(), value);
        }
        Value::Object(body)
    }
}

/// An operation of the API: method, address, the schema of its JSON body.
fn operations(document: &Value) -> Vec<(Method, String, Option<Value>)> {
    let paths = document["paths"].as_object().expect("paths");
    let mut found = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("operations") {
            let method: Method = method.to_uppercase().parse().expect("a method");
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let schema = (!schema.is_null()).then(|| schema.clone());
            found.push((method, path.clone(), schema));
        }
    }
    found
}

fn document() -> Value {
    serde_json::to_value(junheng_web::api_document()).expect("JSON")
}

/// Everybody of the first county, by sign-in name.
fn insiders() -> Vec<String> {
    let roles = Role::ALL.into_iter().map(spelled);
    roles
        .flat_map(|role| [format!("county-{role}"), format!("school-{role}")])
        .collect()
}

/// What the other county's administrator sees of it: people, organisations, journal.
async fn state_of_the_other_county(house: &House) -> Vec<String> {
    let keeper = house.program("other-administrator").await;
    let mut state = Vec::new();
    for path in [
        "/api/v1/admin/organisations?closed_too=true",
        "/api/v1/admin/people?former_too=true",
    ] {
        state.push(keeper.get(path).await.text().await.expect("text"));
    }
    let journal = keeper.get("/api/v1/journal?limit=1000").await;
    let journal: Value = journal.json().await.expect("JSON");
    let entries = journal["items"].as_array().expect("items").iter();
    let own = entries.filter(|entry| entry["verb"] != "sign-in");
    state.extend(own.map(ToString::to_string));
    let office = house.program("other-office").await;
    let county = format!("/api/v1/counties/{}", house.other_county);
    for path in [
        "/api/v1/hand-ins?limit=10000".to_owned(),
        format!("{county}/exemptions"),
        format!("{county}/periods/{}/versions", YEARS[0]),
        "/api/v1/jobs".to_owned(),
    ] {
        state.push(office.get(&path).await.text().await.expect("text"));
    }
    let clerk = house.program("other-clerk").await;
    state.push(
        clerk
            .get("/api/v1/me/tokens")
            .await
            .text()
            .await
            .expect("text"),
    );
    state
}

async fn assert_nothing_foreign(answer: Response, who: &str, what: &str) {
    let status = answer.status();
    assert!(!status.is_server_error(), "{who}: {what} answers {status}");
    assert_headers(&answer, what);
    let is_html = answer
        .headers()
        .get("content-type")
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let bytes = answer.bytes().await.expect("a body");
    let text = readable(&bytes);
    for word in FOREIGN {
        // What was asked for may be repeated; what is told of it may not.
        let is_told = text.replace(what, "").contains(word);
        assert!(!is_told, "{who}: {what} tells of {word}:\n{text}");
    }
    if is_html {
        assert_nothing_inline(&text, what);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_tell_and_change_nothing_foreign() {
    let (house, _, other) = both_at_work().await;
    let before = state_of_the_other_county(&house).await;
    let ids = Ids::foreign(&house, other);
    let form = ids.form();
    for who in insiders() {
        let visitor = house.browser(&who).await;
        for address in junheng_web::page_addresses() {
            let path = ids.fill(address);
            let answer = visitor.get(&path).await;
            assert_nothing_foreign(answer, &who, &path).await;
            if address != "/sign-out" {
                let request = visitor.request(Method::POST, &path).form(&form);
                let answer = request.send().await.expect("an answer");
                assert_nothing_foreign(answer, &who, &path).await;
            }
        }
        for query in [
            format!("/admin/organisations?under={}", house.other_county),
            format!("/admin/people?under={}", house.other_county),
            format!("/journal?under={}", house.other_county),
            format!("/journal.xlsx?under={}", house.other_county),
            format!("/admin/people/add?organisation={}", house.nation),
        ] {
            let answer = visitor.get(&query).await;
            assert!(answer.status().is_client_error(), "{who}: {query}");
            assert_nothing_foreign(answer, &who, &query).await;
        }
    }
    assert_eq!(before, state_of_the_other_county(&house).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_tell_and_change_nothing_foreign() {
    let (house, _, other) = both_at_work().await;
    let before = state_of_the_other_county(&house).await;
    let document = document();
    let ids = Ids::foreign(&house, other);
    for who in insiders() {
        let visitor = house.program(&who).await;
        for (method, address, schema) in operations(&document) {
            if address.ends_with("/sign-out") {
                continue;
            }
            let path = ids.fill(&address);
            let mut request = visitor.request(method.clone(), &path);
            if let Some(schema) = schema {
                request = request.json(&ids.body(&schema, &document));
            } else if method != Method::GET {
                request = request.body("学校标识码,名称\n2136000009,某校\n");
            }
            let answer = request.send().await.expect("an answer");
            assert_nothing_foreign(answer, &who, &path).await;
        }
    }
    assert_eq!(before, state_of_the_other_county(&house).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_about_what_is_one_s_own_never_fail() {
    let (house, own, _) = both_at_work().await;
    let ids = Ids::own(&house, own);
    for who in insiders() {
        let visitor = house.browser(&who).await;
        for address in junheng_web::page_addresses() {
            let path = ids.fill(address);
            let answer = visitor.get(&path).await;
            assert_nothing_foreign(answer, &who, &path).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_there_is_nothing_but_the_door() {
    let (house, _, other) = both_at_work().await;
    let before = state_of_the_other_county(&house).await;
    let ids = Ids::foreign(&house, other);
    let stranger = house.stranger();
    for address in junheng_web::page_addresses() {
        if OPEN.contains(&address) {
            continue;
        }
        for method in [Method::GET, Method::POST] {
            let path = ids.fill(address);
            let answer = stranger.request(method.clone(), &path).send().await;
            let answer = answer.expect("an answer");
            // Leads to the door, or does not take this kind of request.
            let is_shut = answer.status() == 303 || answer.status().is_client_error();
            assert!(is_shut, "{method} {path} answers {}", answer.status());
            assert_nothing_foreign(answer, "a stranger", &path).await;
        }
    }
    let document = document();
    for (method, address, schema) in operations(&document) {
        let path = ids.fill(&address);
        if ["/api/v1/sign-in", "/api/v1/set-up"].contains(&path.as_str()) {
            continue;
        }
        let mut request = stranger.request(method.clone(), &path);
        if let Some(schema) = schema {
            request = request.json(&ids.body(&schema, &document));
        }
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), 401, "{method} {path}");
    }
    assert_eq!(before, state_of_the_other_county(&house).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_for_reading_changes_nothing() {
    let (house, own, _) = both_at_work().await;
    let keeper = house.program("county-administrator").await;
    let token = made_token(&keeper, "read").await;
    let reader = house.stranger().with_bearer(&token);
    assert_eq!(reader.get("/api/v1/admin/people").await.status(), 200);
    let document = document();
    let ids = Ids::own(&house, own);
    for (method, address, schema) in operations(&document) {
        if method == Method::GET {
            continue;
        }
        let path = ids.fill(&address);
        let mut request = reader.request(method.clone(), &path);
        if let Some(schema) = schema {
            request = request.json(&ids.body(&schema, &document));
        }
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), 403, "{method} {path}");
    }
}

/// A token of somebody's, by its secret.
pub async fn made_token(visitor: &Visitor, scope: &str) -> String {
    let wanted = json!({ "label": "报表", "scope": scope, "days": 30 });
    let answer = visitor
        .send_json(Method::POST, "/api/v1/me/tokens", &wanted)
        .await;
    assert_eq!(answer.status(), 201);
    let made: Value = answer.json().await.expect("JSON");
    made["secret"].as_str().expect("a secret").to_owned()
}
