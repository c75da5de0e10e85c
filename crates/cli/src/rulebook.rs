//! The rulebook that the binary carries, or a folder that stands in for it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use junheng_rulebook::{Loaded, Rulebook};
use rust_embed::RustEmbed;

/// The texts under `rulebook/`, as they were when the binary was built.
#[derive(RustEmbed)]
#[folder = "../../rulebook/"]
#[include = "*.toml"]
#[include = "*.md"]
struct Carried;

/// Reads the rulebook of a folder, or the one that the binary carries.
///
/// # Errors
/// When the folder cannot be read. Mistakes in the files are in the answer, not errors.
pub fn load(folder: Option<&Path>) -> anyhow::Result<Loaded> {
    let files = match folder {
        Some(folder) => files_of(folder)?,
        None => carried(),
    };
    Ok(Rulebook::load(files))
}

/// Reads the rulebook and insists that it is without mistakes.
///
/// # Errors
/// When the folder cannot be read, or with every mistake in it.
pub fn load_checked(folder: Option<&Path>) -> anyhow::Result<Rulebook> {
    let mistakes: Vec<String> = match load(folder)?.checked() {
        Ok((rulebook, _)) => return Ok(rulebook),
        Err(mistakes) => mistakes.iter().map(ToString::to_string).collect(),
    };
    anyhow::bail!(
        "the rulebook has {} mistakes:\n{}",
        mistakes.len(),
        mistakes.join("\n")
    )
}

fn carried() -> Vec<(String, String)> {
    Carried::iter()
        .filter_map(|path| {
            let file = Carried::get(&path)?;
            Some((
                path.into_owned(),
                String::from_utf8_lossy(&file.data).into_owned(),
            ))
        })
        .collect()
}

fn files_of(folder: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries = fs::read_dir(&next)
            .with_context(|| format!("reading the folder {}", next.display()))?;
        for entry in entries {
            let path = entry?.path();
            let kind = path.extension().and_then(|kind| kind.to_str());
            if path.is_dir() {
                folders.push(path);
            } else if matches!(kind, Some("toml" | "md")) {
                let text = fs::read_to_string(&path)
                    .with_context(|| format!("reading {}", path.display()))?;
                let name = path
                    .strip_prefix(folder)?
                    .to_string_lossy()
                    .replace('\\', "/");
                files.push((name, text));
            }
        }
    }
    Ok(files)
}
