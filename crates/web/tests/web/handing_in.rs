//! Handing in, as clerks and the office do it: templates, uploads, the burden, freezing.

use std::time::Duration;

use junheng_rulebook::Register;
use reqwest::{Method, Response, multipart};
use serde_json::{Value, json};

use crate::house::{House, Visitor, rulebook};

pub const YEARS: [&str; 2] = ["2023-2024", "2024-2025"];
const OWN_CODE: &str = "2136000001";

/// The house with two school years opened.
pub async fn opened() -> House {
    let house = House::open().await;
    let office = house.program("county-creation-office").await;
    let address = format!("/api/v1/counties/{}/periods", house.county);
    for (name, due_on) in YEARS.into_iter().zip(["2023-10-31", "2024-10-31"]) {
        let year = json!({ "name": name, "due_on": due_on });
        let answer = office.send_json(Method::POST, &address, &year).await;
        assert_eq!(answer.status(), 201, "{name} is opened");
    }
    house
}

pub async fn json(answer: Response) -> Value {
    let status = answer.status();
    let text = answer.text().await.expect("a text");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{status} {error}: {text}"))
}

/// The school's hand-in of a register and year.
pub async fn hand_in(clerk: &Visitor, year: &str, register: &str) -> i64 {
    let list = clerk.get(&format!("/api/v1/hand-ins?period={year}")).await;
    let list = json(list).await;
    let items = list["items"].as_array().expect("items");
    let found = items
        .iter()
        .find(|one| one["register"] == register)
        .unwrap_or_else(|| panic!("{register} of {year} in {list}"));
    found["id"].as_i64().expect("an id")
}

pub async fn upload(clerk: &Visitor, hand_in: i64, name: &str, bytes: Vec<u8>) -> Value {
    let file = multipart::Part::bytes(bytes).file_name(name.to_owned());
    let form = multipart::Form::new().part("file", file);
    let request = clerk.request(Method::POST, &format!("/api/v1/hand-ins/{hand_in}/upload"));
    let answer = request.multipart(form).send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{name} is taken");
    json(answer).await
}

/// A text table with the register's examples, but for these cells.
pub fn table(register: &Register, rows: &[&[(&str, &str)]]) -> Vec<u8> {
    let headings: Vec<&str> = register
        .columns
        .iter()
        .map(|column| column.heading.as_str())
        .collect();
    let mut lines = vec![headings.join(",")];
    for row in rows {
        let cells = register.columns.iter().map(|column| {
            let other = row.iter().find(|(name, _)| *name == column.name);
            let own = column.name == "学校标识码";
            match other {
                Some((_, text)) => (*text).to_owned(),
                None if own => OWN_CODE.to_owned(),
                None => column.example.clone(),
            }
        });
        let cells: Vec<String> = cells.map(|text| format!("\"{text}\"")).collect();
        lines.push(cells.join(","));
    }
    lines.join("\n").into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_template_brings_what_stays_from_year_to_year() {
    let house = opened().await;
    let clerk = house.program("school-data-clerk").await;
    let rulebook = rulebook();
    let classes = rulebook.register("班级").expect("the register");
    let last = hand_in(&clerk, YEARS[0], "班级").await;
    let rows: [&[(&str, &str)]; 2] = [&[("班级名称", "一年级1班")], &[("班级名称", "一年级2班")]];
    let kept = upload(&clerk, last, "班级.csv", table(classes, &rows)).await;
    assert_eq!(kept["kept"][0]["rows"], 2, "{kept}");

    let this = hand_in(&clerk, YEARS[1], "班级").await;
    let template = clerk
        .get(&format!("/api/v1/hand-ins/{this}/template.xlsx"))
        .await;
    assert_eq!(template.status(), 200);
    let bytes = template.bytes().await.expect("a file").to_vec();
    // Handed in as it is, it has the classes of last year, and no figure of theirs.
    let kept = upload(&clerk, this, "模板.xlsx", bytes).await;
    let parts = kept["kept"].as_array().expect("parts");
    let part = parts.iter().find(|part| part["register"] == "班级");
    let part = part.unwrap_or_else(|| panic!("{kept}"));
    let known = part["rows"].as_i64().unwrap_or(0) + part["refused"].as_i64().unwrap_or(0);
    assert_eq!(known, 2, "{kept}");
    let rows = json(clerk.get(&format!("/api/v1/hand-ins/{this}/rows")).await).await;
    let columns = rows["columns"].as_array().expect("columns");
    let at = |name: &str| columns.iter().position(|column| column == name);
    let (name, pupils) = (at("班级名称"), at("班级人数"));
    for row in rows["rows"].as_array().expect("rows") {
        let cell = |at: Option<usize>| at.map(|at| &row["cells"][at]);
        assert!(
            cell(name)
                .is_some_and(|cell| cell.as_str().is_some_and(|name| name.starts_with("一年级"))),
            "{row}"
        );
        assert!(cell(pupils).is_none_or(Value::is_null), "{row}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_counts_once_and_a_personal_value_stays_hidden() {
    let house = opened().await;
    let clerk = house.program("school-data-clerk").await;
    let rulebook = rulebook();
    let teachers = rulebook.register("教师").expect("the register");
    let wrong: &[(&str, &str)] = &[("出生年份", "属马的那一年"), ("学历", "博士以上")];
    let id = hand_in(&clerk, YEARS[1], "教师").await;
    let sent = table(teachers, &[wrong, &[("教师编号", "T0002")]]);
    let answer = upload(&clerk, id, "教师.csv", sent).await;
    let problems = answer["problems"].as_array().expect("problems");
    let errors = problems.iter().filter(|one| one["severity"] == "error");
    assert_eq!(errors.count(), 2, "{answer}");
    assert!(
        problems.iter().all(|one| one["code"] != "number-as-text"),
        "quotes in a text table are no typing: {answer}"
    );
    let whole = json(clerk.get(&format!("/api/v1/hand-ins/{id}")).await).await;
    assert_eq!(whole["errors"], 1, "{whole}");
    let obstacle = whole["obstacles"][0]["zh"].as_str().expect("an obstacle");
    assert!(obstacle.contains("1行没有保存"), "{obstacle}");

    let office = house.browser("county-creation-office").await;
    let page = office.get(&format!("/hand-ins/{id}")).await;
    let page = page.text().await.expect("a page");
    assert!(
        page.contains("博士以上") && !page.contains("属马"),
        "{page}"
    );
    // The file itself is for those who fill in.
    let auditor = house.program("county-auditor").await;
    let evidence = answer["evidence"].as_i64().expect("a kept file");
    let file = format!("/api/v1/hand-ins/{id}/uploads/{evidence}/marked.xlsx");
    assert_eq!(clerk.get(&file).await.status(), 200);
    assert_ne!(auditor.get(&file).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_burden_is_counted_by_school_and_year() {
    let house = opened().await;
    let clerk = house.program("school-data-clerk").await;
    let rulebook = rulebook();
    let classes = rulebook.register("班级").expect("the register");
    let last = hand_in(&clerk, YEARS[0], "班级").await;
    upload(&clerk, last, "班级.csv", table(classes, &[&[]])).await;
    let this = hand_in(&clerk, YEARS[1], "班级").await;
    let copied = format!("/api/v1/hand-ins/{this}/copy");
    let copied = clerk.send_json(Method::POST, &copied, &json!({})).await;
    assert_eq!(json(copied).await, json!({ "rows": 1, "stood_in": 0 }));

    let office = house.program("county-creation-office").await;
    let address = format!("/api/v1/organisations/{}/burden", house.county);
    let all = json(office.get(&address).await).await;
    let typed: Vec<(&str, i64, i64)> = all
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| {
            let count = |name: &str| line[name].as_i64().unwrap_or(-1);
            let year = line["period"].as_str().unwrap_or_default();
            (year, count("cells_typed"), count("cells_carried"))
        })
        .collect();
    let filled = classes
        .columns
        .iter()
        .filter(|column| !column.example.is_empty());
    let cells = i64::try_from(filled.count()).unwrap_or(0);
    assert_eq!(typed, [(YEARS[0], cells, 0), (YEARS[1], 0, cells)]);
    let one = format!("{address}?period={}&search=向阳&sort=asked-twice", YEARS[1]);
    assert_eq!(
        json(office.get(&one).await).await.as_array().map(Vec::len),
        Some(1)
    );

    let browser = house.browser("county-creation-office").await;
    let page = format!("/burden/{}?sort=carried", house.county);
    let page = browser.get(&page).await.text().await.expect("a page");
    assert!(
        page.contains("向阳小学") && page.contains("重复要数"),
        "{page}"
    );
    let file = format!("/burden/{}/table.xlsx?period={}", house.county, YEARS[0]);
    assert_eq!(browser.get(&file).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn last_year_s_row_stands_in_for_one_that_could_not_be_kept() {
    let house = opened().await;
    let clerk = house.program("school-data-clerk").await;
    let rulebook = rulebook();
    let classes = rulebook.register("班级").expect("the register");
    let last = hand_in(&clerk, YEARS[0], "班级").await;
    let both: [&[(&str, &str)]; 2] = [&[("班级名称", "一年级1班")], &[("班级名称", "一年级2班")]];
    upload(&clerk, last, "班级.csv", table(classes, &both)).await;

    let wrong: [&[(&str, &str)]; 2] = [
        &[("班级名称", "一年级1班"), ("班级人数", "四十多")],
        &[("班级名称", "一年级9班"), ("班级人数", "四十多")],
    ];
    let this = hand_in(&clerk, YEARS[1], "班级").await;
    let kept = upload(&clerk, this, "班级.csv", table(classes, &wrong)).await;
    assert_eq!(
        (&kept["kept"][0]["rows"], &kept["kept"][0]["refused"]),
        (&json!(0), &json!(2))
    );
    let address = format!("/api/v1/hand-ins/{this}");
    assert_eq!(json(clerk.get(&address).await).await["errors"], 2);

    let browser = house.browser("school-data-clerk").await;
    let copied = browser
        .post_form(&format!("/hand-ins/{this}/copy"), &[])
        .await;
    assert_eq!(copied.status(), 303);
    let to = copied.headers()["location"].to_str().expect("text");
    let page = browser.get(to).await.text().await.expect("a page");
    assert!(page.contains("现在是上年的数，不再列为问题"), "{page}");
    let whole = json(clerk.get(&address).await).await;
    assert_eq!(
        whole["errors"], 1,
        "the class that last year did not have is still open: {whole}"
    );
    assert!(page.contains("一年级9班"), "{page}");
    assert_eq!(
        json(clerk.get(&format!("{address}/rows")).await).await["rows"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_downloaded_copy_is_read_by_people_and_can_be_uploaded_again() {
    let house = opened().await;
    let clerk = house.program("school-data-clerk").await;
    let browser = house.browser("school-data-clerk").await;
    let rulebook = rulebook();
    for (name, said, said_in_english) in [
        ("学校", "小学", "primary school"),
        ("教师", "音乐", "music"),
    ] {
        let register = rulebook.register(name).expect("the register");
        let cells: &[(&str, &str)] = &[("办学类型", "211"), ("任教学科", "音乐"), ("姓名", "王芳")];
        let id = hand_in(&clerk, YEARS[1], name).await;
        let kept = upload(&clerk, id, "原表.csv", table(register, &[cells])).await;
        assert_eq!(kept["kept"][0]["rows"], 1, "{kept}");
        let rows = format!("/api/v1/hand-ins/{id}/rows");
        let entered = json(clerk.get(&rows).await).await["rows"][0]["cells"].clone();
        for (lang, said) in [("zh", said), ("en", said_in_english)] {
            let ask = |path: String| {
                browser
                    .request(Method::GET, &path)
                    .header("accept-language", lang)
            };
            let page = ask(format!("/hand-ins/{id}")).send().await.expect("a page");
            let page = page.text().await.expect("a page");
            assert!(page.contains(&format!(">{said}<")), "{said} in {page}");
            assert!(
                !page.contains(">211<"),
                "a code says nothing to people: {page}"
            );
            let grid = ask(format!("/hand-ins/{id}/grid"))
                .send()
                .await
                .expect("a page");
            let grid = grid.text().await.expect("a page");
            assert!(
                grid.contains(&format!("value=\"{said}\"")),
                "{said} in {grid}"
            );

            let copy = ask(format!("/hand-ins/{id}/export"))
                .send()
                .await
                .expect("a file");
            let bytes = copy.bytes().await.expect("a file").to_vec();
            let again = upload(&clerk, id, "下载的.xlsx", bytes).await;
            assert_eq!(again["kept"][0]["rows"], 1, "{lang}: {again}");
            assert_eq!(again["kept"][0]["refused"], 0, "{lang}: {again}");
            let now = json(clerk.get(&rows).await).await["rows"][0]["cells"].clone();
            assert_eq!(
                now, entered,
                "{lang}: nothing of {name} changed, nobody lost his name"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_period_is_frozen_in_the_background() {
    let house = opened().await;
    let clerk = house.program("school-data-clerk").await;
    let principal = house.program("school-principal").await;
    let office = house.program("county-creation-office").await;
    let id = hand_in(&clerk, YEARS[1], "班级").await;
    let later = format!(
        "/api/v1/counties/{}/periods/{}/versions",
        house.county, YEARS[1]
    );
    let said = json!({ "reason": "只有一所学校交了一张表。" });
    let early = office.send_json(Method::POST, &later, &said).await;
    assert_eq!(early.status(), 403, "nothing is accepted yet");

    let note = json!({ "note": "本校今年没有班级。" });
    let submit = format!("/api/v1/hand-ins/{id}/submit");
    let submitted = principal.send_json(Method::POST, &submit, &note).await;
    assert_eq!(
        submitted.status(),
        204,
        "{}",
        submitted.text().await.unwrap_or_default()
    );
    let accept = format!("/api/v1/hand-ins/{id}/accept");
    let accepted = office.send_json(Method::POST, &accept, &json!({})).await;
    assert_eq!(
        accepted.status(),
        204,
        "{}",
        accepted.text().await.unwrap_or_default()
    );

    let begun = office.send_json(Method::POST, &later, &said).await;
    assert_eq!(begun.status(), 202);
    let job = json(begun).await["job"].as_i64().expect("a job");
    let over = loop {
        let job = json(office.get(&format!("/api/v1/jobs/{job}")).await).await;
        if job["is_over"] == true {
            break job;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(over["state"], "done", "{over}");
    assert_eq!(over["result"]["number"], 1, "{over}");
    // A clerk of the school does not follow the office's jobs.
    let strange = clerk.get(&format!("/api/v1/jobs/{job}")).await;
    assert_eq!(strange.status(), 404);
    let browser = house.browser("county-creation-office").await;
    let page = browser.get(&format!("/jobs/{job}")).await;
    let page = page.text().await.expect("a page");
    assert!(
        page.contains("done=frozen") && page.contains("已冻结为第1版"),
        "the job leads to its version: {page}"
    );
}
