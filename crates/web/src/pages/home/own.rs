//! What a person's own organisations have to hand in, the most pressing first, and how far they are.

use junheng_app::SubmissionStatus;
use junheng_app::today::{OwnPeriod, Today};
use junheng_rulebook::Rulebook;

use super::parts::parts;
use crate::components::Meter;
use crate::lang::Lang;
use crate::pages::hand_ins::state;
use crate::words::Words;

/// What somebody hands in.
pub struct OwnView {
    /// The organisation, when it is a single one; else each line names its own.
    pub organisation: String,
    /// How far the latest period is.
    pub meter: Meter,
    /// `还有 6 件要报，报送期限 2026-11-28（已过 2 天）`
    pub words: String,
    pub is_late: bool,
    pub groups: Vec<Pressing>,
}

/// Hand-ins that press alike.
pub struct Pressing {
    pub title: &'static str,
    pub class: &'static str,
    pub lines: Vec<Line>,
}

pub struct Line {
    pub href: String,
    /// Empty where all lines are of one organisation.
    pub organisation: String,
    pub what: String,
    pub state: String,
    pub tone: &'static str,
    /// `报送期限 2026-11-28，2 行有错`
    pub note: String,
    /// What the button says: `去改正`.
    pub action: &'static str,
}

impl OwnView {
    /// Nothing for those who hand in nothing.
    pub fn of(today: &Today, rulebook: &Rulebook, words: &Words, lang: Lang) -> Option<Self> {
        let own = today.own.as_ref()?;
        let all = || {
            let pressing = [&today.returned, &today.overdue, &today.soon];
            pressing.into_iter().flatten()
        };
        let first = all().next().map(|first| first.organisation.as_str());
        let organisation = first.filter(|first| all().all(|one| one.organisation == *first));
        let lines = |hand_ins: &[SubmissionStatus]| {
            let line = |hand_in| Line::of(hand_in, organisation.is_none(), rulebook, words, lang);
            hand_ins.iter().map(line).collect()
        };
        let groups = [
            (
                lang.say("被退回，请改正", "Given back"),
                "returned",
                &today.returned,
            ),
            (lang.say("已逾期", "Overdue"), "overdue", &today.overdue),
            (
                lang.say("七天内到期", "Due within a week"),
                "soon",
                &today.soon,
            ),
        ];
        Some(Self {
            organisation: organisation.unwrap_or_default().to_owned(),
            meter: meter(own, lang),
            words: sentence(own, lang),
            is_late: own.days_left < 0 && own.progress.outstanding > 0,
            groups: groups
                .into_iter()
                .filter(|(_, _, hand_ins)| !hand_ins.is_empty())
                .map(|(title, class, hand_ins)| Pressing {
                    title,
                    class,
                    lines: lines(hand_ins),
                })
                .collect(),
        })
    }
}

impl Line {
    fn of(
        hand_in: &SubmissionStatus,
        is_named: bool,
        rulebook: &Rulebook,
        words: &Words,
        lang: Lang,
    ) -> Self {
        let is_untouched = hand_in.revision == 0;
        let (tone, _) = state::named(rulebook, &hand_in.state);
        Self {
            href: format!("/hand-ins/{}", hand_in.id),
            organisation: if is_named {
                hand_in.organisation.clone()
            } else {
                String::new()
            },
            what: format!(
                "{}{}",
                words.register(&hand_in.register),
                lang.bracketed(&hand_in.period)
            ),
            state: match hand_in.first_seen_at {
                None if is_untouched => lang.say("未打开", "never opened").to_owned(),
                _ => words.state(&hand_in.state).to_owned(),
            },
            tone,
            note: note(hand_in, words, lang),
            action: match (hand_in.remarks > 0 || hand_in.errors > 0, is_untouched) {
                (true, _) => lang.say("去改正", "Mend it"),
                (false, true) => lang.say("开始填", "Begin"),
                (false, false) => lang.say("核对后提交", "Check and hand in"),
            },
        }
    }
}

/// The day, then what is wrong and how much is there.
fn note(hand_in: &SubmissionStatus, words: &Words, lang: Lang) -> String {
    let deadline = words.deadline(&hand_in.state);
    let deadline = deadline.unwrap_or_else(|| lang.say("期限", "due"));
    let mut parts: Vec<String> = Vec::new();
    parts.extend(hand_in.due_on.map(|due| format!("{deadline} {due}")));
    let counts = [
        (hand_in.remarks, "条批注", "remarks"),
        (hand_in.errors, "行有错", "rows with errors"),
        (hand_in.rows, "行已填", "rows entered"),
    ];
    let said = counts.into_iter().filter(|(count, ..)| *count > 0);
    parts.extend(said.map(|(count, zh, en)| format!("{count} {}", lang.say(zh, en))));
    parts.join(lang.of_report().comma())
}

fn sentence(own: &OwnPeriod, lang: Lang) -> String {
    let (left, due_on) = (own.progress.outstanding, own.due_on);
    let days = own.days_left;
    match (lang, left) {
        (Lang::Zh, 0) => "都报上去了，等待审核或冻结。".to_owned(),
        (Lang::En, 0) => "All is handed in.".to_owned(),
        (Lang::Zh, left) if days < 0 => {
            format!("还有 {left} 件要报，报送期限 {due_on}，已过 {} 天。", -days)
        }
        (Lang::Zh, left) => format!("还有 {left} 件要报，报送期限 {due_on}，还剩 {days} 天。"),
        (Lang::En, left) if days < 0 => {
            format!(
                "{left} to be handed in; they were due by {due_on}, {} days ago.",
                -days
            )
        }
        (Lang::En, left) => {
            format!("{left} to be handed in by {due_on}, {days} days from today.")
        }
    }
}

fn meter(own: &OwnPeriod, lang: Lang) -> Meter {
    Meter {
        title: match lang {
            Lang::Zh => format!("{}学年，共 {} 件", own.period, own.progress.all),
            Lang::En => format!("{}, {} hand-ins", own.period, own.progress.all),
        },
        parts: parts(&own.progress, lang, |_| String::new()),
    }
}
