//! The words of the page of a kind of matter.

use crate::Lang;
use crate::words::Word;

pub(super) const STATES: Word = Word("状态与动作", "States and moves");
pub(super) const DEADLINES: Word = Word(
    "期限、提醒与逾期处理",
    "Deadlines, reminders and what follows",
);
pub(super) const OPENED_WITH_PERIOD: Word = Word("随周期开启", "Opened with the period");
pub(super) const OPENED_BY: Word = Word("由谁开启", "Opened by");
pub(super) const BEGINS: Word = Word("起始", "where it begins");
pub(super) const EDITABLE: Word = Word("可改", "may be changed");
pub(super) const ENDS: Word = Word("办结", "closed");
pub(super) const NEEDS: Word = Word("条件", "needs");
pub(super) const FILL_IN: Word = Word("填写", "fill in");
pub(super) const MAY_BE_BLANK: Word = Word("可不填", "may be left out");
pub(super) const PERIOD_DUE: Word = Word("周期截止日", "the day on which the period is due");
pub(super) const OPENED: Word = Word("开启之日", "the day on which it was opened");

pub(super) fn entered(lang: Lang, state: &str) -> String {
    match lang {
        Lang::Chinese => format!("进入“{state}”之日"),
        Lang::English => format!("the day on which it came into “{state}”"),
    }
}

pub(super) fn given_in(lang: Lang, field: &str) -> String {
    match lang {
        Lang::Chinese => format!("填写的“{field}”"),
        Lang::English => format!("the day given in “{field}”"),
    }
}

pub(super) fn days_after(lang: Lang, from: &str, days: u32, working: bool) -> String {
    match (lang, days) {
        (_, 0) => from.to_owned(),
        (Lang::Chinese, _) => format!("{from}后{days}个{}", unit(lang, days, working)),
        (Lang::English, _) => format!("{days} {} after {from}", unit(lang, days, working)),
    }
}

pub(super) fn days_before(lang: Lang, days: u32, working: bool) -> String {
    match (lang, days) {
        (Lang::Chinese, 0) => "到期当天提醒".to_owned(),
        (Lang::English, 0) => "reminded on the day".to_owned(),
        (Lang::Chinese, _) => format!("到期前{days}个{}提醒", unit(lang, days, working)),
        (Lang::English, _) => format!("reminded {days} {} before", unit(lang, days, working)),
    }
}

pub(super) fn days_overdue(lang: Lang, days: u32, working: bool) -> String {
    match lang {
        Lang::Chinese => format!("逾期{days}个{}", unit(lang, days, working)),
        Lang::English => format!("{days} {} overdue", unit(lang, days, working)),
    }
}

fn unit(lang: Lang, days: u32, working: bool) -> &'static str {
    match (lang, working, days) {
        (Lang::Chinese, true, _) => "工作日",
        (Lang::Chinese, false, _) => "自然日",
        (Lang::English, true, 1) => "working day",
        (Lang::English, true, _) => "working days",
        (Lang::English, false, 1) => "day",
        (Lang::English, false, _) => "days",
    }
}
