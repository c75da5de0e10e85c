//! The rulebook as readable pages.

mod article;
mod index;
mod matters;
pub mod pages;
mod policies;
mod registers;
