//! How the rows of a sheet are handed on, whatever reads them.

use std::ops::ControlFlow;

use crate::cell::Cell;

/// Why a reader gave up, in its own words.
pub(crate) type Detail = String;

/// Takes the rows of a sheet one by one.
pub(crate) type RowSink<'s> = dyn for<'c> FnMut(u32, &mut Vec<Cell<'c>>) -> ControlFlow<()> + 's;

/// Takes the rows of one reading, whose texts live as long as the workbook.
pub(crate) type OneSink<'s, 'c> = dyn FnMut(u32, &mut Vec<Cell<'c>>) -> ControlFlow<()> + 's;
