//! What a page has around its content, filled from who asks and where.

use junheng_app::{Action, Actor, Waiting};
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

/// Leads on to the board of the period that the office is at work on.
const REVIEW: &str = "/review";

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
        "审核",
        "Review",
        REVIEW,
        "checklist",
        Some(Action::DecideExemption),
    ),
    place(
        "评估",
        "Standing",
        "/organisations",
        "chart-bar",
        Some(Action::ReadFindings),
    ),
    place(
        "负担",
        "Burden",
        "/burden",
        "chart-histogram",
        Some(Action::OpenPeriod),
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

/// The frame of a page at the address `here` (path and query), for somebody for whom so much waits.
pub fn page(
    lang: Lang,
    title: &Wording,
    here: &str,
    signed_in: Option<(&Actor, &Waiting)>,
) -> Page {
    Page {
        lang,
        title: lang.of(title).to_owned(),
        address: here.to_owned(),
        navigation: signed_in.map_or_else(Vec::new, |(actor, waiting)| {
            navigation(actor, waiting, lang, here)
        }),
        person: signed_in.map(|(actor, waiting)| SignedIn {
            name: actor.name.clone(),
            role: standing(actor, lang),
            unread: counted(waiting.reminders),
        }),
        ..Page::default()
    }
}

fn counted(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

fn navigation(actor: &Actor, waiting: &Waiting, lang: Lang, here: &str) -> Vec<NavigationItem> {
    let current = place_of(here.split('?').next().unwrap_or(here));
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
            current: place.href == current,
            waiting: counted(match place.href {
                "/hand-ins" => waiting.hand_ins,
                REVIEW => waiting.reviews + waiting.exemptions,
                _ => 0,
            }),
        })
        .collect()
}

/// The place of the navigation that a page belongs to.
fn place_of(path: &str) -> &str {
    let steps: Vec<&str> = path.split('/').skip(1).collect();
    match steps.as_slice() {
        ["counties", _, "periods" | "exemptions", ..] | ["hand-ins", _, "review"] => REVIEW,
        ["counties" | "schools" | "organisations", ..] => "/organisations",
        _ => PLACES
            .iter()
            .map(|place| place.href)
            .find(|href| *href != "/" && path.starts_with(href))
            .unwrap_or(path),
    }
}

/// The person's first role and where it was granted: `填报员 · 向阳小学`.
fn standing(actor: &Actor, lang: Lang) -> String {
    actor.grants.first().map_or_else(String::new, |grant| {
        let role = lang.say(grant.role.name(), grant.role.english());
        format!("{role} · {}", grant.organisation_name)
    })
}

#[cfg(test)]
mod tests {
    use super::place_of;

    #[test]
    fn every_page_belongs_to_a_place() {
        for (path, place) in [
            ("/", "/"),
            ("/counties/3", "/organisations"),
            ("/counties/3/schools/2199000001", "/organisations"),
            ("/counties/3/periods/2024-2025/freeze", "/review"),
            ("/hand-ins/12/review", "/review"),
            ("/hand-ins/12", "/hand-ins"),
            ("/rulebook/policies/quality-balance-2017", "/rulebook"),
            ("/admin/people/4", "/admin/people"),
            ("/me", "/me"),
        ] {
            assert_eq!(place_of(path), place, "{path}");
        }
    }
}
