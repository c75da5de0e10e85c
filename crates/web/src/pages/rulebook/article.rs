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
    /// How the cell stands in a table: short words are kept on a line, long ones given room.
    pub fn class(&self) -> &'static str {
        match self.text.chars().count() {
            0..=16 => "is-short",
            17..=40 => "is-middling",
            _ => "is-long",
        }
    }

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

impl Article {
    /// The headings to go to, and where; nothing where all is seen at once.
    pub fn contents(&self) -> Vec<(String, String)> {
        let above = self
            .sections
            .iter()
            .enumerate()
            .filter(|(_, section)| !section.is_below && !section.heading.is_empty());
        let contents: Vec<(String, String)> = above
            .map(|(index, section)| (section.anchor(&index), section.heading.clone()))
            .collect();
        if contents.len() < LEAST_CONTENTS {
            return Vec::new();
        }
        contents
    }
}

/// With fewer headings a page has no contents.
const LEAST_CONTENTS: usize = 4;

impl Section {
    /// Where an address leads to: its own id, or its place on the page.
    pub fn anchor(&self, index: &usize) -> String {
        if self.id.is_empty() {
            format!("part-{}", index + 1)
        } else {
            self.id.clone()
        }
    }

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

    /// Leaves a column out.
    pub fn without(&mut self, column: usize) {
        self.heads.remove(column);
        for row in &mut self.rows {
            row.remove(column);
        }
    }

    /// Says where something comes from; among the doubts when nothing confirms it.
    pub fn source(&mut self, source: &Source, lang: Lang) {
        let said = source_line(source, lang);
        match source.status {
            SourceStatus::Unconfirmed => self.doubts.push(said),
            SourceStatus::Confirmed | SourceStatus::Secondary => self.lines.push(said),
        }
    }
}

/// `依据：教督〔2017〕6号 第六条（公开材料）。备注`
fn source_line(source: &Source, lang: Lang) -> String {
    let head = lang.say("依据", "Source");
    let said = source_text(source, lang);
    format!("{head}{}{said}", lang.of_report().colon())
}

/// The same where a heading says already what it is.
pub fn source_text(source: &Source, lang: Lang) -> String {
    let status = lang.of_report().bracketed(status(source.status, lang));
    let note = match source.note.as_str() {
        "" => String::new(),
        note => format!(" {note}"),
    };
    format!("{source}{status}{note}")
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

#[cfg(test)]
mod tests {
    use super::{Article, Cell, Section};

    #[test]
    fn a_long_page_has_contents_that_lead_to_its_parts() {
        let section = |id: &str, is_below| Section {
            is_below,
            ..Section::new(id, "标题")
        };
        let mut article = Article {
            sections: vec![
                section("R1", false),
                section("R1.1", true),
                section("", false),
            ],
            ..Article::default()
        };
        assert!(article.contents().is_empty(), "all is seen at once");
        article
            .sections
            .extend([section("", false), section("", false)]);
        let anchors: Vec<String> = article
            .contents()
            .into_iter()
            .map(|(anchor, _)| anchor)
            .collect();
        assert_eq!(anchors, ["R1", "part-3", "part-4", "part-5"]);
    }

    #[test]
    fn short_words_stay_on_a_line() {
        assert_eq!(Cell::text("2017-04-19").class(), "is-short");
        assert_eq!(Cell::text("依".repeat(60)).class(), "is-long");
    }
}
