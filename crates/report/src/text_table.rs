//! Tables and paragraphs for the console, aligned by the width that Han letters really have.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How wide a text stands on a console.
pub(crate) fn width_of(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// What a text means, for those consoles that show colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Paint {
    #[default]
    Plain,
    Good,
    Bad,
    Open,
    Bold,
}

impl Paint {
    /// The text within the escape codes of its paint.
    pub(crate) fn on(self, text: &str, colour: bool) -> String {
        let code = match self {
            _ if !colour => return text.to_owned(),
            Paint::Plain => return text.to_owned(),
            Paint::Good => "32",
            Paint::Bad => "31",
            Paint::Open => "33",
            Paint::Bold => "1",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    pub text: String,
    pub paint: Paint,
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Cell {
            text: text.into(),
            paint: Paint::Plain,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A table whose `flexible` column is wrapped where the page is too narrow.
#[derive(Debug)]
pub(crate) struct TextTable<'h> {
    pub heads: Vec<(&'h str, Align)>,
    pub flexible: usize,
    pub rows: Vec<Vec<Cell>>,
}

/// Blanks between two columns.
const GUTTER: usize = 2;
/// Blanks between two columns where the page is narrow.
const NARROW_GUTTER: usize = 1;
/// The flexible column is never narrower than this.
const NARROWEST: usize = 12;

impl TextTable<'_> {
    /// The table as text; columns in which nothing stands are left out.
    pub fn render(mut self, page: usize, indent: usize, colour: bool) -> String {
        self.drop_empty_columns();
        let (widths, gutter) = self.widths(page.saturating_sub(indent));
        let mut out = String::new();
        let heads: Vec<Cell> = self
            .heads
            .iter()
            .map(|&(head, _)| Cell::from(head))
            .collect();
        self.push_row(&mut out, &heads, &widths, (indent, gutter), colour);
        let rule = widths.iter().sum::<usize>() + gutter * widths.len().saturating_sub(1);
        out.push_str(&" ".repeat(indent));
        out.push_str(&"-".repeat(rule));
        out.push('\n');
        for row in &self.rows {
            self.push_row(&mut out, row, &widths, (indent, gutter), colour);
        }
        out
    }

    fn drop_empty_columns(&mut self) {
        for column in (0..self.heads.len()).rev() {
            let stands =
                |row: &Vec<Cell>| row.get(column).is_some_and(|cell| !cell.text.is_empty());
            if column == self.flexible || self.rows.iter().any(stands) {
                continue;
            }
            self.heads.remove(column);
            for row in &mut self.rows {
                row.remove(column);
            }
            if column < self.flexible {
                self.flexible -= 1;
            }
        }
    }

    /// The widths of the columns, and the blanks between two.
    fn widths(&self, room: usize) -> (Vec<usize>, usize) {
        let mut widths: Vec<usize> = (0..self.heads.len())
            .map(|column| {
                self.rows
                    .iter()
                    .filter_map(|row| row.get(column))
                    .map(|cell| width_of(&cell.text))
                    .chain([width_of(self.heads[column].0)])
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let gutters = widths.len().saturating_sub(1);
        let others = widths.iter().sum::<usize>() - widths[self.flexible];
        let least = widths[self.flexible].min(NARROWEST);
        let gutter = if others + least + GUTTER * gutters > room {
            NARROW_GUTTER
        } else {
            GUTTER
        };
        let left = room.saturating_sub(others + gutter * gutters);
        widths[self.flexible] = widths[self.flexible].min(left.max(NARROWEST));
        (widths, gutter)
    }

    fn push_row(
        &self,
        out: &mut String,
        row: &[Cell],
        widths: &[usize],
        (indent, gutter): (usize, usize),
        colour: bool,
    ) {
        let wrapped = wrap(&row[self.flexible].text, widths[self.flexible]);
        for (line, part) in wrapped.iter().enumerate() {
            let mut text = " ".repeat(indent);
            for (column, cell) in row.iter().enumerate() {
                let shown = match (column == self.flexible, line) {
                    (true, _) => part.as_str(),
                    (false, 0) => cell.text.as_str(),
                    (false, _) => "",
                };
                let blanks = " ".repeat(widths[column].saturating_sub(width_of(shown)));
                let painted = cell.paint.on(shown, colour && !shown.is_empty());
                let before = if column == 0 { 0 } else { gutter };
                text.push_str(&" ".repeat(before));
                match self.heads[column].1 {
                    Align::Left => text.extend([painted, blanks]),
                    Align::Right => text.extend([blanks, painted]),
                }
            }
            out.push_str(text.trim_end());
            out.push('\n');
        }
    }
}

/// Cuts a text into lines of at most `width`. Han text may be cut anywhere but before a closing mark;
/// Latin words and numbers stay whole where they fit.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for piece in pieces(text) {
        let wide = width_of(piece);
        let hangs = piece.chars().next().is_some_and(is_closing_mark);
        if used > 0 && used + wide > width && !hangs {
            lines.push(String::new());
            used = 0;
        }
        if used == 0 && piece == " " && lines.len() > 1 {
            continue;
        }
        if wide > width {
            used = push_long(&mut lines, piece, width, used);
            continue;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(piece);
        }
        used += wide;
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

/// A piece that is wider than a whole line is cut by letters.
fn push_long(lines: &mut Vec<String>, piece: &str, width: usize, mut used: usize) -> usize {
    for letter in piece.chars() {
        let wide = letter.width().unwrap_or(0);
        if used > 0 && used + wide > width {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            line.push(letter);
        }
        used += wide;
    }
    used
}

/// Words, single Han letters and blanks.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut previous: Option<char> = None;
    for (at, letter) in text.char_indices() {
        let splits = |letter: char| letter == ' ' || letter.width().unwrap_or(0) > 1;
        let opened = previous.is_some_and(is_opening_mark);
        if at > start && !opened && (splits(letter) || previous.is_some_and(splits)) {
            pieces.push(&text[start..at]);
            start = at;
        }
        previous = Some(letter);
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

fn is_closing_mark(letter: char) -> bool {
    matches!(
        letter,
        '，' | '。' | '、' | '；' | '：' | '）' | '”' | '》' | '〕' | '？' | '！'
    )
}

fn is_opening_mark(letter: char) -> bool {
    matches!(letter, '（' | '“' | '《' | '〔' | '【')
}

/// A paragraph whose further lines hang below its first.
pub(crate) fn paragraph(mark: &str, text: &str, page: usize, indent: usize) -> String {
    let hang = indent + width_of(mark);
    let room = page.saturating_sub(hang).max(NARROWEST);
    let mut out = String::new();
    for (line, part) in wrap(text, room).iter().enumerate() {
        if line == 0 {
            out.push_str(&" ".repeat(indent));
            out.push_str(mark);
        } else {
            out.push_str(&" ".repeat(hang));
        }
        out.push_str(part);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_letters_take_two_columns() {
        assert_eq!(width_of("均衡 R4"), 7);
        assert_eq!(
            wrap("生均教学用房，面积", 8),
            ["生均教学", "用房，面", "积"]
        );
        assert_eq!(wrap("用房面积，不足", 8), ["用房面积，", "不足"]);
        assert_eq!(
            wrap("short words stay whole", 11),
            ["short words", "stay whole"]
        );
    }

    #[test]
    fn columns_stand_below_each_other() {
        let table = TextTable {
            heads: vec![("学校", Align::Left), ("值", Align::Right)],
            flexible: 0,
            rows: vec![
                vec!["第一小学".into(), "4.50".into()],
                vec!["A校".into(), "12.00".into()],
            ],
        };
        assert_eq!(
            table.render(40, 0, false),
            "学校         值\n---------------\n第一小学   4.50\nA校       12.00\n"
        );
    }
}
