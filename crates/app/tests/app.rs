//! Who may do what, and for how long: the verbs as tables that an official can read.

#[path = "app/deadlines.rs"]
mod deadlines;
#[path = "app/ends.rs"]
mod ends;
#[path = "app/folder.rs"]
mod folder;
#[path = "app/house.rs"]
mod house;
#[path = "app/jobs.rs"]
mod jobs;
#[path = "app/kinds.rs"]
mod kinds;
#[path = "app/may.rs"]
mod may;
#[path = "app/sessions.rs"]
mod sessions;
#[path = "app/throttle.rs"]
mod throttle;
#[path = "app/today.rs"]
mod today;
