//! What every page of the rulebook is made of: facts, and sections of lines and tables.

use junheng_rulebook::{Source, SourceStatus};
use serde::Serialize;
use utoipa::ToSchema;

use crate::lang::Lang;

/// A page of the rulebook.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Article {
    pub title: String,
    pub lead: String,
    /// A name and what there is to say of it.
    pub facts: Vec<(String, String)>,
    pub sections: Vec<Section>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Section {
    /// Where an address leads to: `R4`.
    pub id: String,
    pub heading: String,
    /// A heading among others of a group.
    pub is_below: bool,
    pub lines: Vec<String>,
    /// What no text that could be read confirms.
    pub doubts: Vec<String>,
    pub heads: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ArticleCell)]
pub struct Cell {
    pub text: String,
    /// Empty for nowhere.
    pub href: String,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: String::new(),
        }
    }

    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            href: href.into(),
        }
    }
}

impl Section {
    pub fn new(id: impl Into<String>, heading: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            heading: heading.into(),
            ..Self::default()
        }
    }

    /// A section of a table alone.
    pub fn table(heading: &str, heads: &[&str], rows: Vec<Vec<Cell>>) -> Self {
        Self {
            heading: heading.to_owned(),
            heads: heads.iter().map(|head| (*head).to_owned()).collect(),
            rows,
            ..Self::default()
        }
    }

    /// A section of a table with a row for each of many.
    pub fn list<T>(heading: &str, heads: &[&str], of: &[T], row: impl Fn(&T) -> Vec<Cell>) -> Self {
        Self::table(heading, heads, of.iter().map(row).collect())
    }

    /// Says where something comes from; among the doubts when nothing confirms it.
    pub fn source(&mut self, source: &Source, lang: Lang) {
        let said = source_text(source, lang);
        match source.status {
            SourceStatus::Unconfirmed => self.doubts.push(said),
            SourceStatus::Confirmed | SourceStatus::Secondary => self.lines.push(said),
        }
    }
}

/// `依据：教督〔2017〕6号 第六条（公开材料）。备注`
pub fn source_text(source: &Source, lang: Lang) -> String {
    let report = lang.of_report();
    let status = report.bracketed(status(source.status, lang));
    let head = lang.say("依据", "Source");
    let note = match source.note.as_str() {
        "" => String::new(),
        note => format!(" {note}"),
    };
    format!("{head}{}{source}{status}{note}", report.colon())
}

/// How well a source is established.
pub const fn status(status: SourceStatus, lang: Lang) -> &'static str {
    match status {
        SourceStatus::Confirmed => lang.say("已核对原文", "read in the official text"),
        SourceStatus::Secondary => lang.say("见于公开材料", "seen in public sources"),
        SourceStatus::Unconfirmed => lang.say("依据待确认", "not confirmed"),
    }
}

/// The Chinese name, or the English one where there is one and it is wanted.
pub fn named<'a>(zh: &'a str, en: &'a str, lang: Lang) -> &'a str {
    if en.is_empty() { zh } else { lang.say(zh, en) }
}
