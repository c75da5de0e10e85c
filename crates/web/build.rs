//! Looks whether `scripts/assets` has fetched what the pages take from others. It fetches nothing itself.

use std::path::Path;

fn main() {
    let assets = Path::new("assets/vendor");
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=vendor-files.txt");
    let list = std::fs::read_to_string("vendor-files.txt").unwrap_or_default();
    let wanted = list
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_whitespace().next())
        .chain(["icons.svg"]);
    let missing: Vec<&str> = wanted.filter(|name| !assets.join(name).is_file()).collect();
    if missing.is_empty() {
        return;
    }
    let complaint = format!(
        "the pages lack {}: run scripts/assets (or make), which fetches them with npm, and build again",
        missing.join(", ")
    );
    // Checking types needs no pictures; what is shipped does.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::error={complaint}");
    } else {
        println!("cargo::warning={complaint}");
    }
}
