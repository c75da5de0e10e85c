//! Is the house kept as its map says?
//!
//! What no compiler checks: which room may know which, how long files and functions may grow, that no
//! policy stands in Rust and no core room reaches for a file or the clock, that the documents are true.
//! Beside it, in `stories`, the program is used as its users do; there is one test binary a crate.

mod arrows;
mod doors;
mod facts;
mod lengths;
mod pages;
mod source;
#[path = "../stories/mod.rs"]
mod stories;
mod words;
