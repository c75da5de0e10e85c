//! What a rule counted or averaged, against what it asks.

use junheng_model::Verdict;

use crate::Lang;
use crate::figures::plain;

/// `42 所学校中 17 所达标，应全部达标`
pub(crate) fn schools_met(lang: Lang, met: f64, of: f64, needed: f64) -> String {
    let (met_words, of_words, needed_words) = (plain(met), plain(of), plain(needed));
    match (lang, met == of, needed == of) {
        (Lang::Chinese, true, _) => format!("{of_words} 所学校全部达标"),
        (Lang::Chinese, false, true) => {
            format!("{of_words} 所学校中 {met_words} 所达标，应全部达标")
        }
        (Lang::Chinese, false, false) => {
            format!("{of_words} 所学校中 {met_words} 所达标，应不少于 {needed_words} 所")
        }
        (Lang::English, true, _) => format!("all {of_words} schools meet it"),
        (Lang::English, false, true) => {
            format!("{met_words} of {of_words} schools meet it, all must")
        }
        (Lang::English, false, false) => {
            format!("{met_words} of {of_words} schools meet it, {needed_words} must")
        }
    }
}

/// `14 项中 10 项达标，应全部达标`; `by_stage` when an indicator counts once for each of its stages.
/// Of a single one, only its verdict is said.
pub(crate) fn indicators_met(
    lang: Lang,
    met: f64,
    of: f64,
    by_stage: bool,
    verdict: Verdict,
) -> String {
    let single = match lang {
        Lang::Chinese => format!("该项{}", verdict.name()),
        Lang::English => format!("it is {}", verdict.english()),
    };
    let counted = match (by_stage, lang) {
        (false, _) => "",
        (true, Lang::Chinese) => "按学段计 ",
        (true, Lang::English) => "by stage: ",
    };
    let (met_words, of_words) = (plain(met), plain(of));
    match (lang, met == of) {
        _ if of == 1.0 => single,
        (Lang::Chinese, true) => format!("{counted}{of_words} 项全部达标"),
        (Lang::Chinese, false) => {
            format!("{counted}{of_words} 项中 {met_words} 项达标，应全部达标")
        }
        (Lang::English, true) => format!("{counted}all {of_words} met"),
        (Lang::English, false) => {
            format!("{counted}{met_words} of {of_words} met, all must be")
        }
    }
}

/// `0.4321，应不高于 0.65`
pub(crate) fn mean(lang: Lang, mean: &str, limit: Option<&str>) -> String {
    match (lang, limit) {
        (_, None) => mean.to_owned(),
        (Lang::Chinese, Some(limit)) => format!("{mean}，应不高于 {limit}"),
        (Lang::English, Some(limit)) => format!("{mean}, must be at most {limit}"),
    }
}

/// `得 88.5 分，满分 100 分，应不低于 85 分`
pub(crate) fn points(lang: Lang, earned: &str, of: Option<&str>, limit: Option<&str>) -> String {
    let of = of.map_or(String::new(), |of| match lang {
        Lang::Chinese => format!("，满分 {of} 分"),
        Lang::English => format!(" of {of}"),
    });
    let limit = limit.map_or(String::new(), |limit| match lang {
        Lang::Chinese => format!("，应不低于 {limit} 分"),
        Lang::English => format!(", must be at least {limit}"),
    });
    match lang {
        Lang::Chinese => format!("得 {earned} 分{of}{limit}"),
        Lang::English => format!("{earned}{of} points{limit}"),
    }
}
