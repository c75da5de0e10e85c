//! Reading the policies.

use super::{DAY, POLICY, junheng};

#[test]
fn the_rulebook_is_without_mistakes_and_its_examples_come_out() {
    let printed = junheng(["rulebook", "check"]).succeeded();
    assert!(printed.contains("0 处错误，0 处算例不符"), "{printed}");
    assert!(printed.contains("2 类事项，4 年工作日历"), "{printed}");
}

#[test]
fn a_policy_is_shown_with_its_sources() {
    let page = junheng(["rulebook", "show", POLICY, "--as-of", DAY]).succeeded();
    assert!(page.contains("依据："), "{page}");
    assert!(page.contains("R4") && page.contains("4.5 m²/生"), "{page}");
    let english = junheng(["rulebook", "show", POLICY, "--as-of", DAY, "--lang", "en"]);
    let english = english.succeeded();
    assert!(
        english.contains("As of") || english.contains("as of"),
        "{english}"
    );
    assert_ne!(page, english);
}

#[test]
fn a_kind_of_matter_is_shown_with_who_may_move_it() {
    let page = junheng(["rulebook", "show", "填报"]).succeeded();
    assert!(
        page.contains("- 提交 → 已提交：填报员、校长（本单位）"),
        "{page}"
    );
    let english = junheng(["rulebook", "show", "整改", "--lang", "en"]).succeeded();
    assert!(english.contains("verify → closed"), "{english}");
}

#[test]
fn a_policy_that_nobody_knows_is_not_shown() {
    let said = junheng(["rulebook", "show", "nothing"]).refused();
    assert!(said.contains("nothing"), "{said}");
}
