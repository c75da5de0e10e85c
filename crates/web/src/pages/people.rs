//! Keeping people, their roles and accounts.

pub mod accounts;
pub mod actions;
pub mod add;
pub mod list;
pub mod one;

use junheng_model::Role;

use crate::components::Choice;
use crate::lang::Lang;

/// The roles to choose from, with what each is for.
fn roles(lang: Lang, chosen: &str) -> Vec<Choice> {
    Role::ALL
        .iter()
        .map(|role| {
            let words = lang.say(role.name(), role.english());
            Choice::new(role.code(), words, role.code() == chosen)
        })
        .collect()
}

/// A moment as clocks in China show it: `2025-03-01 14:05`.
pub fn moment(at: jiff::Timestamp) -> String {
    let local = junheng_app::local(at);
    format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
}
