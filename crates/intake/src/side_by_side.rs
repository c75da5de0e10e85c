//! Sheets of one workbook that are read at the same time.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::container::Format;
use crate::sheet_rows::Detail;
use crate::workbook::Workbook;

/// How large the sheets of a workbook are, in its order. They are told by their usual names: where a workbook has others,
/// its sheets are read in another order, which nobody sees.
pub(crate) fn sizes(format: Format, bytes: &[u8]) -> Vec<u64> {
    let mut sizes = BTreeMap::new();
    let archive = (format == Format::Xlsx).then(|| zip::ZipArchive::new(Cursor::new(bytes)));
    let Some(Ok(mut archive)) = archive else {
        return Vec::new();
    };
    for position in 0..archive.len() {
        let part = archive.by_index_raw(position).ok();
        let sized = part.and_then(|part| {
            let name = part.name().ok()?;
            let number = name.strip_prefix("xl/worksheets/sheet")?;
            let number: u32 = number.strip_suffix(".xml")?.parse().ok()?;
            Some((number, part.size()))
        });
        sizes.extend(sized);
    }
    sizes.into_values().collect()
}

/// Opens a workbook so many times, all at once.
///
/// # Errors
/// What is wrong with the file.
pub(crate) fn open<'b>(
    format: Format,
    bytes: &'b [u8],
    times: usize,
) -> Result<Vec<Workbook<'b>>, Detail> {
    let open = || Workbook::open(format, bytes);
    thread::scope(|scope| {
        let others: Vec<_> = (1..times).map(|_| scope.spawn(open)).collect();
        let mut opened = vec![open()?];
        for other in others {
            match other.join() {
                Ok(workbook) => opened.push(workbook?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(opened)
    })
}

/// Works on the sheets of a workbook, each open copy by a thread of its own, and gives the results in the sheets' order.
/// The largest come first, so that none is left for one thread at the end. `sizes` are those of the sheets.
pub(crate) fn read<'b, T: Send>(
    workbooks: &mut [Workbook<'b>],
    sizes: &[u64],
    work: impl Fn(&mut Workbook<'b>, usize) -> T + Sync,
) -> Vec<T> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&sheet| Reverse(sizes[sheet]));
    let next = AtomicUsize::new(0);
    let of_thread = |workbook: &mut Workbook<'b>| {
        let mut read = Vec::new();
        while let Some(&sheet) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            read.push((sheet, work(workbook, sheet)));
        }
        read
    };
    let Some((first, others)) = workbooks.split_first_mut() else {
        return Vec::new();
    };
    let of_thread = &of_thread;
    let mut read: Vec<(usize, T)> = thread::scope(|scope| {
        let others = others.iter_mut();
        let others: Vec<_> = others
            .map(|workbook| scope.spawn(move || of_thread(workbook)))
            .collect();
        let mut read = of_thread(first);
        for other in others {
            match other.join() {
                Ok(found) => read.extend(found),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        read
    });
    read.sort_by_key(|(sheet, _)| *sheet);
    read.into_iter().map(|(_, read)| read).collect()
}
