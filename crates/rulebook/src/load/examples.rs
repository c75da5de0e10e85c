//! `policies/<id>/examples/<name>.md`.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::mistake::{Mistakes, TextDiagnostic};
use crate::written::SourceText;
use crate::{Example, ExampleRow, ExampleTable, Register, Rulebook, TextPlace};

/// The tables of expectations and the headings that each may have.
const EXPECTATIONS: [(&str, &[&str]); 3] = [
    (
        "学校",
        &[
            "学校标识码",
            "学段",
            "指标",
            "分子",
            "分母",
            "值",
            "标准",
            "缺口",
            "判定",
        ],
    ),
    (
        "县",
        &["区县", "学段", "指标", "值", "差异系数", "标准", "判定"],
    ),
    ("规则", &["区县", "学段", "规则", "值", "判定"]),
];

/// Reads an example of the policy in `folder`. `None` when it has no title or no day.
pub(crate) fn read(
    folder: &str,
    source: &Arc<SourceText>,
    rulebook: &Rulebook,
    mistakes: &Mistakes,
) -> Option<Example> {
    let mut page = Page::new(source);
    let options = Options::ENABLE_TABLES;
    for (event, at) in Parser::new_ext(&source.text, options).into_offset_iter() {
        page.take(event, at);
    }
    let start = source.place(0);
    if page.title.is_empty() {
        mistakes.push(
            TextDiagnostic::new(
                &start,
                "no-title",
                "算例没有标题",
                "the example has no title",
            )
            .expected("第一行写 # 标题", "a first line `# title`"),
        );
        return None;
    }
    if rulebook.policy(folder).is_none() {
        let known = rulebook.policies.iter().map(|policy| policy.id.as_str());
        tell(&start, "政策", "policy", folder, known, mistakes);
    }
    let as_of = as_of(&page, &start, mistakes);
    let (inputs, expected) = sorted(page.tables, rulebook, mistakes);
    let missing = match (inputs.is_empty(), expected.is_empty()) {
        (false, false) => None,
        (true, _) => Some((
            "没有输入表（## 台账名称）",
            "no input table (`## register`)",
        )),
        (_, true) => Some((
            "没有应得表（## 应得：学校）",
            "no table of what must come out (`## 应得：学校`)",
        )),
    };
    if let Some((zh, en)) = missing {
        mistakes.push(TextDiagnostic::new(
            &start,
            "no-tables",
            format!("算例{zh}"),
            format!("the example has {en}"),
        ));
    }
    Some(Example {
        policy: folder.to_owned(),
        title: page.title,
        as_of: as_of?,
        prose: prose(&page.prose),
        inputs,
        expected,
        place: start,
    })
}

/// The text without the line of the day.
fn prose(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().starts_with("判定日"))
        .collect();
    lines.join("\n").trim().to_owned()
}

/// The day in the line `判定日: 2024-12-31`.
fn as_of(page: &Page<'_>, start: &TextPlace, mistakes: &Mistakes) -> Option<Date> {
    let written = page.prose.lines().find_map(|line| {
        let rest = line.trim().strip_prefix("判定日")?;
        Some(rest.trim_start_matches([':', '：', ' ']).trim().to_owned())
    });
    let day = written.as_deref().and_then(|written| written.parse().ok());
    if day.is_none() {
        mistakes.push(
            TextDiagnostic::new(
                start,
                "no-day",
                "算例没有判定日，或不是日期",
                "the example has no day of judging, or it is no date",
            )
            .expected("判定日: 2024-12-31", "判定日: 2024-12-31"),
        );
    }
    day
}

/// Tells inputs from expectations, and reports headings that neither knows.
fn sorted(
    tables: Vec<ExampleTable>,
    rulebook: &Rulebook,
    mistakes: &Mistakes,
) -> (Vec<ExampleTable>, Vec<ExampleTable>) {
    let (mut inputs, mut expected) = (Vec::new(), Vec::new());
    for mut table in tables {
        if let Some(rest) = table.name.strip_prefix("应得") {
            table.name = rest.trim_start_matches(['：', ':', ' ']).to_owned();
            if check_expectation(&table, mistakes) {
                expected.push(table);
            }
        } else if let Some(register) = rulebook.register(&table.name) {
            check_input(&table, register, mistakes);
            inputs.push(table);
        } else {
            let known = rulebook
                .registers
                .iter()
                .map(|register| register.name.as_str());
            tell(
                &table.place,
                "台账",
                "register",
                &table.name,
                known,
                mistakes,
            );
        }
    }
    (inputs, expected)
}

fn check_expectation(table: &ExampleTable, mistakes: &Mistakes) -> bool {
    let Some((_, headings)) = EXPECTATIONS.iter().find(|(name, _)| *name == table.name) else {
        let known = EXPECTATIONS.iter().map(|(name, _)| *name);
        tell(
            &table.place,
            "应得表",
            "table of expectations",
            &table.name,
            known,
            mistakes,
        );
        return false;
    };
    for heading in &table.headings {
        if !headings.contains(&heading.as_str()) {
            let known = headings.iter().copied();
            tell(&table.place, "列", "column", heading, known, mistakes);
        }
    }
    true
}

fn check_input(table: &ExampleTable, register: &Register, mistakes: &Mistakes) {
    for heading in &table.headings {
        let known = register.columns.iter().any(|column| {
            column.name == *heading
                || column.heading == *heading
                || column.aliases.contains(heading)
        });
        if !known {
            let names = register.columns.iter().map(|column| column.name.as_str());
            tell(&table.place, "列", "column", heading, names, mistakes);
        }
    }
}

fn tell<'n>(
    place: &TextPlace,
    zh: &str,
    en: &str,
    written: &str,
    known: impl IntoIterator<Item = &'n str>,
    mistakes: &Mistakes,
) {
    mistakes.push(
        TextDiagnostic::new(
            place,
            "unknown-name",
            format!("没有名为“{written}”的{zh}"),
            format!("there is no {en} `{written}`"),
        )
        .known(written, known),
    );
}

/// What has been read of a page.
struct Page<'a> {
    source: &'a SourceText,
    title: String,
    prose: String,
    tables: Vec<ExampleTable>,
    /// The heading above, and the text of the heading that is being read.
    section: String,
    heading: Option<(HeadingLevel, String)>,
    row: Option<ExampleRow>,
    cell: Option<String>,
}

impl<'a> Page<'a> {
    fn new(source: &'a SourceText) -> Self {
        Self {
            source,
            title: String::new(),
            prose: String::new(),
            tables: Vec::new(),
            section: String::new(),
            heading: None,
            row: None,
            cell: None,
        }
    }

    fn take(&mut self, event: Event<'_>, at: Range<usize>) {
        match event {
            Event::Start(tag) => self.open(&tag, at),
            Event::End(tag) => self.close(tag),
            Event::Text(text) | Event::Code(text) => self.text(&text),
            Event::SoftBreak | Event::HardBreak => self.text("\n"),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = &mut self.cell {
            cell.push_str(text);
        } else if let Some((_, heading)) = &mut self.heading {
            heading.push_str(text);
        } else {
            self.prose.push_str(text);
        }
    }

    fn open(&mut self, tag: &Tag<'_>, at: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.heading = Some((*level, String::new())),
            Tag::Table(_) => self.tables.push(ExampleTable {
                name: self.section.clone(),
                headings: Vec::new(),
                rows: Vec::new(),
                place: self.source.place(at.start),
            }),
            Tag::TableHead | Tag::TableRow => {
                self.row = Some(ExampleRow {
                    cells: Vec::new(),
                    place: self.source.place(at.start),
                });
            }
            Tag::TableCell => self.cell = Some(String::new()),
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => match self.heading.take() {
                Some((HeadingLevel::H1, text)) => text.trim().clone_into(&mut self.title),
                Some((_, text)) => text.trim().clone_into(&mut self.section),
                None => {}
            },
            TagEnd::Paragraph => self.prose.push('\n'),
            TagEnd::TableCell => {
                if let (Some(cell), Some(row)) = (self.cell.take(), &mut self.row) {
                    row.cells.push(cell.trim().to_owned());
                }
            }
            TagEnd::TableHead => {
                if let (Some(row), Some(table)) = (self.row.take(), self.tables.last_mut()) {
                    table.headings = row.cells;
                }
            }
            TagEnd::TableRow => {
                if let (Some(mut row), Some(table)) = (self.row.take(), self.tables.last_mut()) {
                    row.cells.resize(table.headings.len(), String::new());
                    table.rows.push(row);
                }
            }
            _ => {}
        }
    }
}
