//! Sheets of one workbook that are read at the same time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::container::Format;
use crate::workbook::Workbook;

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

/// Works on sheets `0..count` of an open workbook and gives the results in order; `None` when another thread
/// could not open it.
pub(crate) fn read<'b, T: Send>(
    workbook: &mut Workbook<'b>,
    open: impl Fn() -> Option<Workbook<'b>> + Sync,
    count: usize,
    threads: usize,
    work: impl Fn(&mut Workbook<'b>, usize) -> T + Sync,
) -> Option<Vec<T>> {
    let next = AtomicUsize::new(0);
    let of_thread = |workbook: &mut Workbook<'b>| {
        let mut read = Vec::new();
        loop {
            let sheet = next.fetch_add(1, Ordering::Relaxed);
            if sheet >= count {
                return read;
            }
            read.push((sheet, work(workbook, sheet)));
        }
    };
    let of_another = || Some(of_thread(&mut open()?));
    let mut read: Vec<(usize, T)> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(of_another)).collect();
        let mut read = of_thread(workbook);
        for other in others {
            match other.join() {
                Ok(found) => read.extend(found?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Some(read)
    })?;
    read.sort_by_key(|(sheet, _)| *sheet);
    Some(read.into_iter().map(|(_, read)| read).collect())
}
