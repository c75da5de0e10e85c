//! Keeping the tree of organisations.

pub mod add;
pub mod import;
pub mod list;
pub mod one;

use junheng_app::kind;

use crate::components::Choice;
use crate::lang::Lang;

/// The kinds to choose from.
fn kinds(lang: Lang, chosen: &str) -> Vec<Choice> {
    kind::ALL
        .iter()
        .map(|(code, zh, en)| Choice::new(*code, lang.say(zh, en), *code == chosen))
        .collect()
}

/// A kind in words.
fn kind_words(lang: Lang, code: &str) -> String {
    let found = kind::ALL.iter().find(|(known, ..)| *known == code);
    found
        .map_or(code, |(_, zh, en)| lang.say(zh, en))
        .to_owned()
}
