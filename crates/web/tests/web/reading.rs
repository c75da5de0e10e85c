//! A county of one school with figures of two years, as its leader reads it.

use crate::handing_in::{YEARS, hand_in, opened, table, upload};
use crate::house::{House, Visitor, rulebook};

const SCHOOL: &str = "2136000001";

/// The school's figures of both years: those of the examples.
async fn with_figures() -> House {
    let house = opened().await;
    let clerk = house.program("school-data-clerk").await;
    let rulebook = rulebook();
    let schools = rulebook.register("学校").expect("the register");
    for year in YEARS {
        let id = hand_in(&clerk, year, "学校").await;
        let county: &[(&str, &str)] = &[("区县", "青禾县")];
        upload(&clerk, id, "学校.csv", table(schools, &[county])).await;
    }
    house
}

async fn page(visitor: &Visitor, path: &str) -> String {
    let answer = visitor.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.expect("a page")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_leader_reads_what_is_red_and_whom_to_call() {
    let house = with_figures().await;
    let leader = house.browser("county-leader").await;
    let school = format!("/counties/{}/schools/{SCHOOL}", house.county);
    let of_school = page(&leader, &school).await;
    assert!(
        of_school.contains("href=\"tel:00008800001\""),
        "{of_school}"
    );
    assert!(of_school.contains("/what-if?school="), "{of_school}");
    let clerk = house.browser("school-data-clerk").await;
    let own = page(&clerk, &school).await;
    assert!(!own.contains("tel:"), "a clerk is shown no numbers");
    assert!(!own.contains("/what-if"), "nor what he may not open");

    let county = format!("/counties/{}", house.county);
    let first = page(&leader, "/").await;
    assert!(first.contains("banner-verdict"), "{first}");
    let wall = page(&leader, &county).await;
    assert!(wall.contains("class=\"tile tile-"), "{wall}");
    let open = page(&leader, &format!("{county}?only=undetermined")).await;
    let tiles: Vec<&str> = open.split("class=\"tile tile-").skip(1).collect();
    assert!(!tiles.is_empty(), "something cannot be judged yet");
    assert!(tiles.iter().all(|tile| tile.starts_with("undetermined")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comparison_begins_with_something_else_than_the_same() {
    let house = with_figures().await;
    let leader = house.browser("county-leader").await;
    let compared = page(&leader, &format!("/counties/{}/compare", house.county)).await;
    let both = format!("{} ↔ {}", YEARS[1], YEARS[0]);
    assert!(compared.contains(&both), "{compared}");
    let chosen = format!("other_period={}", YEARS[0]);
    assert!(compared.contains(&chosen), "its workbook compares the same");
    let earliest = format!("/counties/{}/compare?period={}", house.county, YEARS[0]);
    let compared = page(&leader, &earliest).await;
    assert!(
        compared.contains("other_policy="),
        "no year before: another policy"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_explanation_names_the_school_of_each_row_and_states_units_once() {
    let house = with_figures().await;
    let leader = house.browser("county-leader").await;
    let indicator = format!("/counties/{}/indicators", house.county);
    let explained = format!("{indicator}/R1/explanation?stage=primary");
    let explained = page(&leader, &explained).await;
    let school = rulebook();
    let school = school.register("学校").and_then(|of| of.column("学校名称"));
    let name = &school.expect("the column").example;
    assert!(explained.contains(&format!("{name} · ")), "{explained}");
    assert!(
        explained.contains("<b>差异系数 ≤ 0.50</b></dd>"),
        "{explained}"
    );

    let whole = page(&leader, &format!("{indicator}/G3")).await;
    assert!(
        !whole.contains("empty-state"),
        "no empty table of standards"
    );
    assert!(whole.contains("/indicators/G4"), "the next indicator");
    assert!(whole.contains("/indicators/G2"), "and the one before");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_that_has_entered_nothing_has_a_page_all_the_same() {
    let house = opened().await;
    let clerk = house.browser("school-data-clerk").await;
    let path = format!("/counties/{}/schools/{SCHOOL}", house.county);
    let said = page(&clerk, &path).await;
    assert!(said.contains("还没有这所学校的数据"), "{said}");
    assert!(said.contains("id=\"hand-ins\""), "what it hands in: {said}");
    let nobody = format!("/counties/{}/schools/2136009999", house.county);
    let leader = house.browser("county-leader").await;
    assert_eq!(leader.get(&nobody).await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rulebook_says_each_source_once() {
    let house = House::open().await;
    let leader = house.browser("county-leader").await;
    let policy = page(&leader, "/rulebook/policies/quality-balance-2017").await;
    let of_r1 = policy.split("id=\"R1\"").nth(1).expect("R1");
    let of_r1 = of_r1.split("</section>").next().unwrap_or_default();
    assert_eq!(of_r1.matches("资源配置 第1项").count(), 1, "{of_r1}");
    let register = page(&leader, "/rulebook/registers/学校").await;
    assert!(!register.contains("<dd>依据："), "{register}");
}
