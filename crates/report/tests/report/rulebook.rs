//! The rulebook of the repository, read once, and what it calls things.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use junheng_report::{Lang, Names};
use junheng_rulebook::Rulebook;

static READ: LazyLock<Rulebook> = LazyLock::new(read);

pub fn rulebook() -> &'static Rulebook {
    &READ
}

pub fn names(lang: Lang) -> Names<'static> {
    Names::new(rulebook(), lang)
}

fn read() -> Rulebook {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook");
    let mut folders = vec![root.clone()];
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the rulebook is there") {
            let path: PathBuf = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).expect("below the rulebook");
                let text = fs::read_to_string(&path).expect("text");
                texts.push((name.to_string_lossy().into_owned(), text));
            }
        }
    }
    texts.sort();
    match Rulebook::load(texts).checked() {
        Ok((rulebook, _)) => rulebook,
        Err(mistakes) => panic!("{mistakes:?}"),
    }
}
