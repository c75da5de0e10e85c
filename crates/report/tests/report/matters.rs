//! A kind of matter as a page.

use junheng_report::console::View;
use junheng_report::{Lang, matter_page};

use crate::rulebook::{names, rulebook};

fn page(kind: &str, lang: Lang) -> String {
    let rulebook = rulebook();
    let kind = rulebook.matter(kind).expect("the kind is declared");
    let view = View {
        names: names(lang),
        colour: false,
        width: 100,
    };
    matter_page::text(kind, view)
}

#[test]
fn a_hand_in_in_chinese() {
    insta::assert_snapshot!(page("填报", Lang::Chinese));
}

#[test]
fn a_rectification_in_english() {
    insta::assert_snapshot!(page("整改", Lang::English));
}
