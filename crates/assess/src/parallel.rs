//! A nation's units can be worked on by several threads at once, where the work on one unit does not look
//! at another. The results stand in the same order whatever the number of threads.

use std::ops::Range;
use std::sync::LazyLock;

use rayon::ThreadPool;
use rayon::prelude::*;

/// Below so many units, waking a thread costs more than it saves.
const WORTH_A_THREAD: usize = 10_000;
/// Each thread takes its work in so many parts: some parts are heavier than others.
const PARTS_OF_A_THREAD: usize = 4;

/// The threads that share the work. They stay, and so does the memory that they have at hand. Nothing when the machine
/// has no threads left: then whoever asks does the work himself.
static THREADS: LazyLock<Option<ThreadPool>> = LazyLock::new(|| {
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(junheng_model::workers())
        .thread_name(|number| format!("assess-{number}"));
    threads.build().ok()
});

/// The threads for so many units; nothing where one is enough.
fn threads(units: usize) -> Option<&'static ThreadPool> {
    if units < 2 * WORTH_A_THREAD {
        return None;
    }
    THREADS
        .as_ref()
        .filter(|threads| threads.current_num_threads() > 1)
}

/// Works on consecutive ranges of `0..count` and gives their results in order. `units` says how much
/// work there is in all.
pub(crate) fn ranges<T: Send>(
    count: usize,
    units: usize,
    work: impl Fn(Range<usize>) -> T + Sync,
) -> Vec<T> {
    match threads(units) {
        Some(threads) => on(
            threads,
            count,
            threads.current_num_threads() * PARTS_OF_A_THREAD,
            work,
        ),
        None => vec![work(0..count)],
    }
}

/// Works on so many consecutive ranges of `0..count`, side by side where the machine can, and gives their results in
/// order.
pub(crate) fn parts<T: Send>(
    count: usize,
    parts: usize,
    work: impl Fn(Range<usize>) -> T + Sync,
) -> Vec<T> {
    match &*THREADS {
        Some(threads) if parts > 1 && count > 1 => on(threads, count, parts, work),
        _ => vec![work(0..count)],
    }
}

fn on<T: Send>(
    threads: &ThreadPool,
    count: usize,
    parts: usize,
    work: impl Fn(Range<usize>) -> T + Sync,
) -> Vec<T> {
    let length = count.div_ceil(parts).max(1);
    let starts: Vec<usize> = (0..count).step_by(length).collect();
    let of_part = |start: usize| work(start..count.min(start + length));
    threads.install(|| starts.into_par_iter().map(of_part).collect())
}

/// Does two things at once, where there are units enough.
pub(crate) fn both<L: Send, R: Send>(
    units: usize,
    left: impl FnOnce() -> L + Send,
    right: impl FnOnce() -> R + Send,
) -> (L, R) {
    match threads(units) {
        Some(threads) => threads.join(left, right),
        None => (left(), right()),
    }
}

/// Fills a table of `width` cells a unit, in place; `fill` is given the first unit of a part and its cells.
pub(crate) fn fill<T: Send>(cells: &mut [T], width: usize, fill: impl Fn(usize, &mut [T]) + Sync) {
    let width = width.max(1);
    let units = cells.len() / width;
    let Some(threads) = threads(units) else {
        return fill(0, cells);
    };
    let parts = threads.current_num_threads() * PARTS_OF_A_THREAD;
    let length = units.div_ceil(parts).max(1);
    threads.install(|| {
        let parts = cells.par_chunks_mut(length * width).enumerate();
        parts.for_each(|(part, cells)| fill(part * length, cells));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_in_order_whatever_their_number() {
        for count in [0, 1, 7, 25_000, 30_001] {
            let parts = ranges(count, count, |range| range.collect::<Vec<_>>());
            let whole: Vec<usize> = parts.into_iter().flatten().collect();
            assert_eq!(whole, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_cell_is_filled_once_with_its_own_unit() {
        for units in [0, 3, 50_001] {
            let mut cells = vec![usize::MAX; units * 2];
            fill(&mut cells, 2, |first, cells| {
                for (place, cell) in cells.iter_mut().enumerate() {
                    *cell = first + place / 2;
                }
            });
            assert!(
                cells
                    .iter()
                    .enumerate()
                    .all(|(place, &unit)| unit == place / 2)
            );
        }
    }
}
