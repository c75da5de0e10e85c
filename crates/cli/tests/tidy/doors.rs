//! The clock, files, sockets and the environment stand at the door, in `cli`.

use crate::source::{code_lines, core_rust, none, rust};

/// Ways out of a room.
const WAYS_OUT: [&str; 14] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "tokio::fs",
    "tokio::net",
    " File::open",
    " File::create",
    "SystemTime",
    "Instant::now",
    "Zoned::now",
    "Timestamp::now",
    "println!",
    "thread_rng",
];

/// Modules of `std` that may not come in through `use std::{…}` either.
const MODULES: [&str; 4] = ["fs", "env", "net", "process"];

fn ways_out(line: &str) -> Vec<&'static str> {
    let mut found: Vec<&str> = WAYS_OUT
        .into_iter()
        .filter(|way| line.contains(way))
        .collect();
    if let Some(list) = line.trim_start().strip_prefix("use std::{") {
        let mut names = list.split([',', '}', ':', ' ']);
        found.extend(
            MODULES
                .into_iter()
                .filter(|module| names.any(|name| name == *module)),
        );
    }
    found
}

#[test]
fn core_rooms_are_handed_what_they_need() {
    let mut complaints = Vec::new();
    for file in core_rust() {
        for (number, line) in code_lines(&file.text) {
            for way in ways_out(line) {
                complaints.push(format!(
                    "{}:{number}: {way} belongs into cli; hand the value in",
                    file.path
                ));
            }
        }
    }
    none(complaints);
}

#[test]
fn one_place_says_how_many_threads_run() {
    let mut complaints = Vec::new();
    for file in rust() {
        for (number, line) in code_lines(&file.text) {
            if line.contains("available_parallelism") && file.path != "crates/model/src/workers.rs"
            {
                complaints.push(format!(
                    "{}:{number}: ask junheng_model::workers",
                    file.path
                ));
            }
        }
    }
    none(complaints);
}

#[test]
fn ways_out_are_noticed() {
    assert_eq!(
        ways_out("    let text = std::fs::read(path)?;"),
        ["std::fs"]
    );
    assert_eq!(ways_out("use std::{fs, io};"), ["fs"]);
    assert_eq!(ways_out("use std::{fmt, io};"), Vec::<&str>::new());
    assert_eq!(
        ways_out("let day = jiff::Zoned::now().date();"),
        ["Zoned::now"]
    );
}
