//! The words of a policy's page.

use super::Word;
use crate::Lang;

pub(crate) const SPLIT: Word = Word("学段间拆分", "Split between stages");
pub(crate) const PARAMETERS: Word = Word("参数", "Parameters");
pub(crate) const RULES: Word = Word("判定规则", "Rules of the verdict");

pub(crate) fn term(lang: Lang, layer: &str, from: &str, until: Option<&str>) -> String {
    match (lang, until) {
        (Lang::Chinese, None) => format!("{layer}级标准，自 {from} 起施行"),
        (Lang::Chinese, Some(until)) => format!("{layer}级标准，{from} 至 {until}"),
        (Lang::English, None) => format!("a standard of the {layer}, in force from {from}"),
        (Lang::English, Some(until)) => {
            format!("a standard of the {layer}, in force from {from} until {until}")
        }
    }
}

pub(crate) fn extends(lang: Lang, name: &str, id: &str) -> String {
    match lang {
        Lang::Chinese => format!("在《{name}》（{id}）之上，只列不同之处；下列内容含所承接的规定"),
        Lang::English => format!("adds to {name} ({id}); what it takes over is shown too"),
    }
}

pub(crate) fn part_of(lang: Lang, id: &str) -> String {
    match lang {
        Lang::Chinese => format!("{id} 的分项"),
        Lang::English => format!("part of {id}"),
    }
}

pub(crate) fn not_in_force(lang: Lang, from: &str) -> String {
    match lang {
        Lang::Chinese => format!("自 {from} 起，判定日不适用"),
        Lang::English => format!("from {from}, not in force on the day"),
    }
}

pub(crate) fn share(lang: Lang, from: &str, condition: &str, of: &str) -> String {
    match (lang, of) {
        (Lang::Chinese, "") => format!("{from} 中符合“{condition}”的行所占比例"),
        (Lang::Chinese, of) => format!("{from}（{of}）中符合“{condition}”的行所占比例"),
        (Lang::English, "") => format!("share of the rows of {from} with {condition}"),
        (Lang::English, of) => format!("share of the rows of {from} ({of}) with {condition}"),
    }
}

pub(crate) fn every(lang: Lang, from: &str, figure: &str, of: &str) -> String {
    match (lang, of) {
        (Lang::Chinese, "") => format!("{from} 的每一行：{figure}"),
        (Lang::Chinese, of) => format!("{from}（{of}）的每一行：{figure}"),
        (Lang::English, "") => format!("every row of {from}: {figure}"),
        (Lang::English, of) => format!("every row of {from} ({of}): {figure}"),
    }
}

pub(crate) fn score(lang: Lang, item: &str) -> String {
    match lang {
        Lang::Chinese => format!("督导人员对 {item} 的评定"),
        Lang::English => format!("an inspector's score of {item}"),
    }
}

pub(crate) fn all(lang: Lang, parts: &str) -> String {
    match lang {
        Lang::Chinese => format!("各分项均达标：{parts}"),
        Lang::English => format!("all parts are met: {parts}"),
    }
}
