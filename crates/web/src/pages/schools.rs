//! One school: its figures stage by stage, what it is short of, and how it went.

pub mod school;
pub mod school_view;
