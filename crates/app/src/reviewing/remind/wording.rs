//! What reminders say, in both languages.

use jiff::civil::Date;
use junheng_model::Wording;
use junheng_rulebook::{Filling, MatterKind, Notice, Rulebook};
use junheng_store::{Period, SubmissionStatus};

/// The declared words of a notice about a hand-in.
pub(super) fn declared(
    notice: &Notice<'_>,
    kind: &MatterKind,
    status: &SubmissionStatus,
    due_on: Date,
    rulebook: &Rulebook,
) -> Wording {
    let state = kind.state(&status.state);
    let filling = Filling {
        organisation: &status.organisation,
        subject: &subject(&[&status.register], &status.period, rulebook),
        state: &Wording::new(&status.state, state.map_or("", |state| state.en.as_str())),
        due_on,
        days: notice.days,
    };
    let Wording { zh, en } = filling.fill(notice.text);
    // A sentence may begin with what it is about.
    let mut letters = en.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    Wording::new(zh, first.into_iter().chain(letters).collect::<String>())
}

/// `学校、班级（2024-2025学年）`, `the tables of schools, classes (2024-2025)`
fn subject(registers: &[&str], period: &str, rulebook: &Rulebook) -> Wording {
    let english = registers.iter().map(|name| {
        let declared = rulebook.register(name);
        declared.map_or(*name, |register| &register.en)
    });
    let english: Vec<&str> = english.collect();
    let tables = match english.len() {
        1 => "table",
        _ => "tables",
    };
    Wording::new(
        format!("{}（{period}学年）", registers.join("、")),
        format!("the {tables} of {} ({period})", english.join(", ")),
    )
}

/// The reminder that a person writes: what is asked for, and what he says beside it, in his own language.
pub(super) fn by_a_person(
    registers: &[&str],
    period: &Period,
    words: &str,
    rulebook: &Rulebook,
) -> Wording {
    let what = subject(registers, &period.name, rulebook);
    let stop = match words.ends_with(['。', '！', '？', '.', '!', '?']) || words.is_empty() {
        true => "",
        false => "。",
    };
    let due_on = period.due_on;
    let english = format!("Please hand in {} by {due_on}. {words}", what.en);
    Wording::new(
        format!("请尽快报送{}，期限{due_on}。{words}{stop}", what.zh),
        english.trim_end(),
    )
}
