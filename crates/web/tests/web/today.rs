//! What people find first: the front page of each role, and pages that are refused or empty.

use crate::handing_in::{YEARS, hand_in, opened, table, upload};
use crate::house::{House, Visitor, rulebook};

async fn page(visitor: &Visitor, path: &str) -> String {
    let answer = visitor.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.expect("a page")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_countys_administrator_is_led_through_what_it_lacks() {
    let house = House::open().await;
    let keeper = house.browser("county-administrator").await;
    let first = page(&keeper, "/").await;
    assert!(first.contains("开始使用：四步"), "{first}");
    let open_period = format!("href=\"/counties/{}/periods\"", house.county);
    assert!(first.contains(&open_period), "the last step is open");
    assert_eq!(first.matches("step-open").count(), 1, "the others are done");

    let house = opened().await;
    let keeper = house.browser("county-administrator").await;
    let first = page(&keeper, "/").await;
    assert!(!first.contains("开始使用"), "nothing is lacking");
    assert!(first.contains("/admin/people/school-accounts"), "{first}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_finds_what_is_late_and_what_to_do() {
    let house = opened().await;
    let clerk = house.browser("school-data-clerk").await;
    let first = page(&clerk, "/").await;
    assert!(first.contains("已逾期"), "the periods are over: {first}");
    assert!(first.contains("从未打开"), "{first}");
    assert!(first.contains(">开始填</a>"), "{first}");

    let office = house.browser("county-creation-office").await;
    let first = page(&office, "/").await;
    assert!(first.contains("?only=outstanding"), "{first}");
    let board = format!("/counties/{}/periods/{}", house.county, YEARS[1]);
    let board = page(&office, &format!("{board}?only=outstanding")).await;
    let all_of_school = format!("/hand-ins?organisation={}", house.school);
    assert!(board.contains(&all_of_school), "a name leads on: {board}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_to_report_is_said_after_the_ways_to_enter_something() {
    let house = opened().await;
    let clerk = house.program("school-data-clerk").await;
    let id = hand_in(&clerk, YEARS[1], "学校").await;
    let browser = house.browser("school-data-clerk").await;
    let empty = page(&browser, &format!("/hand-ins/{id}")).await;
    let upload_at = empty.find("id=\"upload\"").expect("a way to upload");
    let submit_at = empty.find("id=\"submit\"").expect("a way to hand in");
    assert!(upload_at < submit_at, "{empty}");
    assert!(!empty.contains("第 0 版"), "{empty}");

    let grid = page(&browser, &format!("/hand-ins/{id}/grid")).await;
    assert!(grid.contains("edit-grid-single"), "a school has one row");
    assert!(!grid.contains("cell[new-1]"), "and no use for more: {grid}");

    let rulebook = rulebook();
    let schools = rulebook.register("学校").expect("the register");
    upload(&clerk, id, "学校.csv", table(schools, &[&[]])).await;
    let filled = page(&browser, &format!("/hand-ins/{id}")).await;
    let upload_at = filled.find("id=\"upload\"").expect("a way to upload");
    let submit_at = filled.find("id=\"submit\"").expect("a way to hand in");
    assert!(submit_at < upload_at, "handing in comes first now");
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_open_without_being_told_where() {
    let house = House::open().await;
    let keeper = house.browser("county-administrator").await;
    for path in [
        "/admin/people/add",
        "/admin/people/school-accounts",
        "/admin/organisations/add",
    ] {
        assert!(page(&keeper, path).await.contains("青禾县"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_for_somebody_says_what_can_be_done() {
    let house = House::open().await;
    let leader = house.browser("county-leader").await;
    let refused = leader.get("/admin/people").await;
    assert_eq!(refused.status(), 403);
    let said = refused.text().await.expect("a page");
    assert!(said.contains("<h1>没有权限</h1>"), "{said}");
    assert!(said.contains("请管理员"), "{said}");
    let missing = leader.get("/nowhere").await;
    assert_eq!(missing.status(), 404);
    let said = missing.text().await.expect("a page");
    assert!(said.contains("请检查地址"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_county_offers_what_can_be_done_and_nothing_else() {
    let house = House::open().await;
    let office = house.browser("county-creation-office").await;
    let county = format!("/counties/{}", house.county);
    let empty = page(&office, &county).await;
    assert!(!empty.contains("/report\""), "there is nothing to report");
    assert!(!empty.contains("/what-if"), "nor to suppose: {empty}");
    assert!(!empty.contains("class=\"filters\""), "nor to choose");
    assert!(
        empty.contains(&format!("href=\"{county}/periods\"")),
        "{empty}"
    );
    let leader = house.browser("county-leader").await;
    let empty = page(&leader, &county).await;
    assert!(!empty.contains("/periods\""), "a leader opens no period");

    let list = page(&office, "/hand-ins").await;
    assert!(!list.contains("name=\"period\""), "no year to choose yet");
    let liaison = house.browser("county-liaison-officer").await;
    let list = page(&liaison, "/hand-ins").await;
    assert!(list.contains("您的角色不看填报"), "{list}");
}
