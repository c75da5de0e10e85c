//! The repository's own files, as the other checks look at them.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms below `cli`, which get bytes, values and dates handed in.
pub const CORE_ROOMS: [&str; 6] = ["model", "rulebook", "intake", "assess", "report", "demo"];

/// The repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A text of the repository.
pub struct Text {
    /// From the repository, with `/`.
    pub path: String,
    pub text: String,
}

/// All texts below a folder whose names end so.
pub fn texts(folder: &str, ending: &str) -> Vec<Text> {
    let mut found = Vec::new();
    let mut folders = vec![repository().join(folder)];
    while let Some(next) = folders.pop() {
        for entry in
            fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display()))
        {
            let path = entry
                .expect("an entry of a folder that could be opened")
                .path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(read(&path));
            }
        }
    }
    assert!(!found.is_empty(), "no file below {folder} ends in {ending}");
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found
}

/// One text.
pub fn text(path: &str) -> Text {
    read(&repository().join(path))
}

fn read(path: &Path) -> Text {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let from_here = path.strip_prefix(repository()).unwrap_or(path);
    Text {
        path: from_here.to_string_lossy().replace('\\', "/"),
        text,
    }
}

/// The Rust of the rooms' libraries and binaries, without their tests.
pub fn rust() -> Vec<Text> {
    let everything = texts("crates", ".rs")
        .into_iter()
        .chain(texts("benches", ".rs"));
    everything
        .filter(|file| file.path.contains("/src/"))
        .map(|file| Text {
            text: without_tests(&file.text).to_owned(),
            ..file
        })
        .collect()
}

/// The Rust of the core rooms.
pub fn core_rust() -> Vec<Text> {
    let core = |file: &Text| {
        CORE_ROOMS
            .iter()
            .any(|room| file.path.starts_with(&format!("crates/{room}/")))
    };
    rust().into_iter().filter(core).collect()
}

/// Tests stand at the end of a file.
fn without_tests(text: &str) -> &str {
    match text.find("\n#[cfg(test)]\nmod ") {
        Some(at) => &text[..at],
        None => text,
    }
}

/// The lines of a text with their numbers, comments left out.
pub fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line));
    numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Fails with all complaints at once.
#[track_caller]
pub fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}
