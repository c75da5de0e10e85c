//! What is due, in lines that lead to where it is done.

use junheng_app::Due;

use crate::components::Link;
use crate::lang::Lang;

/// What is due of a county's period.
#[derive(Debug, Clone)]
pub struct DueView {
    /// `2024-2025学年，各单位报送期限 2024-12-31（还有 9 天）`
    pub words: String,
    /// Whether the day is past and something is still outstanding.
    pub is_late: bool,
    /// How many of each, and where they are found; empty when nothing is under way.
    pub lines: Vec<Link>,
    /// That what was given back, or waits for review, has days of its own; empty when nothing is or does.
    pub others: &'static str,
    /// The board; empty for those who may not look at it.
    pub board: String,
}

impl DueView {
    pub fn of(due: &Due, county: i64, lang: Lang) -> Self {
        let board = if due.may_see_board {
            format!("/counties/{county}/periods/{}", due.period)
        } else {
            String::new()
        };
        Self {
            words: words(due, lang),
            is_late: due.days_left < 0 && due.progress.outstanding > 0,
            lines: lines(due, county, &board, lang),
            others: if due.progress.returned + due.progress.waiting > 0 {
                lang.say(
                    "这是各单位第一次报送的期限。退回后的改正期限、提交后的审核期限另算，每件填报里写明。",
                    "By this day everybody hands in for the first time. What is given back, and what waits for review, has a day of its own, which each hand-in tells.",
                )
            } else {
                ""
            },
            board,
        }
    }
}

fn words(due: &Due, lang: Lang) -> String {
    let (period, due_on, all) = (&due.period, due.due_on, due.progress.all);
    let days = days(due, lang);
    match lang {
        Lang::Zh => format!("{period}学年，各单位报送期限 {due_on}{days}，共 {all} 件填报。"),
        Lang::En => format!("{period}, to be handed in by {due_on}{days}; {all} hand-ins in all."),
    }
}

/// How long there still is; nothing when nothing is outstanding.
fn days(due: &Due, lang: Lang) -> String {
    if due.progress.outstanding == 0 {
        return String::new();
    }
    match (lang, due.days_left) {
        (Lang::Zh, 0) => "（就在今天）".to_owned(),
        (Lang::En, 0) => " (today)".to_owned(),
        (Lang::Zh, left) if left > 0 => format!("（还有 {left} 天）"),
        (Lang::En, left) if left > 0 => format!(" ({left} days left)"),
        (Lang::Zh, left) => format!("（已过 {} 天）", -left),
        (Lang::En, left) => format!(" ({} days ago)", -left),
    }
}

fn lines(due: &Due, county: i64, board: &str, lang: Lang) -> Vec<Link> {
    let progress = &due.progress;
    let kinds = [
        (
            progress.outstanding - progress.returned - progress.never_opened,
            "incomplete",
            lang.say("件填了一部分、还没有提交", "begun and not handed in"),
        ),
        (
            progress.never_opened,
            "never-opened",
            lang.say("件从未打开", "never opened"),
        ),
        (
            progress.returned,
            "incomplete",
            lang.say("件被退回，等待改正", "given back, to be mended"),
        ),
        (
            progress.waiting,
            "waiting",
            lang.say("件已提交，等待审核", "handed in, to be reviewed"),
        ),
        (
            progress.accepted,
            "",
            lang.say("件已审核，等待冻结", "accepted, to be frozen"),
        ),
    ];
    let mut lines: Vec<Link> = kinds
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, only, what)| {
            let href = match (board, only) {
                ("", _) => String::new(),
                (board, "") => board.to_owned(),
                (board, only) => format!("{board}?only={only}"),
            };
            Link::new(format!("{count} {what}"), href)
        })
        .collect();
    if due.exemptions > 0 {
        let what = lang.say("项校验豁免等待审批", "exemptions to be decided");
        let href = if board.is_empty() {
            String::new()
        } else {
            format!("/counties/{county}/exemptions")
        };
        lines.push(Link::new(format!("{} {what}", due.exemptions), href));
    }
    lines
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use junheng_app::{Due, Progress};

    use super::DueView;
    use crate::lang::Lang;

    fn due(days_left: i32, progress: Progress) -> Due {
        Due {
            period: "2024-2025".to_owned(),
            due_on: date(2024, 12, 31),
            days_left,
            progress,
            exemptions: 1,
            may_see_board: true,
        }
    }

    #[test]
    fn each_kind_of_work_has_its_line_and_its_place() {
        let progress = Progress {
            all: 27,
            outstanding: 7,
            returned: 2,
            never_opened: 3,
            waiting: 4,
            accepted: 0,
            frozen: 16,
        };
        let view = DueView::of(&due(-2, progress), 3, Lang::Zh);
        assert!(view.is_late);
        assert!(view.others.contains("改正期限"), "{}", view.others);
        assert_eq!(
            view.words,
            "2024-2025学年，各单位报送期限 2024-12-31（已过 2 天），共 27 件填报。"
        );
        let said: Vec<&str> = view.lines.iter().map(|line| line.label.as_str()).collect();
        assert_eq!(
            said,
            [
                "2 件填了一部分、还没有提交",
                "3 件从未打开",
                "2 件被退回，等待改正",
                "4 件已提交，等待审核",
                "1 项校验豁免等待审批",
            ]
        );
        assert_eq!(
            view.lines[1].href,
            "/counties/3/periods/2024-2025?only=never-opened"
        );
    }

    #[test]
    fn a_frozen_period_has_nothing_under_way() {
        let progress = Progress {
            all: 27,
            frozen: 27,
            ..Progress::default()
        };
        let frozen = Due {
            exemptions: 0,
            ..due(-40, progress)
        };
        let view = DueView::of(&frozen, 3, Lang::En);
        assert!(view.lines.is_empty() && !view.is_late && view.others.is_empty());
        assert_eq!(
            view.words,
            "2024-2025, to be handed in by 2024-12-31; 27 hand-ins in all."
        );
    }
}
