//! The office's side of handing in: what came in, and what to say to it.

mod accept;
mod against_last_year;
pub mod board;
mod decide_exemption;
mod give_back;
mod remind;
mod reviewed;

pub use accept::{Answer, ReviewAll};
pub use against_last_year::{AgainstLastYear, YearChange};
pub use board::{Board, BoardCell, BoardFilter, BoardRow, Phase, Tally};
pub use decide_exemption::{DecideExemption, ExemptionAsked};
pub use give_back::{CellRemark, GiveBack};
pub use remind::Remind;
