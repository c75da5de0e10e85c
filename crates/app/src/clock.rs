//! What time it is: the machine's clock, or a fixed moment for examples and tests.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

/// The country's one time zone, eight hours ahead of UTC all year: days begin and deadlines end by it.
const BEIJING_HOURS: i8 = 8;

/// Where the present comes from.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    Machine,
    Fixed(Timestamp),
}

impl Clock {
    pub fn now(self) -> Timestamp {
        match self {
            Clock::Machine => Timestamp::now(),
            Clock::Fixed(at) => at,
        }
    }

    /// Today's date in Beijing time.
    pub fn today(self) -> Date {
        local(self.now()).date()
    }
}

/// The moment as clocks in China show it.
pub fn local(at: Timestamp) -> jiff::civil::DateTime {
    TimeZone::fixed(Offset::constant(BEIJING_HOURS)).to_datetime(at)
}
