//! One file a page: a struct that holds all that the page shows, and its handlers.

pub mod burden;
pub mod counties;
pub mod explanations;
pub mod exports;
pub mod hand_ins;
pub mod home;
pub mod jobs;
pub mod journal;
pub mod language;
pub mod me;
pub mod organisations;
pub mod organisations_admin;
pub mod people;
pub mod periods;
pub mod review;
pub mod rulebook;
pub mod said;
pub mod schools;
pub mod set_up;
pub mod sign_in;
pub mod snapshots;
