//! The office's side of handing in: the board, one hand-in under review, exemptions, reminders.

pub mod act;
pub mod answers;
pub mod board;
mod board_view;
pub mod done;
pub mod exemptions;
pub mod one;
pub mod reminders;
