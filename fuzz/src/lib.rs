//! What all fuzz targets do: read by the declared registers and look at the answer.

use std::path::Path;
use std::sync::OnceLock;

use junheng_rulebook::Rulebook;

/// Reads `bytes` as a file of this name. What is refused must be refused with a reason.
pub fn read(name: &str, bytes: &[u8]) {
    static RULEBOOK: OnceLock<Rulebook> = OnceLock::new();
    let intake = junheng_intake::read(name, bytes, RULEBOOK.get_or_init(rulebook));
    assert!(!intake.unusable || intake.diagnostics.has_errors());
    for table in &intake.tables {
        for column in &table.columns {
            assert_eq!(column.values.len(), table.row_count());
        }
    }
}

fn rulebook() -> Rulebook {
    // libFuzzer's hook ends the process at any panic, also at those of calamine's binary readers,
    // which intake catches and reports. A panic that leaves intake is still found: it unwinds into
    // libFuzzer.
    std::panic::set_hook(Box::new(|_| {}));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rulebook");
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    let mut rulebook = Rulebook::load(files).rulebook;
    // A register for schools, one for rows of schools and one for counties: to look for the headings of all of
    // them in every input takes most of the time and finds nothing new.
    let kinds = ["学校", "班级", "县域情况"];
    rulebook
        .registers
        .retain(|register| kinds.contains(&register.name.as_str()));
    assert_eq!(rulebook.registers.len(), kinds.len());
    rulebook
}

fn collect(folder: &Path, root: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, root, files);
        } else if let (Ok(text), Ok(name)) =
            (std::fs::read_to_string(&path), path.strip_prefix(root))
        {
            files.push((name.to_string_lossy().into_owned(), text));
        }
    }
}
