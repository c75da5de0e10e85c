//! A county read in the browser, page by page.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::seeded::{PASSWORD, SIGN_IN_NAME, seed};
use super::{folder, repository_rulebook};

/// The server, stopped when the story ends.
struct Server {
    process: Child,
    address: String,
    token: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

impl Server {
    async fn over(data: &std::path::Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_junheng"))
            .args(["serve", "--listen", "127.0.0.1:0", "--folder"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary is built before its tests");
        let out = process.stdout.take().expect("its output is ours");
        let mut address = String::new();
        BufReader::new(out)
            .read_line(&mut address)
            .expect("it says where it listens");
        let mut server = Self {
            process,
            address: address.trim().to_owned(),
            token: String::new(),
        };
        let typed = serde_json::json!({ "sign_in_name": SIGN_IN_NAME, "password": PASSWORD });
        let answer = reqwest::Client::new()
            .post(format!("{}/api/v1/sign-in", server.address))
            .header("content-type", "application/json")
            .body(typed.to_string())
            .send()
            .await
            .expect("the server answers");
        let answer: serde_json::Value =
            serde_json::from_str(&answer.text().await.expect("a text")).expect("JSON");
        server.token = answer["secret"]
            .as_str()
            .unwrap_or_else(|| panic!("a secret: {answer}"))
            .to_owned();
        server
    }

    async fn get(&self, path: &str) -> (u16, Vec<u8>) {
        let answer = reqwest::Client::new()
            .get(format!("{}{path}", self.address))
            .header("authorization", format!("Bearer {}", self.token))
            .header("accept-language", "zh-CN")
            .send()
            .await
            .expect("the server answers");
        let status = answer.status().as_u16();
        (status, answer.bytes().await.expect("a body").to_vec())
    }

    /// The county's report: begun, waited for and fetched.
    async fn report(&self, form: &str) -> Vec<u8> {
        let begun = reqwest::Client::new()
            .post(format!("{}/api/v1/counties/1/reports", self.address))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(serde_json::json!({ "form": form }).to_string())
            .send()
            .await
            .expect("the server answers");
        let begun = begun.text().await.expect("a text");
        let begun: serde_json::Value = serde_json::from_str(&begun).expect("JSON");
        let job = format!("/api/v1/jobs/{}", begun["job"]);
        loop {
            let told = self.page(&job).await;
            let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
            if told["is_over"] == true {
                assert_eq!(told["state"], "done", "{told}");
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        }
        let (status, file) = self.get(&format!("{job}/file")).await;
        assert_eq!(status, 200, "{form}");
        file
    }

    async fn page(&self, path: &str) -> String {
        let (status, body) = self.get(path).await;
        let text = String::from_utf8(body).expect("pages are text");
        assert_eq!(status, 200, "{path}\n{text}");
        text
    }
}

#[test]
fn a_county_is_read_from_its_verdict_down_to_a_cell() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let data = folder("reading");
        seed(&data, repository_rulebook(), 14).await;
        let server = Server::over(&data).await;

        let county = server.page("/counties/1").await;
        assert!(county.contains("判定依据") && county.contains("id=\"wall\""));
        let findings = server.page("/api/v1/counties/1/findings").await;
        let findings: serde_json::Value = serde_json::from_str(&findings).expect("JSON");
        let verdict = findings["counties"][0]["verdict"].as_str();
        let word = if verdict == Some("met") {
            "达标"
        } else {
            "不达标"
        };
        assert!(
            county.contains(&format!("学年{word}")),
            "page and API agree"
        );

        let schools = server
            .page("/api/v1/counties/1/schools?stage=primary&limit=1")
            .await;
        let schools: serde_json::Value = serde_json::from_str(&schools).expect("JSON");
        let code = schools["items"][0]["code"].as_str().expect("a code");
        let school = server.page(&format!("/counties/1/schools/{code}")).await;
        assert!(school.contains("R5"), "{school}");
        let below = format!("/counties/1/schools/{code}/indicators/R5?stage=primary");
        let explained = server.page(&below).await;
        assert!(explained.contains("运动场地面积") && explained.contains("广和县2024-2025.xlsx"));

        for path in [
            "/counties/1?period=2022-2023&policy=basic-balance-2012",
            "/counties/1/indicators/R6?stage=junior",
            "/counties/1/indicators/G5",
            "/counties/1/indicators/G2",
            "/counties/1/indicators/R6/explanation?stage=primary",
            "/counties/1/compare?other_period=2022-2023",
            "/counties/1/schools?verdict=not-met",
            "/rulebook",
            "/rulebook/policies/quality-balance-2017",
            "/rulebook/registers/%E5%AD%A6%E6%A0%A1",
            "/rulebook/matters/%E5%A1%AB%E6%8A%A5",
            "/rulebook/calendar",
            "/rulebook/sources",
            "/rulebook/examples/1",
            "/rulebook?q=%E4%BD%93%E8%82%B2",
        ] {
            let page = server.page(path).await;
            assert!(page.contains("</html>"), "{path} is whole");
        }
        for form in ["xlsx", "docx"] {
            let file = server.report(form).await;
            assert!(file.starts_with(b"PK\x03\x04"), "{form} of Office");
        }
        for path in [
            "variations.xlsx",
            "schools.xlsx",
            "compare.xlsx?other_policy=basic-balance-2012",
        ] {
            let (status, bytes) = server.get(&format!("/counties/1/{path}")).await;
            assert_eq!(status, 200, "{path}");
            assert!(
                bytes.starts_with(b"PK\x03\x04"),
                "{path} is a file of Office"
            );
        }

        let changes = format!(
            "changes={code}%3A%E8%BF%90%E5%8A%A8%E5%9C%BA%E5%9C%B0%E9%9D%A2%E7%A7%AF%3A900000"
        );
        let supposed = server
            .page(&format!("/api/v1/counties/1/what-if?{changes}"))
            .await;
        let supposed: serde_json::Value = serde_json::from_str(&supposed).expect("JSON");
        let touched = supposed["indicators"].as_array().expect("a list");
        assert!(touched.iter().all(|row| {
            row["name"]
                .as_str()
                .is_some_and(|name| name.starts_with("R5"))
        }));
        assert!(
            !touched.is_empty(),
            "a larger field changes R5 and nothing else"
        );
        let again = server.page("/api/v1/counties/1/findings").await;
        let again: serde_json::Value = serde_json::from_str(&again).expect("JSON");
        assert_eq!(findings, again, "nothing was saved");

        what_is_due_and_over_the_years(&server, code).await;
        several_changes_at_once(&server, code).await;
        tables_are_workbooks(&server, code).await;

        for (path, expected) in [
            ("/counties/999999", 404),
            ("/counties/1/indicators/R99", 404),
            ("/counties/1?day=yesterday", 422),
        ] {
            assert_eq!(server.get(path).await.0, expected, "{path}");
        }
    });
}

/// The county's page says what is due and how it went; the school's page what it hands in.
async fn what_is_due_and_over_the_years(server: &Server, code: &str) {
    let county = server.page("/counties/1").await;
    assert!(county.contains("id=\"due\"") && county.contains("报送期限 2024-12-31"));
    assert!(county.contains("id=\"years\"") && county.contains("?period=2022-2023"));
    let school = server.page(&format!("/counties/1/schools/{code}")).await;
    assert!(
        school.contains("本校填报") && school.contains("历年"),
        "{school}"
    );
    let english = reqwest::Client::new()
        .get(format!("{}/counties/1", server.address))
        .header("authorization", format!("Bearer {}", server.token))
        .header("accept-language", "en")
        .send()
        .await
        .expect("the server answers");
    let english = english.text().await.expect("a text");
    assert!(english.contains("Government support") && english.contains("Under way"));
}

/// Moves of one school and of another stand in one address; a change of pupils, which weighs everything, is judged
/// as a whole.
async fn several_changes_at_once(server: &Server, code: &str) {
    let others = server.page("/api/v1/counties/1/schools?limit=1000").await;
    let others: serde_json::Value = serde_json::from_str(&others).expect("JSON");
    let others = others["items"].as_array().expect("a list");
    let other = others
        .iter()
        .filter_map(|one| one["code"].as_str())
        .find(|other| *other != code)
        .expect("another school");
    let grounds = "%E8%BF%90%E5%8A%A8%E5%9C%BA%E5%9C%B0%E9%9D%A2%E7%A7%AF";
    let rooms = "%E7%BD%91%E7%BB%9C%E5%A4%9A%E5%AA%92%E4%BD%93%E6%95%99%E5%AE%A4%E6%95%B0";
    let changes = format!("{code}%3A{grounds}%3A900000%2C{other}%3A{rooms}%3A0");
    let page = server
        .page(&format!("/counties/1/what-if?changes={changes}"))
        .await;
    assert!(
        page.contains("→ 900000") && page.contains("→ 0"),
        "both moves are told"
    );
    assert!(page.contains("R5") && page.contains("R7"));
    let pupils = "%E5%B0%8F%E5%AD%A6%E5%9C%A8%E6%A0%A1%E7%94%9F%E6%95%B0";
    let weighs = format!("{changes}%2C{code}%3A{pupils}%3A9000");
    let supposed = server
        .page(&format!("/api/v1/counties/1/what-if?changes={weighs}"))
        .await;
    let supposed: serde_json::Value = serde_json::from_str(&supposed).expect("JSON");
    let touched = supposed["indicators"].as_array().expect("a list").len();
    assert!(touched > 2, "pupils weigh in every figure: {touched}");
    let wrong = format!("/counties/1/what-if?changes={code}%3Anothing%3A1");
    let refused = server.page(&wrong).await;
    assert!(
        refused.contains("不能改动"),
        "what cannot be changed is said in place"
    );
    let (status, bytes) = server
        .get(&format!("/counties/1/what-if.xlsx?changes={changes}"))
        .await;
    assert!(status == 200 && bytes.starts_with(b"PK"), "{status}");
}

/// Standings and the rulebook's tables can be taken along.
async fn tables_are_workbooks(server: &Server, code: &str) {
    for path in [
        "/organisations.xlsx".to_owned(),
        format!("/counties/1/schools/{code}/table.xlsx"),
        "/rulebook/tables.xlsx?of=policies&name=quality-balance-2017".to_owned(),
        "/rulebook/tables.xlsx?of=registers&name=%E5%AD%A6%E6%A0%A1".to_owned(),
        "/rulebook/tables.xlsx?of=&name=%E4%BD%93%E8%82%B2".to_owned(),
    ] {
        let (status, bytes) = server.get(&path).await;
        assert!(status == 200 && bytes.starts_with(b"PK"), "{path} {status}");
    }
}
