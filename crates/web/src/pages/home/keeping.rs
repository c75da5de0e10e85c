//! What an administrator keeps, and what a new county lacks before its schools can hand in.

use junheng_app::today::{FirstSteps, Keeping};

use crate::components::{KeyFigure, Link};
use crate::lang::Lang;

/// An administrator's part of the front page.
pub struct KeepingView {
    pub key_figures: Vec<KeyFigure>,
    /// Empty once all of them are done.
    pub steps: Vec<Step>,
}

/// Something that a new county needs.
pub struct Step {
    pub is_done: bool,
    pub what: &'static str,
    pub why: &'static str,
    pub link: Link,
}

impl KeepingView {
    pub fn of(keeping: &Keeping, lang: Lang) -> Self {
        let steps = keeping.first_steps.filter(|steps| !steps.are_done());
        Self {
            key_figures: key_figures(keeping, lang),
            steps: steps.map_or_else(Vec::new, |steps| self::steps(keeping.under, steps, lang)),
        }
    }
}

fn key_figures(keeping: &Keeping, lang: Lang) -> Vec<KeyFigure> {
    let figure = |label: &str, count: i64, note: String, href: &str, icon| KeyFigure {
        label: label.to_owned(),
        value: count.to_string(),
        note,
        href: href.to_owned(),
        icon,
        ..KeyFigure::default()
    };
    let schools = match lang {
        Lang::Zh => format!("其中学校 {} 所", keeping.schools),
        Lang::En => format!("{} of them schools", keeping.schools),
    };
    vec![
        figure(
            lang.say("单位", "Organisations"),
            keeping.organisations,
            schools,
            "/admin/organisations",
            "building-community",
        ),
        figure(
            lang.say("人员", "People"),
            keeping.people,
            lang.say("开账号、授予角色、重置密码", "Accounts, roles, passwords")
                .to_owned(),
            "/admin/people",
            "users",
        ),
    ]
}

fn steps(under: i64, steps: FirstSteps, lang: Lang) -> Vec<Step> {
    let step = |is_done, (what, why), label, href| Step {
        is_done,
        what,
        why,
        link: Link::new(label, href),
    };
    vec![
        step(
            steps.has_schools,
            (
                lang.say("建学校", "Add the schools"),
                lang.say(
                    "从一张 Excel 名单导入，或逐所新增。",
                    "From a list in Excel, or one by one.",
                ),
            ),
            lang.say("导入名单", "Import a list"),
            format!("/admin/organisations/{under}/import"),
        ),
        step(
            steps.has_clerks,
            (
                lang.say("给学校开账号", "Open the schools' accounts"),
                lang.say(
                    "每校一个填报员、一个校长，首次密码一次下载。",
                    "A clerk and a principal each; the first passwords are downloaded once.",
                ),
            ),
            lang.say("批量开账号", "Open accounts"),
            format!("/admin/people/school-accounts?under={under}"),
        ),
        step(
            steps.has_office,
            (
                lang.say("给创建办授权", "Name the creation office"),
                lang.say(
                    "由它开启填报期、审核和冻结。",
                    "It opens periods, reviews and freezes.",
                ),
            ),
            lang.say("新增人员", "Add somebody"),
            format!("/admin/people/add?organisation={under}"),
        ),
        step(
            steps.has_period,
            (
                lang.say("开启填报期", "Open a period"),
                lang.say(
                    "各校要填的表就会发下去。",
                    "Everybody's hand-ins begin with it.",
                ),
            ),
            lang.say("开启", "Open"),
            format!("/counties/{under}/periods"),
        ),
    ]
}
