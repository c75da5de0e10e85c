//! Reading the journal: who did what, when, in words; and looking whether it was tampered with.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use junheng_model::Wording;
use junheng_store::{JournalEntry, JournalFilter, JournalVerdict, Organisation, Page};
use serde_json::Value;

use crate::organisations::{organisation_for, topmost};
use crate::{Action, Actor, App, Failure, FieldError};

/// Entries of an export; whoever needs more narrows the days.
pub const MOST_EXPORTED: i64 = 50_000;
/// The country's one time zone.
const BEIJING_HOURS: i8 = 8;

/// Which entries are wanted, as typed.
#[derive(Debug, Clone, Default)]
pub struct JournalAsked {
    /// About this organisation and those below it; the topmost whose journal one reads when left out.
    pub under: Option<i64>,
    /// Only what this person did.
    pub person: Option<i64>,
    /// Verbs that begin so.
    pub verb: Option<String>,
    /// What it was done to: `person/17`.
    pub subject: Option<String>,
    /// The first and the last day, in China.
    pub from: Option<String>,
    pub to: Option<String>,
    pub offset: i64,
    pub limit: i64,
}

/// Entries about an organisation and those below it, the newest first.
#[derive(Debug, Clone)]
pub struct JournalRead {
    pub under: Organisation,
    pub entries: Vec<NamedEntry>,
    pub total: i64,
}

/// An entry with the names of who and where.
#[derive(Debug, Clone)]
pub struct NamedEntry {
    pub entry: JournalEntry,
    /// Nobody when the program did it, or the command line.
    pub person: Option<String>,
    pub organisation: Option<String>,
}

impl NamedEntry {
    /// What was done, in words; the verb itself when it has none.
    pub fn done(&self) -> Wording {
        words_of(&self.entry.verb)
            .unwrap_or_else(|| Wording::new(&self.entry.verb, &self.entry.verb))
    }

    /// What is told beside it, as `姓名：王敏` one each.
    ///
    /// `named` says what stands under a key (`register`, `to`) as the reader knows it.
    pub fn details(&self, is_chinese: bool, named: impl Fn(&str, &str) -> String) -> Vec<String> {
        let parsed: Value = serde_json::from_str(&self.entry.detail).unwrap_or_default();
        let mut told = Vec::new();
        tell(&parsed, is_chinese, ("", ""), &named, &mut told);
        told
    }
}

impl App {
    /// Entries about an organisation and those below it.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for an organisation out of reach, refused to those who may not read the journal.
    pub async fn journal(
        &self,
        actor: &Actor,
        asked: &JournalAsked,
    ) -> Result<JournalRead, Failure> {
        let under = topmost(actor, asked.under, Action::ReadJournal)?;
        let (since, until) = days(asked)?;
        let mut reading = self.store.read().await?;
        let under = organisation_for(&mut reading, actor, under, Action::ReadJournal).await?;
        let filter = JournalFilter {
            path: Some(under.path.clone()),
            person_id: asked.person,
            subject: asked.subject.clone(),
            verb: asked.verb.clone(),
            since,
            until,
        };
        let page = Page {
            offset: asked.offset,
            limit: asked.limit.min(MOST_EXPORTED),
        };
        let found = reading.journal_entries(&filter, page).await?;
        let ids = |of: fn(&JournalEntry) -> Option<i64>| -> Vec<i64> {
            let mut ids: Vec<i64> = found.items.iter().filter_map(of).collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let people = reading
            .names_of_people(&ids(|entry| entry.person_id))
            .await?;
        let places = reading
            .names_of_organisations(&ids(|entry| entry.organisation_id))
            .await?;
        let named = |entry: JournalEntry| NamedEntry {
            person: entry.person_id.and_then(|id| people.get(&id).cloned()),
            organisation: entry
                .organisation_id
                .and_then(|id| places.get(&id).cloned()),
            entry,
        };
        Ok(JournalRead {
            under,
            entries: found.items.into_iter().map(named).collect(),
            total: found.total,
        })
    }

    /// Walks the whole journal and looks whether each entry is what it was. For the command line: whoever can read
    /// the data may.
    ///
    /// # Errors
    /// Only for failures of ours; what was tampered with is in the answer.
    pub async fn verify_journal(&self) -> Result<JournalVerdict, Failure> {
        let mut reading = self.store.read().await?;
        Ok(reading.verify_journal().await?)
    }
}

/// The first instant and the one after the last, or every day that is none.
fn days(asked: &JournalAsked) -> Result<(Option<Timestamp>, Option<Timestamp>), Failure> {
    let zone = TimeZone::fixed(Offset::constant(BEIJING_HOURS));
    let mut errors = Vec::new();
    let mut midnight = |field: &str, typed: Option<&str>, days_later: i32| {
        let typed = typed.map(str::trim).filter(|typed| !typed.is_empty())?;
        let day = typed.parse::<Date>().ok().and_then(|day| {
            let day = (0..days_later)
                .try_fold(day, |day, _| day.tomorrow())
                .ok()?;
            day.to_zoned(zone.clone())
                .ok()
                .map(|zoned| zoned.timestamp())
        });
        if day.is_none() {
            errors.push(FieldError::new(
                field,
                "应为日期，如 2025-03-01。",
                "A date such as 2025-03-01.",
            ));
        }
        day
    };
    let since = midnight("from", asked.from.as_deref(), 0);
    let until = midnight("to", asked.to.as_deref(), 1);
    if errors.is_empty() {
        Ok((since, until))
    } else {
        Err(Failure::Invalid(errors))
    }
}

/// What the verbs of the journal mean. Every verb that a change journals stands here.
pub const VERBS: &[(&str, &str, &str)] = &[
    ("set-up", "建立系统", "set the system up"),
    ("found", "建立系统", "set the system up"),
    ("hand-in.submit", "提交", "submitted"),
    ("hand-in.withdraw", "撤回", "withdrew"),
    ("hand-in.explain", "说明校验问题", "explained checks"),
    ("hand-in.type", "在线填写", "typed figures in"),
    (
        "hand-in.copy",
        "带入上年数据",
        "began with last year's figures",
    ),
    (
        "hand-in.restore",
        "恢复到以前的修订",
        "went back to a revision",
    ),
    (
        "hand-in.for-all-begun",
        "开始批量导入",
        "began to hand in for all",
    ),
    (
        "hand-in.ask-exemption",
        "申请校验豁免",
        "asked for an exemption",
    ),
    ("hand-in.unmask", "查看个人信息", "saw a personal value"),
    ("hand-in.give-up-row", "放弃一行", "gave a row up"),
    ("sign-in", "登录", "signed in"),
    ("own.password", "修改密码", "changed the password"),
    ("own.name", "修改姓名", "changed the name"),
    ("own.totp", "启用动态验证码", "began to use one-time codes"),
    (
        "own.totp-end",
        "停用动态验证码",
        "stopped using one-time codes",
    ),
    (
        "own.recovery-codes",
        "更换恢复码",
        "made new recovery codes",
    ),
    ("own.end-session", "结束一处登录", "ended a session"),
    ("token.make", "创建接口令牌", "made an API token"),
    ("token.revoke", "收回接口令牌", "revoked an API token"),
    ("organisation.add", "新增单位", "added an organisation"),
    (
        "organisation.import",
        "上传单位名单",
        "uploaded a list of organisations",
    ),
    ("organisation.change", "修改单位", "changed an organisation"),
    ("organisation.close", "撤销单位", "closed an organisation"),
    ("person.add", "新增人员", "added a person"),
    ("person.change", "修改人员", "changed a person"),
    ("person.disable", "停用账号", "disabled an account"),
    ("person.enable", "恢复账号", "enabled an account"),
    ("person.end-sessions", "结束全部登录", "ended all sessions"),
    ("person.reset-password", "重设密码", "reset a password"),
    (
        "person.first-passwords",
        "下载首次密码名单",
        "fetched a list of first passwords",
    ),
    (
        "person.reset-totp",
        "重设动态验证码",
        "reset one-time codes",
    ),
    (
        "person.reset-on-console",
        "在服务器上重设密码",
        "reset a password on the server",
    ),
    ("grant.add", "授予角色", "granted a role"),
    ("grant.revoke", "收回角色", "took a role back"),
    ("keys.rotate", "更换密钥", "rotated keys"),
    ("period.open", "开启填报期", "opened a period"),
    ("period.complete", "补开填报任务", "opened missing hand-ins"),
    ("hand-in.upload", "上传填报表", "uploaded a workbook"),
    ("hand-in.for-all", "批量填报", "handed in for all"),
    ("submission.accept", "审核通过", "accepted"),
    ("submission.give-back", "退回", "gave back"),
    ("submission.correct", "更正", "corrected"),
    ("snapshot.freeze", "冻结数据", "froze a period"),
    ("exemption.decide", "审批校验豁免", "decided an exemption"),
    ("reminder.by-hand", "催报", "reminded"),
    ("reminder.declared", "到期提醒", "reminded as declared"),
];

fn words_of(verb: &str) -> Option<Wording> {
    let found = VERBS.iter().find(|(known, ..)| *known == verb);
    found.map(|(_, zh, en)| Wording::new(*zh, *en))
}

/// What the keys of details are called.
const KEYS: &[(&str, &str, &str)] = &[
    ("name", "名称", "name"),
    ("sign_in_name", "登录名", "sign-in name"),
    ("role", "角色", "role"),
    ("organisation", "单位", "organisation"),
    ("code", "代码", "code"),
    ("kind", "类型", "kind"),
    ("parent", "上级", "parent"),
    ("closed_on", "撤销日期", "closed on"),
    ("before", "原为", "before"),
    ("address", "来自", "from"),
    ("sessions", "登录数", "sessions"),
    ("label", "用途", "label"),
    ("scope", "权限", "scope"),
    ("expires_at", "到期", "expires"),
    ("county", "县", "county"),
    ("administrator", "管理员", "administrator"),
    ("due_on", "截止", "due"),
    ("hand_ins", "填报任务数", "hand-ins"),
    ("cells", "单元格数", "cells"),
    ("key", "密钥", "key"),
    ("reason", "理由", "reason"),
    ("remark", "说明", "remark"),
    ("register", "报表", "register"),
    ("period", "填报期", "period"),
    ("revision", "修订", "revision"),
    ("rows", "行数", "rows"),
    ("refused", "没有保存的行", "rows not kept"),
    ("file", "文件", "file"),
    ("digest", "摘要", "digest"),
    ("number", "版本", "number"),
    ("from", "原状态", "from"),
    ("copied_from", "带入自填报", "copied from hand-in"),
    (
        "stood_in",
        "代替没有保存的行",
        "standing in for rows not kept",
    ),
    ("to", "新状态", "to"),
    ("move", "操作", "move"),
    ("people", "人数", "people"),
    ("remarks", "批注数", "remarks"),
    ("remarks_settled", "已处理批注", "remarks settled"),
    ("organisations", "单位数", "organisations"),
    ("evidence", "佐证", "evidence"),
    ("checks", "校验", "checks"),
];

fn tell(
    value: &Value,
    is_chinese: bool,
    (key, label): (&str, &str),
    named: &impl Fn(&str, &str) -> String,
    told: &mut Vec<String>,
) {
    let said = match value {
        Value::Null => return,
        Value::Object(parts) => {
            for (key, part) in parts {
                let known = KEYS.iter().find(|(known, ..)| known == key);
                let own =
                    known.map_or(key.as_str(), |(_, zh, en)| if is_chinese { zh } else { en });
                let label = if label.is_empty() {
                    own.to_owned()
                } else {
                    format!("{label} {own}")
                };
                tell(part, is_chinese, (key, &label), named, told);
            }
            return;
        }
        Value::Array(items) if items.is_empty() => return,
        // Each of several with all that is told of it: a register and its rows.
        Value::Array(items) if items.iter().all(Value::is_object) => {
            for item in items {
                let mut of_item = Vec::new();
                tell(item, is_chinese, (key, ""), named, &mut of_item);
                told.push(of_item.join(if is_chinese { "，" } else { ", " }));
            }
            return;
        }
        Value::Array(items) => {
            let said: Vec<String> = items.iter().map(plain).collect();
            said.join(if is_chinese { "、" } else { ", " })
        }
        other => plain(other),
    };
    let colon = if is_chinese { "：" } else { ": " };
    let said = match said.parse::<junheng_model::Role>() {
        Ok(role) if is_chinese => role.name().to_owned(),
        Ok(role) => role.english().to_owned(),
        Err(_) => named(key, &said),
    };
    told.push(format!("{label}{colon}{said}"));
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_has_one_wording() {
        let mut verbs: Vec<&str> = VERBS.iter().map(|(verb, ..)| *verb).collect();
        verbs.sort_unstable();
        let all = verbs.len();
        verbs.dedup();
        assert_eq!(verbs.len(), all);
    }

    #[test]
    fn details_are_told_in_words() {
        let detail = serde_json::json!({
            "name": "王敏", "role": "data_clerk", "before": { "name": "王民" }, "code": null, "rows": 3
        });
        let mut told = Vec::new();
        let named = |key: &str, text: &str| match key {
            "rows" => format!("{text} 行"),
            _ => text.to_owned(),
        };
        tell(&detail, true, ("", ""), &named, &mut told);
        told.sort();
        assert_eq!(
            told,
            [
                "原为 名称：王民",
                "名称：王敏",
                "行数：3 行",
                "角色：填报员"
            ]
        );
    }

    #[test]
    fn each_register_of_an_upload_has_its_line() {
        let detail = serde_json::json!({ "registers": [
            { "register": "教师", "rows": 41, "refused": 1 },
            { "register": "班级", "rows": 6, "refused": 0 },
        ]});
        let mut told = Vec::new();
        let named = |_: &str, text: &str| text.to_owned();
        tell(&detail, true, ("", ""), &named, &mut told);
        assert_eq!(
            told,
            [
                "没有保存的行：1，报表：教师，行数：41",
                "没有保存的行：0，报表：班级，行数：6"
            ]
        );
    }

    #[test]
    fn a_day_lasts_from_midnight_to_midnight_in_china() {
        let asked = JournalAsked {
            from: Some("2025-03-01".into()),
            to: Some("2025-03-01".into()),
            ..JournalAsked::default()
        };
        let (since, until) = days(&asked).expect("two days");
        assert_eq!(
            since.map(|at| at.to_string()).as_deref(),
            Some("2025-02-28T16:00:00Z")
        );
        assert_eq!(
            until.map(|at| at.to_string()).as_deref(),
            Some("2025-03-01T16:00:00Z")
        );
        let asked = JournalAsked {
            from: Some("三月".into()),
            ..JournalAsked::default()
        };
        assert!(matches!(days(&asked), Err(Failure::Invalid(_))));
    }

    /// The verbs of the room's own sources, and of those below that journal.
    fn journaled_verbs() -> Vec<String> {
        fn collect(folder: &std::path::Path, verbs: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).expect("a folder of sources") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    collect(&path, verbs);
                } else {
                    let text = std::fs::read_to_string(&path).expect("a source");
                    let found = text.split("verb: \"").skip(1);
                    verbs.extend(found.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
                }
            }
        }
        let mut verbs = Vec::new();
        let room = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        collect(&room.join("src"), &mut verbs);
        collect(&room.join("../store/src"), &mut verbs);
        verbs
    }

    #[test]
    fn every_verb_has_words() {
        let verbs = journaled_verbs();
        assert!(verbs.len() > 10);
        for verb in verbs {
            assert!(words_of(&verb).is_some(), "give {verb} words in VERBS");
        }
    }
}
