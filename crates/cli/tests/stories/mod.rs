//! What people do with `junheng`, done through the real binary.

mod answers;
mod contract;
mod files;
mod frozen;
mod reading;
mod refusals;
mod reports;
mod rulebook;
mod seeded;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The policy that most stories judge by, and a day on which it is in force.
const POLICY: &str = "quality-balance-2017";
const DAY: &str = "2024-12-31";

/// What a run of the program left.
struct Run {
    code: Option<i32>,
    out: String,
    said: String,
}

impl Run {
    /// What was printed, when the run was a success.
    fn succeeded(self) -> String {
        assert_eq!(self.code, Some(0), "{}\n{}", self.out, self.said);
        self.out
    }

    /// What was said, when the input could not be used. A panic is another code.
    fn refused(self) -> String {
        assert_eq!(self.code, Some(2), "{}\n{}", self.out, self.said);
        self.said
    }
}

/// Runs the program.
fn junheng<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Run {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_junheng"))
        .args(arguments)
        .output()
        .expect("the binary is built before its tests");
    Run {
        code: status.code(),
        out: String::from_utf8_lossy(&stdout).into_owned(),
        said: String::from_utf8_lossy(&stderr).into_owned(),
    }
}

/// `assess` of a file by [`POLICY`] as of [`DAY`], with more arguments.
fn assess(file: &Path, more: &[&str]) -> Run {
    let file = file.display().to_string();
    let mut arguments = vec![
        "assess", "--data", &file, "--policy", POLICY, "--as-of", DAY,
    ];
    arguments.extend(more);
    junheng(arguments)
}

/// An empty folder of a story's own.
fn folder(story: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("stories")
        .join(story);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of an earlier run can be removed");
    }
    fs::create_dir_all(&folder).expect("a folder below the target folder can be made");
    folder
}

/// A file of a story's own.
fn file(story: &str, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder(story).join(name);
    fs::write(&path, content).expect("a file below the target folder can be written");
    path
}

/// The last school year of a demo county of twelve schools, with the mistakes that real files have.
fn demo_county() -> &'static Path {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| {
        let folder = folder("demo-county");
        let out = folder.display().to_string();
        let named = junheng(["demo-data", "--out", &out, "--schools", "12"]).succeeded();
        let last = named.lines().max().expect("three school years are named");
        PathBuf::from(last)
    })
}

/// The repository's rulebook.
fn repository_rulebook() -> junheng_rulebook::Rulebook {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("the rulebook is beside the crates") {
            let path = entry.expect("a folder lists its entries").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "toml") {
                let name = path.strip_prefix(&root).expect("below the folder");
                let text = fs::read_to_string(&path).expect("a rulebook file is text");
                files.push((name.to_string_lossy().into_owned(), text));
            }
        }
    }
    let (rulebook, _) = junheng_rulebook::Rulebook::load(files)
        .checked()
        .expect("the rulebook is without mistakes");
    rulebook
}

/// `explain` of the demo county by [`POLICY`], with more arguments.
fn explain(more: &[&str]) -> Run {
    let county = demo_county().display().to_string();
    let mut arguments = vec!["explain", "--data", &county, "--policy", POLICY];
    arguments.extend(more);
    junheng(arguments)
}
