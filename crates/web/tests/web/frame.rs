//! What stands around every page: what waits for whom, and the language that one reads.

use crate::house::{House, PASSWORD};

/// A page as text.
async fn page(visitor: &crate::house::Visitor, path: &str) -> String {
    let answer = visitor.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_what_waits_for_him_on_every_page() {
    let house = House::open().await;
    let clerk = house.browser("school-data-clerk").await;
    assert!(
        !page(&clerk, "/rulebook")
            .await
            .contains("class=\"waiting\"")
    );
    let office = house.browser("county-creation-office").await;
    let periods = format!("/counties/{}/periods", house.county);
    let due = [("name", "2024-2025"), ("due_on", "2024-12-31")];
    let opened = office.post_form(&periods, &due).await;
    assert!(opened.status().is_redirection(), "{}", opened.status());

    // Counts are a few seconds old at most; a person who has not looked yet is told at once.
    let principal = house.browser("school-principal").await;
    let rulebook = page(&principal, "/rulebook").await;
    assert!(rulebook.contains("class=\"waiting\""), "hand-ins are open");
    let shown = page(&office, "/").await;
    assert!(shown.contains("href=\"/review\""));
    let board = office.get("/review").await;
    let expected = format!("{periods}/2024-2025");
    assert_eq!(board.headers()["location"], expected.as_str());
    assert!(
        !rulebook.contains("href=\"/review\""),
        "a principal reviews nothing"
    );

    let leader = house.browser("county-leader").await;
    let county = page(&leader, &format!("/counties/{}", house.county)).await;
    assert!(county.contains("id=\"due\"") && county.contains("件从未打开"));
    assert!(county.contains(&format!("{expected}?only=never-opened")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_knows_the_language_and_a_switch_before_signing_in_stays() {
    let house = House::open().await;
    let leader = house.browser("county-leader").await;
    let switched = leader
        .post_form("/language", &[("language", "en"), ("back", "/")])
        .await;
    assert_eq!(switched.status(), 303);
    let languages = |answer: &reqwest::Response| -> Vec<String> {
        let cookies = answer.headers().get_all("set-cookie").iter();
        let texts = cookies.filter_map(|cookie| cookie.to_str().ok());
        let of_language = texts.filter(|text| text.starts_with("lang="));
        of_language.map(str::to_owned).collect()
    };
    let typed = [("sign_in_name", "county-leader"), ("password", PASSWORD)];
    let elsewhere = house.stranger().post_form("/sign-in", &typed).await;
    assert!(languages(&elsewhere)[0].starts_with("lang=en;"));

    let chose_chinese = house
        .stranger()
        .request(reqwest::Method::POST, "/sign-in")
        .header("cookie", "lang=zh")
        .form(&typed)
        .send()
        .await
        .expect("an answer");
    assert_eq!(languages(&chose_chinese), Vec::<String>::new());

    let left = leader.post_form("/sign-out", &[]).await;
    assert!(
        languages(&left)[0].contains("Max-Age=0"),
        "the next one may read another"
    );
}
