//! What the store promises, told once and proven on both databases.

#[path = "store/accounts.rs"]
mod accounts;
#[path = "store/backup.rs"]
mod backup;
#[path = "store/databases.rs"]
mod databases;
#[path = "store/files.rs"]
mod files;
#[path = "store/journal.rs"]
mod journal;
#[path = "store/people.rs"]
mod people;
#[path = "store/places.rs"]
mod places;
#[path = "store/registers.rs"]
mod registers;
#[path = "store/review.rs"]
mod review;
#[path = "store/rotation.rs"]
mod rotation;
#[path = "store/story.rs"]
mod story;
#[path = "store/upgrade.rs"]
mod upgrade;
