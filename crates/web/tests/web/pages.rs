//! How a few pages read: what stands in the middle of them, without its tags.

use reqwest::Method;

use crate::house::{House, Visitor};

/// The words of a page's middle, a line for each element that has some.
fn words(html: &str) -> String {
    let middle = html.split("<main").nth(1).unwrap_or(html);
    let middle = middle.split("</main>").next().unwrap_or(middle);
    let mut lines = Vec::new();
    for part in middle.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        if let Some(value) = tag.strip_prefix("input ") {
            let of = |name: &str| {
                let found = value.split(&format!("{name}=\"")).nth(1);
                found
                    .and_then(|rest| rest.split('"').next())
                    .unwrap_or_default()
            };
            lines.push(format!("[{}: {}]", of("name"), of("value")));
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            lines.push(text);
        }
    }
    lines.join("\n")
}

async fn read(visitor: &Visitor, path: &str) -> String {
    let answer = visitor.get(path).await;
    words(&answer.text().await.expect("text"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_door_asks_for_name_and_password() {
    let house = House::open().await;
    insta::assert_snapshot!(read(&house.stranger(), "/sign-in").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_listed_with_their_roles() {
    let house = House::open().await;
    let keeper = house.browser("county-administrator").await;
    let path = format!("/admin/people?under={}", house.school);
    insta::assert_snapshot!(read(&keeper, &path).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_person_comes_back_with_what_was_typed() {
    let house = House::open().await;
    let keeper = house.browser("county-administrator").await;
    let school = house.school.to_string();
    let typed = [
        ("organisation", school.as_str()),
        ("name", "王小明"),
        ("sign_in_name", "Wang Xiao"),
        ("phone", "看名片"),
        ("role", "principal"),
    ];
    let answer = keeper.post_form("/admin/people/add", &typed).await;
    assert_eq!(answer.status(), 422);
    insta::assert_snapshot!(words(&answer.text().await.expect("text")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_comes_back_where_it_was_to_be() {
    let house = House::open().await;
    let keeper = house.browser("county-administrator").await;
    let id = house.people["county-leader"];
    let county = house.county.to_string();
    let typed = [("role", "leader"), ("organisation", county.as_str())];
    let path = format!("/admin/people/{id}/roles");
    let answer = keeper.post_form(&path, &typed).await;
    assert_eq!(answer.status(), 422);
    let html = answer.text().await.expect("text");
    let chosen = format!("<option value=\"{county}\" selected>青禾县</option>");
    assert!(html.contains(&chosen), "the place is still chosen: {html}");
    assert!(html.contains("已经是领导"), "it says why: {html}");
    // Reloading that page, or another language, leads to the person.
    let again = keeper.get(&path).await;
    assert_eq!(again.headers()["location"], format!("/admin/people/{id}"));
}

/// Without the lines that say a day and a minute.
fn without_instants(words: &str) -> String {
    let is_instant = |line: &str| {
        let marks = line.chars().filter(|letter| !letter.is_ascii_digit());
        line.len() == "11-30 08:04".len() && marks.eq("- :".chars())
    };
    let lines: Vec<&str> = words.lines().filter(|line| !is_instant(line)).collect();
    lines.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_organisations_comes_back_cell_by_cell() {
    let house = House::open().await;
    let keeper = house.browser("county-administrator").await;
    let path = format!("/admin/organisations/{}/import", house.county);
    let list = "学校标识码,名称,类型,上级\n2136000011,河东小学,学校,\n21,坏代码小学,学校,\n2136000012,某校,学校,没有的镇\n";
    let file = reqwest::multipart::Part::bytes(list.as_bytes()).file_name("单位.csv");
    let form = reqwest::multipart::Form::new().part("file", file);
    let request = keeper.request(Method::POST, &path).multipart(form);
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 303);
    let to = answer.headers()["location"].to_str().expect("text");
    let page = keeper.get(to).await.text().await.expect("text");
    insta::assert_snapshot!(without_instants(&words(&page)));

    let nothing = reqwest::multipart::Form::new().text("file", "");
    let request = keeper.request(Method::POST, &path).multipart(nothing);
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 422, "in place");
    let html = answer.text().await.expect("text");
    assert!(
        html.contains("请选择一个文件") && html.contains("type=\"file\""),
        "{html}"
    );
}
