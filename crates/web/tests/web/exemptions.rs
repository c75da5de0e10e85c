//! A check that fails though the figure is right: asked for with evidence, decided by somebody else, for a time.

use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::handing_in::{YEARS, hand_in, json, opened, table, upload};
use crate::house::{House, Visitor, rulebook};

const WHY: &str = "两个班合班上课，随班就读学生登记在一个班。";

/// Asks for an exemption of a failing check, with evidence or without.
pub async fn ask(clerk: &Visitor, id: i64, failing: &Value, evidence: Option<Vec<u8>>) -> Response {
    let text = |name: &str| failing[name].as_str().expect("text").to_owned();
    let mut form = Form::new()
        .text("check", text("check"))
        .text("row", text("row"))
        .text("reason", WHY);
    if let Some(bytes) = evidence {
        form = form.part("file", Part::bytes(bytes).file_name("合班批文.pdf"));
    }
    let address = format!("/api/v1/hand-ins/{id}/exemption");
    let request = clerk.request(Method::POST, &address).multipart(form);
    request.send().await.expect("an answer")
}

/// The checks of a hand-in that fail hard.
pub async fn failing_hard(clerk: &Visitor, id: i64) -> Vec<Value> {
    let whole = json(clerk.get(&format!("/api/v1/hand-ins/{id}")).await).await;
    let failing = whole["failing"].as_array().expect("failing").iter();
    let hard = failing.filter(|one| one["severity"] == "error").cloned();
    hard.collect()
}

/// A class with more disabled pupils than pupils, uploaded by a clerk for his school.
pub async fn impossible_class(clerk: &Visitor, code: &str, name: &str) -> i64 {
    let rulebook = rulebook();
    let classes = rulebook.register("班级").expect("the register");
    let cells: &[(&str, &str)] = &[
        ("学校标识码", code),
        ("班级名称", name),
        ("班级人数", "3"),
        ("随班就读学生数", "4"),
    ];
    let id = hand_in(clerk, YEARS[1], "班级").await;
    let kept = upload(clerk, id, "班级.csv", table(classes, &[cells])).await;
    assert_eq!(kept["kept"][0]["rows"], 1, "{kept}");
    id
}

async fn hands_in(house: &House, id: i64) -> u16 {
    let principal = house.program("school-principal").await;
    let whole = json(principal.get(&format!("/api/v1/hand-ins/{id}")).await).await;
    let soft: Vec<Value> = whole["failing"]
        .as_array()
        .expect("failing")
        .iter()
        .filter(|one| one["severity"] == "warning")
        .map(|one| json!({ "check": one["check"], "row": one["row"], "text": "已核对原始台账，数据属实。" }))
        .collect();
    if !soft.is_empty() {
        let words = json!({ "explanations": soft });
        let explain = format!("/api/v1/hand-ins/{id}/explain");
        let explained = principal.send_json(Method::POST, &explain, &words).await;
        assert_eq!(explained.status(), 204);
    }
    let submit = format!("/api/v1/hand-ins/{id}/submit");
    let silent = json!({ "note": "" });
    let answer = principal.send_json(Method::POST, &submit, &silent).await;
    answer.status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_check_passes_when_somebody_else_grants_it_on_evidence() {
    let house = opened().await;
    let clerk = house.program("school-data-clerk").await;
    let office = house.program("county-creation-office").await;
    let id = impossible_class(&clerk, "2136000001", "一年级1班").await;
    let hard = failing_hard(&clerk, id).await;
    assert_eq!(hard.len(), 1, "{hard:?}");
    assert_eq!(hands_in(&house, id).await, 403, "a hard check blocks");

    let bare = ask(&clerk, id, &hard[0], None).await;
    assert_eq!(bare.status(), 422, "a word is no evidence");
    assert_eq!(json(bare).await["fields"][0]["field"], "file");
    let large = ask(&clerk, id, &hard[0], Some(vec![b'x'; 30 << 20])).await;
    assert_eq!(large.status(), 422, "and not whatever its size");
    let asked = ask(&clerk, id, &hard[0], Some(b"%PDF-1.4".to_vec())).await;
    assert_eq!(asked.status(), 204);
    assert_eq!(hands_in(&house, id).await, 403, "nobody has decided yet");

    let list = format!("/api/v1/counties/{}/exemptions", house.county);
    let waiting = json(office.get(&list).await).await;
    let request = &waiting[0];
    assert_eq!(request["has_evidence"], true, "{waiting}");
    assert_eq!(
        (&request["reason"], &request["asked_by"]),
        (&json!(WHY), &json!("school-data-clerk先生"))
    );
    let address = format!("/api/v1/exemptions/{}", request["id"]);
    let file = office.get(&format!("{address}/evidence")).await;
    assert_eq!(file.bytes().await.expect("bytes"), &b"%PDF-1.4"[..]);

    let decide = format!("{address}/decide");
    let grants = json!({ "grants": true, "expires_on": "2999-12-31" });
    for who in [
        "school-data-clerk",
        "school-principal",
        "county-leader",
        "other-administrator",
    ] {
        let visitor = house.program(who).await;
        let decided = visitor.send_json(Method::POST, &decide, &grants).await;
        assert!([403, 404].contains(&decided.status().as_u16()), "{who}");
    }
    for no_end in [
        json!({ "grants": true }),
        json!({ "grants": true, "expires_on": "2020-01-01" }),
    ] {
        let decided = office.send_json(Method::POST, &decide, &no_end).await;
        assert_eq!(decided.status(), 422, "it holds for a time: {no_end}");
    }
    let decided = office.send_json(Method::POST, &decide, &grants).await;
    assert_eq!(decided.status(), 204);
    let again = office.send_json(Method::POST, &decide, &grants).await;
    assert_eq!(again.status(), 403, "once");
    let told = json(office.get(&list).await).await;
    assert_eq!(
        (
            &told[0]["decision"],
            &told[0]["decided_by"],
            &told[0]["expires_on"]
        ),
        (
            &json!("granted"),
            &json!("county-creation-office先生"),
            &json!("2999-12-31")
        )
    );
    assert_eq!(
        hands_in(&house, id).await,
        204,
        "the check lets it pass now"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_of_explanation_travels_to_whoever_reviews() {
    let house = opened().await;
    let clerk = house.program("school-data-clerk").await;
    let rulebook = rulebook();
    let classes = rulebook.register("班级").expect("the register");
    let id = hand_in(&clerk, YEARS[1], "班级").await;
    upload(
        &clerk,
        id,
        "班级.csv",
        table(classes, &[&[("班级人数", "121")]]),
    )
    .await;
    let whole = json(clerk.get(&format!("/api/v1/hand-ins/{id}")).await).await;
    let soft = &whole["failing"][0];
    assert_eq!(soft["severity"], "warning", "{whole}");
    let principal = house.program("school-principal").await;
    let submit = format!("/api/v1/hand-ins/{id}/submit");
    let silent = principal
        .send_json(Method::POST, &submit, &json!({ "note": "" }))
        .await;
    assert_eq!(silent.status(), 403, "a soft check wants a word");
    let said = "镇上唯一的复式班，人数已逐一点过。";
    let words =
        json!({ "explanations": [{ "check": soft["check"], "row": soft["row"], "text": said }] });
    let explain = format!("/api/v1/hand-ins/{id}/explain");
    let explained = clerk.send_json(Method::POST, &explain, &words).await;
    assert_eq!(explained.status(), 204);
    let handed_in = principal
        .send_json(Method::POST, &submit, &json!({ "note": "" }))
        .await;
    assert_eq!(handed_in.status(), 204);

    let office = house.browser("county-creation-office").await;
    let page = office.get(&format!("/hand-ins/{id}/review")).await;
    let page = page.text().await.expect("a page");
    assert!(page.contains(said), "the office reads it: {page}");
    let inspector = house.program("county-inspector").await;
    let whole = json(inspector.get(&format!("/api/v1/hand-ins/{id}")).await).await;
    assert_eq!(whole["failing"][0]["explanation"], said, "{whole}");
}
