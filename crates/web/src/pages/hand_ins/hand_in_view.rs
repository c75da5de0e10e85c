//! What the page of a hand-in shows, filled from what the verb answers.

use junheng_app::checked::GRANTED;
use junheng_app::handing_in::{Failing, HandIn, MatterMove, Revision, way};
use junheng_app::step;
use junheng_model::{Severity, Wording};
use junheng_rulebook::{Register, Rulebook};

use super::board::moment;
use super::hand_in::Shown;
use super::state::tone;
use crate::components::{Column, EmptyTable, HistoryEntry, Problem, Remark, TableHead, UploadForm};
use crate::lang::Lang;

pub struct View {
    pub id: i64,
    pub period: String,
    pub state: String,
    pub tone: &'static str,
    pub due: String,
    pub is_overdue: bool,
    /// What is to be done next, in one sentence.
    pub next: String,
    pub may_change: bool,
    pub may_submit: bool,
    pub may_withdraw: bool,
    pub note: String,
    pub has_rows: bool,
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

/// A row of the uploaded file that could not be kept.
pub struct UnmendedRow {
    pub id: i64,
    pub place: String,
    pub key: String,
    pub problems: Vec<Problem>,
}

/// A check that fails on a row.
pub struct CheckLine {
    pub number: usize,
    pub check: String,
    pub row_key: String,
    pub href: String,
    pub read: String,
    pub expected: String,
    pub mend: String,
    pub place: String,
    /// What the organisation said, or has just typed.
    pub explanation: String,
    pub error: String,
    /// What became of the exemption; empty when none was asked for.
    pub exemption: String,
    pub exemption_tone: &'static str,
    /// Where an exemption is asked for; empty when it cannot be.
    pub ask: String,
}

pub struct RowLine {
    pub id: i64,
    pub place: String,
    pub cells: Vec<CellLine>,
}

pub struct CellLine {
    pub text: String,
    pub is_figure: bool,
    pub is_masked: bool,
    /// Where a masked value is shown, with a reason; empty when it cannot be.
    pub unmask: String,
    /// `error`, `warning`; empty when nothing is to be said.
    pub mark: &'static str,
    pub remark: String,
}

pub struct RevisionLine {
    pub number: i64,
    pub at: String,
    pub by: String,
    pub way: String,
    pub changes: String,
    pub compare: String,
    pub is_current: bool,
}

pub fn view(hand_in: &HandIn, rulebook: &Rulebook, shown: &Shown, lang: Lang) -> View {
    let status = &hand_in.status;
    let register = rulebook.register(&status.register);
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
    let sum = |of: fn(&Revision) -> i64| hand_in.revisions.iter().map(of).sum();
    View {
        id: status.id,
        period: status.period.clone(),
        state: lang.say(&status.state, &hand_in.state_en).to_owned(),
        tone: tone(hand_in.lamp, hand_in.is_over),
        due: status.due_on.map(|day| day.to_string()).unwrap_or_default(),
        is_overdue: hand_in.is_overdue,
        next: next(hand_in, may_change, lang),
        may_change,
        may_submit: open(step::SUBMIT),
        may_withdraw: open(step::WITHDRAW),
        note: shown.note.clone(),
        has_rows: !hand_in.rows.is_empty(),
        obstacles: if hand_in.is_editable {
            said(&hand_in.obstacles, lang)
        } else {
            Vec::new()
        },
        remarks: remarks(hand_in, lang),
        unmended: unmended(hand_in, lang),
        hard: by_severity(Severity::Error),
        soft: by_severity(Severity::Warning),
        notices: by_severity(Severity::Notice),
        said: hand_in
            .said
            .iter()
            .filter(|problem| problem.severity != Severity::Error)
            .map(|problem| of_problem(problem, lang))
            .collect(),
        upload: upload_form(status.id, String::new(), lang),
        head: head(register, hand_in, lang),
        rows: rows(register, hand_in),
        empty: empty(may_change, lang),
        moves: hand_in
            .moves
            .iter()
            .map(|moved| entry(moved, lang))
            .collect(),
        revisions: revisions(hand_in, lang),
        typed: sum(|revision| revision.cells_typed),
        carried: sum(|revision| revision.cells_carried),
        again: sum(|revision| revision.cells_again),
    }
}

fn said(words: &[Wording], lang: Lang) -> Vec<String> {
    words.iter().map(|word| lang.of(word).to_owned()).collect()
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
        (true, true, true, 0) => lang.say(
            "先下载模板填好再上传，也可以在线填写，或带入上年的数。",
            "Fill in the template and upload it, type in the browser, or begin with last year's figures.",
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

fn check_line(
    number: usize,
    failing: &Failing,
    hand_in: &HandIn,
    may_change: bool,
    shown: &Shown,
    lang: Lang,
) -> CheckLine {
    let failed = &failing.failed;
    let typed = shown
        .words
        .iter()
        .position(|word| word.check == failed.check && word.row == failed.row_key);
    let error = typed.and_then(|at| {
        let field = format!("text[{at}]");
        shown.fields.iter().find(|error| error.field == field)
    });
    let (exemption, exemption_tone) = exemption(failing, lang);
    let is_open = failing
        .exemption
        .as_ref()
        .is_some_and(|asked| asked.decision.is_none());
    CheckLine {
        number,
        check: failed.check.clone(),
        row_key: failed.row_key.clone(),
        href: failing
            .row_id
            .map_or_else(String::new, |row| format!("#row-{row}")),
        read: failed.found.read.clone(),
        expected: lang.of(&failed.found.expected).to_owned(),
        mend: lang.of(&failed.found.mend).to_owned(),
        place: failed.found.place.to_string(),
        explanation: typed.map_or_else(
            || failing.explanation.clone().unwrap_or_default(),
            |at| shown.words[at].text.clone(),
        ),
        error: error.map_or_else(String::new, |error| lang.of(&error.message).to_owned()),
        exemption,
        exemption_tone,
        ask: if may_change && !is_open && failed.severity == Severity::Error {
            format!("/hand-ins/{}/exemption?number={number}", hand_in.status.id)
        } else {
            String::new()
        },
    }
}

fn exemption(failing: &Failing, lang: Lang) -> (String, &'static str) {
    let Some(asked) = &failing.exemption else {
        return (String::new(), "quiet");
    };
    match asked.decision.as_deref() {
        None => (
            lang.say("豁免待审批", "exemption asked for").to_owned(),
            "waiting",
        ),
        Some(GRANTED) => {
            let until = asked.expires_on.map(|day| day.to_string());
            let until = until.unwrap_or_default();
            let words = match lang {
                Lang::Zh => format!("已豁免，至{until}"),
                Lang::En => format!("exempt until {until}"),
            };
            (words, "done")
        }
        Some(_) => (
            lang.say("豁免未获批准", "exemption declined").to_owned(),
            "returned",
        ),
    }
}

fn of_problem(problem: &junheng_app::handing_in::Problem, lang: Lang) -> Problem {
    Problem {
        severity: problem.severity,
        sheet: problem
            .place
            .sheet
            .as_deref()
            .unwrap_or_default()
            .to_owned(),
        cell: problem
            .place
            .cell
            .map(|cell| cell.to_string())
            .unwrap_or_default(),
        read: problem.read.clone(),
        expected: lang.of(&problem.expected).to_owned(),
        mend: lang.of(&problem.mend).to_owned(),
        rule: problem.rule.clone(),
        href: String::new(),
    }
}

fn unmended(hand_in: &HandIn, lang: Lang) -> Vec<UnmendedRow> {
    let rows = hand_in.unmended.iter();
    rows.map(|row| UnmendedRow {
        id: row.id,
        place: match (&row.place.sheet, row.place.cell) {
            (Some(sheet), Some(cell)) => match lang {
                Lang::Zh => format!("{sheet} 第{}行", cell.row + 1),
                Lang::En => format!("{sheet}, row {}", cell.row + 1),
            },
            _ => row.place.to_string(),
        },
        key: row.key.clone(),
        problems: row
            .problems
            .iter()
            .map(|problem| of_problem(problem, lang))
            .collect(),
    })
    .collect()
}

fn remarks(hand_in: &HandIn, lang: Lang) -> Vec<Remark> {
    let open = hand_in
        .remarks
        .iter()
        .filter(|remark| remark.settled_at.is_none());
    open.map(|remark| {
        let row = remark
            .row_id
            .and_then(|id| hand_in.rows.iter().find(|row| row.row_id == id));
        let parts = [row.map(|row| row.key.clone()), remark.column_name.clone()];
        let place: Vec<String> = parts.into_iter().flatten().collect();
        Remark {
            place: if place.is_empty() {
                lang.say("整张表", "the whole table").to_owned()
            } else {
                place.join(" · ")
            },
            href: remark
                .row_id
                .map_or_else(|| "#rows".to_owned(), |id| format!("#row-{id}")),
            text: remark.text.clone(),
            by: name(hand_in, remark.by_person),
            at: moment(remark.at),
        }
    })
    .collect()
}

fn name(hand_in: &HandIn, person: Option<i64>) -> String {
    let name = person.and_then(|id| hand_in.people.get(&id));
    name.cloned().unwrap_or_default()
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
    }
}

fn head(register: Option<&Register>, hand_in: &HandIn, lang: Lang) -> TableHead {
    let mut columns = vec![Column::text(lang.say("行", "Row"))];
    for column in register.iter().flat_map(|register| &register.columns) {
        let label = lang.say(&column.name, &column.en).to_owned();
        let unit = column.unit.clone().unwrap_or_default();
        columns.push(match is_figure(column) {
            true => Column::figure(label, unit),
            false => Column::text(label),
        });
    }
    TableHead {
        caption: lang.say("填报内容", "What was entered").to_owned(),
        columns,
        export: format!("/hand-ins/{}/export", hand_in.status.id),
        note: match lang {
            Lang::Zh => format!(
                "共 {} 行，第 {} 版。",
                hand_in.rows.len(),
                hand_in.status.revision
            ),
            Lang::En => format!(
                "{} rows, revision {}.",
                hand_in.rows.len(),
                hand_in.status.revision
            ),
        },
    }
}

pub(super) fn is_figure(column: &junheng_rulebook::Column) -> bool {
    use junheng_rulebook::ColumnKind;
    matches!(column.kind, ColumnKind::Count | ColumnKind::Quantity)
}

fn rows(register: Option<&Register>, hand_in: &HandIn) -> Vec<RowLine> {
    let Some(register) = register else {
        return Vec::new();
    };
    let rows = hand_in.rows.iter();
    rows.map(|row| RowLine {
        id: row.row_id,
        place: row.place.clone(),
        cells: register
            .columns
            .iter()
            .zip(&row.cells)
            .map(|(column, cell)| {
                let (mark, remark) = marked(hand_in, row.row_id, &column.name);
                CellLine {
                    text: cell.text.clone(),
                    is_figure: is_figure(column),
                    is_masked: cell.is_masked,
                    unmask: if cell.is_masked && hand_in.may_unmask {
                        format!("/hand-ins/{}/unmask/{}", hand_in.status.id, row.row_id)
                    } else {
                        String::new()
                    },
                    mark,
                    remark,
                }
            })
            .collect(),
    })
    .collect()
}

/// How a cell is marked: what the reviewer remarked comes before what the checks say.
fn marked(hand_in: &HandIn, row: i64, column: &str) -> (&'static str, String) {
    let remarked = hand_in.remarks.iter().find(|remark| {
        remark.settled_at.is_none()
            && remark.row_id == Some(row)
            && remark.column_name.as_deref() == Some(column)
    });
    if let Some(remark) = remarked {
        return ("error", remark.text.clone());
    }
    let failing = hand_in.failing.iter().find(|failing| {
        failing.row_id == Some(row) && failing.failed.columns.iter().any(|marked| marked == column)
    });
    match failing {
        Some(failing) if failing.failed.severity == Severity::Error => {
            ("error", failing.failed.check.clone())
        }
        Some(failing) if failing.failed.severity == Severity::Warning => {
            ("warning", failing.failed.check.clone())
        }
        _ => ("", String::new()),
    }
}

fn empty(may_change: bool, lang: Lang) -> EmptyTable {
    EmptyTable {
        title: lang.say("还没有内容", "Nothing was entered yet").to_owned(),
        advice: if may_change {
            lang.say(
                "上传工作簿、在线填写，或带入上年的数。",
                "Upload a workbook, type in the browser, or begin with last year's figures.",
            )
        } else {
            lang.say("本单位还没有填。", "The organisation entered nothing yet.")
        }
        .to_owned(),
        ..EmptyTable::default()
    }
}

fn entry(moved: &MatterMove, lang: Lang) -> HistoryEntry {
    HistoryEntry {
        at: moment(moved.at),
        by: moved
            .person
            .clone()
            .unwrap_or_else(|| lang.say("系统", "the program").to_owned()),
        done: moved.move_name.clone(),
        state: moved.to_state.clone(),
        remark: moved.remark.clone(),
        icon: match moved.move_name.as_str() {
            step::SUBMIT => "send",
            step::WITHDRAW => "arrow-back-up",
            step::GIVE_BACK => "message-report",
            step::ACCEPT => "circle-check",
            step::FREEZE => "lock",
            _ => "history",
        },
        links: Vec::new(),
    }
}

fn revisions(hand_in: &HandIn, lang: Lang) -> Vec<RevisionLine> {
    let id = hand_in.status.id;
    let lines = hand_in.revisions.iter();
    lines
        .map(|revision| RevisionLine {
            number: revision.number,
            at: moment(revision.at),
            by: name(hand_in, revision.by_person),
            way: way_words(revision, lang),
            changes: changes_words(revision, lang),
            compare: format!("/hand-ins/{id}/revisions/{}", revision.number),
            is_current: revision.number == hand_in.status.revision,
        })
        .collect()
}

pub(super) fn way_words(revision: &Revision, lang: Lang) -> String {
    let words = match revision.way.as_str() {
        way::WORKBOOK => lang.say("上传工作簿", "workbook"),
        way::FOR_ALL => lang.say("县里总表", "the county's workbook"),
        way::GRID => lang.say("在线填写", "typed in the browser"),
        way::COPY => lang.say("带入上年", "copied from last year"),
        way::GIVE_UP => lang.say("放弃未保存的行", "a refused row given up"),
        way::UNDO => {
            let restored = revision.undoes.map_or(0, |undone| undone - 1);
            return match lang {
                Lang::Zh => format!("恢复到第{restored}版"),
                Lang::En => format!("restored to revision {restored}"),
            };
        }
        other => other,
    };
    words.to_owned()
}

fn changes_words(revision: &Revision, lang: Lang) -> String {
    let (added, changed, removed) = (
        revision.rows_added,
        revision.rows_changed,
        revision.rows_removed,
    );
    match lang {
        Lang::Zh => format!("新增{added}行，改{changed}行，减{removed}行"),
        Lang::En => format!("{added} rows added, {changed} changed, {removed} removed"),
    }
}
