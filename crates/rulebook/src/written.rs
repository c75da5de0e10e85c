//! Texts that know where they stand in their file.

use std::ops::Range;
use std::sync::Arc;

use crate::TextPlace;

/// A text with the offsets of its lines.
#[derive(Debug)]
pub(crate) struct SourceText {
    pub file: Arc<str>,
    pub text: String,
    line_starts: Vec<usize>,
}

impl SourceText {
    pub(crate) fn new(file: &str, text: String) -> Self {
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self {
            file: file.into(),
            text,
            line_starts,
        }
    }

    /// The place of a byte offset, which may lie anywhere.
    pub(crate) fn place(&self, offset: usize) -> TextPlace {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_starts.partition_point(|start| *start <= offset) - 1;
        let column = self.text[self.line_starts[line]..offset].chars().count();
        TextPlace {
            file: self.file.clone(),
            line: u32::try_from(line + 1).unwrap_or(u32::MAX),
            column: u32::try_from(column + 1).unwrap_or(u32::MAX),
        }
    }
}

/// A text and the places of its characters in the file.
#[derive(Debug, Clone)]
pub(crate) struct WrittenText {
    pub text: String,
    source: Arc<SourceText>,
    /// Where the text itself begins, after the opening quote; `None` when escapes shift its
    /// characters, so that only the quote's place is known.
    start: Option<usize>,
    quote: usize,
}

impl WrittenText {
    /// The text of a TOML string, which stands at `span` of its file.
    pub(crate) fn new(source: &Arc<SourceText>, span: Range<usize>, text: String) -> Self {
        let start = source
            .text
            .get(span.clone())
            .filter(|raw| !raw.contains('\\') || raw.starts_with('\''))
            .and_then(|raw| raw.find(&text))
            .map(|at| span.start + at);
        Self {
            text,
            source: Arc::clone(source),
            start,
            quote: span.start,
        }
    }

    /// The place of the byte at `offset` of the text.
    pub(crate) fn place(&self, offset: usize) -> TextPlace {
        match self.start {
            Some(start) => self.source.place(start + offset),
            None => self.source.place(self.quote),
        }
    }
}
