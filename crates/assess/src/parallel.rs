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

/// One item for each unit.
pub(crate) fn column<T: Send>(units: usize, of: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    let Some(threads) = threads(units) else {
        return (0..units).map(of).collect();
    };
    threads.install(|| (0..units).into_par_iter().map(of).collect())
}

/// Two items for each unit, in two columns.
pub(crate) fn pairs<L: Send, R: Send>(
    units: usize,
    of: impl Fn(usize) -> (L, R) + Sync + Send,
) -> (Vec<L>, Vec<R>) {
    let Some(threads) = threads(units) else {
        return (0..units).map(of).unzip();
    };
    let (mut left, mut right) = (Vec::new(), Vec::new());
    threads.install(|| {
        let pairs = (0..units).into_par_iter().map(of);
        pairs.unzip_into_vecs(&mut left, &mut right);
    });
    (left, right)
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
    fn every_unit_has_its_own_item_whatever_their_number() {
        for units in [0, 3, 50_001] {
            let expected: Vec<usize> = (0..units).map(|unit| unit * 2).collect();
            assert_eq!(column(units, |unit| unit * 2), expected);
            let (left, right) = pairs(units, |unit| (unit * 2, unit));
            assert_eq!((left, right), (expected, (0..units).collect()));
        }
    }
}
