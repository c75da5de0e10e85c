//! Signing in: throttling, first passwords, one-time codes, sessions that end, tokens.

use reqwest::Method;
use serde_json::{Value, json};

use crate::house::{House, PASSWORD, Visitor};
use crate::reach::made_token;

const NEW_PASSWORD: &str = "河边有两棵很老的柳树";

async fn json_of(visitor: &Visitor, method: Method, path: &str, body: Value) -> (u16, Value) {
    let answer = visitor.send_json(method, path, &body).await;
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("text");
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

async fn attempt(house: &House, name: &str, password: &str, code: Option<&str>) -> (u16, Value) {
    let body = json!({ "sign_in_name": name, "password": password, "code": code });
    json_of(&house.stranger(), Method::POST, "/api/v1/sign-in", body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_closed_after_too_many_wrong_passwords() {
    let house = House::open().await;
    for number in 0..8 {
        let (status, _) = attempt(&house, "school-principal", "不对的密码不对", None).await;
        assert_eq!(status, 403, "attempt {number}");
    }
    let (status, answer) = attempt(&house, "school-principal", PASSWORD, None).await;
    assert_eq!(status, 403, "even the right one now");
    assert!(
        answer["reasons"][0]["zh"]
            .as_str()
            .expect("words")
            .contains("15分钟")
    );
    let (status, _) = attempt(&house, "school-data-clerk", PASSWORD, None).await;
    assert_eq!(status, 200, "others are not closed out");
    let (status, _) = attempt(&house, "nobody-at-all", PASSWORD, None).await;
    assert_eq!(status, 403, "an unknown name looks like a wrong password");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_password_opens_nothing_but_its_own_change() {
    let house = House::open().await;
    let keeper = house.program("county-administrator").await;
    let body = json!({ "name": "李芳", "sign_in_name": "lifang", "role": "data_clerk", "organisation_id": house.school });
    let (status, invited) = json_of(&keeper, Method::POST, "/api/v1/admin/people", body).await;
    assert_eq!(status, 201);
    let first = invited["first_password"].as_str().expect("a password");
    let (_, begun) = attempt(&house, "lifang", first, None).await;
    let secret = begun["secret"].as_str().expect("a secret");
    let person = house.stranger().with_bearer(secret);
    assert_eq!(person.get("/api/v1/me/tokens").await.status(), 403);
    let page = person.get("/me").await;
    assert_eq!(page.headers()["location"], "/me/password");
    let body = json!({ "current": first, "new": NEW_PASSWORD });
    let (status, _) = json_of(&person, Method::PUT, "/api/v1/me/password", body).await;
    assert_eq!(status, 204);
    assert_eq!(person.get("/api/v1/me/tokens").await.status(), 200);
    assert_eq!(attempt(&house, "lifang", first, None).await.0, 403);
    assert_eq!(attempt(&house, "lifang", NEW_PASSWORD, None).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_the_password_ends_the_other_sessions() {
    let house = House::open().await;
    let here = house.program("school-principal").await;
    let elsewhere = house.program("school-principal").await;
    let body = json!({ "current": PASSWORD, "new": NEW_PASSWORD });
    let (status, _) = json_of(&here, Method::PUT, "/api/v1/me/password", body).await;
    assert_eq!(status, 204);
    assert_eq!(here.get("/api/v1/me").await.status(), 200);
    assert_eq!(elsewhere.get("/api/v1/me").await.status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_and_tokens_can_be_taken_back() {
    let house = House::open().await;
    let here = house.program("county-leader").await;
    let elsewhere = house.program("county-leader").await;
    let sessions = here.get("/api/v1/me/sessions").await;
    let sessions: Value = sessions.json().await.expect("JSON");
    let other = sessions.as_array().expect("sessions").iter();
    let other = other
        .clone()
        .find(|one| one["is_this"] == false)
        .expect("another");
    let path = format!(
        "/api/v1/me/sessions/{}",
        other["handle"].as_str().expect("a handle")
    );
    let answer = here.request(Method::DELETE, &path).send().await;
    assert_eq!(answer.expect("an answer").status(), 204);
    assert_eq!(elsewhere.get("/api/v1/me").await.status(), 401);

    let secret = made_token(&here, "read-and-write").await;
    let program = house.stranger().with_bearer(&secret);
    assert_eq!(program.get("/api/v1/me").await.status(), 200);
    let wanted = json!({ "label": "再来一个", "scope": "read", "days": 30 });
    let (status, _) = json_of(&program, Method::POST, "/api/v1/me/tokens", wanted).await;
    assert_eq!(status, 403, "a token makes no tokens");
    let tokens = here.get("/api/v1/me/tokens").await;
    let tokens: Value = tokens.json().await.expect("JSON");
    let path = format!("/api/v1/me/tokens/{}", tokens[0]["id"]);
    let answer = here.request(Method::DELETE, &path).send().await;
    assert_eq!(answer.expect("an answer").status(), 204);
    assert_eq!(program.get("/api/v1/me").await.status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_grants_what_reaches_beyond_himself() {
    let house = House::open().await;
    let keeper = house.program("county-administrator").await;
    let clerk = house.people["school-data-clerk"];
    let grant = async |role: &str, organisation: i64| {
        let path = format!("/api/v1/admin/people/{clerk}/roles");
        let body = json!({ "role": role, "organisation_id": organisation });
        json_of(&keeper, Method::POST, &path, body).await.0
    };
    assert_eq!(grant("administrator", house.nation).await, 404, "above");
    assert_eq!(grant("data_clerk", house.other_school).await, 404, "across");
    assert_eq!(grant("principal", house.school).await, 204, "below");
    let own = house.people["county-administrator"];
    let path = format!("/api/v1/admin/people/{own}/roles");
    let body = json!({ "role": "leader", "organisation_id": house.county });
    let (status, _) = json_of(&keeper, Method::POST, &path, body).await;
    assert_eq!(status, 403, "not to himself");
    // Once somebody further up gives the clerk a role elsewhere, the account is no longer the county's alone.
    let root = house.program("nation-administrator").await;
    let path = format!("/api/v1/admin/people/{clerk}/roles");
    let body = json!({ "role": "leader", "organisation_id": house.other_county });
    assert_eq!(json_of(&root, Method::POST, &path, body).await.0, 204);
    let path = format!("/api/v1/admin/people/{clerk}/reset-password");
    assert_eq!(
        json_of(&keeper, Method::POST, &path, json!({})).await.0,
        403
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_account_is_out_at_once() {
    let house = House::open().await;
    let keeper = house.program("county-administrator").await;
    let clerk = house.program("school-data-clerk").await;
    let id = house.people["school-data-clerk"];
    let path = format!("/api/v1/admin/people/{id}/disable");
    assert_eq!(
        json_of(&keeper, Method::POST, &path, json!({})).await.0,
        204
    );
    assert_eq!(clerk.get("/api/v1/me").await.status(), 401);
    assert_eq!(
        attempt(&house, "school-data-clerk", PASSWORD, None).await.0,
        403
    );
    let path = format!("/api/v1/admin/people/{id}/enable");
    assert_eq!(
        json_of(&keeper, Method::POST, &path, json!({})).await.0,
        204
    );
    assert_eq!(
        attempt(&house, "school-data-clerk", PASSWORD, None).await.0,
        200
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn moving_is_refused_with_the_reason() {
    let house = House::open().await;
    let keeper = house.program("county-administrator").await;
    let path = format!("/api/v1/admin/organisations/{}/move", house.school);
    let body = json!({ "parent": house.county });
    let (status, answer) = json_of(&keeper, Method::POST, &path, body).await;
    assert_eq!(status, 403);
    assert!(
        answer["reasons"][0]["zh"]
            .as_str()
            .expect("words")
            .contains("不能换上级")
    );
}

/// What a phone shows (RFC 6238), reckoned with openssl rather than with the library that is tested.
pub fn phone_code(secret: &str, second: i64) -> String {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String = secret
        .chars()
        .map(|letter| format!("{:05b}", alphabet.find(letter).expect("base 32")))
        .collect();
    let bytes = |bits: &str| u8::from_str_radix(bits, 2).expect("eight bits");
    let key: String = (0..bits.len() / 8)
        .map(|at| format!("{:02x}", bytes(&bits[at * 8..at * 8 + 8])))
        .collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let step = folder.path().join("step");
    std::fs::write(&step, (second / 30).to_be_bytes()).expect("written");
    let made = std::process::Command::new("openssl")
        .args(["dgst", "-sha1", "-mac", "HMAC", "-macopt"])
        .arg(format!("hexkey:{key}"))
        .args(["-binary"])
        .arg(&step)
        .output()
        .expect("openssl is there");
    let digest = made.stdout;
    let at = usize::from(digest[19] & 15);
    let part: [u8; 4] = digest[at..at + 4].try_into().expect("four bytes");
    let number = u32::from_be_bytes(part) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_stands_in_for_the_phone_once() {
    let house = House::open().await;
    let person = house.program("county-inspector").await;
    let secret: Value = person
        .get("/api/v1/me/totp")
        .await
        .json()
        .await
        .expect("JSON");
    let body =
        json!({ "secret": secret["secret"], "code": "000000", "password": "不对的密码不对" });
    let (status, answer) = json_of(&person, Method::POST, "/api/v1/me/totp", body).await;
    assert_eq!(status, 422);
    assert_eq!(answer["fields"][0]["field"], "password");
    let code = phone_code(
        secret["secret"].as_str().expect("text"),
        house.app.now().as_second(),
    );
    let body = json!({ "secret": secret["secret"], "code": code, "password": PASSWORD });
    let (status, answer) = json_of(&person, Method::POST, "/api/v1/me/totp", body).await;
    assert_eq!(status, 200, "{answer}");
    let recovery = answer["codes"][0].as_str().expect("a code").to_owned();
    let name = "county-inspector";
    assert_eq!(
        attempt(&house, name, PASSWORD, None).await.0,
        422,
        "the code is asked for"
    );
    assert_eq!(attempt(&house, name, PASSWORD, Some("123456")).await.0, 403);
    let phone = Some(code.as_str());
    assert_eq!(attempt(&house, name, PASSWORD, phone).await.0, 200);
    assert_eq!(
        attempt(&house, name, PASSWORD, phone).await.0,
        403,
        "each code counts once"
    );
    assert_eq!(
        attempt(&house, name, PASSWORD, Some(&recovery)).await.0,
        200
    );
    assert_eq!(
        attempt(&house, name, PASSWORD, Some(&recovery)).await.0,
        403,
        "once"
    );
}
