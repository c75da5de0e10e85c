//! Paper in the layout of GB/T 9704: A4, its margins, fonts, sizes, line pitch, headings and page numbers.

use docx_rs::{
    AlignmentType, BreakType, Docx, LineSpacing, LineSpacingType, PageMargin, Paragraph, Run,
    SpecialIndentType, Table, TableAlignmentType, TableCell, TableCellMargins, TableLayoutType,
    TableRow, WidthType,
};

use super::chart::Chart;
use super::package;
use crate::words::documents as words;
use crate::{Lang, ReportError};

mod cells;
mod han;
mod letters;

pub(super) use cells::{Entry, HEAD_STYLE, Side};
use cells::{cell, head_cell};
pub(super) use han::han_number;
use letters::{FANG, HEI, KAI, XIAOBIAOSONG, fonts, page_number, run};

/// Millimetres in twentieths of a point.
const fn twips(millimetres: i32) -> i32 {
    millimetres * 1440 * 10 / 254
}

const PAGE: (u32, u32) = (11906, 16838);
const TOP: i32 = twips(37);
const BOTTOM: i32 = twips(35);
const LEFT: i32 = twips(28);
const RIGHT: i32 = twips(26);
/// Width of the text: 156 mm.
const TEXT_WIDTH: usize = twips(156) as usize;

/// Sizes in half points: 2号, 3号, 小四.
const TITLE: usize = 44;
const BODY: usize = 32;
const CAPTION: usize = 24;
/// The fixed line pitch of the text, 28 points, in twentieths.
const PITCH: i32 = 560;
const TITLE_PITCH: i32 = 700;
/// Two letters of the text; writers that count letters use `first_line_chars`.
const INDENT: SpecialIndentType = SpecialIndentType::FirstLine(640);

/// A column: its heading, its part of the width, its side.
pub(super) type Column = (&'static str, usize, Side);

/// A document that is written from top to bottom.
pub(super) struct Paper {
    docx: Docx,
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
        let margins = PageMargin::new()
            .top(TOP)
            .bottom(BOTTOM)
            .left(LEFT)
            .right(RIGHT)
            .header(twips(15))
            .footer(twips(25));
        let docx = Docx::new()
            .page_size(PAGE.0, PAGE.1)
            .page_margin(margins)
            .default_fonts(fonts(FANG))
            .default_size(BODY)
            .footer(page_number(AlignmentType::Right))
            .even_footer(page_number(AlignmentType::Left))
            .add_style(
                docx_rs::Style::new(HEAD_STYLE, docx_rs::StyleType::Paragraph).name(HEAD_STYLE),
            );
        Self {
            docx,
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
        let docx = std::mem::take(&mut self.docx);
        self.docx = docx.add_paragraph(paragraph);
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
        let paragraph = Paragraph::new()
            .add_run(run(text, FANG, BODY))
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
        self.bare_table(columns, rows);
    }

    /// A table; its heading row comes again on each page.
    pub fn bare_table(&mut self, columns: &[Column], rows: Vec<Vec<Entry>>) {
        let total: usize = columns.iter().map(|(_, part, _)| part).sum();
        let widths: Vec<usize> = columns
            .iter()
            .map(|(_, part, _)| TEXT_WIDTH * part / total.max(1))
            .collect();
        let head: Vec<TableCell> = columns
            .iter()
            .zip(&widths)
            .map(|((text, _, _), width)| head_cell(text, *width))
            .collect();
        let mut table = Table::new(vec![TableRow::new(head).cant_split()])
            .set_grid(widths.clone())
            .width(TEXT_WIDTH, WidthType::Dxa)
            .align(TableAlignmentType::Center)
            .layout(TableLayoutType::Fixed)
            .margins(TableCellMargins::new().margin(30, 70, 30, 70));
        for row in rows {
            let cells: Vec<TableCell> = row
                .iter()
                .zip(columns.iter().zip(&widths))
                .map(|(entry, ((_, _, side), width))| cell(entry, *side, *width))
                .collect();
            table = table.add_row(TableRow::new(cells).cant_split());
        }
        let docx = std::mem::take(&mut self.docx);
        self.docx = docx.add_table(table);
        self.space();
    }

    /// A chart with its caption below it.
    pub fn chart(&mut self, caption: &str, chart: Chart) {
        self.figures += 1;
        self.charts.push(chart);
        let marker = package::chart_marker(self.charts.len());
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

    fn space(&mut self) {
        let spacing = LineSpacing::new()
            .line(160)
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

    /// An annex begins on a page of its own: `附件1` and its title.
    pub fn annex(&mut self, number: usize, title: &str) {
        self.new_page();
        self.items = 0;
        let label = format!("{}{number}", words::ANNEX.say(self.lang));
        let label = Paragraph::new()
            .add_run(run(&label, HEI, BODY))
            .line_spacing(pitch(PITCH));
        self.add(label);
        let title = Paragraph::new()
            .add_run(run(title, XIAOBIAOSONG, 36))
            .align(AlignmentType::Center)
            .line_spacing(pitch(PITCH).after(120));
        self.add(title);
    }

    pub fn new_page(&mut self) {
        let spacing = LineSpacing::new()
            .line(20)
            .line_rule(LineSpacingType::Exact);
        let paragraph = Paragraph::new()
            .add_run(Run::new().add_break(BreakType::Page))
            .line_spacing(spacing);
        self.add(paragraph);
    }

    pub fn into_bytes(self) -> Result<Vec<u8>, ReportError> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        self.docx
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
