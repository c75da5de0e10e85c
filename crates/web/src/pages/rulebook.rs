//! The rulebook as readable pages.

pub mod article;
pub mod index;
pub mod matters;
pub mod pages;
pub mod policies;
pub mod registers;
mod search;
pub mod shelf;
mod sources;
