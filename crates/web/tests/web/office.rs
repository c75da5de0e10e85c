//! What the office does with many: one workbook for all, who is late, whom it reminds, whose name it may see.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::handing_in::{YEARS, hand_in, json, opened, table, upload};
use crate::house::{House, Visitor, rulebook};

const SECOND: &str = "2136000010";

/// A second school, and its principal as a program.
async fn with_a_second_school(house: &House) -> Visitor {
    let keeper = house.program("nation-administrator").await;
    let school =
        json!({ "parent": house.county, "kind": "school", "name": "河边小学", "code": SECOND });
    let added = keeper
        .send_json(Method::POST, "/api/v1/admin/organisations", &school)
        .await;
    let school = json(added).await;
    let office = house.program("county-creation-office").await;
    for year in YEARS {
        let complete = format!("/api/v1/counties/{}/periods/{year}/complete", house.county);
        let completed = office.send_json(Method::POST, &complete, &json!({})).await;
        assert!(completed.status().is_success(), "{}", completed.status());
    }
    let person = json!({
        "name": "河边校长", "sign_in_name": "riverside", "role": "principal", "organisation_id": school["id"],
    });
    let made = keeper
        .send_json(Method::POST, "/api/v1/admin/people", &person)
        .await;
    let made = json(made).await;
    let first = made["first_password"].as_str().expect("a first password");
    house.newcomer("riverside", first).await
}

/// One workbook for all schools of a county; what came of it.
async fn for_all(house: &House, office: &Visitor, bytes: Vec<u8>, replaces: &str) -> Value {
    let form = Form::new()
        .text("county", house.county.to_string())
        .text("period", YEARS[1])
        .text("replaces_own", replaces.to_owned())
        .part("file", Part::bytes(bytes).file_name("全县班级.csv"));
    let request = office
        .request(Method::POST, "/api/v1/hand-ins/for-all")
        .multipart(form);
    let begun = json(request.send().await.expect("an answer")).await;
    let job = begun["job"].as_i64().unwrap_or_else(|| panic!("{begun}"));
    loop {
        let told = json(office.get(&format!("/api/v1/jobs/{job}")).await).await;
        if told["is_over"] == true {
            assert_eq!(told["state"], "done", "{told}");
            return told["result"].clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_county_uploads_for_all_and_each_school_confirms() {
    let house = opened().await;
    let second = with_a_second_school(&house).await;
    let first = house.program("school-principal").await;
    let office = house.program("county-creation-office").await;
    let rulebook = rulebook();
    let classes = rulebook.register("班级").expect("the register");
    let of =
        |code: &'static str, pupils: &'static str| [("学校标识码", code), ("班级人数", pupils)];
    let rows = [
        of("2136000001", "40"),
        of(SECOND, "41"),
        of("2136999999", "42"),
    ];
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(<[_; 2]>::as_slice).collect();
    let result = for_all(&house, &office, table(classes, &rows), "").await;
    let counts = |result: &Value| {
        ["organisations", "hand_ins", "rows"].map(|name| result[name].as_i64().unwrap_or(-1))
    };
    assert_eq!(counts(&result), [2, 2, 2], "{result}");
    assert_eq!(
        result["problems"], 1,
        "a school that is not there: {result}"
    );

    let own = hand_in(&first, YEARS[1], "班级").await;
    let address = format!("/api/v1/hand-ins/{own}");
    let told = json(first.get(&address).await).await;
    assert_eq!((&told["state"], &told["rows"]), (&json!("草稿"), &json!(1)));
    let submit = format!("{address}/submit");
    let confirmed = first
        .send_json(Method::POST, &submit, &json!({ "note": "" }))
        .await;
    assert_eq!(confirmed.status(), 204, "the school confirms");
    let theirs = hand_in(&second, YEARS[1], "班级").await;
    let told = json(second.get(&format!("/api/v1/hand-ins/{theirs}")).await).await;
    assert_eq!(told["state"], "草稿", "the other has still to: {told}");

    let again = for_all(&house, &office, table(classes, &rows), "").await;
    assert_eq!(counts(&again), [0, 0, 0], "{again}");
    let again = for_all(&house, &office, table(classes, &rows), "1").await;
    assert_eq!(counts(&again), [1, 1, 1], "{again}");
    let left = again["skipped"][0]["zh"].as_str().unwrap_or_default();
    assert!(
        left.contains("不能修改"),
        "what was confirmed stays: {again}"
    );
    // Nobody at the schools typed any of it.
    let burden = format!(
        "/api/v1/organisations/{}/burden?period={}",
        house.county, YEARS[1]
    );
    let burden = json(office.get(&burden).await).await;
    let lines = burden.as_array().expect("lines");
    assert!(
        lines.iter().all(|line| line["cells_typed"] == 0),
        "{burden}"
    );
    assert!(
        lines.iter().any(|line| line["cells_carried"] != 0),
        "{burden}"
    );
}

async fn listed(visitor: &Visitor, only: &str) -> Vec<i64> {
    let list = format!("/api/v1/hand-ins?period={}&only={only}", YEARS[1]);
    let list = json(visitor.get(&list).await).await;
    let items = list["items"].as_array().expect("items").iter();
    items.filter_map(|one| one["id"].as_i64()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_late_is_listed_reminded_and_told_from_who_never_opened() {
    let house = opened().await;
    let office = house.program("county-creation-office").await;
    let clerk = house.program("school-data-clerk").await;
    let opened = hand_in(&clerk, YEARS[1], "班级").await;
    let unopened = hand_in(&clerk, YEARS[1], "教师").await;
    // Who looks for the office does not open it for the school.
    let page = format!("/hand-ins/{opened}");
    house
        .browser("county-creation-office")
        .await
        .get(&page)
        .await;
    assert!(listed(&office, "never-opened").await.contains(&opened));
    house.browser("school-data-clerk").await.get(&page).await;
    let never = listed(&office, "never-opened").await;
    let incomplete = listed(&office, "incomplete").await;
    assert!(never.contains(&unopened) && !never.contains(&opened));
    assert!(incomplete.contains(&opened) && !incomplete.contains(&unopened));
    let overdue = listed(&office, "overdue").await;
    assert!(overdue.contains(&opened) && overdue.contains(&unopened));
    let board = format!(
        "/api/v1/counties/{}/periods/{}/board",
        house.county, YEARS[1]
    );
    let board = json(office.get(&board).await).await;
    let lines = board.as_array().expect("lines");
    let line = |id: i64| {
        lines
            .iter()
            .find(|one| one["hand_in"] == id)
            .expect("a line")
    };
    assert_eq!(
        [
            &line(opened)["never_opened"],
            &line(unopened)["never_opened"]
        ],
        [&json!(false), &json!(true)]
    );
    assert_eq!(line(unopened)["is_overdue"], true);

    let remind = format!(
        "/api/v1/counties/{}/periods/{}/remind",
        house.county, YEARS[1]
    );
    let wanted = json!({ "hand_ins": [unopened], "words": "明天上午截止，请抓紧。" });
    let by_clerk = clerk.send_json(Method::POST, &remind, &wanted).await;
    assert!(by_clerk.status().is_client_error(), "the office reminds");
    let reminded = json(office.send_json(Method::POST, &remind, &wanted).await).await;
    assert!(reminded["people"].as_i64() > Some(0), "{reminded}");
    let told = json(clerk.get("/api/v1/me/reminders").await).await;
    let text = told[0]["text"].as_str().expect("a text");
    assert!(
        text.contains("教师") && text.contains("明天上午截止"),
        "{text}"
    );
    assert!(!text.contains("班级"), "only what was meant: {text}");
    let unread =
        async || json(clerk.get("/api/v1/me/today").await).await["unread_reminders"].clone();
    assert_eq!(unread().await, 1);
    let read = json!({ "id": told[0]["id"] });
    clerk
        .send_json(Method::POST, "/api/v1/me/reminders/read", &read)
        .await;
    assert_eq!(unread().await, 0);

    // What the declaration asks to be said is said by the server itself, to each once.
    let principal = house.program("school-principal").await;
    let own = async || {
        let told = json(principal.get("/api/v1/me/reminders").await).await;
        told.as_array().map_or(0, Vec::len)
    };
    let before = own().await;
    house.app.remind_due().await.expect("says");
    assert!(own().await > before, "the school's head is told by now");
    assert_eq!(house.app.remind_due().await.expect("says"), 0, "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_shown_with_a_reason_that_the_journal_keeps() {
    let house = opened().await;
    let clerk = house.program("school-data-clerk").await;
    let rulebook = rulebook();
    let teachers = rulebook.register("教师").expect("the register");
    let id = hand_in(&clerk, YEARS[1], "教师").await;
    upload(
        &clerk,
        id,
        "教师.csv",
        table(teachers, &[&[("姓名", "王芳")]]),
    )
    .await;
    let rows = clerk.get(&format!("/api/v1/hand-ins/{id}/rows")).await;
    let rows = rows.text().await.expect("text");
    assert!(!rows.contains("王芳"), "masked: {rows}");
    let rows: Value = serde_json::from_str(&rows).expect("JSON");
    let unmask = format!(
        "/api/v1/hand-ins/{id}/rows/{}/unmask",
        rows["rows"][0]["id"]
    );
    let why = json!({ "reason": "核对职称证书上的姓名" });

    for who in [
        "school-data-clerk",
        "county-leader",
        "county-auditor",
        "other-principal",
    ] {
        let visitor = house.program(who).await;
        let refused = visitor.send_json(Method::POST, &unmask, &why).await;
        assert!([403, 404].contains(&refused.status().as_u16()), "{who}");
    }
    let principal = house.program("school-principal").await;
    let idle = json!({ "reason": "看" });
    let idle = principal.send_json(Method::POST, &unmask, &idle).await;
    assert_eq!(idle.status(), 422, "without a reason there is no name");
    let shown = principal.send_json(Method::POST, &unmask, &why).await;
    assert_eq!(shown.status(), 200);
    assert!(shown.text().await.expect("text").contains("王芳"));

    let auditor = house.program("county-auditor").await;
    let journal = auditor.get("/api/v1/journal?verb=hand-in.unmask").await;
    let journal = journal.text().await.expect("text");
    assert!(journal.contains("核对职称证书上的姓名"), "{journal}");
    assert!(journal.contains("school-principal先生"), "who: {journal}");
    assert!(!journal.contains("王芳"), "and never the name: {journal}");
    let told: Value = serde_json::from_str(&journal).expect("JSON");
    assert_eq!(told["total"], 1, "who was refused saw nothing");
}
