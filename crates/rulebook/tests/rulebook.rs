//! The rulebook room from outside.

#[path = "rulebook/repository.rs"]
mod repository;
