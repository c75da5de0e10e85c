//! What the log never says: passwords, secrets, keys, and what is personal in what was handed in.

use std::fmt::Write as _;
use std::sync::Mutex;

use reqwest::Method;
use serde_json::{Value, json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::house::{House, Visitor};
use crate::signing_in::phone_code;

/// Everything that was logged in this process, down to the finest.
static LOG: Mutex<String> = Mutex::new(String::new());

/// Keeps what is logged, of whoever logs on the server's side.
struct Kept;

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        // Writing into a text cannot fail.
        let _ = write!(self.0, " {field}={value:?}");
    }
}

fn keep(line: Line) {
    let mut log = LOG.lock().expect("nobody panics while he logs");
    log.push_str(&line.0);
    log.push('\n');
}

impl Subscriber for Kept {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // The tests' own browser is no part of the server.
        !["reqwest", "hyper_util::client"]
            .iter()
            .any(|client| metadata.target().starts_with(client))
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut line = Line(attributes.metadata().name().to_owned());
        attributes.record(&mut line);
        keep(line);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line(String::new());
        values.record(&mut line);
        keep(line);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        keep(line);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// What must not stand in the log, with what it is.
type Secrets = Vec<(&'static str, String)>;

const NEW_PASSWORD: &str = "石桥下面有七条小红鱼";
const WRONG_PASSWORD: &str = "石桥下面有八条小红鱼";
const PHONE: &str = "13987650123";
const TEACHER: &str = "欧阳若兰";

async fn json_of(visitor: &Visitor, method: Method, path: &str, body: Value) -> Value {
    let answer = visitor.send_json(method, path, &body).await;
    let text = answer.text().await.expect("text");
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

fn text_of(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value}"))
        .to_owned()
}

/// Somebody gets an account, signs in wrongly and rightly, and begins to use codes and a token.
async fn an_account_s_secrets(house: &House, secrets: &mut Secrets) -> Visitor {
    let keeper = house.program("county-administrator").await;
    let new = json!({ "name": "林晚", "sign_in_name": "linwan", "phone": PHONE, "role": "data_clerk", "organisation_id": house.school });
    let invited = json_of(&keeper, Method::POST, "/api/v1/admin/people", new).await;
    let first = text_of(&invited["first_password"]);
    let sign_in = |password: &str| json!({ "sign_in_name": "linwan", "password": password });
    let stranger = house.stranger();
    json_of(
        &stranger,
        Method::POST,
        "/api/v1/sign-in",
        sign_in(WRONG_PASSWORD),
    )
    .await;
    let form = [("sign_in_name", "linwan"), ("password", WRONG_PASSWORD)];
    assert_eq!(stranger.post_form("/sign-in", &form).await.status(), 422);
    let begun = json_of(&stranger, Method::POST, "/api/v1/sign-in", sign_in(&first)).await;
    let session = text_of(&begun["secret"]);
    let clerk = house.stranger().with_bearer(&session);
    let change = json!({ "current": first, "new": NEW_PASSWORD });
    let changed = clerk
        .send_json(Method::PUT, "/api/v1/me/password", &change)
        .await;
    assert_eq!(changed.status(), 204);

    let totp = json_of(&clerk, Method::GET, "/api/v1/me/totp", json!({})).await;
    let totp = text_of(&totp["secret"]);
    let code = phone_code(&totp, house.app.now().as_second());
    let begin = json!({ "secret": totp, "code": code, "password": NEW_PASSWORD });
    let recovery = json_of(&clerk, Method::POST, "/api/v1/me/totp", begin).await;
    let wanted = json!({ "label": "报表", "scope": "read", "days": 30 });
    let token = json_of(&clerk, Method::POST, "/api/v1/me/tokens", wanted).await;
    let token = text_of(&token["secret"]);
    let program = house.stranger().with_bearer(&token);
    assert_eq!(program.get("/api/v1/me").await.status(), 200);
    secrets.extend([
        ("a first password", first),
        ("a password", NEW_PASSWORD.to_owned()),
        ("a wrong password", WRONG_PASSWORD.to_owned()),
        ("a telephone number", PHONE.to_owned()),
        ("a session's secret", session),
        ("a secret for one-time codes", totp),
        ("a recovery code", text_of(&recovery["codes"][0])),
        ("a token", token),
    ]);
    clerk
}

/// A list of teachers is uploaded, its kept file vanishes, and asking for it fails on our side.
async fn an_upload_that_fails_later(house: &House, clerk: &Visitor, secrets: &mut Secrets) {
    let office = house.program("county-creation-office").await;
    let period = json!({ "name": "2025-2026", "due_on": "2099-12-31" });
    let path = format!("/api/v1/counties/{}/periods", house.county);
    json_of(&office, Method::POST, &path, period).await;
    let mine = json_of(clerk, Method::GET, "/api/v1/hand-ins", json!({})).await;
    let mine = mine["items"].as_array().expect("hand-ins").iter();
    let teachers = mine
        .clone()
        .find(|one| one["register"] == "教师")
        .expect("teachers are handed in");
    let path = format!("/api/v1/hand-ins/{}", teachers["id"]);
    let list = format!(
        "教师编号,学校标识码,姓名,出生年份,任教学段,是否专任教师,学历,教师资格,五年培训学时\n\
         T0001,2136000001,{TEACHER},一九八〇,小学,是,本科,有,四百\n\
         T0002,2136000001,{TEACHER},1980,小学,是,本科,有,400\n"
    );
    let file = reqwest::multipart::Part::bytes(list.into_bytes()).file_name("教师.csv");
    let form = reqwest::multipart::Form::new().part("file", file);
    let upload = clerk.request(Method::POST, &format!("{path}/upload"));
    let answer = upload.multipart(form).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let answer: Value = answer.json().await.expect("JSON");
    assert!(
        answer["problems"]
            .as_array()
            .is_some_and(|all| !all.is_empty()),
        "{answer}"
    );
    assert_eq!(clerk.get(&format!("{path}/rows")).await.status(), 200);
    // Somebody looks for a name; the address holds it.
    let keeper = house.browser("county-administrator").await;
    let search = format!("/admin/people?search={TEACHER}");
    assert_eq!(keeper.get(&search).await.status(), 200);
    std::fs::remove_dir_all(house.data().join("evidence")).expect("the files vanish");
    let again = clerk
        .get(&format!("{path}/uploads/{}", answer["evidence"]))
        .await;
    assert_eq!(again.status(), 500, "a failure of ours, which is logged");
    let keys = std::fs::read_to_string(house.data().join("keys")).expect("keys");
    let key = keys
        .trim()
        .split(':')
        .next_back()
        .expect("a key")
        .to_owned();
    secrets.extend([("a teacher's name", TEACHER.to_owned()), ("a key", key)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_and_nothing_personal_is_logged() {
    tracing::subscriber::set_global_default(Kept).expect("nobody else listens");
    let house = House::open().await;
    let mut secrets = Secrets::new();
    let clerk = an_account_s_secrets(&house, &mut secrets).await;
    an_upload_that_fails_later(&house, &clerk, &mut secrets).await;
    let log = LOG.lock().expect("nobody panics while he logs").clone();
    for said in ["/api/v1/sign-in", "sign_in_attempt", "a request failed"] {
        assert!(log.contains(said), "the log is kept: {said}");
    }
    for (what, secret) in secrets {
        let escaped: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for written in [secret, escaped] {
            let found = log.lines().find(|line| line.contains(&written));
            assert!(found.is_none(), "{what} stands in the log: {found:?}");
        }
    }
}
