//! Reading ahead: one thread takes a sheet's cells out of the file while another looks at those that came
//! before.

use std::ops::ControlFlow;
use std::sync::mpsc;
use std::thread;

use crate::cell::Cell;
use crate::sheet_rows::{Detail, OneSink, RowSink};

/// After how many cells the rows read so far are handed over.
const CELLS: usize = 4_096;
/// How many such parts may wait.
const WAITING: usize = 2;

type Rows<'c> = Vec<(u32, Vec<Cell<'c>>)>;

/// Gives the rows that `read` finds to `sink`, in order, until it breaks. Where `read` fails, the rows
/// before that have been given.
///
/// # Errors
/// Why `read` gave up.
pub(crate) fn rows<'c>(
    read: impl FnOnce(&mut OneSink<'_, 'c>) -> Result<(), Detail> + Send,
    sink: &mut RowSink<'_>,
) -> Result<(), Detail> {
    thread::scope(|scope| {
        let (send, receive) = mpsc::sync_channel::<Rows<'c>>(WAITING);
        let reading = scope.spawn(move || {
            let (mut rows, mut count) = (Rows::new(), 0);
            let mut keep = |row: u32, cells: &mut Vec<Cell<'c>>| {
                let room = Vec::with_capacity(cells.len());
                count += cells.len();
                rows.push((row, std::mem::replace(cells, room)));
                if count < CELLS {
                    return ControlFlow::Continue(());
                }
                count = 0;
                // Nobody takes rows any more after the sink broke.
                match send.send(std::mem::take(&mut rows)) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            };
            let read = read(&mut keep);
            let _ = send.send(rows);
            read
        });
        take(receive, sink);
        match reading.join() {
            Ok(read) => read,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn take(receive: mpsc::Receiver<Rows<'_>>, sink: &mut RowSink<'_>) {
    for (row, mut cells) in receive.into_iter().flatten() {
        if sink(row, &mut cells).is_break() {
            return;
        }
    }
}
