//! Freezing a period, correcting it, comparing its versions.

pub mod compare;
pub mod correct;
pub mod freeze;
