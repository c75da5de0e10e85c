//! What the commands over files say when they cannot do what was asked, in the language of the answer: what is the
//! matter, and what to do instead.

use std::io;
use std::path::Path;

use anyhow::Error;
use jiff::civil::Date;
use junheng_model::{Diagnostic, Findings, Place, Severity, Stage, Wording};
use junheng_report::Lang;
use junheng_rulebook::{Policy, Rulebook};

fn say(lang: Lang, zh: String, en: String) -> Error {
    match lang {
        Lang::Chinese => Error::msg(zh),
        Lang::English => Error::msg(en),
    }
}

/// A file that cannot be opened or read.
pub fn unreadable(lang: Lang, path: &Path, error: &io::Error) -> Error {
    let path = path.display();
    let (zh, en) = match error.kind() {
        io::ErrorKind::NotFound => (
            "没有这个文件，请核对文件名和所在的文件夹",
            "there is no such file; check its name and folder",
        ),
        io::ErrorKind::IsADirectory => (
            "这是文件夹，请写出其中的文件",
            "this is a folder; name the files in it",
        ),
        io::ErrorKind::PermissionDenied => ("没有读取的权限", "reading it is not permitted"),
        _ => {
            return say(
                lang,
                format!("读不了 {path}：{error}"),
                format!("reading {path}: {error}"),
            );
        }
    };
    say(
        lang,
        format!("读不了 {path}：{zh}。"),
        format!("cannot read {path}: {en}"),
    )
}

/// A file that cannot be written.
pub fn unwritable(lang: Lang, path: &Path, error: &io::Error) -> Error {
    let path = path.display();
    let (zh, en) = match error.kind() {
        io::ErrorKind::NotFound => (
            "所在的文件夹不存在，请先建立",
            "its folder does not exist; make it first",
        ),
        io::ErrorKind::PermissionDenied => (
            "没有写入的权限，或文件正在 Excel、WPS 中打开",
            "writing it is not permitted, or it is open in another program",
        ),
        _ => {
            return say(
                lang,
                format!("写不了 {path}：{error}"),
                format!("writing {path}: {error}"),
            );
        }
    };
    say(
        lang,
        format!("写不了 {path}：{zh}。"),
        format!("cannot write {path}: {en}"),
    )
}

/// A file that would be written over what the user sent.
pub fn would_replace_data(lang: Lang, path: &Path) -> Error {
    let path = path.display();
    say(
        lang,
        format!("{path} 是要判定的数据文件，写结果会把它盖掉。请给结果另起一个文件名。"),
        format!("{path} holds the data: writing to it would replace them. Choose another name."),
    )
}

/// A report of a kind that is not made.
pub fn report_kind(lang: Lang, path: &Path) -> Error {
    let path = path.display();
    say(
        lang,
        format!("{path}：报告只能写成 .xlsx（Excel 工作簿）或 .docx（Word 自评报告）。"),
        format!("{path}: a report is written as .xlsx or .docx"),
    )
}

/// That a report tells of the first of several judgements only.
pub fn report_of_first(lang: Lang, first: &Findings) -> String {
    let (policy, day) = (&first.policy, first.as_of);
    match lang {
        Lang::Chinese => {
            format!("报告只写第一种判定（{policy}，{day}）；其余的请分别判定、分别写报告。")
        }
        Lang::English => format!(
            "the report tells of {policy} as of {day} only; judge the others one by one for theirs"
        ),
    }
}

/// A policy that is not in the rulebook.
pub fn no_policy(lang: Lang, id: &str, rulebook: &Rulebook) -> Error {
    let listed = |separator: &str| {
        let known = rulebook.policies.iter();
        let known: Vec<String> = known
            .map(|policy| format!("{} {}", policy.id, lang.policy(policy)))
            .collect();
        known.join(separator)
    };
    say(
        lang,
        format!("没有编号为 {id} 的办法。现有：{}。", listed("；")),
        format!("there is no policy {id}; there are: {}", listed("; ")),
    )
}

/// What is neither a policy nor a kind of matter.
pub fn nothing_to_show(lang: Lang, what: &str, rulebook: &Rulebook) -> Error {
    let policies = rulebook.policies.iter().map(|policy| policy.id.as_str());
    let matters = rulebook.matters.iter().map(|matter| matter.name.as_str());
    let known: Vec<&str> = policies.chain(matters).collect();
    say(
        lang,
        format!("没有叫 {what} 的办法或事项。现有：{}。", known.join("、")),
        format!(
            "there is no policy and no kind of matter {what}; there are: {}",
            known.join(", ")
        ),
    )
}

/// Insists that a policy is in force on a day: it cannot judge one before it was issued.
///
/// # Errors
/// When it is not yet or no longer in force.
pub fn unless_in_force(lang: Lang, policy: &Policy, day: Date) -> Result<(), Error> {
    let (id, from) = (&policy.id, policy.from);
    if day < from {
        return Err(say(
            lang,
            format!(
                "{id} 自{from}起施行，不能判定{day}的情况。请换一个判定日（--as-of）或办法（--policy）。"
            ),
            format!("{id} is in force from {from}, not yet on {day}"),
        ));
    }
    match policy.until.filter(|until| day > *until) {
        Some(until) => Err(say(
            lang,
            format!(
                "{id} 已于{until}停止施行，不能判定{day}的情况。请换一个判定日（--as-of）或办法（--policy）。"
            ),
            format!("{id} ended on {until}, before {day}"),
        )),
        None => Ok(()),
    }
}

/// An indicator that the policy, or every policy, does not have.
pub fn no_indicator(lang: Lang, indicator: &str, policy: Option<&Policy>) -> Error {
    let Some(policy) = policy else {
        return say(
            lang,
            format!("没有哪个办法有编号为 {indicator} 的指标。"),
            format!("no policy has an indicator {indicator}"),
        );
    };
    let known: Vec<&str> = policy
        .indicators
        .iter()
        .map(|known| known.id.as_str())
        .collect();
    say(
        lang,
        format!(
            "{} 没有编号为 {indicator} 的指标。现有：{}。",
            policy.id,
            known.join("、")
        ),
        format!(
            "{} has no indicator {indicator}; there are: {}",
            policy.id,
            known.join(", ")
        ),
    )
}

/// A school that is in the data but not judged.
pub fn school_excluded(lang: Lang, code: &str, name: &str, reason: &str) -> Error {
    say(
        lang,
        format!("{name}（{code}）不参加这个办法的判定：{reason}。"),
        format!("{name} ({code}) is not judged by this policy: {reason}"),
    )
}

/// A school that is not in the data.
pub fn no_school(lang: Lang, code: &str) -> Error {
    say(
        lang,
        format!("数据里没有标识码为 {code} 的学校，或者它的那一行有错误没有使用。请核对标识码。"),
        format!("there is no school {code} in the data, or its row has an error and is not used"),
    )
}

/// A stage that the school does not have.
pub fn no_stage(lang: Lang, code: &str, stage: Stage, has: &[Stage]) -> Error {
    let names = |separator: &str| {
        has.iter()
            .map(|stage| stage.name())
            .collect::<Vec<_>>()
            .join(separator)
    };
    let wanted = stage.name();
    say(
        lang,
        format!("学校 {code} 没有{wanted}，判定的学段是：{}。", names("、")),
        format!(
            "school {code} has no {wanted}; it is judged for {}",
            names(", ")
        ),
    )
}

/// Which of several counties is meant, or a county that is not there.
pub fn which_county(lang: Lang, counties: &[&str]) -> Error {
    say(
        lang,
        format!(
            "数据里的区县有：{}。请用 --county 写明是哪一个。",
            counties.join("、")
        ),
        format!(
            "the data has the counties {}: name one with --county",
            counties.join(", ")
        ),
    )
}

/// A figure that there is no way to explain.
pub fn no_figure(lang: Lang, indicator: &str) -> Error {
    say(
        lang,
        format!("{indicator} 没有可以说明的数：有关台账没有报送，或者没有要求这所学校、这个学段。"),
        format!(
            "there is no figure of {indicator}: its registers were not handed in, or it is not asked here"
        ),
    )
}

/// That not one school can be judged, as a problem of the file.
pub fn no_schools(file: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code: "no-schools",
        place: Place::file(file),
        read: String::new(),
        expected: Wording::new(
            "“学校”表里至少有一所学校",
            "at least one school in the sheet 学校",
        ),
        mend: Wording::new(
            "没有一所学校就无法判定。在“学校”表的列名下面一校填一行，示例行不算；表样用 junheng template 生成。",
            "Without a school there is nothing to judge. Fill in one row a school below the headings of 学校; the example row does not count. junheng template makes the workbook.",
        ),
        rule: "学校".to_owned(),
    }
}

/// That a Parquet file cannot be read, as a problem of the file.
pub fn damaged_parquet(file: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code: "damaged",
        place: Place::file(file),
        read: String::new(),
        expected: Wording::new("完整的 Parquet 文件", "a whole Parquet file"),
        mend: Wording::new(
            "文件损坏、不完整或过大，读不出来。请重新导出后再用。",
            "The file is damaged, incomplete or too large. Export it again.",
        ),
        rule: String::new(),
    }
}
