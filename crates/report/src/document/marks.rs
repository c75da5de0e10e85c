//! By what the finished package finds the places that the writer of the text left for it.

/// The style of the paragraphs in rows that Word repeats on each page.
pub(super) const HEAD_STYLE: &str = "TableHead";

/// Stands around a chart's number until the chart is put there; no text of a user has it.
const MARK: char = '\u{E000}';

/// The text that holds a chart's place.
pub(super) fn chart_marker(number: usize) -> String {
    format!("{MARK}{number}{MARK}")
}

/// Text without the characters that XML forbids, and without marks.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .filter(|&letter| !matches!(letter, MARK | '\u{FFFE}' | '\u{FFFF}'))
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}
