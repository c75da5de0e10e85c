//! Paper in the layout of GB/T 9704: A4, its margins, fonts, sizes, line pitch, headings and page numbers.

use docx_rs::{
    AlignmentType, BreakType, Docx, FieldCharType, Footer, InstrPAGE, InstrText, LineSpacing,
    LineSpacingType, PageMargin, Paragraph, Run, RunFonts, Shading, SpecialIndentType, Table,
    TableAlignmentType, TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType,
    WidthType,
};

use super::chart::Chart;
use super::package;
use crate::words::documents as words;
use crate::{Lang, ReportError};
use junheng_model::Verdict;

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

/// Sizes in half points: 2号, 3号, 小四, 五号, 4号.
const TITLE: usize = 44;
const BODY: usize = 32;
const CAPTION: usize = 24;
const CELL: usize = 21;
const PAGE_NUMBER: usize = 28;
/// The fixed line pitch of the text, 28 points, in twentieths.
const PITCH: i32 = 560;
const TITLE_PITCH: i32 = 700;
/// Two letters of the text; writers that count letters use `first_line_chars`.
const INDENT: SpecialIndentType = SpecialIndentType::FirstLine(640);

const XIAOBIAOSONG: &str = "方正小标宋简体";
const HEI: &str = "黑体";
const KAI: &str = "楷体_GB2312";
const FANG: &str = "仿宋_GB2312";
const SONG: &str = "宋体";
/// Digits and Latin letters.
const LATIN: &str = "Times New Roman";

/// The style of the paragraphs in rows that Word repeats on each page.
pub(super) const HEAD_STYLE: &str = "TableHead";

/// What a table's cell says, and how it is aligned and shaded.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub text: String,
    pub verdict: Option<Verdict>,
}

impl<T: Into<String>> From<T> for Entry {
    fn from(text: T) -> Self {
        Entry {
            text: text.into(),
            verdict: None,
        }
    }
}

impl Entry {
    pub fn verdict(verdict: Verdict, lang: Lang) -> Self {
        Entry {
            text: lang.verdict(verdict).to_owned(),
            verdict: Some(verdict),
        }
    }
}

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Centre,
    Right,
}

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

fn fonts(east_asian: &str) -> RunFonts {
    RunFonts::new()
        .ascii(LATIN)
        .hi_ansi(LATIN)
        .east_asia(east_asian)
        .cs(LATIN)
}

fn run(text: &str, font: &str, size: usize) -> Run {
    Run::new()
        .add_text(package::clean(text))
        .fonts(fonts(font))
        .size(size)
}

fn pitch(line: i32) -> LineSpacing {
    LineSpacing::new()
        .line(line)
        .line_rule(LineSpacingType::Exact)
}

fn head_cell(text: &str, width: usize) -> TableCell {
    let paragraph = Paragraph::new()
        .style(HEAD_STYLE)
        .add_run(run(text, HEI, CELL))
        .align(AlignmentType::Center);
    TableCell::new()
        .add_paragraph(paragraph)
        .width(width, WidthType::Dxa)
        .vertical_align(VAlignType::Center)
        .shading(shade("E7ECF4"))
}

fn cell(entry: &Entry, side: Side, width: usize) -> TableCell {
    let align = match side {
        Side::Left => AlignmentType::Left,
        Side::Centre => AlignmentType::Center,
        Side::Right => AlignmentType::Right,
    };
    let paragraph = Paragraph::new()
        .add_run(run(&entry.text, FANG, CELL))
        .align(align);
    let cell = TableCell::new()
        .add_paragraph(paragraph)
        .width(width, WidthType::Dxa)
        .vertical_align(VAlignType::Center);
    match entry.verdict {
        Some(Verdict::NotMet) => cell.shading(shade("F4CCCC")),
        Some(Verdict::Undetermined) => cell.shading(shade("D9D9D9")),
        Some(Verdict::Met) | None => cell,
    }
}

fn shade(fill: &str) -> Shading {
    Shading::new()
        .shd_type(docx_rs::ShdType::Clear)
        .color("auto")
        .fill(fill)
}

/// `— 1 —` in 宋体 4号, one letter in from the edge.
fn page_number(side: AlignmentType) -> Footer {
    let field = Run::new()
        .add_field_char(FieldCharType::Begin, false)
        .add_instr_text(InstrText::PAGE(InstrPAGE::new()))
        .add_field_char(FieldCharType::Separate, false)
        .add_text("1")
        .add_field_char(FieldCharType::End, false)
        .fonts(fonts(SONG))
        .size(PAGE_NUMBER);
    let paragraph = Paragraph::new()
        .add_run(run("　— ", SONG, PAGE_NUMBER))
        .add_run(field)
        .add_run(run(" —　", SONG, PAGE_NUMBER))
        .align(side);
    Footer::new().add_paragraph(paragraph)
}

/// 一, 十二, 三十: the numbers of headings, up to 99.
pub(super) fn han_number(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (number / 10, number % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens, ones) if tens < 10 => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::han_number;

    #[test]
    fn headings_count_in_han_numbers() {
        let counted: Vec<String> = [1, 10, 12, 20, 35].map(han_number).to_vec();
        assert_eq!(counted, ["一", "十", "十二", "二十", "三十五"]);
    }
}
