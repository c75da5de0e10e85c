//! Is the house kept as its map says?
//!
//! What no compiler checks: which room may know which, how long files and functions may grow, that no
//! policy stands in Rust and no core room reaches for a file or the clock, that the documents are true.

mod arrows;
mod doors;
mod facts;
mod lengths;
mod pages;
mod source;
mod words;
