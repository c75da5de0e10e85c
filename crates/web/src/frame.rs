//! What a page has around its content, filled from who asks and where.

use junheng_app::{Action, Actor};
use junheng_model::Wording;

use crate::components::{Link, NavigationItem, Page, SignedIn};
use crate::lang::Lang;

/// One place of the main navigation.
struct Place {
    zh: &'static str,
    en: &'static str,
    href: &'static str,
    icon: &'static str,
    /// Shown only to those who may do this somewhere.
    action: Option<Action>,
}

const fn place(
    zh: &'static str,
    en: &'static str,
    href: &'static str,
    icon: &'static str,
    action: Option<Action>,
) -> Place {
    Place {
        zh,
        en,
        href,
        icon,
        action,
    }
}

/// The main navigation.
const PLACES: &[Place] = &[
    place("今日", "Today", "/", "home", None),
    place(
        "填报",
        "Hand-ins",
        "/hand-ins",
        "edit",
        Some(Action::ReadRows),
    ),
    place(
        "负担",
        "Burden",
        "/burden",
        "chart-histogram",
        Some(Action::OpenPeriod),
    ),
    place(
        "评估",
        "Standing",
        "/organisations",
        "chart-bar",
        Some(Action::ReadFindings),
    ),
    place("标准库", "Rulebook", "/rulebook", "book-2", None),
    place(
        "单位",
        "Organisations",
        "/admin/organisations",
        "building-community",
        Some(Action::KeepOrganisations),
    ),
    place(
        "人员",
        "People",
        "/admin/people",
        "users",
        Some(Action::KeepPeople),
    ),
    place(
        "日志",
        "Journal",
        "/journal",
        "history",
        Some(Action::ReadJournal),
    ),
];

/// The frame of a page at the address `here` (path and query).
pub fn page(lang: Lang, title: &Wording, here: &str, actor: Option<&Actor>) -> Page {
    Page {
        lang,
        title: lang.of(title).to_owned(),
        address: here.to_owned(),
        navigation: actor.map_or_else(Vec::new, |actor| navigation(actor, lang, here)),
        person: actor.map(|actor| SignedIn {
            name: actor.name.clone(),
            role: standing(actor, lang),
            unread: 0,
        }),
        ..Page::default()
    }
}

fn navigation(actor: &Actor, lang: Lang, here: &str) -> Vec<NavigationItem> {
    let path = here.split('?').next().unwrap_or(here);
    PLACES
        .iter()
        .filter(|place| {
            place
                .action
                .is_none_or(|action| !actor.reach(action).is_empty())
        })
        .map(|place| NavigationItem {
            link: Link::new(lang.say(place.zh, place.en), place.href),
            icon: place.icon,
            current: match place.href {
                "/" => path == "/",
                href => path.starts_with(href),
            },
            waiting: 0,
        })
        .collect()
}

/// The person's first role and where it was granted: `填报员 · 向阳小学`.
fn standing(actor: &Actor, lang: Lang) -> String {
    actor.grants.first().map_or_else(String::new, |grant| {
        let role = lang.say(grant.role.name(), grant.role.english());
        format!("{role} · {}", grant.organisation_name)
    })
}
