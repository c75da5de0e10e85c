//! How large a sheet may be that a reader lays out as a full rectangle before it gives a single cell away.

use crate::complaint::{Complaint, refuse};
use crate::wording;

/// A rectangle of so many places is laid out whatever it holds.
const WHATEVER_IT_HOLDS: u64 = 4_000_000;
/// A larger one has to hold a cell in so many places: the memory that it takes then grows with the file, and not with a
/// cell that somebody put into its farthest corner.
const PLACES_A_CELL: u64 = 16;

/// The places of the largest rectangle that so many cells are worth.
pub(crate) fn room_for(cells: u64) -> u64 {
    WHATEVER_IT_HOLDS.max(cells.saturating_mul(PLACES_A_CELL))
}

/// # Errors
/// The complaint, when there are more places than may be laid out.
pub(crate) fn fits(places: u64, most: u64) -> Result<(), Box<Complaint>> {
    match places <= most {
        true => Ok(()),
        false => refuse(wording::too_many_places(most)),
    }
}
