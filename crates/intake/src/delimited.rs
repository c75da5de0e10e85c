//! Text tables: .csv in UTF-8 or GB18030, separated by commas, semicolons or tabs.

use std::borrow::Cow;
use std::ops::ControlFlow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030};

use crate::cell::{Cell, Value};
use crate::complaint::{Complaint, refuse};
use crate::sheet_rows::RowSink;
use crate::wording;
use crate::workbook::is_blank;

/// The text of a file, whatever its encoding.
///
/// # Errors
/// The complaint, when no likely encoding makes sense of every byte.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Box<Complaint>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strictly(encoding, &bytes[mark..]);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    // GB18030 holds all of GBK, and what Chinese systems write is nearly always that. A guess at a
    // Western encoding makes sense of any bytes and is not believed.
    let likely = if guess == BIG5 { BIG5 } else { GB18030 };
    strictly(likely, bytes)
}

fn strictly<'b>(
    encoding: &'static Encoding,
    bytes: &'b [u8],
) -> Result<Cow<'b, str>, Box<Complaint>> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if !had_errors {
        return Ok(text);
    }
    let line = text
        .find('\u{fffd}')
        .map(|position| text[..position].matches('\n').count() as u64 + 1);
    refuse(wording::undecodable(line))
}

/// Gives every row with content to `sink`, until it breaks.
///
/// # Errors
/// What is wrong with the text; rows before it have been given.
pub(crate) fn rows(text: &str, sink: &mut RowSink<'_>) -> Result<(), String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut lines = Lines {
        text,
        read_to: 0,
        count: 0,
    };
    while reader
        .read_record(&mut record)
        .map_err(|error| error.to_string())?
    {
        let start = record.position().map_or(0, csv::Position::byte);
        let row = lines.before(start);
        let mut cells: Vec<Cell<'_>> = (0..)
            .zip(record.iter())
            .filter(|(_, text)| !is_blank(text))
            .map(|(column, text)| Cell {
                column,
                value: Value::Text(Cow::Borrowed(text)),
            })
            .collect();
        if !cells.is_empty() && sink(row, &mut cells) == ControlFlow::Break(()) {
            return Ok(());
        }
    }
    Ok(())
}

/// Counts lines, so that a row is called what a spreadsheet calls it: blank lines count.
struct Lines<'t> {
    text: &'t str,
    read_to: usize,
    count: u32,
}

impl Lines<'_> {
    /// The number of lines before the record that begins at `start`, or after line ends there.
    fn before(&mut self, start: u64) -> u32 {
        let bytes = self.text.as_bytes();
        let mut start = usize::try_from(start).map_or(bytes.len(), |start| start.min(bytes.len()));
        while bytes
            .get(start)
            .is_some_and(|byte| matches!(byte, b'\r' | b'\n'))
        {
            start += 1;
        }
        let between = &bytes[self.read_to.min(start)..start];
        let ends = between.iter().filter(|byte| **byte == b'\n').count();
        self.count = self
            .count
            .saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.read_to = start;
        self.count
    }
}

/// The separator that stands in most of the first lines, and most often there.
fn delimiter(text: &str) -> u8 {
    let score = |separator: u8| {
        let counts = text
            .lines()
            .take(30)
            .map(|line| outside_quotes(line, separator));
        counts.fold((0, 0), |(lines, all), count| {
            (lines + usize::from(count > 0), all + count)
        })
    };
    [b',', b'\t', b';']
        .into_iter()
        .rev()
        .max_by_key(|separator| score(*separator))
        .unwrap_or(b',')
}

fn outside_quotes(line: &str, separator: u8) -> usize {
    let mut quoted = false;
    line.bytes()
        .filter(|byte| {
            quoted ^= *byte == b'"';
            !quoted && *byte == separator
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_chinese_offices_send() {
        let text = "学校名称,在校生数\n实验小学,1200\n";
        let (gb, _, _) = GB18030.encode(text);
        let utf16: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            gb.into_owned(),
            utf16,
        ] {
            assert_eq!(decode(&bytes).as_deref(), Ok(text));
        }
        assert!(decode(b"\xFF\xFF\x80abc,\x81").is_err());
    }

    #[test]
    fn finds_the_separator() {
        assert_eq!(delimiter("a,b\n1,2\n"), b',');
        assert_eq!(delimiter("a;b\n\"1,5\";2\n"), b';');
        assert_eq!(delimiter("标题\na\tb\n1\t2\n"), b'\t');
        assert_eq!(delimiter("一列\n甲\n"), b',');
    }
}
