//! What a page says on top after a form was carried out and led back to it: `?done=renamed`.

use crate::components::{Flash, Tone};
use crate::lang::Lang;

/// What was done, by the word in the address; an unknown word says nothing.
const DONE: &[(&str, &str, &str)] = &[
    ("added", "已新增。", "Added."),
    ("changed", "已保存。", "Saved."),
    ("granted", "已授予角色。", "The role was granted."),
    ("revoked", "已收回角色。", "The role was taken back."),
    (
        "disabled",
        "账号已停用，所有登录已结束。",
        "The account is disabled and its sessions have ended.",
    ),
    (
        "enabled",
        "账号已恢复，可以登录。",
        "The account may sign in again.",
    ),
    (
        "sessions-ended",
        "所有登录已结束。",
        "All sessions have ended.",
    ),
    (
        "totp-reset",
        "动态验证码已重设，凭密码即可登录。",
        "One-time codes were reset; the password alone signs in.",
    ),
    (
        "password",
        "密码已修改，其他设备上的登录已结束。",
        "The password was changed; other sessions have ended.",
    ),
    (
        "totp-ended",
        "已停用动态验证码。",
        "One-time codes are no longer asked for.",
    ),
    (
        "session-ended",
        "这处登录已结束。",
        "The session has ended.",
    ),
    ("token-revoked", "令牌已收回。", "The token was revoked."),
    ("cancelled", "已请求停止。", "Asked to stop."),
];

/// The message for the top of the page.
pub fn said(done: Option<&str>, lang: Lang) -> Vec<Flash> {
    let found = done.and_then(|done| DONE.iter().find(|(word, ..)| *word == done));
    found
        .map(|(_, zh, en)| Flash {
            tone: Tone::Done,
            text: lang.say(zh, en).to_owned(),
            lines: Vec::new(),
        })
        .into_iter()
        .collect()
}

/// A refusal for the top of the page that was asked.
pub fn refused(reasons: &[junheng_model::Wording], lang: Lang) -> Flash {
    Flash {
        tone: Tone::Refused,
        text: lang
            .say("没有执行：", "This was not carried out:")
            .to_owned(),
        lines: reasons
            .iter()
            .map(|reason| lang.of(reason).to_owned())
            .collect(),
    }
}

/// What is wrong with a field, in the reader's language; empty for nothing.
pub fn error_of(errors: &[junheng_app::FieldError], field: &str, lang: Lang) -> String {
    let found = errors.iter().find(|error| error.field == field);
    found.map_or_else(String::new, |error| lang.of(&error.message).to_owned())
}
