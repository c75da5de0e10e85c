//! The pages and the API, as browsers and programs get them.

#[path = "web/api.rs"]
mod api;
#[path = "web/both.rs"]
mod both;
#[path = "web/exemptions.rs"]
mod exemptions;
#[path = "web/foreign.rs"]
mod foreign;
#[path = "web/frame.rs"]
mod frame;
#[path = "web/handing_in.rs"]
mod handing_in;
#[path = "web/house.rs"]
mod house;
#[path = "web/jobs.rs"]
mod jobs;
#[path = "web/language.rs"]
mod language;
#[path = "web/logs.rs"]
mod logs;
#[path = "web/look.rs"]
mod look;
#[path = "web/office.rs"]
mod office;
#[path = "web/pages.rs"]
mod pages;
#[path = "web/reach.rs"]
mod reach;
#[path = "web/reading.rs"]
mod reading;
#[path = "web/security.rs"]
mod security;
#[path = "web/signing_in.rs"]
mod signing_in;
#[path = "web/tls.rs"]
mod tls;
#[path = "web/today.rs"]
mod today;
