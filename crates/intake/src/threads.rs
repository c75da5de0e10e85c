//! How many threads a file is worth.

use crate::container::Format;

/// Each thread opens the workbook for itself and keeps its texts.
const THREADS_AT_MOST: usize = 4;
/// Below this size, starting a thread costs more than it saves.
const WORTH_A_THREAD: usize = 64 << 10;

/// How many threads to read so many sheets of a file with.
pub(crate) fn threads(format: Format, bytes: &[u8], sheets: usize) -> usize {
    if format != Format::Xlsx || bytes.len() < WORTH_A_THREAD {
        return 1;
    }
    junheng_model::workers().min(THREADS_AT_MOST).min(sheets)
}
