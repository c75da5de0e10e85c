//! What the store promises, told once and proven on both databases.

#[path = "store/databases.rs"]
mod databases;
#[path = "store/journal.rs"]
mod journal;
#[path = "store/people.rs"]
mod people;
#[path = "store/registers.rs"]
mod registers;
#[path = "store/story.rs"]
mod story;
