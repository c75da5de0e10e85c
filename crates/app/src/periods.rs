//! Periods of handing in: a county opens a school year, and with it everybody's hand-ins.

mod list;
mod open;

pub(crate) use list::names;
pub use list::{PeriodAtWork, Periods};
pub use open::{OpenPeriod, Opened};
