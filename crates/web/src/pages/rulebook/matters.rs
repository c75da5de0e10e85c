//! Kinds of matters and the calendar of working days as pages.

use junheng_rulebook::{Anchor, Calendar, Counting, Deadline, MatterKind, Move, Mover, State};

use super::article::{Article, Cell, Section, named, source_text};
use crate::lang::Lang;

/// The page of a kind of matter: states, who moves it where, and its deadlines.
pub fn article(kind: &MatterKind, lang: Lang) -> Article {
    let mut sections = vec![states(kind, lang), moves(kind, lang)];
    if !kind.deadlines.is_empty() {
        sections.push(deadlines(kind, lang));
    }
    Article {
        title: named(&kind.name, &kind.en, lang).to_owned(),
        lead: kind.about.clone(),
        facts: vec![(
            lang.say("依据", "Source").to_owned(),
            source_text(&kind.source, lang),
        )],
        sections,
    }
}

fn states(kind: &MatterKind, lang: Lang) -> Section {
    let yes = |holds: bool, zh, en| if holds { lang.say(zh, en) } else { "" };
    let row = |state: &State| {
        vec![
            Cell::text(named(&state.name, &state.en, lang)),
            Cell::text(&state.about),
            Cell::text(yes(state.editable, "可以改", "can be changed")),
            Cell::text(yes(state.ends, "办结", "closed")),
        ]
    };
    let heads = [
        lang.say("状态", "State"),
        lang.say("说明", "About"),
        lang.say("内容", "Content"),
        lang.say("是否办结", "Closed"),
    ];
    Section::list(lang.say("状态", "States"), &heads, &kind.states, row)
}

fn moves(kind: &MatterKind, lang: Lang) -> Section {
    let row = |of: &Move| {
        let fields: Vec<String> = of
            .fields
            .iter()
            .map(|field| {
                let name = named(&field.name, &field.en, lang);
                let need = match field.required {
                    true => lang.say("必填", "required"),
                    false => lang.say("选填", "optional"),
                };
                format!("{name}{}", lang.of_report().bracketed(need))
            })
            .collect();
        vec![
            Cell::text(named(&of.name, &of.en, lang)),
            Cell::text(format!(
                "{} → {}",
                states_named(kind, &of.from, lang),
                state_named(kind, &of.to, lang)
            )),
            Cell::text(movers(&of.by, lang)),
            Cell::text(fields.join(lang.of_report().comma())),
            Cell::text(&of.about),
        ]
    };
    let heads = [
        lang.say("办理", "Move"),
        lang.say("从哪到哪", "From and to"),
        lang.say("谁可以办", "Who may"),
        lang.say("要填什么", "What must be said"),
        lang.say("说明", "About"),
    ];
    Section::list(lang.say("办理", "Moves"), &heads, &kind.moves, row)
}

/// The name of one of the kind's states.
fn state_named<'a>(kind: &'a MatterKind, name: &'a str, lang: Lang) -> &'a str {
    let state = kind.state(name);
    state.map_or(name, |state| named(&state.name, &state.en, lang))
}

fn states_named(kind: &MatterKind, names: &[String], lang: Lang) -> String {
    let names: Vec<&str> = names
        .iter()
        .map(|name| state_named(kind, name, lang))
        .collect();
    names.join(lang.of_report().comma())
}

fn movers(movers: &[Mover], lang: Lang) -> String {
    let roles = movers.iter().flat_map(|mover| {
        mover
            .roles
            .iter()
            .map(|role| lang.say(role.name(), role.english()))
    });
    let names: Vec<&str> = roles.collect();
    names.join(lang.of_report().comma())
}

fn deadlines(kind: &MatterKind, lang: Lang) -> Section {
    let row = |deadline: &Deadline| {
        let count = match deadline.count {
            Counting::Calendar => lang.say("天", "days"),
            Counting::Working => lang.say("个工作日", "working days"),
        };
        vec![
            Cell::text(named(&deadline.name, &deadline.en, lang)),
            Cell::text(states_named(kind, &deadline.states, lang)),
            Cell::text(format!(
                "{} + {} {count}",
                anchor(kind, &deadline.after, lang),
                deadline.days
            )),
            Cell::text(deadline.reminders.len().to_string()),
            Cell::text(deadline.escalations.len().to_string()),
        ]
    };
    let heads = [
        lang.say("期限", "Deadline"),
        lang.say("在哪些状态", "In the states"),
        lang.say("怎么算", "How it is counted"),
        lang.say("提醒次数", "Reminders"),
        lang.say("升级次数", "Escalations"),
    ];
    Section::list(lang.say("期限", "Deadlines"), &heads, &kind.deadlines, row)
}

fn anchor(kind: &MatterKind, anchor: &Anchor, lang: Lang) -> String {
    match anchor {
        Anchor::PeriodDue => lang.say("填报期截止日", "the period's due day").to_owned(),
        Anchor::Opened => lang.say("事项开始之日", "the day it was opened").to_owned(),
        Anchor::Entered(state) => {
            let state = state_named(kind, state, lang);
            match lang {
                Lang::Zh => format!("进入“{state}”之日"),
                Lang::En => format!("the day it became {state}"),
            }
        }
        Anchor::Field(name) => {
            let mut fields = kind.moves.iter().flat_map(|of| &of.fields);
            let field = fields.find(|field| field.name == *name);
            field
                .map_or(name.as_str(), |field| named(&field.name, &field.en, lang))
                .to_owned()
        }
    }
}

/// The page of the calendar: each year's notice.
pub fn calendar_article(calendar: &Calendar, lang: Lang) -> Article {
    let sections = calendar.years().map(|year| {
        let rows = year.holidays.iter().map(|holiday| {
            let works: Vec<String> = holiday.works.iter().map(ToString::to_string).collect();
            vec![
                Cell::text(named(&holiday.name, &holiday.en, lang)),
                Cell::text(format!("{} – {}", holiday.from, holiday.until)),
                Cell::text(works.join(lang.of_report().comma())),
            ]
        });
        let heads = [
            lang.say("节日", "Holiday"),
            lang.say("放假", "Days off"),
            lang.say("调休上班", "Days worked for it"),
        ];
        let mut section = Section::table(&year.year.to_string(), &heads, rows.collect());
        section.source(&year.source, lang);
        section
    });
    Article {
        title: lang.say("工作日历", "Working days").to_owned(),
        lead: lang
            .say("期限按工作日计算时用的放假安排；没有发布通知的年份不推算。", "The holidays by which deadlines in working days are counted. Years without a notice are not guessed.")
            .to_owned(),
        sections: sections.collect(),
        ..Article::default()
    }
}
