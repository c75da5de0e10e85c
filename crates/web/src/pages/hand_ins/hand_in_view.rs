//! What the page of a hand-in shows, filled from what the verb answers.

mod checks;
mod story;
mod table;

use junheng_app::handing_in::{HandIn, LastYear, Revision, way};
use junheng_app::{SubmissionStatus, step};
use junheng_model::{Severity, Wording};
use junheng_rulebook::Register;

pub(super) use self::checks::title;
use self::checks::{CheckLine, UnmendedRow, check_line, of_problem, unmended};
use self::story::{RevisionLine, entry, remarks, revisions};
pub(super) use self::table::is_figure;
use self::table::{RowLine, empty, head, rows};
use super::not_done::NotDone;
use super::state::tone;
use crate::components::{EmptyTable, HistoryEntry, Problem, Remark, TableHead, UploadForm};
use crate::lang::Lang;
use crate::words::Words;

pub struct View {
    pub id: i64,
    pub period: String,
    pub state: String,
    pub tone: &'static str,
    /// The last day of the state that it is in; empty when no deadline runs.
    pub due: String,
    /// What that day is called: 改正期限.
    pub due_name: String,
    /// The day on which the whole period is due.
    pub period_due: String,
    pub is_overdue: bool,
    /// What is to be done next, in one sentence.
    pub next: String,
    /// Whether it came back and was not handed in again.
    pub came_back: bool,
    pub may_change: bool,
    pub may_submit: bool,
    pub may_withdraw: bool,
    pub note: String,
    /// What an empty hand-in can begin with, in words; empty where there is nothing.
    pub copies: String,
    pub obstacles: Vec<String>,
    pub remarks: Vec<Remark>,
    pub unmended: Vec<UnmendedRow>,
    pub hard: Vec<CheckLine>,
    pub soft: Vec<CheckLine>,
    /// Checks that only tell.
    pub notices: Vec<CheckLine>,
    pub said: Vec<Problem>,
    pub upload: UploadForm,
    /// The page where the file is looked at again; empty when there is none.
    pub head: TableHead,
    pub rows: Vec<RowLine>,
    pub empty: EmptyTable,
    pub moves: Vec<HistoryEntry>,
    pub revisions: Vec<RevisionLine>,
    pub typed: i64,
    pub carried: i64,
    pub again: i64,
}

pub fn view(
    hand_in: &HandIn,
    register: Option<&Register>,
    shown: &NotDone,
    words: &Words,
    lang: Lang,
) -> View {
    let status = &hand_in.status;
    let may_change = hand_in.is_editable && hand_in.may_fill_in;
    let open = |name: &str| hand_in.moves_open.iter().any(|open| open == name);
    let by_severity = |severity: Severity| -> Vec<CheckLine> {
        let of = hand_in
            .failing
            .iter()
            .enumerate()
            .filter(|(_, failing)| failing.failed.severity == severity);
        of.map(|(number, failing)| check_line(number, failing, hand_in, may_change, shown, lang))
            .collect()
    };
    let (due, due_name) = due(status, words);
    let sum = |of: fn(&Revision) -> i64| hand_in.revisions.iter().map(of).sum();
    View {
        id: status.id,
        period: status.period.clone(),
        state: lang.say(&status.state, &hand_in.state_en).to_owned(),
        tone: tone(hand_in.lamp, hand_in.is_over),
        due,
        due_name,
        period_due: hand_in.period.due_on.to_string(),
        is_overdue: hand_in.is_overdue,
        next: next(hand_in, may_change, lang),
        came_back: came_back(hand_in),
        may_change,
        may_submit: open(step::SUBMIT),
        may_withdraw: open(step::WITHDRAW),
        note: shown.note.clone(),
        copies: hand_in
            .last_year
            .as_ref()
            .map_or_else(String::new, |last| copies(last, lang)),
        obstacles: if hand_in.is_editable {
            said(&hand_in.obstacles, lang)
        } else {
            Vec::new()
        },
        remarks: remarks(hand_in, words, lang),
        unmended: unmended(hand_in, lang),
        hard: by_severity(Severity::Error),
        soft: by_severity(Severity::Warning),
        notices: by_severity(Severity::Notice),
        said: said_of_file(hand_in, lang),
        upload: upload_form(status.id, String::new(), lang),
        head: head(register, hand_in, words, lang),
        rows: rows(register, hand_in, words),
        empty: empty(may_change, hand_in.last_year.is_some(), lang),
        moves: hand_in
            .moves
            .iter()
            .map(|moved| entry(moved, words, lang))
            .collect(),
        revisions: revisions(hand_in, lang),
        typed: sum(|revision| revision.cells_typed),
        carried: sum(|revision| revision.cells_carried),
        again: sum(|revision| revision.cells_again),
    }
}

/// What intake said of the file beside the rows that it refused.
fn said_of_file(hand_in: &HandIn, lang: Lang) -> Vec<Problem> {
    let beside = hand_in.said.iter();
    let beside = beside.filter(|problem| problem.severity != Severity::Error);
    beside.map(|problem| of_problem(problem, lang)).collect()
}

/// The last day of the state that it is in, and what that day is called; empty where no deadline runs.
fn due(status: &SubmissionStatus, words: &Words) -> (String, String) {
    let day = words.due(status).map(|day| day.to_string());
    let name = words.deadline(&status.state).unwrap_or_default();
    (day.unwrap_or_default(), name.to_owned())
}

fn said(words: &[Wording], lang: Lang) -> Vec<String> {
    words.iter().map(|word| lang.of(word).to_owned()).collect()
}

/// Whether the figures are those that the county handed in for all.
fn is_from_the_county(hand_in: &HandIn) -> bool {
    let latest = hand_in.revisions.first();
    latest.is_some_and(|latest| latest.way == way::FOR_ALL)
}

/// Whether it came back and was not handed in again.
fn came_back(hand_in: &HandIn) -> bool {
    let latest = hand_in.moves.first();
    latest.is_some_and(|latest| [step::GIVE_BACK, step::CORRECT].contains(&&*latest.move_name))
}

fn next(hand_in: &HandIn, may_change: bool, lang: Lang) -> String {
    let left = hand_in.obstacles.len();
    let words = match (hand_in.is_editable, may_change, hand_in.rows.is_empty(), left) {
        (false, _, _, _) if hand_in.is_over => lang.say(
            "已经冻结，用于评估。发现错误请县创建办重开更正。",
            "Frozen and used for the assessment. If something is wrong, the county's office can reopen it.",
        ),
        (false, ..) => lang.say(
            "已交到上级手里，现在不能改。",
            "With the level above; it cannot be changed now.",
        ),
        (true, false, ..) => lang.say("本单位正在填写。", "The organisation is filling it in."),
        (true, true, true, 0) if hand_in.last_year.is_none() => lang.say(
            "先下载模板填好再上传，也可以在线填写。",
            "Fill in the template and upload it, or type in the browser.",
        ),
        (true, true, true, 0) => lang.say(
            "先下载模板填好再上传，也可以在线填写，或带入上年的数。",
            "Fill in the template and upload it, type in the browser, or begin with last year's figures.",
        ),
        (true, true, _, 0) if came_back(hand_in) => lang.say(
            "按审核人的意见改好，再提交。",
            "Mend it as the reviewer remarked, and hand it in again.",
        ),
        (true, true, _, 0) if is_from_the_county(hand_in) => lang.say(
            "县里已代填，请核对；有错可以改，没错就提交确认。",
            "The county filled it in: look it through, mend what is wrong, and confirm by handing it in.",
        ),
        (true, true, _, 0) => lang.say(
            "没有问题了，核对后提交。",
            "Nothing is in the way: look it through and hand it in.",
        ),
        (true, true, _, left) => {
            return match lang {
                Lang::Zh => format!("还有{left}处要处理，处理完才能提交。"),
                Lang::En => format!("{left} things to settle before it can be handed in."),
            };
        }
    };
    words.to_owned()
}

fn copies(last: &LastYear, lang: Lang) -> String {
    let (period, rows) = (&last.period, last.rows);
    match lang {
        Lang::Zh => format!("带入 {period} 学年报的 {rows} 行"),
        Lang::En => format!("Begin with the {rows} rows of {period}"),
    }
}

pub(super) fn upload_form(id: i64, error: String, lang: Lang) -> UploadForm {
    let megabytes = junheng_app::handing_in::UPLOAD_LIMIT >> 20;
    UploadForm {
        id: "upload-file".to_owned(),
        action: format!("/hand-ins/{id}/upload"),
        name: "file".to_owned(),
        label: lang
            .say("上传填好的工作簿", "Upload the filled-in workbook")
            .to_owned(),
        hint: match lang {
            Lang::Zh => format!(
                "Excel（.xlsx、.xls）、WPS、.ods 或 .csv，不超过 {megabytes} MB。一个文件里可以有本单位的几张表，各归各的"
            ),
            Lang::En => format!(
                "Excel (.xlsx, .xls), .ods or .csv up to {megabytes} MB. One file may hold several tables of this organisation; each goes to its own hand-in"
            ),
        },
        accept: ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv".to_owned(),
        takes_several: false,
        error,
        submit: lang.say("上传并检查", "Upload and check").to_owned(),
        hidden: Vec::new(),
        ticks: vec![(
            "keeps_others".to_owned(),
            lang.say(
                "只更新文件里有的行，草稿里其余的行保留",
                "Only renew the rows that the file has; keep the draft's other rows",
            )
            .to_owned(),
        )],
    }
}
