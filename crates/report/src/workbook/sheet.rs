//! A sheet that is written from top to bottom and comes off the printer as an official form.

use rust_xlsxwriter::{Workbook, Worksheet};

use super::style::{Content, Ink, Styles};
use crate::{Lang, ReportError, figures, words};

/// The heading of a column: its words and its width in letters of the Latin alphabet.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub text: String,
    pub width: f64,
}

impl Head {
    pub fn new(text: impl Into<String>, width: f64) -> Self {
        Self {
            text: text.into(),
            width,
        }
    }

    /// The headings of columns whose words are known.
    pub fn all(heads: &[(words::Word, f64)], lang: Lang) -> Vec<Self> {
        let each = heads.iter();
        each.map(|(word, width)| Self::new(word.say(lang), *width))
            .collect()
    }
}

/// What stands on top of a sheet that is one list.
pub(crate) struct Top<'t> {
    pub name: words::Word,
    pub title: words::Word,
    pub subtitle: &'t str,
}

/// Rows that Excel can hold, less some for titles and notes.
const MOST_ROWS: u32 = 1_048_000;
const PAPER_A4: u8 = 9;
const PAPER_A3: u8 = 8;
/// How much wider a letter of a cell is than one by which Excel measures columns.
const LETTER: f64 = 1.04;
/// Height of a line of text, in points.
const LINE: f64 = 14.0;
/// Excel's highest row, in points.
const HIGHEST: f64 = 400.0;

/// A sheet and the row at which it goes on.
pub(crate) struct Sheet<'w> {
    pub worksheet: &'w mut Worksheet,
    pub styles: &'w mut Styles,
    pub row: u32,
    columns: u16,
    widths: Vec<f64>,
    /// The row of the headings that are repeated on each page.
    heads_at: Option<u32>,
}

impl<'w> Sheet<'w> {
    /// A new sheet of as many columns as there are widths.
    pub fn new(
        workbook: &'w mut Workbook,
        styles: &'w mut Styles,
        name: &str,
        widths: &[f64],
        lang: Lang,
    ) -> Result<Self, ReportError> {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(name)?;
        worksheet
            .set_paper_size(PAPER_A4)
            .set_landscape()
            .set_margins(0.5, 0.5, 0.7, 0.7, 0.3, 0.3)
            .set_print_fit_to_pages(1, 0)
            .set_print_center_horizontally(true)
            .set_footer(words::PAGE_FOOTER.say(lang));
        for (column, width) in (0_u16..).zip(widths) {
            worksheet.set_column_width(column, *width)?;
        }
        Ok(Self {
            worksheet,
            styles,
            row: 0,
            columns: u16::try_from(widths.len()).unwrap_or(u16::MAX),
            widths: widths.to_vec(),
            heads_at: None,
        })
    }

    /// A new sheet that is one list: its title, its subtitle and the headings of its columns.
    pub fn list(
        workbook: &'w mut Workbook,
        styles: &'w mut Styles,
        top: &Top<'_>,
        heads: &[(words::Word, f64)],
        lang: Lang,
    ) -> Result<Self, ReportError> {
        let widths: Vec<f64> = heads.iter().map(|(_, width)| *width).collect();
        let mut sheet = Self::new(workbook, styles, top.name.say(lang), &widths, lang)?;
        sheet.line(top.title.say(lang), Ink::Title)?;
        sheet.line(top.subtitle, Ink::Subtitle)?;
        sheet.heads(&Head::all(heads, lang))?;
        Ok(sheet)
    }

    /// A line across all columns.
    pub fn line(&mut self, text: &str, ink: Ink) -> Result<(), ReportError> {
        let format = self.styles.of(ink, Content::Text);
        match self.columns {
            0 | 1 => {
                self.worksheet
                    .write_string_with_format(self.row, 0, text, format)?;
            }
            columns => {
                self.worksheet
                    .merge_range(self.row, 0, self.row, columns - 1, text, format)?;
            }
        }
        let height = match ink {
            Ink::Title => 32.0,
            Ink::Prose => LINE * self.lines_needed(text),
            _ => 20.0,
        };
        self.worksheet.set_row_height(self.row, height)?;
        self.row += 1;
        Ok(())
    }

    /// Rows of a merged cell do not grow by themselves.
    fn lines_needed(&self, text: &str) -> f64 {
        let room: f64 = self.widths.iter().sum::<f64>().max(1.0);
        (crate::text_table::width_of(text) as f64 * 1.1 / room)
            .ceil()
            .max(1.0)
            + 0.2
    }

    pub fn heads(&mut self, heads: &[Head]) -> Result<(), ReportError> {
        let format = self.styles.of(Ink::Head, Content::Text);
        for (column, head) in (0_u16..).zip(heads) {
            self.worksheet
                .write_string_with_format(self.row, column, &head.text, format)?;
        }
        self.worksheet.set_row_height(self.row, LINE * 2.4)?;
        self.heads_at = Some(self.row);
        self.row += 1;
        Ok(())
    }

    /// Freezes everything down to the last headings and the first `columns`, repeats the headings on
    /// each page, and makes the rows below them a filtered list.
    pub fn freeze(&mut self, columns: u16) -> Result<(), ReportError> {
        if let Some(heads) = self.heads_at {
            self.worksheet.set_freeze_panes(heads + 1, columns)?;
            self.worksheet.set_repeat_rows(heads, heads)?;
            let last = self.row.max(heads + 2) - 1;
            self.worksheet
                .autofilter(heads, 0, last, self.columns.saturating_sub(1))?;
        }
        Ok(())
    }

    /// Headings of a table that is not the sheet's list: (first column, last column, words).
    pub fn section_heads(&mut self, heads: &[(u16, u16, &str)]) -> Result<(), ReportError> {
        for &(first, last, text) in heads {
            self.span(first, last, text, Ink::Head)?;
        }
        self.worksheet.set_row_height(self.row, LINE * 1.6)?;
        self.row += 1;
        Ok(())
    }

    /// Text over several columns of the row.
    pub fn span(&mut self, first: u16, last: u16, text: &str, ink: Ink) -> Result<(), ReportError> {
        if first == last {
            return self.text(first, text, ink);
        }
        let format = self.styles.of(ink, content_of(text));
        self.worksheet
            .merge_range(self.row, first, self.row, last, cut(text), format)?;
        Ok(())
    }

    /// Makes the row as high as its wrapped texts need, each over a range of columns.
    pub fn fit(&mut self, texts: &[(&str, std::ops::Range<u16>)]) -> Result<(), ReportError> {
        let lines = texts
            .iter()
            .map(|(text, columns)| {
                let room: f64 = columns
                    .clone()
                    .filter_map(|column| self.widths.get(usize::from(column)))
                    .sum();
                (crate::text_table::width_of(text) as f64 * LETTER / room.max(1.0)).ceil()
            })
            .fold(1.0, f64::max);
        let height = (lines * LINE + 3.0).min(HIGHEST);
        self.worksheet.set_row_height(self.row, height)?;
        Ok(())
    }

    /// For sheets that are more than one list: nothing is frozen, but the last headings are repeated on each page.
    pub fn repeat_heads(&mut self) -> Result<(), ReportError> {
        if let Some(heads) = self.heads_at {
            self.worksheet.set_repeat_rows(heads, heads)?;
        }
        Ok(())
    }

    /// For lists with many columns, which A4 would print too small to be read.
    pub fn print_on_a3(&mut self) {
        self.worksheet.set_paper_size(PAPER_A3);
    }

    /// Says below the headings of a list that it has no rows.
    pub fn nothing_listed(&mut self, lang: Lang) -> Result<(), ReportError> {
        self.line(words::NOTHING_LISTED.say(lang), Ink::Subtitle)
    }

    /// Who filled the form in, checked it and answers for it, below the list.
    pub fn sign_off(&mut self, lang: Lang) -> Result<(), ReportError> {
        if self.is_full() {
            return Ok(());
        }
        self.row += 1;
        self.line(words::SIGN_OFF.say(lang), Ink::SignOff)
    }

    /// Whether another row would be one too many.
    pub fn is_full(&self) -> bool {
        self.row >= MOST_ROWS
    }

    /// Text is always written as text: `=1+1` from a user's file never becomes a formula.
    pub fn text(&mut self, column: u16, text: &str, ink: Ink) -> Result<(), ReportError> {
        let format = self.styles.of(ink, content_of(text));
        if text.is_empty() {
            self.worksheet.write_blank(self.row, column, format)?;
        } else {
            let text = cut(text);
            self.worksheet
                .write_string_with_format(self.row, column, text, format)?;
        }
        Ok(())
    }

    /// A figure, or a dash where there is none.
    pub fn figure(
        &mut self,
        column: u16,
        figure: Option<f64>,
        places: u32,
        ink: Ink,
    ) -> Result<(), ReportError> {
        match figure.filter(|figure| figure.is_finite()) {
            Some(figure) => self.number(column, figure, Content::Number(places), ink),
            None if ink == Ink::Plain => self.text(column, figures::NO_FIGURE, Ink::Aside),
            None => self.text(column, figures::NO_FIGURE, ink),
        }
    }

    /// The number of a row in its list.
    pub fn ordinal(&mut self, number: u32) -> Result<(), ReportError> {
        self.number(0, f64::from(number), Content::Ordinal, Ink::Plain)
    }

    fn number(
        &mut self,
        column: u16,
        number: f64,
        content: Content,
        ink: Ink,
    ) -> Result<(), ReportError> {
        let format = self.styles.of(ink, content);
        self.worksheet
            .write_number_with_format(self.row, column, number, format)?;
        Ok(())
    }

    /// Texts from the first column on.
    pub fn texts(&mut self, texts: &[&str], ink: Ink) -> Result<(), ReportError> {
        for (column, text) in (0_u16..).zip(texts) {
            self.text(column, text, ink)?;
        }
        Ok(())
    }
}

/// Excel holds 32,767 characters in a cell.
fn cut(text: &str) -> &str {
    const MOST: usize = 32_000;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => &text[..at],
        None => text,
    }
}

/// What begins like a formula is marked as a text, so that it stays one when somebody edits it.
fn content_of(text: &str) -> Content {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@') => Content::Quoted,
        _ => Content::Text,
    }
}
