//! The API as it describes itself.

use reqwest::Method;
use serde_json::{Value, json};

use crate::house::House;

fn document() -> Value {
    serde_json::to_value(junheng_web::api_document()).expect("JSON")
}

#[test]
fn every_body_refuses_unknown_keys() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    let mut complaints = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let Some(name) = schema["$ref"]
                .as_str()
                .and_then(|name| name.rsplit('/').next())
            else {
                continue;
            };
            if schemas[name]["additionalProperties"] != json!(false) {
                complaints.push(format!("{method} {path}: {name} wants deny_unknown_fields"));
            }
        }
    }
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[test]
fn every_call_says_how_it_fails() {
    let document = document();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            for status in ["401", "403", "404", "422"] {
                let answer = &operation["responses"][status];
                assert!(
                    !answer.is_null(),
                    "{method} {path} does not tell of {status}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_is_told_by_field() {
    let house = House::open().await;
    let keeper = house.program("county-administrator").await;
    let address = "/api/v1/admin/organisations";
    for (body, field) in [
        (json!({ "parent": house.county, "kind": "school" }), "name"),
        (
            json!({ "parent": "x", "kind": "school", "name": "甲" }),
            "parent",
        ),
        (
            json!({ "parent": house.county, "kind": "school", "name": "甲", "colour": 1 }),
            "colour",
        ),
        (
            json!({ "parent": house.county, "kind": "school", "name": "甲", "code": "1" }),
            "code",
        ),
    ] {
        let answer = keeper.send_json(Method::POST, address, &body).await;
        assert_eq!(answer.status(), 422, "{body}");
        let answer: Value = answer.json().await.expect("JSON");
        assert_eq!(answer["fields"][0]["field"], field, "{answer}");
        assert!(
            !answer["fields"][0]["message"]["zh"]
                .as_str()
                .expect("words")
                .is_empty()
        );
    }
    let broken = keeper
        .request(Method::POST, address)
        .header("content-type", "application/json")
        .body("{\"parent\": ")
        .send()
        .await
        .expect("an answer");
    assert_eq!(broken.status(), 422);
    let answer = keeper.get("/api/v1/admin/people?colour=red").await;
    assert_eq!(answer.status(), 422);
    let answer = keeper.get("/api/v1/admin/organisations/eleven").await;
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.status(), 400);
}
