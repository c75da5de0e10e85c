//! Paper in the layout of GB/T 9704: A4, its margins, fonts, sizes, line pitch, headings and page numbers.

use docx_rs::{
    AlignmentType, Docx, LineSpacing, LineSpacingType, Paragraph, Run, SpecialIndentType, Table,
    TableAlignmentType, TableCell, TableCellMargins, TableLayoutType, TableRow, WidthType,
};

use super::chart::Chart;
use super::marks::{HEAD_STYLE, chart_marker};
use super::package;
use crate::words::documents as words;
use crate::{Lang, ReportError};

mod cells;
mod han;
mod letters;
mod sheet;

pub(super) use cells::{Entry, Side};
use cells::{Letters, cell, head_cell};
pub(super) use han::han_number;
use letters::{FANG, HEI, KAI, XIAOBIAOSONG, fonts, page_number, run, tight};
pub(super) use sheet::Orientation;

/// Sizes in half points: 2号, 3号, 小四.
const TITLE: usize = 44;
const BODY: usize = 32;
const CAPTION: usize = 24;
/// The fixed line pitch of the text, 28 points, in twentieths.
const PITCH: i32 = 560;
const TITLE_PITCH: i32 = 700;
/// Two letters of the text; writers that count letters use `first_line_chars`.
const INDENT: SpecialIndentType = SpecialIndentType::FirstLine(640);

/// A column of a table.
#[derive(Debug, Clone)]
pub(super) struct Column {
    heading: String,
    /// Its part of the width.
    part: usize,
    side: Side,
}

pub(super) fn column(heading: impl Into<String>, part: usize, side: Side) -> Column {
    Column {
        heading: heading.into(),
        part,
        side,
    }
}

/// A document that is written from top to bottom.
pub(super) struct Paper {
    docx: Docx,
    /// The last paragraph, which ends its section if the paper is turned after it.
    last: Option<Paragraph>,
    orientation: Orientation,
    lang: Lang,
    charts: Vec<Chart>,
    parts: usize,
    sections: usize,
    items: usize,
    tables: usize,
    figures: usize,
}

impl Paper {
    pub fn new(lang: Lang) -> Self {
        let docx = Docx::new()
            .default_fonts(fonts(FANG))
            .default_size(BODY)
            .footer(page_number(AlignmentType::Right))
            .even_footer(page_number(AlignmentType::Left))
            .add_style(
                docx_rs::Style::new(HEAD_STYLE, docx_rs::StyleType::Paragraph).name(HEAD_STYLE),
            );
        Self {
            docx,
            last: None,
            orientation: Orientation::Upright,
            lang,
            charts: Vec::new(),
            parts: 0,
            sections: 0,
            items: 0,
            tables: 0,
            figures: 0,
        }
    }

    /// Begins another report: its numbers start anew.
    pub fn begin(&mut self) {
        (self.parts, self.sections, self.items) = (0, 0, 0);
        (self.tables, self.figures) = (0, 0);
    }

    fn add(&mut self, paragraph: Paragraph) {
        self.write_last();
        self.last = Some(paragraph);
    }

    fn write_last(&mut self) {
        if let Some(paragraph) = self.last.take() {
            let docx = std::mem::take(&mut self.docx);
            self.docx = docx.add_paragraph(paragraph);
        }
    }

    /// Goes on upon a new sheet that lies so. No paragraph is added, which could stand on a page of its own.
    pub fn new_sheet(&mut self, orientation: Orientation) {
        if let Some(last) = self.last.take() {
            self.last = Some(last.section_property(self.orientation.section()));
            self.write_last();
        }
        self.orientation = orientation;
    }

    /// A title of one or more lines, which are broken between words.
    pub fn title(&mut self, lines: &[String]) {
        for line in lines {
            let paragraph = Paragraph::new()
                .add_run(run(line, XIAOBIAOSONG, TITLE))
                .align(AlignmentType::Center)
                .keep_next(true)
                .line_spacing(pitch(TITLE_PITCH));
            self.add(paragraph);
        }
    }

    pub fn subtitle(&mut self, text: &str) {
        let paragraph = Paragraph::new()
            .add_run(run(text, KAI, BODY))
            .align(AlignmentType::Center)
            .line_spacing(pitch(PITCH).after(200));
        self.add(paragraph);
    }

    /// 一、
    pub fn part(&mut self, text: &str) {
        self.parts += 1;
        (self.sections, self.items) = (0, 0);
        let number = match self.lang {
            Lang::Chinese => format!("{}、", han_number(self.parts)),
            Lang::English => format!("{}. ", self.parts),
        };
        self.heading(&format!("{number}{text}"), HEI, 0);
    }

    /// （一）
    pub fn section(&mut self, text: &str) {
        self.sections += 1;
        self.items = 0;
        let number = match self.lang {
            Lang::Chinese => format!("（{}）", han_number(self.sections)),
            Lang::English => format!("{}.{} ", self.parts, self.sections),
        };
        self.heading(&format!("{number}{text}"), KAI, 1);
    }

    fn heading(&mut self, text: &str, font: &str, level: usize) {
        let paragraph = Paragraph::new()
            .add_run(run(text, font, BODY))
            .indent(None, Some(INDENT), None, None)
            .first_line_chars(200)
            .outline_lvl(level)
            .keep_next(true)
            .line_spacing(pitch(PITCH));
        self.add(paragraph);
    }

    pub fn body(&mut self, text: &str) {
        let text = match self.lang {
            Lang::Chinese => tight(text),
            Lang::English => text.to_owned(),
        };
        let paragraph = Paragraph::new()
            .add_run(run(&text, FANG, BODY))
            .align(AlignmentType::Both)
            .indent(None, Some(INDENT), None, None)
            .first_line_chars(200)
            .line_spacing(pitch(PITCH));
        self.add(paragraph);
    }

    /// `1. `, numbered within its section.
    pub fn item(&mut self, text: &str) {
        self.items += 1;
        self.body(&format!("{}.{text}", self.items));
    }

    /// A numbered caption and a table below it.
    pub fn table(&mut self, caption: &str, columns: &[Column], rows: Vec<Vec<Entry>>) {
        self.tables += 1;
        let caption = format!("{}{}　{caption}", words::TABLE.say(self.lang), self.tables);
        self.caption(&caption, true);
        self.rows(columns, &[], rows, Letters::Ordinary);
        self.space(160);
    }

    /// The table of an annex, which is all that follows its title; its heading row comes again on each page.
    pub fn annex_table(&mut self, columns: &[Column], rows: Vec<Vec<Entry>>) {
        self.rows(columns, &[], rows, Letters::Ordinary);
        self.space(20);
    }

    /// The table of an annex with many columns and with more heading rows below the first, in small letters.
    pub fn wide_table(
        &mut self,
        columns: &[Column],
        below_heads: &[Vec<String>],
        rows: Vec<Vec<Entry>>,
    ) {
        self.rows(columns, below_heads, rows, Letters::Small);
        self.space(20);
    }

    fn rows(
        &mut self,
        columns: &[Column],
        below_heads: &[Vec<String>],
        rows: Vec<Vec<Entry>>,
        letters: Letters,
    ) {
        let text_width = self.orientation.text_width();
        let total: usize = columns.iter().map(|column| column.part).sum();
        let widths: Vec<usize> = columns
            .iter()
            .map(|column| text_width * column.part / total.max(1))
            .collect();
        let headings: Vec<String> = columns.iter().map(|of| of.heading.clone()).collect();
        let heads = std::iter::once(&headings).chain(below_heads);
        let heads = heads.map(|texts| {
            let cells = texts.iter().zip(&widths);
            let cells = cells.map(|(text, width)| head_cell(text, *width, letters));
            TableRow::new(cells.collect()).cant_split()
        });
        let mut table = Table::new(heads.collect())
            .set_grid(widths.clone())
            .width(text_width, WidthType::Dxa)
            .align(TableAlignmentType::Center)
            .layout(TableLayoutType::Fixed)
            .margins(TableCellMargins::new().margin(30, 70, 30, 70));
        for row in rows {
            let cells: Vec<TableCell> = row
                .iter()
                .zip(columns.iter().zip(&widths))
                .map(|(entry, (column, width))| cell(entry, column.side, *width, letters))
                .collect();
            table = table.add_row(TableRow::new(cells).cant_split());
        }
        self.write_last();
        let docx = std::mem::take(&mut self.docx);
        self.docx = docx.add_table(table);
    }

    /// A chart with its caption below it.
    pub fn chart(&mut self, caption: &str, chart: Chart) {
        self.figures += 1;
        self.charts.push(chart);
        let marker = chart_marker(self.charts.len());
        // Within a fixed pitch a drawing would be cut off.
        let paragraph = Paragraph::new()
            .add_run(Run::new().add_text(marker))
            .align(AlignmentType::Center)
            .keep_next(true);
        self.add(paragraph);
        let caption = format!(
            "{}{}　{caption}",
            words::FIGURE.say(self.lang),
            self.figures
        );
        self.caption(&caption, false);
    }

    fn caption(&mut self, text: &str, above: bool) {
        let paragraph = Paragraph::new()
            .add_run(run(text, HEI, CAPTION))
            .align(AlignmentType::Center)
            .keep_next(above)
            .line_spacing(LineSpacing::new().before(120).after(60));
        self.add(paragraph);
    }

    /// What must stand between a table and the next; where a page is full, it should not need another.
    fn space(&mut self, twentieths: i32) {
        let spacing = LineSpacing::new()
            .line(twentieths)
            .line_rule(LineSpacingType::Exact);
        self.add(Paragraph::new().line_spacing(spacing));
    }

    /// Room for the seal and the date.
    pub fn signature(&mut self, seal: &str, date: &str) {
        self.body("");
        for text in [seal, date] {
            let paragraph = Paragraph::new()
                .add_run(run(text, FANG, BODY))
                .align(AlignmentType::Right)
                .keep_lines(true)
                .line_spacing(pitch(PITCH));
            self.add(paragraph);
        }
    }

    /// What is annexed, below the text: `附件：1.学校资源配置指标一览表`.
    pub fn annex_list(&mut self, titles: &[&str]) {
        let label = format!(
            "{}{}",
            words::ANNEX.say(self.lang).trim_end(),
            self.lang.colon()
        );
        self.body("");
        for (number, title) in (1..).zip(titles) {
            let before = match number {
                1 => label.clone(),
                _ => words::ANNEX_INDENT.say(self.lang).to_owned(),
            };
            self.body(&format!("{before}{number}.{title}"));
        }
    }

    /// An annex begins on a page of its own: `附件1` and its title.
    pub fn annex(&mut self, number: usize, title: &str) {
        self.items = 0;
        let label = format!("{}{number}", words::ANNEX.say(self.lang));
        let label = Paragraph::new()
            .add_run(run(&label, HEI, BODY))
            .page_break_before(true)
            .line_spacing(pitch(PITCH));
        self.add(label);
        let title = Paragraph::new()
            .add_run(run(title, XIAOBIAOSONG, 36))
            .align(AlignmentType::Center)
            .line_spacing(pitch(PITCH).after(120));
        self.add(title);
    }

    /// A remark in small letters, such as what the shades of a table mean.
    pub fn remark(&mut self, text: &str) {
        let paragraph = Paragraph::new()
            .add_run(run(text, KAI, CAPTION))
            .keep_next(true)
            .line_spacing(LineSpacing::new().after(60));
        self.add(paragraph);
    }

    pub fn into_bytes(mut self) -> Result<Vec<u8>, ReportError> {
        self.write_last();
        let mut bytes = std::io::Cursor::new(Vec::new());
        self.orientation
            .of(self.docx)
            .pack(&mut bytes)
            .map_err(|error| ReportError::Document(Box::new(error)))?;
        package::finished(&bytes.into_inner(), &self.charts)
    }
}

fn pitch(line: i32) -> LineSpacing {
    LineSpacing::new()
        .line(line)
        .line_rule(LineSpacingType::Exact)
}
