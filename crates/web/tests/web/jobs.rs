//! Long work as pages show it and programs ask for it.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::house::{House, Visitor};

async fn json_of(answer: Response) -> Value {
    let status = answer.status();
    let text = answer.text().await.expect("a text");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{status} {error}: {text}"))
}

fn location(answer: &Response) -> String {
    let header = answer.headers().get("location").expect("leads on");
    header.to_str().expect("text").to_owned()
}

async fn over(program: &Visitor, job: i64) -> Value {
    loop {
        let told = json_of(program.get(&format!("/api/v1/jobs/{job}")).await).await;
        if told["is_over"] == true {
            return told;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

async fn with_a_year() -> House {
    let house = House::open().await;
    let office = house.program("county-creation-office").await;
    let periods = format!("/api/v1/counties/{}/periods", house.county);
    let year = json!({ "name": "2023-2024", "due_on": "2023-10-31" });
    let answer = office.send_json(Method::POST, &periods, &year).await;
    assert_eq!(answer.status(), 201);
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_makes_a_report_and_leads_to_it() {
    let house = with_a_year().await;
    let leader = house.browser("county-leader").await;
    let county = format!("/counties/{}", house.county);
    let page = leader.get(&county).await.text().await.expect("a page");
    let report = format!("{county}/report");
    assert!(
        page.contains(&format!("method=\"post\" action=\"{report}\"")),
        "{page}"
    );
    for (form, media) in [("docx", "wordprocessingml"), ("xlsx", "spreadsheetml")] {
        let asked = leader
            .post_form(&report, &[("form", form), ("period", "2023-2024")])
            .await;
        assert_eq!(asked.status(), 303);
        // At once to the file when it is made soon, else to the job's page, which leads there in the end.
        let to = location(&asked);
        let job: i64 = to
            .split('/')
            .nth(2)
            .and_then(|id| id.parse().ok())
            .expect("a job");
        let program = house.program("county-leader").await;
        assert_eq!(over(&program, job).await["state"], "done");
        let page = leader.get(&format!("/jobs/{job}")).await;
        let page = page.text().await.expect("a page");
        assert!(page.contains(&format!("/jobs/{job}/file")), "{page}");
        assert!(!page.contains("http-equiv=\"refresh\""), "nothing goes on");
        let file = leader.get(&format!("/jobs/{job}/file")).await;
        let kind = file.headers()["content-type"].to_str().expect("text");
        assert!(kind.contains(media), "{kind}");
        assert!(file.bytes().await.expect("bytes").starts_with(b"PK"));
    }
    let unknown = leader.post_form(&report, &[("form", "pdf")]).await;
    assert_eq!(unknown.status(), 422);
    let clerk = house.browser("school-data-clerk").await;
    let refused = clerk.post_form(&report, &[("form", "docx")]).await;
    assert_eq!(refused.status(), 404, "a school does not read the county");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_a_job_that_goes_on_draws_itself_again_without_scripts() {
    let house = with_a_year().await;
    let leader = house.browser("county-leader").await;
    let program = house.program("county-leader").await;
    let wanted = json!({ "form": "docx" });
    let reports = format!("/api/v1/counties/{}/reports", house.county);
    // Reports follow one another: the last of many still waits.
    let mut last = 0;
    for _ in 0..8 {
        let begun = program.send_json(Method::POST, &reports, &wanted).await;
        assert_eq!(begun.status(), 202);
        last = json_of(begun).await["job"].as_i64().expect("a job");
    }
    let page = leader.get(&format!("/jobs/{last}")).await;
    let page = page.text().await.expect("a page");
    let state = json_of(program.get(&format!("/api/v1/jobs/{last}")).await).await;
    if state["is_over"] == false {
        assert!(
            page.contains("<noscript><meta http-equiv=\"refresh\""),
            "{page}"
        );
        assert!(page.contains(&format!("hx-get=\"/jobs/{last}/progress\"")));
    }
    let stopped = leader.post_form(&format!("/jobs/{last}/cancel"), &[]).await;
    assert!(
        [303, 403].contains(&stopped.status().as_u16()),
        "stopped, or over"
    );
    let told = over(&program, last).await;
    let part = leader.get(&format!("/jobs/{last}/progress")).await;
    assert_eq!(
        part.headers()["hx-refresh"],
        "true",
        "the page has more to say now"
    );
    if told["state"] == "cancelled" {
        let file = leader.get(&format!("/jobs/{last}/file")).await;
        assert_eq!(file.status(), 403);
        let again = leader
            .post_form(&format!("/jobs/{last}/restart"), &[])
            .await;
        assert_eq!(again.status(), 303);
        assert_ne!(location(&again), format!("/jobs/{last}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_first_passwords_is_downloaded_once() {
    let house = House::open().await;
    let keeper = house.browser("county-administrator").await;
    let import = format!("/admin/organisations/{}/import", house.county);
    let list = reqwest::multipart::Part::bytes(
        "学校标识码,名称,类型\n2136000010,河边小学,学校\n".as_bytes(),
    )
    .file_name("单位.csv");
    let list = reqwest::multipart::Form::new().part("file", list);
    let added = keeper
        .request(Method::POST, &import)
        .multipart(list)
        .send()
        .await;
    let added = added.expect("an answer");
    assert_eq!(added.status(), 303);
    let (_, job) = location(&added)
        .split_once("?job=")
        .map(|(page, job)| (page.to_owned(), job.to_owned()))
        .expect("leads to what came of it");
    let program = house.program("county-administrator").await;
    assert_eq!(
        over(&program, job.parse().expect("a job")).await["state"],
        "done"
    );

    let under = house.county.to_string();
    let asked = keeper
        .post_form(
            "/admin/people/school-accounts",
            &[("under", &under), ("clerks", "1")],
        )
        .await;
    assert_eq!(asked.status(), 303);
    let page_address = location(&asked);
    let job: i64 = page_address
        .trim_start_matches("/jobs/")
        .parse()
        .expect("a job");
    let told = over(&program, job).await;
    assert_eq!(
        told["result"],
        json!({ "opened": 1, "renewed": 0, "passed_over": 1 })
    );
    assert_eq!(told["offer"]["what"], "first-passwords");
    let fetch = format!("/jobs/{job}/first-passwords");
    let page = keeper
        .get(&page_address)
        .await
        .text()
        .await
        .expect("a page");
    assert!(
        page.contains(&fetch) && page.contains("只能由您下载一次"),
        "{page}"
    );
    let other = house.browser("nation-administrator").await;
    assert_eq!(
        other.get(&page_address).await.status(),
        200,
        "he keeps an eye on it"
    );
    assert_eq!(
        other.post_form(&fetch, &[]).await.status(),
        404,
        "and gets no password"
    );

    let file = keeper.post_form(&fetch, &[]).await;
    assert_eq!(file.status(), 200);
    assert!(file.bytes().await.expect("bytes").starts_with(b"PK"));
    assert_eq!(keeper.post_form(&fetch, &[]).await.status(), 403, "once");
    let page = keeper
        .get(&page_address)
        .await
        .text()
        .await
        .expect("a page");
    assert!(page.contains("换发") && !page.contains(&fetch), "{page}");
    let journal = program.get("/api/v1/journal?limit=50").await;
    let journal = journal.text().await.expect("a journal");
    assert!(
        journal.contains("person.first-passwords"),
        "who fetched it is journaled"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_open_accounts_and_fetch_the_passwords() {
    let house = House::open().await;
    let keeper = house.program("nation-administrator").await;
    let own = json!({ "parent": house.county, "kind": "school", "name": "河边小学", "code": "2136000010" });
    let added = keeper
        .send_json(Method::POST, "/api/v1/admin/organisations", &own)
        .await;
    assert!(
        added.status().as_u16() < 300,
        "{}",
        added.text().await.unwrap_or_default()
    );
    let wanted = json!({ "organisation_id": house.county, "clerks": true, "principals": true });
    let begun = keeper
        .send_json(
            Method::POST,
            "/api/v1/admin/people/school-accounts",
            &wanted,
        )
        .await;
    assert_eq!(begun.status(), 202);
    let job = json_of(begun).await["job"].as_i64().expect("a job");
    assert_eq!(over(&keeper, job).await["state"], "done");
    let fetch = format!("/api/v1/jobs/{job}/first-passwords");
    let list = json_of(keeper.send_json(Method::POST, &fetch, &json!({})).await).await;
    let opened = list["opened"].as_array().expect("accounts");
    let names: Vec<&str> = opened
        .iter()
        .filter_map(|one| one["sign_in_name"].as_str())
        .collect();
    assert_eq!(names, ["2136000010", "2136000010.xz"]);
    let clerk = json!({ "sign_in_name": names[0], "password": opened[0]["first_password"] });
    let signed_in = house
        .stranger()
        .send_json(Method::POST, "/api/v1/sign-in", &clerk)
        .await;
    assert_eq!(signed_in.status(), 200);
    let again = keeper.send_json(Method::POST, &fetch, &json!({})).await;
    assert_eq!(again.status(), 403, "once");
}
