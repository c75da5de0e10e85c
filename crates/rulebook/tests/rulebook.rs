//! The rulebook room from outside.

#[path = "rulebook/book.rs"]
mod book;
#[path = "rulebook/calendars.rs"]
mod calendars;
#[path = "rulebook/examples.rs"]
mod examples;
#[path = "rulebook/expressions.rs"]
mod expressions;
#[path = "rulebook/hostile.rs"]
mod hostile;
#[path = "rulebook/matters.rs"]
mod matters;
#[path = "rulebook/mistakes.rs"]
mod mistakes;
#[path = "rulebook/overlays.rs"]
mod overlays;
#[path = "rulebook/parameters.rs"]
mod parameters;
#[path = "rulebook/proofs.rs"]
mod proofs;
#[path = "rulebook/repository.rs"]
mod repository;
