//! A nation's units can be worked on by several threads at once, where the work on one unit does not look
//! at another. The results stand in the same order whatever the number of threads.

use std::ops::Range;
use std::thread;

/// Below so many units, starting a thread costs more than it saves.
const WORTH_A_THREAD: usize = 10_000;

/// How many threads to use for so many units.
fn threads(units: usize) -> usize {
    junheng_model::workers().min(units / WORTH_A_THREAD).max(1)
}

/// Works on consecutive ranges of `0..count` and gives their results in order. `units` says how much
/// work there is in all.
pub(crate) fn ranges<T: Send>(
    count: usize,
    units: usize,
    work: impl Fn(Range<usize>) -> T + Sync,
) -> Vec<T> {
    parts(count, threads(units), work)
}

/// Works on consecutive ranges of `0..count`, each by a thread of its own, and gives their results in
/// order.
pub(crate) fn parts<T: Send>(
    count: usize,
    threads: usize,
    work: impl Fn(Range<usize>) -> T + Sync,
) -> Vec<T> {
    if threads < 2 || count < 2 {
        return vec![work(0..count)];
    }
    let length = count.div_ceil(threads).max(1);
    let work = &work;
    thread::scope(|scope| {
        let started: Vec<_> = (0..count)
            .step_by(length)
            .map(|start| scope.spawn(move || work(start..count.min(start + length))))
            .collect();
        let joined = started.into_iter().map(|thread| match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect()
    })
}

/// Fills a table of `width` cells a unit, in place; `fill` is given the first unit of a part and its cells.
pub(crate) fn fill<T: Send>(cells: &mut [T], width: usize, fill: impl Fn(usize, &mut [T]) + Sync) {
    let units = cells.len() / width.max(1);
    let length = units.div_ceil(threads(units)).max(1);
    let fill = &fill;
    thread::scope(|scope| {
        for (part, cells) in cells.chunks_mut(length * width.max(1)).enumerate() {
            if units <= length {
                fill(0, cells);
            } else {
                scope.spawn(move || fill(part * length, cells));
            }
        }
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
