//! The office's side of handing in: what came in, and what to say to it.

mod accept;
mod give_back;
mod reviewed;

pub use accept::{Answer, ReviewAll};
pub use give_back::{CellRemark, GiveBack};
