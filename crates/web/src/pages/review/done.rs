//! What was done before a page was redirected to, said on top of it.

use serde::Deserialize;

use crate::components::{Flash, Tone};
use crate::lang::Lang;

/// In the address that a POST leads to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    /// One of the words below.
    pub done: String,
    /// How many.
    pub count: usize,
}

impl Done {
    /// The message, when something was done.
    pub fn flashes(&self, lang: Lang) -> Vec<Flash> {
        let count = self.count;
        let (zh, en) = match self.done.as_str() {
            "opened" => (
                format!("填报期已开启，共发出{count}件填报。"),
                format!("The period is open; {count} hand-ins began."),
            ),
            "completed" if count == 0 => (
                "没有缺少填报的单位。".to_owned(),
                "No organisation lacks a hand-in.".to_owned(),
            ),
            "completed" => (
                format!("已为新增单位补发{count}件填报。"),
                format!("{count} hand-ins were opened for later organisations."),
            ),
            "accepted" => (
                format!("已审核通过{count}件。"),
                format!("{count} accepted."),
            ),
            "returned" => (
                "已退回，意见已送达。".to_owned(),
                "Given back with your remarks.".to_owned(),
            ),
            "reminded" => (
                format!("已催办，提醒了{count}人。"),
                format!("{count} people were reminded."),
            ),
            "frozen" => (
                format!("已冻结为第{count}版。"),
                format!("Frozen as version {count}."),
            ),
            "reopened" => (
                format!("已重开{count}件更正，改好、审核后再冻结为新版本。"),
                format!("{count} were opened again; freeze another version when they are mended."),
            ),
            "decided" => ("已审批。".to_owned(), "Decided.".to_owned()),
            _ => return Vec::new(),
        };
        vec![Flash {
            tone: Tone::Done,
            text: match lang {
                Lang::Zh => zh,
                Lang::En => en,
            },
            lines: Vec::new(),
        }]
    }
}
