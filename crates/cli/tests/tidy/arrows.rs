//! Which room may know which, and which library lives in one room only.

use crate::source::{none, text, texts};

/// What each room may know of the others. docs/architecture.md draws it.
const MAY_KNOW: [(&str, &[&str]); 11] = [
    ("crates/model", &[]),
    ("crates/demo", &[]),
    ("crates/rulebook", &["model"]),
    ("crates/intake", &["model", "rulebook"]),
    ("crates/assess", &["model", "rulebook"]),
    ("crates/report", &["model", "rulebook"]),
    ("crates/store", &["model", "rulebook"]),
    (
        "crates/app",
        &["model", "rulebook", "intake", "assess", "report", "store"],
    ),
    ("crates/web", &["model", "rulebook", "report", "app"]),
    (
        "crates/cli",
        &[
            "model", "rulebook", "intake", "assess", "report", "demo", "store", "app", "web",
        ],
    ),
    (
        "benches",
        &["model", "rulebook", "intake", "assess", "report", "demo"],
    ),
];

/// Libraries that one room fences off from all others.
const ALONE: [(&str, &str); 9] = [
    ("calamine", "crates/intake"),
    ("csv", "crates/intake"),
    ("datafusion", "crates/assess"),
    ("sqlx", "crates/store"),
    ("axum", "crates/web"),
    ("rust_xlsxwriter", "crates/report"),
    ("docx-rs", "crates/report"),
    ("toml", "crates/rulebook"),
    ("rand", "crates/demo"),
];

/// The names under a table of a Cargo.toml, for instance `dependencies`.
fn names(manifest: &toml::Table, table: &str) -> Vec<String> {
    let named = manifest.get(table).and_then(toml::Value::as_table);
    named
        .map(|table| table.keys().cloned().collect())
        .unwrap_or_default()
}

fn manifests() -> Vec<(String, toml::Table)> {
    let found = texts("crates", "/Cargo.toml")
        .into_iter()
        .chain([text("benches/Cargo.toml")]);
    found
        .map(|file| {
            let room = file.path.trim_end_matches("/Cargo.toml").to_owned();
            let manifest = file
                .text
                .parse()
                .unwrap_or_else(|error| panic!("{}: {error}", file.path));
            (room, manifest)
        })
        .collect()
}

#[test]
fn rooms_know_only_what_lies_below_them() {
    let mut complaints = Vec::new();
    for (room, manifest) in manifests() {
        let Some((_, allowed)) = MAY_KNOW.iter().find(|(name, _)| *name == room) else {
            complaints.push(format!("{room} is a room that the map does not show: add it to MAY_KNOW and docs/architecture.md"));
            continue;
        };
        for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for name in names(&manifest, table) {
                if let Some(known) = name.strip_prefix("junheng-")
                    && !allowed.contains(&known)
                {
                    complaints.push(format!("{room} must not know {known}"));
                }
            }
        }
    }
    none(complaints);
}

#[test]
fn heavy_libraries_live_in_one_room() {
    let mut complaints = Vec::new();
    for (room, manifest) in manifests() {
        let used = names(&manifest, "dependencies");
        for (library, home) in ALONE {
            // Beside the rooms stand the benches, which also build what rooms are measured against.
            if used.iter().any(|name| name == library) && room != home && room != "benches" {
                complaints.push(format!("{library} lives in {home}, not in {room}"));
            }
            if room == home {
                assert!(
                    used.iter().any(|name| name == library),
                    "{home} does not use {library} any more: drop it from ALONE"
                );
            }
        }
    }
    none(complaints);
}
